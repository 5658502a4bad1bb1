//! Where things lie in a ledger's folder, and how folders reach the disk.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

pub(crate) const JOURNAL: &str = "journal";
pub(crate) const STORE: &str = "store";
pub(crate) const SOURCES: &str = "sources";
pub(crate) const CHECKPOINTS: &str = "checkpoints";
pub(crate) const LOCK: &str = "lock";
/// A home that `recover` is writing.
pub(crate) const JOURNAL_NEW: &str = "journal.new";
/// See [`JOURNAL_NEW`].
pub(crate) const STORE_NEW: &str = "store.new";
/// A store that `open` is rebuilding; another name than `recover`'s, which may hold the only whole copy after a crash.
pub(crate) const STORE_REBUILT: &str = "store.rebuilt";
/// A store that is being replaced.
pub(crate) const STORE_OLD: &str = "store.old";

/// A journal that is being replaced and not to be kept.
pub(crate) const JOURNAL_OLD: &str = "journal.old";
/// A segment that a redaction is writing anew.
pub(crate) const SEGMENT_NEW: &str = "segment.new";

/// Names that a crash may leave behind; the next writer that opens the ledger removes them.
pub(crate) const LEFTOVERS: [&str; 6] = [JOURNAL_NEW, JOURNAL_OLD, STORE_NEW, STORE_REBUILT, STORE_OLD, SEGMENT_NEW];

/// Whether this is a damaged home that `recover` or `open` has kept.
pub(crate) fn is_kept_home(name: &str) -> bool {
    let number = name.strip_prefix("journal.damaged-").or_else(|| name.strip_prefix("store.damaged-"));
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Makes a folder, all that is in it, and its own names durable.
pub(crate) fn sync_tree(folder: &Path) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        if item.file_type()?.is_dir() {
            sync_tree(&item.path())?;
        } else {
            fs::File::open(item.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}

/// Removes a folder and what is in it, or a file in its place, if it is there.
pub(crate) fn remove_tree(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => fs::remove_file(folder),
        done => done,
    }
}

/// Bytes of all files below a folder.
pub(crate) fn tree_bytes(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for item in fs::read_dir(folder)? {
        let item = item?;
        bytes += if item.file_type()?.is_dir() { tree_bytes(&item.path())? } else { item.metadata()?.len() };
    }
    Ok(bytes)
}

/// The first of `NAME-1`, `NAME-2`, ... that is not taken.
pub(crate) fn free_name(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let mut number = 1_u32;
    loop {
        let path = folder.join(format!("{name}-{number}"));
        if !fs::exists(&path)? {
            return Ok(path);
        }
        number += 1;
    }
}
