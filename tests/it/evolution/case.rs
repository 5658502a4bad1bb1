//! The real case through the binary: timelines, shifts, comparisons and splits are the model's.

mod findings;
mod washington;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::case::{case_lines, slug, statement_seqs};
use crate::harness::{Sandbox, repository};
use crate::model::evolution::{self as model, Days, Ledger, SplitRule};
use crate::model::{By, EventKind, ModelEvent};

const BOTH: [(By, &str); 2] = [(By::Principal, "principal"), (By::Speaker, "speaker")];
/// Before, within and after the case.
const DAYS: [&str; 4] = ["2025-11-17", "2025-12-17", "2025-12-20", "2026-07-01"];

/// The case in a ledger, and its statements for the model.
struct Case {
    sandbox: Sandbox,
    events: Vec<ModelEvent>,
}

impl Case {
    fn new() -> Self {
        let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
        let statements = statement_seqs(&sandbox).into_iter().zip(case_lines());
        let events = statements.map(|(seq, line)| ModelEvent { seq, kind: EventKind::Statement(line) }).collect();
        Case { sandbox, events }
    }

    fn ledger(&self, by: By) -> Ledger<'_> {
        Ledger { events: &self.events, known_size: u64::MAX, by, slug: &slug }
    }

    /// A timeline without any position is answered with status 1.
    fn asked(&self, line: &str) -> Vec<Value> {
        let ran = self.sandbox.on(&format!("{line} --json"));
        assert!(ran.status < 2, "{line}: {}", ran.stderr);
        ran.json()
    }
}

/// Rows with the fields that the model's rows have.
#[track_caller]
fn assert_same(rows: Vec<Value>, expected: &[Value], asked: &str) -> usize {
    let fields = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<String>>();
    assert_eq!(rows.len(), expected.len(), "{asked}: {rows:#?}\nbut the model: {expected:#?}");
    for (row, expected) in rows.iter().zip(expected) {
        let row: Map<String, Value> =
            fields(expected).into_iter().map(|field| (field.clone(), row[&field].clone())).collect();
        assert_eq!(Value::Object(row), *expected, "{asked}");
    }
    rows.len()
}

#[test]
fn timelines_are_the_models() {
    let case = Case::new();
    let mut compared = 0;
    for (by, option) in BOTH {
        let all = model::timelines(case.ledger(by));
        let pair = |row: &Value| [&row["holder"], &row["issue"]].map(|slug| slug.as_str().unwrap().to_owned());
        let pairs: BTreeSet<[String; 2]> = all.iter().map(pair).collect();
        for [holder, issue] in pairs {
            let asked = format!("timeline {holder} {issue} --by {option}");
            let mut rows = case.asked(&asked);
            for row in &mut rows {
                (row["holder"], row["issue"]) = (holder.clone().into(), issue.clone().into());
            }
            let expected: Vec<Value> = all
                .iter()
                .filter(|row| row["holder"] == holder.as_str() && row["issue"] == issue.as_str())
                .cloned()
                .collect();
            compared += assert_same(rows, &expected, &asked);
        }
    }
    assert_eq!(
        compared,
        2 * case.events.len(),
        "each statement is in one timeline by principal, and in one by speaker"
    );
}

#[test]
fn shifts_are_the_models() {
    let case = Case::new();
    let mut compared = 0;
    for (by, option) in BOTH {
        for min in [1, 20, 50] {
            let asked = format!("shifts --min {min} --by {option}");
            let expected = model::shifts(case.ledger(by), min, Days::default());
            compared += assert_same(case.asked(&asked), &expected, &asked);
        }
        let asked = format!("shifts --min 1 --since 2025-12-01 --until 2025-12-31 --by {option}");
        let december = Days { since: Some("2025-12-01"), until: Some("2025-12-31") };
        compared += assert_same(case.asked(&asked), &model::shifts(case.ledger(by), 1, december), &asked);
    }
    assert!(compared > 60, "{compared} rows are too few to tell anything");
}

#[test]
fn comparisons_are_the_models() {
    let case = Case::new();
    let holders = ["qatar", "united-states", "hamas", "israel", "russia", "turkiye", "marco-rubio"];
    let mut compared = 0;
    for (by, option) in BOTH {
        for (place, a) in holders.iter().enumerate() {
            for b in &holders[place..] {
                let day = DAYS[(place + a.len() + b.len()) % DAYS.len()];
                let asked = format!("compare {a} {b} --at {day} --by {option}");
                let expected = model::compare(case.ledger(by), day, a, b);
                compared += assert_same(case.asked(&asked), &expected, &asked);
            }
        }
    }
    assert!(compared > 150, "{compared} rows are too few to tell anything");
}

#[test]
fn splits_are_the_models() {
    let case = Case::new();
    let mut compared = 0;
    for (days, min) in [(3, 20), (0, 1), (0, 20), (30, 50), (365, 1)] {
        let asked = format!("splits --days {days} --min {min}");
        let expected = model::splits(case.ledger(By::Principal), SplitRule { days, min });
        compared += assert_same(case.asked(&asked), &expected, &asked);
    }
    assert!(compared > 60, "{compared} rows are too few to tell anything");
}

/// Coded silences only: the statements of the case name no occasion.
#[test]
fn omissions_are_the_models() {
    let case = Case::new();
    let expected = model::omissions(case.ledger(By::Principal));
    let mut rows = case.asked("omissions");
    rows.sort_by_key(|row| row["seq"].as_u64());
    assert_eq!(assert_same(rows, &expected, "omissions"), 4);
}
