//! Appending to the ledger on disk: what a failed step leaves, and rolling to a new segment.

use std::io::ErrorKind;

use onrecord_core::entry::Entry;
use onrecord_core::part::Shelf;
use onrecord_core::seq::Seq;

use super::harness::*;
use crate::access::Access;
use crate::entry_log::{AppendError, EntryLog, Refusal};
use crate::fault::fail_next;
use crate::journal::writer::Step;
use crate::notice::Notice;
use crate::sample::{largest_sample, sample_entries};
use crate::storage_error::StorageError;

#[test]
fn a_full_disk_leaves_the_journal_as_it_was() {
    for step in [Step::WriteFrame, Step::MakeSegment] {
        let (bench, head) = Bench::with(&[3, 2], 1000);
        let mut ledger = bench.write().ledger;
        let before = contents(&bench.folder.join("journal"));
        let (batch, after) = sample_entries(head, 3);
        fail_next(step, ErrorKind::StorageFull);
        let answer = ledger.append(head, &batch);
        assert!(matches!(answer, Err(AppendError::Storage(StorageError::NoSpace { .. }))), "{answer:?}");
        assert_eq!(ledger.head().unwrap(), head);
        if step == Step::MakeSegment {
            assert_eq!(contents(&bench.folder.join("journal")), before);
        }
        assert_eq!(ledger.append(head, &batch).unwrap(), after, "it can be tried again");
        drop(ledger);
        assert_whole(&bench.read(), after);
    }
}

#[test]
fn a_frame_that_cannot_be_taken_back_stops_the_writer() {
    let (bench, head) = Bench::small(&[3]);
    let mut ledger = bench.write().ledger;
    let (batch, _) = sample_entries(head, 1);
    fail_next(Step::WriteFrame, ErrorKind::StorageFull);
    fail_next(Step::TakeBack, ErrorKind::Other);
    assert!(matches!(ledger.append(head, &batch), Err(AppendError::Storage(StorageError::NoSpace { .. }))));
    assert!(matches!(ledger.append(head, &batch), Err(AppendError::Refused(Refusal::AfterFailure))));
}

#[test]
fn a_failed_sync_is_unknown_and_settled_by_opening_anew() {
    let (bench, head) = Bench::small(&[3]);
    let mut ledger = bench.write().ledger;
    let (batch, after) = sample_entries(head, 2);
    fail_next(Step::SyncFrame, ErrorKind::Other);
    assert!(matches!(ledger.append(head, &batch), Err(AppendError::Unknown { expected, .. }) if expected == head));
    assert!(matches!(ledger.append(head, &batch), Err(AppendError::Refused(Refusal::AfterFailure))));
    drop(ledger);
    let mut opened = bench.write();
    assert!(matches!(opened.notices[..], [Notice::StoreRolledForward { from: 3, to: 5 }]), "{:?}", opened.notices);
    assert!(matches!(opened.ledger.append(head, &batch), Err(AppendError::Conflict { actual }) if actual == after));
    assert_whole(&opened, after);
}

#[test]
fn a_store_that_fails_after_the_sync_does_not_undo_the_append() {
    let (bench, _) = Bench::small(&[3]);
    let mut opened = bench.write();
    fail_next(Step::FillStore, ErrorKind::Other);
    append_samples(&mut opened.ledger, 100);
    assert!(opened.ledger.store_failure().is_some());
    let head = append_samples(&mut opened.ledger, 30);
    assert_whole(&opened, head);
    drop(opened);
    let opened = bench.read();
    assert!(matches!(opened.notices[..], [Notice::StoreRolledForward { from: 3, to: 133 }]), "{:?}", opened.notices);
    assert_whole(&opened, head);
    drop(opened);
    assert!(bench.read().notices.is_empty());
}

#[test]
fn small_batches_follow_into_the_store_together_and_are_read_meanwhile() {
    let (bench, mut head) = Bench::small(&[3]);
    let mut opened = bench.write();
    for count in [1, 2, 30, 1, 40, 1, 200, 5] {
        head = append_samples(&mut opened.ledger, count);
        assert_whole(&opened, head);
        let all: Vec<Seq> = (0..head.size).map(Seq::new).collect();
        let scanned: Vec<Entry> = opened.ledger.scan(0..head.size).map(Result::unwrap).collect();
        assert!(opened.ledger.entries_at(&all).map(Result::unwrap).eq(scanned.iter().cloned()));
        for from in [0, 2, head.size - 1] {
            let part: Vec<Entry> = opened.ledger.scan(from..head.size).map(Result::unwrap).collect();
            assert_eq!(part, scanned[from as usize..]);
        }
    }
    drop(opened);
    let opened = bench.read();
    assert!(opened.notices.is_empty(), "closing a ledger puts everything into the store");
    assert_whole(&opened, head);
}

#[test]
fn segments_are_rolled_before_they_are_too_large() {
    let (bench, head) = Bench::with(&[1, 5, 5, 5, 1, 1, 20, 3], 3000);
    let mut index = 0;
    while bench.segment(index).exists() {
        index += 1;
    }
    assert!(index > 3, "{index} segments");
    assert_whole(&bench.read(), head);
    assert_whole(&bench.without_permission(Access::Read).unwrap(), head);
    std::fs::remove_dir_all(bench.store()).unwrap();
    assert_whole(&bench.write(), head);
}

#[test]
fn large_entries_survive_every_home() {
    let (bench, head) = Bench::small(&[3]);
    let (large, after) = largest_sample(head);
    let mut ledger = bench.write().ledger;
    ledger.append(head, std::slice::from_ref(&large)).unwrap();
    let end = append_samples(&mut ledger, 50);
    drop(ledger);
    let check = |opened: crate::open::Opened| {
        let found: Vec<_> = opened.ledger.scan(head.size..end.size).map(Result::unwrap).collect();
        assert_eq!(found[0], large);
        assert_eq!(found[1..], sample_entries(after, 50).0);
    };
    check(bench.read());
    check(bench.without_permission(Access::Read).unwrap());
    std::fs::remove_dir_all(bench.store()).unwrap();
    check(bench.read());
    assert!(
        !bench.store().join("blobs").exists() || std::fs::read_dir(bench.store().join("blobs")).unwrap().count() == 0
    );
    assert!(bench.read().ledger.journal_bytes().unwrap() > 1 << 20);
    assert!(bench.read().ledger.store_bytes().unwrap() > 1 << 20);
}

#[test]
fn a_reader_cannot_write() {
    let (bench, head) = Bench::small(&[3]);
    let mut ledger = bench.read().ledger;
    let (batch, _) = sample_entries(head, 1);
    assert!(matches!(ledger.append(head, &batch), Err(AppendError::Refused(Refusal::OpenedForReading))));
    assert!(matches!(ledger.put_source(b"x"), Err(StorageError::OpenedForReading)));
}

#[test]
fn changed_source_bytes_are_not_returned() {
    let (bench, _) = Bench::small(&[3]);
    let mut ledger = bench.write().ledger;
    let hash = ledger.put_source(b"a page").unwrap();
    let path = bench.folder.join("sources").join(hash.to_string());
    flip(&path, 2, 1);
    assert!(matches!(ledger.source(&hash), Err(StorageError::SourceChanged { .. })));
    ledger.put_source(b"a page").unwrap();
    assert_eq!(ledger.source(&hash).unwrap().as_deref(), Some(&b"a page"[..]));
}
