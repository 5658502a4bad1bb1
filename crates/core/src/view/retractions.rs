//! What a retraction takes away, and what comes back when it is retracted itself.
//!
//! Invariant: an event stands if, and only if, no retraction that stands names it.

use super::references::references;
use super::{ReferenceError, View};
use crate::body::{Body, Kind};
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

/// Events, and the retraction that holds of each.
type Changes = Vec<(Seq, Option<Seq>)>;

impl View {
    /// The content that would count again if `target` were retracted: of a record that was retracted, or that was
    /// corrected since; none if nothing comes back.
    pub fn brought_back(&self, target: Seq) -> Option<BroughtBack<'_>> {
        let (changes, affected) = self.changes(target, target);
        let end = affected?;
        let gone = changes.last().is_some_and(|(_, by)| by.is_some());
        let Body::RecordCorrected(corrected) = &self.held.get(&end)?.body else {
            let record = self.record(end).filter(|_| !gone)?;
            return Some(BroughtBack { seq: end, body: record.body, words: record.words });
        };
        let held = self.held.get(&corrected.target).filter(|held| !self.retracted.contains_key(&held.seq()))?;
        let counts = |by: Seq| if by == end { !gone } else { self.is_live(by) };
        let (body, words) = match self.corrections_of(corrected.target).rev().find(|(by, _)| counts(*by)) {
            Some((by, body)) => (body, &self.held.get(by)?.words),
            None => (&held.body, &held.words),
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

    /// A retraction takes its target away. If the target is a retraction, that one's target comes back, unless another
    /// retraction holds of it, and so on down the line. On an error nothing is changed.
    pub(super) fn retract(&mut self, target: Seq, by: Seq) -> Result<(), ReferenceError> {
        let (changes, affected) = self.changes(target, by);
        if let (Some(affected), Some((_, None))) = (affected, changes.last()) {
            let merge = self.merge_of(affected).map(|(merges, from, into)| merges.check(from, into));
            merge.unwrap_or(Ok(())).map_err(|source| ReferenceError::Merge { seq: by, source })?;
        }
        let before = self.hold(changes);
        if let Err(error) = affected.map_or(Ok(()), |affected| self.settle(affected, by)) {
            self.hold(before);
            return Err(error);
        }
        Ok(())
    }

    /// What changes from the target down the line, and the event at its end that comes or goes; none if the one at the
    /// end stands as it stood.
    fn changes(&self, target: Seq, by: Seq) -> (Changes, Option<Seq>) {
        let mut last = (target, Some(by));
        let mut changes = vec![last];
        while let Some(Body::RecordRetracted(retracted)) = self.held.get(&last.0).map(|event| &event.body) {
            let was = self.retracted.get(&retracted.target).copied();
            let holds = match last {
                (at, Some(_)) => self.retractions_of(retracted.target).find(|other| *other != at),
                (at, None) => was.or(Some(at)),
            };
            last = (retracted.target, holds);
            changes.push(last);
            if holds.is_some() == was.is_some() {
                return (changes, None);
            }
        }
        (changes, Some(last.0))
    }

    /// The retractions that stand and name an event.
    fn retractions_of(&self, target: Seq) -> impl Iterator<Item = Seq> {
        let all = self.kinds.get(&Kind::RecordRetracted).into_iter().flatten().copied();
        all.filter(move |seq| {
            let body = self.held.get(seq).filter(|_| self.is_live(*seq)).map(|event| &event.body);
            matches!(body, Some(Body::RecordRetracted(retracted)) if retracted.target == target)
        })
    }

    /// Notes which retraction holds of which event; gives what held before.
    fn hold(&mut self, changes: Changes) -> Changes {
        let swap = |(seq, by): (Seq, Option<Seq>)| {
            let before = match by {
                Some(by) => self.retracted.insert(seq, by),
                None => self.retracted.remove(&seq),
            };
            (seq, before)
        };
        changes.into_iter().map(swap).collect()
    }

    /// Brings merges and names in line with an event that came or went.
    fn settle(&mut self, affected: Seq, by: Seq) -> Result<(), ReferenceError> {
        let stands = self.is_live(affected);
        if let Some((merges, from, into)) = self.merge_of(affected) {
            if stands {
                merges.add(affected, from, into);
            } else {
                merges.remove(affected);
            }
            return Ok(());
        }
        // A correction changes the names of its target.
        let body = self.held.get(&affected).map(|event| &event.body);
        let owner = if let Some(Body::RecordCorrected(corrected)) = body { corrected.target } else { affected };
        let Some(record) = self.record(owner).filter(|record| record.retracted_by.is_none()) else {
            return Ok(());
        };
        self.check_names(record.body, record.words, owner)
            .map_err(|source| ReferenceError::Name { seq: by, source })?;
        let (body, words) = (record.body.clone(), record.words.clone());
        self.names.change(owner, &body, &words);
        Ok(())
    }
}
