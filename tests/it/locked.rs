//! A ledger that somebody else has, that may not be written, or whose disk is full.

mod mount;
mod restricted;

use std::fs::File;
use std::io::Write;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Ran, Sandbox};

const APPEND: &str = "append --new --speaker qatar --issue truce --stance 60 --on 2026-01-02 --form quote --text Yes";

#[test]
fn who_has_the_ledger_is_named_and_waited_for() {
    let sandbox = with_statement();
    let lock = held(&sandbox);
    let writing: Vec<&str> = APPEND.split(' ').chain(["--id", "late"]).collect();
    for command in [&writing[..], &["replay"], &["audit"], &["recover"], &["import", "-"]] {
        let ran = sandbox.run(command.iter().copied().chain(["--wait", "0"])).status(2);
        assert!(ran.stderr.starts_with("error: "), "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("process 4242 (`onrecord import x`)"), "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint: --wait"), "{command:?}: {}", ran.stderr);
    }
    let waiting = sandbox.command(writing.iter().copied().chain(["--wait", "2"])).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(400));
    lock.unlock().unwrap();
    drop(lock);
    Ran::of(waiting.wait_with_output().unwrap()).ok();
    sandbox.run(["show", "late"]).ok();
}

#[test]
fn waiting_ends_when_it_was_said_to() {
    let sandbox = with_statement();
    let _lock = held(&sandbox);
    let start = Instant::now();
    let ran = sandbox.run(["replay", "--wait", "1"]).status(2);
    let waited = start.elapsed();
    assert!((Duration::from_secs(1)..Duration::from_secs(4)).contains(&waited), "waited {waited:?}: {}", ran.stderr);
}

#[test]
fn two_importers_at_once_both_finish() {
    const LINES: usize = 2500;
    let sandbox = with_statement();
    let before = statements(&sandbox);
    let import = |name: &'static str| {
        let line = |number: usize| {
            let text = format!(r#""form":"quote","text":"Line {number} of {name}""#);
            let who = r#""speaker":"qatar","issue":"truce""#;
            format!("{{\"id\":\"{name}-{number}\",\"date\":\"2026-01-02\",{who},\"stance\":60,{text}}}\n")
        };
        let file = sandbox.file(name, (0..LINES).map(line).collect::<String>());
        let mut command = sandbox.command(["import", "--json", file.to_str().unwrap()]);
        command.env("ONRECORD_CODER", name).spawn().unwrap()
    };
    let running = [import("one"), import("two")];
    for child in running {
        let ran = Ran::of(child.wait_with_output().unwrap()).ok();
        assert_eq!(ran.json()[0]["recorded"], LINES);
    }
    assert_eq!(statements(&sandbox), before + 2 * LINES as u64);
    let exported = sandbox.run(["export"]).ok().json();
    for name in ["one", "two"] {
        let ids = exported.iter().filter_map(|line| line["id"].as_str()).filter(|id| id.starts_with(name));
        let expected: Vec<String> = (0..LINES).map(|number| format!("{name}-{number}")).collect();
        assert!(ids.eq(expected.iter()), "all lines of {name} are there, once and in order");
    }
    sandbox.run(["audit"]).ok();
}

#[test]
fn an_import_lets_others_have_the_ledger_whether_its_lines_are_new_or_not() {
    let sandbox = with_statement();
    // Known lines come second: by then the first line is.
    for lines in [NEW, KNOWN] {
        let mut import = sandbox.command(["import", "--json", "-"]).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = import.stdin.take().unwrap();
        let stop = AtomicBool::new(false);
        let looks: Vec<Ran> = std::thread::scope(|scope| {
            scope.spawn(|| {
                // As long as somebody wants to have a look, the import goes on.
                for number in (0_u64..).take_while(|_| !stop.load(Ordering::Relaxed)) {
                    stdin.write_all(lines(number).as_bytes()).unwrap();
                }
                drop(stdin);
            });
            let ours = sandbox.ledger().join("lock");
            while std::fs::read(&ours).is_ok_and(|holder| holder.is_empty()) {
                std::thread::sleep(Duration::from_millis(5));
            }
            let looks = (0..3).map(|_| sandbox.run(["stats", "--json", "--wait", "5"])).collect();
            stop.store(true, Ordering::Relaxed);
            looks
        });
        looks.into_iter().for_each(|look| drop(look.ok()));
        Ran::of(import.wait_with_output().unwrap()).ok();
    }
}

/// Makes a line of an import from its number.
type Lines = fn(u64) -> String;

const NEW: Lines = |number| {
    let who = r#""date":"2026-01-02","speaker":"qatar","issue":"truce","stance":60"#;
    format!("{{\"id\":\"long-{number}\",{who},\"form\":\"quote\",\"text\":\"Line {number}\"}}\n")
};
const KNOWN: Lines = |_| NEW(0);

/// A ledger with a statement.
fn with_statement() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.run(APPEND.split(' ')).ok();
    sandbox
}

/// Takes a ledger's lock, as another process would.
fn held(sandbox: &Sandbox) -> File {
    let mut lock = File::options().read(true).write(true).open(sandbox.ledger().join("lock")).unwrap();
    lock.lock().unwrap();
    lock.write_all(b"4242 onrecord import x\n").unwrap();
    lock
}

fn statements(sandbox: &Sandbox) -> u64 {
    sandbox.run(["stats", "--json"]).ok().json()[0]["statements"].as_u64().unwrap()
}
