//! Which events belong into a proof about one: what it refers to, what says something of these, and so on until nothing
//! is added.
//!
//! Invariant: whoever makes a proof and whoever checks it go by this one rule. Of the same events it gives the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{Body, Kind};
use crate::event::Event;
use crate::seq::Seq;
use crate::view::references;

/// Kinds of which an event may say something of an earlier one that belongs into a proof about that one.
pub(super) const ABOUT_OTHERS: &[Kind] = &[
    Kind::EvidenceAttached,
    Kind::RecordCorrected,
    Kind::RecordRetracted,
    Kind::ActorsMerged,
    Kind::IssuesMerged,
    Kind::WordsRedacted,
];

/// The events that belong into a proof.
#[derive(Clone, Debug, Default)]
pub(super) struct Related {
    /// The subject and what is referred to.
    pub(super) referred: BTreeSet<Seq>,
    /// What says something of the others.
    pub(super) later: BTreeSet<Seq>,
}

impl Related {
    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = Seq> {
        self.referred.union(&self.later).copied()
    }

    /// Whether an event is among them.
    pub(super) fn has(&self, seq: Seq) -> bool {
        self.referred.contains(&seq) || self.later.contains(&seq)
    }
}

/// What belongs into a proof about an event, as far as it is among these. Of those that are referred to only the numbers
/// are needed.
pub(super) fn relate<'e>(subject: &'e Event, events: impl Iterator<Item = &'e Event>) -> Related {
    let mut about: BTreeMap<Seq, Vec<&Event>> = BTreeMap::new();
    for event in events.filter(|event| event.seq() != subject.seq()) {
        for target in targets(&event.body) {
            about.entry(target).or_default().push(event);
        }
    }
    let mut related = Related { referred: BTreeSet::from([subject.seq()]), later: BTreeSet::new() };
    let mut unasked = vec![subject.seq()];
    let refer = |event: &Event, related: &mut Related, unasked: &mut Vec<Seq>| {
        unasked.extend(refers_to(event).into_iter().filter(|seq| related.referred.insert(*seq)));
    };
    refer(subject, &mut related, &mut unasked);
    // What is said of each is asked once.
    while let Some(seq) = unasked.pop() {
        for event in about.remove(&seq).unwrap_or_default() {
            if related.later.insert(event.seq()) {
                unasked.push(event.seq());
                refer(event, &mut related, &mut unasked);
            }
        }
    }
    related
}

/// The earlier events that an event says something of.
fn targets(body: &Body) -> Vec<Seq> {
    match body {
        Body::EvidenceAttached(attached) => vec![attached.statement],
        Body::RecordCorrected(corrected) => vec![corrected.target],
        Body::RecordRetracted(retracted) => vec![retracted.target],
        Body::ActorsMerged(merged) => vec![merged.from],
        Body::IssuesMerged(merged) => vec![merged.from],
        Body::WordsRedacted(redacted) => {
            redacted.slots.iter().map(|slot| slot.event).chain(redacted.sources.iter().copied()).collect()
        }
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
        | Body::SignaturesRequired(_) => Vec::new(),
    }
}

/// The events without which one cannot be read: its coder and what its body names. A redaction may name events of any
/// kind and number, and reads without them; so does a statement without the first of its utterance.
fn refers_to(event: &Event) -> Vec<Seq> {
    let mut refers = vec![event.header.coder];
    let corrected = if let Body::RecordCorrected(corrected) = &event.body { Some(corrected) } else { None };
    refers.extend(corrected.map(|corrected| corrected.target));
    let body = match corrected {
        Some(corrected) => corrected.new_body().ok(),
        None => Some(event.body.clone()).filter(|body| body.kind() != Kind::WordsRedacted),
    };
    if let Some(body) = body {
        let first = first_of_utterance(&body);
        refers.extend(references(&body).into_iter().map(|(_, seq, _)| seq).filter(|seq| Some(*seq) != first));
    }
    refers
}

fn first_of_utterance(body: &Body) -> Option<Seq> {
    if let Body::StatementMade(made) = body { made.utterance } else { None }
}
