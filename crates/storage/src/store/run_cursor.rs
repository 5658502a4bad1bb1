//! Going through the entries of a run, with the links put back that it leaves out.
//!
//! Invariant: what comes out has the bytes that went in: the link of an event is the hash of the bytes before it.

use onrecord_core::entry::Entry;
use onrecord_core::hash::ChainHash;
use onrecord_core::header::PREVIOUS;
use onrecord_core::seq::Seq;

use crate::store::packing::take_part;
use crate::store::run::{Links, Run};

/// A place between two entries of a run.
pub(crate) struct RunCursor {
    run: Run,
    at: usize,
    /// The number of the next entry.
    next: Seq,
    /// The event before that one, from whose bytes its link follows.
    event: Vec<u8>,
    /// Its hash, where whoever compared it has it at hand.
    hash: Option<ChainHash>,
}

impl RunCursor {
    /// Before the first entry.
    pub(crate) fn of(run: Run) -> Self {
        RunCursor { next: run.first, run, at: 0, event: Vec::new(), hash: None }
    }

    /// Whether all entries were passed.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.run.packed.len()
    }

    /// The number of the next entry.
    pub(crate) fn next(&self) -> Seq {
        self.next
    }

    /// The run's first number.
    pub(crate) fn first(&self) -> Seq {
        self.run.first
    }

    /// The next entry, or `None` at the end or where the lengths do not add up.
    pub(crate) fn entry(&mut self) -> Option<Entry> {
        let words = self.step()?;
        Some(Entry { event: self.event.clone(), words: self.run.packed[words].to_vec() })
    }

    /// Passes the next entry, and gives it if it is not this one, whose event has this chain hash; `None` as in `entry`.
    pub(crate) fn pass(&mut self, entry: &Entry, hash: ChainHash) -> Option<Option<Entry>> {
        let words = self.step()?;
        let words = &self.run.packed[words];
        let same_event = self.event == entry.event;
        self.hash = same_event.then_some(hash);
        let same = same_event && words == entry.words;
        Some((!same).then(|| Entry { event: self.event.clone(), words: words.to_vec() }))
    }

    /// Goes to the entry with this number, which lies ahead; says whether it is there.
    pub(crate) fn skip_to(&mut self, seq: Seq) -> bool {
        while self.next < seq {
            if self.step().is_none() {
                return false;
            }
        }
        self.next == seq
    }

    /// Passes an entry: its event is then `self.event`, and its words lie in this range.
    fn step(&mut self) -> Option<std::ops::Range<usize>> {
        let mut rest = &self.run.packed[self.at..];
        let kept = take_part(&mut rest)?;
        let hash = self.hash.take();
        if self.at == 0 || self.run.links == Links::Kept {
            self.event.clear();
            self.event.extend_from_slice(kept);
        } else {
            let link = hash.unwrap_or_else(|| ChainHash::of_event(&self.event));
            let (front, back) = kept.split_at_checked(PREVIOUS.start)?;
            self.event.clear();
            self.event.extend_from_slice(front);
            self.event.extend_from_slice(link.as_bytes());
            self.event.extend_from_slice(back);
        }
        let words = take_part(&mut rest)?.len();
        self.at = self.run.packed.len() - rest.len();
        self.next = self.next.next();
        Some(self.at - words..self.at)
    }
}
