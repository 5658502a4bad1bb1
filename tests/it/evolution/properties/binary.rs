//! The same of the real case through the binary, as a person would ask.

use serde_json::{Value, json};

use crate::harness::{Sandbox, repository};

fn sandbox() -> Sandbox {
    Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"))
}

/// What is answered, without how much of the ledger was known.
fn answers(sandbox: &Sandbox) -> Vec<Value> {
    let asked = [
        "replay --at 2025-12-18 --json",
        "replay --at 2026-07-01 --by speaker --json",
        "shifts --min 1 --json",
        "splits --json",
        "omissions --json",
        "timeline united-states isf-deployment --json",
    ];
    let mut all: Vec<Value> = asked.iter().flat_map(|line| sandbox.on(line).ok().json()).collect();
    for row in &mut all {
        let fields = row.as_object_mut().unwrap();
        fields.remove("known_at");
        // Every ledger has secrets of its own.
        fields.remove("hash");
    }
    all
}

#[test]
fn comparison_is_symmetric() {
    let sandbox = sandbox();
    for (a, b) in [("qatar", "united-states"), ("russia", "china"), ("hamas", "israel")] {
        let of = |a: &str, b: &str| sandbox.on(&format!("compare {a} {b} --at 2026-07-01 --json")).ok().json();
        let (there, back) = (of(a, b), of(b, a));
        assert!(there.len() > 1, "{a} and {b}");
        for (there, back) in there.iter().zip(&back) {
            assert_eq!([&there["issue"], &there["a"], &there["gap"]], [&back["issue"], &back["b"], &back["gap"]]);
            assert_eq!([&there["agreement"], &there["shared"]], [&back["agreement"], &back["shared"]]);
        }
    }
}

#[test]
fn one_holder_is_compared_with_itself_at_two_dates() {
    let sandbox = sandbox();
    let rows = sandbox.on("compare united-states united-states --at 2025-12-16 --at 2026-01-01 --json").ok().json();
    let changed: Vec<Value> = rows
        .iter()
        .filter(|row| row["gap"] != json!(0) || row["a"].is_null())
        .map(|row| json!([row["issue"], row["a"], row["b"], row["class"]]))
        .collect();
    assert_eq!(
        changed,
        [
            json!(["ceasefire-violations", 10, -100, "opposed"]),
            json!(["isf-deployment", 90, 75, "aligned"]),
            json!(["isf-neutrality", -40, 40, "opposed"]),
            json!(["us-qatar-partnership", null, 95, "only_b"]),
            json!([null, null, null, null]),
        ]
    );
}

#[test]
fn nothing_is_learned_in_no_time() {
    let sandbox = sandbox();
    assert_eq!(sandbox.on("learned size:60 size:60 --at 2026-07-01 --json").ok().stdout, "");
    assert_ne!(sandbox.on("learned size:0 size:60 --at 2026-07-01 --json").ok().stdout, "");
}

#[test]
fn turned_round_twice_and_merged_and_parted_again_it_is_as_it_was() {
    let sandbox = sandbox();
    let before = answers(&sandbox);
    sandbox.on("issue reword isf-deployment --wording 'No force deploys in Gaza.' --reversed").ok();
    assert_ne!(answers(&sandbox), before);
    sandbox.on("issue reword isf-deployment --wording 'A force deploys in Gaza.' --reversed").ok();
    assert_eq!(answers(&sandbox), before);
    let merged = sandbox.on("merge issue un-mandate res-2803 --reason 'one question' --json").ok().object();
    assert_ne!(answers(&sandbox), before);
    sandbox.on(&format!("retract {} --reason 'two questions'", merged["seq"])).ok();
    assert_eq!(answers(&sandbox), before);
}

#[test]
fn merges_may_come_in_any_order() {
    let merges = [
        "merge actor russian-foreign-ministry russia --reason one",
        "merge actor russia china --reason 'for the sake of it'",
        "merge issue un-mandate res-2803 --reason one",
        "merge issue isf-neutrality un-mandate --reason one",
    ];
    let [forwards, backwards] = [false, true].map(|backwards| {
        let sandbox = sandbox();
        let ordered: Vec<&str> =
            if backwards { merges.into_iter().rev().collect() } else { merges.into_iter().collect() };
        for merge in ordered {
            sandbox.on(merge).ok();
        }
        answers(&sandbox)
    });
    assert_eq!(forwards, backwards);
}
