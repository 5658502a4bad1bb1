//! One home's contribution to the mended chain: its entries by number, and what is wrong with it.

use std::collections::VecDeque;

use onrecord_core::entry::Entry;
use onrecord_core::hash::ChainHash;
use onrecord_core::header::Header;

use crate::journal::damage::DamageKind;
use crate::journal::walk::{JournalWalk, Walked};
use crate::recover::recovery::{PROBLEMS_MAX, Problem, RecoverError};
use crate::store::copy::StoreCopy;

/// An entry that a home offers for a number.
#[derive(Debug)]
pub(crate) struct Candidate {
    seq: u64,
    /// Whether its checksum is right.
    pub(crate) sound: bool,
    pub(crate) entry: Entry,
}

/// A home as it is walked through.
pub(crate) struct MendSide<'a> {
    items: Box<dyn Iterator<Item = Result<SideItem, RecoverError>> + 'a>,
    next: VecDeque<Candidate>,
    problems: Vec<Problem>,
    held: u64,
    flawed: bool,
}

enum SideItem {
    Candidate(Candidate),
    Problem { problem: Problem, held: Option<u64> },
    Nothing,
}

impl<'a> MendSide<'a> {
    /// A home that is not there or cannot be opened.
    pub(crate) fn absent() -> Self {
        MendSide::over(std::iter::empty(), 0)
    }

    pub(crate) fn journal(walk: JournalWalk) -> Self {
        MendSide::over(walk.map(from_walked), 0)
    }

    /// The store, of which the head record says that it has `held` events.
    pub(crate) fn store(copy: &StoreCopy, held: u64) -> Self {
        let items = copy.entries().map(|found| match found {
            Ok(stored) => {
                Ok(SideItem::Candidate(Candidate { seq: stored.seq.get(), sound: true, entry: stored.entry }))
            }
            Err(error) if error.io().is_some() => Err(RecoverError::Store(error)),
            Err(error) => Ok(SideItem::Problem { problem: Problem::Store(error), held: None }),
        });
        MendSide::over(items, held)
    }

    fn over(items: impl Iterator<Item = Result<SideItem, RecoverError>> + 'a, held: u64) -> Self {
        MendSide { items: Box::new(items), next: VecDeque::new(), problems: Vec::new(), held, flawed: false }
    }

    /// All that the home offers for this number; what it offers for earlier ones is passed over.
    pub(crate) fn take(&mut self, seq: u64) -> Result<Vec<Candidate>, RecoverError> {
        let mut taken = Vec::new();
        while let Some(next) = self.peek()? {
            if next.seq > seq {
                break;
            }
            let is_due = next.seq == seq;
            let candidate = self.next.pop_front();
            match candidate.filter(|_| is_due) {
                Some(candidate) => taken.push(candidate),
                None => self.flawed = true,
            }
        }
        Ok(taken)
    }

    /// The hash that the home's event with this number names as the one before, if that event comes next.
    pub(crate) fn previous_named_by(&mut self, seq: u64) -> Result<Option<NamedBefore>, RecoverError> {
        let Some(next) = self.peek()?.filter(|next| next.seq == seq) else { return Ok(None) };
        let header = Header::read(&next.entry.event).ok();
        Ok(header.map(|header| NamedBefore { hash: header.previous, sound: next.sound }))
    }

    /// Goes to the end, so that all problems and all that the home holds are known.
    pub(crate) fn finish(mut self) -> Result<SideEnd, RecoverError> {
        while self.peek()?.is_some() {
            self.next.pop_front();
        }
        let flawed = self.flawed || !self.problems.is_empty();
        Ok(SideEnd { held: self.held, problems: self.problems, flawed })
    }

    fn peek(&mut self) -> Result<Option<&Candidate>, RecoverError> {
        while self.next.is_empty() {
            match self.items.next().transpose()? {
                None => return Ok(None),
                Some(SideItem::Nothing) => {}
                Some(SideItem::Problem { problem, held }) => {
                    self.flawed = true;
                    self.held = self.held.max(held.unwrap_or(0));
                    if self.problems.len() < PROBLEMS_MAX {
                        self.problems.push(problem);
                    }
                }
                Some(SideItem::Candidate(candidate)) => {
                    if candidate.sound {
                        self.held = self.held.max(candidate.seq + 1);
                    }
                    self.next.push_back(candidate);
                }
            }
        }
        Ok(self.next.front())
    }
}

/// What an event says of the one before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedBefore {
    pub(crate) hash: ChainHash,
    pub(crate) sound: bool,
}

/// All that a home had to say.
#[derive(Debug)]
pub(crate) struct SideEnd {
    /// How many events it held for certain.
    pub(crate) held: u64,
    pub(crate) problems: Vec<Problem>,
    /// Whether anything at all was wrong with it.
    pub(crate) flawed: bool,
}

fn from_walked(walked: Walked) -> Result<SideItem, RecoverError> {
    match walked {
        Walked::Entry(walked) => {
            let (seq, sound, entry) = (walked.seq.get(), walked.sound, walked.entry);
            Ok(SideItem::Candidate(Candidate { seq, sound, entry }))
        }
        Walked::Damage(damage) => {
            if let DamageKind::NewerFormat(version) = damage.kind {
                return Err(RecoverError::NewerFormat { segment: damage.place.segment.to_string(), version });
            }
            Ok(SideItem::Problem { held: damage.held, problem: Problem::Journal(damage) })
        }
        // Never acknowledged, so no damage; if the store has the events nevertheless, they are taken from there.
        Walked::Torn(_) => Ok(SideItem::Nothing),
        Walked::Unreadable { place, source } => {
            Err(RecoverError::Unreadable { what: format!("journal segment {place}"), source })
        }
    }
}
