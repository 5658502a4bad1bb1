//! Every error that a person can run into, with its exact words: one script in `tests/errors/` for each sort.
//!
//! A script is a text file. Lines that begin with `# ` say what it is about, lines that begin with `$ ` are run by `sh`
//! in an empty folder, one after the other, and below each stands what it must give: `exit N` unless it is 0, then
//! standard error. Hashes stand as `########`, the folder as `SANDBOX`. With `ONRECORD_BLESS=1` the scripts are written
//! anew; read the difference before you commit it.

use std::path::PathBuf;
use std::sync::Mutex;

use onrecord_core::hash::journal_checksum;

use crate::harness::{Sandbox, repository};

#[test]
fn every_error_has_its_words() {
    let bless = std::env::var_os("ONRECORD_BLESS").is_some();
    let scripts = scripts();
    let count = scripts.len();
    let (queue, failures) = (Mutex::new(scripts.into_iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(script) = { queue.lock().unwrap().next() } {
                    let expected = std::fs::read_to_string(&script).unwrap();
                    let given = run(&expected);
                    if bless {
                        std::fs::write(&script, given).unwrap();
                    } else if given != expected {
                        failures.lock().unwrap().push(format!(
                            "{}:\n{}",
                            script.display(),
                            difference(&expected, &given)
                        ));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {count} scripts fail:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= 30, "only {count} scripts");
}

#[test]
fn every_script_says_what_it_is_about_and_provokes_something() {
    for script in scripts() {
        let text = std::fs::read_to_string(&script).unwrap();
        assert!(text.starts_with("# "), "{}", script.display());
        assert!(text.contains("\nerror: ") || text.contains("\nwarning: "), "{}", script.display());
    }
}

#[test]
fn a_ledger_of_a_newer_format_is_refused() {
    let sandbox = Sandbox::with_ledger();
    let segment = sandbox.ledger().join("journal/00000000.seg");
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[4..6].copy_from_slice(&2_u16.to_be_bytes());
    let checksum = journal_checksum(&[&bytes[..64]]);
    bytes[64..96].copy_from_slice(&checksum);
    std::fs::write(&segment, bytes).unwrap();
    for command in ["log", "stats", "append --speaker a --issue b=1 --on 2025 --form quote --new", "export"] {
        sandbox
            .on(command)
            .status(2)
            .says(&sandbox, "")
            .tells(&sandbox, "error: ########.seg has format version 2, this program reads version 1; use a newer one");
    }
}

/// A script as it would be if everything that its commands gave were right.
fn run(script: &str) -> String {
    let sandbox = Sandbox::empty();
    let mut given = String::new();
    for line in script.lines() {
        if line.starts_with("# ") {
            given += &format!("{line}\n");
        } else if let Some(command) = line.strip_prefix("$ ") {
            let ran = sandbox.sh(command);
            given += &format!("{line}\n");
            if ran.status != 0 {
                given += &format!("exit {}\n", ran.status);
            }
            given += &sandbox.steady(&ran.stderr);
        }
    }
    given
}

fn scripts() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(repository("tests/errors")).unwrap();
    let mut scripts: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    scripts.sort();
    scripts
}

/// The lines that are only in one of two texts.
fn difference(expected: &str, given: &str) -> String {
    let missing =
        expected.lines().filter(|line| !given.lines().any(|other| other == *line)).map(|line| format!("- {line}"));
    let unexpected =
        given.lines().filter(|line| !expected.lines().any(|other| other == *line)).map(|line| format!("+ {line}"));
    missing.chain(unexpected).collect::<Vec<_>>().join("\n")
}
