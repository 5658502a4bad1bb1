//! The journal read strictly: entries from a number on, and an error at the first thing that is wrong.
//!
//! Invariant: after an error nothing more comes; a torn end is an end.

use std::path::Path;

use onrecord_core::hash::LedgerId;
use onrecord_core::seq::Seq;

use crate::entry_log::Entries;
use crate::journal::damage::DamageKind;
use crate::journal::segment_list::{SegmentFile, list_segments, missing_segment};
use crate::journal::walk::{JournalWalk, Walked};
use crate::storage_error::StorageError;

const READING: &str = "reading the journal";

/// The entries from event `from` on.
pub(crate) fn journal_entries(journal: &Path, ledger: LedgerId, from: u64) -> Entries<'static> {
    let walk = match segments_from(journal, from) {
        Ok(segments) => {
            let first_index = segments.first().map_or(0, |segment| segment.index);
            JournalWalk::over(segments, Some(ledger), first_index).wanted_from(from)
        }
        Err(error) => return Box::new(std::iter::once(Err(error))),
    };
    let entries = walk.filter_map(move |walked| match walked {
        Walked::Entry(walked) => (walked.seq >= Seq::new(from)).then_some(Ok(walked.entry)),
        Walked::Damage(damage) => Some(Err(damage.into())),
        Walked::Torn(_) => None,
        Walked::Unreadable { source, .. } => Some(Err(StorageError::Io { doing: READING, source })),
    });
    let mut failed = false;
    Box::new(entries.take_while(move |entry| !std::mem::replace(&mut failed, entry.is_err())))
}

/// The segments from the one that holds event `from`.
fn segments_from(journal: &Path, from: u64) -> Result<Vec<SegmentFile>, StorageError> {
    let mut segments = list_segments(journal).map_err(StorageError::io(READING))?;
    if let Some(damage) = missing_segment(&segments) {
        return Err(damage.into());
    }
    let mut start = 0;
    for (index, segment) in segments.iter().enumerate().rev() {
        match segment.header().map_err(StorageError::io(READING))? {
            // A segment that is still being made; the walk says what it is.
            None if index + 1 == segments.len() => {}
            None => return Err(segment.damage(DamageKind::SegmentShort(segment.len)).into()),
            Some(Err(kind)) => return Err(segment.damage(kind).into()),
            Some(Ok(header)) if header.before.size <= from => {
                start = index;
                break;
            }
            Some(Ok(_)) => {}
        }
    }
    Ok(segments.split_off(start))
}
