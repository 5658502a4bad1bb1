//! Shifts: ranges, the point of reference, withdrawals, days.

use serde_json::{Value, json};

use super::super::{Days, shifts};
use super::{all, check, known};
use crate::model::ModelEvent;
use crate::model::examples::{correct, joint, line, said, statement, with};

#[track_caller]
fn check_shifts(events: &[ModelEvent], min: i64, expected: Value) {
    let fields = "stated_on from to gap change seq from_seq";
    check(&shifts(all(events), min, Days::default()), fields, expected);
}

/// "the last *reported* position ... so slow drift adds up and is seen".
#[test]
fn slow_drift_adds_up() {
    let ledger = [
        said(0, "qatar", 50, "2025-12-01"),
        said(1, "qatar", 62, "2025-12-02"),
        said(2, "qatar", 74, "2025-12-03"),
        said(3, "qatar", 60, "2025-12-04"),
        said(4, "qatar", 54, "2025-12-05"),
    ];
    check_shifts(
        &ledger,
        20,
        json!([["2025-12-03", 50, 74, 24, "hardened", 2, 0], ["2025-12-05", 74, 54, 20, "softened", 4, 2]]),
    );
    check_shifts(&ledger, 25, json!([]));
    check(&shifts(all(&ledger), 1, Days::default()), "seq from_seq", json!([[1, 0], [2, 1], [3, 2], [4, 3]]));
}

/// "the gap between the ranges [low, high]": nothing if they touch or overlap, whatever score is shown.
#[test]
fn the_gap_is_between_ranges() {
    let ledger = [
        said(0, "qatar", 10, "2025-12-01"),
        said(1, "qatar", 80, "2025-12-01"),
        said(2, "qatar", 80, "2025-12-02"),
        said(3, "qatar", 100, "2025-12-03"),
        said(4, "qatar", -20, "2025-12-04"),
        said(5, "qatar", -60, "2025-12-04"),
    ];
    check_shifts(
        &ledger,
        20,
        json!([["2025-12-03", 10, 100, 20, "hardened", 3, 0], ["2025-12-04", 100, -20, 120, "reversed", 4, 3]]),
    );
}

/// "Withdrawals are shifts with `to` null; what follows has `from` null", whatever `--min` is.
#[test]
fn withdrawals_are_shifts() {
    let ledger = [
        said(0, "qatar", 50, "2025-12-01"),
        said(1, "qatar", "withdrawn", "2025-12-02"),
        said(2, "qatar", "withdrawn", "2025-12-03"),
        said(3, "qatar", 50, "2025-12-04"),
    ];
    check(
        &shifts(all(&ledger), 200, Days::default()),
        "stated_on from to gap seq from_seq",
        json!([["2025-12-02", 50, null, null, 1, 0], ["2025-12-04", null, 50, null, 3, 1]]),
    );
}

/// "the position at the end of each day": the days are those on which something ends; a vague date that ends later can
/// widen the range and does not move what is shown.
#[test]
fn a_vague_date_acts_on_the_day_on_which_it_ends() {
    let ledger = [
        said(0, "qatar", 50, "2025-12-10"),
        said(1, "qatar", -50, "2025-12"),
        said(2, "qatar", -50, "2026-01-05T10:00"),
        said(3, "qatar", 0, "2026-01-05T09:00"),
    ];
    check_shifts(&ledger, 20, json!([["2026-01-05T10:00", 50, -50, 100, "reversed", 2, 0]]));
    let later = [said(0, "qatar", 50, "2025-11-30"), said(1, "qatar", -50, "2025-12")];
    check_shifts(&later, 20, json!([["2025-12", 50, -50, 100, "reversed", 1, 0]]));
    for (since, until, count) in
        [("2025-12-31", "2025-12-31", 1), ("2026-01-01", "2026-02-01", 0), ("2025-12-01", "2025-12-30", 0)]
    {
        let days = Days { since: Some(since), until: Some(until) };
        assert_eq!(shifts(all(&later), 20, days).len(), count, "{since} to {until}");
    }
}

/// The first position is compared with, even where it lies before `--since`.
#[test]
fn what_lies_before_since_is_still_the_reference() {
    let ledger = [said(0, "qatar", 50, "2025-12-01"), said(1, "qatar", -50, "2025-12-05")];
    let days = Days { since: Some("2025-12-05"), until: None };
    check(&shifts(all(&ledger), 20, days), "from to", json!([[50, -50]]));
}

/// "Kinds of change never confused": what we coded wrongly is no shift.
#[test]
fn a_correction_is_no_shift() {
    let ledger = [said(0, "qatar", 50, "2025-12-01"), correct(1, 0, line("qatar", -50, "2025-12-01"))];
    check_shifts(&ledger, 1, json!([]));
    let ledger = [
        said(0, "qatar", 50, "2025-12-01"),
        said(1, "qatar", -50, "2025-12-02"),
        correct(2, 1, line("qatar", 50, "2025-12-02")),
    ];
    assert_eq!(shifts(known(&ledger, 2), 20, Days::default()).len(), 1);
    check_shifts(&ledger, 20, json!([]));
}

/// Own statements push joint ones out, and the speakers are named.
#[test]
fn speakers_of_a_shift_are_named() {
    let minister =
        |seq, stance: i64, date| statement(seq, with(line("minister", stance, date), json!({"on_behalf_of": "qatar"})));
    let ledger = [
        said(0, "qatar", 50, "2025-12-01"),
        joint(1, &["qatar", "egypt"], -100, "2025-12-01"),
        minister(2, 90, "2025-12-02"),
        minister(3, -90, "2025-12-03"),
    ];
    check(
        &shifts(all(&ledger), 20, Days::default()),
        "from to speaker from_speaker same_speaker",
        json!([[50, 90, "minister", "qatar", false], [90, -90, "minister", "minister", true]]),
    );
}
