//! A stranger with a folder of files and a vkey: what is whole is said to be, and nothing else.

mod flips;

use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::Sandbox;
use crate::publish::{files, import};
use crate::witness::Pair;

type Files = BTreeMap<String, Vec<u8>>;

/// A ledger with three checkpoints, published with words after each and cosigned in the end.
fn published() -> Pair {
    let pair = Pair::new();
    for (from, to) in [(0, 20), (20, 252), (252, 300)] {
        import(&pair.owner, from, to);
        pair.owner.on("checkpoint").ok();
        pair.owner.on("publish log --words").ok();
    }
    pair.cosigned();
    pair.owner.on("publish log --words").ok();
    pair
}

/// What a stranger runs, on a machine of its own.
fn verify_line(pair: &Pair) -> String {
    format!("verify --log log --vkey {} --witness {}", pair.log, pair.vkey)
}

fn write(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A stranger's folder with these files.
fn stranger(files: &Files) -> Sandbox {
    let sandbox = Sandbox::empty();
    write(&sandbox.path().join("log"), files);
    sandbox
}

#[test]
fn a_log_is_checked_without_the_ledger() {
    let pair = published();
    let files = files(&pair.owner.path().join("log"));
    let stranger = stranger(&files);
    let answer = stranger.on(&format!("{} --json", verify_line(&pair))).ok().object();
    assert_eq!((answer["events"].as_u64(), answer["words"].as_u64()), (Some(304), Some(304)));
    assert_eq!(answer["files"].as_u64(), Some(files.len() as u64));
    assert_eq!(answer["cosigned_by"][0]["at"], "2026-01-05T09:00:00Z");
    let stats = pair.owner.on("stats --json").ok().object();
    assert_eq!((&answer["head"], &answer["ledger"]), (&stats["head"], &stats["ledger"]));
    let root = pair.owner.on("audit --json").ok().object()["root"].clone();
    assert_eq!(answer["root"], root);
    let said = stranger.on(&verify_line(&pair)).ok();
    assert!(said.stdout.contains("the events existed no later than 2026-01-05T09:00:00Z"), "{}", said.stdout);
    let without: BTreeMap<_, _> = files.into_iter().filter(|(name, _)| !name.starts_with("words/")).collect();
    let without = self::stranger(&without);
    let said = without.on(&verify_line(&pair)).ok();
    assert!(said.stderr.contains("not checked: whether there is a later checkpoint; words"), "{}", said.stderr);
}

#[test]
fn keys_are_asked_for_and_believed_alone() {
    let (pair, other) = (published(), Pair::new());
    let stranger = stranger(&files(&pair.owner.path().join("log")));
    let verify = |options: &str| stranger.on(&format!("verify --log log {options}"));
    assert!(verify("").status(2).stderr.contains("--vkey VKEY is missing"));
    assert!(
        verify(&format!("--vkey {}", pair.vkey)).status(1).stderr.contains("witnesses alone do not make a checkpoint")
    );
    assert!(verify(&format!("--vkey {}", other.log)).status(1).stderr.contains("none of the keys given signed it"));
    let of_another = verify(&format!("--vkey {} --witness {}", pair.log, other.vkey)).status(1);
    assert!(of_another.stderr.contains("w.example.org/anna did not cosign the checkpoint"));
    assert!(
        verify(&format!("--vkey {} --witness {}", pair.log, pair.log)).status(2).stderr.contains("not of a witness")
    );
    let ok = verify(&format!("--vkey {}", pair.log)).ok();
    assert!(ok.stderr.contains("whether others were shown another log"), "{}", ok.stderr);
}

#[test]
fn findings_name_the_file_or_the_event() {
    let pair = published();
    let whole = files(&pair.owner.path().join("log"));
    let found = |change: &dyn Fn(&mut Files)| {
        let mut files = whole.clone();
        change(&mut files);
        let findings = stranger(&files).on(&format!("{} --json", verify_line(&pair))).status(1).json();
        findings
            .iter()
            .filter_map(|finding| Some(format!("{} {}", finding["finding"].as_str()?, finding["detail"])))
            .collect::<Vec<_>>()
    };
    let flip = |name: &'static str, place: usize| move |files: &mut Files| files.get_mut(name).unwrap()[place] ^= 1;
    let table: [(Vec<String>, &str); 6] = [
        (
            found(&flip("tile/0/000", 90 * 32)),
            "file-differs \"tile/0/000 is not what the entries give, from its hash 90",
        ),
        (found(&flip("words/000", 40)), "words-mismatch"),
        (found(&|files| drop(files.remove("tile/1/000.p/1"))), "file-missing \"tile/1/000.p/1 is missing"),
        (found(&|files| drop(files.insert("tile/0/000.p/9".into(), vec![1; 288]))), "file-differs \"tile/0/000.p/9"),
        (found(&|files| drop(files.insert("readme.txt".into(), vec![1]))), "file-unexpected \"readme.txt is no file"),
        (found(&|files| drop(files.insert("tile/entries/000.p/9".into(), vec![0]))), "file-differs"),
    ];
    for (found, expected) in table {
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:?} is not {expected}");
    }
    let edited = found(&flip("tile/entries/000", 9));
    assert!(edited.iter().any(|finding| finding.starts_with("root-differs")), "{edited:?}");
}

#[test]
fn what_a_cut_short_publish_leaves_is_finished_by_the_next() {
    let pair = published();
    let whole = files(&pair.owner.path().join("log"));
    let names: Vec<&String> = whole.keys().collect();
    // The checkpoint is written last: without it there is no log yet, and with the files of any part of it the next
    // publish makes a whole one.
    for kept in [0, 2, 5, names.len() - 1] {
        let log = pair.owner.path().join("log");
        std::fs::remove_dir_all(&log).unwrap();
        let part = whole.iter().filter(|(name, _)| *name != "checkpoint").take(kept);
        write(&log, &part.map(|(name, bytes)| (name.clone(), bytes.clone())).collect());
        if kept < 3 {
            // A file that was being written; its name says so, and its place is empty.
            std::fs::create_dir_all(log.join("tile/entries")).unwrap();
            std::fs::write(log.join("tile/entries/000.new"), "half").unwrap();
        }
        pair.owner.on(&verify_line(&pair)).status(2);
        pair.owner.on("publish log --words").ok();
        assert_eq!(files(&log), whole, "{kept} files were there");
        pair.owner.on(&verify_line(&pair)).ok();
    }
}
