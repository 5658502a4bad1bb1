//! One holder on one issue: the deciding set, what is read off it, and what stands beside it.

use super::super::{By, Status, replay};
use super::{ALL, check_all, said, slug};

/// "`replay --at V`: who held what at the end of day V"; "a firm later day supersedes an earlier one".
#[test]
fn a_later_day_supersedes_an_earlier_one() {
    let ledger = [said(3, "qatar", 60, "2025-12-01"), said(7, "qatar", -20, "2025-12-10")];
    check_all(&ledger, "2025-11-30", &["qatar none"]);
    check_all(&ledger, "2025-12-01", &["qatar held 60 60..60 #3 on 2025-12-01 since 2025-12-01 deciding [3]"]);
    check_all(&ledger, "2025-12-09", &["qatar held 60 60..60 #3 on 2025-12-01 since 2025-12-01 deciding [3]"]);
    check_all(&ledger, "2025-12-10", &["qatar held -20 -20..-20 #7 on 2025-12-10 since 2025-12-10 deciding [7]"]);
}

/// "*the order of recording never matters*".
#[test]
fn the_order_of_recording_never_matters() {
    let ledger = [said(3, "qatar", -20, "2025-12-10"), said(7, "qatar", 60, "2025-12-01")];
    check_all(&ledger, "2025-12-31", &["qatar held -20 -20..-20 #3 on 2025-12-10 since 2025-12-10 deciding [3]"]);
    check_all(&ledger, "2025-12-05", &["qatar held 60 60..60 #7 on 2025-12-01 since 2025-12-01 deciding [7]"]);
}

/// "a vague date neither wins nor vanishes": "those whose end is not before m decide".
#[test]
fn a_vague_date_stands_beside_a_firm_day() {
    // December reaches past the 10th and so is not superseded by it; it does not supersede it either.
    let ledger = [said(0, "qatar", 60, "2025-12"), said(1, "qatar", 50, "2025-12-10")];
    check_all(&ledger, "2025-12-31", &["qatar held 50 50..60 #1 on 2025-12-10 since 2025-12-10 deciding [0, 1]"]);
    // "Statements whose interval straddles V are `possible`; they decide nothing yet."
    check_all(
        &ledger,
        "2025-12-10",
        &["qatar held 50 50..50 #1 on 2025-12-10 since 2025-12-10 deciding [1] possible [0]"],
    );
    check_all(&ledger, "2025-12-01", &["qatar none possible [0]"]);
    check_all(&ledger, "2025-11-30", &["qatar none"]);
    // A firm day after the whole month does supersede it.
    let ledger = [said(0, "qatar", 60, "2025-12"), said(1, "qatar", 50, "2026-01-01")];
    check_all(&ledger, "2026-01-01", &["qatar held 50 50..50 #1 on 2026-01-01 since 2026-01-01 deciding [1]"]);
}

/// "statements of one day stand together unless times order them".
#[test]
fn times_order_the_statements_of_a_day() {
    let together = [said(0, "qatar", 60, "2025-12-10"), said(1, "qatar", 45, "2025-12-10")];
    check_all(&together, "2025-12-10", &["qatar held 45 45..60 #1 on 2025-12-10 since 2025-12-10 deciding [0, 1]"]);
    let ordered = [said(0, "qatar", 60, "2025-12-10T15:00Z"), said(1, "qatar", 45, "2025-12-10T09:00Z")];
    check_all(
        &ordered,
        "2025-12-10",
        &["qatar held 60 60..60 #0 on 2025-12-10T15:00Z since 2025-12-10T15:00Z deciding [0]"],
    );
    // "the day is the one written, not its UTC shift": 23:30 at -05:00 is still the 10th, and after 15:00Z.
    let late = [said(0, "qatar", 60, "2025-12-10T15:00Z"), said(1, "qatar", 45, "2025-12-10T23:30-05:00")];
    check_all(
        &late,
        "2025-12-10",
        &["qatar held 45 45..45 #1 on 2025-12-10T23:30-05:00 since 2025-12-10T23:30-05:00 deciding [1]"],
    );
    // A day without a time ends after every time in it.
    let mixed = [said(0, "qatar", 40, "2025-12-10"), said(1, "qatar", 45, "2025-12-10T23:30")];
    check_all(
        &mixed,
        "2025-12-10",
        &["qatar held 45 40..45 #1 on 2025-12-10T23:30 since 2025-12-10T23:30 deciding [0, 1]"],
    );
}

/// "`mixed` if high - low >= 20, else `held`"; "the score nearest zero, then the smaller score, then the smallest seq".
#[test]
fn a_wide_range_is_mixed() {
    let held = [said(0, "qatar", 19, "2025-12-10"), said(1, "qatar", 0, "2025-12-10")];
    check_all(&held, "2025-12-10", &["qatar held 0 0..19 #1 on 2025-12-10 since 2025-12-10 deciding [0, 1]"]);
    let just_mixed = [said(0, "qatar", 15, "2025-12-10"), said(1, "qatar", -5, "2025-12-10")];
    check_all(&just_mixed, "2025-12-10", &["qatar mixed -5 -5..15 #1 on 2025-12-10 since 2025-12-10 deciding [0, 1]"]);
    let nearest_zero = [said(0, "qatar", 5, "2025-12-10"), said(1, "qatar", -6, "2025-12-10")];
    check_all(&nearest_zero, "2025-12-10", &["qatar held 5 -6..5 #0 on 2025-12-10 since 2025-12-10 deciding [0, 1]"]);
    let mixed = [
        said(0, "qatar", 10, "2025-12-10"),
        said(1, "qatar", -10, "2025-12-10"),
        said(2, "qatar", -10, "2025-12-10"),
        said(3, "qatar", "support", "2025-12-10"),
    ];
    check_all(
        &mixed,
        "2025-12-10",
        &["qatar mixed -10 -10..100 #1 on 2025-12-10 since 2025-12-10 deciding [0, 1, 2, 3]"],
    );
}

/// "`score` and the rest come from one member: the narrowest interval, then the latest end".
#[test]
fn the_representative_is_the_narrowest_then_the_latest() {
    // m is 2025-12-09; all three end on or after it. The two-day intervals are equally wide, the later end wins.
    let ledger = [
        said(0, "qatar", 1, "2025-12"),
        said(1, "qatar", 15, "2025-12-09/2025-12-10"),
        said(2, "qatar", 5, "2025-12-08/2025-12-09"),
    ];
    let row = "qatar held 15 1..15 #1 on 2025-12-09/2025-12-10 since 2025-12-09/2025-12-10 deciding [0, 1, 2]";
    check_all(&ledger, "2025-12-31", &[row]);
}

/// "`withdrawn` if nothing but a withdrawal is in it"; a withdrawal on the same day as a score leaves the score.
#[test]
fn a_withdrawal_ends_a_position() {
    let ledger = [
        said(0, "qatar", 60, "2025-12-01"),
        said(1, "qatar", "withdrawn", "2025-12-05"),
        said(2, "qatar", "withdrawn", "2025-12-08"),
        said(3, "qatar", 60, "2025-12-10"),
        said(4, "qatar", "withdrawn", "2025-12-10"),
    ];
    check_all(&ledger, "2025-12-05", &["qatar withdrawn - -..- #1 on 2025-12-05 since 2025-12-05 deciding [1]"]);
    check_all(&ledger, "2025-12-09", &["qatar withdrawn - -..- #2 on 2025-12-08 since 2025-12-05 deciding [2]"]);
    check_all(&ledger, "2025-12-10", &["qatar held 60 60..60 #3 on 2025-12-10 since 2025-12-10 deciding [3, 4]"]);
}

/// "`noncommittal`, `declined`, `silent`, `absent`, `unclear` never change a position; they are listed beside it":
/// "`silences` (seqs after the deciding day)".
#[test]
fn silences_stand_beside_a_position() {
    let ledger = [
        said(0, "qatar", "silent", "2025-12-01"),
        said(1, "qatar", 60, "2025-12-02T10:00"),
        said(2, "qatar", "declined", "2025-12-02T18:00"),
        said(3, "qatar", "noncommittal", "2025-12-03"),
        said(4, "qatar", "unclear", "2025-12"),
        said(5, "qatar", "absent", "2025-12-20"),
    ];
    check_all(&ledger, "2025-12-01", &["qatar none possible [4] silences [0]"]);
    let row = "qatar held 60 60..60 #1 on 2025-12-02T10:00 since 2025-12-02T10:00 deciding [1]";
    check_all(&ledger, "2025-12-19", &[&format!("{row} possible [4] silences [3]")]);
    check_all(&ledger, "2025-12-31", &[&format!("{row} silences [3, 4, 5]")]);
}

/// "`since` (stated-on of the first statement of the unbroken run of this score)".
#[test]
fn since_is_the_start_of_the_unbroken_run() {
    let ledger = [
        said(0, "qatar", 60, "2025-12-01"),
        said(1, "qatar", 40, "2025-12-03"),
        said(2, "qatar", 60, "2025-12-05"),
        said(3, "qatar", "silent", "2025-12-06"),
        said(4, "qatar", 60, "2025-12-07"),
        // Mixed, but the score is still 60.
        said(5, "qatar", 60, "2025-12-09"),
        said(6, "qatar", 100, "2025-12-09"),
    ];
    let row = "qatar held 60 60..60 #4 on 2025-12-07 since 2025-12-05 deciding [4]";
    check_all(&ledger, "2025-12-08", &[row]);
    let row = "qatar mixed 60 60..100 #5 on 2025-12-09 since 2025-12-05 deciding [5, 6]";
    check_all(&ledger, "2025-12-31", &[row]);
    // A withdrawal breaks the run.
    let ledger = [
        said(0, "qatar", 60, "2025-12-01"),
        said(1, "qatar", "withdrawn", "2025-12-03"),
        said(2, "qatar", 60, "2025-12-05"),
    ];
    check_all(&ledger, "2025-12-05", &["qatar held 60 60..60 #2 on 2025-12-05 since 2025-12-05 deciding [2]"]);
}

/// The words of section 1 that have a score, and "score -100 .. 100".
#[test]
fn words_have_the_scores_of_the_glossary() {
    for (word, score) in [
        ("support", 100),
        ("lean-support", 50),
        ("neutral", 0),
        ("lean-oppose", -50),
        ("oppose", -100),
        ("yes", 100),
        ("no", -100),
        ("abstain", 0),
    ] {
        let rows = replay(&[said(0, "qatar", word, "2025-12-01")], "2025-12-01", ALL, By::Principal, &slug);
        assert_eq!((rows[0].score, rows[0].status), (Some(score), Status::Held), "{word}");
    }
}
