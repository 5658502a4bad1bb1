//! One acknowledged batch in the journal: header, packed entries, checksum, trailing length.
//!
//! Invariant: the header has a check of its own, so that a length that is trusted was also written; without that, a
//! flipped bit in a length would look like a torn write.

use onrecord_core::entry::Entry;
use onrecord_core::hash::{LedgerId, journal_checksum};
use onrecord_core::seq::Seq;

use crate::store::packing::{field, packed_len, put_entry, u32_at, u64_at, unpack};

/// Bytes before the entries.
pub(crate) const FRAME_HEADER_LEN: usize = 28;
/// Bytes behind the entries: a checksum, and the length once more so that a reader can come from the end.
const FRAME_END_LEN: usize = 36;
/// No frame is shorter: one entry of nothing.
pub(crate) const FRAME_LEN_MIN: usize = FRAME_HEADER_LEN + 8 + FRAME_END_LEN;
/// No frame is longer.
pub(crate) const FRAME_LEN_MAX: usize = 32 << 20;

pub(crate) const FRAME_MAGIC: [u8; 4] = *b"ONRF";

/// What the first 28 bytes of a frame say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FrameHeader {
    /// Bytes of the whole frame.
    pub(crate) len: u32,
    /// Entries in it, at least one.
    pub(crate) count: u32,
    /// Number of the first event in it.
    pub(crate) first: Seq,
}

/// Why 28 bytes are not the header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrameHeaderFault {
    Magic,
    Check,
    Length,
}

impl FrameHeader {
    pub(crate) fn read(ledger: LedgerId, bytes: &[u8; FRAME_HEADER_LEN]) -> Result<FrameHeader, FrameHeaderFault> {
        if bytes[..4] != FRAME_MAGIC {
            return Err(FrameHeaderFault::Magic);
        }
        if bytes[20..28] != header_check(ledger, &bytes[..20]) {
            return Err(FrameHeaderFault::Check);
        }
        let header = FrameHeader { len: u32_at(bytes, 4), count: u32_at(bytes, 8), first: Seq::new(u64_at(bytes, 12)) };
        let fits = (FRAME_LEN_MIN..=FRAME_LEN_MAX).contains(&(header.len as usize));
        if !fits || header.count == 0 || header.first.get().checked_add(u64::from(header.count)).is_none() {
            return Err(FrameHeaderFault::Length);
        }
        Ok(header)
    }

    /// How many events the journal has with this frame.
    pub(crate) fn end(&self) -> u64 {
        self.first.get() + u64::from(self.count)
    }
}

/// Whether fewer bytes than a header has can be the beginning of one.
pub(crate) fn begins_like_a_frame(bytes: &[u8]) -> bool {
    let len = bytes.len().min(FRAME_MAGIC.len());
    bytes[..len] == FRAME_MAGIC[..len]
}

/// Bytes of the frame that would hold this batch.
pub(crate) fn frame_len(batch: &[Entry]) -> usize {
    FRAME_HEADER_LEN + batch.iter().map(packed_len).sum::<usize>() + FRAME_END_LEN
}

/// The frame of a batch that is not empty and whose `frame_len` is at most `FRAME_LEN_MAX`.
pub(crate) fn encode(ledger: LedgerId, first: Seq, batch: &[Entry]) -> Vec<u8> {
    let len = frame_len(batch);
    assert!(!batch.is_empty() && len <= FRAME_LEN_MAX, "a frame of {} entries and {len} bytes", batch.len());
    let mut frame = Vec::with_capacity(len);
    frame.extend_from_slice(&FRAME_MAGIC);
    frame.extend_from_slice(&(len as u32).to_be_bytes());
    frame.extend_from_slice(&(batch.len() as u32).to_be_bytes());
    frame.extend_from_slice(&first.get().to_be_bytes());
    let check = header_check(ledger, &frame);
    frame.extend_from_slice(&check);
    batch.iter().for_each(|entry| put_entry(&mut frame, entry));
    let checksum = journal_checksum(&[ledger.as_bytes(), &frame]);
    frame.extend_from_slice(&checksum);
    frame.extend_from_slice(&(len as u32).to_be_bytes());
    assert_eq!(frame.len(), len, "the parts fill the frame");
    frame
}

/// A frame's bytes, at least `FRAME_LEN_MIN` of them, taken apart without judging them.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a>(&'a [u8]);

impl<'a> Frame<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        assert!(bytes.len() >= FRAME_LEN_MIN, "a frame of {} bytes", bytes.len());
        Frame(bytes)
    }

    pub(crate) fn checksum_is_right(self, ledger: LedgerId) -> bool {
        let end = self.0.len() - FRAME_END_LEN;
        journal_checksum(&[ledger.as_bytes(), &self.0[..end]]) == field::<32>(self.0, end)
    }

    pub(crate) fn trailing_length_is_right(self) -> bool {
        u32_at(self.0, self.0.len() - 4) as usize == self.0.len()
    }

    /// The entries, or `None` if their lengths do not add up to the frame's.
    pub(crate) fn entries(self) -> Option<Vec<Entry>> {
        unpack(&self.0[FRAME_HEADER_LEN..self.0.len() - FRAME_END_LEN])
    }
}

fn header_check(ledger: LedgerId, fields: &[u8]) -> [u8; 8] {
    field(&journal_checksum(&[ledger.as_bytes(), fields]), 0)
}
