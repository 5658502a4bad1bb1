//! Going through a whole journal, damage included, without changing anything.
//!
//! Invariant: the walk ends where the files ended when it began, and it judges frames and segments only: whether the
//! events follow each other is the caller's check, so that it can name the exact event.

use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onrecord_core::entry::Entry;
use onrecord_core::hash::{ChainHash, LedgerId};
use onrecord_core::header::Header;
use onrecord_core::seq::Seq;

use crate::folder::JOURNAL;
use crate::journal::damage::{Damage, DamageKind, Place, Torn, TornKind};
use crate::journal::frame::FRAME_HEADER_LEN;
use crate::journal::frame_walk::{FrameWalk, Going};
use crate::journal::resync::FrameSearch;
use crate::journal::segment::SEGMENT_HEADER_LEN;
use crate::journal::segment_cursor::SegmentCursor;
use crate::journal::segment_list::{SegmentFile, list_segments, segment_name};
use crate::store::packing::u32_at;

/// What a walk comes across.
#[derive(Debug)]
pub enum Walked {
    /// An event, where it stands.
    Entry(WalkedEntry),
    /// A part that is not what was written. Entries of it may follow as unsound.
    Damage(Damage),
    /// A write that was cut short; the walk ends with it.
    Torn(Torn),
    /// A part that the system could not read; the walk goes on with the next segment.
    Unreadable {
        /// Where it is.
        place: Place,
        /// What the system says.
        source: io::Error,
    },
}

/// An event in the journal.
#[derive(Debug)]
pub struct WalkedEntry {
    /// Its number by its place in the journal.
    pub seq: Seq,
    /// The frame that holds it.
    pub place: Place,
    /// Whether the frame's checksum is right.
    pub sound: bool,
    /// Its bytes.
    pub entry: Entry,
}

/// A walk through a journal under a fixed end.
pub struct JournalWalk {
    segments: VecDeque<SegmentFile>,
    ledger: Option<LedgerId>,
    due_index: u32,
    frames: Option<FrameWalk>,
    expected: Option<u64>,
    chain: Option<ChainHash>,
    wanted_from: u64,
    found: VecDeque<Walked>,
    /// Bytes of the segments that lie behind.
    behind: u64,
    passed: Option<Arc<AtomicU64>>,
}

/// So many segments are held open at most: 32 GiB of a journal, where a process may commonly open 1024 files.
const HELD_MAX: usize = 512;

impl JournalWalk {
    /// Begins at the first event of the ledger in this folder. The files are opened here and now: what a redaction puts
    /// in their place later is not seen. Hold the ledger's lock while this is called.
    pub fn begin(ledger_folder: &Path) -> io::Result<JournalWalk> {
        let mut segments = list_segments(&ledger_folder.join(JOURNAL))?;
        segments.iter_mut().take(HELD_MAX).for_each(SegmentFile::hold);
        JournalWalk::whole(segments, None)
    }

    /// Bytes of all the files that are gone through.
    pub fn bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.len).sum()
    }

    /// Counts the bytes as it goes through them.
    #[must_use]
    pub fn counting(self, passed: Arc<AtomicU64>) -> JournalWalk {
        JournalWalk { passed: Some(passed), ..self }
    }

    /// The ledger whose journal this is, if any segment tells.
    pub fn ledger(&self) -> Option<LedgerId> {
        self.ledger
    }

    /// Begins at the first event of a journal folder; `ledger` is used if the journal itself does not tell.
    pub(crate) fn through(journal: &Path, ledger: Option<LedgerId>) -> io::Result<JournalWalk> {
        JournalWalk::whole(list_segments(journal)?, ledger)
    }

    fn whole(segments: Vec<SegmentFile>, ledger: Option<LedgerId>) -> io::Result<JournalWalk> {
        let ledger = match ledger_of(&segments)? {
            Some(found) => Some(found),
            None => ledger,
        };
        let mut walk = JournalWalk::over(segments, ledger, 0);
        walk.expected = Some(0);
        walk.chain = Some(ChainHash::ZERO);
        if walk.segments.is_empty() {
            walk.missing(0);
        }
        Ok(walk)
    }

    /// Goes through these segments only, of which the first has this number.
    pub(crate) fn over(segments: Vec<SegmentFile>, ledger: Option<LedgerId>, first_index: u32) -> JournalWalk {
        JournalWalk {
            segments: segments.into(),
            ledger,
            due_index: first_index,
            frames: None,
            expected: None,
            chain: None,
            wanted_from: 0,
            found: VecDeque::new(),
            behind: 0,
            passed: None,
        }
    }

    /// Passes over what comes before an event as far as headers allow, without judging it.
    pub(crate) fn wanted_from(self, wanted_from: u64) -> JournalWalk {
        JournalWalk { wanted_from, ..self }
    }

    fn step(&mut self) -> Going {
        let Some(mut frames) = self.frames.take() else { return self.next_segment() };
        let stepped = frames.step(&mut self.found);
        if let Some(passed) = &self.passed {
            passed.store(self.behind + frames.cursor.at(), Ordering::Relaxed);
        }
        match stepped {
            Ok(Going::On) => self.frames = Some(frames),
            Ok(Going::End) => {
                self.behind += frames.file.len;
                self.expected = frames.expected;
                self.chain = frames.chain().or(self.chain);
            }
            Err(source) => {
                let place = frames.file.place(frames.cursor.at());
                self.unreadable(place, source);
            }
        }
        Going::On
    }

    fn next_segment(&mut self) -> Going {
        let Some(file) = self.segments.pop_front() else { return Going::End };
        if file.index != self.due_index {
            self.missing(self.due_index);
        }
        self.due_index = file.index + 1;
        let last = self.segments.is_empty();
        match file.header() {
            Err(source) => self.unreadable(file.place(0), source),
            Ok(None) if last && file.index > 0 => {
                let torn = Torn { place: file.place(0), bytes: file.len, kind: TornKind::Segment };
                self.found.push_back(Walked::Torn(torn));
            }
            Ok(None) => self.segment_damage(&file, DamageKind::SegmentShort(file.len)),
            Ok(Some(header)) => {
                match header {
                    Err(kind) => self.segment_damage(&file, kind),
                    Ok(header) => {
                        self.check_header(&file, header.ledger, header.before.size, header.before.hash);
                        self.expected = self.expected.or(Some(header.before.size));
                    }
                }
                self.open_frames(file, last);
            }
        }
        Going::On
    }

    fn open_frames(&mut self, file: SegmentFile, last: bool) {
        // Without the ledger's id no frame of it can be judged; the damage of its header has been noted.
        let Some(ledger) = self.ledger else { return };
        let opened = file.open().and_then(|opened| {
            let mut cursor = SegmentCursor::of(opened, file.len);
            cursor.seek(SEGMENT_HEADER_LEN as u64)?;
            Ok(cursor)
        });
        match opened {
            Ok(cursor) => {
                let (expected, wanted_from) = (self.expected, self.wanted_from);
                let search = FrameSearch::default();
                let frames = FrameWalk { cursor, search, file, ledger, last, expected, wanted_from, last_event: None };
                self.frames = Some(frames);
            }
            Err(source) => self.unreadable(file.place(0), source),
        }
    }

    fn check_header(&mut self, file: &SegmentFile, ledger: LedgerId, first: u64, previous: ChainHash) {
        if let Some(expected) = self.ledger.filter(|expected| *expected != ledger) {
            self.segment_damage(file, DamageKind::SegmentLedger { expected, found: ledger });
        }
        if let Some(expected) = self.expected.filter(|expected| *expected != first) {
            let (expected, found) = (Seq::new(expected), Seq::new(first));
            self.segment_damage(file, DamageKind::SegmentFirstSeq { expected, found });
            self.expected = Some(first);
        } else if let Some(expected) = self.chain.filter(|expected| *expected != previous) {
            self.segment_damage(file, DamageKind::SegmentPrevious { expected, found: previous });
        }
    }

    fn segment_damage(&mut self, file: &SegmentFile, kind: DamageKind) {
        let first_seq = self.expected.map(Seq::new);
        self.found.push_back(Walked::Damage(Damage { first_seq, ..file.damage(kind) }));
    }

    fn missing(&mut self, index: u32) {
        let place = Place { segment: segment_name(index).into(), offset: 0 };
        let first_seq = self.expected.map(Seq::new);
        let kind = DamageKind::SegmentMissing;
        self.found.push_back(Walked::Damage(Damage { place, first_seq, held: None, kind }));
        self.expected = None;
        self.chain = None;
    }

    fn unreadable(&mut self, place: Place, source: io::Error) {
        self.found.push_back(Walked::Unreadable { place, source });
        self.expected = None;
        self.chain = None;
    }
}

impl Iterator for JournalWalk {
    type Item = Walked;

    fn next(&mut self) -> Option<Walked> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Some(found);
            }
            if self.step() == Going::End {
                return None;
            }
        }
    }
}

/// The ledger that the first whole segment header names, else the one in the journal's first event.
fn ledger_of(segments: &[SegmentFile]) -> io::Result<Option<LedgerId>> {
    for segment in segments {
        if let Ok(Some(Ok(header))) = segment.header() {
            return Ok(Some(header.ledger));
        }
    }
    let Some(first) = segments.first() else { return Ok(None) };
    let event_at = (SEGMENT_HEADER_LEN + FRAME_HEADER_LEN) as u64;
    if first.len < event_at + 4 {
        return Ok(None);
    }
    let mut cursor = SegmentCursor::of(first.open()?, first.len);
    let mut len = [0; 4];
    cursor.read_at(event_at, &mut len)?;
    let len = u32_at(&len, 0).min(1 << 16) as usize;
    if first.len < event_at + 4 + len as u64 {
        return Ok(None);
    }
    let mut event = vec![0; len];
    cursor.read_at(event_at + 4, &mut event)?;
    Ok(Header::read(&event).ok().map(|header| header.ledger))
}
