//! Which issue counts as which, and which way round its question is put.
//!
//! "issue: a proposition in an exact wording that one can support or oppose". A reversed wording turns the scores that
//! were coded before it; a merge says that two questions, as they were put on that occasion, are one.
//!
//! Invariant: "a reversed question is never shown as a shift": what is turned is the score, not the position.

use std::collections::BTreeMap;

use super::known::{slugged, standing_at};
use super::{EventKind, ModelEvent};

pub(crate) struct Issues {
    /// Every new wording: its event, the issue, and whether it turned the question round.
    wordings: Vec<(u64, String, Turn)>,
    merged_into: MergedInto,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Same,
    Reversed,
}

impl Issues {
    /// From the events that stand; `events` are all of them, for what a name meant when it was written down.
    pub(crate) fn of(standing: &[&ModelEvent], events: &[ModelEvent], slug: &dyn Fn(&str) -> String) -> Self {
        let mut issues = Self { wordings: Vec::new(), merged_into: merges(standing, slug) };
        for event in standing {
            if let EventKind::Reword { issue, reversed } = &event.kind {
                let turn = if *reversed { Turn::Reversed } else { Turn::Same };
                // A new wording is put to the question that people know by then: the name of an issue that was merged
                // away is another name of the one that stayed. What was reworded stays reworded if they part again.
                let merged_then = merges(&standing_at(events, event.seq), slug);
                issues.wordings.push((event.seq, follow(&merged_then, &slugged(issue, slug)), turn));
            }
        }
        issues
    }

    /// Chains of merges are followed to their end.
    pub(crate) fn counts_as(&self, issue: &str) -> String {
        follow(&self.merged_into, issue)
    }

    /// The event that gave the issue its present wording; none if it is the first one.
    pub(crate) fn wording(&self, issue: &str) -> Option<u64> {
        self.wordings.iter().filter(|(_, of, _)| of == issue).map(|(seq, _, _)| *seq).max()
    }

    /// Whether a score coded against a wording of `issue` has the other sign in the present wording of the issue as
    /// which that one counts.
    pub(crate) fn is_turned(&self, issue: &str, wording: Option<u64>) -> bool {
        match self.merged_into.get(issue) {
            None => self.is_turned_between(issue, wording, None),
            // At the merge both questions were one, as they were put then; from there on the other one's turns count.
            Some((into, merge)) => {
                self.is_turned_between(issue, wording, Some(*merge)) != self.is_turned(into, Some(*merge))
            }
        }
    }

    /// Whether the issue's question has another sense after one event (none: at its start) than after another (none:
    /// at present), whichever came first.
    fn is_turned_between(&self, issue: &str, one: Option<u64>, other: Option<u64>) -> bool {
        let sense = |at: u64| {
            let turns =
                self.wordings.iter().filter(|(seq, of, turn)| *seq <= at && of == issue && *turn == Turn::Reversed);
            turns.count() % 2
        };
        // No wording has the number of a merge, so "after" and "not before" are the same.
        let at_start = 0;
        sense(one.unwrap_or(at_start)) != sense(other.unwrap_or(u64::MAX))
    }
}

/// From an issue that was merged away to where it went, and the event.
type MergedInto = BTreeMap<String, (String, u64)>;

fn merges(standing: &[&ModelEvent], slug: &dyn Fn(&str) -> String) -> MergedInto {
    let mut merged_into = MergedInto::new();
    for event in standing {
        if let EventKind::MergeIssues { from, into } = &event.kind {
            merged_into.insert(slugged(from, slug), (slugged(into, slug), event.seq));
        }
    }
    merged_into
}

fn follow(merged_into: &MergedInto, issue: &str) -> String {
    merged_into.get(issue).map_or_else(|| issue.to_owned(), |(into, _)| follow(merged_into, into))
}
