//! What is said about earlier events: corrections, retractions, merges. At an earlier size the old answer comes back.

use serde_json::{Value, json};

use crate::harness::Sandbox;

/// Actors, an issue, and a statement with the id `q` as event 5; every further event comes an hour later.
fn with_statement() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "actor add qatar --kind state --name Qatar",
        "actor add iran --kind state --name Iran",
        "issue add force --wording 'A force is sent.'",
        "append --speaker qatar --issue force=50 --condition 'a mandate' --on 2025-12-17 --form quote --text Words --id q",
    ] {
        sandbox.on(line).ok();
    }
    sandbox
}

/// `holder score` of each row.
fn held(sandbox: &Sandbox, options: &str) -> Vec<String> {
    let rows = sandbox.on(&format!("replay --json {options}")).ok().json();
    rows.iter().map(|row| format!("{} {}", row["holder"].as_str().unwrap(), row["score"])).collect()
}

#[test]
fn a_correction_changes_what_is_given_and_keeps_the_number() {
    let sandbox = with_statement();
    sandbox.on("correct q --stance 60 --channel 'Al Jazeera' --reason 'heard again' --json").ok();
    let shown = sandbox.on("show q --json").ok().object();
    assert_eq!([&shown["seq"], &shown["stance"], &shown["corrected_by"]], [&json!(5), &json!(60), &json!([7])]);
    assert_eq!([&shown["channel"], &shown["condition"], &shown["text"]], ["Al Jazeera", "a mandate", "Words"]);
    // An empty text takes a field away.
    sandbox.on("correct q --condition '' --text '' --channel '' --reason 'none of these'").ok();
    let shown = sandbox.on("show q --json").ok().object();
    assert!(["channel", "condition", "text"].iter().all(|field| shown[field].is_null()), "{shown}");
    sandbox.on("correct q --unconditional --speaker iran --on 2025-12 --reason 'theirs'").ok();
    let row = sandbox.on("replay --json").ok().object();
    assert_eq!([&row["holder"], &row["stated_on"], &row["seq"]], [&json!("iran"), &json!("2025-12"), &json!(5)]);
    sandbox.on("show 7").ok().says(
        &sandbox,
        "
        seq             7
        kind            record corrected
        summary         event 5: 2025-12-17 qatar force 60: Words
        id              q
        condition       a mandate
        text            Words
        reason          heard again
        recorded_at     2026-01-05T09:00:00Z
        clock_supplied  true
        coder           tester
        hash            ################################################################
        previous        ################################################################
        ",
    );
}

#[test]
fn what_was_known_when_can_be_said_in_many_ways() {
    let sandbox = with_statement();
    // 5 recorded on the 5th at 09:00Z, then on the 6th at 20:30Z and on the 7th at 22:00Z, which is the 8th in Qatar.
    sandbox.at("2026-01-06T20:30:00Z", "correct q --stance 60 --reason 'heard again'").ok();
    sandbox.at("2026-01-07T22:00:00Z", "correct q --stance 70 --reason 'heard once more'").ok();
    for (known_at, score, size) in [
        ("seq:5", 50, 6),
        ("size:6", 50, 6),
        ("seq:6", 60, 7),
        ("size:7", 60, 7),
        ("size:8", 70, 8),
        ("2026-01-05", 50, 6),
        ("2026-01-05 --zone Asia/Qatar", 50, 6),
        ("2026-01-06", 60, 7),
        ("2026-01-06 --zone Asia/Qatar", 60, 7),
        ("2026-01-07", 70, 8),
        ("2026-01-07 --zone Asia/Qatar", 60, 7),
        ("2026-01-06 --zone America/New_York", 60, 7),
        ("2026-01-06T20:29:59.999999Z", 50, 6),
        ("2026-01-06T20:30:00Z", 60, 7),
        ("2026-01-06T23:30:00+03:00", 60, 7),
        ("2027-01-01", 70, 8),
    ] {
        let row = sandbox.on(&format!("replay --json --known-at {known_at}")).ok().object();
        assert_eq!([&row["score"], &row["known_at"]], [score, size], "{known_at}");
        let exported = sandbox.on(&format!("export --known-at {known_at}")).ok().json().pop().unwrap();
        assert_eq!(exported["stance"], score, "{known_at}");
    }
    assert_eq!(held(&sandbox, "--known-at 2026-01-04"), [""; 0]);
    assert_eq!(held(&sandbox, "--known-at size:0"), [""; 0]);
}

#[test]
fn retracting_a_retraction_brings_back_what_it_took() {
    let sandbox = with_statement();
    assert_eq!(held(&sandbox, ""), ["qatar 50"]);
    sandbox.on("correct q --stance 60 --reason harder").ok();
    sandbox.on("retract q --reason 'not theirs'").ok().says(&sandbox, "7  ########  recorded");
    assert_eq!(held(&sandbox, ""), [""; 0]);
    assert_eq!(sandbox.on("show q --json").ok().object()["retracted_by"], json!(7));
    sandbox
        .on("correct q --stance 70 --reason harder")
        .status(2)
        .tells(&sandbox, "error: event 5 was retracted: there is nothing to correct");
    sandbox.on("retract 7 --reason 'theirs after all'").ok();
    assert_eq!(held(&sandbox, ""), ["qatar 60"]);
    // The correction too can go, and come back.
    sandbox.on("retract 6 --reason 'misread'").ok();
    assert_eq!(held(&sandbox, ""), ["qatar 50"]);
    sandbox.on("retract 9 --reason 'not misread'").ok();
    assert_eq!(held(&sandbox, ""), ["qatar 60"]);
    // Retracting the retraction of the retraction.
    sandbox.on("retract 8 --reason 'no, not theirs'").ok();
    assert_eq!(held(&sandbox, ""), [""; 0]);
    for (size, expected) in
        [(6, "qatar 50"), (7, "qatar 60"), (8, ""), (9, "qatar 60"), (10, "qatar 50"), (11, "qatar 60"), (12, "")]
    {
        let now = held(&sandbox, &format!("--known-at size:{size}"));
        assert_eq!(now.first().map_or("", String::as_str), expected, "at size {size}");
    }
    sandbox.on("audit --quiet").ok();
}

#[test]
fn a_merge_counts_until_it_is_retracted() {
    let sandbox = with_statement();
    sandbox.on("append --speaker iran --issue force=-80 --on 2025-12-18 --form quote --id i").ok();
    assert_eq!(held(&sandbox, ""), ["iran -80", "qatar 50"]);
    sandbox.on("merge actor iran qatar --reason 'one desk'").ok().says(&sandbox, "7  ########  recorded");
    assert_eq!(held(&sandbox, ""), ["qatar -80"]);
    // Both names lead to it, and its earlier self is told where it went.
    assert_eq!(held(&sandbox, "--actor iran"), ["qatar -80"]);
    assert_eq!(held(&sandbox, "--known-at seq:6"), ["iran -80", "qatar 50"]);
    assert_eq!(sandbox.on("actor show iran --json").ok().object()["merged_into"], "qatar");
    for (line, words) in [
        (
            "merge actor qatar iran --reason x",
            "`iran` counts as `qatar` already: merging them the other way would make a circle",
        ),
        ("merge actor iran qatar --reason x", "`iran` was merged into `qatar` already, by event 7"),
        ("merge actor qatar qatar --reason x", "`qatar` cannot be merged into itself"),
        ("merge actor Qatar qatar --reason x", "`Qatar` and `qatar` are two names of one record already"),
    ] {
        sandbox.on(line).status(2).tells(&sandbox, &format!("error: {words}"));
    }
    sandbox.on("retract 7 --reason 'two desks'").ok();
    assert_eq!(held(&sandbox, ""), ["iran -80", "qatar 50"]);
    // The other way round it is no circle now, but then the first cannot come back.
    sandbox.on("merge actor qatar iran --reason 'one desk'").ok();
    assert_eq!(held(&sandbox, ""), ["iran -80"]);
    sandbox
        .on("retract 8 --reason 'again'")
        .status(2)
        .tells(&sandbox, "error: `qatar` counts as `iran` already: merging them the other way would make a circle");
    let exported = sandbox.on("export").ok().json();
    assert_eq!(exported[0]["aliases"], json!(["qatar"]));
    assert!(exported.iter().filter(|line| line["type"] == "statement").all(|line| line["speaker"] == "iran"));
}

#[test]
fn issues_merge_like_actors() {
    let sandbox = with_statement();
    sandbox.on("append --speaker qatar --issue troops=-80 --on 2025-12-18 --form quote --new").ok();
    sandbox.on("merge issue troops force --reason 'one question'").ok();
    let row = sandbox.on("replay --json --issue troops").ok().object();
    assert_eq!([&row["issue"], &row["score"]], [&json!("force"), &json!(-80)]);
    sandbox
        .on("issue list")
        .ok()
        .says(&sandbox, "issue   wording\nforce   A force is sent.\ntroops  merged into force");
}

#[test]
fn what_is_in_use_is_not_retracted() {
    let sandbox = with_statement();
    let refused = |line: &str, words: &str| {
        sandbox.on(line).status(2).tells(&sandbox, &format!("error: {words}"));
    };
    refused("retract 0 --reason x", "event 0 is `ledger opened`: events of this kind stay");
    refused("retract 1 --reason x", "event 1 is `coder added`: events of this kind stay");
    refused(
        "retract 2 --reason x",
        "event 2 (`actor added`) is still referred to by event 5: correct or retract that one first, or merge the two \
         records if they are one",
    );
    sandbox.on("retract 3 --reason 'never spoke'").ok();
    refused("retract 3 --reason x", "event 3 was retracted already, by event 6");
    sandbox.on("actor show iran").status(2);
    // The name is free again, and so the first cannot come back.
    sandbox.on("actor add iran --kind state --name 'Islamic Republic'").ok();
    sandbox.on("retract 6 --reason x").status(1).tells(
        &sandbox,
        "
        error: actor `iran` is recorded already, as event 7, with another content
        hint: `onrecord actor amend` changes it
        hint: `onrecord show 7` shows it
        ",
    );
    sandbox.on("retract 7 --reason 'two of them'").ok();
    sandbox.on("retract 6 --reason 'this one'").ok();
    assert_eq!(sandbox.on("actor show iran --json").ok().object()["seq"], json!(3));
    // An actor into which another was merged is in use as well.
    sandbox.on("correct q --speaker iran --reason 'theirs'").ok();
    sandbox.on("merge actor iran qatar --reason one").ok();
    sandbox.on("retract 2 --reason x").status(2);
}

#[test]
fn corrections_in_an_utterance_of_several_issues_change_one() {
    let sandbox = with_statement();
    let both = "append --speaker qatar --issue a=10 --issue b=20 --on 2025-12-18 --form quote --text Both --id u --new";
    sandbox.on(both).ok();
    sandbox.on("correct u/b --reason nothing").status(2);
    sandbox.on("correct u/a --reason nothing").status(2);
    sandbox.on("correct u/b --stance 30 --reason harder").ok();
    let shown = |id: &str| sandbox.on(&format!("show {id} --json")).ok().object();
    assert_eq!([&shown("u/a")["stance"], &shown("u/b")["stance"]], [10, 30]);
    assert_eq!(shown("u/a")["utterance_of"], shown("u/b")["utterance_of"]);
    assert_eq!(shown("u/b")["utterance"], Value::Null, "no key was given");
}
