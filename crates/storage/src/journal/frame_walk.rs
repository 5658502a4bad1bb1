//! Going through the frames of one segment, and past what is wrong with them.
//!
//! Invariant: only the end of the last segment can be torn, and only inside a frame whose beginning is plausible and
//! behind which no other frame stands.

use std::collections::VecDeque;
use std::io;

use onrecord_core::entry::Entry;
use onrecord_core::hash::{ChainHash, LedgerId};
use onrecord_core::seq::Seq;

use crate::journal::damage::{Damage, DamageKind, Torn, TornKind};
use crate::journal::frame::{
    FRAME_HEADER_LEN, FRAME_LEN_MAX, FRAME_LEN_MIN, Frame, FrameHeader, FrameHeaderFault, begins_like_a_frame,
};
use crate::journal::resync::{FrameSearch, ends_in_its_length};
use crate::journal::segment_cursor::SegmentCursor;
use crate::journal::segment_list::SegmentFile;
use crate::journal::walk::{Walked, WalkedEntry};
use crate::store::packing::u32_at;

/// A walk through the frames of a segment.
pub(crate) struct FrameWalk {
    pub(crate) cursor: SegmentCursor,
    pub(crate) search: FrameSearch,
    pub(crate) file: SegmentFile,
    pub(crate) ledger: LedgerId,
    /// Whether the segment is the last one, whose end may be torn.
    pub(crate) last: bool,
    /// The number of the next event, if it is known.
    pub(crate) expected: Option<u64>,
    /// Frames that end at or before this event are passed over by their headers alone.
    pub(crate) wanted_from: u64,
    /// The last event that was seen.
    pub(crate) last_event: Option<Vec<u8>>,
}

/// Whether there is more to see in the segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Going {
    On,
    End,
}

impl FrameWalk {
    /// Looks at what begins at the cursor, and puts what it finds into `out`.
    pub(crate) fn step(&mut self, out: &mut VecDeque<Walked>) -> io::Result<Going> {
        let at = self.cursor.at();
        let remaining = self.cursor.remaining();
        if remaining == 0 {
            return Ok(Going::End);
        }
        let mut start = [0; FRAME_HEADER_LEN];
        if remaining < FRAME_HEADER_LEN as u64 {
            let start = &mut start[..remaining as usize];
            self.cursor.read(start)?;
            let torn = self.last && begins_like_a_frame(start);
            out.push_back(if torn { self.torn(at, remaining) } else { self.damage(at, DamageKind::FrameCutShort) });
            return Ok(Going::End);
        }
        self.cursor.read(&mut start)?;
        match FrameHeader::read(self.ledger, &start) {
            Ok(header) if u64::from(header.len) <= remaining && self.passes_over(header) => {
                self.expected = Some(header.end());
                self.cursor.seek(at + u64::from(header.len)).map(|()| Going::On)
            }
            Ok(header) if u64::from(header.len) <= remaining => self.whole_frame(at, header, out),
            Ok(header) => self.cut_frame(at, remaining, header, out),
            Err(fault) => self.headless_frame(at, &start, fault, out),
        }
    }

    fn passes_over(&self, header: FrameHeader) -> bool {
        header.end() <= self.wanted_from && self.expected.is_none_or(|expected| expected == header.first.get())
    }

    /// A frame with a right header, and as many bytes as it announces.
    fn whole_frame(&mut self, at: u64, header: FrameHeader, out: &mut VecDeque<Walked>) -> io::Result<Going> {
        let bytes = self.frame_bytes(at, u64::from(header.len))?;
        let frame = Frame::new(&bytes);
        let (checksum, trailing) = (frame.checksum_is_right(self.ledger), frame.trailing_length_is_right());
        let entries = frame.entries().filter(|entries| entries.len() == header.count as usize);
        let mut wrong = |kind| {
            let (first_seq, held) = (Some(header.first), Some(header.end()));
            out.push_back(Walked::Damage(Damage { place: self.file.place(at), first_seq, held, kind }));
        };
        if let Some(expected) = self.expected.map(Seq::new).filter(|expected| *expected != header.first) {
            wrong(DamageKind::FrameSeq { expected, found: header.first });
        }
        if !checksum {
            wrong(DamageKind::FrameChecksum);
        } else if !trailing {
            wrong(DamageKind::FrameTrailingLength);
        } else if entries.is_none() {
            wrong(DamageKind::FrameContents);
        }
        self.pass_on(at, header.first.get(), checksum, entries.unwrap_or_default(), out);
        self.expected = Some(header.end());
        if !checksum && !trailing {
            // A piece may be missing, and the next frame nearer than announced.
            if let Some(next) = self.search.find(&mut self.cursor, self.ledger, at + 1)? {
                self.cursor.seek(next)?;
            }
        }
        Ok(Going::On)
    }

    /// A frame with a right header, and fewer bytes behind it than it announces.
    fn cut_frame(
        &mut self,
        at: u64,
        remaining: u64,
        header: FrameHeader,
        out: &mut VecDeque<Walked>,
    ) -> io::Result<Going> {
        let next = self.search.find(&mut self.cursor, self.ledger, at + 1)?;
        let due = self.expected.is_none_or(|expected| expected == header.first.get());
        if self.last && due && next.is_none() {
            out.push_back(self.torn(at, remaining));
            return Ok(Going::End);
        }
        let (first_seq, held, kind) = (Some(header.first), Some(header.end()), DamageKind::FrameCutShort);
        out.push_back(Walked::Damage(Damage { place: self.file.place(at), first_seq, held, kind }));
        self.expected = Some(header.end());
        match next {
            Some(next) => self.cursor.seek(next).map(|()| Going::On),
            None => Ok(Going::End),
        }
    }

    /// Bytes without a right header: what their lengths still frame is passed on as unsound.
    fn headless_frame(
        &mut self,
        at: u64,
        start: &[u8; FRAME_HEADER_LEN],
        fault: FrameHeaderFault,
        out: &mut VecDeque<Walked>,
    ) -> io::Result<Going> {
        let kind = match fault {
            FrameHeaderFault::Magic => DamageKind::FrameMagic,
            FrameHeaderFault::Check => DamageKind::FrameHeaderCheck,
            FrameHeaderFault::Length => DamageKind::FrameLength,
        };
        let announced = at + u64::from(u32_at(start, 4));
        let next = self.search.find(&mut self.cursor, self.ledger, at + 1)?;
        let mut entries = Vec::new();
        let mut end = None;
        for boundary in [announced, next.unwrap_or(self.cursor.end())] {
            let fits = (FRAME_LEN_MIN as u64..=FRAME_LEN_MAX as u64).contains(&(boundary - at));
            if end.is_none() && fits && ends_in_its_length(&mut self.cursor, at, boundary)? {
                entries = Frame::new(&self.frame_bytes(at, boundary - at)?).entries().unwrap_or_default();
                end = Some(boundary);
            }
        }
        // A number that a segment claims, and that leaves no room for what stands there, is none.
        self.expected = self.expected.filter(|expected| u64::MAX - expected >= (entries.len() as u64).max(1));
        let held = end.and(self.expected).map(|expected| expected + (entries.len() as u64).max(1));
        let first_seq = self.expected.map(Seq::new);
        out.push_back(Walked::Damage(Damage { place: self.file.place(at), first_seq, held, kind }));
        let count = entries.len() as u64;
        if let Some(first) = self.expected {
            self.pass_on(at, first, false, entries, out);
        }
        self.expected = self.expected.map(|expected| expected + count).filter(|_| count > 0);
        match end.or(next) {
            Some(to) => self.cursor.seek(to).map(|()| Going::On),
            None => Ok(Going::End),
        }
    }

    fn pass_on(&mut self, at: u64, first: u64, sound: bool, entries: Vec<Entry>, out: &mut VecDeque<Walked>) {
        if let Some(last) = entries.last() {
            self.last_event = Some(last.event.clone());
        }
        let place = self.file.place(at);
        out.extend(
            entries.into_iter().zip(first..).map(|(entry, seq)| {
                Walked::Entry(WalkedEntry { seq: Seq::new(seq), place: place.clone(), sound, entry })
            }),
        );
    }

    /// The `len` bytes from `at`, which the caller knows to lie before the end; the cursor then stands behind them.
    fn frame_bytes(&mut self, at: u64, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len as usize];
        self.cursor.seek(at)?;
        self.cursor.read(&mut bytes)?;
        Ok(bytes)
    }

    fn damage(&self, at: u64, kind: DamageKind) -> Walked {
        let first_seq = self.expected.map(Seq::new);
        Walked::Damage(Damage { place: self.file.place(at), first_seq, held: None, kind })
    }

    fn torn(&self, at: u64, bytes: u64) -> Walked {
        Walked::Torn(Torn { place: self.file.place(at), bytes, kind: TornKind::Frame })
    }
}

impl FrameWalk {
    /// The chain hash of the last event that was seen.
    pub(crate) fn chain(&self) -> Option<ChainHash> {
        self.last_event.as_deref().map(ChainHash::of_event)
    }
}
