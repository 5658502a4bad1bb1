//! The index of a ledger on disk: built once the tail is long, the same as without it, and noticed when it is damaged.

use onrecord_core::index::{Posting, postings};
use onrecord_core::part::Shelf;
use onrecord_core::seq::Seq;

use super::harness::Bench;
use crate::entry_log::EntryLog;
use crate::ledger::Ledger;
use crate::notice::Notice;
use crate::recover::recovery::{HomeOutcome, Problem};
use crate::storage_error::StorageError;
use crate::store::error::StoreError;
use crate::store::guard::{OPEN_DEADLINE, open_database};
use crate::store::index::chunk::Packed;
use crate::store::index::read_index_size;

/// Every posting, as a rebuild from the events gives them.
fn rebuilt(ledger: &Ledger) -> Vec<Posting> {
    let entries = ledger.scan(0..ledger.head.size).map(Result::unwrap);
    let mut all: Vec<Posting> = entries.flat_map(|entry| postings(&entry)).collect();
    all.sort_by(|one, other| one.key.cmp(&other.key));
    all
}

fn found(ledger: &Ledger) -> Vec<Posting> {
    let mut found = Vec::new();
    ledger.postings(&[], &mut |posting| found.push(posting.keep())).unwrap();
    found
}

fn index_size(bench: &Bench) -> u64 {
    read_index_size(&open_database(&bench.store(), OPEN_DEADLINE).unwrap()).unwrap()
}

#[test]
fn an_index_follows_when_the_tail_is_long_and_changes_no_answer() {
    let (bench, _) = Bench::small(&[3]);
    for (batches, reached) in [(vec![100; 5], 0), (vec![100; 20], 2503), (vec![7; 30], 2503), (vec![1000], 3713)] {
        bench.append(&batches);
        let opened = bench.read();
        assert!(opened.notices.is_empty());
        assert_eq!(found(&opened.ledger), rebuilt(&opened.ledger));
        drop(opened);
        assert_eq!(index_size(&bench), reached);
    }
}

#[test]
fn postings_are_found_behind_the_index_and_while_appending() {
    let (bench, _) = Bench::small(&[3]);
    bench.append(&[100; 20]);
    let mut ledger = bench.write().ledger;
    for count in [1, 5, 200] {
        super::harness::append_samples(&mut ledger, count);
        assert_eq!(found(&ledger), rebuilt(&ledger));
    }
}

#[test]
fn a_damaged_index_is_noticed_and_made_anew() {
    for kind in ["changed", "missing", "first missing", "size changed", "size ahead"] {
        let (bench, _) = Bench::small(&[3]);
        bench.append(&[1000; 15]);
        drop(bench.read());
        let database = open_database(&bench.store(), OPEN_DEADLINE).unwrap();
        let keys: Vec<_> = database.scan_prefix(b"x").keys().map(Result::unwrap).collect();
        assert!(keys.len() > 3);
        match kind {
            "changed" => {
                let mut value = database.get(&keys[1]).unwrap().unwrap().to_vec();
                value[20] ^= 1;
                database.insert(&keys[1], value).unwrap();
            }
            "missing" => drop(database.remove(&keys[1]).unwrap()),
            "first missing" => drop(database.remove(&keys[0]).unwrap()),
            "size changed" => drop(database.insert(b"i", &[0; 16]).unwrap()),
            _ => {
                let size = 99_999_u64.to_be_bytes();
                let value = [&size[..], &crate::store::run::check(b"i", &size)].concat();
                database.insert(b"i", value).unwrap();
            }
        }
        database.flush().unwrap();
        drop(database);
        let mut opened = bench.write();
        if kind.starts_with("size") {
            assert!(matches!(opened.notices[..], [Notice::IndexRebuilt]), "{kind}");
        } else {
            let failed = opened.ledger.postings(&[], &mut |_| {}).err();
            let is_index = |error| matches!(error, StorageError::Store { source: StoreError::BadIndex, .. });
            assert!(failed.is_some_and(is_index), "{kind}");
            opened.ledger.rebuild_index().unwrap();
        }
        assert_eq!(found(&opened.ledger), rebuilt(&opened.ledger), "{kind}");
    }
}

#[test]
fn recovering_makes_an_index_anew_that_lacks_something_and_leaves_a_whole_one() {
    let (bench, _) = Bench::small(&[3]);
    let head = bench.append(&[1000; 15]);
    drop(bench.read());
    let recovery = bench.recover().unwrap();
    assert!(recovery.nothing_to_do() && recovery.problems.is_empty(), "{recovery:?}");
    for kind in ["a piece is missing", "a piece is as it was earlier"] {
        let database = open_database(&bench.store(), OPEN_DEADLINE).unwrap();
        let (key, value) = database.scan_prefix(b"x").nth(1).unwrap().unwrap();
        if kind == "a piece is missing" {
            database.remove(key).unwrap();
        } else {
            let mut chunk = Packed::read(&key, &value).unwrap().unpack().unwrap();
            chunk.postings.pop().unwrap();
            database.insert(key, chunk.value()).unwrap();
        }
        database.flush().unwrap();
        drop(database);
        let recovery = bench.recover().unwrap();
        assert_eq!((recovery.journal, recovery.store), (HomeOutcome::Sound, HomeOutcome::Reindexed), "{kind}");
        assert!(matches!(recovery.problems[..], [Problem::Index]), "{kind}");
        let opened = bench.read();
        assert_eq!((found(&opened.ledger), opened.ledger.head), (rebuilt(&opened.ledger), head), "{kind}");
    }
}

#[test]
fn without_a_store_the_journal_answers() {
    let (bench, head) = Bench::small(&[3, 50]);
    let opened = bench.without_permission(crate::access::Access::Read).unwrap();
    assert_eq!(found(&opened.ledger), rebuilt(&opened.ledger));
    let asked = [Seq::new(1), Seq::new(17), Seq::new(head.size - 1)];
    assert_eq!(opened.ledger.entries_at(&asked).map(Result::unwrap).count(), 3);
}

#[test]
fn a_store_that_is_written_anew_is_smaller_and_says_the_same() {
    let (bench, _) = Bench::small(&[3]);
    bench.append(&[100; 40]);
    let mut ledger = bench.write().ledger;
    ledger.rebuild_index().unwrap();
    super::harness::append_samples(&mut ledger, 10);
    let (before, head) = (found(&ledger), ledger.head);
    let bytes = ledger.store_bytes().unwrap();
    ledger.rewrite_store(&crate::limits::Limits::default());
    assert!(matches!(&ledger.store, crate::ledger::StoreInUse::Whole(store) if store.head() == head));
    assert_eq!(found(&ledger), before);
    let end = super::harness::append_samples(&mut ledger, 10);
    drop(ledger);
    let opened = bench.read();
    assert!(opened.notices.is_empty() && opened.ledger.store_bytes().unwrap() < bytes);
    assert_eq!(opened.ledger.head, end);
    assert_eq!(found(&opened.ledger), rebuilt(&opened.ledger));
}
