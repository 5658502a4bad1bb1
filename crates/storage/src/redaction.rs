//! Carrying redactions out: the words that they take leave the journal, the sources and everything kept beside them.
//!
//! Invariants: a store that holds a redaction was made after the journal was rid of the words, and is put in place when
//! nothing else holds them. So a store that ends before a redaction, or is missing, says that there may be work left;
//! whatever was done before a crash is done again and changes nothing.

pub mod search;
pub(crate) mod segments;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use fs_err as fs;
use onrecord_core::entry::Entry;
use onrecord_core::erasure::{Erasures, is_redaction, kept_bytes};
use onrecord_core::event::EventError;
use onrecord_core::hash::{LedgerId, SourceHash};
use onrecord_core::header::Header;
use onrecord_core::seq::Seq;

use crate::entry_log::Entries;
use crate::folder::{JOURNAL, LEFTOVERS, SOURCES, is_kept_home, remove_tree, sync_folder};
use crate::journal::entries::journal_entries;
use crate::journal::writer::{Step, strike};
use crate::open_error::OpenError;
use crate::redaction::segments::rewrite_segments;
use crate::storage_error::StorageError;

/// What had to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CarriedOut {
    /// Whether the ledger has redactions at all.
    pub(crate) any: bool,
    /// Segments that still held words, and hold them no longer.
    pub(crate) segments: usize,
    /// Files of sources that went.
    pub(crate) sources: usize,
    /// What was removed beside the homes.
    pub(crate) removed: Vec<String>,
}

/// Rids everything but the store of the words that redactions in the journal take; `entries` reads the whole journal.
///
/// Order: sources' bytes, segments, what recoveries kept. Each is durable before the next.
pub(crate) fn carry_out<'a>(
    folder: &Path,
    ledger: LedgerId,
    entries: &dyn Fn() -> Entries<'a>,
) -> Result<CarriedOut, OpenError> {
    let erasures = erasures_of(entries())?;
    let mut done = CarriedOut { any: !erasures.is_empty(), ..CarriedOut::default() };
    if !done.any {
        return Ok(done);
    }
    let (dirty, kept) = still_there(&erasures, entries())?;
    let failed = OpenError::io("erasing redacted words");
    if erasures.of_sources() {
        done.sources = remove_sources(&folder.join(SOURCES), &kept).map_err(&failed)?;
    }
    done.segments = rewrite_segments(folder, ledger, &erasures, &dirty)?;
    done.removed = remove_kept(folder, &[]).map_err(failed)?;
    Ok(done)
}

/// What the redactions among these entries take.
pub(crate) fn erasures_of(entries: Entries<'_>) -> Result<Erasures, StorageError> {
    let mut erasures = Erasures::new();
    for entry in entries {
        let entry = entry?;
        erasures.take(&entry).map_err(damaged(&entry))?;
    }
    Ok(erasures)
}

/// What redactions behind the first `size` events take, without opening the ledger: for whoever looked into it while
/// others went on recording.
pub fn redacted_behind(ledger_folder: &Path, ledger: LedgerId, size: u64) -> Result<Erasures, StorageError> {
    erasures_of(journal_entries(&ledger_folder.join(JOURNAL), ledger, size))
}

/// Whether a redaction is among these entries.
pub(crate) fn any_redaction(entries: Entries<'_>) -> Result<bool, StorageError> {
    for entry in entries {
        let entry = entry?;
        if is_redaction(&entry.event).map_err(|error| damaged(&entry)(error.into()))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The events that still have words which are to go, and the sources' bytes that are named and stay.
pub(crate) fn still_there(
    erasures: &Erasures,
    entries: Entries<'_>,
) -> Result<(BTreeSet<Seq>, BTreeSet<SourceHash>), StorageError> {
    let (mut dirty, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for (seq, entry) in (0..).map(Seq::new).zip(entries) {
        let entry = entry?;
        let left = if erasures.names(seq) { erasures.erase(&entry).map_err(damaged(&entry))? } else { None };
        if erasures.of_sources() {
            let left = left.as_ref().unwrap_or(&entry);
            kept.extend(kept_bytes(left).map_err(damaged(left))?);
        }
        if left.is_some() {
            dirty.insert(seq);
        }
    }
    Ok((dirty, kept))
}

/// Removes the bytes that no event names any more, also those that were never wholly written.
pub(crate) fn remove_sources(sources: &Path, kept: &BTreeSet<SourceHash>) -> io::Result<usize> {
    strike(Step::RemoveSources)?;
    let mut removed = 0;
    let items = match fs::read_dir(sources) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        items => items?,
    };
    for item in items {
        let item = item?;
        let hash = item.file_name().to_str().and_then(|name| name.parse::<SourceHash>().ok());
        if hash.is_none_or(|hash| !kept.contains(&hash)) && !item.file_type()?.is_dir() {
            fs::remove_file(item.path())?;
            removed += 1;
        }
    }
    sync_folder(sources)?;
    Ok(removed)
}

/// Removes what recoveries kept and interrupted runs left behind, and gives the names; all but what is still needed.
pub(crate) fn remove_kept(folder: &Path, needed: &[&str]) -> io::Result<Vec<String>> {
    strike(Step::RemoveKept)?;
    let mut removed = Vec::new();
    for item in fs::read_dir(folder)? {
        let name = item?.file_name().to_string_lossy().into_owned();
        let goes = LEFTOVERS.contains(&name.as_str()) || is_kept_home(&name);
        if goes && !needed.contains(&name.as_str()) {
            remove_tree(&folder.join(&name))?;
            removed.push(name);
        }
    }
    sync_folder(folder)?;
    removed.sort();
    Ok(removed)
}

/// Entries without the words that redactions take, for those who may not write.
pub(crate) fn without_redacted<'a>(erasures: &'a Erasures, entries: Entries<'a>) -> Entries<'a> {
    if erasures.is_empty() {
        return entries;
    }
    Box::new(entries.map(|entry| {
        let entry = entry?;
        let left = erasures.erase(&entry).map_err(damaged(&entry))?;
        Ok(left.unwrap_or(entry))
    }))
}

/// The error for an entry whose words are not those of its event.
fn damaged(entry: &Entry) -> impl Fn(EventError) -> StorageError {
    let seq = Header::read(&entry.event).map_or(Seq::FIRST, |header| header.seq);
    move |source| StorageError::Words { seq, source }
}
