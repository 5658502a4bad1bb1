//! Redacted words are gone from every file, whatever came in between, and everything else is as it was.

mod kept;
mod killed;

use std::collections::BTreeSet;
use std::path::Path;

use onrecord_core::entry::Entry;
use onrecord_core::erasure::Erasures;
use onrecord_storage::journal::walk::{JournalWalk, Walked};
use serde_json::Value;

use crate::harness::Sandbox;
use crate::reader::read;

const WORDS: &str = "We shall build the road at night";
const BETTER: &str = "We shall build that road by night";
const DOCUMENT: &str = "Dear all,\nWe shall build the road at night. Nobody must know of it.\n";

/// An utterance on two issues (7, 8) with a quote out of a kept document (6), corrected (9), with further evidence (10),
/// and another statement with the same condition (11).
pub(super) fn ledger() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("actor add ann --kind person --name 'Ann Smith'").ok();
    sandbox.on("issue add road --wording 'A road is built.'").ok();
    sandbox.on("issue add rail --wording 'Rails are laid.'").ok();
    sandbox.file("letter.txt", DOCUMENT);
    sandbox.on("source add letter --file letter.txt --title 'A letter'").ok();
    sandbox.on("source add book --url https://books.example/1").ok();
    let said = format!("--speaker ann --on 2025-01-02 --form quote --condition 'if the moon shines' --text '{WORDS}'");
    sandbox.on(&format!("append --issue road=40 --issue rail=10 --source letter {said}")).ok();
    sandbox.run(["correct", "7", "--text", BETTER, "--reason", "second reading", "--unverified"]).ok();
    sandbox.run(["source", "attach", "7", "book", "--text", WORDS, "--locator", "p. 3"]).ok();
    sandbox.on("append --id other --speaker ann --issue road=40 --on 2025-02-02 --form paraphrase --condition 'if the moon shines'").ok();
    sandbox
}

/// The entries of a ledger, as its journal has them.
pub(super) fn entries(ledger: &Path) -> Vec<Entry> {
    let entry = |walked: Walked| if let Walked::Entry(walked) = walked { walked.entry } else { panic!("{walked:?}") };
    JournalWalk::begin(ledger).unwrap().map(entry).collect()
}

/// What the words that go would be found by: themselves, their salts, and the secrets of their events.
pub(super) fn traces(before: &[Entry], redaction: &Entry) -> Vec<Vec<u8>> {
    let mut erasures = Erasures::new();
    erasures.take(redaction).unwrap();
    let traces = before.iter().flat_map(|entry| erasures.traces(entry).unwrap());
    let parts = traces.flat_map(|traces| {
        let salts = traces.salts.iter().map(|salt| salt.to_vec()).collect::<Vec<_>>();
        salts.into_iter().chain([traces.text.into_bytes()])
    });
    let distinct: BTreeSet<Vec<u8>> = parts.collect();
    distinct.into_iter().collect()
}

/// Files below a folder that hold one of these, in their bytes or in their names.
pub(super) fn holding(folder: &Path, parts: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, parts));
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = [std::fs::read(&path).unwrap(), b"\0".to_vec(), name.clone().into_bytes()].concat();
        if parts.iter().any(|part| bytes.windows(part.len()).any(|window| window == part)) {
            found.push(name);
        }
    }
    found
}

pub(super) fn hashes(sandbox: &Sandbox) -> Vec<Value> {
    sandbox.on("log --json").ok().json().iter().map(|event| event["hash"].clone()).collect()
}

#[test]
fn words_and_salts_are_in_no_file_and_every_hash_is_what_it_was() {
    let sandbox = ledger();
    let (before, hashes_before) = (entries(&sandbox.ledger()), hashes(&sandbox));
    let plan = sandbox.on("redact 7 --slot text --reason 'a court said so' --dry-run --json").ok().object();
    assert_eq!(plan["dry_run"], true);
    assert_eq!(hashes(&sandbox), hashes_before, "nothing was changed");
    let done = sandbox.on("redact 7 --slot text --reason 'a court said so' --json").ok().object();
    assert_eq!(done["slots"], plan["slots"]);
    let slots = done["slots"].as_array().unwrap().iter().map(|slot| format!("{} {}", slot["event"], slot["slot"]));
    let expected = ["7 \"text\"", "7 \"id\"", "8 \"text\"", "8 \"id\"", "9 \"text\"", "9 \"id\"", "10 \"text\""];
    assert_eq!(slots.collect::<Vec<_>>(), expected);
    // The document still has the words, and is said to.
    let found = done["found"].as_array().unwrap();
    assert!(
        !found.is_empty() && found.iter().all(|found| found["what"] == "words" && found["also_in"][0] == 5),
        "{found:?}"
    );
    let after = entries(&sandbox.ledger());
    let parts = traces(&before, after.last().unwrap());
    assert!(parts.len() >= 4 + 7 + 2, "{}", parts.len());
    assert_eq!(holding(&sandbox.ledger().join("sources"), &parts).len(), 1);
    let done = sandbox.on("redact letter --slot bytes --slot title --reason 'taken back' --json").ok().object();
    assert_eq!((&done["sources"], &done["found"]), (&serde_json::json!([5]), &serde_json::json!([])));
    let end = entries(&sandbox.ledger());
    let more = [parts, traces(&after, end.last().unwrap()), vec![DOCUMENT.as_bytes().to_vec()]].concat();
    assert!(before.len() == 12 && end.len() == 14);
    assert_eq!(holding(&sandbox.ledger(), &more), Vec::<String>::new());
    // Every event is what it was, byte for byte; every hash and proof with it.
    assert!(before.iter().zip(&end).all(|(old, new)| old.event == new.event));
    assert_eq!(hashes(&sandbox)[..12], hashes_before);
    let audit = sandbox.on("audit --json").ok().object();
    let checked = audit["checked"].to_string();
    assert!(checked.contains("9 redacted slots"), "{checked}");
    assert!(audit["not_checked"].to_string().contains("quotes whose words or document were redacted"), "{audit}");
    let reader = read(&sandbox.ledger(), &["--bodies"]).ok().stdout;
    assert!(reader.trim_end().ends_with(audit["root"].as_str().unwrap()), "{reader}");
    assert!(std::fs::read_dir(sandbox.ledger().join("sources")).unwrap().next().is_none());
}

#[test]
fn whoever_asks_is_told_which_event_took_the_words() {
    let sandbox = ledger();
    sandbox.on("redact 7 --slot text --slot condition --reason 'a court said so' --quiet").ok();
    let by = "(redacted by event 12)";
    for command in ["show 7", "show 9", "replay --issue rail", "timeline ann rail", "export", "log", "report"] {
        let said = sandbox.on(command).ok().stdout;
        let is_there = said.contains(by) || (command == "log" && said.contains("(redac"));
        assert!(is_there, "{command}:\n{said}");
        assert!(!said.contains("road at night") && !said.contains("by night"), "{command}:\n{said}");
    }
    for command in ["show 7", "replay --issue rail", "timeline ann rail", "log --limit 6", "export --history"] {
        let said = sandbox.on(&format!("{command} --json")).ok().json();
        let redacted = said.iter().find_map(|object| object.get("redacted")).unwrap_or_else(|| panic!("{command}"));
        assert_eq!(redacted["text"], 12, "{command}");
    }
    // Of the first two statements on the road one was redacted: nobody can tell whether the condition is the same.
    let change = |rows: Vec<Value>| rows.iter().map(|row| row["change"].clone()).collect::<Vec<_>>();
    assert_eq!(change(sandbox.on("timeline ann road --json").ok().json()), ["first", "condition_redacted"]);
    let said = sandbox.on("timeline ann road").ok().stdout;
    assert!(said.contains("whether the condition changed cannot be told"), "{said}");
    sandbox.on("redact letter --slot bytes --reason 'taken back'").ok();
    assert_eq!(sandbox.on("show 8 --json").ok().object()["evidence"][0]["bytes_redacted_by"], 13);
    sandbox.on("redact ann --slot name --reason 'she asked' --json").status(2);
    sandbox.on("redact 2 --slot slug --slot name --reason 'she asked' --json").ok();
    let row = &sandbox.on("replay --actor redacted-2 --json").ok().json()[0];
    assert_eq!((&row["holder"], &row["speaker"]), (&"redacted-2".into(), &"redacted-2".into()));
    assert_eq!(sandbox.on("actor show redacted-2 --json").ok().object()["redacted"]["name"], 14);
    sandbox.on("actor show ann").status(2);
    sandbox.on("audit").ok();
}

#[test]
fn an_earlier_answer_comes_back_to_the_letter_but_for_the_words() {
    let sandbox = ledger();
    let questions = [
        "replay --known-at seq:11 --json",
        "replay --known-at seq:8 --by speaker --json",
        "timeline ann road --known-at seq:11 --json",
        "shifts --known-at seq:11 --json",
        "learned seq:8 seq:11 --json",
        "export --known-at seq:11",
        "export --known-at seq:11 --history",
    ];
    let ask = |question: &str| sandbox.on(question).ok().json();
    let before: Vec<Vec<Value>> = questions.iter().map(|question| ask(question)).collect();
    sandbox.on("redact 7 --slot text --slot condition --reason 'a court said so' --quiet").ok();
    for (question, before) in questions.iter().zip(before) {
        let after = ask(question);
        assert_eq!(before.len(), after.len(), "{question}");
        for (mut before, mut after) in before.into_iter().zip(after) {
            blank(&mut before, &mut after);
            assert_eq!(before, after, "{question}");
        }
    }
}

/// Takes out of both answers what was redacted in the second, and the fields that say so.
fn blank(before: &mut Value, after: &mut Value) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            // What became of a condition is told by its words alone.
            if after.get("change").is_some_and(|change| change == "condition_redacted") {
                before.remove("change");
                after.remove("change");
            }
            after.remove("redacted");
            after.remove("erased");
            if before.get("type").is_some_and(|line| line == "statement") && !after.contains_key("id") {
                before.remove("id");
            }
            if let (Some(Value::Object(old)), Some(Value::Object(new))) = (before.get_mut("words"), after.get("words"))
            {
                old.retain(|slot, _| new.contains_key(slot));
            }
            for (name, new) in after.iter_mut() {
                if let Some(old) = before.get_mut(name) {
                    blank(old, new);
                }
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            before.iter_mut().zip(after).for_each(|(before, after)| blank(before, after));
        }
        (Value::String(before), Value::String(after)) => {
            if let Some(at) = after.find("(redacted by event ") {
                after.truncate(at);
                before.truncate(at);
            }
        }
        (_, _) => {}
    }
}

#[test]
fn the_same_lines_again_are_known_and_confirm_no_guess() {
    let sandbox = Sandbox::with_ledger();
    let lines = |words: &str| {
        let line = |id: &str, stance: u8| {
            format!(
                r#"{{{id}"date":"2026-01-02","speaker":"qatar","issue":"truce","stance":{stance},"form":"quote"{words}}}"#
            )
        };
        format!("{}\n{}\n", line(r#""id":"q","#, 40), line("", 60))
    };
    sandbox.file("right.jsonl", lines(r#","text":"We shall see","condition":"if it holds""#));
    sandbox.file("wrong.jsonl", lines(r#","text":"Never","condition":"if it falls""#));
    sandbox.file("without.jsonl", lines(""));
    let import = |file: &str| sandbox.on(&format!("import {file} --new --json")).ok().object();
    assert_eq!(import("right.jsonl")["recorded"], 2);
    let size = hashes(&sandbox).len();
    for seq in [size - 1, size - 2] {
        sandbox.on(&format!("redact {seq} --slot text --slot condition --reason 'a court said so' --quiet")).ok();
    }
    let exported = sandbox.on("export").ok().stdout;
    sandbox.file("exported.jsonl", exported);
    for file in ["right.jsonl", "wrong.jsonl", "without.jsonl", "exported.jsonl"] {
        let done = import(file);
        assert_eq!((&done["recorded"], &done["already_recorded"]), (&0.into(), &2.into()), "{file}: {done}");
    }
    assert_eq!(hashes(&sandbox).len(), size + 2);
    // What differs in more than the words is something else.
    sandbox.file("other.jsonl", lines("").replace("2026-01-02", "2026-01-03"));
    let done = sandbox.on("import other.jsonl --json").status(1).object();
    assert_eq!((&done["recorded"], &done["rejected"]), (&1.into(), &1.into()), "{done}");
}
