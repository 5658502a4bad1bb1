//! The model held against section 2 by hand: small ledgers, the sentence each is about, and the rows that the sentence
//! asks for.
//!
//! A row is written `holder status score low..high #seq on STATED_ON since SINCE deciding [..]`, then what else it has.

#![cfg(test)]

mod holders;
mod known;
mod output;
mod positions;

use serde_json::{Value, json};

use super::{By, EventKind, ModelEvent, Row, replay};

const ALL: u64 = u64::MAX;

/// Every statement of these ledgers that names no other issue is on `force`; a row shows only other issues.
pub(super) fn line(speaker: &str, stance: impl Into<Value>, date: &str) -> Value {
    json!({"speaker": speaker, "issue": "force", "stance": stance.into(), "date": date, "form": "quote"})
}

pub(super) fn with(mut line: Value, more: Value) -> Value {
    if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
        line.extend(more);
    }
    line
}

pub(super) fn said(seq: u64, speaker: &str, stance: impl Into<Value>, date: &str) -> ModelEvent {
    statement(seq, line(speaker, stance, date))
}

pub(super) fn joint(seq: u64, principals: &[&str], stance: impl Into<Value>, date: &str) -> ModelEvent {
    statement(seq, with(line("spokesman", stance, date), json!({"on_behalf_of": principals})))
}

pub(super) fn statement(seq: u64, line: Value) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::Statement(line) }
}

pub(super) fn correct(seq: u64, target: u64, line: Value) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::Correct { target, line } }
}

pub(super) fn retract(seq: u64, target: u64) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::Retract { target } }
}

pub(super) fn actor(seq: u64, slug: &str, kind: &str) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::Actor { slug: slug.to_owned(), kind: kind.to_owned() } }
}

pub(super) fn role(seq: u64, actor: &str, of: &str, from: Option<&str>, to: Option<&str>) -> ModelEvent {
    let (actor, of) = (actor.to_owned(), of.to_owned());
    ModelEvent { seq, kind: EventKind::Role { actor, of, from: from.map(str::to_owned), to: to.map(str::to_owned) } }
}

pub(super) fn merge(seq: u64, from: &str, into: &str) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::MergeActors { from: from.to_owned(), into: into.to_owned() } }
}

/// Enough of a slug for ASCII names.
pub(super) fn slug(name: &str) -> String {
    name.to_lowercase().replace('\'', "").replace(' ', "-")
}

#[track_caller]
fn check(events: &[ModelEvent], at_day: &str, known_size: u64, by: By, expected: &[&str]) {
    let rows: Vec<String> = replay(events, at_day, known_size, by, &slug).iter().map(written).collect();
    assert_eq!(rows, expected, "at {at_day}, known at size {known_size}, by {by:?}");
}

#[track_caller]
fn check_all(events: &[ModelEvent], at_day: &str, expected: &[&str]) {
    check(events, at_day, ALL, By::Principal, expected);
}

fn written(row: &Row) -> String {
    let number = |number: Option<i64>| number.map_or("-".to_owned(), |number| number.to_string());
    let mut text = format!("{} {}", row.holder, row.status.as_str());
    if row.issue != "force" {
        text += &format!(" ({})", row.issue);
    }
    if let (Some(seq), Some(stated_on), Some(since)) = (row.seq, &row.stated_on, &row.since) {
        let (score, low, high) = (number(row.score), number(row.low), number(row.high));
        text += &format!(" {score} {low}..{high} #{seq} on {stated_on} since {since} deciding {:?}", row.deciding);
    }
    if let Some(condition) = &row.condition {
        text += &format!(" if {condition}");
    }
    for (name, seqs) in [("possible", &row.possible), ("silences", &row.silences), ("claims", &row.claims)] {
        if !seqs.is_empty() {
            text += &format!(" {name} {seqs:?}");
        }
    }
    text
}
