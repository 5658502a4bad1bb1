//! Two things side by side: holders compared, statements split, two states of knowledge.

use serde_json::{Value, json};

use super::super::{SplitRule, compare, learned, splits};
use super::{all, check, known};
use crate::model::ModelEvent;
use crate::model::examples::{actor, correct, line, merge, said, statement, with};

const RULE: SplitRule = SplitRule { days: 3, min: 20 };

/// "`aligned` gap < 50; `opposed` gap >= 50 and signs differ; `apart` the rest; `only_a`, `only_b`"; "`agreement` (1 -
/// mean gap / 200)".
#[test]
fn holders_are_compared_by_issue() {
    let on = |seq, issue: &str, speaker: &str, stance: i64| {
        statement(seq, with(line(speaker, stance, "2025-12-01"), json!({"issue": issue})))
    };
    let ledger = [
        on(0, "a", "qatar", 10),
        on(1, "a", "egypt", -39),
        on(2, "b", "qatar", 25),
        on(3, "b", "egypt", -25),
        on(4, "c", "qatar", 0),
        on(5, "c", "egypt", 50),
        on(6, "d", "qatar", 1),
        on(7, "e", "egypt", 1),
        statement(8, with(line("egypt", "withdrawn", "2025-12-02"), json!({"issue": "d"}))),
    ];
    let mut rows = compare(all(&ledger), "2025-12-31", "qatar", "egypt");
    let summary = rows.pop().unwrap();
    check(
        &rows,
        "issue a b gap class",
        json!([
            ["a", 10, -39, 49, "aligned"],
            ["b", 25, -25, 50, "opposed"],
            ["c", 0, 50, 50, "apart"],
            ["d", 1, null, null, "only_a"],
            ["e", null, 1, null, "only_b"]
        ]),
    );
    let mean = (49.0 + 50.0 + 50.0) / 3.0;
    assert!((summary["agreement"].as_f64().unwrap() - (1.0 - mean / 200.0)).abs() < 1e-12);
    assert_eq!(summary["shared"], 3);
    let before = compare(all(&ledger), "2025-11-30", "qatar", "egypt");
    assert_eq!(before, [json!({"agreement": null, "shared": 0})]);
}

/// "end days at most N apart, other channel or speaker, gap >= `--min`".
#[test]
fn a_split_has_another_channel_or_speaker() {
    let by = |seq, speaker: &str, channel: &str, stance: i64, date: &str| {
        statement(seq, with(line(speaker, stance, date), json!({"on_behalf_of": "qatar", "channel": channel})))
    };
    let ledger = [
        by(0, "amir", "tv", 50, "2025-12-01"),
        by(1, "amir", "tv", 0, "2025-12-01"),
        by(2, "amir", "radio", 30, "2025-12-04"),
        by(3, "voice", "tv", 49, "2025-12-04T12:00"),
        statement(4, with(line("voice", -100, "2025-12-04"), json!({"about": "qatar"}))),
    ];
    check(
        &splits(all(&ledger), RULE),
        "first_seq second_seq scores days_apart channels",
        json!([
            [0, 2, [50, 30], 3, ["tv", "radio"]],
            [1, 3, [0, 49], 3, ["tv", "tv"]],
            [1, 2, [0, 30], 3, ["tv", "radio"]]
        ]),
    );
    check(&splits(all(&ledger), SplitRule { days: 2, min: 19 }), "first_seq second_seq", json!([[3, 2]]));
}

/// "after merges": one who was two is one speaker. "anonymous: never treated as the same one twice".
#[test]
fn who_is_another_speaker() {
    let for_qatar = |seq, speaker: &str, stance: i64| {
        statement(seq, with(line(speaker, stance, "2025-12-01"), json!({"on_behalf_of": "qatar"})))
    };
    let ledger = [for_qatar(0, "amir", 50), for_qatar(1, "emir", 0), merge(2, "emir", "amir")];
    check(&splits(known(&ledger, 2), RULE), "first_seq", json!([[0]]));
    check(&splits(all(&ledger), RULE), "first_seq", json!([]));
    let ledger = [actor(0, "leak", "anonymous"), for_qatar(1, "leak", 50), for_qatar(2, "leak", 0)];
    check(&splits(all(&ledger), RULE), "first_seq second_seq", json!([[1, 2]]));
}

/// "or one of them silent on the same occasion or day".
#[test]
fn one_is_silent_where_the_other_speaks() {
    let by = |seq, channel: &str, stance: Value, date: &str, occasion: &str| -> ModelEvent {
        statement(seq, with(line("qatar", stance, date), json!({"channel": channel, "occasion": occasion})))
    };
    let ledger = [
        by(0, "readout", json!("silent"), "2025-12-01", "summit"),
        by(1, "tv", json!(5), "2025-12-01", ""),
        by(2, "tv", json!(5), "2025-12-03", "summit"),
        by(3, "tv", json!(5), "2025-12-03", "other"),
        by(4, "tv", json!("declined"), "2025-12-01", "summit"),
        by(5, "tv", json!("silent"), "2025-12-01", "summit"),
        by(6, "tv", json!(5), "2025-12-05", "summit"),
    ];
    check(&splits(all(&ledger), RULE), "first_seq second_seq scores", json!([[0, 1, [null, 5]], [0, 2, [null, 5]]]));
}

/// A correction is learned, a statement of another day than V is not; nothing is learned from S to S.
#[test]
fn what_was_learned_is_what_reads_otherwise() {
    let ledger = [
        said(0, "qatar", 50, "2025-12-01"),
        said(1, "egypt", 50, "2025-12-01"),
        correct(2, 0, line("qatar", 60, "2025-12-01")),
        said(3, "egypt", -50, "2026-01-01"),
        said(4, "jordan", 10, "2025-12-01"),
    ];
    let rows = learned(all(&ledger), 2, "2025-12-31");
    check(&rows, "holder issue", json!([["jordan", "force"], ["qatar", "force"]]));
    assert_eq!((&rows[0]["before"], &rows[0]["after"]["score"]), (&json!(null), &json!(10)));
    assert_eq!((&rows[1]["before"]["score"], &rows[1]["after"]["score"]), (&json!(50), &json!(60)));
    assert!(learned(all(&ledger), u64::MAX, "2025-12-31").is_empty());
}
