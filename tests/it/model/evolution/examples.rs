//! The model of evolution held against the rules by hand: small ledgers, the sentence each is about, and the rows that
//! the sentence asks for.

#![cfg(test)]

mod issues;
mod pairs;
mod shifts;
mod timelines;

use serde_json::{Value, json};

use super::Ledger;
use crate::model::examples::slug;
use crate::model::{By, EventKind, ModelEvent};

fn all(events: &[ModelEvent]) -> Ledger<'_> {
    known(events, u64::MAX)
}

fn known(events: &[ModelEvent], known_size: u64) -> Ledger<'_> {
    Ledger { events, known_size, by: By::Principal, slug: &slug }
}

fn reword(seq: u64, issue: &str, reversed: bool) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::Reword { issue: issue.to_owned(), reversed } }
}

fn merge_issues(seq: u64, from: &str, into: &str) -> ModelEvent {
    ModelEvent { seq, kind: EventKind::MergeIssues { from: from.to_owned(), into: into.to_owned() } }
}

/// The fields of each row, in the order of their names here.
fn columns(rows: &[Value], fields: &[&str]) -> Vec<Value> {
    rows.iter().map(|row| fields.iter().map(|field| row[field].clone()).collect()).collect()
}

#[track_caller]
fn check(rows: &[Value], fields: &str, expected: Value) {
    let fields: Vec<&str> = fields.split(' ').collect();
    assert_eq!(Value::Array(columns(rows, &fields)), expected, "{:#}", json!(rows));
}
