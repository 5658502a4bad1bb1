//! The view: what the first events of a ledger say together, with corrections, retractions and merges applied.
//!
//! Invariants: a view is only ever made by applying events in order; every reference in it points to an earlier event
//! of the right kind; a record keeps its seq through corrections and merges.

mod evidence;
mod labels;
mod merges;
mod names;
mod references;
mod retractions;
mod roles;
mod statements;

use std::collections::BTreeMap;

use crate::body::{Body, Kind};
use crate::entry::Head;
use crate::event::Event;
use crate::hash::LedgerId;
use crate::header::RecordedAt;
use crate::seq::Seq;
use crate::words::{SlotName, Words};

pub use evidence::{Cited, SourceChecks};
pub use merges::MergeError;
pub use names::{Name, NameError, source_key};
pub use references::ReferenceError;
pub use retractions::BroughtBack;
pub use roles::Roles;
pub(crate) use roles::in_span;
pub use statements::{Sense, Statement};

use merges::Merges;
use names::Names;

/// What the events so far say.
#[derive(Clone, Debug, Default)]
pub struct View {
    held: Vec<Held>,
    kinds: BTreeMap<Kind, Vec<Seq>>,
    /// By statement, the events that attach further sources to it.
    attached: BTreeMap<Seq, Vec<Seq>>,
    names: Names,
    actor_merges: Merges,
    issue_merges: Merges,
}

/// One event, and what later events did to it.
#[derive(Clone, Debug)]
struct Held {
    event: Event,
    /// Corrections of it in the order of recording, with their new bodies; their words are their events' words.
    corrections: Vec<(Seq, Body)>,
    /// The retraction that holds, if one does.
    retracted_by: Option<Seq>,
}

/// A record as it stands: its first event, and the content that holds now.
#[derive(Clone, Copy, Debug)]
pub struct Record<'v> {
    /// The event that made it.
    pub event: &'v Event,
    /// Its body, corrected if it was corrected.
    pub body: &'v Body,
    /// Its words, corrected if they were corrected.
    pub words: &'v Words,
    /// The correction that holds, if one does.
    pub corrected_by: Option<Seq>,
    /// The retraction that holds, if one does.
    pub retracted_by: Option<Seq>,
}

impl View {
    /// The view before the first event.
    pub fn new() -> Self {
        View::default()
    }

    /// Takes in the next event. On an error the view is as it was.
    pub fn apply(&mut self, event: Event) -> Result<(), ReferenceError> {
        let body = references::check(self, &event)?;
        let seq = event.seq();
        match &event.body {
            Body::RecordCorrected(corrected) => {
                let body = body.unwrap_or_else(|| event.body.clone());
                self.names.change(corrected.target, &body, &event.words);
                self.held[index(corrected.target)].corrections.push((seq, body));
            }
            Body::RecordRetracted(retracted) => self.retract(retracted.target, seq)?,
            Body::ActorsMerged(merged) => self.actor_merges.add(seq, merged.from, merged.into),
            Body::IssuesMerged(merged) => self.issue_merges.add(seq, merged.from, merged.into),
            Body::EvidenceAttached(attached) => self.attached.entry(attached.statement).or_default().push(seq),
            Body::LedgerOpened(_)
            | Body::CoderAdded(_)
            | Body::ActorAdded(_)
            | Body::RoleHeld(_)
            | Body::MembershipHeld(_)
            | Body::IssueAdded(_)
            | Body::IssueReworded(_)
            | Body::ChannelAdded(_)
            | Body::SourceAdded(_)
            | Body::SourceChecked(_)
            | Body::OccasionAdded(_)
            | Body::AccountGiven(_)
            | Body::StatementMade(_)
            | Body::WordsRedacted(_) => {}
        }
        self.names.add(seq, &event.body, &event.words);
        self.kinds.entry(event.body.kind()).or_default().push(seq);
        self.held.push(Held { event, corrections: Vec::new(), retracted_by: None });
        Ok(())
    }

    /// Size and chain hash after the last event.
    pub fn head(&self) -> Head {
        self.held.last().map_or(Head::EMPTY, |held| Head { size: held.event.seq().get() + 1, hash: held.event.hash })
    }

    /// The ledger, once its first event is there.
    pub fn ledger(&self) -> Option<LedgerId> {
        self.held.first().map(|held| held.event.header.ledger)
    }

    /// When the last event was recorded.
    pub fn last_recorded_at(&self) -> Option<RecordedAt> {
        self.held.last().map(|held| held.event.header.recorded_at)
    }

    /// The secret of the ledger's first event, from which ids are made.
    pub fn secret(&self) -> Option<&str> {
        self.held.first()?.event.words.text(SlotName::Secret)
    }

    /// All events, oldest first, as they were recorded.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.held.iter().map(|held| &held.event)
    }

    /// The record that an event made, as it stands, retracted or not.
    pub fn record(&self, seq: Seq) -> Option<Record<'_>> {
        let held = self.held.get(index(seq))?;
        let correction = held.corrections.iter().rev().find(|(by, _)| self.is_live(*by));
        let (body, words, corrected_by) = match correction {
            Some((by, body)) => (body, &self.held.get(index(*by))?.event.words, Some(*by)),
            None => (&held.event.body, &held.event.words, None),
        };
        Some(Record { event: &held.event, body, words, corrected_by, retracted_by: held.retracted_by })
    }

    /// All corrections of a record that were not retracted, in the order of recording.
    pub fn corrections(&self, seq: Seq) -> Vec<Seq> {
        let held = self.held.get(index(seq));
        held.into_iter().flat_map(|held| &held.corrections).map(|(by, _)| *by).filter(|by| self.is_live(*by)).collect()
    }

    /// The records of a kind that were not retracted, oldest first.
    pub fn records(&self, kind: Kind) -> impl Iterator<Item = Record<'_>> {
        let of_kind = self.kinds.get(&kind).into_iter().flatten();
        of_kind.filter_map(|seq| self.record(*seq)).filter(|record| record.retracted_by.is_none())
    }

    /// Whether an event is there and no retraction of it holds.
    pub fn is_live(&self, seq: Seq) -> bool {
        self.held.get(index(seq)).is_some_and(|held| held.retracted_by.is_none())
    }

    /// The actor as which this one counts: itself, or the one that it was merged into.
    pub fn actor_now(&self, actor: Seq) -> Seq {
        self.actor_merges.now(actor)
    }

    /// The issue as which this one counts: itself, or the one that it was merged into.
    pub fn issue_now(&self, issue: Seq) -> Seq {
        self.issue_merges.now(issue)
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

impl Record<'_> {
    /// The record's number.
    pub fn seq(&self) -> Seq {
        self.event.seq()
    }

    /// The text in a slot; empty if there is none or it was erased.
    pub fn text(&self, slot: SlotName) -> &str {
        self.words.text(slot).unwrap_or_default()
    }
}

/// Where an event stands in the list; a seq beyond any list gives a place beyond its end.
fn index(seq: Seq) -> usize {
    usize::try_from(seq.get()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
