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
    let one_name = sandbox.on("compare united-states --at 2025-12-16 --at 2026-01-01 --json").ok().json();
    assert_eq!(one_name, rows);
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

#[test]
fn a_merged_speaker_goes_by_the_name_that_stays() {
    let sandbox = sandbox();
    sandbox.on("merge actor vassily-nebenzia russia --reason 'for the sake of it'").ok();
    let speakers = |line: &str| -> Vec<Value> {
        let rows = sandbox.on(&format!("{line} --json")).ok().json();
        rows.iter().flat_map(|row| [&row["speaker"], &row["speakers"][0], &row["speakers"][1]]).cloned().collect()
    };
    for line in ["timeline russia res-2803", "replay --at 2025-11-17 --by speaker", "splits"] {
        let told = speakers(line);
        assert!(told.contains(&json!("russia")) && !told.contains(&json!("vassily-nebenzia")), "{line}: {told:?}");
    }
}

/// What came in since and decides nothing is no reason why a position is known otherwise.
#[test]
fn what_decides_nothing_is_no_cause() {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "append --new --speaker qatar --issue force=10 --on 2025-12-01 --form quote --id a",
        "append --speaker qatar --issue force=60 --on 2025-12-03 --form quote --id b",
        "append --speaker qatar --issue force=20 --on 2025-12-02 --form quote --id late",
        "append --speaker qatar --issue force --stance declined --on 2025-12-04 --form quote --id declined",
        "correct b --stance 50 --reason 'second reading'",
        "retract b --reason 'not theirs'",
    ] {
        sandbox.on(line).ok();
    }
    let seq = |id: &str| sandbox.on(&format!("show {id} --json")).ok().object()["seq"].as_u64().unwrap();
    let causes = |from: u64, to: u64| {
        let rows = sandbox.on(&format!("learned seq:{from} seq:{to} --at 2025-12-31 --json")).ok().json();
        rows.iter().map(|row| row["causes"].clone()).collect::<Vec<Value>>()
    };
    let declined = seq("declined");
    assert_eq!(causes(seq("a"), declined), [json!({"statement": [seq("b")]})]);
    assert_eq!(causes(seq("b"), declined), [Value::Null; 0]);
    assert_eq!(causes(declined, declined + 1), [json!({"correction": [declined + 1]})]);
    assert_eq!(
        causes(seq("a"), declined + 2),
        [json!({"statement": [seq("late")]})],
        "what came and went again between the two is no cause either"
    );
    assert_eq!(causes(declined, declined + 2), [json!({"correction": [declined + 1], "retraction": [declined + 2]})]);
}
