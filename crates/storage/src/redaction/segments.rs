//! Writing segments anew without redacted words.
//!
//! Invariant: a segment is replaced by one rename, after its successor was synced; both hold the same events in the same
//! frames, unless the salts that the other slots now need make a frame too long for one.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use onrecord_core::entry::Entry;
use onrecord_core::erasure::Erasures;
use onrecord_core::hash::LedgerId;
use onrecord_core::seq::Seq;

use crate::folder::{JOURNAL, SEGMENT_NEW, sync_folder};
use crate::journal::frame::{FRAME_LEN_MAX, encode, frame_len};
use crate::journal::segment::SegmentHeader;
use crate::journal::segment_list::{SegmentFile, list_segments};
use crate::journal::walk::{JournalWalk, Walked, WalkedEntry};
use crate::journal::writer::{Step, strike};
use crate::open_error::OpenError;
use crate::redaction::damaged;
use crate::storage_error::StorageError;

const DOING: &str = "erasing redacted words";

/// Rewrites the segments that hold one of these events, and says how many there were.
pub(crate) fn rewrite_segments(
    folder: &Path,
    ledger: LedgerId,
    erasures: &Erasures,
    dirty: &BTreeSet<Seq>,
) -> Result<usize, OpenError> {
    let failed = OpenError::io(DOING);
    if dirty.is_empty() {
        return Ok(0);
    }
    let mut end = None;
    let mut rewritten = 0;
    for segment in list_segments(&folder.join(JOURNAL)).map_err(&failed)?.into_iter().rev() {
        // A last segment that is still without a header has no events.
        let Some(header) = segment.header().map_err(&failed)? else { continue };
        let header = header.map_err(|kind| StorageError::from(segment.damage(kind)))?;
        let first = header.before.next_seq();
        let mut inside = dirty.range(first..).take_while(|seq| end.is_none_or(|end| **seq < end));
        if inside.next().is_some() {
            let writing = Writing { building: folder.join(SEGMENT_NEW), ledger, erasures };
            writing.write(&segment, header)?;
            put_in_place(folder, &writing.building, &segment).map_err(&failed)?;
            rewritten += 1;
        }
        end = Some(first);
    }
    Ok(rewritten)
}

/// A segment's successor in the making.
struct Writing<'a> {
    building: PathBuf,
    ledger: LedgerId,
    erasures: &'a Erasures,
}

impl Writing<'_> {
    /// Writes it whole and syncs it. A torn end is left out: it was never acknowledged.
    fn write(&self, segment: &SegmentFile, header: SegmentHeader) -> Result<(), OpenError> {
        let failed = OpenError::io(DOING);
        let mut file = BufWriter::new(fs::File::create(&self.building).map_err(&failed)?);
        file.write_all(&header.to_bytes()).map_err(&failed)?;
        let mut place = None;
        let mut frame: Vec<WalkedEntry> = Vec::new();
        for walked in JournalWalk::over(vec![segment.clone()], Some(self.ledger), segment.index) {
            let walked = match walked {
                Walked::Entry(walked) => walked,
                Walked::Damage(damage) => return Err(StorageError::from(damage).into()),
                Walked::Torn(_) => continue,
                Walked::Unreadable { source, .. } => return Err(failed(source)),
            };
            if place.replace(walked.place.clone()).is_some_and(|before| before != walked.place) {
                self.frame(std::mem::take(&mut frame), &mut file)?;
            }
            frame.push(walked);
        }
        self.frame(frame, &mut file)?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)
    }

    /// Writes the entries of a frame as one frame, or as several if they no longer fit.
    fn frame(&self, frame: Vec<WalkedEntry>, file: &mut impl Write) -> Result<(), OpenError> {
        let failed = OpenError::io(DOING);
        let Some(mut first) = frame.first().map(|walked| walked.seq) else { return Ok(()) };
        let mut batch: Vec<Entry> = Vec::new();
        for WalkedEntry { entry, .. } in frame {
            let left = self.erasures.erase(&entry).map_err(damaged(&entry))?;
            batch.push(left.unwrap_or(entry));
            if batch.len() > 1 && frame_len(&batch) > FRAME_LEN_MAX {
                let over = batch.split_off(batch.len() - 1);
                file.write_all(&encode(self.ledger, first, &batch)).map_err(&failed)?;
                first = Seq::new(first.get() + batch.len() as u64);
                batch = over;
            }
        }
        file.write_all(&encode(self.ledger, first, &batch)).map_err(failed)
    }
}

fn put_in_place(folder: &Path, building: &Path, segment: &SegmentFile) -> io::Result<()> {
    strike(Step::RewriteSegment)?;
    fs::rename(building, &segment.path)?;
    sync_folder(&folder.join(JOURNAL))?;
    sync_folder(folder)
}
