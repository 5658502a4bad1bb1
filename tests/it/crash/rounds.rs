//! Rounds of kills on one ledger, and what must be true after each.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::killed::run_until;
use crate::harness::Sandbox;
use crate::random::Random;

/// The kill comes so long after the start, at most; an import takes longer to come to its first batch.
const APPENDS_MS_MAX: usize = 60;
const IMPORT_MS_MAX: usize = 160;
/// Lines of an import: several batches.
const LINES: usize = 500;

/// What is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Appends,
    Import,
}

/// What has happened to a ledger so far.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    pub(super) rounds: usize,
    pub(super) killed: usize,
    pub(super) killed_unanswered: usize,
    pub(super) recorded_unanswered: usize,
    pub(super) imports_partial: usize,
    pub(super) imports_empty: usize,
    pub(super) imports_done: usize,
    /// Numbers and hashes of events, in the order in which they were acknowledged.
    pub(super) acknowledged: Vec<(u64, String)>,
    /// What was said while the ledger was opened.
    pub(super) warnings: Vec<String>,
    /// Events that were seen by the last check.
    events: usize,
    /// The import of this round, and how many of its lines it said were recorded.
    import: Option<(u64, Option<usize>)>,
    /// Ids of appends that were not answered.
    unanswered: Option<String>,
}

impl Rounds {
    /// Starts something, and kills it.
    pub(super) fn kill(&mut self, sandbox: &Sandbox, kind: Kind, round: u64, random: &mut Random) {
        self.rounds += 1;
        match kind {
            Kind::Appends => self.kill_appends(sandbox, round, random),
            Kind::Import => self.kill_import(sandbox, round, random),
        }
    }

    fn kill_appends(&mut self, sandbox: &Sandbox, round: u64, random: &mut Random) {
        let until = Instant::now() + Duration::from_millis(random.below(APPENDS_MS_MAX) as u64);
        for number in 0.. {
            let id = format!("a{round}-{number}");
            let fixed = "append --json --speaker qatar --issue truce --on 2026-01-02 --form quote --text Yes";
            let stance = (number % 100).to_string();
            let args = fixed.split(' ').chain(["--id", &id, "--stance", &stance]);
            let killed = run_until(sandbox.command(args), until);
            for said in &killed.said {
                let hash = said["hash"].as_str().unwrap().to_owned();
                self.acknowledged.push((said["seq"].as_u64().unwrap(), hash));
            }
            if killed.by_kill {
                self.killed += 1;
                if killed.said.is_empty() {
                    self.killed_unanswered += 1;
                    self.unanswered = Some(id);
                }
                return;
            }
            if Instant::now() >= until {
                return;
            }
        }
    }

    fn kill_import(&mut self, sandbox: &Sandbox, round: u64, random: &mut Random) {
        let lines: String = (0..LINES).map(|number| format!("{}\n", line(round, number))).collect();
        let file = sandbox.file("lines.jsonl", lines);
        let until = Instant::now() + Duration::from_millis(random.below(IMPORT_MS_MAX) as u64);
        let killed = run_until(sandbox.command(["import", "--json", file.to_str().unwrap()]), until);
        self.killed += usize::from(killed.by_kill);
        let done = killed.said.first().map(|said| said["recorded"].as_u64().unwrap() as usize);
        self.import = Some((round, done));
    }

    /// Opens the ledger, and looks for all that was acknowledged.
    pub(super) fn check(&mut self, sandbox: &Sandbox) {
        let log = sandbox.run(["log", "--json"]).ok();
        for line in log.stderr.lines() {
            assert!(line.starts_with("warning: "), "{}", log.stderr);
            self.warnings.push(line.to_owned());
        }
        let events = log.json();
        let hashes: BTreeMap<u64, &str> =
            events.iter().map(|event| (event["seq"].as_u64().unwrap(), event["hash"].as_str().unwrap())).collect();
        assert!(hashes.keys().copied().eq(0..events.len() as u64), "events are numbered without a gap");
        assert!(events.len() >= self.events, "{} events, {} before", events.len(), self.events);
        self.events = events.len();
        for (seq, hash) in &self.acknowledged {
            assert_eq!(hashes.get(seq), Some(&hash.as_str()), "event {seq} was acknowledged");
        }
        assert!(self.acknowledged.is_sorted_by(|one, next| one.0 < next.0), "acknowledged in order");
        if let Some(id) = self.unanswered.take() {
            self.recorded_unanswered += usize::from(sandbox.run(["show", "--json", &id]).status == 0);
        }
        if let Some((round, done)) = self.import.take() {
            self.check_import(sandbox, round, done);
        }
    }

    /// The lines that were recorded are the first ones, in order and unchanged.
    fn check_import(&mut self, sandbox: &Sandbox, round: u64, done: Option<usize>) {
        let exported = sandbox.run(["export"]).ok().json();
        let prefix = format!("i{round}-");
        let is_ours = |id: Option<&str>| id.is_some_and(|id| id.starts_with(&prefix));
        let ours: Vec<_> = exported.iter().filter(|line| is_ours(line["id"].as_str())).collect();
        for (number, found) in ours.iter().enumerate() {
            let expected: serde_json::Value = serde_json::from_str(&line(round, number)).unwrap();
            for (name, value) in expected.as_object().unwrap() {
                assert_eq!(found[name], *value, "line {number} of import {round}: {name}");
            }
        }
        match done {
            Some(done) => {
                assert_eq!((done, ours.len()), (LINES, LINES));
                self.imports_done += 1;
            }
            None if ours.is_empty() => self.imports_empty += 1,
            None => self.imports_partial += 1,
        }
    }
}

/// A line of an import.
fn line(round: u64, number: usize) -> String {
    let day = 1 + number % 28;
    format!(
        r#"{{"id":"i{round}-{number}","date":"2025-11-{day:02}","speaker":"qatar","issue":"truce","stance":{},"form":"quote","text":"Line {number} of {round}"}}"#,
        number % 100
    )
}
