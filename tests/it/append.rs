//! `append`: one utterance, one statement an issue, recorded once.

use serde_json::{Value, json};

use crate::harness::Sandbox;

const QATAR: &str = "append --speaker Qatar --issue force=support --on 2025-12-17 --form quote --text 'We will'";

#[test]
fn the_answer_names_the_event_and_the_head() {
    let sandbox = Sandbox::with_ledger();
    let answer = sandbox.on(&format!("{QATAR} --new --json")).ok().object();
    let fields: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["seq", "hash", "already_recorded", "size", "head"]);
    // Opened, coder, issue, actor, statement.
    assert_eq!((&answer["seq"], &answer["already_recorded"]), (&json!(4), &json!(false)));
    assert_eq!((&answer["size"], &answer["head"]), (&json!(5), &answer["hash"]));
    let hash = answer["hash"].as_str().unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')), "{hash}");
}

#[test]
fn the_same_again_is_recorded_already() {
    let sandbox = Sandbox::with_ledger();
    sandbox.on(&format!("{QATAR} --new")).ok().says(&sandbox, "4  ########  recorded");
    sandbox.on(QATAR).ok().says(&sandbox, "4  ########  already recorded").tells(&sandbox, "");
    // Not even the coder is new then.
    let again = sandbox.on(&format!("{QATAR} --coder somebody-else --json")).ok().object();
    assert_eq!((&again["seq"], &again["already_recorded"], &again["size"]), (&json!(4), &json!(true), &json!(5)));
    // White space around names and another spelling of the date's day are the same or not: another day is not.
    sandbox.on(&QATAR.replace("12-17", "12-18")).ok().says(&sandbox, "5  ########  recorded");
}

#[test]
fn an_id_stands_for_one_content() {
    let sandbox = Sandbox::with_ledger();
    sandbox.on(&format!("{QATAR} --id q1 --new")).ok();
    sandbox.on(&format!("{QATAR} --id q1")).ok().says(&sandbox, "4  ########  already recorded");
    let other = QATAR.replace("=support", "=oppose").replace("We will", "We will not");
    sandbox.on(&format!("{other} --id q1")).status(1).says(&sandbox, "").tells(
        &sandbox,
        "
        error: the id `q1` is recorded already, as event 4, with another content (stance, text)
        hint: `onrecord correct 4 … --reason TEXT` changes what was coded; another statement needs an id other than `q1`
        ",
    );
    sandbox.on("correct q1 --stance oppose --text 'We will not' --reason misheard").ok();
    // As it was recorded first and as it stands now, it is no other content.
    sandbox.on(&format!("{QATAR} --id q1")).ok().says(&sandbox, "4  ########  already recorded");
    sandbox.on(&format!("{other} --id q1")).ok().says(&sandbox, "4  ########  already recorded");
    sandbox.on("retract q1 --reason 'not theirs'").ok();
    sandbox
        .on(&format!("{QATAR} --id q1"))
        .ok()
        .says(&sandbox, "4  ########  already recorded, and retracted by event 6");
}

#[test]
fn expect_records_only_behind_that_head() {
    let sandbox = Sandbox::with_ledger();
    let head = |answer: Value| answer["head"].as_str().unwrap().to_owned();
    let first = head(sandbox.on(&format!("{QATAR} --new --json")).ok().object());
    let second = QATAR.replace("12-17", "12-18");
    let behind_first = format!("{second} --json --expect {first}");
    let now = head(sandbox.on(&behind_first).ok().object());
    // The same command again finds its statement before it looks at the head.
    assert_eq!(sandbox.on(&behind_first).ok().object()["already_recorded"], json!(true));
    let third = QATAR.replace("12-17", "12-19");
    let stale = sandbox.on(&format!("{third} --expect {first}")).status(1);
    assert_eq!(
        stale.stderr,
        format!(
            "error: the ledger's head is {now}, not {first}\nhint: something was recorded since: look at it with \
             `onrecord log`, then append again\n"
        )
    );
    assert_eq!(sandbox.on("stats --json").ok().object()["statements"], json!(2));
}

#[test]
fn an_utterance_on_several_issues_is_one() {
    let sandbox = Sandbox::with_ledger();
    let both = "append --speaker qatar --issue force=support --issue mandate --stance -40 --on 2025-12 --form quote \
                --text 'Both' --id q1 --new --json";
    let answers = sandbox.on(both).ok().json();
    assert_eq!(answers.len(), 2);
    let shown: Vec<Value> =
        answers.iter().map(|a| sandbox.on(&format!("show {} --json", a["seq"])).ok().object()).collect();
    assert_eq!([&shown[0]["id"], &shown[1]["id"]], ["q1/force", "q1/mandate"]);
    assert_eq!([&shown[0]["stance"], &shown[1]["stance"]], [&json!("support"), &json!(-40)]);
    assert_eq!(shown[1]["utterance_of"], answers[0]["seq"]);
    assert!(sandbox.on(both).ok().json().iter().all(|answer| answer["already_recorded"] == json!(true)));
    // Without an id, one of them alone is known again too.
    let no_id = both.replace("--id q1 ", "").replace("12 --form", "11 --form");
    let second = sandbox.on(&no_id).ok().json().remove(1);
    let alone = sandbox.on(&no_id.replace("--issue force=support ", "")).ok().object();
    assert_eq!((&alone["seq"], &alone["already_recorded"]), (&second["seq"], &json!(true)));
}

#[test]
fn like_takes_what_is_not_given_but_no_words() {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("actor add iran --kind state --name Iran").ok();
    sandbox
        .on("append --speaker Qatar --for iran --issue force --stance 40 --condition 'a mandate' --on 2025-12-17 \
             --form quote --genre speech --channel 'Shura Council' --text Words --note Remark --certainty probable \
             --id first --new")
        .ok();
    sandbox.on("append --like first --issue mandate --on 2025-12-18 --id second --new").ok();
    let show = |id: &str| sandbox.on(&format!("show {id} --json")).ok().object();
    let (first, second) = (show("first"), show("second"));
    for field in ["speaker", "on_behalf_of", "stance", "form", "genre", "channel", "certainty"] {
        assert_eq!(first[field], second[field], "{field}");
        assert_ne!(second[field], Value::Null, "{field}");
    }
    for field in ["condition", "text", "note"] {
        assert_eq!(second[field], Value::Null, "{field}");
    }
    assert_eq!([&second["issue"], &second["date"]], ["mandate", "2025-12-18"]);
    sandbox.on("append --like 0").status(2).tells(&sandbox, "error: event 0 is no statement");
}

#[test]
fn new_names_are_told_with_those_that_are_alike() {
    let sandbox = Sandbox::with_ledger();
    sandbox
        .on(&format!("{QATAR} --new"))
        .ok()
        .tells(&sandbox, "note: new issue `force`\nnote: new actor `qatar` (Qatar)");
    sandbox.on(&format!("{} --new", QATAR.replace("Qatar", "'Qatár '").replace("force", "forces"))).ok().tells(
        &sandbox,
        "note: new issue `forces`; alike: `force`\nnote: `Qatár ` was taken for `qatar`, which is known as \"Qatar\"",
    );
    sandbox
        .on(&format!("{} --new", QATAR.replace("Qatar", "Quatar")))
        .ok()
        .tells(&sandbox, "note: new actor `quatar` (Quatar); alike: `qatar`");
    let quiet = format!("{} --new --quiet", QATAR.replace("Qatar", "Katar"));
    sandbox.on(&quiet).ok().tells(&sandbox, "");
}

#[test]
fn whom_it_was_said_for_follows_from_the_role() {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "actor add qatar --kind state --name Qatar",
        "actor add iran --kind state --name Iran",
        "actor add ansari --kind person --name 'Majed Al Ansari'",
        "issue add force --wording 'A force is sent.'",
        "actor role ansari --title Spokesman --of qatar --from 2025-01",
        "append --speaker ansari --issue force=50 --on 2025-12-17 --form quote --id as-spokesman",
        "append --speaker ansari --issue force=-50 --on 2025-12-17 --form quote --id himself --own-name",
        "append --speaker ansari --issue force=10 --on 2024 --form quote --id before",
    ] {
        sandbox.on(line).ok();
    }
    let rows = |options: &str| -> Vec<Value> {
        let rows = sandbox.on(&format!("replay --json {options}")).ok().json();
        rows.iter().map(|row| json!([row["holder"], row["score"]])).collect()
    };
    assert_eq!(rows(""), [json!(["ansari", -50]), json!(["qatar", 50])]);
    assert_eq!(rows("--by speaker"), [json!(["ansari", -50])]);
    assert_eq!(rows("--at 2024-12-31"), [json!(["ansari", 10]), json!(["qatar", null])]);
    sandbox.on("actor role ansari --title Envoy --of iran --from 2025-12-01 --to 2025-12-31").ok();
    let two = "append --speaker ansari --issue force=50 --on 2025-12-20 --form quote";
    sandbox.on(two).status(2).tells(
        &sandbox,
        "
        error: `ansari` spoke for `qatar` and for `iran` on 2025-12-20
        hint: say for whom it was said with --for SLUG, or --own-name for nobody but the speaker
        ",
    );
    sandbox.on(&format!("{two} --for iran")).ok();
    sandbox.on(&format!("{two} --own-name")).ok();
    sandbox.on(&two.replace("2025-12-20", "2026-01-01")).ok();
}
