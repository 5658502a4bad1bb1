//! How well a position's evidence stands: how old it is, and what became of its sources.

use std::collections::BTreeSet;

use super::Decided;
use crate::seq::Seq;
use crate::stated_on::Day;
use crate::view::{SourceChecks, View};
use crate::vocabulary::CheckOutcome;

/// A source that was looked at again and is not what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsound {
    /// The source.
    pub source: Seq,
    /// What the last look found.
    pub outcome: CheckOutcome,
    /// The event that says so.
    pub seq: Seq,
}

/// The day on which the newest of the statements that decide was made, or its interval ended.
pub fn last_said(view: &View, decided: &Decided) -> Option<Day> {
    let deciding = decided.deciding.iter().filter_map(|seq| view.statement(*seq));
    deciding.map(|statement| statement.made.stated_on.end().day()).max()
}

/// The sources of the statements that decide which had changed or were gone when they were last looked at, each once.
pub fn unsound(view: &View, checks: &SourceChecks, decided: &Decided) -> Vec<Unsound> {
    let deciding = decided.deciding.iter().filter_map(|seq| view.statement(*seq));
    let sources: BTreeSet<Seq> =
        deciding.flat_map(|statement| view.cited(&statement)).map(|cited| cited.evidence.source).collect();
    let last =
        sources.into_iter().filter_map(|source| checks.last(source).map(|(seq, outcome)| (source, seq, outcome)));
    last.filter(|(.., outcome)| *outcome != CheckOutcome::Same)
        .map(|(source, seq, outcome)| Unsound { source, outcome, seq })
        .collect()
}
