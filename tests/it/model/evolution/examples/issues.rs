//! Issues: turned round, and merged.

use serde_json::json;

use super::super::{Days, shifts, timelines};
use super::{all, check, known, merge_issues, reword};
use crate::model::examples::{correct, line, retract, said, statement, with};

/// "a reversed question is never shown as a shift": scores coded before it read with the other sign.
#[test]
fn a_reversed_question_turns_the_scores_before_it() {
    let ledger = [
        said(1, "qatar", 60, "2025-12-01"),
        reword(2, "force", true),
        said(3, "qatar", -60, "2025-12-02"),
        reword(4, "force", false),
        said(5, "qatar", -60, "2025-12-03"),
        reword(6, "force", true),
        retract(7, 6),
    ];
    for (size, scores) in [
        (2, json!([[60]])),
        (3, json!([[-60]])),
        (6, json!([[-60], [-60], [-60]])),
        (7, json!([[60], [60], [60]])),
        (8, json!([[-60], [-60], [-60]])),
    ] {
        check(&timelines(known(&ledger, size)), "score", scores);
        assert!(shifts(known(&ledger, size), 1, Days::default()).is_empty());
    }
}

/// A correction is coded against the wording of the statement, unless it moves it to another issue.
#[test]
fn a_correction_keeps_the_wording() {
    let elsewhere = with(line("qatar", 60, "2025-12-01"), json!({"issue": "aid"}));
    let ledger = [
        said(1, "qatar", 60, "2025-12-01"),
        reword(2, "force", true),
        correct(3, 1, line("qatar", 50, "2025-12-01")),
        correct(4, 1, elsewhere),
        correct(5, 1, line("qatar", 40, "2025-12-01")),
    ];
    for (size, score) in [(3, -60), (4, -50), (5, 60), (6, 40)] {
        check(&timelines(known(&ledger, size)), "score", json!([[score]]));
    }
}

/// "merge: two were one": as both questions are put when they are merged.
#[test]
fn merged_issues_are_one_as_they_are_put_then() {
    let on = |seq, issue: &str, day: &str| statement(seq, with(line("qatar", 60, day), json!({"issue": issue})));
    let ledger = [
        on(1, "deployment", "2025-12-01"),
        reword(2, "deployment", true),
        on(3, "force", "2025-12-02"),
        merge_issues(4, "deployment", "force"),
        reword(5, "force", true),
        on(6, "deployment", "2025-12-03"),
        reword(7, "deployment", true),
        retract(8, 4),
    ];
    let fields = "issue seq score";
    check(&timelines(known(&ledger, 4)), fields, json!([["deployment", 1, -60], ["force", 3, 60]]));
    check(&timelines(known(&ledger, 5)), fields, json!([["force", 1, -60], ["force", 3, 60]]));
    check(&timelines(known(&ledger, 6)), fields, json!([["force", 1, 60], ["force", 3, -60]]));
    // Coded against the wording of `deployment`, which was the old one of `force` when they were merged.
    let turned = json!([["force", 1, 60], ["force", 3, -60], ["force", 6, -60]]);
    check(&timelines(known(&ledger, 7)), fields, turned.clone());
    // The name that went is another name of the question that stays: that one is put the other way round once more.
    check(&timelines(known(&ledger, 8)), fields, json!([["force", 1, -60], ["force", 3, 60], ["force", 6, 60]]));
    // And it stays so when the two part again.
    check(&timelines(all(&ledger)), fields, json!([["deployment", 1, -60], ["deployment", 6, 60], ["force", 3, 60]]));
}
