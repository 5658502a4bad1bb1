//! A process that is killed after a while, and what it had said by then.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

const SIGKILL: i32 = 9;

/// What a process said before its end.
#[derive(Debug)]
pub(super) struct Killed {
    /// Whether the kill ended it, or it had ended by itself.
    pub(super) by_kill: bool,
    /// The complete lines on its stdout.
    pub(super) said: Vec<Value>,
}

/// Runs a command until it ends or `until` has come.
pub(super) fn run_until(mut command: Command, until: Instant) -> Killed {
    let mut child = command.spawn().unwrap();
    while child.try_wait().unwrap().is_none() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            child.kill().unwrap();
            break;
        }
        std::thread::sleep(left.min(Duration::from_micros(500)));
    }
    let status = child.wait().unwrap();
    let by_kill = status.signal() == Some(SIGKILL);
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(by_kill || status.success(), "{status}: {err}");
    assert!(!err.contains("panicked"), "{err}");
    let said = out.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    Killed { by_kill, said: said.map(|line| serde_json::from_str(line).unwrap()).collect() }
}
