//! What is said to be recorded is durable: system calls show that nobody is told before the journal was synced.

mod trace;

use self::trace::{Call, traced};
use crate::harness::Sandbox;

const SEGMENT: &str = "journal/00000000.seg";

#[test]
fn an_append_is_answered_after_its_frame_was_synced() {
    let sandbox = with_registry();
    let append = "append --json --speaker qatar --issue truce --stance 60 --on 2026-01-02 --form quote --text Yes";
    let (before, calls, after) = run(&sandbox, &append.split(' ').collect::<Vec<_>>());
    assert_eq!(frames(&calls).len(), 1);
    check(&calls, after - before);
}

#[test]
fn every_batch_of_an_import_is_synced_before_the_next() {
    let sandbox = with_registry();
    let line = |number: usize| {
        let id = format!(r#"{{"id":"i{number}","date":"2026-01-02","speaker":"qatar","issue":"truce","#);
        format!("{id}\"stance\":{},\"form\":\"quote\",\"text\":\"Line {number}\"}}\n", number % 100)
    };
    let file = sandbox.file("lines.jsonl", (0..600).map(line).collect::<String>());
    let (before, calls, after) = run(&sandbox, &["import", "--json", file.to_str().unwrap()]);
    assert!(frames(&calls).len() >= 4, "{} batches", frames(&calls).len());
    check(&calls, after - before);
}

#[test]
fn a_source_is_durable_before_an_event_names_it() {
    let sandbox = with_registry();
    let file = sandbox.file("interview.txt", "The truce should be extended\n");
    let (before, calls, after) =
        run(&sandbox, &["source", "add", "interview", "--json", "--file", file.to_str().unwrap()]);
    check(&calls, after - before);
    let of = |name: &str| format!("{}/{name}", sandbox.ledger().canonicalize().unwrap().display());
    let sources = of("sources");
    let is_source = |call: &&Call| call.file().starts_with(&format!("{sources}/"));
    let steps = [
        calls.iter().filter(is_source).find(|call| call.is_write()),
        calls.iter().filter(is_source).find(|call| call.is_sync()),
        calls.iter().find(|call| call.is_rename() && call.arguments.contains("/sources/") && call.result == 0),
        calls.iter().find(|call| call.is_sync() && call.file() == sources),
        frames(&calls).first().copied(),
    ];
    let steps = steps.map(|step| step.expect("every step is taken: written, synced, renamed, folder synced, frame"));
    assert!(steps.windows(2).all(|pair| pair[0].ended < pair[1].begun), "{steps:#?}");
    let writes: Vec<&Call> = calls.iter().filter(is_source).filter(|call| call.is_write()).collect();
    assert!(writes.iter().all(|write| write.ended < steps[1].begun), "nothing is written after the sync: {writes:#?}");
}

fn with_registry() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.run(["actor", "add", "qatar", "--kind", "state", "--name", "Qatar"]).ok();
    sandbox.run(["issue", "add", "truce", "--wording", "The truce should be extended"]).ok();
    sandbox
}

/// Traces a command; the journal's length is given before and after it.
fn run(sandbox: &Sandbox, args: &[&str]) -> (u64, Vec<Call>, u64) {
    let len = || std::fs::metadata(sandbox.ledger().join(SEGMENT)).unwrap().len();
    let before = len();
    let (ran, calls) = traced(&sandbox.command(args), sandbox.path());
    ran.ok();
    (before, calls, len())
}

/// The writes that begin a frame.
fn frames(calls: &[Call]) -> Vec<&Call> {
    calls.iter().filter(|call| is_journal_write(call) && call.arguments.contains("\"ONRF")).collect()
}

fn is_journal_write(call: &Call) -> bool {
    call.is_write() && call.file().ends_with(SEGMENT)
}

/// Every frame is written and then synced before the next one and before the answer; nothing goes to the journal in any
/// other way.
fn check(calls: &[Call], growth: u64) {
    let writes: Vec<&Call> = calls.iter().filter(|call| is_journal_write(call)).collect();
    let written: i64 = writes.iter().map(|write| write.result).sum();
    assert_eq!(written, growth as i64, "the trace shows every byte that the journal grew by");
    let truncated = calls.iter().any(|call| call.name == "ftruncate" && call.file().ends_with(SEGMENT));
    assert!(!truncated, "the journal is not cut");
    let answers: Vec<&Call> = calls.iter().filter(|call| call.is_answer()).collect();
    assert!(!answers.is_empty(), "there is an answer");
    for (number, frame) in frames(calls).iter().enumerate() {
        let next = frames(calls).get(number + 1).map_or(usize::MAX, |next| next.begun);
        let parts = writes.iter().filter(|write| (frame.begun..next).contains(&write.begun));
        let last = parts.map(|write| write.ended).max().unwrap();
        let sync = calls.iter().find(|call| call.is_sync() && call.file().ends_with(SEGMENT) && call.begun > last);
        let sync = sync.unwrap_or_else(|| panic!("frame {number} is synced"));
        assert!(sync.ended < next, "frame {number} is synced before the next is begun");
        for answer in &answers {
            assert!(answer.begun > sync.ended, "an answer on line {} of the trace before {sync:?}", answer.begun);
        }
    }
}
