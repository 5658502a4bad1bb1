//! Shifts: positions that moved far enough from the last one reported, so that slow drift adds up and is seen.

use std::collections::BTreeSet;

use super::change::Change;
use crate::replay::{Decided, Filter, HolderBy, Weight, courses, decide};
use crate::seq::Seq;
use crate::stated_on::Day;
use crate::view::View;

/// Which shifts are asked for.
#[derive(Clone, Debug)]
pub struct ShiftQuestion {
    /// Who counts as the holder.
    pub by: HolderBy,
    /// Only of these holders, if any are named.
    pub holders: BTreeSet<Seq>,
    /// Only on these issues, if any are named.
    pub issues: BTreeSet<Seq>,
    /// Only shifts from this day on.
    pub since: Option<Day>,
    /// Only shifts up to this day.
    pub until: Option<Day>,
    /// How far a position must move.
    pub min: u16,
    /// Which statements count.
    pub filter: Filter,
}

/// A position that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// The holder.
    pub holder: Seq,
    /// The issue.
    pub issue: Seq,
    /// The day at whose end the new position held.
    pub on: Day,
    /// The score before; none after a withdrawal.
    pub from: Option<i8>,
    /// The score after; none if it was withdrawn.
    pub to: Option<i8>,
    /// How far apart the ranges of scores are; none if one of the two is a withdrawal.
    pub gap: Option<u16>,
    /// What changed.
    pub change: Change,
    /// The statement that is shown for the new position.
    pub seq: Seq,
    /// The one that was shown for the position before.
    pub from_seq: Seq,
}

/// All shifts, by holder slug, issue slug and day.
pub fn shifts(view: &View, question: &ShiftQuestion) -> Vec<Shift> {
    let asked = |wanted: &BTreeSet<Seq>, seq: Seq| wanted.is_empty() || wanted.contains(&seq);
    let mut all = Vec::new();
    for ((holder, issue, _), course) in courses(view, question.by, question.filter) {
        if asked(&question.holders, holder) && asked(&question.issues, issue) {
            let weights: Vec<Weight> = course.weights().collect();
            all.extend(shifts_of(holder, issue, &weights, question.min));
        }
    }
    all.retain(|shift| {
        question.since.is_none_or(|since| since <= shift.on) && question.until.is_none_or(|until| shift.on <= until)
    });
    all.sort_by_cached_key(|shift| {
        (view.slug(shift.holder).to_owned(), view.slug(shift.issue).to_owned(), shift.on, shift.seq)
    });
    all
}

/// The positions at the end of each day on which they may change, in order.
pub fn positions(weights: &[Weight]) -> impl Iterator<Item = (Day, Decided)> {
    let days: BTreeSet<Day> = weights.iter().map(|weight| weight.end.day()).collect();
    days.into_iter().filter_map(|day| decide(weights, day.end()).map(|decided| (day, decided)))
}

/// How far apart two ranges of scores are; 0 if they touch.
pub(super) fn gap(a: (i8, i8), b: (i8, i8)) -> u16 {
    let distance = |low: i8, high: i8| u16::try_from(i16::from(low) - i16::from(high)).unwrap_or(0);
    distance(b.0, a.1).max(distance(a.0, b.1))
}

fn shifts_of(holder: Seq, issue: Seq, weights: &[Weight], min: u16) -> Vec<Shift> {
    let mut reference: Option<Decided> = None;
    let mut found = Vec::new();
    for (on, now) in positions(weights) {
        let Some(before) = &reference else {
            reference = Some(now);
            continue;
        };
        let (from, to) = (before.shown.score, now.shown.score);
        let moved = match (before.range, now.range) {
            (Some(a), Some(b)) => {
                let gap = gap(a, b);
                let change = from.zip(to).and_then(|(from, to)| Change::of_scores(from, to));
                (gap >= min.max(1)).then_some((Some(gap), change.unwrap_or(Change::Reaffirmed)))
            }
            (Some(_), None) => Some((None, Change::Withdrawn)),
            (None, Some(_)) => Some((None, Change::First)),
            (None, None) => None,
        };
        if let Some((gap, change)) = moved {
            let (seq, from_seq) = (now.shown.seq, before.shown.seq);
            found.push(Shift { holder, issue, on, from, to, gap, change, seq, from_seq });
            reference = Some(now);
        }
    }
    found
}
