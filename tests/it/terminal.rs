//! What reaches a terminal: answers on stdout, talk on stderr, no control characters, no colours where none belong.

use std::process::{Command, Stdio};

use crate::harness::{Ran, Sandbox};

/// Every sort of character that a terminal might act on: escape sequences, bells, C1 controls, reversed writing.
const NASTY: &str = "a\u{1b}[31mred\u{7}\u{8}b\u{7f}c\u{9b}1md\u{202e}e\u{2066}f\rg\nh";

fn with_nasty_words() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    let text = format!("--text={NASTY}");
    let note = format!("--note={NASTY}");
    let condition = format!("--condition={NASTY}");
    let fixed =
        ["append", "--speaker", "qatar", "--issue", "force=50", "--on", "2025-12-17", "--form", "quote", "--new"];
    sandbox.run(fixed.iter().copied().chain([text.as_str(), &note, &condition, "--id=q"])).ok();
    sandbox
}

#[test]
fn control_characters_in_words_never_get_out_raw() {
    let sandbox = with_nasty_words();
    let is_raw =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    for line in
        ["show q", "log", "replay", "export", "show q --json", "log --json", "replay --json", "correct q --reason x"]
    {
        for color in ["always", "never"] {
            let ran = sandbox.on(&format!("{line} --color {color}"));
            assert!(color == "always" || !ran.stderr.contains(is_raw), "{line}: {ran:?}");
            assert!(!ran.stdout.contains(is_raw), "{line} --color {color}: {ran:?}");
        }
    }
    // What is not raw is still there.
    assert_eq!(sandbox.on("show q --json").ok().object()["text"], NASTY);
    let exported = sandbox.on("export").ok().json().pop().unwrap();
    assert_eq!(exported["text"], NASTY);
    sandbox.on("show q --json").ok();
}

#[test]
fn names_with_control_characters_are_refused() {
    let sandbox = Sandbox::with_ledger();
    let ran = sandbox.run(["actor", "add", "qatar", "--kind", "state", "--name", "Qa\u{1b}[1mtar"]).status(2);
    assert_eq!(ran.stderr, "error: `name` must be plain text on one line, not \"Qa\\u{1b}[1mtar\"\n");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let sandbox = Sandbox::with_ledger();
    let lines: String = (0..300)
        .map(|number| {
            let text = "words ".repeat(200);
            format!("{{\"speaker\":\"qatar\",\"issue\":\"force\",\"date\":\"2025\",\"stance\":{},\"form\":\"quote\",\"text\":\"{text}\",\"id\":\"{number}\"}}\n", number % 100)
        })
        .collect();
    sandbox.file("many.jsonl", lines);
    sandbox.on("import many.jsonl --new").ok();
    for line in
        ["export", "log --json", "log", "completions bash", "replay --json --by speaker", "help", "append --help"]
    {
        // `pipefail` of sh is not everywhere; the status is written to the other stream instead.
        let script = format!("{{ \"$0\" {line}; echo \"status $?\" >&2; }} | head -c 1");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_onrecord")]).current_dir(sandbox.path());
        command.env("ONRECORD_CODER", "tester").stdin(Stdio::null());
        let ran = Ran::of(command.output().unwrap());
        assert_eq!(ran.stderr, "status 0\n", "{line}");
        assert_eq!(ran.stdout.len(), 1, "{line}");
    }
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let sandbox = Sandbox::with_ledger();
    let colour = |args: &str, env: &[(&str, &str)]| {
        let mut command = sandbox.command(args.split(' '));
        command.envs(env.iter().copied());
        Ran::of(command.output().unwrap()).stderr.contains('\u{1b}')
    };
    assert!(!colour("show 99", &[]), "no terminal");
    assert!(colour("show 99 --color always", &[]));
    assert!(colour("show 99 --color always", &[("NO_COLOR", "1")]), "what was said wins over what is set");
    assert!(!colour("show 99 --color never", &[("CLICOLOR_FORCE", "1")]));
    assert!(!colour("show 99", &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    let plain = sandbox.on("show 99 --color never").status(2).stderr;
    assert_eq!(plain, "error: there is no event 99: the ledger has 2 events, from 0 on\n");
    let ran = sandbox.on("log --color always").ok();
    assert!(!ran.stdout.contains('\u{1b}'), "answers have no colours");
    let tour = |args: &str| sandbox.on(args).ok().stdout.contains('\u{1b}');
    assert!(!tour("tour one"), "no terminal");
    assert!(tour("tour two --color always"), "the commands stand out");
}

#[test]
fn quiet_leaves_answers_and_errors() {
    let sandbox = Sandbox::with_ledger();
    let quiet = "append --speaker Qatar --issue force=50 --on 2025 --form quote --new --quiet";
    sandbox.on(quiet).ok().says(&sandbox, "4  ########  recorded").tells(&sandbox, "");
    sandbox.on("audit --quiet").ok().says(&sandbox, "").tells(&sandbox, "");
    let rows = sandbox.on("replay --quiet").ok().tells(&sandbox, "");
    assert!(rows.stdout.contains("+50"));
    sandbox
        .on("show 99 -q")
        .status(2)
        .tells(&sandbox, "error: there is no event 99: the ledger has 5 events, from 0 on");
}

#[test]
fn with_json_stdout_holds_json_only() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("page.txt", "A page");
    sandbox.file(
        "lines.jsonl",
        "nonsense\n{\"speaker\":\"q\",\"issue\":\"i\",\"date\":\"2025\",\"stance\":1,\"form\":\"quote\"}\n",
    );
    for (line, status) in [
        ("actor add qatar --kind state --name Qatar --alias Katar", 0),
        ("actor add iran --kind state --name Iran", 0),
        ("actor add doha --kind unknown --name Doha", 0),
        ("actor role iran --title Voice --of qatar --to 2020", 0),
        ("actor member doha qatar", 0),
        ("actor amend iran --note Remark", 0),
        ("actor list", 0),
        ("actor show qatar", 0),
        ("issue add force --wording 'A force is sent.'", 0),
        ("issue reword force --wording 'No force is sent.' --reversed", 0),
        ("issue amend force --note Remark", 0),
        ("issue list", 0),
        ("issue show force", 0),
        ("source add page --file page.txt", 0),
        ("source check page --gone", 0),
        ("source check page --file page.txt", 0),
        ("source amend page --title Page", 0),
        ("source list", 0),
        ("source show page", 0),
        ("occasion add meeting --on 2025-12-16 --name Meeting --participant qatar --agenda force", 0),
        ("occasion account meeting --by qatar --source page --seen full", 0),
        ("append --speaker qatar --issue force=5 --on 2025 --form quote --id q", 0),
        ("source attach q page", 0),
        ("correct q --stance 6 --reason typo", 0),
        ("import lines.jsonl --new", 1),
        ("import lines.jsonl --dry-run", 1),
        ("merge actor doha qatar --reason one", 0),
        ("retract q --reason gone", 0),
        ("log", 0),
        ("show 3", 0),
        ("replay", 0),
        ("replay --actor iran --issue force", 1),
        ("audit", 0),
        ("recover", 0),
        ("export", 0),
        ("stats", 0),
        ("completions bash", 0),
        ("tour tour", 0),
    ] {
        let ran = sandbox.on(&format!("{line} --json")).status(status);
        assert!(ran.json().iter().all(serde_json::Value::is_object), "{line}: {}", ran.stdout);
        assert!(!ran.stdout.is_empty() || line.contains("replay --actor"), "{line} answers nothing");
    }
}
