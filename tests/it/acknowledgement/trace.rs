//! The system calls of a command, as strace saw them.

use std::collections::BTreeMap;
use std::process::Command;

use crate::harness::Ran;

/// Calls that bring bytes or names to a file, and those that make them durable. A question mark: not on every machine.
const CALLS: &str = "trace=openat,?creat,write,writev,pwrite64,pwritev,fdatasync,fsync,sync_file_range,ftruncate,\
                     ?rename,?renameat,?renameat2,close";

/// A call, with the lines of the trace on which it began and ended.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: String,
    /// All between the parentheses; a descriptor is followed by its path.
    pub(super) arguments: String,
    pub(super) result: i64,
    pub(super) begun: usize,
    pub(super) ended: usize,
}

/// Runs a command under strace, and gives its calls in the order of their ends.
pub(super) fn traced(command: &Command, folder: &std::path::Path) -> (Ran, Vec<Call>) {
    let trace = folder.join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-s", "16", "-e", CALLS, "-o"]).arg(&trace).arg(command.get_program());
    strace.args(command.get_args()).env_clear().current_dir(folder);
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    strace.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let output = strace.output().unwrap_or_else(|error| {
        panic!("strace cannot be run ({error}): install the Debian package `strace`; without it nothing is shown here")
    });
    (Ran::of(output), parse(&std::fs::read_to_string(trace).unwrap()))
}

fn parse(trace: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut unfinished: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for (number, line) in trace.lines().enumerate() {
        let (process, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        if let Some(beginning) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(process, (number, beginning.to_owned()));
        } else if let Some((_, end)) = rest.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            if let Some((begun, beginning)) = unfinished.remove(process) {
                calls.extend(call(&format!("{beginning}{end}"), begun, number));
            }
        } else {
            calls.extend(call(rest, number, number));
        }
    }
    calls
}

/// A call in one piece; nothing for lines about signals and exits.
fn call(text: &str, begun: usize, ended: usize) -> Option<Call> {
    let (name, rest) = text.split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") ")?;
    let result = result.trim_start().strip_prefix("= ")?;
    let digits: String = result.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    let result = digits.parse().ok()?;
    Some(Call { name: name.to_owned(), arguments: arguments.to_owned(), result, begun, ended })
}

impl Call {
    /// Whether this brings bytes to a file.
    pub(super) fn is_write(&self) -> bool {
        ["write", "writev", "pwrite64", "pwritev"].contains(&self.name.as_str())
    }

    /// Whether this returns only when a file's bytes are durable. `sync_file_range` does not see to that.
    pub(super) fn is_sync(&self) -> bool {
        ["fdatasync", "fsync"].contains(&self.name.as_str()) && self.result == 0
    }

    pub(super) fn is_rename(&self) -> bool {
        self.name.starts_with("rename")
    }

    /// The path of the file that the descriptor in the first argument stands for.
    pub(super) fn file(&self) -> &str {
        let path = self.arguments.split_once('<').map_or("", |(_, rest)| rest);
        path.split_once('>').map_or("", |(path, _)| path)
    }

    /// Whether this is an answer: a write to standard output.
    pub(super) fn is_answer(&self) -> bool {
        self.is_write() && self.arguments.starts_with("1<")
    }
}
