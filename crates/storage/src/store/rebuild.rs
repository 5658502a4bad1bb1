//! Filling a store, and replacing one that cannot be used by one made from the journal.
//!
//! Invariant: the old store stands until the new one is complete, synced and compared with the journal, entry by entry.

use std::path::Path;
use std::time::Duration;

use fs_err as fs;
use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;

use crate::entry_log::Entries;
use crate::folder::{JOURNAL, STORE, STORE_OLD, STORE_REBUILT, free_name, remove_tree, sync_folder, sync_tree};
use crate::journal::entries::journal_entries;
use crate::journal::tail::JournalTail;
use crate::journal::writer::{Step, strike};
use crate::open_error::OpenError;
use crate::redaction::{CarriedOut, carry_out};
use crate::scan::Scan;
use crate::storage_error::StorageError;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::packing::packed_len;

/// Entries that are put into the store at once, and bytes after which it is done sooner.
const FILL_ENTRIES: usize = 512;
const FILL_BYTES: usize = 1 << 20;

/// Why a store was not filled.
#[derive(Debug)]
pub(crate) enum FillError<E = StorageError> {
    Store(StoreError),
    Entries(E),
}

/// Puts entries behind a store's head, of which the caller knows that they follow it.
pub(crate) fn fill<E>(store: &mut Store, entries: impl Iterator<Item = Result<Entry, E>>) -> Result<(), FillError<E>> {
    let mut batch: Vec<Entry> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let entry = entry.map_err(FillError::Entries)?;
        bytes += packed_len(&entry);
        batch.push(entry);
        if batch.len() >= FILL_ENTRIES || bytes >= FILL_BYTES {
            put(store, &batch)?;
            batch.clear();
            bytes = 0;
        }
    }
    put(store, &batch)
}

fn put<E>(store: &mut Store, batch: &[Entry]) -> Result<(), FillError<E>> {
    let Some(last) = batch.last() else { return Ok(()) };
    let size = store.head().size + batch.len() as u64;
    store.append(batch, Head { size, hash: ChainHash::of_event(&last.event) }).map_err(FillError::Store)
}

/// A store that was made anew.
#[derive(Debug)]
pub(crate) struct Rebuilt {
    /// The journal's end, which redactions may have moved.
    pub(crate) tail: JournalTail,
    /// Where the old store was kept, if it was.
    pub(crate) kept: Option<String>,
    /// What redactions still had to erase.
    pub(crate) redactions: CarriedOut,
}

/// Replaces the store by one made from the whole journal, of which redactions are carried out first. The old one is kept,
/// and its name given, if the journal has a torn end: a store that cannot be read may be the only place that holds what
/// was there. It is not kept if there are redactions, whose words it may hold.
pub(crate) fn rebuild(folder: &Path, tail: &JournalTail, deadline: Duration) -> Result<Rebuilt, OpenError> {
    let redactions = carry_out(folder, tail.ledger, &|| journal_scan(folder, tail))?;
    let keep = tail.torn.is_some() && !redactions.any;
    let tail = JournalTail::find(&folder.join(JOURNAL))?;
    let kept = replace(folder, &tail, deadline, keep)?;
    Ok(Rebuilt { tail, kept, redactions })
}

fn replace(folder: &Path, tail: &JournalTail, deadline: Duration, keep: bool) -> Result<Option<String>, OpenError> {
    let building = folder.join(STORE_REBUILT);
    let failed = OpenError::io("rebuilding the store");
    remove_tree(&building).map_err(&failed)?;
    let built = build(&building, folder, tail, deadline)
        .and_then(|()| prove(&building, folder, tail, deadline))
        .and_then(|()| sync_tree(&building).map_err(&failed));
    if let Err(error) = built {
        // The old store is in place; what is left of the new one is removed by the next writer.
        let _removed = remove_tree(&building);
        return Err(error);
    }
    replace_store(folder, &building, keep).map_err(failed)
}

/// Puts a complete store in the place of the old one, which is kept under another name, or removed before: a store that is
/// in place is the only one.
pub(crate) fn replace_store(folder: &Path, complete: &Path, keep: bool) -> std::io::Result<Option<String>> {
    let (store, old) = (folder.join(STORE), folder.join(STORE_OLD));
    let mut kept = None;
    if fs::symlink_metadata(&store).is_ok() {
        let aside = if keep { free_name(folder, "store.damaged")? } else { old.clone() };
        remove_tree(&old)?;
        fs::rename(&store, &aside)?;
        sync_folder(folder)?;
        kept = aside.file_name().filter(|_| keep).map(|name| name.to_string_lossy().into_owned());
    }
    remove_tree(&old)?;
    strike(Step::PlaceStore)?;
    fs::rename(complete, &store)?;
    sync_folder(folder)?;
    Ok(kept)
}

fn build(building: &Path, folder: &Path, tail: &JournalTail, deadline: Duration) -> Result<(), OpenError> {
    let mut store = Store::create(building, deadline).map_err(OpenError::Store)?;
    fill(&mut store, journal_scan(folder, tail)).map_err(|error| match error {
        FillError::Store(error) => OpenError::Store(error),
        FillError::Entries(error) => error.into(),
    })?;
    store.flush().map_err(OpenError::Store)?;
    drop(store);
    sync_tree(building).map_err(OpenError::io("syncing the rebuilt store"))
}

fn prove(building: &Path, folder: &Path, tail: &JournalTail, deadline: Duration) -> Result<(), OpenError> {
    let store = Store::open(building, deadline).map_err(|fault| OpenError::Store(fault.error))?;
    let mut stored = store.entries(Seq::FIRST).map_err(OpenError::Store)?;
    for entry in journal_scan(folder, tail) {
        let entry = entry?;
        match stored.next() {
            Some(Ok(stored)) if stored.entry == entry => {}
            Some(Ok(_)) | None => return Err(OpenError::RebuildDiffers),
            Some(Err(error)) => return Err(OpenError::Store(error)),
        }
    }
    match stored.next() {
        None if store.head() == tail.head => Ok(()),
        None | Some(_) => Err(OpenError::RebuildDiffers),
    }
}

/// The whole journal, checked as it passes.
fn journal_scan<'a>(folder: &Path, tail: &JournalTail) -> Entries<'a> {
    let journal = folder.join(JOURNAL);
    Scan::boxed(tail.ledger, tail.head, 0..tail.head.size, || journal_entries(&journal, tail.ledger, 0))
}
