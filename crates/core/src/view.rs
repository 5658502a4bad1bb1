//! The view: what the first events of a ledger say together, with corrections, retractions and merges applied.
//!
//! Invariants: every reference in a view points to an earlier event of the right kind; a record keeps its seq through
//! corrections and merges; whole or in part (`part`), a view says the same of the events that it holds.

mod evidence;
mod labels;
mod merges;
mod names;
mod part;
mod redactions;
mod references;
mod retractions;
mod roles;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{Body, Kind};
use crate::entry::Head;
use crate::event::Event;
use crate::hash::LedgerId;
use crate::header::RecordedAt;
use crate::seq::Seq;
use crate::signing::Signing;
use crate::words::{Slot, SlotName, Words};

pub use evidence::{Cited, SourceChecks};
pub use merges::MergeError;
pub use names::{Name, NameError, source_key};
pub use references::ReferenceError;
pub(crate) use references::references;
pub use retractions::BroughtBack;
pub(crate) use roles::in_span;
pub use roles::{Principals, Roles};
pub use statements::{Sense, Statement};

use merges::Merges;
use names::Names;

/// What the events so far say.
#[derive(Clone, Debug, Default)]
pub struct View {
    head: Head,
    last_recorded_at: Option<RecordedAt>,
    /// The events at hand: all, or in a view of a part all but the statements that nobody asked for.
    held: BTreeMap<Seq, Event>,
    kinds: BTreeMap<Kind, Vec<Seq>>,
    /// By record, its corrections in the order of recording, with their new bodies; their words are their events' words.
    corrections: BTreeMap<Seq, Vec<(Seq, Body)>>,
    /// By event, the retraction that holds of it.
    retracted: BTreeMap<Seq, Seq>,
    /// Statements that were set aside and are not the first of their utterance.
    not_first: BTreeSet<Seq>,
    /// By statement, the events that attach further sources to it.
    attached: BTreeMap<Seq, Vec<Seq>>,
    names: Names,
    actor_merges: Merges,
    issue_merges: Merges,
    /// By event and slot, the redaction that took the words.
    redactions: BTreeMap<(Seq, Slot), Seq>,
    signing: Signing,
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

    /// Takes in the next event. On an error the view is as it was. Whether a signature that must be there is good is not
    /// looked at: that needs the event's bytes (`Signing::check`).
    pub fn apply(&mut self, event: Event) -> Result<(), ReferenceError> {
        let due = self.signing.check_presence(&event.header, &event.body);
        due.map_err(|source| ReferenceError::Signing { seq: event.seq(), source })?;
        self.apply_signed_or_not(event)
    }

    /// `apply` for those who judge signatures themselves, as an audit does.
    pub(crate) fn apply_signed_or_not(&mut self, mut event: Event) -> Result<(), ReferenceError> {
        self.mark(&mut event);
        references::check(self, &event)?;
        self.take_in(event)
    }

    /// Takes in an event that fits. On an error the view is as it was.
    fn take_in(&mut self, event: Event) -> Result<(), ReferenceError> {
        let seq = event.seq();
        match &event.body {
            Body::RecordCorrected(corrected) => {
                let unreadable = |_| ReferenceError::Rule { seq, rule: "the new body can be read" };
                let body = corrected.new_body().map_err(unreadable)?;
                self.names.change(corrected.target, &body, &event.words);
                self.corrections.entry(corrected.target).or_default().push((seq, body));
            }
            Body::RecordRetracted(retracted) => self.retract(retracted.target, seq)?,
            Body::ActorsMerged(merged) => self.actor_merges.add(seq, merged.from, merged.into),
            Body::IssuesMerged(merged) => self.issue_merges.add(seq, merged.from, merged.into),
            Body::EvidenceAttached(attached) => self.attached.entry(attached.statement).or_default().push(seq),
            Body::WordsRedacted(_) => self.know_redaction(&event),
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
            | Body::CoderKeyed(_)
            | Body::SignaturesRequired(_) => {}
        }
        self.signing.take(&event.header, &event.body);
        self.names.add(seq, &event.body, &event.words);
        self.kinds.entry(event.body.kind()).or_default().push(seq);
        self.head = event.head();
        self.last_recorded_at = Some(event.header.recorded_at);
        self.held.insert(seq, event);
        Ok(())
    }

    /// Size and chain hash after the last event.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The ledger, once its first event is there.
    pub fn ledger(&self) -> Option<LedgerId> {
        self.held.get(&Seq::FIRST).map(|first| first.header.ledger)
    }

    /// Who signs with what.
    pub fn signing(&self) -> &Signing {
        &self.signing
    }

    /// When the last event was recorded.
    pub fn last_recorded_at(&self) -> Option<RecordedAt> {
        self.last_recorded_at
    }

    /// The secret of the ledger's first event, from which ids are made.
    pub fn secret(&self) -> Option<&str> {
        self.held.get(&Seq::FIRST)?.words.text(SlotName::Secret)
    }

    /// The events at hand, oldest first, as they were recorded.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.held.values()
    }

    /// The record that an event made, as it stands, retracted or not.
    pub fn record(&self, seq: Seq) -> Option<Record<'_>> {
        let event = self.held.get(&seq)?;
        let (body, words, corrected_by) = match self.correction_of(seq) {
            Some((by, body)) => (body, &self.held.get(by)?.words, Some(*by)),
            None => (&event.body, &event.words, None),
        };
        Some(Record { event, body, words, corrected_by, retracted_by: self.retracted.get(&seq).copied() })
    }

    /// All corrections of a record that were not retracted, in the order of recording.
    pub fn corrections(&self, seq: Seq) -> Vec<Seq> {
        self.corrections_of(seq).map(|(by, _)| *by).filter(|by| self.is_live(*by)).collect()
    }

    /// The correction of a record that holds.
    fn correction_of(&self, seq: Seq) -> Option<&(Seq, Body)> {
        self.corrections_of(seq).rev().find(|(by, _)| self.is_live(*by))
    }

    fn corrections_of(&self, seq: Seq) -> impl DoubleEndedIterator<Item = &(Seq, Body)> {
        self.corrections.get(&seq).into_iter().flatten()
    }

    /// The records of a kind that were not retracted, oldest first.
    pub fn records(&self, kind: Kind) -> impl Iterator<Item = Record<'_>> {
        let of_kind = self.kinds.get(&kind).into_iter().flatten();
        of_kind.filter_map(|seq| self.record(*seq)).filter(|record| record.retracted_by.is_none())
    }

    /// Whether an event is there and no retraction of it holds.
    pub fn is_live(&self, seq: Seq) -> bool {
        self.kind_of(seq).is_some() && !self.retracted.contains_key(&seq)
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
        let body = &self.held.get(&seq)?.body;
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

    /// The text in a slot as people see it (`Words::shown`); empty if there is none.
    pub fn text(&self, slot: SlotName) -> &str {
        self.words.shown(slot).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
