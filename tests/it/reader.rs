//! The independent reader, written in Python from `docs/format.md` alone, agrees with what the binary makes.

use std::path::Path;
use std::process::Command;

use crate::harness::{Ran, Sandbox, repository};
use crate::python::python;

#[test]
fn reader_written_from_the_page_agrees_on_head_and_root() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    for reason in ["one", "two"] {
        let note = format!("note {reason}");
        sandbox.run(["correct", "qa-althani-2025-12-17-deployment", "--note", &note, "--reason", reason]).ok();
    }
    sandbox.run(["retract", "us-waltz-2026-02-18-2803", "--reason", "not a vote"]).ok();
    sandbox.run(["merge", "actor", "us-department-of-state", "united-states", "--reason", "speaks for it"]).ok();
    let audit = sandbox.run(["audit", "--json"]).ok().json().pop().unwrap();
    let expected = format!(
        "ok: {} events, head {}, root {}\n",
        audit["events"],
        audit["head"].as_str().unwrap(),
        audit["root"].as_str().unwrap()
    );
    assert_eq!(read(&sandbox.ledger(), &[]).ok().stdout, expected);
    let with_bodies = read(&sandbox.ledger(), &["--bodies"]).ok().stdout;
    assert_eq!(with_bodies.lines().last().unwrap(), expected.trim_end());
    assert_eq!(with_bodies.lines().count() as u64, audit["events"].as_u64().unwrap() + 1);
}

#[test]
fn reader_written_from_the_page_finds_a_changed_byte() {
    let sandbox = Sandbox::with_import(&repository("docs/examples/washington.jsonl"));
    let segment = sandbox.ledger().join("journal/00000000.seg");
    let mut bytes = std::fs::read(&segment).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    read(&sandbox.ledger(), &[]).status(1);
}

/// Runs the reader.
pub(crate) fn read(ledger: &Path, options: &[&str]) -> Ran {
    let python = python();
    let mut command = Command::new(&python);
    command.arg(repository("tests/verify_ledger.py")).args(options).arg(ledger);
    Ran::of(command.output().unwrap_or_else(|error| panic!("{python} does not run: {error}")))
}
