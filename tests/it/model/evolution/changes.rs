//! What a change is called: "`first`, `reversed` (signs differ), `to_neutral`, `from_neutral`, `hardened`, `softened`,
//! then with equal scores `condition_added`, `condition_changed`, `condition_not_repeated`, `condition_dropped`,
//! `reaffirmed`; or `withdrawn` or the stance word".

use super::super::stated::{Stance, Stated};

/// What is compared of a scored statement.
#[derive(Clone, Copy)]
pub(crate) struct Scored<'a> {
    score: i64,
    condition: Option<&'a str>,
    unconditional: bool,
}

impl<'a> Scored<'a> {
    /// None for a claim: it is no statement of the holder's.
    pub(crate) fn of(statement: &'a Stated) -> Option<Self> {
        let score = statement.stance.score().filter(|_| statement.about.is_none())?;
        Some(Self { score, condition: statement.condition.as_deref(), unconditional: statement.unconditional })
    }
}

pub(crate) fn in_timeline(statement: &Stated, before: Option<Scored>) -> String {
    if statement.about.is_some() {
        return "claim".to_owned();
    }
    match (Scored::of(statement), statement.stance, &statement.word) {
        (Some(now), ..) => before.map_or("first", |before| between(before, now)).to_owned(),
        (None, Stance::Withdrawn, _) => "withdrawn".to_owned(),
        (None, _, Some(word)) => word.clone(),
        (None, _, None) => panic!("a stance without a score is a word: {}", statement.seq),
    }
}

pub(crate) fn between(before: Scored, now: Scored) -> &'static str {
    if before.score == now.score { with_equal_scores(before, now) } else { of_score(before.score, now.score) }
}

/// The change from one score to another one.
pub(crate) fn of_score(before: i64, now: i64) -> &'static str {
    if before * now < 0 {
        "reversed"
    } else if now == 0 {
        "to_neutral"
    } else if before == 0 {
        "from_neutral"
    } else if now.abs() > before.abs() {
        "hardened"
    } else {
        "softened"
    }
}

fn with_equal_scores(before: Scored, now: Scored) -> &'static str {
    match (before.condition, now.condition) {
        (None, Some(_)) => "condition_added",
        (Some(before), Some(now)) if before != now => "condition_changed",
        // "A later statement that does not repeat it does not waive it unless it says so".
        (Some(_), None) if now.unconditional => "condition_dropped",
        (Some(_), None) => "condition_not_repeated",
        (None, None) | (Some(_), Some(_)) => "reaffirmed",
    }
}
