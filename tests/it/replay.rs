//! `replay`: who holds what; the rules themselves are held against the model in `case` and `random_ledgers`.

use serde_json::{Value, json};

use crate::harness::Sandbox;

fn with(lines: &[Value]) -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    sandbox.file("lines.jsonl", text.join("\n"));
    sandbox.on("import lines.jsonl --new --quiet").ok();
    sandbox
}

fn said(id: &str, speaker: &str, stance: Value, date: &str, more: Value) -> Value {
    let mut line =
        json!({"id": id, "speaker": speaker, "issue": "force", "stance": stance, "date": date, "form": "quote"});
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    line
}

fn actor(slug: &str, kind: &str) -> Value {
    json!({"type": "actor", "slug": slug, "name": slug, "kind": kind})
}

#[test]
fn a_row_has_these_fields() {
    let source = json!({"title": "Page", "publisher": "TRT World"});
    let more = json!({"channel": "Al Jazeera", "condition": "a mandate", "text": "We will", "source": source});
    let sandbox = with(&[said("q", "qatar", json!(50), "2025-12-17", more)]);
    let mut row = sandbox.on("replay --json").ok().object();
    let shown = sandbox.on("show q --json").ok().object();
    assert_eq!(row["source"], shown["evidence"][0]["source"]);
    assert_eq!(row["hash"], shown["hash"]);
    for field in ["hash", "source", "sources"] {
        row.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(
        row,
        json!({
            "holder": "qatar", "issue": "force", "score": 50, "low": 50, "high": 50, "status": "held",
            "condition": "a mandate", "since": "2025-12-17", "stated_on": "2025-12-17", "seq": shown["seq"],
            "speaker": "qatar", "channel": "Al Jazeera", "form": "quote", "text": "We will",
            "deciding": [shown["seq"]], "possible": [], "silences": [], "claims": [],
            "at": "2026-01-05", "known_at": shown["seq"].as_u64().unwrap() + 1, "checks": [],
        })
    );
}

#[test]
fn the_table_fits_eighty_columns() {
    let sandbox = with(&[
        actor("gulf-cooperation-council", "organisation"),
        said("a", "qatar", json!(50), "2025-12-10", json!({"channel": "Al Jazeera"})),
        said(
            "b",
            "qatar",
            json!(50),
            "2025-12-17",
            json!({"channel": "Shura Council", "condition": "there is a mandate of the United Nations"}),
        ),
        said("c", "iran", json!(-80), "2025-12-17", json!({})),
        said("d", "iran", json!(-40), "2025-12-17", json!({})),
        said("e", "iran", json!("declined"), "2025-12-18", json!({})),
        said("f", "oman", json!(10), "2025-12-17", json!({})),
        said("g", "oman", json!("withdrawn"), "2025-12-18", json!({})),
        said("h", "gulf-cooperation-council", json!(10), "2025", json!({"issue": "a-question-with-a-very-long-name"})),
        said("i", "egypt", json!(10), "2025-12-17", json!({"about": "jordan"})),
        said("j", "yemen", json!(10), "2026-12-17", json!({})),
        said("k", "syria", json!("unclear"), "2025-12-17", json!({})),
    ]);
    sandbox
        .on("replay --at 2025-12-31")
        .ok()
        .says(
            &sandbox,
            "
            holder, issue                 position        since       event  said
            gulf-cooperation-council
              a-question-with-a-very-lo…  +10             2025        17
            iran
              force                       -40 (-80..-40)  2025-12-17  11     silence 12
            jordan
              force                       none                               claim 20
            oman
              force                       withdrawn       2025-12-18  15
            qatar
              force                       +50             2025-12-10  8      if there is a …
            syria
              force                       none                               silence 24
            ",
        )
        .tells(
            &sandbox,
            "
            note: at the end of 2025-12-31, as known from the first 25 events
            note: not shown: 1 row with statements only after 2025-12-31
            ",
        );
}

#[test]
fn exit_status_tells_whether_an_asked_for_position_is_there() {
    let sandbox = with(&[
        said("a", "qatar", json!(50), "2025-12-17", json!({})),
        said("b", "iran", json!("declined"), "2025-12-17", json!({})),
        said("c", "oman", json!("withdrawn"), "2025-12-17", json!({})),
        said("d", "qatar", json!(1), "2025-12-17", json!({"issue": "mandate"})),
    ]);
    for (options, status) in [
        ("", 0),
        ("--actor qatar", 0),
        ("--actor iran", 0),
        ("--actor qatar --issue force", 0),
        ("--actor qatar --issue force --issue mandate", 0),
        ("--actor qatar --issue force --at 2025-12-16", 1),
        ("--actor iran --issue force", 1),
        ("--actor oman --issue force", 0),
        ("--actor qatar --actor iran --issue force", 1),
        ("--actor iran --issue mandate", 1),
        ("--issue mandate --at 2020-01-01", 0),
        ("--actor nobody", 2),
        ("--issue nothing", 2),
    ] {
        for json in ["", " --json"] {
            sandbox.on(&format!("replay {options}{json}")).status(status);
        }
    }
}

#[test]
fn statements_can_be_left_out_by_how_we_have_them() {
    let sandbox = with(&[
        actor("leak", "anonymous"),
        actor("mediators", "group"),
        json!({"type": "role", "actor": "minister", "title": "Minister", "of": "qatar"}),
        json!({"type": "member", "group": "mediators", "actor": "egypt"}),
        said("own", "qatar", json!(10), "2025-12-10", json!({})),
        said("by-minister", "qatar", json!(20), "2025-12-11", json!({"reported_by": "minister"})),
        said("relayed", "qatar", json!(30), "2025-12-12", json!({"reported_by": "iran"})),
        said("leaked", "leak", json!(40), "2025-12-13", json!({"on_behalf_of": "qatar"})),
        said("probable", "qatar", json!(50), "2025-12-14", json!({"certainty": "probable"})),
        said("doubtful", "qatar", json!(60), "2025-12-15", json!({"certainty": "doubtful"})),
        said("claimed", "iran", json!(70), "2025-12-16", json!({"about": "qatar"})),
        said("by-member", "mediators", json!(80), "2025-12-17", json!({"reported_by": "egypt"})),
        said("by-other", "mediators", json!(90), "2025-12-18", json!({"reported_by": "iran"})),
    ]);
    let held = |options: &str, at: &str| -> Vec<Value> {
        let rows = sandbox.on(&format!("replay --json --at {at} {options}")).ok().json();
        rows.iter().map(|row| json!([row["holder"], row["score"], row["claims"].as_array().unwrap().len()])).collect()
    };
    for (options, at, expected) in [
        ("", "2025-12-31", json!([["mediators", 90, 0], ["qatar", 60, 1]])),
        ("--first-hand", "2025-12-31", json!([["mediators", 80, 0], ["qatar", 60, 0]])),
        ("--first-hand", "2025-12-12", json!([["mediators", null, 0], ["qatar", 20, 0]])),
        ("", "2025-12-12", json!([["mediators", null, 0], ["qatar", 30, 0]])),
        ("", "2025-12-13", json!([["mediators", null, 0], ["qatar", 40, 0]])),
        ("--named-only", "2025-12-13", json!([["mediators", null, 0], ["qatar", 30, 0]])),
        ("--min-certainty probable", "2025-12-31", json!([["mediators", 90, 0], ["qatar", 50, 1]])),
        ("--min-certainty certain", "2025-12-31", json!([["mediators", 90, 0], ["qatar", 40, 1]])),
        (
            "--min-certainty certain --named-only --first-hand",
            "2025-12-31",
            json!([["mediators", 80, 0], ["qatar", 20, 0]]),
        ),
    ] {
        assert_eq!(json!(held(options, at)), expected, "{options} at {at}");
    }
}

#[test]
fn anonymous_speakers_are_never_taken_for_one() {
    let sandbox = with(&[
        actor("official", "anonymous"),
        said("a", "official", json!(50), "2025-12-17", json!({})),
        said("b", "official", json!(-50), "2025-12-17", json!({})),
        said("c", "official", json!(10), "2025-12-16", json!({"utterance": "u"})),
        said("d", "official", json!(20), "2025-12-17", json!({"utterance": "u"})),
    ]);
    let rows = sandbox.on("replay --json --actor official --issue force").ok().json();
    let scores: Vec<&Value> = rows.iter().map(|row| &row["score"]).collect();
    assert_eq!(scores, [50, -50, 20]);
    assert!(rows.iter().all(|row| row["holder"] == "official" && row["status"] == "held"));
}

#[test]
fn today_is_the_day_that_is_asked_for_if_none_is() {
    let sandbox = with(&[said("a", "qatar", json!(50), "2026-01-06", json!({}))]);
    assert_eq!(sandbox.at("2026-01-05T23:59:59Z", "replay --json").ok().object()["status"], "none");
    let row = sandbox.at("2026-01-06T00:00:00Z", "replay --json").ok().object();
    assert_eq!([&row["status"], &row["at"]], ["held", "2026-01-06"]);
    sandbox
        .at("2026-01-05T12:00:00Z", "replay")
        .ok()
        .says(&sandbox, "holder, issue  position  since  event  said")
        .tells(
            &sandbox,
            "
        note: at the end of 2026-01-05, as known from the first 5 events
        note: not shown: 1 row with statements only after 2026-01-05
        ",
        );
}
