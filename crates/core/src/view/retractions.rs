//! Retractions: what they take away, and what counts again when one of them is retracted.
//!
//! Invariant: a name leads to the record that came back under it last.

use super::merges::Merges;
use super::references::{ReferenceError, references};
use super::{View, index};
use crate::body::Body;
use crate::seq::Seq;
use crate::words::Words;

/// Content that counts again.
#[derive(Clone, Copy, Debug)]
pub struct BroughtBack<'v> {
    /// The record whose content it is, or the merge.
    pub seq: Seq,
    /// What it says.
    pub body: &'v Body,
    /// The words beside it.
    pub words: &'v Words,
}

/// Where a chain of retractions ends.
struct Chain {
    /// The event at its end, which is no retraction.
    end: Seq,
    /// Whether that event is gone once the first of the chain is retracted.
    gone: bool,
    /// For each event of the chain, what retracts it from then on.
    changes: Vec<(Seq, Option<Seq>)>,
}

impl View {
    /// The content that would count again if `target` were retracted: of a record that was retracted, or that was
    /// corrected since; none if nothing comes back.
    pub fn brought_back(&self, target: Seq) -> Option<BroughtBack<'_>> {
        let Chain { end, gone, .. } = self.chain(target, target);
        let event = &self.held.get(index(end))?.event;
        let Body::RecordCorrected(corrected) = &event.body else {
            let record = self.record(end).filter(|_| !gone)?;
            return Some(BroughtBack { seq: end, body: record.body, words: record.words });
        };
        let held = self.held.get(index(corrected.target)).filter(|held| held.retracted_by.is_none())?;
        let counts = |by: Seq| if by == end { !gone } else { self.is_live(by) };
        let (body, words) = match held.corrections.iter().rev().find(|(by, _)| counts(*by)) {
            Some((by, body)) => (body, &self.held.get(index(*by))?.event.words),
            None => (&held.event.body, &held.event.words),
        };
        Some(BroughtBack { seq: corrected.target, body, words })
    }

    /// A retracted record that a body refers to. The first statement of an utterance ties it together even when it is
    /// gone, so it does not count.
    pub fn gone_reference(&self, body: &Body) -> Option<Seq> {
        let first = if let Body::StatementMade(made) = body { made.utterance } else { None };
        let mut referred = references(body).into_iter().map(|(_, seq, _)| seq);
        referred.find(|seq| !self.is_live(*seq) && Some(*seq) != first)
    }

    /// A retraction takes its target away. If the target is a retraction, that one's target comes back, and so on
    /// down the line.
    pub(super) fn retract(&mut self, target: Seq, by: Seq) -> Result<(), ReferenceError> {
        let Chain { end, gone, changes } = self.chain(target, by);
        match (self.merge_of(end), gone) {
            (Some((merges, ..)), true) => merges.remove(end),
            (Some((merges, from, into)), false) => {
                merges.check(from, into).map_err(|source| ReferenceError::Merge { seq: by, source })?;
                merges.add(end, from, into);
            }
            (None, _) => {}
        }
        for (seq, retracted_by) in changes {
            self.held[index(seq)].retracted_by = retracted_by;
        }
        let back = self.record(end).filter(|_| !gone).map(|record| (record.body.clone(), record.words.clone()));
        if let Some((body, words)) = back {
            self.names.change(end, &body, &words);
        }
        Ok(())
    }

    fn chain(&self, target: Seq, by: Seq) -> Chain {
        let mut chain = Chain { end: target, gone: true, changes: vec![(target, Some(by))] };
        while let Body::RecordRetracted(retracted) = &self.held[index(chain.end)].event.body {
            chain.gone = !chain.gone;
            chain.changes.push((retracted.target, chain.gone.then_some(chain.end)));
            chain.end = retracted.target;
        }
        chain
    }

    /// The merges that an event belongs to, and what it merges; none if it is no merge.
    fn merge_of(&mut self, seq: Seq) -> Option<(&mut Merges, Seq, Seq)> {
        let body = &self.held.get(index(seq))?.event.body;
        if let Body::ActorsMerged(merged) = body {
            Some((&mut self.actor_merges, merged.from, merged.into))
        } else if let Body::IssuesMerged(merged) = body {
            Some((&mut self.issue_merges, merged.from, merged.into))
        } else {
            None
        }
    }
}
