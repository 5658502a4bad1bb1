//! The real case: its statements go in, and every position follows from the rules.

use onrecord_core::slug::Slug;
use serde_json::{Value, json};

use crate::harness::{Sandbox, repository};
use crate::model::{self, By, EventKind, ModelEvent};

/// Before, within and after the case, and on the days on which most is said.
const DAYS: [&str; 6] = ["2025-10-20", "2025-11-17", "2025-12-16", "2025-12-18", "2026-01-15", "2026-07-01"];

/// The fields of a row that the model knows of.
const MODELLED: [&str; 14] = [
    "holder",
    "issue",
    "score",
    "low",
    "high",
    "status",
    "condition",
    "since",
    "stated_on",
    "seq",
    "deciding",
    "possible",
    "silences",
    "claims",
];

#[test]
fn importing_twice_records_once() {
    let case = repository("tests/fixtures/case/statements.jsonl");
    let sandbox = Sandbox::with_ledger();
    let import = || sandbox.run(["import", case.to_str().unwrap(), "--new", "--json"]).ok().object();
    let counts =
        |report: &Value| [&report["recorded"], &report["already_recorded"], &report["rejected"]].map(Value::as_u64);
    let first = import();
    assert_eq!(counts(&first), [Some(63), Some(0), Some(0)]);
    let second = import();
    assert_eq!(counts(&second), [Some(0), Some(63), Some(0)]);
    assert_eq!(first["head"], second["head"]);
}

#[test]
fn every_position_is_the_models() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    let lines = case_lines();
    let seqs = statement_seqs(&sandbox);
    assert_eq!(seqs.len(), lines.len());
    for (seq, line) in seqs.iter().zip(&lines).step_by(7) {
        let shown = sandbox.run(["show", line["id"].as_str().unwrap(), "--json"]).ok().object();
        assert_eq!(shown["seq"], json!(seq), "{line}");
    }
    let events: Vec<ModelEvent> = seqs
        .iter()
        .zip(&lines)
        .map(|(seq, line)| ModelEvent { seq: *seq, kind: EventKind::Statement(line.clone()) })
        .collect();
    let mut rows_compared = 0;
    for day in DAYS {
        for (by, option) in [(By::Principal, "principal"), (By::Speaker, "speaker")] {
            let rows = sandbox.run(["replay", "--at", day, "--by", option, "--json"]).ok().json();
            let expected = model::rows_as_json(&model::replay(&events, day, u64::MAX, by, &slug));
            assert_eq!(modelled(&rows), expected, "at {day} by {option}");
            for row in &rows {
                assert_words(row, &events, day);
            }
            rows_compared += rows.len();
        }
    }
    assert!(rows_compared > 300, "{rows_compared} rows are too few to tell anything");
}

/// What was said later is not yet known: each prefix of the ledger gives the positions of its statements alone.
#[test]
fn what_was_known_earlier_comes_back() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    let (lines, seqs) = (case_lines(), statement_seqs(&sandbox));
    let events: Vec<ModelEvent> = seqs
        .iter()
        .zip(&lines)
        .map(|(seq, line)| ModelEvent { seq: *seq, kind: EventKind::Statement(line.clone()) })
        .collect();
    for known in [0, 1, 40, 90, 133] {
        let option = format!("size:{known}");
        let rows = sandbox.run(["replay", "--at", "2026-07-01", "--known-at", &option, "--json"]).ok().json();
        let expected = model::rows_as_json(&model::replay(&events, "2026-07-01", known, By::Principal, &slug));
        assert_eq!(modelled(&rows), expected, "known at {option}");
        assert!(rows.iter().all(|row| row["known_at"] == json!(known) && row["at"] == "2026-07-01"));
    }
}

/// The words of a row are those of the statement that stands for it.
#[track_caller]
fn assert_words(row: &Value, events: &[ModelEvent], day: &str) {
    let Some(seq) = row["seq"].as_u64() else {
        for field in ["speaker", "channel", "form", "text", "source", "hash"] {
            assert_eq!(row[field], Value::Null, "{field} at {day} without a position: {row}");
        }
        return;
    };
    let line = model::line_in_force(events, seq, u64::MAX).unwrap();
    assert_eq!(row["speaker"], json!(slug(line["speaker"].as_str().unwrap())), "at {day}: {row}");
    for field in ["channel", "form", "text"] {
        assert_eq!(row[field], line[field], "{field} at {day}: {row}");
    }
}

fn modelled(rows: &[Value]) -> Vec<Value> {
    let only_modelled = |row: &Value| MODELLED.iter().map(|field| ((*field).to_owned(), row[field].clone())).collect();
    rows.iter().map(only_modelled).collect()
}

pub(crate) fn case_lines() -> Vec<Value> {
    let case = std::fs::read_to_string(repository("tests/fixtures/case/statements.jsonl")).unwrap();
    case.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The numbers of the statements, in the order of recording, which is that of the file.
pub(crate) fn statement_seqs(sandbox: &Sandbox) -> Vec<u64> {
    let events = sandbox.run(["log", "--json"]).ok().json();
    let statements = events.iter().filter(|event| event["kind"] == "statement made");
    statements.map(|event| event["seq"].as_u64().unwrap()).collect()
}

pub(crate) fn slug(name: &str) -> String {
    Slug::from_name(name).unwrap().to_string()
}
