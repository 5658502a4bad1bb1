//! What changed from one position to the next.

use crate::body::Condition;
use crate::replay::score_now;
use crate::view::{Statement, View};
use crate::words::SlotName;

/// How a position differs from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There was none before.
    First,
    /// The sign is another.
    Reversed,
    /// It became 0.
    ToNeutral,
    /// It was 0.
    FromNeutral,
    /// It is further from 0.
    Hardened,
    /// It is nearer to 0.
    Softened,
    /// The same score, with a condition where there was none.
    ConditionAdded,
    /// The same score, with another condition.
    ConditionChanged,
    /// The same score, without the condition, which was not waived.
    ConditionNotRepeated,
    /// The same score, and the condition waived.
    ConditionDropped,
    /// The same score; of the two conditions one was redacted, so that nobody can tell whether they are the same.
    ConditionRedacted,
    /// The same score and the same condition.
    Reaffirmed,
    /// It was taken back.
    Withdrawn,
}

/// What counts of a coded position when it is compared with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coded<'v> {
    /// The score in the current wording.
    pub score: i8,
    /// The condition.
    pub condition: Option<Terms<'v>>,
    /// Whether it is taken without condition, in so many words.
    pub waived: bool,
}

/// The words of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms<'v> {
    /// As they stand.
    Words(&'v str),
    /// They were redacted.
    Redacted,
}

impl<'v> Terms<'v> {
    fn of(statement: &Statement<'v>) -> Option<Self> {
        let words = statement.record.words;
        let kept = words.text(SlotName::Condition).map(Terms::Words);
        kept.or_else(|| words.is_erased(SlotName::Condition).then_some(Terms::Redacted))
    }

    /// What changed from this condition to another.
    fn change_to(self, other: Self) -> Change {
        match (self, other) {
            (Terms::Words(one), Terms::Words(other)) if one == other => Change::Reaffirmed,
            (Terms::Words(_), Terms::Words(_)) => Change::ConditionChanged,
            (Terms::Redacted, _) | (_, Terms::Redacted) => Change::ConditionRedacted,
        }
    }
}

impl<'v> Coded<'v> {
    /// What a statement codes; none if it has no score.
    pub fn of(view: &View, statement: &Statement<'v>) -> Option<Self> {
        Some(Coded {
            score: score_now(view, statement)?,
            condition: Terms::of(statement),
            waived: statement.made.condition == Condition::Waived,
        })
    }
}

impl Change {
    /// The change from one score to another; none if they are the same.
    pub fn of_scores(before: i8, after: i8) -> Option<Change> {
        if before == after {
            None
        } else if after == 0 {
            Some(Change::ToNeutral)
        } else if before == 0 {
            Some(Change::FromNeutral)
        } else if (before < 0) != (after < 0) {
            Some(Change::Reversed)
        } else if after.unsigned_abs() > before.unsigned_abs() {
            Some(Change::Hardened)
        } else {
            Some(Change::Softened)
        }
    }

    /// The change from one coded position to the next.
    pub fn between(before: Option<Coded<'_>>, after: Coded<'_>) -> Change {
        let Some(before) = before else {
            return Change::First;
        };
        Change::of_scores(before.score, after.score).unwrap_or(match (before.condition, after.condition) {
            (None, Some(_)) => Change::ConditionAdded,
            (Some(before), Some(after)) => before.change_to(after),
            (Some(_), None) if after.waived => Change::ConditionDropped,
            (Some(_), None) => Change::ConditionNotRepeated,
            (None, None) => Change::Reaffirmed,
        })
    }

    /// How it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Change::First => "first",
            Change::Reversed => "reversed",
            Change::ToNeutral => "to_neutral",
            Change::FromNeutral => "from_neutral",
            Change::Hardened => "hardened",
            Change::Softened => "softened",
            Change::ConditionAdded => "condition_added",
            Change::ConditionChanged => "condition_changed",
            Change::ConditionNotRepeated => "condition_not_repeated",
            Change::ConditionDropped => "condition_dropped",
            Change::ConditionRedacted => "condition_redacted",
            Change::Reaffirmed => "reaffirmed",
            Change::Withdrawn => "withdrawn",
        }
    }
}
