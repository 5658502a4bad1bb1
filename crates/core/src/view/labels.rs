//! What people call a record, and how a statement reads today.

use super::{Sense, Statement, View};
use crate::seq::Seq;
use crate::stance::Stance;
use crate::words::SlotName;

impl View {
    /// The slug of a record, or what stands in for one that was erased; empty if it has none.
    pub fn slug(&self, record: Seq) -> &str {
        self.label(record, SlotName::Slug)
    }

    /// The display name of a record as people see it; empty if it has none.
    pub fn name(&self, record: Seq) -> &str {
        self.label(record, SlotName::Name)
    }

    /// The wording in which an issue is put now.
    pub fn wording_now(&self, issue: Seq) -> &str {
        self.wordings(issue).last().map_or("", |wording| wording.words.shown(SlotName::Wording).unwrap_or_default())
    }

    /// A statement's stance in the current wording of its issue: a score turned round if the question was.
    pub fn stance_now(&self, statement: &Statement<'_>) -> Stance {
        let stance = statement.made.stance;
        match self.sense(statement.made.issue, statement.made.wording) {
            Sense::Same => stance,
            Sense::Reversed => stance.reversed(),
        }
    }

    /// The event that gave an issue the wording in which it is put now.
    pub fn current_wording(&self, issue: Seq) -> Seq {
        self.wordings(issue).last().map_or(issue, |wording| wording.seq())
    }

    /// Whether other statements code the same words as this one.
    pub fn is_shared(&self, first: Seq) -> bool {
        self.names.is_shared(first)
    }

    fn label(&self, record: Seq, slot: SlotName) -> &str {
        self.record(record).and_then(|held| held.words.shown(slot)).unwrap_or_default()
    }
}
