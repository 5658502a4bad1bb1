//! Splits: "same holder and issue, end days at most N apart, other channel or speaker, gap >= `--min`, or one of them
//! silent on the same occasion or day".

use serde_json::{Value, json};

use super::super::interval;
use super::super::stated::Stated;
use super::{Group, Ledger, in_order, own_statements, same_speaker};
use crate::model::known::Known;

#[derive(Clone, Copy)]
pub(crate) struct SplitRule {
    pub(crate) days: u64,
    pub(crate) min: i64,
}

/// All splits by holder, issue and the order of both statements.
pub(crate) fn splits(ledger: Ledger, rule: SplitRule) -> Vec<Value> {
    let known = ledger.known();
    let statements = known.statements();
    let mut rows = Vec::new();
    for (group, mut own) in own_statements(&known, &statements, ledger.by) {
        own.sort_by_key(|statement| in_order(statement));
        for (at, first) in own.iter().enumerate() {
            for second in &own[at + 1..] {
                if is_split(&known, first, second, rule) {
                    rows.push(row(&group, first, second));
                }
            }
        }
    }
    rows
}

fn is_split(known: &Known, first: &Stated, second: &Stated, rule: SplitRule) -> bool {
    let other_place = first.channel != second.channel || !same_speaker(known, first, second);
    let near = days_apart(first, second) <= u128::from(rule.days);
    near && other_place && (scores_differ(first, second, rule.min) || one_is_silent(first, second))
}

fn scores_differ(first: &Stated, second: &Stated, min: i64) -> bool {
    let scores = first.stance.score().zip(second.stance.score());
    scores.is_some_and(|(first, second)| (first - second).abs() >= min)
}

/// One kept silent where the other took a position.
fn one_is_silent(first: &Stated, second: &Stated) -> bool {
    let is_silent = |statement: &Stated| statement.word.as_deref() == Some("silent");
    let is_scored = |statement: &Stated| statement.stance.score().is_some();
    let same_occasion = first.occasion.is_some() && first.occasion == second.occasion;
    let one_of_each = (is_silent(first) && is_scored(second)) || (is_scored(first) && is_silent(second));
    one_of_each && (same_occasion || days_apart(first, second) == 0)
}

fn days_apart(first: &Stated, second: &Stated) -> u128 {
    (interval::day_of(first.interval.end) - interval::day_of(second.interval.end)).unsigned_abs()
}

fn row(group: &Group, first: &Stated, second: &Stated) -> Value {
    json!({
        "holder": group.holder,
        "issue": group.issue,
        "first_seq": first.seq,
        "second_seq": second.seq,
        "scores": [first.stance.score(), second.stance.score()],
        "days_apart": days_apart(first, second) as u64,
        "channels": [first.channel, second.channel],
    })
}
