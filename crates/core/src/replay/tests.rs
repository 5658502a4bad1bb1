//! Who decides a position, in tables of one statement a line; the model in `tests/it` judges the rest.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::body::{RoleHeld, SaidFor, StatementMade};
use crate::testing::{Ledger, date, statement};
use crate::vocabulary::RewordChange;
use crate::words::SlotName;

fn question(at: &str, by: HolderBy) -> Question {
    let (holders, issues) = (BTreeSet::new(), BTreeSet::new());
    Question { at: at.parse().unwrap(), by, holders, issues, filter: Filter::ALL }
}

/// The letters of statements, for the place of each in the table.
fn letters(seqs: &[Seq], first: u64) -> String {
    let letter = |seq: &Seq| char::from(b'a' + u8::try_from(seq.get() - first).unwrap());
    if seqs.is_empty() { "-".to_owned() } else { seqs.iter().map(letter).collect() }
}

/// One holder, one issue. A line of the table is a statement: when, stance, and `joint` if it was made for another too.
/// Statements are called `a`, `b`, ... The row is: status, low..high, the one that is shown and since which, those that
/// decide, are possible, are silences.
fn check(table: &str, rows: &[(&str, &str)]) {
    let mut ledger = Ledger::opened();
    let [ann, ben] = ["ann", "ben"].map(|slug| ledger.actor(slug, ActorKind::Person));
    let issue = ledger.issue("road");
    let first = ledger.head.size;
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let said_for = match fields[2..] {
            ["joint"] => SaidFor::Given(vec![ann, ben]),
            _ => SaidFor::OwnName,
        };
        ledger.state(StatementMade { said_for, ..statement(ann, issue, fields[1], fields[0]) });
    }
    for (at, expect) in rows {
        let question = Question { holders: [ann].into(), ..question(at, HolderBy::Principal) };
        let positions = replay(&ledger.view, &question);
        let [position] = positions.as_slice() else { panic!("{positions:?}") };
        assert_eq!(row(position, first), *expect, "at {at} of{table}");
    }
}

fn row(position: &Position, first: u64) -> String {
    let Position { decided, since, possible, silences, .. } = position;
    let (possible, silences) = (letters(possible, first), letters(silences, first));
    let Some(decided) = decided else {
        return format!("none, possible {possible}, silences {silences}");
    };
    let range = decided.range.map_or("-".to_owned(), |(low, high)| format!("{low}..{high}"));
    let status = decided.status().as_str();
    let shown = letters(&[decided.shown.seq], first);
    let since = letters(&since.iter().copied().collect::<Vec<_>>(), first);
    let deciding = letters(&decided.deciding, first);
    format!("{status} {range} {shown} since {since}, deciding {deciding}, possible {possible}, silences {silences}")
}

#[test]
fn the_latest_day_decides() {
    check(
        "2025-01-01 50
         2025-01-03 -20
         2025-01-02 90",
        &[
            ("2024-12-31", "none, possible -, silences -"),
            ("2025-01-01", "held 50..50 a since a, deciding a, possible -, silences -"),
            ("2025-01-02", "held 90..90 c since c, deciding c, possible -, silences -"),
            ("2025-01-03", "held -20..-20 b since b, deciding b, possible -, silences -"),
            ("9999-12-31", "held -20..-20 b since b, deciding b, possible -, silences -"),
        ],
    );
}

#[test]
fn statements_of_one_day_stand_together_unless_times_order_them() {
    check(
        "2025-01-01 50
         2025-01-01 69
         2025-01-01 31",
        &[("2025-01-01", "mixed 31..69 c since c, deciding abc, possible -, silences -")],
    );
    check(
        "2025-01-01 50
         2025-01-01 69",
        &[("2025-01-01", "held 50..69 a since a, deciding ab, possible -, silences -")],
    );
    check(
        "2025-01-01T10:00Z 50
         2025-01-01T09:00Z -50
         2025-01-01T23:59:59Z -60",
        &[("2025-01-01", "held -60..-60 c since c, deciding c, possible -, silences -")],
    );
    // A day lasts to its end, so a time in it does not push the day's own statement out.
    check(
        "2025-01-01 50
         2025-01-01T09:00Z -50",
        &[("2025-01-01", "mixed -50..50 b since b, deciding ab, possible -, silences -")],
    );
}

#[test]
fn a_vague_date_neither_wins_nor_vanishes() {
    check(
        "2025-01 -80
         2025-01-15 40
         2025 10",
        &[
            ("2025-01-15", "held 40..40 b since b, deciding b, possible ac, silences -"),
            ("2025-01-31", "mixed -80..40 b since b, deciding ab, possible c, silences -"),
            ("2025-12-31", "mixed -80..40 b since b, deciding abc, possible -, silences -"),
        ],
    );
    // What ended before the greatest start is over, however wide it was.
    check(
        "2024 -80
         2025-01-15 40",
        &[("2025-01-15", "held 40..40 b since b, deciding b, possible -, silences -")],
    );
    check(
        "2025-01-01/2025-01-10 -80
         2025-01-10 40",
        &[
            ("2025-01-10", "mixed -80..40 b since b, deciding ab, possible -, silences -"),
            ("2025-01-09", "none, possible a, silences -"),
        ],
    );
}

#[test]
fn the_one_that_is_shown_is_narrow_late_and_near_zero() {
    let rows = |expect: &'static str| [("2025-12-31", expect)];
    check("2025-01 10\n 2025-01-31 90", &rows("mixed 10..90 b since b, deciding ab, possible -, silences -"));
    check(
        "2025-01-01/2025-01-02 10\n 2025-01-02/2025-01-03 90\n 2025-01-02 withdrawn",
        &rows("mixed 10..90 b since b, deciding abc, possible -, silences -"),
    );
    check("2025-01-01 -60\n 2025-01-01 50", &rows("mixed -60..50 b since b, deciding ab, possible -, silences -"));
    check("2025-01-01 50\n 2025-01-01 -50", &rows("mixed -50..50 b since b, deciding ab, possible -, silences -"));
    check("2025-01-01 50\n 2025-01-01 50", &rows("held 50..50 a since a, deciding ab, possible -, silences -"));
}

#[test]
fn what_was_taken_back_is_withdrawn_until_it_is_said_again() {
    check(
        "2025-01-01 50
         2025-01-02 withdrawn
         2025-01-03 withdrawn
         2025-01-04 50
         2025-01-04 withdrawn",
        &[
            ("2025-01-02", "withdrawn - b since b, deciding b, possible -, silences -"),
            ("2025-01-03", "withdrawn - c since b, deciding c, possible -, silences -"),
            ("2025-01-04", "held 50..50 d since d, deciding de, possible -, silences -"),
        ],
    );
}

#[test]
fn own_statements_push_joint_ones_out() {
    check(
        "2025-01-01 90 joint
         2025-01-01 10
         2025-01-02 80 joint
         2025-01 20",
        &[
            ("2025-01-01", "held 10..10 b since b, deciding b, possible d, silences -"),
            ("2025-01-02", "held 80..80 c since c, deciding c, possible d, silences -"),
            ("2025-01-31", "held 20..20 d since d, deciding d, possible -, silences -"),
        ],
    );
}

#[test]
fn silences_stand_beside_the_position_from_the_day_after_on() {
    check(
        "2025-01-01 silent
         2025-01-02 50
         2025-01-02 declined
         2025-01-03 unclear
         2025-01-03 absent
         2025-01-04 noncommittal
         2025-01 silent",
        &[
            ("2025-01-01", "none, possible g, silences a"),
            ("2025-01-02", "held 50..50 b since b, deciding b, possible g, silences -"),
            ("2025-01-04", "held 50..50 b since b, deciding b, possible g, silences def"),
            ("2025-01-31", "held 50..50 b since b, deciding b, possible -, silences defg"),
        ],
    );
}

#[test]
fn a_run_of_one_score_goes_back_to_its_first_day() {
    check(
        "2025-01-01 40
         2025-01-02 50
         2025-01-03 support
         2025-01-04 100
         2025-01-05 50
         2025-01-06 50",
        &[
            ("2025-01-04", "held 100..100 d since c, deciding d, possible -, silences -"),
            ("2025-01-06", "held 50..50 f since e, deciding f, possible -, silences -"),
        ],
    );
}

/// All rows: holder, issue, shown score, and the numbers of what decides and of claims.
fn all(ledger: &Ledger, question: &Question) -> Vec<String> {
    let row = |position: &Position| {
        let score = position.decided.as_ref().and_then(|decided| decided.shown.score);
        let deciding = position.decided.as_ref().map_or(Vec::new(), |decided| decided.deciding.clone());
        let numbers = |seqs: &[Seq]| seqs.iter().map(Seq::to_string).collect::<Vec<_>>().join(" ");
        let [holder, issue] = [position.holder, position.issue].map(|seq| ledger.view.slug(seq));
        let score = score.map_or("-".to_owned(), |score| score.to_string());
        format!("{holder} {issue} {score} [{}] [{}]", numbers(&deciding), numbers(&position.claims))
    };
    replay(&ledger.view, question).iter().map(row).collect()
}

#[test]
fn rows_are_by_holder_and_stand_in_order_of_slugs() {
    let mut ledger = Ledger::opened();
    let [zoe, ann, hidden] = [("zoe", ActorKind::State), ("ann", ActorKind::Person), ("hidden", ActorKind::Anonymous)]
        .map(|(slug, kind)| ledger.actor(slug, kind));
    let [two, one] = ["two", "one"].map(|slug| ledger.issue(slug));
    ledger.add(RoleHeld { actor: ann, of: zoe, from: Some(date("2025-01-02")), to: None }, &[(SlotName::Title, "t")]);
    let mut say = |made: StatementMade| ledger.state(made);
    let own = say(statement(ann, two, "10", "2025-01-01"));
    let office = say(statement(ann, two, "20", "2025-01-02"));
    let claim = say(StatementMade { about: Some(ann), ..statement(zoe, one, "30", "2025-01-02") });
    let told = say(StatementMade { reported_by: Some(zoe), ..statement(ann, one, "40", "2025-01-01") });
    let leak = say(statement(hidden, one, "50", "2025-01-02"));
    let same_leak = say(StatementMade { utterance: Some(leak), ..statement(hidden, two, "60", "2025-01-02") });
    let other_leak =
        say(StatementMade { certainty: Certainty::Probable, ..statement(hidden, one, "70", "2025-01-03") });
    let at = "2025-12-31";
    let principal = question(at, HolderBy::Principal);
    let rows = [
        format!("ann one 40 [{told}] [{claim}]"),
        format!("ann two 10 [{own}] []"),
        format!("hidden one 50 [{leak}] []"),
        format!("hidden one 70 [{other_leak}] []"),
        format!("hidden two 60 [{same_leak}] []"),
        format!("zoe two 20 [{office}] []"),
    ];
    assert_eq!(all(&ledger, &principal), rows);
    let speaker = all(&ledger, &question(at, HolderBy::Speaker));
    assert_eq!(speaker[1], format!("ann two 20 [{office}] []"), "the speaker said both");
    let asked = Question { holders: [ann].into(), issues: [two].into(), ..principal.clone() };
    assert_eq!(all(&ledger, &asked), [rows[1].clone()]);
    let filtered = |filter: Filter| all(&ledger, &Question { filter, ..principal.clone() });
    assert_eq!(filtered(Filter { named_only: true, ..Filter::ALL }), [&rows[..2], &rows[5..]].concat());
    let certain = Filter { certainty_min: Certainty::Certain, ..Filter::ALL };
    assert_eq!(filtered(certain), [&rows[..3], &rows[4..]].concat());
    let first_hand = filtered(Filter { first_hand: true, ..Filter::ALL });
    assert_eq!(first_hand, rows[1..], "neither the claim nor what another side relayed");
}

#[test]
fn merges_and_rewordings_act_from_their_own_event_on() {
    let mut ledger = Ledger::opened();
    let [ann, anna] = ["ann", "anna"].map(|slug| ledger.actor(slug, ActorKind::Person));
    let [old, new] = ["old", "new"].map(|slug| ledger.issue(slug));
    let first = ledger.state(statement(ann, old, "80", "2025-01-01"));
    let second = ledger.state(statement(anna, new, "90", "2025-01-01"));
    let question = question("2025-12-31", HolderBy::Principal);
    let before = all(&ledger, &question);
    assert_eq!(before, [format!("ann old 80 [{first}] []"), format!("anna new 90 [{second}] []")]);
    let merges = [ledger.merge_actors(ann, anna).unwrap(), ledger.merge_issues(old, new).unwrap()];
    assert_eq!(all(&ledger, &question), [format!("anna new 80 [{first} {second}] []")]);
    let turned = ledger.reword(new, RewordChange::Reversed);
    assert_eq!(all(&ledger, &question), [format!("anna new -80 [{first} {second}] []")], "both are turned");
    for event in [turned, merges[0], merges[1]] {
        ledger.retract(event);
    }
    assert_eq!(all(&ledger, &question), before);
}
