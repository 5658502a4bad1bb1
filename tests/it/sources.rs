//! Sources: documents by address or with their bytes, checked, attached, known again.

use serde_json::{Value, json};

use crate::harness::Sandbox;

#[test]
fn a_file_is_kept_under_its_hash() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("page.txt", "A page.\n");
    let add = "source add page --file page.txt --title 'A page' --publisher 'TRT World' --published 2025-12-18 \
               --retrieved 2026-01-02 --lang en --via archive.org --url https://example.org/";
    sandbox.on(add).ok().says(&sandbox, "2  ########  recorded");
    sandbox.on(add).ok().says(&sandbox, "2  ########  already recorded");
    let shown = sandbox.on("source show page --json").ok().object();
    let kept = shown["bytes"].as_str().unwrap();
    assert_eq!(std::fs::read(sandbox.ledger().join("sources").join(kept)).unwrap(), b"A page.\n");
    sandbox.on("source show page").ok().says(
        &sandbox,
        "
        seq        2
        slug       page
        date       2025-12-18
        lang       en
        title      A page
        publisher  TRT World
        url        https://example.org/
        retrieved  2026-01-02
        via        archive.org
        bytes      ################################################################
        ",
    );
    sandbox.on("source list").ok().says(
        &sandbox,
        "
        source  publisher  title   bytes
        page    TRT World  A page  kept
        ",
    );
    // A refused source leaves no bytes behind.
    sandbox.file("other.txt", "Another page.\n");
    sandbox.on("source add page --file other.txt").status(1);
    assert_eq!(std::fs::read_dir(sandbox.ledger().join("sources")).unwrap().count(), 1);
}

#[test]
fn a_later_look_is_compared_with_the_bytes() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("page.txt", "A page.\n");
    sandbox.file("later.txt", "Another page.\n");
    sandbox.on("source add page --file page.txt").ok();
    sandbox.on("source check page --file page.txt").ok().says(&sandbox, "page: same\n3  ########  recorded");
    sandbox
        .on("source check page --file later.txt --note 'paragraph 2 is new'")
        .ok()
        .says(&sandbox, "page: changed\n4  ########  recorded");
    sandbox.on("source check page --gone").ok().says(&sandbox, "page: gone\n5  ########  recorded");
    let checks = sandbox.on("source show page --json").ok().object()["checks"].clone();
    assert_eq!(
        checks,
        json!([
            {"seq": 3, "outcome": "same", "note": null},
            {"seq": 4, "outcome": "changed", "note": "paragraph 2 is new"},
            {"seq": 5, "outcome": "gone", "note": null},
        ])
    );
    sandbox.on("audit --quiet").ok();
    sandbox.on("source add web --url https://example.org/").ok();
    sandbox.on("source check web --file page.txt").status(2).tells(
        &sandbox,
        "
        error: the ledger keeps no bytes of `web` to compare the file with
        hint: `onrecord source add --file` keeps them; --gone notes that a source is gone
        ",
    );
}

#[test]
fn a_described_source_is_known_again() {
    let sandbox = Sandbox::with_ledger();
    let line = |id: &str, source: Value| {
        json!({"id": id, "speaker": "qatar", "issue": "force", "date": "2025", "stance": 1, "form": "quote", "source": source})
            .to_string()
    };
    let source =
        json!({"title": "A page", "publisher": "TRT World", "url": "https://example.org/a", "date": "2025-12-18"});
    let with = |field: &str, value: &str| {
        let mut other = source.clone();
        other[field] = json!(value);
        other
    };
    let lines = [
        line("a", source.clone()),
        line("b", with("locator", "p. 1")),
        line("c", json!([source, with("title", "Another page")])),
        line("d", with("date", "2025-12-19")),
    ];
    sandbox.file("lines.jsonl", lines.join("\n"));
    sandbox.on("import lines.jsonl --new --quiet").ok();
    let sources = |id: &str| -> Vec<Value> {
        let shown = sandbox.on(&format!("show {id} --json")).ok().object();
        shown["evidence"].as_array().unwrap().iter().map(|cited| cited["source"].clone()).collect()
    };
    assert_eq!(sources("a"), sources("b"));
    assert_eq!(sources("a")[0], sources("c")[0]);
    assert_eq!(sandbox.on("source list --json").ok().json().len(), 3);
    // The slug follows from the description, so that another ledger gives it the same.
    let other = Sandbox::with_ledger();
    other.file("lines.jsonl", lines.join("\n"));
    other.on("import lines.jsonl --new --quiet").ok();
    assert_eq!(sources("a")[0], other.on("show a --json").ok().object()["evidence"][0]["source"]);
    // Once it is retracted it can be described anew, any number of times.
    sandbox.on("retract d --reason 'not theirs'").ok();
    let seq =
        sandbox.on(&format!("source show {} --json", sources("d")[0].as_str().unwrap())).ok().object()["seq"].clone();
    sandbox.on(&format!("retract {seq} --reason 'no such page'")).ok();
    for id in ["e", "f", "g"] {
        let input = line(id, with("date", "2025-12-19"));
        sandbox.run_with_input(["import", "-"], input.as_bytes()).ok();
        assert_eq!(sources(id), sources("e"));
    }
}

#[test]
fn amending_leaves_the_rest() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("page.txt", "A page.\n");
    sandbox.on("source add page --file page.txt --title Pge --publisher TRT").ok();
    let before = sandbox.on("source show page --json").ok().object();
    sandbox.on("source amend page --title Page --reason typo").ok();
    let after = sandbox.on("source show page --json").ok().object();
    assert_eq!([&after["title"], &after["publisher"]], ["Page", "TRT"]);
    assert_eq!(after["bytes"], before["bytes"]);
    assert_eq!(sandbox.on("show 2 --json").ok().object()["corrected_by"], json!([3]));
}

#[test]
fn a_source_in_use_stays() {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "source add page --url https://example.org/",
        "append --speaker qatar --issue force=1 --on 2025 --form quote --id q --new",
        "source attach q page",
    ] {
        sandbox.on(line).ok();
    }
    let attached = sandbox.on("stats --json").ok().object()["events"].as_u64().unwrap() - 1;
    let ran = sandbox.on("retract 2 --reason gone").status(2);
    assert!(ran.stderr.contains(&format!("is still referred to by event {attached}")), "{}", ran.stderr);
    sandbox.on(&format!("retract {attached} --reason 'wrong one'")).ok();
    assert_eq!(sandbox.on("show q --json").ok().object()["evidence"], Value::Null);
    sandbox.on("retract 2 --reason gone").ok();
    // The attachment cannot come back without it.
    let ran = sandbox.on(&format!("retract {} --reason 'it was right'", attached + 1)).status(2);
    assert_eq!(
        ran.stderr,
        format!(
            "error: without event {}, event {attached} would refer to event 2 again, which was retracted: bring that \
             one back first\n",
            attached + 1
        )
    );
}
