//! Two people and three files: the owner of a ledger asks, a witness on another machine cosigns, the owner merges.

mod interrupted;

use std::path::{Path, PathBuf};

use onrecord_core::note::Verifier;
use onrecord_core::witness::Request;

use crate::harness::{Ran, Sandbox, copy_tree};

/// The owner's machine and the witness's.
pub(crate) struct Pair {
    pub(crate) owner: Sandbox,
    pub(crate) witness: Sandbox,
    pub(crate) log: String,
    pub(crate) vkey: String,
}

impl Pair {
    /// A ledger with a key, and a witness who has seen nothing yet.
    pub(crate) fn new() -> Self {
        let (owner, witness) = (Sandbox::with_ledger(), Sandbox::empty());
        let log = owner.on("key new").ok().stdout.trim_end().to_owned();
        witness.on("key new --key w.key --origin w.example.org/anna").ok();
        let vkey = witness.on("witness vkey --key w.key").ok().stdout.trim_end().to_owned();
        std::fs::create_dir(witness.path().join("seen")).unwrap();
        Pair { owner, witness, log, vkey }
    }

    /// A ledger with another history than the one of which the witness has cosigned the first 6 events.
    fn forked() -> Self {
        let pair = Pair::new();
        pair.grow("x");
        pair.keep("early");
        pair.grow("y");
        pair.cosigned();
        pair.put_back("early");
        pair.grow("z");
        pair
    }

    /// Records an event or a few and signs a checkpoint.
    pub(crate) fn grow(&self, id: &str) {
        self.owner.on(&format!("append --speaker a --issue b=1 --on 2025 --form vote --id {id} --new")).ok();
        self.owner.on("checkpoint").ok();
    }

    /// What the owner asks, as a file on the witness's machine.
    pub(crate) fn request(&self, options: &str) -> PathBuf {
        let request = self.owner.on(&format!("witness request {options}")).ok().stdout;
        self.witness.file("request", request)
    }

    /// What the witness answers.
    pub(crate) fn cosign(&self) -> Ran {
        self.witness.on(&self.cosign_line())
    }

    pub(crate) fn cosign_line(&self) -> String {
        format!("witness cosign request --key w.key --state seen --log {}", self.log)
    }

    /// Asks, cosigns and merges.
    pub(crate) fn cosigned(&self) -> Ran {
        self.request("");
        let lines = self.cosign().ok().stdout;
        self.owner.file("lines", lines);
        self.owner.on(&format!("witness merge lines --witness {}", self.vkey)).ok()
    }

    /// What the witness remembers, as text.
    pub(crate) fn state(&self) -> String {
        let mut files = std::fs::read_dir(self.witness.path().join("seen")).unwrap().map(|item| item.unwrap().path());
        let state = files.find(|path| path.extension().is_some_and(|ending| ending == "checkpoint"));
        state.map_or_else(String::new, |path| std::fs::read_to_string(path).unwrap())
    }

    /// Puts the ledger's folder aside under a name.
    pub(crate) fn keep(&self, name: &str) {
        copy_tree(&self.owner.ledger(), &self.owner.path().join(name));
    }

    /// Puts a folder that was kept in the ledger's place, as a thief with the key would: what the key has signed last is
    /// forgotten too.
    pub(crate) fn put_back(&self, name: &str) {
        std::fs::remove_dir_all(self.owner.ledger()).unwrap();
        copy_tree(&self.owner.path().join(name), &self.owner.ledger());
        forget_last_signed(&self.owner);
    }
}

/// Removes what is kept beside the key.
pub(crate) fn forget_last_signed(sandbox: &Sandbox) {
    for item in std::fs::read_dir(sandbox.path().join(".config/onrecord")).unwrap() {
        let path = item.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "last") {
            std::fs::remove_file(path).unwrap();
        }
    }
}

fn stored(sandbox: &Sandbox, size: u64) -> String {
    std::fs::read_to_string(sandbox.ledger().join(format!("checkpoints/{size}.checkpoint"))).unwrap()
}

#[test]
fn what_was_cosigned_stands_under_the_checkpoint_and_stays_there() {
    let pair = Pair::new();
    pair.grow("x");
    let merged = pair.cosigned();
    assert!(
        merged.stdout.starts_with("w.example.org/anna cosigned the checkpoint of 5 events at 2026-01-05T09:00:00Z")
    );
    let signed = stored(&pair.owner, 5);
    assert_eq!(signed, pair.state(), "both keep the same");
    assert_eq!(signed.lines().filter(|line| line.starts_with("\u{2014} ")).count(), 2);
    assert_eq!(pair.owner.on("checkpoint").ok().stdout, signed, "asked for again, it keeps the cosignature");
    pair.cosigned();
    assert_eq!(stored(&pair.owner, 5), signed, "the same line is not put under it twice");
    pair.grow("y");
    let request = pair.request("");
    let request = Request::from_bytes(&std::fs::read(request).unwrap()).unwrap();
    assert_eq!(request.old, 5, "it goes on from what was cosigned last");
    let cosigned = pair.cosign().ok();
    assert!(cosigned.stderr.contains("cosigned 6 events of onrecord/"), "{}", cosigned.stderr);
    assert!(cosigned.stderr.contains("which go on from the 5 of 2026-01-05T09:00:00Z"), "{}", cosigned.stderr);
}

#[test]
fn a_ledger_that_was_put_back_is_not_cosigned() {
    let pair = Pair::new();
    pair.grow("x");
    pair.keep("early");
    pair.grow("y");
    pair.cosigned();
    let state = pair.state();
    pair.put_back("early");
    pair.request("--old 0");
    let refused = pair.cosign().status(1);
    assert_eq!(refused.stdout, "");
    assert!(refused.stderr.contains("rollback: the log now shows size 5, this witness has cosigned size 6"));
    assert!(refused.stderr.contains("%2F") && refused.stderr.contains("cosigned at 2026-01-05T09:00:00Z"));
    assert_eq!(pair.state(), state, "what was seen stays");
}

#[test]
fn another_history_of_the_same_size_is_not_cosigned() {
    let pair = Pair::forked();
    pair.request("--old 0");
    let refused = pair.cosign().status(1);
    assert!(refused.stderr.contains("fork: this witness has cosigned another root of size 6"), "{}", refused.stderr);
    assert!(refused.stderr.contains("keep request too: the log has signed both"), "{}", refused.stderr);
}

#[test]
fn another_history_that_has_grown_past_the_witness_is_not_cosigned() {
    let pair = Pair::forked();
    pair.grow("zz");
    pair.request("--old 6");
    let refused = pair.cosign().status(1);
    assert!(refused.stderr.contains("does not lead from size 6"), "{}", refused.stderr);
}

#[test]
fn a_request_that_begins_elsewhere_is_told_where_to_begin() {
    let pair = Pair::new();
    pair.grow("x");
    pair.cosigned();
    pair.grow("y");
    pair.request("--old 0");
    let refused = pair.cosign().status(1);
    assert!(refused.stderr.contains("`onrecord witness request --old 5`"), "{}", refused.stderr);
    pair.request("--old 5");
    pair.cosign().ok();
    pair.owner.file("c", pair.owner.on("checkpoint").ok().stdout);
    pair.grow("z");
    pair.request("--since c");
    pair.cosign().ok();
}

#[test]
fn a_log_with_another_key_is_not_cosigned() {
    let (pair, other) = (Pair::new(), Pair::new());
    pair.grow("x");
    pair.request("");
    let line = pair.cosign_line().replace(&pair.log, &other.log);
    let refused = pair.witness.on(&line).status(1);
    assert!(refused.stderr.contains("the checkpoint is not one of this log"), "{}", refused.stderr);
    assert_eq!(pair.state(), "");
    let own = pair.cosign_line().replace(&pair.log, &pair.vkey);
    assert!(pair.witness.on(&own).status(2).stderr.contains("is the key of a witness, not of a log"));
    // The log's key under the name of a witness: signing twice is no second opinion.
    let secret = std::fs::read_dir(pair.owner.path().join(".config/onrecord")).unwrap();
    let secret = secret.map(|item| item.unwrap().path()).find(|path| path.extension().is_some_and(|end| end == "key"));
    pair.witness.file("w.key", std::fs::read(secret.unwrap()).unwrap());
    assert!(pair.cosign().status(2).stderr.contains("the key is the log's own"));
}

#[test]
fn two_requests_at_once_are_never_both_taken_for_the_next() {
    let pair = Pair::new();
    pair.grow("x");
    pair.cosigned();
    let requests: Vec<PathBuf> = (0..6)
        .map(|number| {
            pair.grow(&format!("y{number}"));
            let request = pair.owner.on("witness request --old 5").ok().stdout;
            pair.witness.file(&format!("r{number}"), request)
        })
        .collect();
    let cosign = |request: &Path| {
        let line = pair.cosign_line().replace("cosign request", &format!("cosign {}", request.display()));
        pair.witness.on(&line)
    };
    let answers: Vec<Ran> = std::thread::scope(|scope| {
        let running: Vec<_> = requests.iter().map(|request| scope.spawn(|| cosign(request))).collect();
        running.into_iter().map(|answer| answer.join().unwrap()).collect()
    });
    let signed: Vec<usize> = (0..6).filter(|number| answers[*number].status == 0).collect();
    assert_eq!(signed.len(), 1, "all go on from 5 events, and only one can: {answers:?}");
    let request = Request::from_bytes(&std::fs::read(&requests[signed[0]]).unwrap()).unwrap();
    let size = request.checkpoint.checkpoint().size;
    assert_eq!(pair.state().lines().nth(1), Some(size.to_string().as_str()));
    for (number, answer) in answers.iter().enumerate().filter(|(number, _)| *number != signed[0]) {
        assert_eq!((answer.status, answer.stdout.as_str()), (1, ""), "request {number}");
    }
}

#[test]
fn a_witness_whose_memory_is_damaged_or_cannot_be_written_says_nothing() {
    let pair = Pair::new();
    pair.grow("x");
    pair.cosigned();
    let state = std::fs::read_dir(pair.witness.path().join("seen")).unwrap();
    let state = state.map(|item| item.unwrap().path()).find(|path| path.extension().is_some()).unwrap();
    let whole = std::fs::read(&state).unwrap();
    pair.grow("y");
    pair.request("");
    let mut changed = whole.clone();
    changed[50] ^= 1;
    for damaged in [&whole[..whole.len() - 1], &whole[..10], b"", &changed] {
        std::fs::write(&state, damaged).unwrap();
        let refused = pair.cosign().status(2);
        assert_eq!(refused.stdout, "");
        assert!(refused.stderr.contains("cannot be believed"), "{}", refused.stderr);
    }
    std::fs::write(&state, &whole).unwrap();
    let mut unfinished = state.clone().into_os_string();
    unfinished.push(".new");
    std::fs::create_dir(&unfinished).unwrap();
    assert_eq!(pair.cosign().status(2).stdout, "");
    assert_eq!(std::fs::read(&state).unwrap(), whole);
    std::fs::remove_dir(&unfinished).unwrap();
    pair.cosign().ok();
}

#[test]
fn only_cosignatures_by_given_witnesses_over_stored_checkpoints_are_merged() {
    let (pair, other) = (Pair::new(), Pair::new());
    for pair in [&pair, &other] {
        pair.grow("x");
    }
    pair.request("");
    let line = pair.cosign().ok().stdout;
    other.request("");
    let foreign = other.cosign().ok().stdout;
    let merge = |lines: &str, witnesses: &[&str]| {
        pair.owner.file("lines", lines);
        let witnesses: String = witnesses.iter().map(|vkey| format!(" --witness {vkey}")).collect();
        pair.owner.on(&format!("witness merge lines{witnesses}"))
    };
    let before = stored(&pair.owner, 5);
    assert!(merge(&line, &[]).status(2).stderr.contains("--witness VKEY says whose"));
    assert!(merge(&line, &[&other.vkey]).status(1).stderr.contains("no line by a witness that was given"));
    assert!(merge(&foreign, &[&other.vkey]).status(1).stderr.contains("is of no stored checkpoint"));
    assert!(merge(&line, &[&pair.log]).status(2).stderr.contains("is the key of a log, not of a witness"));
    merge("nothing\n", &[&pair.vkey]).status(2);
    merge("", &[&pair.vkey]).status(1);
    let base64_at = line.find("anna ").unwrap() + 8;
    for place in base64_at..line.trim_end().len() {
        let mut changed = line.clone().into_bytes();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        assert_ne!(merge(&String::from_utf8(changed).unwrap(), &[&pair.vkey]).status, 0, "character {place}");
    }
    assert_eq!(stored(&pair.owner, 5), before, "nothing of this was kept");
    let both = format!("{foreign}{line}");
    let merged = merge(&both, &[&pair.vkey]).ok();
    assert!(merged.stderr.contains("left out a signature by w.example.org/anna") || other.vkey == pair.vkey);
    let known: Vec<Verifier> = [&pair.log, &pair.vkey].map(|vkey| vkey.parse().unwrap()).to_vec();
    let signed = onrecord_core::checkpoint::SignedCheckpoint::from_bytes(stored(&pair.owner, 5).as_bytes()).unwrap();
    assert_eq!(signed.verify(&known).unwrap().len(), 2);
}
