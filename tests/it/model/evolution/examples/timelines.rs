//! Timelines: their order, and what each change is called.

use serde_json::json;

use super::super::timelines;
use super::{all, check};
use crate::model::ModelEvent;
use crate::model::examples::{actor, line, said, statement, with};

/// "every statement in order of (end, start, seq)".
#[test]
fn the_end_then_the_start_then_the_seq_order_a_timeline() {
    let ledger = [
        said(0, "qatar", 1, "2025-12-10"),
        said(1, "qatar", 2, "2025-12"),
        said(2, "qatar", 3, "2025-12-31"),
        said(3, "qatar", 4, "2025-12-10T08:00"),
        said(4, "qatar", 5, "2025-12-10"),
    ];
    check(&timelines(all(&ledger)), "seq", json!([[3], [0], [4], [1], [2]]));
}

/// Scores against the scored statement before.
#[test]
fn a_change_of_score_is_named_by_sign_and_strength() {
    let steps = [
        (60, "first"),
        (80, "hardened"),
        (50, "softened"),
        (-50, "reversed"),
        (-90, "hardened"),
        (-10, "softened"),
        (0, "to_neutral"),
        (0, "reaffirmed"),
        (30, "from_neutral"),
        (0, "to_neutral"),
        (-30, "from_neutral"),
        (100, "reversed"),
    ];
    let on = |day: usize| format!("2025-12-{:02}", day + 1);
    let events = steps.iter().enumerate().map(|(day, (score, _))| said(day as u64, "qatar", *score, &on(day)));
    let ledger: Vec<ModelEvent> = events.collect();
    let changes = steps.iter().map(|(_, change)| json!([change])).collect();
    check(&timelines(all(&ledger)), "change", changes);
}

/// "then with equal scores `condition_added`, `condition_changed`, `condition_not_repeated`, `condition_dropped`,
/// `reaffirmed`"; with other scores a condition plays no part.
#[test]
fn with_equal_scores_the_condition_is_compared() {
    let steps = [
        (50, json!({}), "first"),
        (50, json!({"condition": "a"}), "condition_added"),
        (50, json!({"condition": "a"}), "reaffirmed"),
        (50, json!({"condition": "b"}), "condition_changed"),
        (50, json!({}), "condition_not_repeated"),
        (50, json!({"condition": "b"}), "condition_added"),
        (50, json!({"unconditional": true}), "condition_dropped"),
        (50, json!({"unconditional": true}), "reaffirmed"),
        (60, json!({"condition": "a"}), "hardened"),
    ];
    let events = steps.iter().enumerate().map(|(day, (score, more, _))| {
        statement(day as u64, with(line("qatar", *score, &format!("2025-12-{:02}", day + 1)), more.clone()))
    });
    let ledger: Vec<ModelEvent> = events.collect();
    let changes = steps.iter().map(|(.., change)| json!([change])).collect();
    check(&timelines(all(&ledger)), "change", changes);
}

/// "or `withdrawn` or the stance word": they reset nothing. A claim is in the timeline of whom it is about, as `claim`.
#[test]
fn words_withdrawals_and_claims_are_skipped() {
    let ledger = [
        said(0, "qatar", "declined", "2025-12-01"),
        said(1, "qatar", 50, "2025-12-02"),
        said(2, "qatar", "silent", "2025-12-03"),
        said(3, "qatar", "withdrawn", "2025-12-04"),
        statement(4, with(line("egypt", -80, "2025-12-05"), json!({"about": "qatar"}))),
        said(5, "qatar", 60, "2025-12-06"),
    ];
    check(
        &timelines(all(&ledger)),
        "seq change score speaker",
        json!([
            [0, "declined", null, "qatar"],
            [1, "first", 50, "qatar"],
            [2, "silent", null, "qatar"],
            [3, "withdrawn", null, "qatar"],
            [4, "claim", -80, "egypt"],
            [5, "hardened", 60, "qatar"]
        ]),
    );
}

/// "several for a joint statement": it is in the timeline of each. An anonymous speaker's utterances have one each.
#[test]
fn a_timeline_is_of_one_holder() {
    let ledger = [
        actor(0, "leak", "anonymous"),
        said(1, "leak", 10, "2025-12-01"),
        said(2, "leak", 20, "2025-12-02"),
        statement(3, with(line("leak", 30, "2025-12-03"), json!({"on_behalf_of": ["qatar", "egypt"]}))),
        said(4, "qatar", -30, "2025-12-04"),
    ];
    check(
        &timelines(all(&ledger)),
        "holder seq change",
        json!([
            ["egypt", 3, "first"],
            ["leak", 1, "first"],
            ["leak", 2, "first"],
            ["qatar", 3, "first"],
            ["qatar", 4, "reversed"]
        ]),
    );
}
