//! A redaction that is killed at any step has not begun, or is finished by the next command.

use std::process::Command;

use super::{entries, holding, ledger, traces};
use crate::harness::{Ran, Sandbox, copy_tree};

/// Calls that change files or make changes durable. A question mark: not on every machine.
const STEPS: &str = "fsync,fdatasync,?rename,?renameat,?renameat2,?unlink,unlinkat,ftruncate";

/// Redacts the words of 7 and the document of 5 in a copy of a ledger, and is killed at the `step`th of these calls.
fn killed_at(sandbox: &Sandbox, step: usize, slot: &str) -> Ran {
    let command =
        sandbox.command(["redact", if slot == "text" { "7" } else { "letter" }, "--slot", slot, "--reason", "x"]);
    let mut strace = Command::new("strace");
    let inject = format!("inject={STEPS}:signal=KILL:when={step}");
    strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={STEPS}"), "-e", &inject]).arg(command.get_program());
    strace.args(command.get_args()).env_clear().current_dir(sandbox.path());
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    Ran::of(strace.output().unwrap_or_else(|error| panic!("strace cannot be run ({error})")))
}

#[test]
fn a_kill_at_any_step_leaves_all_of_the_words_or_none() {
    kill_at_every_step("text");
}

#[test]
fn a_kill_at_any_step_leaves_all_of_a_document_or_none() {
    kill_at_every_step("bytes");
}

fn kill_at_every_step(slot: &str) {
    let sandbox = ledger();
    copy_tree(&sandbox.ledger(), &sandbox.path().join("before"));
    let before = entries(&sandbox.ledger());
    let (mut not_begun, mut finished) = (0, 0);
    for step in 1.. {
        let ran = killed_at(&sandbox, step, slot);
        // Whatever it is, the next command needs no help.
        let next = if step % 2 == 0 { "log" } else { "stats" };
        let said = sandbox.on(next).ok();
        assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
        let after = entries(&sandbox.ledger());
        if after.len() == before.len() {
            assert_eq!(after, before, "step {step}");
            not_begun += 1;
        } else {
            assert_eq!(after.len(), before.len() + 1, "step {step}");
            assert!(before.iter().zip(&after).all(|(old, new)| old.event == new.event), "step {step}");
            let mut parts = traces(&before, after.last().unwrap());
            let document = if slot == "bytes" { vec![super::DOCUMENT.as_bytes().to_vec()] } else { Vec::new() };
            parts.extend(document);
            let mut found = holding(&sandbox.ledger(), &parts);
            // Leftovers of the command itself are the next writer's; the document has the words too.
            found.retain(|name| slot != "text" || name.len() != 64);
            assert_eq!(found, Vec::<String>::new(), "step {step}: {}", said.stderr);
            sandbox.on("audit").ok();
            finished += 1;
        }
        if ran.status == 0 {
            break;
        }
        std::fs::remove_dir_all(sandbox.ledger()).unwrap();
        copy_tree(&sandbox.path().join("before"), &sandbox.ledger());
    }
    println!("{slot}: {not_begun} kills before it began, {finished} after");
    assert!(not_begun > 0 && finished > 10, "{slot}: {not_begun} and {finished}");
}
