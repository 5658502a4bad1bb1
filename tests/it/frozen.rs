//! A ledger that was made when version 1 was new opens, is intact and answers what it answered then, for ever.
//!
//! `tests/fixtures/v1/ledger` is never written again, nor are its answers, but that fields may be added to ours.

use serde_json::Value;

use crate::harness::{Sandbox, copy_tree, repository};

const ANSWERS: [(&str, &str); 5] = [
    ("audit", "audit"),
    ("log", "log"),
    ("export", "export"),
    ("replay", "replay --at 2025-12-31"),
    ("replay-by-speaker-earlier", "replay --at 2025-12-31 --by speaker --known-at 2026-01-27"),
];

#[test]
fn a_ledger_of_version_1_answers_as_it_did() {
    let sandbox = thawed();
    check_answers(&sandbox);
    let silent = sandbox.on("stats").ok();
    assert_eq!(silent.stderr, "", "its store is used as it is");
}

#[test]
fn a_journal_of_version_1_is_enough() {
    let sandbox = thawed();
    std::fs::remove_dir_all(sandbox.ledger().join("store")).unwrap();
    let rebuilt = sandbox.on("stats").ok();
    let warning = "warning: the store was rebuilt from the journal, 113 events, because the store is missing";
    assert!(rebuilt.stderr.starts_with(warning), "{}", rebuilt.stderr);
    check_answers(&sandbox);
}

/// A copy of the frozen ledger.
pub(crate) fn thawed() -> Sandbox {
    let sandbox = Sandbox::empty();
    copy_tree(&repository("tests/fixtures/v1/ledger"), &sandbox.ledger());
    // Git keeps no empty folders.
    std::fs::create_dir(sandbox.ledger().join("checkpoints")).unwrap();
    sandbox
}

fn check_answers(sandbox: &Sandbox) {
    for (name, command) in ANSWERS {
        let answers = repository(&format!("tests/fixtures/v1/answers/{name}.jsonl"));
        let then = std::fs::read_to_string(answers).unwrap();
        let now = sandbox.on(&format!("{command} --json")).ok().json();
        assert_eq!(now.len(), then.lines().count(), "{name}");
        for (now, then) in now.iter().zip(then.lines()) {
            let then: Value = serde_json::from_str(then).unwrap();
            for (field, value) in then.as_object().unwrap() {
                assert_eq!(&now[field], value, "{field} in {name}: {now}");
            }
        }
    }
}
