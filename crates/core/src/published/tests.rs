//! A published log is read back as what it is, and nothing in it can be otherwise.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::*;
use crate::audit::FindingKind;
use crate::checkpoint::{Checkpoint, own_origin};
use crate::testing::{LEDGER, Ledger};
use crate::tile::TilePath;
use crate::tree::{TreeInMemory, leaf_hash, root_at};

type Files = BTreeMap<String, Vec<u8>>;

/// A log of the first events of a ledger, with the tiles of all sizes given; the last is the checkpoint's.
fn published(ledger: &Ledger, sizes: &[u64]) -> (Checkpoint, Files) {
    let tree: TreeInMemory = ledger.entries.iter().map(|entry| leaf_hash(&entry.event)).collect();
    let size = *sizes.last().unwrap();
    let mut files = Files::from([("checkpoint".to_owned(), Vec::new())]);
    let entries = |index: u64, width: u16| {
        let first = index as usize * 256;
        &ledger.entries[first..first + usize::from(width)]
    };
    let write = |file: LogFile| match file {
        LogFile::Checkpoint => Vec::new(),
        LogFile::Words { index, width } => {
            words_bytes(entries(index, width).iter().map(|entry| published_words(entry).unwrap_or(&[])))
        }
        LogFile::Tile(TilePath::Entries { index, width }) => {
            let events: Vec<_> = entries(index, width).iter().map(|entry| entry.event.clone()).collect();
            let Ok(bundle) = bundle_bytes(&tree, index, &events);
            bundle.unwrap()
        }
        LogFile::Tile(TilePath::Hashes { level, index, width }) => {
            let Ok(tile) = tile_bytes(&tree, level, index, width);
            tile
        }
    };
    for size in sizes {
        files.extend(required_files(*size, false).map(|file| (file.to_string(), write(file))));
    }
    files.extend(required_files(size, true).map(|file| (file.to_string(), write(file))));
    let Ok(root) = root_at(&tree, size);
    (Checkpoint { origin: own_origin(LEDGER).unwrap(), size, root }, files)
}

fn check(checkpoint: &Checkpoint, files: &Files) -> Vec<FindingKind> {
    let words = files.keys().any(|path| path.starts_with("words/"));
    let read = |file: LogFile| Ok::<_, Infallible>(files.get(&file.to_string()).cloned());
    let Ok(mut checked) = check_log(checkpoint, words, read, |_| ());
    let strays = files.keys().map(|path| check_place(path, (checkpoint.size, words), read));
    let strays = strays.filter_map(|Ok(stray)| stray);
    checked.findings.extend(strays);
    checked.findings.into_iter().map(|finding| finding.kind).collect()
}

/// What a change to a file of this path may be found as, beside its consequences.
fn about(path: &str) -> &'static [FindingKind] {
    use FindingKind::{FileDiffers, FileMalformed, RootDiffers, WordsMismatch};
    match path {
        path if path.starts_with("words/") => &[FileMalformed, WordsMismatch],
        path if path.starts_with("tile/entries/") => &[FileMalformed, FileDiffers, RootDiffers],
        _ => &[FileDiffers],
    }
}

fn small() -> Ledger {
    let mut ledger = Ledger::opened();
    for number in 0..10 {
        ledger.issue(&format!("issue-{number}"));
    }
    ledger
}

fn large() -> Ledger {
    let mut ledger = Ledger::opened();
    for number in 0..700 {
        ledger.issue(&format!("issue-{number}"));
    }
    ledger
}

#[test]
fn a_log_of_any_size_with_the_tiles_of_earlier_ones_is_whole() {
    let ledger = large();
    for sizes in [&[0][..], &[1], &[2, 12], &[255], &[256], &[7, 255, 256, 257], &[3, 256, 300, 513, 700]] {
        let (checkpoint, files) = published(&ledger, sizes);
        assert_eq!(check(&checkpoint, &files), [], "{sizes:?}");
        let without: Files = files.into_iter().filter(|(path, _)| !path.starts_with("words/")).collect();
        assert_eq!(check(&checkpoint, &without), [], "{sizes:?} without words");
    }
}

#[test]
fn paths_are_read_in_one_form() {
    let all = required_files(70_000, true).chain([LogFile::Checkpoint]);
    all.for_each(|file| assert_eq!(file.to_string().parse(), Ok(file)));
    assert_eq!(required_files(70_000, false).count(), 274 + 274 + 2 + 1);
    let refused =
        ["", "checkpoint/", "words", "words/0", "words/000.p/256", "words/tile/entries/000", "tile/0/000.p/01"];
    refused.iter().for_each(|path| assert!(path.parse::<LogFile>().is_err(), "{path}"));
    assert_eq!("words/x001/234.p/7".parse(), Ok(LogFile::Words { index: 1234, width: 7 }));
}

#[test]
fn every_flipped_bit_and_every_cut_of_every_file_is_found() {
    let (checkpoint, files) = published(&small(), &[1, 5, 12]);
    let (mut flips, mut cuts) = (0, 0);
    for (path, bytes) in files.iter().filter(|(path, _)| *path != "checkpoint") {
        let mut changed = files.clone();
        for flipped in crate::testing::flips(bytes) {
            changed.insert(path.clone(), flipped);
            let found = check(&checkpoint, &changed);
            assert!(found.iter().any(|kind| about(path).contains(kind)), "{path}: {found:?}");
            flips += 1;
        }
        for len in 0..bytes.len() {
            changed.insert(path.clone(), bytes[..len].to_vec());
            assert_ne!(check(&checkpoint, &changed), [], "{path} cut to {len}");
            cuts += 1;
        }
        changed.insert(path.clone(), [bytes, &b"\0"[..]].concat());
        assert_ne!(check(&checkpoint, &changed), [], "{path} with a byte more");
    }
    assert!(flips > 20_000 && cuts * 8 == flips, "{flips} flips, {cuts} cuts");
}

#[test]
fn a_file_that_is_missing_moved_or_too_many_is_found() {
    let (checkpoint, files) = published(&large(), &[3, 256, 300, 513, 700]);
    let paths: Vec<&String> = files.keys().filter(|path| *path != "checkpoint").collect();
    for path in &paths {
        let mut fewer = files.clone();
        fewer.remove(*path);
        // All words are in three files: without one of them the others still say that there must be words.
        assert!(check(&checkpoint, &fewer).contains(&FindingKind::FileMissing), "without {path}");
    }
    for (one, other) in paths.iter().zip(&paths[1..]) {
        let mut swapped = files.clone();
        swapped.insert((*one).clone(), files[*other].clone());
        swapped.insert((*other).clone(), files[*one].clone());
        assert_ne!(check(&checkpoint, &swapped), [], "{one} and {other} swapped");
    }
    let more = ["tile/0/003", "tile/0/002.p/189", "tile/2/000.p/1", "words/002.p/4", "index.html"];
    for path in more {
        let mut more = files.clone();
        more.insert(path.to_owned(), files["tile/0/000"].clone());
        assert_eq!(check(&checkpoint, &more), [FindingKind::FileUnexpected], "{path} too many");
    }
}

#[test]
fn another_size_and_another_root_are_found() {
    let (checkpoint, files) = published(&small(), &[12]);
    let root = leaf_hash(b"another");
    let another = Checkpoint { root: crate::tree::MerkleRoot::new(root), ..checkpoint.clone() };
    assert_eq!(check(&another, &files), [FindingKind::RootDiffers]);
    assert!(check(&Checkpoint { size: 11, ..checkpoint.clone() }, &files).contains(&FindingKind::FileMissing));
    assert!(check(&Checkpoint { size: 13, ..checkpoint.clone() }, &files).contains(&FindingKind::FileMissing));
    let foreign = own_origin(crate::hash::LedgerId::new([1; 16])).unwrap();
    assert_eq!(check(&Checkpoint { origin: foreign, ..checkpoint }, &files), [FindingKind::ForeignLedger]);
}

#[test]
fn entries_that_do_not_follow_each_other_are_found_under_a_root_that_fits_them() {
    let ledger = small();
    let forged = |change: &dyn Fn(&mut Ledger)| {
        let mut ledger = ledger.clone();
        change(&mut ledger);
        let (checkpoint, files) = published(&ledger, &[ledger.entries.len() as u64]);
        check(&checkpoint, &files)
    };
    assert_eq!(forged(&|_| ()), []);
    assert!(forged(&|ledger| ledger.entries.swap(3, 4)).contains(&FindingKind::SequenceBroken));
    assert!(forged(&|ledger| drop(ledger.entries.remove(3))).contains(&FindingKind::SequenceBroken));
    let bent = forged(&|ledger| {
        ledger.entries[5].event[71] ^= 1;
    });
    assert!(bent.contains(&FindingKind::ChainBroken), "{bent:?}");
}

#[test]
fn entries_that_lie_about_their_number_neither_end_a_check_nor_keep_it_going() {
    let ledger = large();
    for number in [0_u64, 256, u64::MAX] {
        let mut ledger = ledger.clone();
        ledger.entries[255].event[24..32].copy_from_slice(&number.to_be_bytes());
        ledger.entries[300].event[0] = 0;
        let (checkpoint, files) = published(&ledger, &[700]);
        let found = check(&checkpoint, &files);
        assert!(found.contains(&FindingKind::SequenceBroken) && found.contains(&FindingKind::EventMalformed));
    }
}

#[test]
fn the_secret_of_a_ledger_is_not_published() {
    let ledger = small();
    let (_, files) = published(&ledger, &[12]);
    let secret: &[u8] = b"a secret";
    assert!(ledger.entries[0].words.windows(secret.len()).any(|part| part == secret));
    assert!(!files.values().any(|bytes| bytes.windows(secret.len()).any(|part| part == secret)));
    let (checkpoint, mut files) = published(&ledger, &[12]);
    let all = words_bytes(ledger.entries.iter().map(|entry| &entry.words[..]));
    files.insert("words/000.p/12".to_owned(), all);
    assert_eq!(check(&checkpoint, &files), [FindingKind::WordsMismatch]);
}

#[test]
fn an_event_that_is_not_in_the_tree_is_not_published() {
    let ledger = small();
    let tree: TreeInMemory = ledger.entries.iter().map(|entry| leaf_hash(&entry.event)).collect();
    let mut events: Vec<_> = ledger.entries.iter().map(|entry| entry.event.clone()).collect();
    events[7][71] ^= 1;
    assert_eq!(bundle_bytes(&tree, 0, &events), Ok(Err(crate::seq::Seq::new(7))));
}
