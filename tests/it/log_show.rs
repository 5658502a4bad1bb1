//! `log` and `show`: what is in the ledger.

use serde_json::{Value, json};

use crate::harness::Sandbox;

fn with_events() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for (now, line) in [
        ("2026-01-06T10:00:00Z", "actor add qatar --kind state --name Qatar"),
        ("2026-01-06T23:59:59Z", "issue add force --wording 'A force is sent.'"),
        (
            "2026-01-07T00:00:00Z",
            "append --speaker qatar --issue force=50 --on 2025-12-17 --form quote --text 'We will' --id q1",
        ),
        (
            "2026-01-07T12:00:00Z",
            "append --speaker iran --issue force=-50 --on 2025-12-18 --form paraphrase --id q2 --new",
        ),
        ("2026-01-08T09:00:00Z", "retract q1 --reason 'not theirs'"),
    ] {
        sandbox.at(now, line).ok();
    }
    sandbox
}

fn seqs(sandbox: &Sandbox, options: &str) -> Vec<u64> {
    let events = sandbox.on(&format!("log --json {options}")).ok().json();
    events.iter().map(|event| event["seq"].as_u64().unwrap()).collect()
}

#[test]
fn the_log_lists_events_oldest_first() {
    let sandbox = with_events();
    sandbox.on("log").ok().tells(&sandbox, "").says(
        &sandbox,
        "
        seq  hash      recorded (UTC)    event
        0    ########  2026-01-05 09:00  ledger opened
        1    ########  2026-01-05 09:00  coder added: tester
        2    ########  2026-01-06 10:00  actor added: qatar (state), Qatar
        3    ########  2026-01-06 23:59  issue added: force: A force is sent.
        4    ########  2026-01-07 00:00  statement made: 2025-12-17 qatar force 50: We …
        5    ########  2026-01-07 12:00  actor added: iran (unknown), iran
        6    ########  2026-01-07 12:00  statement made: 2025-12-18 iran force -50
        7    ########  2026-01-08 09:00  record retracted: event 4: not theirs
        ",
    );
    let event = sandbox.on("log --json").ok().json().remove(4);
    let fields: Vec<&String> = event.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["seq", "hash", "recorded_at", "kind", "coder", "signed", "summary", "retracted_by"]);
    assert_eq!(
        [&event["kind"], &event["recorded_at"], &event["coder"]],
        ["statement made", "2026-01-07T00:00:00Z", "tester"]
    );
    assert_eq!(event["retracted_by"], json!(7));
    assert_eq!(sandbox.on("show 0 --json").ok().object()["coder"], json!(null), "nobody was there yet");
}

#[test]
fn the_log_is_narrowed_by_names_and_times() {
    let sandbox = with_events();
    for (options, expected) in [
        ("--limit 2", vec![6, 7]),
        ("--limit 0", vec![]),
        ("--limit 99", vec![0, 1, 2, 3, 4, 5, 6, 7]),
        ("--actor qatar", vec![2, 4]),
        ("--actor qatar --actor iran", vec![2, 4, 5, 6]),
        ("--issue force", vec![3, 4, 6]),
        ("--issue force --actor iran", vec![6]),
        ("--since 2026-01-07", vec![4, 5, 6, 7]),
        ("--until 2026-01-06", vec![0, 1, 2, 3]),
        ("--since 2026-01-06 --until 2026-01-06", vec![2, 3]),
        ("--since 2026-01-07T00:00:01Z --until 2026-01-07T12:00:00Z", vec![5, 6]),
        ("--issue force --limit 1", vec![6]),
    ] {
        assert_eq!(seqs(&sandbox, options), expected, "{options}");
    }
}

#[test]
fn an_event_is_shown_by_number_hash_or_id() {
    let sandbox = with_events();
    let by_id = sandbox.on("show q1 --json").ok().object();
    let hash = by_id["hash"].as_str().unwrap().to_owned();
    for name in ["4", "seq:4", &hash, &hash[..8], &hash[..20]] {
        assert_eq!(sandbox.run(["show", name, "--json"]).ok().object(), by_id, "{name}");
    }
    let previous = sandbox.on("show 3 --json").ok().object()["hash"].clone();
    assert_eq!(
        by_id,
        json!({
            "seq": 4, "hash": hash, "previous": previous, "recorded_at": "2026-01-07T00:00:00Z", "coder": "tester",
            "kind": "statement made", "clock_supplied": true, "retracted_by": 7, "wording": "A force is sent.",
            "utterance_of": 4, "id": "q1", "date": "2025-12-17", "speaker": "qatar", "issue": "force", "stance": 50,
            "form": "quote", "text": "We will",
        })
    );
    sandbox.on("show q1").ok().says(
        &sandbox,
        "
        seq             4
        kind            statement made
        id              q1
        date            2025-12-17
        speaker         qatar
        issue           force
        wording         A force is sent.
        stance          50
        form            quote
        text            We will
        utterance_of    4
        retracted_by    7
        recorded_at     2026-01-07T00:00:00Z
        clock_supplied  true
        coder           tester
        hash            ################################################################
        previous        ################################################################
        ",
    );
}

#[test]
fn every_kind_of_event_can_be_shown() {
    let sandbox = with_events();
    for line in [
        "actor role iran --title Voice --of qatar --from 2025 --to 2026",
        "actor add bloc --kind group --name Bloc",
        "actor member bloc qatar --from 2020",
        "issue reword force --wording 'No force.' --reversed",
        "source add page --url https://example.org/ --title Page",
        "source check page --gone --note 'not found'",
        "source attach q2 page --locator 'p. 3'",
        "occasion add meeting --on 2025-12-16 --name Meeting",
        "occasion account meeting --by iran --source page --seen reported",
        "append --speaker iran --issue force=1 --on 2025-12-19 --form quote --channel IRNA",
        "correct q2 --stance -60 --reason harder",
        "merge actor bloc qatar --reason one",
    ] {
        sandbox.at("2026-01-09T00:00:00Z", line).ok();
    }
    let summaries: Vec<String> = sandbox
        .on("log --json --since 2026-01-09")
        .ok()
        .json()
        .iter()
        .map(|event| format!("{}: {}", event["kind"].as_str().unwrap(), event["summary"].as_str().unwrap()))
        .collect();
    assert_eq!(
        summaries,
        [
            "role held: iran: Voice of qatar, 2025 to 2026",
            "actor added: bloc (group), Bloc",
            "membership held: qatar in bloc, from 2020",
            "issue reworded: force (reversed): No force.",
            "source added: page: Page",
            "source checked: page: gone",
            "evidence attached: page for event 6",
            "occasion added: meeting on 2025-12-16",
            "account given: meeting by iran, seen reported",
            "channel added: IRNA",
            "statement made: 2025-12-19 iran force 1",
            "record corrected: event 6: 2025-12-18 iran force -60",
            "actors merged: bloc into qatar",
        ]
    );
    for seq in seqs(&sandbox, "") {
        let shown = sandbox.on(&format!("show {seq} --json")).ok().object();
        let logged = &sandbox.on("log --json").ok().json()[seq as usize];
        for field in ["seq", "hash", "kind", "recorded_at", "coder"] {
            assert_eq!(shown[field], logged[field], "{field} of event {seq}");
        }
        let text = sandbox.on(&format!("show {seq}")).ok().stdout;
        assert!(!text.contains("secret"), "{text}");
    }
    let actor = sandbox.on("show 2 --json").ok().object();
    assert_eq!([&actor["kind"], &actor["actor_kind"], &actor["slug"]], ["actor added", "state", "qatar"]);
}

#[test]
fn a_clock_that_went_back_a_little_is_held_and_told() {
    let sandbox = with_events();
    sandbox.at("2026-01-08T08:51:00Z", "append --speaker qatar --issue force=1 --on 2025 --form quote --id held").ok();
    let held = sandbox.on("show held --json").ok().object();
    assert_eq!([&held["recorded_at"], &held["clock_held"]], [&json!("2026-01-08T09:00:00Z"), &json!(true)]);
    let late = "append --speaker qatar --issue force=2 --on 2025 --form quote --id late";
    sandbox.at("2026-01-08T08:49:00Z", late).status(2);
    sandbox.at("2026-01-08T08:49:00Z", &format!("{late} --accept-clock")).ok();
    assert_eq!(sandbox.on("show late --json").ok().object()["clock_held"], json!(true));
    assert_eq!(sandbox.on("show q1 --json").ok().object()["clock_held"], Value::Null);
    sandbox.on("audit --quiet").ok();
}
