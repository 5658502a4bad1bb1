//! What later events say about the event that a proof is about.
//!
//! Invariant: as in a view, an event stands if, and only if, no retraction that stands names it, and the last correction
//! that stands is the one that counts.

use std::collections::BTreeMap;

use super::Proven;
use crate::body::Body;
use crate::event::Event;
use crate::seq::Seq;
use crate::words::{Slot, SlotName};

/// Whether an event still says what it said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Stands,
    /// This event gave it other content.
    Corrected(Seq),
    /// This event says that it should not be there.
    Retracted(Seq),
}

/// What stands among later events.
#[derive(Clone, Debug, Default)]
pub(super) struct Effects {
    /// Events that are retracted, each with the first retraction of it that stands.
    retracted: BTreeMap<Seq, Seq>,
    /// Records that are corrected, each with the correction that counts.
    corrected: BTreeMap<Seq, Seq>,
    /// Records that count as another, each with the merge and that other.
    merged: BTreeMap<Seq, (Seq, Seq)>,
    /// Slots that were erased, each with the redaction.
    erased: BTreeMap<(Seq, Slot), Seq>,
}

impl Effects {
    /// What follows from later events. An event is retracted by later ones only, so that from the last to the first each
    /// is known to stand or not when its turn comes.
    pub(super) fn of<'e>(later: impl DoubleEndedIterator<Item = &'e Event>) -> Self {
        let mut effects = Effects::default();
        for event in later.rev() {
            let by = event.seq();
            if effects.retracted.contains_key(&by) {
                continue;
            }
            match &event.body {
                Body::RecordRetracted(retracted) if retracted.target < by => {
                    effects.retracted.insert(retracted.target, by);
                }
                Body::RecordCorrected(corrected) => drop(effects.corrected.entry(corrected.target).or_insert(by)),
                Body::ActorsMerged(merged) => drop(effects.merged.insert(merged.from, (by, merged.into))),
                Body::IssuesMerged(merged) => drop(effects.merged.insert(merged.from, (by, merged.into))),
                Body::WordsRedacted(redacted) => {
                    effects.erased.extend(redacted.slots.iter().map(|slot| ((slot.event, slot.slot), by)));
                }
                Body::RecordRetracted(_)
                | Body::LedgerOpened(_)
                | Body::CoderAdded(_)
                | Body::ActorAdded(_)
                | Body::RoleHeld(_)
                | Body::MembershipHeld(_)
                | Body::IssueAdded(_)
                | Body::IssueReworded(_)
                | Body::ChannelAdded(_)
                | Body::SourceAdded(_)
                | Body::SourceChecked(_)
                | Body::EvidenceAttached(_)
                | Body::OccasionAdded(_)
                | Body::AccountGiven(_)
                | Body::StatementMade(_)
                | Body::CoderKeyed(_)
                | Body::SignaturesRequired(_) => {}
            }
        }
        effects
    }
}

impl Proven {
    /// How an event stands, as far as the events of the proof say.
    pub fn standing(&self, seq: Seq) -> Standing {
        match (self.effects.retracted.get(&seq), self.effects.corrected.get(&seq)) {
            (Some(by), _) => Standing::Retracted(*by),
            (None, Some(by)) => Standing::Corrected(*by),
            (None, None) => Standing::Stands,
        }
    }

    /// The event whose body and words count for a record: its own, or the correction's.
    pub fn now(&self, seq: Seq) -> Option<&Event> {
        self.events.get(self.effects.corrected.get(&seq).unwrap_or(&seq))
    }

    /// What a record that is referred to is called, as far as that is shown: its slug, else its name.
    pub fn label(&self, seq: Seq) -> Option<&str> {
        let words = &self.now(seq)?.words;
        words.text(SlotName::Slug).or_else(|| words.text(SlotName::Name))
    }

    /// The merge by which a record counts as another, and that other.
    pub fn merged(&self, seq: Seq) -> Option<(Seq, Seq)> {
        self.effects.merged.get(&seq).copied()
    }

    /// The redaction that erased a slot of an event.
    pub fn erased_by(&self, seq: Seq, slot: Slot) -> Option<Seq> {
        self.effects.erased.get(&(seq, slot)).copied()
    }
}
