//! The events in which words of one record, or of the utterance that it belongs to, may stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{Body, RedactedSlot};
use crate::event::Event;
use crate::seq::Seq;
use crate::view::View;
use crate::words::SlotName;

/// The events around one that was named.
pub(super) struct Group<'v> {
    view: &'v View,
    target: &'v Event,
    /// By record, the events that carry words of it: itself and its corrections, in order.
    versions: BTreeMap<Seq, Vec<&'v Event>>,
    /// By statement, the records that attach evidence to it.
    attached: BTreeMap<Seq, Vec<Seq>>,
    /// By source, the looks at it.
    checks: BTreeMap<Seq, Vec<Seq>>,
    /// The statements of the utterance, if the record is one of them or evidence for one.
    utterance: BTreeSet<Seq>,
}

impl<'v> Group<'v> {
    /// Around an event; none if it is not in the view.
    pub(super) fn around(view: &'v View, target: Seq) -> Option<Self> {
        let target = view.record(target)?.event;
        let (mut versions, mut attached, mut checks) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut firsts = BTreeMap::new();
        for event in view.events() {
            let seq = event.seq();
            versions.entry(owner(event)).or_insert_with(Vec::new).push(event);
            if let Body::EvidenceAttached(evidence) = &event.body {
                attached.entry(evidence.statement).or_insert_with(Vec::new).push(seq);
            } else if let Body::SourceChecked(checked) = &event.body {
                checks.entry(checked.source).or_insert_with(Vec::new).push(seq);
            } else if let Body::StatementMade(made) = &event.body {
                firsts.insert(seq, made.utterance.unwrap_or(seq));
            }
        }
        let mut group = Group { view, target, versions, attached, checks, utterance: BTreeSet::new() };
        let record = owner(target);
        let statement = match group.event(record).map(|event| &event.body) {
            Some(Body::EvidenceAttached(evidence)) => evidence.statement,
            Some(_) | None => record,
        };
        if let Some(first) = firsts.get(&statement) {
            group.utterance = firsts.iter().filter(|(_, other)| *other == first).map(|(seq, _)| *seq).collect();
        }
        Some(group)
    }

    /// The event that was named.
    pub(super) fn target(&self) -> Seq {
        self.target.seq()
    }

    /// The slots of the event that was named, as a person writes them.
    pub(super) fn names_of_target(&self) -> Vec<String> {
        let slots = self.target.words.slots().filter(|slot| slot.name() != SlotName::Secret);
        slots.map(|slot| slot.to_string()).collect()
    }

    /// The record whose words an event carries.
    pub(super) fn owner(&self, seq: Seq) -> Seq {
        self.event(seq).map_or(seq, owner)
    }

    /// An event of the view.
    pub(super) fn event(&self, seq: Seq) -> Option<&'v Event> {
        self.view.record(seq).map(|record| record.event)
    }

    /// A record and its corrections.
    pub(super) fn versions(&self, record: Seq) -> &[&'v Event] {
        self.versions.get(&record).map_or(&[], Vec::as_slice)
    }

    /// The words in a slot, unless they were erased.
    pub(super) fn text(&self, slot: RedactedSlot) -> Option<&'v str> {
        self.event(slot.event)?.words.text(slot.slot)
    }

    /// Whether the record is a statement.
    pub(super) fn is_of_statement(&self) -> bool {
        self.utterance.contains(&owner(self.target))
    }

    /// Whether an event is about evidence that was attached.
    pub(super) fn is_evidence(&self, seq: Seq) -> bool {
        let first = self.event(self.owner(seq));
        first.is_some_and(|first| matches!(first.body, Body::EvidenceAttached(_)))
    }

    /// Where the record that was named has words of this name: in all of its versions, in evidence attached to it, and
    /// where the same bytes were kept or looked at. A reason is its own event's.
    pub(super) fn of_record(&self, name: SlotName) -> Vec<&'v Event> {
        if name == SlotName::Reason {
            return vec![self.target];
        }
        let record = owner(self.target);
        let mut records = vec![record];
        records.extend(self.attached.get(&record).into_iter().flatten());
        if name == SlotName::Bytes {
            records.extend(self.same_bytes(record));
        }
        records.iter().flat_map(|record| self.versions(*record)).copied().collect()
    }

    /// The statements of the utterance and the evidence attached to them, in all versions.
    pub(super) fn of_utterance(&self) -> impl Iterator<Item = &'v Event> {
        let attached = self.utterance.iter().filter_map(|statement| self.attached.get(statement)).flatten();
        self.utterance.iter().chain(attached).flat_map(|record| self.versions(*record)).copied()
    }

    /// The sources that hold the same bytes as this one, which are one file, and the looks at all of them.
    fn same_bytes(&self, source: Seq) -> Vec<Seq> {
        let bytes_of = |record: Seq| {
            self.versions(record).iter().filter_map(|event| event.words.text(SlotName::Bytes)).collect::<BTreeSet<_>>()
        };
        let bytes = bytes_of(source);
        let is_source = |seq: &Seq| self.event(*seq).is_some_and(|e| matches!(e.body, Body::SourceAdded(_)));
        let all = self.versions.keys().copied().filter(is_source);
        let mut same: Vec<Seq> =
            all.filter(|other| *other == source || !bytes_of(*other).is_disjoint(&bytes)).collect();
        let checks: Vec<Seq> = same.iter().filter_map(|source| self.checks.get(source)).flatten().copied().collect();
        same.retain(|other| *other != source);
        same.extend(checks);
        same
    }
}

/// The record whose words an event carries.
fn owner(event: &Event) -> Seq {
    if let Body::RecordCorrected(corrected) = &event.body { corrected.target } else { event.seq() }
}
