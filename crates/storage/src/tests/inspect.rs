//! Looking into a ledger changes nothing and finds what does not belong.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::harness::*;
use crate::entry_log::EntryLog;
use crate::folder_findings::{FolderFinding, folder_findings, source_finding};
use crate::journal::walk::{JournalWalk, Walked};
use crate::storage_error::StorageError;
use crate::store::copy::{StoreCopy, StoreCopyError};
use crate::store::error::StoreError;
use crate::store::guard::OPEN_DEADLINE;

#[test]
fn a_copy_of_the_store_gives_its_entries_and_leaves_it_alone() {
    let (bench, head) = Bench::small(&[3, 40, 30]);
    let before = contents(&bench.folder);
    let copy = StoreCopy::of(&bench.store(), OPEN_DEADLINE).unwrap();
    assert_eq!(copy.head().unwrap(), head);
    assert_eq!(copy.check_end().unwrap(), head);
    let found: Vec<_> = copy.entries().map(|found| found.unwrap().entry).collect();
    assert_eq!(found, samples(head.size));
    drop(copy);
    assert_eq!(contents(&bench.folder), before);
    std::fs::remove_dir_all(bench.store()).unwrap();
    assert!(matches!(StoreCopy::of(&bench.store(), OPEN_DEADLINE), Err(StoreCopyError::Store(StoreError::Missing))));
}

#[test]
fn a_changed_value_in_the_store_is_found_where_it_is() {
    let (bench, head) = Bench::small(&[100]);
    let first = bench.spoil_run_holding(20);
    let opened = bench.read();
    let errors: Vec<_> = opened.ledger.scan(0..head.size).filter_map(Result::err).collect();
    let [StorageError::Store { seq, source: StoreError::BadRun { first: found } }] = &errors[..] else {
        panic!("{errors:?}")
    };
    assert_eq!((*seq, *found), (first, first));
    drop(opened);
    let recovery = bench.recover().unwrap();
    assert!(recovery.store != crate::recover::recovery::HomeOutcome::Sound && !recovery.problems.is_empty());
    assert_whole(&bench.read(), head);
}

#[test]
fn a_copy_is_made_where_it_is_asked_for_and_followed() {
    let (bench, head) = Bench::small(&[3, 40]);
    let (into, copied) = (tempfile::tempdir().unwrap(), std::cell::Cell::new(0));
    let copy = StoreCopy::take(&bench.folder, into.path(), &|bytes| copied.set(copied.get() + bytes)).unwrap();
    assert_eq!(copy.check_end().unwrap(), head);
    assert_eq!(copied.get(), crate::folder::tree_bytes(&bench.store()).unwrap());
    drop(copy);
    assert!(into.path().join("store/db").is_file(), "who asked for it removes it");
}

#[test]
fn a_walk_goes_through_the_files_that_were_there_when_it_began() {
    let (bench, head) = Bench::with(&[3, 40, 30], 4096);
    let passed = Arc::new(AtomicU64::new(0));
    let walk = JournalWalk::begin(&bench.folder).unwrap().counting(Arc::clone(&passed));
    let bytes = walk.bytes();
    let segments: Vec<_> = std::fs::read_dir(bench.folder.join("journal")).unwrap().collect();
    assert!(segments.len() > 1);
    for segment in segments.into_iter().map(|item| item.unwrap().path()) {
        let other = segment.with_extension("other");
        std::fs::write(&other, b"as a redaction writes segments anew").unwrap();
        std::fs::rename(other, segment).unwrap();
    }
    let found: Vec<_> = walk
        .map(|walked| match walked {
            Walked::Entry(walked) => walked.entry,
            Walked::Damage(_) | Walked::Torn(_) | Walked::Unreadable { .. } => panic!("{walked:?}"),
        })
        .collect();
    assert_eq!(found, samples(head.size));
    assert_eq!(passed.load(Ordering::Relaxed), bytes);
}

fn told(finding: &FolderFinding) -> String {
    match finding {
        FolderFinding::MissingFolder { name } => format!("missing {name}"),
        FolderFinding::Foreign { path } => format!("foreign {}", path.display()),
        FolderFinding::Leftover { path } => format!("leftover {}", path.display()),
        FolderFinding::SourceChanged { hash, .. } => format!("changed {hash}"),
        FolderFinding::SourceUnreadable { hash, .. } => format!("unreadable {hash}"),
    }
}

#[test]
fn what_does_not_belong_is_listed() {
    let (bench, _) = Bench::small(&[3]);
    let found = |also: &[&str]| -> Vec<String> {
        let (findings, sources) = folder_findings(&bench.folder, also).unwrap();
        let changed = sources.into_iter().filter_map(|hash| source_finding(&bench.folder, hash));
        findings.into_iter().chain(changed).map(|finding| told(&finding)).collect()
    };
    assert_eq!(found(&[]), [""; 0]);
    let mut ledger = bench.write().ledger;
    let hash = ledger.put_source(b"a page").unwrap();
    drop(ledger);
    assert_eq!(found(&[]), [""; 0]);
    flip(&bench.folder.join("sources").join(hash.to_string()), 0, 0);
    std::fs::write(bench.folder.join("notes.txt"), b"").unwrap();
    std::fs::write(bench.folder.join("config"), b"").unwrap();
    std::fs::write(bench.folder.join("journal/x.seg"), b"").unwrap();
    std::fs::write(bench.folder.join("sources/x"), b"").unwrap();
    std::fs::create_dir(bench.folder.join("store.new")).unwrap();
    std::fs::create_dir(bench.folder.join("journal.damaged-1")).unwrap();
    std::fs::remove_dir(bench.folder.join("checkpoints")).unwrap();
    let expected = [
        "missing checkpoints",
        "foreign notes.txt",
        "leftover store.new",
        "foreign journal/x.seg",
        "foreign sources/x",
        &format!("changed {hash}"),
    ];
    assert_eq!(found(&["config"]), expected);
}
