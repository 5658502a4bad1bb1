//! `import`: many lines at once; the good ones go in, the bad ones are told.

mod amending;
mod compressed;
mod profiles;
mod rejects;
mod tables;
mod un_votes;

use serde_json::{Value, json};

use crate::harness::Sandbox;

fn line(id: &str, more: Value) -> String {
    let mut line =
        json!({"id": id, "speaker": "qatar", "issue": "force", "date": "2025-12-17", "stance": 50, "form": "quote"});
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    format!("{line}\n")
}

#[test]
fn the_report_counts_lines() {
    let sandbox = Sandbox::with_ledger();
    sandbox
        .file("lines.jsonl", line("a", json!({})) + "\n" + &line("b", json!({"stance": 200})) + &line("c", json!({})));
    let report = sandbox.on("import lines.jsonl --new --json").status(1).object();
    let fields: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "recorded",
            "already_recorded",
            "rejected",
            "registry_recorded",
            "registry_already_recorded",
            "new_actors",
            "new_issues",
            "size",
            "head",
            "dry_run",
            "rejects"
        ]
    );
    assert_eq!([&report["recorded"], &report["already_recorded"], &report["rejected"]], [2, 0, 1]);
    assert_eq!(report["head"], sandbox.on("stats --json").ok().object()["head"]);
    sandbox
        .on("import lines.jsonl")
        .status(1)
        .says(
            &sandbox,
            "
        0 statements recorded, 2 already recorded, 1 line rejected
        head ################################################################ at 6 events
        ",
        )
        .tells(
            &sandbox,
            "
            warning: line 3, column 76: `200` is out of range: a score is a whole number from -100 to 100
            note: what was rejected is in lines.rejects-2.jsonl
            ",
        );
}

#[test]
fn every_type_of_line_goes_in_once() {
    let sandbox = Sandbox::with_ledger();
    let lines = [
        json!({"type": "actor", "name": "Majed Al Ansari", "kind": "person", "aliases": ["Ansari", "الأنصاري"]}),
        json!({"type": "actor", "slug": "qatar", "name": "Qatar", "kind": "state"}),
        json!({"type": "actor", "slug": "mediators", "name": "The mediators", "kind": "group"}),
        json!({"type": "role", "actor": "ansari", "title": "Spokesman", "of": "qatar", "from": "2021", "to": "2026-06"}),
        json!({"type": "member", "group": "mediators", "actor": "qatar"}),
        json!({"type": "issue", "slug": "force", "wording": "A force is sent."}),
        json!({"type": "source", "slug": "page", "title": "A page", "url": "https://example.org/", "date": "2025-12-18"}),
        json!({"type": "occasion", "slug": "meeting", "date": "2025-12-16", "name": "Meeting", "participants": ["qatar"], "agenda": ["force"]}),
        json!({"type": "account", "occasion": "meeting", "by": "qatar", "source": "page", "seen": "excerpt"}),
        json!({"type": "statement", "speaker": "Al-Anṣārī", "issue": "force", "date": "2025-12-17", "stance": "lean-support",
               "form": "readout", "occasion": "meeting", "account": true, "certainty": "probable", "noted_on": "2025-12-20",
               "source": ["page", {"title": "Another", "publisher": "TRT World", "locator": "p. 2"}], "lang": "en", "text": "Words"}),
    ];
    // The transliteration of a name leads to its record; a name that is only like it does not.
    let lines: Vec<String> = lines.iter().map(|line| line.to_string().replace("Al-Anṣārī", "ansari")).collect();
    sandbox.file("lines.jsonl", lines.join("\r\n"));
    let import = || sandbox.on("import lines.jsonl --json").ok().tells(&sandbox, "").object();
    let first = import();
    assert_eq!([&first["recorded"], &first["registry_recorded"]], [1, 9]);
    let again = import();
    assert_eq!([&again["already_recorded"], &again["registry_already_recorded"]], [1, 9]);
    assert_eq!(again["head"], first["head"]);
    let statement = sandbox.on("replay --actor qatar --json").ok().object();
    assert_eq!([&statement["speaker"], &statement["form"]], ["majed-al-ansari", "paraphrase"]);
    let shown = sandbox.on(&format!("show {} --json", statement["seq"])).ok().object();
    assert_eq!(
        [&shown["genre"], &shown["occasion"], &shown["account"], &shown["noted_on"]],
        [&json!("readout"), &json!("meeting"), &json!(true), &json!("2025-12-20")]
    );
    assert_eq!(shown["evidence"][1]["locator"], "p. 2");
}

#[test]
fn a_dry_run_tells_and_does_nothing() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("lines.jsonl", line("a", json!({})) + "nonsense\n");
    let before = sandbox.on("stats --json").ok().object()["head"].clone();
    let ran = sandbox.on("import lines.jsonl --new --dry-run --json").status(1);
    let report = ran.object();
    assert_eq!([&report["recorded"], &report["rejected"], &report["dry_run"]], [&json!(1), &json!(1), &json!(true)]);
    assert_eq!(report["head"], before);
    assert_eq!(sandbox.on("stats --json").ok().object()["head"], before);
    ran.tells(
        &sandbox,
        "
        note: would add: new issue `force`
        note: would add: new actor `qatar`
        warning: line 2, column 1: a line is a JSON object in {}, this one begins with `n`
        ",
    );
}

#[test]
fn standard_input_is_read_to_its_end() {
    let sandbox = Sandbox::with_ledger();
    // A byte order mark, an empty line, Windows line ends, and no line end at the end.
    let input = format!("\u{feff}{}\r\n  \n{}", line("a", json!({})).trim(), line("b", json!({})).trim());
    let report = sandbox.run_with_input(["import", "-", "--new", "--json"], input.as_bytes()).ok().object();
    assert_eq!([&report["recorded"], &report["rejected"]], [2, 0]);
    let report = sandbox.run_with_input(["import", "-", "--json"], b"").ok().object();
    assert_eq!([&report["recorded"], &report["rejected"]], [0, 0]);
}

#[test]
fn a_line_goes_in_whole_or_not_at_all() {
    let sandbox = Sandbox::with_ledger();
    let too_long = line("a", json!({"speaker": "Never Heard Of", "text": "x".repeat(1_100_000)}));
    let unknown_source = line("b", json!({"speaker": "Nor Of Him", "source": "no-such-source"}));
    sandbox.file("lines.jsonl", too_long + &unknown_source + &line("c", json!({})));
    let report = sandbox.on("import lines.jsonl --new --json").status(1).object();
    assert_eq!([&report["recorded"], &report["rejected"]], [1, 2]);
    let actors = sandbox.on("actor list --json").ok().json();
    assert_eq!(actors.len(), 1, "{actors:?}");
}

#[test]
fn long_lines_are_taken_up_to_their_limit() {
    let sandbox = Sandbox::with_ledger();
    let limit = 16 << 20;
    // With its line break as long as a line may be, one byte longer, and much longer: each time the next line is taken.
    let padded = |id: &str, len: usize| {
        let line = line(id, json!({}));
        let (start, end) = line.split_at(line.len() - 2);
        format!("{start}{}{end}", " ".repeat(len - line.len()))
    };
    let file = [
        padded("a", limit),
        line("b", json!({})),
        padded("c", limit + 1),
        line("d", json!({})),
        padded("e", limit + 2),
        line("f", json!({})),
    ];
    sandbox.file("lines.jsonl", file.concat());
    let ran = sandbox.on("import lines.jsonl --new --json --quiet").status(1).tells(
        &sandbox,
        "
        warning: line 3, column 1: the line is longer than 16 MiB
        warning: line 5, column 1: the line is longer than 16 MiB
        ",
    );
    assert_eq!([&ran.object()["recorded"], &ran.object()["rejected"]], [4, 2]);
}

#[test]
fn a_thousand_bad_lines_are_counted_but_not_all_told() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("lines.jsonl", "nonsense\n".repeat(1_000));
    let ran = sandbox.on("import lines.jsonl --json").status(1);
    assert_eq!(ran.object()["rejected"], 1_000);
    assert_eq!(ran.stderr.lines().count(), 51);
    assert!(ran.stderr.ends_with("warning: more lines are rejected; from here on they are only counted\n"));
}

#[test]
fn many_lines_take_many_batches_and_one_chain() {
    let sandbox = Sandbox::with_ledger();
    let lines: String = (0..700).map(|number| line(&format!("id{number}"), json!({"stance": number % 100}))).collect();
    sandbox.file("lines.jsonl", lines);
    assert_eq!(sandbox.on("import lines.jsonl --new --json").ok().object()["recorded"], 700);
    assert_eq!(sandbox.on("import lines.jsonl --new --json").ok().object()["already_recorded"], 700);
    let audit = sandbox.on("audit --json").ok().object();
    assert_eq!([&audit["events"], &audit["findings"]], [704, 0]);
}
