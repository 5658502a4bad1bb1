//! Opening a ledger: the lock, the journal's end, and a store that has all that the journal has.
//!
//! Invariant: nothing is dropped before it is known that the store does not hold it, and nothing that the store holds
//! more than the journal is ever passed over.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use fs_err as fs;
use onrecord_core::erasure::Erasures;

use crate::access::Access;
use crate::folder::{JOURNAL, LEFTOVERS, STORE, remove_tree};
use crate::indexing::IndexState;
use crate::journal::damage::{Torn, TornKind};
use crate::journal::segment_list::segment_index;
use crate::journal::tail::JournalTail;
use crate::journal::walk::{JournalWalk, Walked};
use crate::journal::writer::JournalWriter;
use crate::ledger::{Ledger, StoreInUse};
use crate::limits::{Limits, Permission};
use crate::lock::{LedgerLock, LockError};
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::redaction::erasures_of;
use crate::store::ready::ready_store;
use crate::system_error::is_not_permitted;
use crate::tail::Tail;

/// How a ledger is opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// What for.
    pub access: Access,
    /// How long another process is waited for.
    pub wait: Duration,
    /// The command, which a process that waits for this one is told.
    pub holder: String,
    /// How many events the index may lack before opening brings it up to date. Whoever records many at once, and opens
    /// the ledger again and again, leaves that to [`EntryLog::append`](crate::entry_log::EntryLog::append).
    pub unindexed_max: u64,
}

/// A ledger, and what was done without being asked while it was opened.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// What to tell.
    pub notices: Vec<Notice>,
}

impl Ledger {
    /// Opens the ledger in this folder; never makes one.
    ///
    /// A torn write at the journal's end is dropped (by a writer) or passed over; a store that lacks events is rolled
    /// forward; a store that cannot be used is rebuilt from a journal that was read whole. All of that is told in
    /// [`Opened::notices`]. Without permission to write, a reader answers from the journal alone.
    /// Errors: whatever else is wrong is refused, and then nothing was changed.
    pub fn open(folder: &Path, options: &OpenOptions) -> Result<Opened, OpenError> {
        open(folder, options, &Limits::default())
    }
}

pub(crate) fn open(folder: &Path, options: &OpenOptions, limits: &Limits) -> Result<Opened, OpenError> {
    check_folder(folder)?;
    let acquired = match limits.permission {
        Permission::AsFound => LedgerLock::acquire(folder, options.wait, &options.holder),
        #[cfg(test)]
        Permission::Denied => {
            let source = io::ErrorKind::PermissionDenied.into();
            Err(LockError::NotPermitted { path: folder.join(crate::folder::LOCK), source })
        }
    };
    match (acquired, options.access) {
        (Ok(lock), access) => {
            let mut opened = open_locked(folder, lock, access, limits)?;
            match opened.ledger.ready_index(options.unindexed_max)? {
                IndexState::Ready => {}
                IndexState::Rebuilt => opened.notices.push(Notice::IndexRebuilt),
            }
            Ok(opened)
        }
        (Err(LockError::NotPermitted { path, source }), Access::Read) => {
            let lock = LedgerLock::against_writers(folder, options.wait).map_err(OpenError::Lock)?;
            let why = format!("{} may not be written ({source})", path.display());
            open_journal_only(folder, lock, why)
        }
        (Err(LockError::NotPermitted { path, source }), Access::Write) => Err(OpenError::ReadOnly { path, source }),
        (Err(error @ (LockError::Held { .. } | LockError::Io { .. })), _) => Err(OpenError::Lock(error)),
    }
}

/// Opens a ledger whose lock is held.
pub(crate) fn open_locked(
    folder: &Path,
    lock: LedgerLock,
    access: Access,
    limits: &Limits,
) -> Result<Opened, OpenError> {
    let journal = folder.join(JOURNAL);
    let mut tail = JournalTail::find(&journal)?;
    let torn = tail.torn.clone();
    let mut notices = Vec::new();
    let store = ready_store(folder, &mut tail, access, limits, &mut notices)?;
    let writer = match access {
        Access::Read => None,
        Access::Write => {
            let writer = JournalWriter::go_on(&journal, &tail, limits.segment_len_max).map_err(not_writable(&journal));
            remove_leftovers(folder, &mut notices)?;
            Some(writer?)
        }
    };
    notices.extend(torn.map(|torn| torn_notice(torn, access)));
    let erasures = match store {
        StoreInUse::None => redacted_in_journal(&journal, &tail)?,
        StoreInUse::Whole(_) | StoreInUse::Behind(_) => Erasures::new(),
    };
    let (ledger, head) = (tail.ledger, tail.head);
    let ledger = Ledger {
        folder: folder.to_owned(),
        ledger,
        head,
        access,
        limits: limits.clone(),
        erasures,
        store,
        journal: writer,
        late: Vec::new(),
        append_failed: false,
        tail: Mutex::new(Tail::behind(0)),
        _lock: lock,
    };
    Ok(Opened { ledger, notices })
}

fn open_journal_only(folder: &Path, lock: LedgerLock, why: String) -> Result<Opened, OpenError> {
    let tail = JournalTail::find(&folder.join(JOURNAL))?;
    let mut notices = vec![Notice::JournalOnly { why }];
    let erasures = redacted_in_journal(&folder.join(JOURNAL), &tail)?;
    // Another process may be writing right now, so what is unfinished here is only said, not judged.
    notices.extend(tail.torn.map(|torn| torn_notice(torn, Access::Read)));
    let ledger = Ledger {
        folder: folder.to_owned(),
        ledger: tail.ledger,
        head: tail.head,
        access: Access::Read,
        limits: Limits::default(),
        erasures,
        store: StoreInUse::None,
        journal: None,
        late: Vec::new(),
        append_failed: false,
        tail: Mutex::new(Tail::behind(0)),
        _lock: lock,
    };
    Ok(Opened { ledger, notices })
}

/// What redactions take, for whoever reads the journal itself: the words may still be there. Damage is passed over here;
/// whoever reads as far as that meets it.
fn redacted_in_journal(journal: &Path, tail: &JournalTail) -> Result<Erasures, OpenError> {
    let failed = OpenError::io("reading the journal");
    let walk = JournalWalk::through(journal, Some(tail.ledger)).map_err(failed)?;
    let sound = walk.filter_map(|walked| match walked {
        Walked::Entry(walked) => walked.sound.then_some(Ok(walked.entry)),
        Walked::Damage(_) | Walked::Torn(_) | Walked::Unreadable { .. } => None,
    });
    Ok(erasures_of(Box::new(sound))?)
}

fn torn_notice(torn: Torn, access: Access) -> Notice {
    match (torn.kind, access) {
        (TornKind::Frame | TornKind::Segment, Access::Write) => Notice::TornDropped(torn),
        (TornKind::Frame | TornKind::Segment, Access::Read) => Notice::TornIgnored(torn),
    }
}

/// Tells a missing folder, a folder that is something else, and a ledger that lost its journal apart.
pub fn check_folder(folder: &Path) -> Result<(), OpenError> {
    let failed = OpenError::io("looking at the ledger's folder");
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Err(OpenError::NotALedger(folder.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(OpenError::Missing(folder.to_owned())),
        Err(error) => return Err(failed(error)),
    }
    let has_store = folder.join(STORE).is_dir();
    match fs::read_dir(folder.join(JOURNAL)) {
        Ok(_) if has_store => Ok(()),
        Ok(mut items) => {
            let is_segment = |name: &std::ffi::OsStr| name.to_str().and_then(segment_index).is_some();
            match items.any(|item| item.is_ok_and(|item| is_segment(&item.file_name()))) {
                true => Ok(()),
                false => Err(OpenError::NotALedger(folder.to_owned())),
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && has_store => {
            Err(OpenError::JournalMissing(folder.to_owned()))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Err(OpenError::NotALedger(folder.to_owned()))
        }
        Err(error) => Err(failed(error)),
    }
}

fn remove_leftovers(folder: &Path, notices: &mut Vec<Notice>) -> Result<(), OpenError> {
    for name in LEFTOVERS {
        let path = folder.join(name);
        if fs::symlink_metadata(&path).is_ok() {
            remove_tree(&path).map_err(OpenError::io("removing what an interrupted run had left behind"))?;
            notices.push(Notice::LeftoverRemoved { name: name.to_owned() });
        }
    }
    Ok(())
}

fn not_writable(path: &Path) -> impl Fn(io::Error) -> OpenError {
    move |source| match is_not_permitted(&source) {
        true => OpenError::ReadOnly { path: path.to_owned(), source },
        false => OpenError::Io { doing: "opening the journal for writing", source },
    }
}
