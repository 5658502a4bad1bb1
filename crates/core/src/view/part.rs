//! A view of a part of a ledger: everything but the statements, and of these only the ones that were asked for.
//!
//! Invariant: what a view of a part says of the events that it holds, the view of the whole says too. Everything about
//! a statement (corrections, retractions, evidence) is taken in whether the statement is there or not, so that it may
//! come later. Events were checked when they were recorded, and are by every audit; here they are believed.

use super::{ReferenceError, View};
use crate::body::Kind;
use crate::entry::Head;
use crate::event::Event;
use crate::header::RecordedAt;
use crate::seq::Seq;

impl View {
    /// Takes in the next event that is not left out; its number may be any behind the head.
    pub fn admit(&mut self, event: Event) -> Result<(), ReferenceError> {
        self.take_in(event)
    }

    /// Goes on to a head, leaving out the statements in front of it that were not admitted.
    pub fn pass(&mut self, head: Head, last_recorded_at: RecordedAt) {
        self.head = head;
        self.last_recorded_at = Some(last_recorded_at);
    }

    /// Takes in a statement that was left out; one that is there already stays.
    pub fn include(&mut self, event: Event) {
        let seq = event.seq();
        if event.body.kind() != Kind::StatementMade || self.held.contains_key(&seq) {
            return;
        }
        let statements = self.kinds.entry(Kind::StatementMade).or_default();
        if let Err(place) = statements.binary_search(&seq) {
            statements.insert(place, seq);
        }
        self.names.add(seq, &event.body, &event.words);
        self.held.insert(seq, event);
    }

    /// Whether the event is at hand.
    pub fn holds(&self, seq: Seq) -> bool {
        self.held.contains_key(&seq)
    }

    /// Leaves out all statements, as if none had been asked for.
    pub fn leave_out_statements(&mut self) {
        for seq in self.kinds.remove(&Kind::StatementMade).into_iter().flatten() {
            self.held.remove(&seq);
        }
        self.names.forget_statements();
    }
}
