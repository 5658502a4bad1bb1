//! What is said to be recorded is durable: system calls show that nobody is told before the journal was synced.

mod trace;

use std::collections::BTreeSet;
use std::path::Path;

use self::trace::{Call, traced};
use crate::harness::Sandbox;
use crate::witness::Pair;

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

#[test]
fn a_cosignature_is_printed_after_the_witness_has_it_on_disk() {
    let pair = Pair::new();
    pair.grow("x");
    pair.request("");
    let line = pair.cosign_line();
    let (ran, calls) = traced(&pair.witness.command(line.split(' ')), pair.witness.path());
    assert!(!ran.ok().stdout.is_empty());
    let seen = format!("{}/seen", pair.witness.path().canonicalize().unwrap().display());
    let is_new = |call: &&Call| call.file().starts_with(&seen) && call.file().ends_with(".checkpoint.new");
    let steps = [
        calls.iter().rfind(|call| call.is_write() && is_new(call)),
        calls.iter().find(|call| call.is_sync() && is_new(call)),
        calls.iter().find(|call| call.is_rename() && call.arguments.contains(".checkpoint.new") && call.result == 0),
        calls.iter().find(|call| call.is_sync() && call.file() == seen),
        calls.iter().find(|call| call.is_answer()),
    ];
    let steps = steps.map(|step| step.expect("every step is taken: written, synced, renamed, folder synced, answered"));
    assert!(steps.windows(2).all(|pair| pair[0].ended < pair[1].begun), "{steps:#?}");
}

#[test]
fn the_checkpoint_of_a_log_is_put_in_its_place_after_all_that_it_asks_for_is_durable() {
    let pair = Pair::new();
    pair.grow("x");
    let (ran, calls) = traced(&pair.owner.command(["publish", "log", "--words"]), pair.owner.path());
    ran.ok();
    let log = format!("{}/log", pair.owner.path().canonicalize().unwrap().display());
    let renamed = |call: &&Call| call.is_rename() && call.result == 0 && call.arguments.contains("log/");
    let last = calls.iter().rfind(renamed).unwrap();
    assert!(last.arguments.contains("log/checkpoint.new"), "{last:?}");
    let mut folders = BTreeSet::new();
    for name in ["tile/0/000.p/5", "tile/entries/000.p/5", "words/000.p/5"] {
        let of_file = format!("{log}/{name}.new");
        let sync = calls.iter().find(|call| call.is_sync() && call.file() == of_file).expect(name);
        let rename = calls.iter().find(|call| renamed(call) && call.arguments.contains(&format!("{name}.new")));
        let rename = rename.expect(name);
        assert!(sync.ended < rename.begun);
        let folder = format!("{log}/{}", name.rsplit_once('/').unwrap().0);
        for folder in Path::new(&folder).ancestors().take_while(|folder| folder.starts_with(&log)) {
            let is_it = |call: &&Call| call.is_sync() && Path::new(call.file()) == folder && call.begun > rename.ended;
            let sync = calls.iter().find(is_it).unwrap_or_else(|| panic!("{} is synced", folder.display()));
            assert!(sync.ended < last.begun, "{} is synced before the checkpoint is there", folder.display());
            folders.insert(folder.to_owned());
        }
    }
    assert_eq!(folders.len(), 8, "the log, tile, words, and the folders in them: {folders:?}");
}

#[test]
fn the_names_of_files_that_a_killed_publish_left_are_made_durable_by_the_next() {
    let pair = Pair::new();
    pair.grow("x");
    let published = |log: &str| {
        let (ran, calls) = traced(&pair.owner.command(["publish", log, "--words"]), pair.owner.path());
        ran.ok();
        let owner = pair.owner.path().canonicalize().unwrap();
        let checkpoint = calls.iter().position(|call| call.is_rename() && call.arguments.contains("checkpoint.new"));
        let synced = calls[..checkpoint.unwrap()].iter().filter(|call| call.is_sync());
        let folders = synced.map(|call| Path::new(call.file()).to_owned()).filter(|path| path.is_dir());
        folders.filter_map(|path| Some(path.strip_prefix(&owner).ok()?.to_owned())).collect::<BTreeSet<_>>()
    };
    let first = published("log");
    assert!(first.contains(Path::new("")) && first.contains(Path::new("log/tile/0/000.p")), "{first:?}");
    // As if it had been killed before the checkpoint, and before any name was synced.
    std::fs::remove_file(pair.owner.path().join("log/checkpoint")).unwrap();
    assert_eq!(published("log"), first);
}

#[test]
fn a_cosignature_that_is_there_is_made_durable_before_it_is_said_to_be_kept() {
    let pair = Pair::new();
    pair.grow("x");
    pair.cosigned();
    let merge = ["witness", "merge", "lines", "--witness", &pair.vkey];
    let (ran, calls) = traced(&pair.owner.command(merge), pair.owner.path());
    ran.ok();
    let checkpoints = pair.owner.ledger().canonicalize().unwrap().join("checkpoints");
    let sync = calls.iter().position(|call| call.is_sync() && Path::new(call.file()) == checkpoints);
    let answer = calls.iter().position(Call::is_answer);
    assert!(sync.expect("the names of the checkpoints are synced") < answer.unwrap());
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
