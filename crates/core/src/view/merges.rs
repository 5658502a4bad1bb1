//! Which record counts as which: merges that were not retracted.
//!
//! Invariant: from every record there is one way, without a circle, to the one as which it counts; the order in which
//! merges were recorded plays no part.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::seq::Seq;

/// The merges that hold: from each record that went, to where it went and by which event.
#[derive(Clone, Debug, Default)]
pub(super) struct Merges(BTreeMap<Seq, (Seq, Seq)>);

/// Why two records cannot be merged.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum MergeError {
    /// The one that should go has gone.
    #[error("record {from} was already merged into {into} by event {by}")]
    Already {
        /// The record that should go.
        from: Seq,
        /// Where it went.
        into: Seq,
        /// The merge.
        by: Seq,
    },
    /// The one into which it should go counts as the one that should go.
    #[error("record {into} already counts as record {from}: merging them the other way would make a circle")]
    Circle {
        /// The record that should go.
        from: Seq,
        /// Where it should go.
        into: Seq,
    },
}

impl Merges {
    pub(super) fn check(&self, from: Seq, into: Seq) -> Result<(), MergeError> {
        if let Some((into, by)) = self.0.get(&from).copied() {
            return Err(MergeError::Already { from, into, by });
        }
        if self.now(into) == from {
            return Err(MergeError::Circle { from, into });
        }
        Ok(())
    }

    /// Adds a merge that passed `check`.
    pub(super) fn add(&mut self, by: Seq, from: Seq, into: Seq) {
        self.0.insert(from, (into, by));
    }

    pub(super) fn remove(&mut self, by: Seq) {
        self.0.retain(|_, (_, event)| *event != by);
    }

    /// The records that went somewhere.
    pub(super) fn gone(&self) -> impl Iterator<Item = Seq> {
        self.0.keys().copied()
    }

    /// Where a record went, and by which event.
    pub(super) fn step(&self, record: Seq) -> Option<(Seq, Seq)> {
        self.0.get(&record).copied()
    }

    pub(super) fn now(&self, record: Seq) -> Seq {
        let mut at = record;
        while let Some((into, _)) = self.0.get(&at) {
            at = *into;
        }
        at
    }
}
