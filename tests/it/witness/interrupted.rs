//! A witness that is killed at any system call: whoever has its signature, it has not forgotten it.

use std::process::{Command, Stdio};

use super::Pair;
use crate::harness::Ran;

/// System calls that write, name or make durable.
const CALLS: [&str; 6] = ["openat", "write", "fsync", "rename", "close", "ftruncate"];
/// No run has more calls of one sort than this.
const CALLS_MAX: usize = 200;

#[test]
fn a_witness_that_is_killed_never_answers_what_it_does_not_remember() {
    let pair = Pair::new();
    pair.grow("x");
    pair.cosigned();
    let before = pair.state();
    pair.grow("y");
    pair.request("");
    let (mut killed, mut answered) = (0, 0);
    for call in CALLS {
        for when in 1..CALLS_MAX {
            let ran = killed_at(&pair, call, when);
            let state = pair.state();
            assert!(state == before || state.lines().nth(1) == Some("6"), "{call} {when}: {state}");
            if !ran.stdout.is_empty() {
                assert!(state.ends_with(&ran.stdout), "{call} {when}: it answered what it does not remember");
                answered += 1;
            }
            // Whatever happened, asked again it answers, and with a state that was put back it is as before.
            assert!(state.ends_with(&pair.cosign().ok().stdout) || !state.is_empty());
            put_back(&pair, &before);
            if ran.status == 0 {
                break;
            }
            killed += 1;
        }
    }
    assert!(killed > 20 && answered >= CALLS.len(), "{killed} killed, {answered} answered");
}

/// Cosigns under strace, which kills it at the so-manieth call of a sort.
fn killed_at(pair: &Pair, call: &str, when: usize) -> Ran {
    let line = pair.cosign_line();
    let plain = pair.witness.command(line.split(' '));
    let mut strace = Command::new("strace");
    strace.args(["-f", "-o", "/dev/null", "-e"]).arg(format!("trace={call}"));
    strace.arg("-e").arg(format!("inject={call}:signal=SIGKILL:when={when}"));
    strace.arg(plain.get_program()).args(plain.get_args()).current_dir(pair.witness.path()).env_clear();
    strace.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let output = strace.stdin(Stdio::null()).output();
    Ran::of(
        output.unwrap_or_else(|error| panic!("strace cannot be run ({error}): install the Debian package `strace`")),
    )
}

fn put_back(pair: &Pair, state: &str) {
    for item in std::fs::read_dir(pair.witness.path().join("seen")).unwrap() {
        let path = item.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "checkpoint") {
            std::fs::write(&path, state).unwrap();
        }
    }
}
