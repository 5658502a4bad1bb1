//! The words beside a published log, which people can read, and which can be taken away.
//!
//! Invariant: after a publish the folder holds the words that the ledger holds now, or none: what was redacted since is
//! gone. No more than the words of 256 events are in memory at a time.

use std::path::Path;

use onrecord_core::published::{LogFile, published_words, required_files, words_bytes};
use onrecord_core::seq::Seq;
use onrecord_core::tile::TILE_WIDTH;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::ledger::Ledger;

use super::folder::LogFolder;
use crate::explain;
use crate::failure::Failure;

/// The part of the folder that holds them.
const PART: &str = "words";

/// Writes the words of the first `size` events as they are now.
pub(super) fn publish(ledger: &Ledger, size: u64, folder: &mut LogFolder) -> Result<(), Failure> {
    for file in required_files(size, true) {
        let LogFile::Words { index, width } = file else { continue };
        let first = index * TILE_WIDTH as u64;
        let mut records = Vec::new();
        for (seq, entry) in (first..).map(Seq::new).zip(ledger.scan(first..first + u64::from(width))) {
            let entry = entry.map_err(|error| Failure::of(&error))?;
            let record = published_words(&entry).map_err(|error| explain::damaged(seq, &error))?;
            records.push(record.to_vec());
        }
        folder.put_over(file, &words_bytes(records.iter().map(Vec::as_slice)))?;
    }
    Ok(())
}

/// Takes away all words that a log of `size` events does not have, or all of them.
pub(super) fn take_away(size: u64, words: bool, folder: &mut LogFolder) -> Result<(), Failure> {
    for path in folder.files_below(PART)? {
        if !words || !is_of(&path, size) {
            folder.remove(&path)?;
        }
    }
    folder.sync()
}

/// Whether a file of words is one that a log of `size` events has.
fn is_of(path: &Path, size: u64) -> bool {
    let file = path.to_str().and_then(|path| path.parse().ok());
    let Some(LogFile::Words { index, width }) = file else { return false };
    let first = index.saturating_mul(TILE_WIDTH as u64);
    u64::from(width) == size.saturating_sub(first).min(TILE_WIDTH as u64)
}
