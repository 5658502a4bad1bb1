//! Which words were redacted, and by which event.
//!
//! Invariant: erased words are gone at every `--known-at`, so a view knows of redactions that come after its head too;
//! nothing else of them counts there.

use super::View;
use crate::body::{Body, Kind};
use crate::event::Event;
use crate::seq::Seq;
use crate::words::{Slot, SlotName};

impl View {
    /// Learns which words a redaction took, whether it is in the view or comes after its head.
    pub fn know_redaction(&mut self, redaction: &Event) {
        let Body::WordsRedacted(redacted) = &redaction.body else { return };
        for slot in &redacted.slots {
            self.redactions.entry((slot.event, slot.slot)).or_insert(redaction.seq());
        }
        for slot in &redacted.slots {
            let Some(mut event) = self.held.remove(&slot.event) else { continue };
            self.mark(&mut event);
            let owner = owner(&event);
            if let (SlotName::Slug, Some((body, words))) = (slot.slot.name(), self.content(&event)) {
                self.names.change(owner, &body, &words);
            }
            self.held.insert(slot.event, event);
        }
    }

    /// The redaction that took the words in a slot of an event.
    pub fn redaction_of(&self, event: Seq, slot: Slot) -> Option<Seq> {
        self.redactions.get(&(event, slot)).copied()
    }

    /// The events whose words in this slot were redacted.
    pub(crate) fn redacted_in(&self, name: SlotName) -> impl Iterator<Item = Seq> {
        self.redactions.keys().filter(move |(_, slot)| slot.name() == name).map(|(event, _)| *event)
    }

    /// Marks what was erased in an event, and what is to be.
    pub(super) fn mark(&self, event: &mut Event) {
        let owner = owner(event);
        let erased: Vec<Slot> = event.words.redacted().map(|(slot, _)| slot).collect();
        for slot in erased {
            event.words.redact(slot, owner, self.redaction_of(event.seq(), slot));
        }
        if !self.redactions.is_empty() {
            let slots = (event.seq(), Slot::FIRST)..=(event.seq(), Slot::LAST);
            for ((_, slot), by) in self.redactions.range(slots) {
                event.words.redact(*slot, owner, Some(*by));
            }
        }
    }

    /// Body and words of what an event says about its owner.
    fn content(&self, event: &Event) -> Option<(Body, crate::words::Words)> {
        let body = if let Body::RecordCorrected(corrected) = &event.body {
            corrected.new_body().ok()?
        } else {
            event.body.clone()
        };
        (body.kind() != Kind::StatementMade).then(|| (body, event.words.clone()))
    }
}

/// The record whose words an event carries.
fn owner(event: &Event) -> Seq {
    if let Body::RecordCorrected(corrected) = &event.body { corrected.target } else { event.seq() }
}
