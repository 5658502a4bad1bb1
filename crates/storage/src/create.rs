//! Making a ledger: all of it in a folder beside the place where it will be, then one rename.
//!
//! Invariant: under the ledger's name there is a whole ledger or what was there before.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::LedgerId;
use thiserror::Error;

use crate::batch::check_batch;
use crate::entry_log::Refusal;
use crate::folder::{CHECKPOINTS, JOURNAL, LOCK, SOURCES, STORE, remove_tree, sync_folder, sync_tree};
use crate::journal::segment::SEGMENT_LEN_MAX;
use crate::journal::writer::{JournalWriter, WriteError};
use crate::ledger::Ledger;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::guard::OPEN_DEADLINE;

/// Why a ledger was not made.
#[derive(Debug, Error)]
pub enum CreateError {
    /// There is one already.
    #[error("there is a ledger in {} already", .0.display())]
    AlreadyALedger(PathBuf),
    /// Something else is there.
    #[error("{} is not empty and not a ledger", .0.display())]
    NotEmpty(PathBuf),
    /// The folder has no name, or the folder above it is missing.
    #[error("the folder above {} does not exist", .0.display())]
    NoParent(PathBuf),
    /// The first events are not fit to be recorded.
    #[error("the first events were refused")]
    Refused(#[from] Refusal),
    /// The system refused to write.
    #[error("the ledger could not be made in {}", path.display())]
    Io {
        /// The ledger's folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The store could not be made.
    #[error("the ledger's store could not be made")]
    Store(#[from] StoreError),
}

impl Ledger {
    /// Makes a ledger in this folder, which does not exist yet or is empty, with its first events.
    ///
    /// Durability: when this returns `Ok`, the ledger survives a power cut; after an error nothing of it is left.
    pub fn create(folder: &Path, ledger: LedgerId, first: &[Entry]) -> Result<Head, CreateError> {
        create(folder, ledger, first, SEGMENT_LEN_MAX)
    }
}

pub(crate) fn create(
    folder: &Path,
    ledger: LedgerId,
    first: &[Entry],
    segment_len_max: u64,
) -> Result<Head, CreateError> {
    let head = check_batch(Head::EMPTY, ledger, first)?;
    let io_error = |source| CreateError::Io { path: folder.to_owned(), source };
    check_free(folder)?;
    let (parent, name) = match (folder.parent(), folder.file_name()) {
        (Some(parent), Some(name)) if parent.as_os_str().is_empty() => (Path::new("."), name),
        (Some(parent), Some(name)) => (parent, name),
        (None, _) | (_, None) => return Err(CreateError::NoParent(folder.to_owned())),
    };
    if !parent.is_dir() {
        return Err(CreateError::NoParent(folder.to_owned()));
    }
    let building = parent.join(format!(".{}.new-{}", name.to_string_lossy(), std::process::id()));
    remove_tree(&building).map_err(io_error)?;
    let made = build(&building, ledger, first, head, segment_len_max)
        .and_then(|()| fs::rename(&building, folder).map_err(BuildError::Io));
    if let Err(error) = made {
        // Only the ledger that was not finished: whatever is left of it is in nobody's way.
        let _removed = remove_tree(&building);
        return Err(match error {
            BuildError::Io(source) => io_error(source),
            BuildError::Store(error) => error.into(),
        });
    }
    sync_folder(parent).map_err(io_error)?;
    Ok(head)
}

#[derive(Debug)]
enum BuildError {
    Io(io::Error),
    Store(StoreError),
}

fn build(
    building: &Path,
    ledger: LedgerId,
    first: &[Entry],
    head: Head,
    segment_len_max: u64,
) -> Result<(), BuildError> {
    let make = || -> io::Result<()> {
        fs::create_dir(building)?;
        for name in [JOURNAL, SOURCES, CHECKPOINTS] {
            fs::create_dir(building.join(name))?;
        }
        fs::File::create(building.join(LOCK))?;
        let mut journal = JournalWriter::create(&building.join(JOURNAL), ledger, segment_len_max)?;
        journal.append(Head::EMPTY, first).map_err(|error| match error {
            WriteError::NothingRecorded(error) | WriteError::LeftTorn(error) | WriteError::Unknown(error) => error,
        })
    };
    make().map_err(BuildError::Io)?;
    let fill = || -> Result<(), StoreError> {
        let mut store = Store::create(&building.join(STORE), OPEN_DEADLINE)?;
        store.append(first, head)?;
        store.flush()
    };
    fill().map_err(BuildError::Store)?;
    sync_tree(building).map_err(BuildError::Io)
}

fn check_free(folder: &Path) -> Result<(), CreateError> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(CreateError::NotEmpty(folder.to_owned())),
        Err(source) => Err(CreateError::Io { path: folder.to_owned(), source }),
        Ok(_) if folder.join(JOURNAL).is_dir() => Err(CreateError::AlreadyALedger(folder.to_owned())),
        Ok(mut items) => match items.next() {
            None => Ok(()),
            Some(_) => Err(CreateError::NotEmpty(folder.to_owned())),
        },
    }
}
