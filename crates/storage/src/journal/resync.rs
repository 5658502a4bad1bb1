//! Finding the next whole frame behind bytes that make no sense.
//!
//! Invariant: only a header with a right check, in front of as many bytes as it announces and the same length once
//! more, is taken for a frame.

use std::io;

use onrecord_core::hash::LedgerId;

use crate::journal::frame::{FRAME_HEADER_LEN, FRAME_MAGIC, FrameHeader};
use crate::journal::segment_cursor::SegmentCursor;
use crate::store::packing::{field, u32_at};

/// Bytes that are looked through at a time.
const WINDOW_BYTES: usize = 1 << 20;

/// A search that goes forward through one segment, and knows again what it found: damage after damage does not look
/// through the same bytes again, which would take hours in a large segment.
#[derive(Default)]
pub(crate) struct FrameSearch {
    /// From where it last looked, and what came first there.
    last: Option<(u64, Option<u64>)>,
}

impl FrameSearch {
    /// The offset of the first whole frame at or behind `from`.
    pub(crate) fn find(&mut self, cursor: &mut SegmentCursor, ledger: LedgerId, from: u64) -> io::Result<Option<u64>> {
        if let Some((since, found)) = self.last
            && since <= from
            && found.is_none_or(|found| from <= found)
        {
            return Ok(found);
        }
        let found = find_frame(cursor, ledger, from)?;
        self.last = Some((from, found));
        Ok(found)
    }
}

fn find_frame(cursor: &mut SegmentCursor, ledger: LedgerId, from: u64) -> io::Result<Option<u64>> {
    let mut from = from;
    let mut window = vec![0; WINDOW_BYTES];
    while from + FRAME_HEADER_LEN as u64 <= cursor.end() {
        let len = (cursor.end() - from).min(WINDOW_BYTES as u64) as usize;
        let window = &mut window[..len];
        cursor.read_at(from, window)?;
        for start in 0..=len - FRAME_HEADER_LEN {
            if window[start..start + 4] == FRAME_MAGIC
                && let Ok(header) = FrameHeader::read(ledger, &field(window, start))
            {
                let at = from + start as u64;
                if ends_in_its_length(cursor, at, at + u64::from(header.len))? {
                    return Ok(Some(at));
                }
            }
        }
        from += (len - FRAME_HEADER_LEN + 1) as u64;
    }
    Ok(None)
}

/// Whether the bytes before `end`, which begin at `start`, end in their own length.
pub(crate) fn ends_in_its_length(cursor: &mut SegmentCursor, start: u64, end: u64) -> io::Result<bool> {
    let mut trailing = [0; 4];
    if end < start + 4 || end > cursor.end() {
        return Ok(false);
    }
    cursor.read_at(end - 4, &mut trailing)?;
    Ok(u64::from(u32_at(&trailing, 0)) == end - start)
}
