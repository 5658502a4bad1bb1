//! The suite that every [`EntryLog`] must pass.
//!
//! Invariant: each check is about the contract above the trait's methods, not about one implementation.
#![allow(clippy::unwrap_used)] // a check fails by panicking

use onrecord_core::entry::{Entry, Head, LinkError};
use onrecord_core::hash::{ChainHash, LedgerId, SourceHash};
use onrecord_core::index::{Posting, postings, registry};
use onrecord_core::seq::Seq;

use crate::entry_log::{AppendError, EntryLog, Refusal};
use crate::sample::{SAMPLE_LEDGER, largest_sample, sample_entries, sample_entry};
use crate::storage_error::StorageError;

/// Runs every check on logs that `make` makes, each with its ledger's id and first events.
pub fn check_conformance<L: EntryLog>(mut make: impl FnMut(LedgerId, &[Entry]) -> L) {
    let (first, head) = sample_entries(Head::EMPTY, 3);
    let mut fresh = || make(SAMPLE_LEDGER, &first);
    begins_with_its_first_events(fresh(), &first, head);
    appends_and_scans_in_order(fresh(), &first, head);
    takes_the_largest_entries(fresh(), head);
    refuses_another_head(fresh(), head);
    refuses_what_does_not_follow(fresh(), head);
    refuses_empty_and_huge_batches(fresh(), head);
    scan_stops_at_its_range(fresh(), &first);
    picks_what_is_asked_for(fresh(), head);
    finds_postings_in_order(fresh(), head);
    keeps_sources(fresh());
}

fn begins_with_its_first_events(log: impl EntryLog, first: &[Entry], head: Head) {
    assert_eq!(log.ledger_id(), SAMPLE_LEDGER);
    assert_eq!(log.head().unwrap(), head);
    assert_eq!(all(&log), first);
}

fn appends_and_scans_in_order(mut log: impl EntryLog, first: &[Entry], head: Head) {
    let mut expected = first.to_vec();
    let mut at = head;
    for count in [1, 2, 40, 1, 128] {
        let (batch, after) = sample_entries(at, count);
        assert_eq!(log.append(at, &batch).unwrap(), after);
        assert_eq!(log.head().unwrap(), after);
        expected.extend(batch);
        at = after;
    }
    assert_eq!(all(&log), expected);
    for (start, end) in [(0, 1), (1, 2), (2, 5), (4, 46), (170, 175), (174, 175), (60, 60)] {
        let found: Vec<_> = log.scan(start..end).map(Result::unwrap).collect();
        assert_eq!(found, expected[start as usize..end as usize], "{start}..{end}");
    }
}

fn takes_the_largest_entries(mut log: impl EntryLog, head: Head) {
    let (large, after) = largest_sample(head);
    let (small, end) = sample_entries(after, 2);
    let batch = [&[large][..], &small].concat();
    assert_eq!(log.append(head, &batch).unwrap(), end);
    let found: Vec<_> = log.scan(head.size..end.size).map(Result::unwrap).collect();
    assert_eq!(found, batch);
    let middle: Vec<_> = log.scan(end.size - 1..end.size).map(Result::unwrap).collect();
    assert_eq!(middle, small[1..]);
}

fn refuses_another_head(mut log: impl EntryLog, head: Head) {
    let (batch, after) = sample_entries(head, 1);
    for wrong in [Head::EMPTY, after, Head { size: head.size, hash: ChainHash::new([1; 32]) }] {
        let answer = log.append(wrong, &batch);
        assert!(matches!(answer, Err(AppendError::Conflict { actual }) if actual == head), "{answer:?}");
    }
    assert_eq!(log.append(head, &batch).unwrap(), after);
    assert!(matches!(log.append(head, &batch), Err(AppendError::Conflict { actual }) if actual == after));
    assert_eq!(log.head().unwrap(), after);
}

fn refuses_what_does_not_follow(mut log: impl EntryLog, head: Head) {
    let (batch, _) = sample_entries(head, 3);
    let (foreign, _) = sample_entry(head, LedgerId::new([8; 16]), b"x", b"");
    let skipped = [batch[0].clone(), batch[2].clone()];
    let (other_past, _) = sample_entry(Head { size: head.size, ..Head::EMPTY }, SAMPLE_LEDGER, b"x", b"");
    let rubbish = Entry { event: vec![1; 10], words: vec![] };
    let mut refused = |batch: &[Entry], at: usize| match log.append(head, batch) {
        Err(AppendError::Refused(Refusal::DoesNotFollow { index, link })) if index == at => link,
        answer => panic!("{answer:?}"),
    };
    assert!(matches!(refused(&[foreign], 0), LinkError::Ledger { .. }));
    assert!(matches!(refused(&skipped, 1), LinkError::Seq { .. }));
    assert!(matches!(refused(&[other_past], 0), LinkError::Previous { .. }));
    assert!(matches!(refused(&[batch[0].clone(), rubbish], 1), LinkError::Header(_)));
    assert_eq!(log.head().unwrap(), head, "nothing of a refused batch stays");
    assert_eq!(all(&log).len() as u64, head.size);
}

fn refuses_empty_and_huge_batches(mut log: impl EntryLog, head: Head) {
    assert!(matches!(log.append(head, &[]), Err(AppendError::Refused(Refusal::EmptyBatch))));
    let (huge, _) = sample_entry(head, SAMPLE_LEDGER, b"x", &vec![0; 32 << 20]);
    assert!(matches!(log.append(head, &[huge]), Err(AppendError::Refused(Refusal::TooLarge { .. }))));
    assert_eq!(log.head().unwrap(), head);
}

fn scan_stops_at_its_range(log: impl EntryLog, first: &[Entry]) {
    assert_eq!(log.scan(5..5).count(), 0);
    #[allow(clippy::reversed_empty_ranges)] // it is what is tried
    let reversed = log.scan(3..1).count();
    assert_eq!(reversed, 0);
    let behind: Vec<_> = log.scan(1..4).collect();
    assert!(matches!(behind[..], [Err(StorageError::OutOfRange { size: 3, .. })]));
    assert_eq!(log.scan(0..2).map(Result::unwrap).collect::<Vec<_>>(), first[..2]);
}

fn picks_what_is_asked_for(mut log: impl EntryLog, head: Head) {
    let (batch, after) = sample_entries(head, 200);
    log.append(head, &batch).unwrap();
    let all = all(&log);
    for asked in [vec![], vec![0], vec![202], vec![0, 1, 2, 5, 100, 101, 202], (0..after.size).collect()] {
        let seqs: Vec<Seq> = asked.iter().copied().map(Seq::new).collect();
        let found: Vec<Entry> = log.entries_at(&seqs).map(Result::unwrap).collect();
        let expected: Vec<Entry> = asked.iter().map(|seq| all[*seq as usize].clone()).collect();
        assert_eq!(found, expected, "{asked:?}");
    }
    let beyond = [Seq::new(3), Seq::new(after.size)];
    assert!(log.entries_at(&beyond).any(|entry| matches!(entry, Err(StorageError::OutOfRange { .. }))));
}

fn finds_postings_in_order(mut log: impl EntryLog, head: Head) {
    let (batch, _) = sample_entries(head, 300);
    log.append(head, &batch).unwrap();
    let mut expected: Vec<Posting> = all(&log).iter().flat_map(postings).collect();
    expected.sort_by(|one, other| one.key.cmp(&other.key));
    assert_eq!(expected.len(), 2 * 303, "a sample is under its kind and in the registry");
    for prefix in [vec![], registry(), expected[7].key.clone(), vec![0], vec![0xff]] {
        let mut found: Vec<Posting> = Vec::new();
        log.postings(&prefix, &mut |posting| found.push(posting.keep())).unwrap();
        let under: Vec<&Posting> = expected.iter().filter(|posting| posting.key.starts_with(&prefix)).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), under, "{prefix:?}");
    }
}

fn keeps_sources(mut log: impl EntryLog) {
    let bytes = vec![9; 100_000];
    assert!(log.source(&SourceHash::of(&bytes)).unwrap().is_none());
    let hash = log.put_source(&bytes).unwrap();
    assert_eq!(hash, SourceHash::of(&bytes));
    assert_eq!(log.put_source(&bytes).unwrap(), hash);
    assert_eq!(log.source(&hash).unwrap(), Some(bytes));
    let empty = log.put_source(b"").unwrap();
    assert_eq!(log.source(&empty).unwrap(), Some(Vec::new()));
}

fn all(log: &impl EntryLog) -> Vec<Entry> {
    log.scan(0..log.head().unwrap().size).map(Result::unwrap).collect()
}
