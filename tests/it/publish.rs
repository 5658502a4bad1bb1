//! A ledger as files for a web server: only what is new is written, what is there never changes, words come and go.

use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::{Sandbox, copy_tree};
use crate::witness::Pair;

/// The files below a folder, by their paths from it.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for item in std::fs::read_dir(next).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

fn names(sandbox: &Sandbox, log: &str) -> Vec<String> {
    files(&sandbox.path().join(log)).into_keys().collect()
}

/// Records so many statements in one go.
pub(crate) fn import(sandbox: &Sandbox, from: usize, to: usize) {
    let line = |number: usize| {
        format!(
            "{{\"id\":\"s{number}\",\"date\":\"2026-01-02\",\"speaker\":\"qatar\",\"issue\":\"truce\",\"stance\":{},\
             \"form\":\"quote\",\"text\":\"Sentence {number} about the truce\"}}\n",
            number % 100
        )
    };
    sandbox.file("lines.jsonl", (from..to).map(line).collect::<String>());
    sandbox.on("import lines.jsonl --new").ok();
}

fn with_key() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("key new").ok();
    sandbox
}

#[test]
fn a_log_has_the_files_of_its_size_and_grows_by_new_ones_only() {
    let sandbox = with_key();
    import(&sandbox, 0, 10);
    sandbox.on("checkpoint").ok();
    let published = sandbox.on("publish log --json").ok().object();
    assert_eq!((published["size"].as_u64(), published["files_written"].as_u64()), (Some(14), Some(3)));
    assert_eq!(names(&sandbox, "log"), ["checkpoint", "tile/0/000.p/14", "tile/entries/000.p/14"]);
    let before = files(&sandbox.path().join("log"));
    assert_eq!(sandbox.on("publish log --json").ok().object()["files_written"].as_u64(), Some(0));
    import(&sandbox, 10, 500);
    sandbox.on("checkpoint").ok();
    import(&sandbox, 500, 510);
    sandbox.on("publish log").ok().says(&sandbox, "504 events in log, without words; 490 new, 6 files written");
    let after = files(&sandbox.path().join("log"));
    assert_eq!(
        after.keys().map(String::as_str).collect::<Vec<_>>(),
        [
            "checkpoint",
            "tile/0/000",
            "tile/0/000.p/14",
            "tile/0/001.p/248",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/000.p/14",
            "tile/entries/001.p/248",
        ]
    );
    assert!(before.iter().all(|(path, bytes)| path == "checkpoint" || after[path] == *bytes));
    assert_eq!(after["tile/0/000"].len(), 8192);
    let stored = std::fs::read(sandbox.ledger().join("checkpoints/504.checkpoint")).unwrap();
    assert_eq!(after["checkpoint"], stored);
}

#[test]
fn every_checkpoint_since_the_last_publish_has_its_narrow_tiles() {
    let sandbox = with_key();
    for (from, to) in [(0, 10), (10, 20), (20, 253), (253, 300)] {
        import(&sandbox, from, to);
        sandbox.on("checkpoint").ok();
    }
    sandbox.on("publish log").ok();
    let expected = ["000", "000.p/14", "000.p/24", "001.p/1", "001.p/48"];
    for part in ["0", "entries"] {
        let prefix = format!("tile/{part}/");
        let names = names(&sandbox, "log");
        let names: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix(&prefix)).collect();
        assert_eq!(names, expected);
    }
}

#[test]
fn a_cosignature_that_was_merged_later_is_published_too() {
    let pair = Pair::new();
    pair.grow("x");
    pair.owner.on("publish log").ok();
    pair.cosigned();
    let written = pair.owner.on("publish log --json").ok().object()["files_written"].clone();
    assert_eq!(written, 1);
    assert!(files(&pair.owner.path().join("log"))["checkpoint"].ends_with(pair.cosign().ok().stdout.as_bytes()));
}

#[test]
fn words_are_published_when_asked_for_and_taken_away_when_not() {
    let sandbox = with_key();
    import(&sandbox, 0, 300);
    sandbox.on("checkpoint").ok();
    let quote = |sandbox: &Sandbox| {
        let has = |bytes: &Vec<u8>| bytes.windows(24).any(|part| part == b"Sentence 7 about the tru");
        files(&sandbox.path().join("log")).values().any(has)
    };
    sandbox.on("publish log").ok();
    assert!(!quote(&sandbox));
    sandbox.on("publish log --words").ok();
    assert!(quote(&sandbox));
    let words = |sandbox: &Sandbox| -> Vec<String> {
        names(sandbox, "log").into_iter().filter(|name| name.starts_with("words/")).collect()
    };
    assert_eq!(words(&sandbox), ["words/000", "words/001.p/48"]);
    import(&sandbox, 300, 301);
    sandbox.on("checkpoint").ok();
    sandbox.on("publish log --words").ok();
    assert_eq!(words(&sandbox), ["words/000", "words/001.p/49"], "the narrower ones are not kept");
    let taken = sandbox.on("publish log").ok();
    assert!(taken.stderr.contains("2 files of words taken away") && !quote(&sandbox), "{}", taken.stderr);
    assert!(!sandbox.path().join("log/words").exists());
    // Of the ledger's secret, from which ids are made, nothing goes out.
    sandbox.on("publish log --words").ok();
    let first = &files(&sandbox.path().join("log"))["words/000"];
    assert_eq!(first[..4], [0; 4], "the words of event 0 are left out");
}

#[test]
fn words_that_were_redacted_go_with_the_next_publish() {
    let sandbox = Sandbox::with_ledger();
    let vkey = sandbox.on("key new").ok().stdout.trim_end().to_owned();
    import(&sandbox, 0, 10);
    sandbox.on("checkpoint").ok();
    sandbox.on("publish log --words").ok();
    let has = |quote: &[u8]| {
        let files = files(&sandbox.path().join("log"));
        files.values().any(|bytes| bytes.windows(quote.len()).any(|part| part == quote))
    };
    assert!(has(b"Sentence 7 about") && has(b"Sentence 8 about"));
    let tiles = files(&sandbox.path().join("log/tile"));
    sandbox.on("redact s7 --slot text --reason 'asked for'").ok();
    // The redaction itself is not in the checkpoint yet, but the words are gone at once.
    sandbox.on("publish log --words").ok();
    assert!(!has(b"Sentence 7 about") && has(b"Sentence 8 about"));
    assert_eq!(files(&sandbox.path().join("log/tile")), tiles, "no event changed");
    sandbox.on(&format!("verify --log log --vkey {vkey}")).ok();
    sandbox.on("checkpoint").ok();
    sandbox.on("publish log --words").ok();
    let answer = sandbox.on(&format!("verify --log log --vkey {vkey} --json")).ok().object();
    assert_eq!(answer["words"], answer["events"]);
    assert!(!has(b"Sentence 7 about"));
}

#[test]
fn a_folder_with_another_log_or_another_history_is_left_as_it_is() {
    let (pair, other) = (Pair::new(), with_key());
    pair.grow("x");
    pair.keep("early");
    pair.grow("y");
    pair.owner.on("publish log").ok();
    let before = files(&pair.owner.path().join("log"));
    import(&other, 0, 20);
    other.on("checkpoint").ok();
    copy_tree(&pair.owner.path().join("log"), &other.path().join("log"));
    assert!(other.on("publish log").status(1).stderr.contains("nothing was published: log holds the log onrecord/"));
    pair.put_back("early");
    assert!(pair.owner.on("publish log").status(1).stderr.contains("log has 6 events already"));
    pair.grow("z");
    assert!(pair.owner.on("publish log").status(1).stderr.contains("log has other first 6 events than the ledger"));
    pair.grow("zz");
    assert!(pair.owner.on("publish log").status(1).stderr.contains("log has other first 6 events than the ledger"));
    // Without its checkpoint it is still not written over.
    std::fs::remove_file(pair.owner.path().join("log/checkpoint")).unwrap();
    assert!(pair.owner.on("publish log").status(1).stderr.contains("000.p/6 is there and is not of this ledger"));
    let after = files(&pair.owner.path().join("log"));
    assert!(before.iter().all(|(path, bytes)| path == "checkpoint" || after[path] == *bytes));
    std::fs::write(pair.owner.path().join("log/index.html"), "x").unwrap();
    assert!(
        pair.owner.on("publish log").status(2).stderr.contains("has `index.html` in it, which is no part of a log")
    );
}

/// A checkpoint with the right size and root, under a signature that is not the key's.
#[test]
fn a_checkpoint_that_the_key_did_not_sign_is_not_published() {
    let sandbox = with_key();
    import(&sandbox, 0, 3);
    let vkey = sandbox.on("key show").ok().stdout;
    sandbox.on("checkpoint --quiet").ok();
    let stored = std::fs::read_dir(sandbox.ledger().join("checkpoints")).unwrap().next().unwrap().unwrap().path();
    let signed = std::fs::read_to_string(&stored).unwrap();
    // The last bytes of the signature, in base64.
    let forged = signed
        .replace(&signed[signed.len() - 8..], if signed.ends_with("AAAAAA=\n") { "BAAAAA==\n" } else { "AAAAAA=\n" });
    std::fs::write(&stored, &forged).unwrap();
    let refused = sandbox.on("publish log").status(1);
    assert!(refused.stderr.contains(".checkpoint is forged\n  because: the signature"), "{}", refused.stderr);
    assert!(!sandbox.path().join("log").exists(), "nothing is written");
    // Where the key is not, its public part tells; without both a warning says what was not checked.
    std::fs::rename(sandbox.path().join(".config"), sandbox.path().join("elsewhere")).unwrap();
    sandbox.run(["publish", "log", "--vkey", vkey.trim_end()]).status(1);
    std::fs::write(&stored, &signed).unwrap();
    let published = sandbox.run(["publish", "log", "--vkey", vkey.trim_end()]).ok();
    assert_eq!(published.stderr, "");
    let published = sandbox.on("publish log").ok();
    assert!(published.stderr.contains("was not checked: the key of onrecord/"), "{}", published.stderr);
}

/// What is longer than a file of its sort can be is not read to its end, and is a finding.
#[test]
fn files_of_a_log_that_cannot_be_read_as_what_they_must_be_are_found_by_name() {
    let sandbox = with_key();
    import(&sandbox, 0, 3);
    let vkey = sandbox.on("key show").ok().stdout;
    sandbox.on("checkpoint --quiet").ok();
    sandbox.on("publish log --words").ok();
    for (part, expected) in
        [("tile/entries", "file-malformed"), ("words", "file-malformed"), ("tile/0", "file-differs")]
    {
        let log = sandbox.path().join("log");
        let name = files(&log).into_keys().find(|name| name.starts_with(part)).unwrap();
        let whole = std::fs::read(log.join(&name)).unwrap();
        for change in [&whole[..whole.len() - 1], &[&whole[..], b"x"].concat(), &[&whole[..], &[0; 9000]].concat(), b""]
        {
            std::fs::write(log.join(&name), change).unwrap();
            let findings =
                sandbox.run(["verify", "--log", "log", "--vkey", vkey.trim_end(), "--json"]).status(1).json();
            let found: Vec<_> = findings.iter().filter(|object| object["finding"] == expected).collect();
            let detail = found.first().map_or("", |finding| finding["detail"].as_str().unwrap());
            assert!(found.len() == 1 && detail.starts_with(&name), "{name}: {findings:?}");
        }
        std::fs::write(log.join(&name), whole).unwrap();
    }
    sandbox.run(["verify", "--log", "log", "--vkey", vkey.trim_end()]).ok();
}

#[test]
fn a_ledger_that_is_not_what_its_checkpoint_says_is_not_published() {
    let pair = Pair::new();
    assert!(pair.owner.on("publish log").status(2).stderr.contains("the ledger has no checkpoint yet"));
    pair.keep("early");
    pair.grow("x");
    let stored = std::fs::read(pair.owner.ledger().join("checkpoints/5.checkpoint")).unwrap();
    pair.put_back("early");
    let folder = pair.owner.ledger().join("checkpoints");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("5.checkpoint"), stored).unwrap();
    let refused = pair.owner.on("publish log").status(1);
    assert!(refused.stderr.contains("the ledger is not what its newest checkpoint"), "{}", refused.stderr);
    assert!(!pair.owner.path().join("log/checkpoint").exists());
}
