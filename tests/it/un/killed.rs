//! An import of roll calls that is killed again and again, and run again until it is through.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::excerpt::Excerpt;
use crate::harness::Sandbox;
use crate::random::Random;

const SEED: u64 = 0x756e_6b69_6c6c;
const KILLS: u64 = 5;
/// No vote takes fewer bytes in the journal.
const VOTE_BYTES: u64 = 200;

#[test]
fn import_killed_five_times_and_run_again_has_every_vote_once() {
    let excerpt = Excerpt::of_the_file();
    let sandbox = Sandbox::with_ledger();
    let file = excerpt.file(&sandbox);
    let mut random = Random::seeded(SEED);
    let share = excerpt.rows.len() as u64 * VOTE_BYTES / KILLS;
    let mut before = 0;
    for kill in 0..KILLS {
        let at = kill * share + random.below(share as usize) as u64;
        kill_at(&sandbox, &file, at);
        let stats = sandbox.on("stats --json").ok().object();
        let statements = stats["statements"].as_u64().unwrap();
        assert!(statements >= before, "{statements} after {before}");
        assert!(statements < excerpt.rows.len() as u64, "a kill came too late to tell anything");
        before = statements;
        assert_nothing_but_torn(&sandbox);
    }
    assert!(before > 0, "the kills came too early to tell anything");
    let report = import(&sandbox, &file);
    let [recorded, already] = ["recorded", "already_recorded"].map(|field| report[field].as_u64().unwrap());
    assert_eq!((recorded + already, already), (excerpt.rows.len() as u64, before), "seed {SEED:#x}");
    assert_eq!(recorded_votes(&sandbox), excerpt.rows.iter().map(|row| (row.id(), 1)).collect());
    sandbox.run(["audit"]).ok();
    let again = import(&sandbox, &file);
    assert_eq!([&again["recorded"], &again["already_recorded"]], [0, excerpt.rows.len()]);
    assert_eq!(again["head"], report["head"]);
}

/// A kill in the middle of a write leaves a batch that was never acknowledged; nothing else may be found.
fn assert_nothing_but_torn(sandbox: &Sandbox) {
    let mut findings = sandbox.run(["audit", "--json"]).json();
    findings.pop().unwrap();
    assert!(findings.iter().all(|finding| finding["finding"] == "journal-torn"), "{findings:?}");
    assert!(findings.len() <= 1, "{findings:?}");
}

/// Starts the import and kills it once the journal has so many bytes.
fn kill_at(sandbox: &Sandbox, file: &Path, bytes: u64) {
    let mut command = sandbox.command(["import", "--new", "--quiet", file.to_str().unwrap()]);
    let mut child = command.spawn().unwrap();
    while journal_bytes(sandbox) < bytes {
        assert_eq!(child.try_wait().unwrap(), None, "the import ended before it was killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    assert!(ended.code().is_none(), "{ended}: the import ended before it was killed");
}

fn journal_bytes(sandbox: &Sandbox) -> u64 {
    let segments = std::fs::read_dir(sandbox.ledger().join("journal")).unwrap();
    segments.map(|segment| segment.unwrap().metadata().unwrap().len()).sum()
}

fn import(sandbox: &Sandbox, file: &Path) -> Value {
    sandbox.run(["import", "--new", "--quiet", "--json", file.to_str().unwrap()]).ok().object()
}

/// How often each id is there.
fn recorded_votes(sandbox: &Sandbox) -> BTreeMap<String, u64> {
    let mut votes = BTreeMap::new();
    for line in sandbox.on("export").ok().json() {
        if line["type"] == "statement" {
            *votes.entry(line["id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    votes
}
