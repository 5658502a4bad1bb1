//! A trace: the course of one holder's position on one issue, and the statements behind it.

use onrecord_core::evolution::positions;
use onrecord_core::replay::{Course, Filter, HolderBy, Weight, courses, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::stance::Stance;
use onrecord_core::stated_on::Day;
use onrecord_core::view::{Statement, View};
use onrecord_core::words::SlotName;

/// What a picture shows of one holder on one issue.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    /// The positions, each from the day on which it may have changed.
    pub(super) steps: Vec<Step>,
    /// The statements, by end, start and number.
    pub(super) marks: Vec<Mark>,
}

/// A position from a day on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// The day.
    pub(super) on: Day,
    /// The score; none if it was withdrawn.
    pub(super) score: Option<i8>,
    /// The lowest and the highest score, where statements of the same time differ.
    pub(super) mixed: Option<(i8, i8)>,
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// First day of the interval in which it was made.
    pub(super) start: Day,
    /// Last day.
    pub(super) end: Day,
    /// Its number.
    pub(super) seq: Seq,
    /// What it is.
    pub(super) said: Said,
    /// Whether it depends on something.
    pub(super) conditional: bool,
}

/// What a statement is in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// A position of the holder's own.
    Position(i8),
    /// A withdrawal.
    Withdrawal,
    /// Silence, or no commitment.
    Nothing(Stance),
    /// What somebody else says that the holder holds; none if that is no score.
    Claim(Option<i8>),
}

impl Trace {
    /// The days that a picture has to show: all of an interval, so that none seems to begin at the picture's edge.
    pub(super) fn days(&self) -> impl Iterator<Item = Day> {
        self.marks.iter().flat_map(|mark| [mark.start, mark.end])
    }

    /// What of it lies between two days, with the position that is held on the first of them.
    pub(super) fn within(&self, (first, last): (i64, i64)) -> Trace {
        let inside = |day: Day| (first..=last).contains(&day.unix_days());
        let held = self.steps.iter().rev().find(|step| step.on.unix_days() < first);
        let held = held.zip(Day::from_unix_days(first)).map(|(step, on)| Step { on, ..*step });
        let steps = held.into_iter().chain(self.steps.iter().copied().filter(|step| inside(step.on)));
        let marks = self.marks.iter().copied().filter(|mark| inside(mark.end));
        Trace { steps: steps.collect(), marks: marks.collect() }
    }
}

/// The traces of a holder on an issue: one, but for anonymous holders, who may be another one each time.
pub(super) fn traces(view: &View, (holder, issue): (Seq, Seq), by: HolderBy, filter: Filter) -> Vec<Trace> {
    let all = courses(view, by, filter).into_iter();
    all.filter(|((of, on, _), _)| (*of, *on) == (holder, issue)).map(|(_, course)| trace(view, &course)).collect()
}

/// The trace of a course.
pub(super) fn trace(view: &View, course: &Course<Statement<'_>>) -> Trace {
    let weights: Vec<Weight> = course.weights().collect();
    let steps = positions(&weights).map(|(on, decided)| {
        let mixed = decided.range.filter(|(low, high)| low < high);
        Step { on, score: decided.shown.score, mixed }
    });
    let own = course.own.iter().map(|(statement, weight)| (statement, own(statement, weight)));
    let claims = course.claims.iter().map(|claim| (claim, Said::Claim(score_now(view, claim))));
    let mut marks: Vec<Mark> = own.chain(claims).map(|(statement, said)| mark(statement, said)).collect();
    marks.sort_by_key(|mark| (mark.end, mark.start, mark.seq));
    Trace { steps: steps.collect(), marks }
}

fn own(statement: &Statement<'_>, weight: &Weight) -> Said {
    match weight.score {
        Some(score) => Said::Position(score),
        None if statement.made.stance == Stance::Withdrawn => Said::Withdrawal,
        None => Said::Nothing(statement.made.stance),
    }
}

fn mark(statement: &Statement<'_>, said: Said) -> Mark {
    let on = &statement.made.stated_on;
    let conditional = statement.record.words.shown(SlotName::Condition).is_some();
    Mark { start: on.start_day(), end: on.end_day(), seq: statement.seq(), said, conditional }
}
