//! Looking into a ledger changes nothing and finds what does not belong.

use super::harness::*;
use crate::entry_log::EntryLog;
use crate::folder_findings::{FolderFinding, folder_findings};
use crate::storage_error::StorageError;
use crate::store::copy::{StoreCopy, StoreCopyError};
use crate::store::error::StoreError;

#[test]
fn a_copy_of_the_store_gives_its_entries_and_leaves_it_alone() {
    let (bench, head) = Bench::small(&[3, 40, 30]);
    let before = contents(&bench.folder);
    let copy = StoreCopy::take(&bench.folder).unwrap();
    assert_eq!(copy.head().unwrap(), head);
    assert_eq!(copy.check_end().unwrap(), head);
    let found: Vec<_> = copy.entries().map(|found| found.unwrap().entry).collect();
    assert_eq!(found, samples(head.size));
    drop(copy);
    assert_eq!(contents(&bench.folder), before);
    std::fs::remove_dir_all(bench.store()).unwrap();
    assert!(matches!(StoreCopy::take(&bench.folder), Err(StoreCopyError::Store(StoreError::Missing))));
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
fn what_does_not_belong_is_listed() {
    let (bench, _) = Bench::small(&[3]);
    assert!(folder_findings(&bench.folder, &[]).unwrap().is_empty());
    let mut ledger = bench.write().ledger;
    let hash = ledger.put_source(b"a page").unwrap();
    drop(ledger);
    assert!(folder_findings(&bench.folder, &[]).unwrap().is_empty());
    flip(&bench.folder.join("sources").join(hash.to_string()), 0, 0);
    std::fs::write(bench.folder.join("notes.txt"), b"").unwrap();
    std::fs::write(bench.folder.join("config"), b"").unwrap();
    std::fs::write(bench.folder.join("journal/x.seg"), b"").unwrap();
    std::fs::write(bench.folder.join("sources/x"), b"").unwrap();
    std::fs::create_dir(bench.folder.join("store.new")).unwrap();
    std::fs::create_dir(bench.folder.join("journal.damaged-1")).unwrap();
    std::fs::remove_dir(bench.folder.join("checkpoints")).unwrap();
    let findings: Vec<_> = folder_findings(&bench.folder, &["config"]).unwrap();
    let texts = findings.iter().map(|finding| match finding {
        FolderFinding::MissingFolder { name } => format!("missing {name}"),
        FolderFinding::Foreign { path } => format!("foreign {}", path.display()),
        FolderFinding::Leftover { path } => format!("leftover {}", path.display()),
        FolderFinding::SourceChanged { hash: changed, .. } => format!("changed {}", *changed == hash),
        FolderFinding::SourceUnreadable { .. } => "unreadable".to_owned(),
    });
    let expected = [
        "missing checkpoints",
        "foreign notes.txt",
        "leftover store.new",
        "foreign journal/x.seg",
        "changed true",
        "foreign sources/x",
    ];
    assert_eq!(texts.collect::<Vec<_>>(), expected);
}
