//! `export` gives lines that `import` reads and that give the same answers; `stats` counts.

use serde_json::{Value, json};

use crate::harness::{Sandbox, repository};

/// Rows without what another ledger numbers otherwise.
fn answers(sandbox: &Sandbox, options: &str) -> Vec<Value> {
    let rows = sandbox.on(&format!("replay --json {options}")).ok().json();
    let numbered = ["seq", "hash", "deciding", "possible", "silences", "claims", "known_at"];
    let comparable = rows.into_iter().map(|mut row| {
        for field in numbered {
            let count = row[field].as_array().map(Vec::len);
            row[field] = json!(count);
        }
        row
    });
    comparable.collect()
}

#[test]
fn the_case_comes_back_from_its_export() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    let exported = sandbox.on("export").ok().stdout;
    let other = Sandbox::with_ledger();
    let report = other.run_with_input(["import", "-", "--json"], exported.as_bytes()).ok().object();
    assert_eq!([&report["recorded"], &report["rejected"]], [63, 0]);
    for options in ["--at 2025-12-17", "--at 2026-07-01 --by speaker"] {
        assert_eq!(answers(&other, options), answers(&sandbox, options), "{options}");
    }
    assert_eq!(other.on("export").ok().stdout, exported, "an export of an export is the same");
    // It is known again where it came from.
    let report = sandbox.run_with_input(["import", "-", "--json"], exported.as_bytes()).ok().object();
    assert_eq!([&report["recorded"], &report["already_recorded"]], [0, 63]);
}

#[test]
fn an_export_says_what_stands_now_or_stood_then() {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "actor add ansari --kind person --name 'Majed Al Ansari'",
        "actor add spokesman --kind person --name 'The spokesman'",
        "actor add qatar --kind state --name Qatar",
        "actor role ansari --title Spokesman --of qatar",
        "issue add force --wording 'A force is sent.'",
        "append --speaker spokesman --issue force=50 --on 2025-12-17 --form quote --id a",
        "append --speaker ansari --issue force=60 --issue mandate=1 --on 2025-12-18 --form quote --id b --new",
        "append --speaker ansari --issue force=70 --on 2025-12-19 --form quote --id c",
        "correct a --stance 55 --reason misheard",
        "retract c --reason 'not his'",
        "merge actor spokesman ansari --reason 'it was him'",
        "issue reword force --wording 'No force is sent.' --reversed",
    ] {
        sandbox.on(line).ok();
    }
    let exported = sandbox.on("export").ok().json();
    assert_eq!(
        exported,
        [
            json!({"type": "actor", "slug": "ansari", "name": "Majed Al Ansari", "kind": "person", "aliases": ["spokesman"]}),
            json!({"type": "actor", "slug": "qatar", "name": "Qatar", "kind": "state"}),
            json!({"type": "role", "actor": "ansari", "title": "Spokesman", "of": "qatar"}),
            json!({"type": "issue", "slug": "force", "wording": "No force is sent."}),
            json!({"type": "issue", "slug": "mandate", "wording": "mandate"}),
            json!({"type": "statement", "id": "a", "date": "2025-12-17", "speaker": "ansari", "issue": "force", "stance": -55, "form": "quote"}),
            json!({"type": "statement", "id": "b/force", "date": "2025-12-18", "speaker": "ansari", "issue": "force", "stance": -60, "form": "quote", "utterance": "utterance-8"}),
            json!({"type": "statement", "id": "b/mandate", "date": "2025-12-18", "speaker": "ansari", "issue": "mandate", "stance": 1, "form": "quote", "utterance": "utterance-8"}),
        ]
    );
    let other = Sandbox::with_ledger();
    let lines: String = exported.iter().map(|line| format!("{line}\n")).collect();
    other.run_with_input(["import", "-"], lines.as_bytes()).ok();
    assert_eq!(answers(&other, ""), answers(&sandbox, ""));
    assert_eq!(sandbox.on("export --known-at seq:7").ok().json().pop().unwrap()["stance"], 50);
}

#[test]
fn stats_count_what_counts() {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "append --speaker qatar --issue force=50 --issue mandate=50 --on 2025-12-17 --form quote --id a --channel IRNA --new",
        "append --speaker iran --issue force=50 --on 2025-12-17 --form quote --id b --new",
        "source add page --url https://example.org/",
        "retract b --reason 'not theirs'",
    ] {
        sandbox.on(line).ok();
    }
    let mut stats = sandbox.on("stats --json").ok().object();
    let last = sandbox.on("log --json --limit 1").ok().object();
    for (field, least) in [("journal_bytes", 1_000), ("store_bytes", 1_000)] {
        assert!(stats[field].as_u64().unwrap() > least, "{field}");
        stats.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(stats["ledger"].as_str().unwrap().len(), 32);
    stats.as_object_mut().unwrap().remove("ledger");
    assert_eq!(
        stats,
        json!({
            "name": null, "events": 12, "statements": 2, "actors": 2, "issues": 2, "sources": 1, "coders": 1,
            "head": last["hash"], "last_recorded_at": "2026-01-05T09:00:00Z",
        })
    );
    let text = sandbox.on("stats").ok().stdout;
    let names: Vec<&str> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(
        names,
        [
            "ledger",
            "events",
            "statements",
            "actors",
            "issues",
            "sources",
            "coders",
            "last_recorded_at",
            "journal_bytes",
            "store_bytes",
            "head"
        ]
    );
}
