//! The shape and order of the answer.

use serde_json::json;

use super::super::{By, EventKind, ModelEvent, replay, rows_as_json};
use super::{ALL, check_all, line, said, slug, statement, with};

/// Rows are sorted by holder and issue; an event of another kind leaves a gap, a membership changes nothing.
#[test]
fn rows_are_sorted_and_memberships_change_nothing() {
    let on_aid = |seq, speaker| statement(seq, with(line(speaker, 5, "2025-12-01"), json!({"issue": "aid"})));
    let member = EventKind::Member { group: "eight".into(), actor: "qatar".into(), from: None, to: None };
    let ledger = [
        ModelEvent { seq: 1, kind: member },
        said(4, "qatar", 5, "2025-12-01"),
        on_aid(9, "qatar"),
        on_aid(11, "eight"),
    ];
    check_all(
        &ledger,
        "2025-12-01",
        &[
            "eight held (aid) 5 5..5 #11 on 2025-12-01 since 2025-12-01 deciding [11]",
            "qatar held (aid) 5 5..5 #9 on 2025-12-01 since 2025-12-01 deciding [9]",
            "qatar held 5 5..5 #4 on 2025-12-01 since 2025-12-01 deciding [4]",
        ],
    );
}

/// The field names are those of section 6.
#[test]
fn rows_are_written_as_section_6_names_them() {
    let ledger = [said(0, "qatar", 60, "2025-12-01"), said(1, "egypt", 60, "2026-01-01")];
    let rows = replay(&ledger, "2025-12-31", ALL, By::Principal, &slug);
    let none = json!({"holder": "egypt", "issue": "force", "score": null, "low": null, "high": null, "status": "none",
        "condition": null, "since": null, "stated_on": null, "seq": null,
        "deciding": [], "possible": [], "silences": [], "claims": []});
    let held = json!({"holder": "qatar", "issue": "force", "score": 60, "low": 60, "high": 60, "status": "held",
        "condition": null, "since": "2025-12-01", "stated_on": "2025-12-01", "seq": 0,
        "deciding": [0], "possible": [], "silences": [], "claims": []});
    assert_eq!(rows_as_json(&rows), [none, held]);
}
