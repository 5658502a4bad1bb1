//! `audit` and `recover` on sound ledgers and the plainest damage; every kind of damage is tested beside the storage.

use serde_json::{Value, json};

use crate::harness::{Sandbox, repository};

fn segment(sandbox: &Sandbox) -> std::path::PathBuf {
    sandbox.ledger().join("journal/00000000.seg")
}

/// Turns one byte of a file over.
fn damage(file: &std::path::Path, place: usize) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[place] ^= 0xff;
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn a_sound_ledger_is_intact() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    let stats = sandbox.on("stats --json").ok().object();
    let report = sandbox.on("audit --json").ok().object();
    let fields: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["events", "head", "root", "findings", "checked", "not_checked"]);
    assert_eq!(
        [&report["events"], &report["findings"], &report["head"]],
        [&stats["events"], &json!(0), &stats["head"]]
    );
    assert_eq!(report["root"].as_str().unwrap().len(), 44, "32 bytes in base64");
    let checked =
        format!("{0} events in the journal; {0} events in the store; 0 kept sources, 0 quotes", stats["events"]);
    let ran = sandbox.on("audit").ok();
    assert_eq!(
        ran.stdout,
        format!(
            "intact: {} events, head {}\nMerkle root {}\n",
            stats["events"],
            stats["head"].as_str().unwrap(),
            report["root"].as_str().unwrap()
        )
    );
    assert!(ran.stderr.starts_with(&format!("note: checked: {checked}\nnote: not checked: whether")), "{}", ran.stderr);
    assert_eq!(
        sandbox.on("recover").ok().stdout.lines().take(2).collect::<Vec<_>>(),
        ["journal: sound, left as it was", "store: sound, left as it was"]
    );
}

#[test]
fn damage_is_found_and_mended_from_the_other_home() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    let rows = sandbox.on("replay --json").ok().stdout;
    let bytes = std::fs::metadata(segment(&sandbox)).unwrap().len() as usize;
    damage(&segment(&sandbox), bytes / 2);
    let ran = sandbox.on("audit --json").status(1);
    let findings = ran.json();
    let report = findings.last().unwrap();
    assert_eq!(report["findings"], json!(findings.len() - 1));
    assert_eq!(findings[0]["finding"], "journal-damaged");
    assert!(findings[0]["detail"].is_string() && findings[0].get("seq").is_some());
    let text = sandbox.on("audit").status(1);
    assert!(text.stderr.contains("`onrecord recover` mends what can be mended from the other home"), "{}", text.stderr);
    sandbox.on("recover").ok();
    sandbox.on("audit --quiet").ok();
    assert_eq!(sandbox.on("replay --json").ok().stdout, rows);
}

#[test]
fn a_lost_store_is_rebuilt_from_the_journal() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    let rows = sandbox.on("replay --json").ok().stdout;
    std::fs::remove_dir_all(sandbox.ledger().join("store")).unwrap();
    sandbox.on("audit").status(1);
    let ran = sandbox.on("replay --json").ok();
    assert_eq!(ran.stdout, rows);
    assert!(ran.stderr.starts_with("warning: "), "it is said: {}", ran.stderr);
    sandbox.on("audit --quiet").ok().tells(&sandbox, "");
}

#[test]
fn sources_are_audited_with_their_quotes() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("page.txt", "We will send troops.");
    for line in [
        "source add page --file page.txt",
        "append --speaker qatar --issue force=50 --on 2025-12-17 --form quote --text 'We will' --source page --new",
    ] {
        sandbox.on(line).ok();
    }
    let checked = sandbox.on("audit --json").ok().object()["checked"][2].clone();
    assert_eq!(checked, "1 kept source, 1 quote");
    let hash = sandbox.on("source show page --json").ok().object()["bytes"].as_str().unwrap().to_owned();
    let kept = sandbox.ledger().join("sources").join(&hash);
    damage(&kept, 0);
    let finding = |sandbox: &Sandbox| -> Vec<Value> {
        let found = sandbox.on("audit --json").status(1).json();
        found[..found.len() - 1].iter().map(|finding| json!([finding["seq"], finding["finding"]])).collect()
    };
    assert_eq!(finding(&sandbox), [json!([2, "source-changed"])]);
    std::fs::remove_file(&kept).unwrap();
    assert_eq!(finding(&sandbox), [json!([2, "source-missing"])]);
    std::fs::write(&kept, "We will send troops.").unwrap();
    std::fs::write(sandbox.ledger().join("notes.txt"), "mine").unwrap();
    assert_eq!(finding(&sandbox), [json!([null, "folder-unexpected"])]);
}

#[test]
fn indexes_follow_are_audited_and_are_made_anew_on_demand() {
    let sandbox = Sandbox::with_ledger();
    let line = |number: usize| {
        let (speaker, issue) = (number % 7, number % 11);
        format!(
            r#"{{"id": "s{number}", "speaker": "speaker {speaker}", "issue": "issue-{issue}", "stance": {}, "form": "paraphrase", "date": "2025-01-{:02}"}}"#,
            number % 100,
            1 + number % 28
        ) + "\n"
    };
    sandbox.file("many.jsonl", (0..1500).map(line).collect::<String>());
    sandbox.on("import many.jsonl --new --quiet").ok();
    // The index is brought up to date by whoever opens the ledger next.
    let ask = "replay --actor speaker-3 --at 2025-01-20 --json";
    let answer = sandbox.on(ask).ok().stdout;
    let checked = sandbox.on("audit --json").ok().object()["checked"].clone();
    let postings = checked.as_array().unwrap().last().unwrap().as_str().unwrap().to_owned();
    // Each statement is found by id, actor and issue; everything else by its kind and in order.
    assert_eq!(postings, format!("{} postings in the indexes", 1500 * 3 + 2 * (1 + 1 + 7 + 11)));
    assert_eq!(sandbox.on("recover --indexes").ok().stdout, "indexes: made anew over 1520 events\n");
    assert_eq!(sandbox.on(ask).ok().stdout, answer);
    let rebuilt = sandbox.on("recover --indexes --json").ok().object();
    assert_eq!([&rebuilt["indexes"], &rebuilt["size"]], [&json!("rebuilt"), &json!(1520)]);
    let checked = sandbox.on("audit --json").ok().object()["checked"].clone();
    assert_eq!(checked.as_array().unwrap().last().unwrap(), &json!(postings));
    // A retracted statement is not counted, one that is recorded already is known again.
    sandbox.on("retract s3 --reason twice").ok();
    assert_eq!(sandbox.on("stats --json").ok().object()["statements"], 1499);
    let again = sandbox.on("import many.jsonl --json").ok().object();
    assert_eq!([&again["recorded"], &again["already_recorded"]], [&json!(0), &json!(1500)]);
}
