//! Where the journal ends: its head, read from its last frame, and a torn write behind it if there is one.
//!
//! Invariant: the head it finds is that of a whole frame with a right checksum, or it is an error.

use std::io;
use std::path::Path;

use onrecord_core::entry::{Head, follow};
use onrecord_core::hash::LedgerId;
use onrecord_core::header::Header;
use thiserror::Error;

use crate::journal::damage::{Damage, DamageKind, Torn, TornKind};
use crate::journal::frame::{FRAME_HEADER_LEN, FRAME_LEN_MAX, FRAME_LEN_MIN, Frame, FrameHeader};
use crate::journal::segment::{SEGMENT_HEADER_LEN, SegmentHeader};
use crate::journal::segment_cursor::SegmentCursor;
use crate::journal::segment_list::{SegmentFile, list_segments, missing_segment};
use crate::journal::walk::{JournalWalk, Walked};
use crate::store::packing::{field, u32_at};

/// The end of a journal.
#[derive(Debug)]
pub(crate) struct JournalTail {
    pub(crate) ledger: LedgerId,
    pub(crate) head: Head,
    /// The segment that the head lies in.
    pub(crate) segment: SegmentFile,
    /// Bytes of that segment up to the end of its last whole frame.
    pub(crate) whole_len: u64,
    /// What follows that is not whole.
    pub(crate) torn: Option<Torn>,
}

/// Why the end of a journal was not found.
#[derive(Debug, Error)]
pub(crate) enum TailError {
    #[error("the journal could not be read")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Damage(Box<Damage>),
}

impl From<Damage> for TailError {
    fn from(damage: Damage) -> Self {
        TailError::Damage(Box::new(damage))
    }
}

impl JournalTail {
    pub(crate) fn find(journal: &Path) -> Result<JournalTail, TailError> {
        let mut segments = list_segments(journal)?;
        if let Some(damage) = missing_segment(&segments) {
            return Err(damage.into());
        }
        let first = &segments[0];
        let ledger = header_of(first)?.ledger;
        let mut creation = None;
        let last = segments.len() - 1;
        if last > 0 && segments[last].len < SEGMENT_HEADER_LEN as u64 {
            let torn = &segments[last];
            creation = Some(Torn { place: torn.place(0), bytes: torn.len, kind: TornKind::Segment });
            segments.pop();
        }
        let tail = tail_of(ledger, segments)?;
        match (creation, &tail.torn) {
            // Before a segment is made, the one before it is whole.
            (Some(_), Some(cut)) => {
                let kind = DamageKind::FrameCutShort;
                Err(Damage { place: cut.place.clone(), first_seq: Some(tail.head.next_seq()), held: None, kind }.into())
            }
            (creation, _) => Ok(JournalTail { torn: creation.or(tail.torn.clone()), ..tail }),
        }
    }
}

/// The end of a row of segments of which the last has at least a header.
fn tail_of(ledger: LedgerId, mut segments: Vec<SegmentFile>) -> Result<JournalTail, TailError> {
    // The caller has seen that there is a segment.
    let Some(segment) = segments.pop() else { return Err(io::Error::other("no segment").into()) };
    let header = header_of(&segment)?;
    let damaged = |kind| TailError::from(segment.damage(kind));
    if header.ledger != ledger {
        return Err(damaged(DamageKind::SegmentLedger { expected: ledger, found: header.ledger }));
    }
    if segment.len == SEGMENT_HEADER_LEN as u64 {
        let before = match segments.is_empty() {
            true => Head::EMPTY,
            false => {
                let before = tail_of(ledger, segments)?;
                match before.torn {
                    None => before.head,
                    Some(cut) => {
                        let (first_seq, kind) = (Some(before.head.next_seq()), DamageKind::FrameCutShort);
                        return Err(Damage { place: cut.place, first_seq, held: None, kind }.into());
                    }
                }
            }
        };
        check_before(&segment, header, before)?;
        return Ok(JournalTail { ledger, head: before, whole_len: segment.len, segment, torn: None });
    }
    if let Some(head) = head_from_the_end(&segment, ledger, header.before)? {
        return Ok(JournalTail { ledger, head, whole_len: segment.len, segment, torn: None });
    }
    head_from_the_start(segment, ledger, header.before)
}

/// The head after the frame at the end of a segment, or `None` if no whole frame ends there.
fn head_from_the_end(segment: &SegmentFile, ledger: LedgerId, before: Head) -> Result<Option<Head>, TailError> {
    let frames_len = segment.len - SEGMENT_HEADER_LEN as u64;
    let mut cursor = SegmentCursor::of(segment.open()?, segment.len);
    let mut trailing = [0; 4];
    if frames_len < FRAME_LEN_MIN as u64 {
        return Ok(None);
    }
    cursor.read_at(segment.len - 4, &mut trailing)?;
    let len = u32_at(&trailing, 0) as usize;
    if !(FRAME_LEN_MIN..=FRAME_LEN_MAX).contains(&len) || len as u64 > frames_len {
        return Ok(None);
    }
    let at = segment.len - len as u64;
    let mut bytes = vec![0; len];
    cursor.read_at(at, &mut bytes)?;
    let frame = Frame::new(&bytes);
    let header = FrameHeader::read(ledger, &field::<FRAME_HEADER_LEN>(&bytes, 0)).ok();
    let Some(header) = header.filter(|header| header.len as usize == len && frame.checksum_is_right(ledger)) else {
        return Ok(None);
    };
    let Some(entries) = frame.entries().filter(|entries| entries.len() == header.count as usize) else {
        return Ok(None);
    };
    let Some(Ok(first)) = entries.first().map(|entry| Header::read(&entry.event)) else { return Ok(None) };
    let mut head = Head { size: header.first.get(), hash: first.previous };
    if at == SEGMENT_HEADER_LEN as u64 && head != before {
        return Ok(None);
    }
    for entry in &entries {
        match follow(head, ledger, &entry.event) {
            Ok((_, after)) => head = after,
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(head))
}

/// The head after the last whole frame of a segment, going through all of it.
fn head_from_the_start(segment: SegmentFile, ledger: LedgerId, before: Head) -> Result<JournalTail, TailError> {
    let mut head = before;
    let mut torn = None;
    for walked in JournalWalk::over(vec![segment.clone()], Some(ledger), segment.index) {
        match walked {
            Walked::Entry(walked) => {
                let (seq, place) = (walked.seq, walked.place);
                let kind = DamageKind::Link;
                let broken = |link| Damage { place, first_seq: Some(seq), held: None, kind: kind(link) };
                (_, head) = follow(head, ledger, &walked.entry.event).map_err(|link| TailError::from(broken(link)))?;
            }
            Walked::Damage(damage) => return Err(damage.into()),
            Walked::Torn(found) => torn = Some(found),
            Walked::Unreadable { source, .. } => return Err(source.into()),
        }
    }
    let whole_len = torn.as_ref().map_or(segment.len, |torn: &Torn| torn.place.offset);
    Ok(JournalTail { ledger, head, segment, whole_len, torn })
}

fn header_of(segment: &SegmentFile) -> Result<SegmentHeader, TailError> {
    match segment.header()? {
        None => Err(segment.damage(DamageKind::SegmentShort(segment.len)).into()),
        Some(Err(kind)) => Err(segment.damage(kind).into()),
        Some(Ok(header)) => Ok(header),
    }
}

fn check_before(segment: &SegmentFile, header: SegmentHeader, before: Head) -> Result<(), TailError> {
    if header.before.size != before.size {
        let (expected, found) = (before.next_seq(), header.before.next_seq());
        return Err(segment.damage(DamageKind::SegmentFirstSeq { expected, found }).into());
    }
    if header.before.hash != before.hash {
        let (expected, found) = (before.hash, header.before.hash);
        return Err(segment.damage(DamageKind::SegmentPrevious { expected, found }).into());
    }
    Ok(())
}
