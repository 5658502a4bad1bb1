//! The process that examines a ledger, as the one that started it sees it: it ends with a verdict, or however it ends.
//!
//! Invariants: it never outlives its watcher; how long it takes is its own affair, as long as it gets on.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::message::{Message, News, Task, Verdict};
use crate::failure::Failure;
use crate::output::write_object;

/// So long nothing may be heard before the process is taken for one that hangs. sled itself is given up when it does not
/// open within ten seconds; every read of a few megabytes is heard of.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// The wait for a message is cut into so many turns: a machine that slept, or a process that was stopped, loses one.
const TURNS: u32 = 60;
/// So much of what the process says on its way out is kept, in bytes.
const TALK_MAX: u64 = 4 << 10;

/// How it ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// With a verdict.
    Verdict(Box<Verdict>),
    /// It could not do its work, and says why.
    Failed(Failure),
    /// It died or hung: how, behind "the process".
    Crashed(String),
}

/// Starts a process, gives it its task, hands on what it tells, and sees it to its end.
///
/// Errors: it cannot be started.
pub(super) fn watch(
    command: &mut Command,
    task: &Task,
    patience: Duration,
    mut hear: impl FnMut(News),
) -> io::Result<Ending> {
    // In a group of its own, so that Ctrl-C reaches it as the end of its input, after which it can tidy up.
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let mut process = Process(command.spawn()?);
    let (stdin, stdout, stderr) = (process.0.stdin.take(), process.0.stdout.take(), process.0.stderr.take());
    let (Some(mut stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err(io::Error::other("a process was started without the pipes that were asked for"));
    };
    let (messages, talk) = (messages_of(stdout)?, talk_of(stderr)?);
    // One that died at once takes no task; that it died is seen below.
    let _given = write_object(&mut stdin, task).and_then(|()| stdin.flush());
    let ended = loop {
        match next(&messages, patience) {
            Heard::Message(Message::News(news)) => hear(news),
            Heard::Message(Message::Verdict(verdict)) => return Ok(Ending::Verdict(verdict)),
            Heard::Message(Message::Failed(failure)) => return Ok(Ending::Failed(failure)),
            Heard::Nothing => {
                let how = format!("did not get on for {} s and was ended", patience.as_secs_f64());
                return Ok(Ending::Crashed(how));
            }
            Heard::End => break format!("ended without a verdict ({})", process.0.wait()?),
        }
    };
    // A panic over there is ours, and goes on here.
    let talk = talk.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    Ok(Ending::Crashed(if talk.is_empty() { ended } else { format!("{ended}: {talk}") }))
}

/// A process that ends when this is dropped, if it has not ended before.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // One that is gone can neither be killed nor waited for, and need not be.
        let _ended = self.0.kill().and_then(|()| self.0.wait());
    }
}

enum Heard {
    Message(Message),
    /// The process ended, or tells what cannot be read.
    End,
    Nothing,
}

fn next(messages: &Receiver<Message>, patience: Duration) -> Heard {
    for _ in 0..TURNS {
        match messages.recv_timeout(patience / TURNS) {
            Ok(message) => return Heard::Message(message),
            Err(RecvTimeoutError::Disconnected) => return Heard::End,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    Heard::Nothing
}

/// What the process tells, line by line, as another thread reads it.
fn messages_of(stdout: ChildStdout) -> io::Result<Receiver<Message>> {
    let (sender, receiver) = channel();
    let read = move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let Ok(message) = serde_json::from_str(&line) else { break };
            if sender.send(message).is_err() {
                break;
            }
        }
    };
    thread::Builder::new().name("messages".to_owned()).spawn(read)?;
    Ok(receiver)
}

/// The first lines that the process writes for people, on one line: what a panic says, and where.
fn talk_of(stderr: ChildStderr) -> io::Result<JoinHandle<String>> {
    const LINES: usize = 2;
    let read = move || {
        let (mut stderr, mut talk) = (stderr, Vec::new());
        // What is behind that is read all the same, or the process would wait for a reader.
        let _read = stderr.by_ref().take(TALK_MAX).read_to_end(&mut talk);
        let _read = io::copy(&mut stderr, &mut io::sink());
        let talk = String::from_utf8_lossy(&talk);
        talk.lines().filter(|line| !line.is_empty()).take(LINES).collect::<Vec<_>>().join(" ")
    };
    thread::Builder::new().name("talk".to_owned()).spawn(read)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use onrecord_core::audit::{Finding, FindingKind};
    use onrecord_core::hash::{ChainHash, LedgerId};
    use onrecord_core::tree::MerkleRoot;

    use super::super::message::{Done, Homes};
    use super::*;

    const SHORT: Duration = Duration::from_millis(600);

    /// How a shell script ends that stands for the process, and how often it was heard of before.
    fn ending(script: &str) -> (String, usize) {
        let task = Task { homes: Homes::Both, sizes: [7].into() };
        let mut heard = 0;
        let ending = watch(Command::new("sh").args(["-c", script]), &task, SHORT, |_| heard += 1).unwrap();
        let ending = match ending {
            Ending::Verdict(verdict) => format!("{} events", verdict.events),
            Ending::Failed(failure) => failure.to_string(),
            Ending::Crashed(how) => how,
        };
        (ending, heard)
    }

    fn line(message: &Message) -> String {
        format!("echo '{}'", serde_json::to_string(message).unwrap())
    }

    fn verdict() -> String {
        line(&Message::Verdict(Box::new(Verdict {
            events: 5,
            head: ChainHash::ZERO,
            root: MerkleRoot::new([1; 32]),
            roots: [(7, MerkleRoot::new([2; 32]))].into(),
            ledger: Some(LedgerId::new([3; 16])),
            findings: vec![Finding { seq: None, kind: FindingKind::StoreCrashed, detail: "x".to_owned() }],
            checked: Vec::new(),
            not_checked: Vec::new(),
        })))
    }

    #[test]
    fn a_verdict_ends_the_process_and_is_all_that_counts() {
        let script = format!("read task; {}; {}; exec sleep 60", line(&Message::News(News::Fixed)), verdict());
        assert_eq!(ending(&script), ("5 events".to_owned(), 1));
        let failed = line(&Message::Failed(Failure::new("no journal").hint("recover")));
        assert_eq!(ending(&failed).0, "no journal\nhint: recover");
        let task = r#"read task; [ "$task" = '{"homes":"Both","sizes":[7]}' ] && "#;
        assert_eq!(ending(&format!("{task} {}", verdict())).0, "5 events");
    }

    #[test]
    fn whatever_else_ends_the_process_is_told() {
        let panics = "printf \"\\nthread 'main' panicked at a.rs:1:2:\\nboom\\nnote: run with\\n\" >&2; exit 101";
        for (script, told) in [
            (panics, "ended without a verdict (exit status: 101): thread 'main' panicked at a.rs:1:2: boom"),
            ("ulimit -c 0; kill -ABRT $$", "ended without a verdict (signal: 6 (SIGABRT))"),
            ("kill -KILL $$", "ended without a verdict (signal: 9 (SIGKILL))"),
            ("exit 0", "ended without a verdict (exit status: 0)"),
            ("echo nonsense", "ended without a verdict (exit status: 0)"),
        ] {
            assert_eq!(ending(script), (told.to_owned(), 0), "{script}");
        }
    }

    #[test]
    fn who_hangs_is_ended_and_who_gets_on_is_not() {
        assert_eq!(ending("exec sleep 60").0, "did not get on for 0.6 s and was ended");
        let news = line(&Message::News(News::Done(Done { postings: 1, ..Done::default() })));
        // Two seconds in all, of which no wait is as long as our patience.
        let slow = format!("for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.2; {news}; done; {}", verdict());
        assert_eq!(ending(&slow), ("5 events".to_owned(), 10));
    }
}
