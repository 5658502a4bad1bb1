//! What can be wrong in the journal, and where.
//!
//! Invariant: a torn write is never called damage and damage is never called a torn write; only the first may be dropped.

use std::fmt;
use std::sync::Arc;

use onrecord_core::entry::LinkError;
use onrecord_core::hash::{ChainHash, LedgerId};
use onrecord_core::seq::Seq;
use thiserror::Error;

/// A byte of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the segment file.
    pub segment: Arc<str>,
    /// Offset in it.
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.segment, self.offset)
    }
}

/// A part of the journal that is not what was written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("journal segment {place}: {kind}")]
pub struct Damage {
    /// Where it begins.
    pub place: Place,
    /// The first event that it touches, if that is known.
    pub first_seq: Option<Seq>,
    /// How many events the journal had for certain when this part was written.
    pub held: Option<u64>,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What is wrong with a part of the journal.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DamageKind {
    /// A number in the row of segment files is not there.
    #[error("the segment file is missing")]
    SegmentMissing,
    /// The file is too short for its header, and it is not the last one.
    #[error("the segment file has {0} bytes, too few for its header")]
    SegmentShort(u64),
    /// The file does not begin like a segment.
    #[error("the file does not begin with the mark of a segment")]
    SegmentMagic,
    /// The segment's header was changed.
    #[error("the segment's header does not match its checksum")]
    SegmentChecksum,
    /// The segment's header is whole, but of a version that is not known here.
    #[error("the segment has format version {0}, this program reads version 1")]
    NewerFormat(u16),
    /// The segment is another ledger's.
    #[error("the segment belongs to ledger {found}, this is ledger {expected}")]
    SegmentLedger {
        /// This ledger.
        expected: LedgerId,
        /// The ledger that the segment names.
        found: LedgerId,
    },
    /// The segment does not begin where the one before it ends.
    #[error("the segment begins with event {found}, event {expected} was due")]
    SegmentFirstSeq {
        /// The event that was due.
        expected: Seq,
        /// The event that it names.
        found: Seq,
    },
    /// The segment follows another chain.
    #[error("the segment follows {found}, but the chain is at {expected}")]
    SegmentPrevious {
        /// The hash that the chain has reached.
        expected: ChainHash,
        /// The hash that the segment names.
        found: ChainHash,
    },
    /// No frame begins where one should.
    #[error("no frame begins here")]
    FrameMagic,
    /// A frame's header was changed.
    #[error("the frame's header does not match its check")]
    FrameHeaderCheck,
    /// A frame's header is as it was written and yet impossible.
    #[error("the frame's header announces an impossible length or count")]
    FrameLength,
    /// A part of the frame is missing, and it is not a write that was cut short.
    #[error("the frame is cut short")]
    FrameCutShort,
    /// A frame's bytes were changed.
    #[error("the frame does not match its checksum")]
    FrameChecksum,
    /// The length at the frame's end is not the one at its beginning.
    #[error("the length at the frame's end is not the one at its beginning")]
    FrameTrailingLength,
    /// The entries do not fill the frame.
    #[error("the lengths in the frame do not add up")]
    FrameContents,
    /// A frame does not begin where the one before it ends.
    #[error("the frame begins with event {found}, event {expected} was due")]
    FrameSeq {
        /// The event that was due.
        expected: Seq,
        /// The event that it begins with.
        found: Seq,
    },
    /// An event does not follow the one before it.
    #[error("the chain is broken: {0}")]
    Link(LinkError),
}

/// A write that was cut short at the end of the journal: it was never acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// Where it begins.
    pub place: Place,
    /// How many of its bytes are there.
    pub bytes: u64,
    /// What was being written.
    pub kind: TornKind,
}

/// What was being written when the write was cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TornKind {
    /// A batch of events.
    Frame,
    /// A new segment file.
    Segment,
}

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TornKind::Frame => "batch",
            TornKind::Segment => "segment file",
        };
        write!(f, "an unfinished {what} of {} bytes at the end of the journal ({})", self.bytes, self.place)
    }
}
