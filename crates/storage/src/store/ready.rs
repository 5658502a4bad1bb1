//! Bringing the store to where the journal is: as it stands, rolled forward, or rebuilt.
//!
//! Invariant: a store that reaches further than the journal, or that holds another past, is refused and left alone.

use std::io;
use std::path::Path;

use fs_err as fs;
use onrecord_core::entry::LinkError;
use onrecord_core::header::Header;

use crate::access::Access;
use crate::folder::{JOURNAL, STORE};
use crate::journal::entries::journal_entries;
use crate::journal::tail::JournalTail;
use crate::ledger::StoreInUse;
use crate::limits::Limits;
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::redaction::{CarriedOut, any_redaction};
use crate::scan::Scan;
use crate::storage_error::StorageError;
use crate::store::error::StoreError;
use crate::store::rebuild::{FillError, fill, rebuild};
use crate::store::{Store, StoreFault};
use crate::system_error::{is_no_space, is_not_permitted};

/// The store for a journal that ends here, and in `notices` what had to be done for it. If redactions had to be finished,
/// the journal's end was moved.
pub(crate) fn ready_store(
    folder: &Path,
    tail: &mut JournalTail,
    access: Access,
    limits: &Limits,
    notices: &mut Vec<Notice>,
) -> Result<StoreInUse, OpenError> {
    match up_to_date(folder, tail, limits, notices) {
        Ok(store) => Ok(StoreInUse::Whole(Box::new(store))),
        Err(error) => match (cannot_write(&error), access) {
            (None, _) => Err(error),
            (Some((_, why)), Access::Read) => {
                notices.push(Notice::JournalOnly { why });
                Ok(StoreInUse::None)
            }
            (Some((kind, _)), Access::Write) if is_not_permitted(&kind.into()) => {
                Err(OpenError::ReadOnly { path: folder.join(STORE), source: kind.into() })
            }
            (Some((_, why)), Access::Write) => Err(OpenError::NoSpace { why }),
        },
    }
}

fn up_to_date(
    folder: &Path,
    tail: &mut JournalTail,
    limits: &Limits,
    notices: &mut Vec<Notice>,
) -> Result<Store, OpenError> {
    let why = match Store::open(&folder.join(STORE), limits.open_deadline) {
        Ok(store) => match roll_forward(store, folder, tail, notices)? {
            Ok(store) => return Ok(store),
            Err(why) => why,
        },
        Err(StoreFault { error, highest }) => {
            if let Some(store) = highest.filter(|highest| *highest > tail.head.size) {
                return Err(OpenError::StoreAhead { store, journal: tail.head });
            }
            error
        }
    };
    if why.io().is_some() || why.is_busy() {
        return Err(OpenError::Store(why));
    }
    sync_tail(tail)?;
    let rebuilt = rebuild(folder, tail, limits.open_deadline)?;
    let store =
        Store::open(&folder.join(STORE), limits.open_deadline).map_err(|fault| OpenError::Store(fault.error))?;
    *tail = rebuilt.tail;
    let CarriedOut { segments, sources, .. } = rebuilt.redactions;
    if segments > 0 || sources > 0 {
        notices.push(Notice::RedactionFinished { segments, sources });
    }
    notices.extend(rebuilt.redactions.removed.into_iter().map(|name| Notice::LeftoverRemoved { name }));
    notices.push(Notice::StoreRebuilt { why, events: tail.head.size, kept: rebuilt.kept });
    Ok(store)
}

/// Gives the store what the journal has more; the inner error is the reason to rebuild it instead.
fn roll_forward(
    mut store: Store,
    folder: &Path,
    tail: &JournalTail,
    notices: &mut Vec<Notice>,
) -> Result<Result<Store, StoreError>, OpenError> {
    let from = store.head();
    if from.size > tail.head.size {
        return Err(OpenError::StoreAhead { store: from.size, journal: tail.head });
    }
    let journal = folder.join(JOURNAL);
    let range = from.size..tail.head.size;
    let journal_hash = if range.is_empty() {
        tail.head.hash
    } else {
        match journal_entries(&journal, tail.ledger, from.size).next() {
            None => return Err(StorageError::Missing { seq: from.next_seq() }.into()),
            Some(entry) => {
                let link = Header::read(&entry?.event);
                let broken = |error| StorageError::Broken { seq: from.next_seq(), source: LinkError::Header(error) };
                link.map_err(broken)?.previous
            }
        }
    };
    if journal_hash != from.hash {
        return Err(OpenError::Forked { size: from.size, journal: journal_hash, store: from.hash });
    }
    if range.is_empty() {
        return Ok(Ok(store));
    }
    let entries =
        || Scan::boxed(tail.ledger, tail.head, range.clone(), || journal_entries(&journal, tail.ledger, from.size));
    if any_redaction(entries())? {
        return Ok(Err(StoreError::BeforeRedaction));
    }
    sync_tail(tail)?;
    let entries = entries();
    match fill(&mut store, entries) {
        Ok(()) => {
            notices.push(Notice::StoreRolledForward { from: from.size, to: tail.head.size });
            Ok(Ok(store))
        }
        Err(FillError::Store(error)) => Ok(Err(error)),
        Err(FillError::Entries(error)) => Err(error.into()),
    }
}

/// A writer that was killed before its fdatasync leaves whole frames that are not durable yet: the store must not be
/// led further than what a power cut leaves.
fn sync_tail(tail: &JournalTail) -> Result<(), OpenError> {
    let sync = || fs::File::open(&tail.segment.path)?.sync_all();
    sync().map_err(OpenError::io("syncing the journal"))
}

/// Says why the store cannot be written, if that is all that is wrong.
fn cannot_write(error: &OpenError) -> Option<(io::ErrorKind, String)> {
    let (kind, why) = if let OpenError::Store(error) = error {
        let kind = error.io()?;
        (kind, format!("{error}: {kind}"))
    } else if let OpenError::Io { doing, source } = error {
        (source.kind(), format!("{doing}: {source}"))
    } else {
        return None;
    };
    let lasting = io::Error::from(kind);
    (is_no_space(&lasting) || is_not_permitted(&lasting)).then_some((kind, why))
}
