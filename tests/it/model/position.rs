//! One holder's position on one issue at the end of a day: the deciding set of section 2 and what is read off it.
//!
//! Invariant: the order of recording never matters; a seq is looked at only to break a tie that nothing else breaks.

use super::Status;
use super::interval;
use super::stated::{Stance, Stated};

/// The score points from which a range is called mixed: "`mixed` if high - low >= 20".
const MIXED_GAP: i64 = 20;

pub(crate) struct Position<'a> {
    /// "let m be the greatest start".
    pub(crate) greatest_start: i128,
    pub(crate) deciding: Vec<&'a Stated>,
    pub(crate) low: Option<i64>,
    pub(crate) high: Option<i64>,
    pub(crate) status: Status,
    pub(crate) representative: &'a Stated,
}

impl Position<'_> {
    /// "`score` and the rest come from one member".
    pub(crate) fn score(&self) -> Option<i64> {
        self.representative.stance.score()
    }
}

/// The position at `end_of_v`, the last instant of a day; `None` if no statement decides. `own` are the statements of
/// one holder on one issue, without claims.
pub(crate) fn at<'a>(own: &[&'a Stated], end_of_v: i128) -> Option<Position<'a>> {
    // "of a holder's scored and withdrawn statements on an issue whose end is not after V, let m be the greatest
    // start; those whose end is not before m decide".
    let ended = ended_scored_or_withdrawn(own, end_of_v);
    let greatest_start = ended.iter().map(|statement| statement.interval.start).max()?;
    let mut deciding: Vec<&Stated> =
        ended.into_iter().filter(|statement| statement.interval.end >= greatest_start).collect();

    // "Own statements push joint ones out of the set."
    if deciding.iter().any(|statement| !statement.is_joint()) {
        deciding.retain(|statement| !statement.is_joint());
    }

    // "`low`, `high`: the scores' range in the set."
    let low = deciding.iter().filter_map(|statement| statement.stance.score()).min();
    let high = deciding.iter().filter_map(|statement| statement.stance.score()).max();

    // "`mixed` if high - low >= 20, else `held`; `withdrawn` if nothing but a withdrawal is in it."
    let status = match (low, high) {
        (Some(low), Some(high)) if high - low >= MIXED_GAP => Status::Mixed,
        (Some(_), Some(_)) => Status::Held,
        _ => Status::Withdrawn,
    };
    let representative = representative(&deciding)?;
    Some(Position { greatest_start, deciding, low, high, status, representative })
}

/// "`since` (stated-on of the first statement of the unbroken run of this score)": the position at the end of each day
/// on which it may change is walked back from the last one for as long as its score is the same (or, for a withdrawn
/// one, for as long as it is withdrawn).
pub(crate) fn since(own: &[&Stated], end_of_v: i128) -> Option<String> {
    let mut ends_of_days: Vec<i128> = ended_scored_or_withdrawn(own, end_of_v)
        .iter()
        .map(|statement| interval::end_of_day(statement.interval.end))
        .collect();
    ends_of_days.sort_unstable();
    ends_of_days.dedup();

    // A withdrawn position has no score, and only a withdrawn one has none.
    let positions: Vec<Position> = ends_of_days.into_iter().filter_map(|end| at(own, end)).collect();
    let last_score = positions.last()?.score();
    let run = positions.iter().rev().take_while(|position| position.score() == last_score);
    run.last().map(|position| position.representative.stated_on.clone())
}

fn ended_scored_or_withdrawn<'a>(own: &[&'a Stated], end_of_v: i128) -> Vec<&'a Stated> {
    own.iter()
        .copied()
        .filter(|statement| !statement.stance.is_silence())
        .filter(|statement| statement.interval.end <= end_of_v)
        .collect()
}

/// "the narrowest interval, then the latest end, then the score nearest zero, then the smaller score, then the smallest
/// seq", among the scored members if there is one, else among the withdrawals.
fn representative<'a>(deciding: &[&'a Stated]) -> Option<&'a Stated> {
    let is_scored = |statement: &Stated| matches!(statement.stance, Stance::Score(_));
    let any_scored = deciding.iter().any(|statement| is_scored(statement));
    deciding.iter().copied().filter(|statement| is_scored(statement) == any_scored).min_by_key(|statement| {
        let latest_end_first = -statement.interval.end;
        let score = statement.stance.score().unwrap_or(0);
        (statement.interval.width(), latest_end_first, score.abs(), score, statement.seq)
    })
}
