//! The second clock: what is recorded later, corrected and retracted.

use serde_json::json;

use super::super::{By, line_in_force};
use super::{check, correct, line, retract, said, statement, with};

/// "as far as the ledger knew at S": "`size:N` (the first N events)"; "a row for each holder and issue with any
/// statement known".
#[test]
fn what_is_recorded_later_is_not_known() {
    let ledger = [said(3, "qatar", 60, "2025-12-01"), said(7, "egypt", 10, "2025-12-01")];
    let qatar = "qatar held 60 60..60 #3 on 2025-12-01 since 2025-12-01 deciding [3]";
    let egypt = "egypt held 10 10..10 #7 on 2025-12-01 since 2025-12-01 deciding [7]";
    check(&ledger, "2025-12-31", 3, By::Principal, &[]);
    check(&ledger, "2025-12-31", 4, By::Principal, &[qatar]);
    check(&ledger, "2025-12-31", 7, By::Principal, &[qatar]);
    check(&ledger, "2025-12-31", 8, By::Principal, &[egypt, qatar]);
}

/// "Corrections act from their own seq on; at an earlier S the old answer comes back to the letter. A corrected
/// statement keeps its seq."
#[test]
fn a_correction_is_the_whole_new_statement_under_the_old_seq() {
    let conditional = with(line("qatar", 60, "2025-12-10"), json!({"condition": "un mandate", "form": "readout"}));
    let ledger = [
        statement(2, conditional.clone()),
        correct(4, 2, line("qatar", -60, "2025-12-11")),
        correct(5, 2, line("egypt", 30, "2025-12-12")),
        retract(6, 5),
        retract(8, 4),
        retract(9, 8),
    ];
    let first = ["qatar held 60 60..60 #2 on 2025-12-10 since 2025-12-10 deciding [2] if un mandate"];
    let second = ["qatar held -60 -60..-60 #2 on 2025-12-11 since 2025-12-11 deciding [2]"];
    let third = ["egypt held 30 30..30 #2 on 2025-12-12 since 2025-12-12 deciding [2]"];
    for (known_size, expected) in [(3, first), (5, second), (6, third), (7, second), (9, first), (10, second)] {
        check(&ledger, "2025-12-31", known_size, By::Principal, &expected);
    }
    let stored = with(conditional, json!({"form": "paraphrase"}));
    assert_eq!(line_in_force(&ledger, 2, 3), Some(stored));
    assert_eq!(line_in_force(&ledger, 2, 6), Some(line("egypt", 30, "2025-12-12")));
    assert_eq!(line_in_force(&ledger, 2, 2), None);
}

/// "retract: we should not have it": a retracted statement makes no row, and a retracted retraction brings it back with
/// its correction.
#[test]
fn a_retracted_retraction_brings_back_what_it_took() {
    let ledger = [
        said(0, "qatar", 60, "2025-12-10"),
        retract(1, 0),
        correct(2, 0, line("qatar", 50, "2025-12-10")),
        retract(3, 1),
        retract(4, 3),
        retract(5, 4),
    ];
    let original = ["qatar held 60 60..60 #0 on 2025-12-10 since 2025-12-10 deciding [0]"];
    let corrected = ["qatar held 50 50..50 #0 on 2025-12-10 since 2025-12-10 deciding [0]"];
    check(&ledger, "2025-12-31", 1, By::Principal, &original);
    check(&ledger, "2025-12-31", 2, By::Principal, &[]);
    check(&ledger, "2025-12-31", 3, By::Principal, &[]);
    check(&ledger, "2025-12-31", 4, By::Principal, &corrected);
    check(&ledger, "2025-12-31", 5, By::Principal, &[]);
    check(&ledger, "2025-12-31", 6, By::Principal, &corrected);
    assert_eq!(line_in_force(&ledger, 0, 5), None);
}
