//! A view of a part of a ledger: everything but the statements, and of these only the ones that were asked for.
//!
//! Invariant: what a view of a part says of the events that it holds, the view of the whole says too. Everything about
//! a statement (corrections, retractions, evidence) is taken in whether the statement is there or not, so that it may
//! come later. Events were checked when they were recorded, and are by every audit; here they are believed.

use std::collections::BTreeSet;

use super::{ReferenceError, View};
use crate::body::{Body, Kind, QuoteCheck};
use crate::entry::Head;
use crate::event::Event;
use crate::header::RecordedAt;
use crate::index;
use crate::replay::HolderBy;
use crate::seq::Seq;

impl View {
    /// Takes in the next event that is not left out; its number may be any behind the head.
    pub fn admit(&mut self, mut event: Event) -> Result<(), ReferenceError> {
        self.mark(&mut event);
        self.take_in(event)
    }

    /// Goes on to a head, leaving out the statements in front of it that were not admitted.
    pub fn pass(&mut self, head: Head, last_recorded_at: RecordedAt) {
        self.head = head;
        self.last_recorded_at = Some(last_recorded_at);
    }

    /// Takes in a statement that was left out; one that is there already stays.
    pub fn include(&mut self, mut event: Event) {
        let seq = event.seq();
        if event.body.kind() != Kind::StatementMade || self.held.contains_key(&seq) {
            return;
        }
        let statements = self.kinds.entry(Kind::StatementMade).or_default();
        if let Err(place) = statements.binary_search(&seq) {
            statements.insert(place, seq);
        }
        self.mark(&mut event);
        self.names.add(seq, &event.body, &event.words);
        self.held.insert(seq, event);
    }

    /// The records that count as one of these, themselves among them.
    pub fn counting_as(&self, kind: Kind, these: &BTreeSet<Seq>) -> BTreeSet<Seq> {
        let merges = if kind == Kind::IssueAdded { &self.issue_merges } else { &self.actor_merges };
        let themselves = these.iter().copied().filter(|seq| self.kind_of(*seq) == Some(kind));
        themselves.chain(merges.gone()).filter(|seq| these.contains(&merges.now(*seq))).collect()
    }

    /// The actors whose statements can be those of one of these holders: themselves, and whoever held a role of theirs.
    pub fn speaking_for(&self, by: HolderBy, holders: &BTreeSet<Seq>) -> BTreeSet<Seq> {
        let mut holders = holders.clone();
        if by == HolderBy::Principal {
            let roles = self
                .records(Kind::RoleHeld)
                .filter_map(|record| if let Body::RoleHeld(role) = record.body { Some(role) } else { None });
            let speakers: Vec<Seq> = roles
                .filter(|role| holders.contains(&self.actor_now(role.of)))
                .map(|role| self.actor_now(role.actor))
                .collect();
            holders.extend(speakers);
        }
        self.counting_as(Kind::ActorAdded, &holders)
    }

    /// These holders, or all that there can be, in order of their slugs.
    pub fn holders_by_slug(&self, holders: &BTreeSet<Seq>) -> Vec<Seq> {
        let all = || self.records(Kind::ActorAdded).map(|actor| actor.seq()).filter(|seq| self.actor_now(*seq) == *seq);
        let mut holders: Vec<Seq> =
            if holders.is_empty() { all().collect() } else { holders.iter().copied().collect() };
        holders.sort_by_cached_key(|holder| (self.slug(*holder).to_owned(), *holder));
        holders
    }

    /// Where statements are found that refer to a record as one of those that it counts as.
    pub fn prefixes_of_users(&self, record: Seq) -> Vec<Vec<u8>> {
        let kind = self.record(record).map(|record| record.event.body.kind());
        let one = BTreeSet::from([record]);
        match kind {
            Some(Kind::ActorAdded) => {
                self.counting_as(Kind::ActorAdded, &one).into_iter().map(index::of_actor).collect()
            }
            Some(Kind::IssueAdded) => {
                self.counting_as(Kind::IssueAdded, &one).into_iter().map(index::of_issue).collect()
            }
            // A wording is used by statements on its issue.
            Some(Kind::IssueReworded) => {
                let issue = self.record(record).and_then(|record| {
                    if let Body::IssueReworded(reworded) = record.body { Some(reworded.issue) } else { None }
                });
                issue.into_iter().map(index::of_issue).collect()
            }
            Some(_) | None => vec![index::of_record(record)],
        }
    }

    /// Whether a retraction holds of an event, at hand or not.
    pub fn is_retracted(&self, seq: Seq) -> bool {
        self.retracted.contains_key(&seq)
    }

    /// What a correction that stands says of a record, at hand or not.
    pub fn corrected_body(&self, seq: Seq) -> Option<&Body> {
        self.correction_of(seq).map(|(_, body)| body)
    }

    /// The events of which a retraction holds.
    pub fn retracted(&self) -> impl Iterator<Item = Seq> {
        self.retracted.keys().copied()
    }

    /// Whether the event is at hand.
    pub fn holds(&self, seq: Seq) -> bool {
        self.held.contains_key(&seq)
    }

    /// Keeps of a statement that was just taken in only that it is there, unless it has a quote that was found in a
    /// source. Other events stay.
    pub(crate) fn set_aside(&mut self, seq: Seq) {
        let Some(Body::StatementMade(made)) = self.held.get(&seq).map(|event| &event.body) else { return };
        if made.evidence.iter().any(|evidence| matches!(evidence.quote, QuoteCheck::Found { .. })) {
            return;
        }
        if made.utterance.is_some() {
            self.not_first.insert(seq);
        }
        if let Some(event) = self.held.remove(&seq) {
            self.names.forget_statement(&event.words);
        }
    }

    /// The kind of an event that is at hand or was set aside.
    pub(super) fn kind_of(&self, seq: Seq) -> Option<Kind> {
        let set_aside = || {
            let statements = self.kinds.get(&Kind::StatementMade)?;
            statements.binary_search(&seq).ok().map(|_| Kind::StatementMade)
        };
        self.held.get(&seq).map(|event| event.body.kind()).or_else(set_aside)
    }

    /// Leaves out all statements, as if none had been asked for.
    pub fn leave_out_statements(&mut self) {
        for seq in self.kinds.remove(&Kind::StatementMade).into_iter().flatten() {
            self.held.remove(&seq);
        }
        self.names.forget_statements();
    }
}
