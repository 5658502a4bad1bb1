//! Shifts: "the position at the end of each day on which it may change, in order; starting from the first, a shift is
//! reported when the gap between the ranges [low, high] of the last *reported* position and the present one is at least
//! `--min`; then the present one is the new point of reference".

use serde_json::{Value, json};

use super::super::interval;
use super::super::position::{self, Position};
use super::super::stated::Stated;
use super::{Group, Ledger, changes, own_statements, same_speaker};
use crate::model::known::Known;

/// The days, both included, of which shifts are asked for.
#[derive(Clone, Copy, Default)]
pub(crate) struct Days<'a> {
    pub(crate) since: Option<&'a str>,
    pub(crate) until: Option<&'a str>,
}

/// All shifts of at least `min` points, by holder, issue and day.
pub(crate) fn shifts(ledger: Ledger, min: i64, days: Days) -> Vec<Value> {
    let known = ledger.known();
    let statements = known.statements();
    let mut rows = Vec::new();
    for (group, own) in own_statements(&known, &statements, ledger.by) {
        let mut reference: Option<Position> = None;
        for end_of_day in ends_of_days(&own) {
            let Some(now) = position::at(&own, end_of_day) else { continue };
            let Some(before) = &reference else {
                reference = Some(now);
                continue;
            };
            if is_shift(before, &now, min) {
                if days.contain(end_of_day) {
                    rows.push(row(&known, &group, before, &now));
                }
                reference = Some(now);
            }
        }
    }
    rows
}

impl Days<'_> {
    fn contain(self, end_of_day: i128) -> bool {
        let end_of = |day: &str| interval::parse_or_panic(day).end;
        self.since.is_none_or(|since| end_of(since) <= end_of_day)
            && self.until.is_none_or(|until| end_of_day <= end_of(until))
    }
}

/// A position can change only on a day on which a scored statement or a withdrawal ends.
fn ends_of_days(own: &[&Stated]) -> Vec<i128> {
    let decides = own.iter().filter(|statement| !statement.stance.is_silence());
    let mut ends: Vec<i128> = decides.map(|statement| interval::end_of_day(statement.interval.end)).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}

/// "Withdrawals are shifts with `to` null; what follows has `from` null."
fn is_shift(before: &Position, now: &Position, min: i64) -> bool {
    gap(before, now).map_or(before.score().is_some() != now.score().is_some(), |gap| gap >= min)
}

/// What lies between the two ranges: nothing if they touch or overlap. None if one of the two is withdrawn.
fn gap(before: &Position, now: &Position) -> Option<i64> {
    let upwards = now.low? - before.high?;
    let downwards = before.low? - now.high?;
    Some(upwards.max(downwards).max(0))
}

fn row(known: &Known, group: &Group, before: &Position, now: &Position) -> Value {
    let (from, to) = (before.representative, now.representative);
    let change = match (before.score(), now.score()) {
        (_, None) => "withdrawn",
        (None, Some(_)) => "first",
        (Some(before), Some(now)) => changes::of_score(before, now),
    };
    json!({
        "holder": group.holder,
        "issue": group.issue,
        "stated_on": to.stated_on,
        "from": before.score(),
        "to": now.score(),
        "gap": gap(before, now),
        "change": change,
        "seq": to.seq,
        "from_seq": from.seq,
        "speaker": to.speaker,
        "from_speaker": from.speaker,
        "same_speaker": same_speaker(known, from, to),
    })
}
