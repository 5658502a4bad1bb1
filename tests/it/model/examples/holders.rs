//! Whose position a statement is: principals, roles, joint statements, claims, anonymous and merged actors.

use serde_json::json;

use super::super::By;
use super::{ALL, actor, check, check_all, joint, line, merge, retract, role, said, statement, with};

/// "principal: given, else resolved at replay from the role the speaker held on that day as far as known, else the
/// speaker".
#[test]
fn a_role_on_that_day_names_the_principal() {
    let ledger = [
        said(0, "rubio", 1, "2025-01-20"),
        said(1, "rubio", 2, "2025-01-21"),
        role(2, "rubio", "united-states", Some("2025-01-21"), Some("2025-06")),
        said(3, "rubio", 3, "2025-06-30"),
        said(4, "rubio", 4, "2025-07-01"),
        statement(5, with(line("rubio", 5, "2025-03-01"), json!({"own_name": true}))),
        statement(6, with(line("rubio", 6, "2025-03-01"), json!({"on_behalf_of": "Board of Peace"}))),
    ];
    check_all(
        &ledger,
        "2025-12-31",
        &[
            "board-of-peace held 6 6..6 #6 on 2025-03-01 since 2025-03-01 deciding [6]",
            "rubio held 4 4..4 #4 on 2025-07-01 since 2025-07-01 deciding [4]",
            "united-states held 3 3..3 #3 on 2025-06-30 since 2025-06-30 deciding [3]",
        ],
    );
    // What was said in the speaker's own capacity is no position of the state.
    check_all(
        &ledger,
        "2025-03-01",
        &[
            "board-of-peace held 6 6..6 #6 on 2025-03-01 since 2025-03-01 deciding [6]",
            "rubio held 5 5..5 #5 on 2025-03-01 since 2025-03-01 deciding [5]",
            "united-states held 2 2..2 #1 on 2025-01-21 since 2025-01-21 deciding [1]",
        ],
    );
    // Before the role is known, the statements of those days are the speaker's.
    let row = "rubio held 2 2..2 #1 on 2025-01-21 since 2025-01-21 deciding [1]";
    check(&ledger, "2025-12-31", 2, By::Principal, &[row]);
    // By speaker, roles do not matter.
    check(
        &ledger,
        "2025-01-31",
        ALL,
        By::Speaker,
        &["rubio held 2 2..2 #1 on 2025-01-21 since 2025-01-21 deciding [1]"],
    );
    // A role of January 21 overlaps a statement of "January".
    let vague = [role(0, "rubio", "united-states", Some("2025-01-21"), None), said(1, "rubio", 2, "2025-01")];
    check_all(&vague, "2025-01-31", &["united-states held 2 2..2 #1 on 2025-01 since 2025-01 deciding [1]"]);
}

/// "Two roles at once": of one principal they agree, of two the speaker is the holder; a merge can make them agree.
#[test]
fn two_roles_at_once_leave_the_speaker() {
    let ledger = [
        role(0, "trump", "united-states", None, None),
        role(1, "trump", "united-states", Some("2025"), None),
        said(2, "trump", 90, "2025-12-10"),
        role(3, "trump", "board-of-peace", Some("2025-12"), None),
        retract(4, 3),
        retract(5, 4),
        merge(6, "board-of-peace", "united-states"),
    ];
    let of_the_state = ["united-states held 90 90..90 #2 on 2025-12-10 since 2025-12-10 deciding [2]"];
    let of_the_man = ["trump held 90 90..90 #2 on 2025-12-10 since 2025-12-10 deciding [2]"];
    for (known_size, expected) in
        [(3, of_the_state), (4, of_the_man), (5, of_the_state), (6, of_the_man), (7, of_the_state)]
    {
        check(&ledger, "2025-12-10", known_size, By::Principal, &expected);
    }
}

/// "Own statements push joint ones out of the set": they are in the set when m is found, and alone they decide.
#[test]
fn own_statements_push_joint_ones_out() {
    let ledger = [
        joint(0, &["qatar", "egypt"], 60, "2025-12-10"),
        said(1, "qatar", 10, "2025-12-10"),
        said(2, "egypt", 90, "2025-12-09"),
    ];
    check_all(
        &ledger,
        "2025-12-10",
        &[
            "egypt held 60 60..60 #0 on 2025-12-10 since 2025-12-10 deciding [0]",
            "qatar held 10 10..10 #1 on 2025-12-10 since 2025-12-10 deciding [1]",
        ],
    );
    // A statement keeps being joint when it is looked at by speaker.
    let ledger = [joint(0, &["qatar", "egypt"], 60, "2025-12-10"), joint(1, &["egypt"], 10, "2025-12-10")];
    check(
        &ledger,
        "2025-12-10",
        ALL,
        By::Speaker,
        &["spokesman held 10 10..10 #1 on 2025-12-10 since 2025-12-10 deciding [1]"],
    );
    // Two names of one actor are one principal.
    let ledger = [
        joint(0, &["qatar", "doha"], 60, "2025-12-10"),
        joint(1, &["qatar"], 70, "2025-12-10"),
        merge(2, "doha", "qatar"),
    ];
    check_all(&ledger, "2025-12-10", &["qatar held 60 60..70 #0 on 2025-12-10 since 2025-12-10 deciding [0, 1]"]);
}

/// "claim: A says that B holds something: shown beside B's position, never part of it."
#[test]
fn a_claim_stands_only_beside_the_position_it_is_about() {
    let about = |seq, date| {
        let more = json!({"about": "Indonesia", "on_behalf_of": "united-states"});
        statement(seq, with(line("us-official", 60, date), more))
    };
    let ledger =
        [about(0, "2025-10-16"), said(1, "indonesia", 10, "2025-10-10"), about(2, "2025-10"), about(3, "2025-11")];
    for by in [By::Principal, By::Speaker] {
        check(&ledger, "2025-10-01", ALL, by, &["indonesia none"]);
        let row = "indonesia held 10 10..10 #1 on 2025-10-10 since 2025-10-10 deciding [1]";
        check(&ledger, "2025-10-20", ALL, by, &[&format!("{row} claims [0]")]);
        check(&ledger, "2025-11-20", ALL, by, &[&format!("{row} claims [0, 2]")]);
        check(&ledger, "2025-11-20", 1, by, &["indonesia none claims [0]"]);
    }
}

/// "anonymous: never treated as the same one twice": a row for each utterance, in the order of their seqs, unless the
/// actor is merged into one who is known.
#[test]
fn anonymous_holders_are_never_one() {
    let tied =
        |seq, stance: i64| statement(seq, with(line("official", stance, "2025-12-02"), json!({"utterance": "call"})));
    let ledger = [
        actor(0, "official", "anonymous"),
        said(1, "official", 60, "2025-12-01"),
        tied(2, 10),
        said(3, "official", "silent", "2025-12-03"),
        tied(4, 15),
        merge(5, "official", "rubio"),
    ];
    for by in [By::Principal, By::Speaker] {
        check(
            &ledger,
            "2025-12-31",
            5,
            by,
            &[
                "official held 60 60..60 #1 on 2025-12-01 since 2025-12-01 deciding [1]",
                "official held 10 10..15 #2 on 2025-12-02 since 2025-12-02 deciding [2, 4]",
                "official none silences [3]",
            ],
        );
        let row = "rubio held 10 10..15 #2 on 2025-12-02 since 2025-12-02 deciding [2, 4] silences [3]";
        check(&ledger, "2025-12-31", 6, by, &[row]);
    }
    // What the anonymous say for another is that other's.
    let ledger = [
        actor(0, "official", "anonymous"),
        statement(1, with(line("official", 60, "2025-12-01"), json!({"on_behalf_of": "us"}))),
        statement(2, with(line("official", 50, "2025-12-02"), json!({"on_behalf_of": ["us"]}))),
    ];
    check_all(&ledger, "2025-12-31", &["us held 50 50..50 #2 on 2025-12-02 since 2025-12-02 deciding [2]"]);
    check(
        &ledger,
        "2025-12-31",
        ALL,
        By::Speaker,
        &[
            "official held 60 60..60 #1 on 2025-12-01 since 2025-12-01 deciding [1]",
            "official held 50 50..50 #2 on 2025-12-02 since 2025-12-02 deciding [2]",
        ],
    );
}

/// "merge: two were one": chains are followed, and "record retracted undoes a merge too".
#[test]
fn merged_actors_are_one_holder() {
    let ledger = [
        said(0, "doha", 10, "2025-12-01"),
        said(1, "Qatari State", 20, "2025-12-02"),
        said(2, "qatar", 30, "2025-12-03"),
        merge(3, "doha", "qatari-state"),
        merge(4, "qatari-state", "qatar"),
        retract(5, 3),
    ];
    let doha = "doha held 10 10..10 #0 on 2025-12-01 since 2025-12-01 deciding [0]";
    let qatari_state = "qatari-state held 20 20..20 #1 on 2025-12-02 since 2025-12-02 deciding [1]";
    let qatar = "qatar held 30 30..30 #2 on 2025-12-03 since 2025-12-03 deciding [2]";
    check(&ledger, "2025-12-31", 3, By::Principal, &[doha, qatar, qatari_state]);
    check(&ledger, "2025-12-31", 4, By::Principal, &[qatar, qatari_state]);
    check(&ledger, "2025-12-31", 5, By::Principal, &[qatar]);
    check(&ledger, "2025-12-31", 6, By::Principal, &[doha, qatar]);
    check(
        &ledger,
        "2025-12-01",
        5,
        By::Speaker,
        &["qatar held 10 10..10 #0 on 2025-12-01 since 2025-12-01 deciding [0]"],
    );
}
