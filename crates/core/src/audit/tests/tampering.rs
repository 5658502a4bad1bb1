//! What is flipped, dropped, swapped, repeated or rewritten is found in the event that it happened to.

use super::*;

/// Whether a finding is about this event.
fn names(entries: &[Entry], event: u64) -> bool {
    findings(entries).iter().any(|(seq, _)| *seq == event)
}

fn flipped(bytes: &mut [u8], bit: usize) {
    bytes[bit / 8] ^= 1 << (bit % 8);
}

#[test]
fn every_flipped_bit_of_an_event_is_found_in_that_event() {
    let ledger = five();
    let last = ledger.entries.len() - 1;
    for (place, entry) in ledger.entries.iter().enumerate() {
        for bit in 0..entry.event.len() * 8 {
            let mut entries = ledger.entries.clone();
            flipped(&mut entries[place].event, bit);
            if place < last {
                assert!(names(&entries, place as u64), "event {place}, bit {bit}: {:?}", findings(&entries));
            }
            // No event names the last one: for it, as for a tail that was cut off, a head kept elsewhere is needed.
            let report = audited(&entries);
            assert_ne!((report.head, report.root), (ledger.head, audited(&ledger.entries).root));
        }
    }
}

#[test]
fn most_flipped_bits_of_the_last_event_are_found_without_a_head() {
    let ledger = five();
    let last = ledger.entries.len() - 1;
    let mut silent = Vec::new();
    for bit in 0..ledger.entries[last].event.len() * 8 {
        let mut entries = ledger.entries.clone();
        flipped(&mut entries[last].event, bit);
        if findings(&entries).is_empty() {
            silent.push(bit / 8);
        }
    }
    silent.dedup();
    let elsewhere = |byte: &&usize| !(matches!(byte, 7) || (64..72).contains(*byte) || **byte >= 120);
    assert_eq!(silent.iter().find(elsewhere), None, "only flags, clock and body can be others");
}

#[test]
fn every_flipped_bit_of_words_is_found_in_that_event() {
    let ledger = five();
    for (place, entry) in ledger.entries.iter().enumerate() {
        for bit in 0..entry.words.len() * 8 {
            let mut entries = ledger.entries.clone();
            flipped(&mut entries[place].words, bit);
            assert_eq!(findings(&entries)[0], (place as u64, FindingKind::WordsMismatch), "event {place}, bit {bit}");
        }
    }
}

#[test]
fn a_dropped_event_is_missed_where_it_was() {
    let ledger = five();
    for place in 0..4 {
        let mut entries = ledger.entries.clone();
        entries.remove(place);
        assert!(findings(&entries).contains(&(place as u64, FindingKind::SequenceBroken)), "event {place}");
    }
    let cut = audited(&ledger.entries[..4]);
    assert!(cut.findings.is_empty() && cut.head != ledger.head, "only a head kept elsewhere shows a missing tail");
}

#[test]
fn swapped_events_are_found_where_they_stand() {
    let ledger = five();
    for one in 0..5 {
        for other in one + 1..5 {
            let mut entries = ledger.entries.clone();
            entries.swap(one, other);
            assert!(findings(&entries).contains(&(one as u64, FindingKind::SequenceBroken)), "{one} and {other}");
        }
    }
}

#[test]
fn a_duplicated_event_is_found_where_it_is_too_many() {
    let ledger = five();
    for place in 0..5 {
        let mut entries = ledger.entries.clone();
        entries.insert(place + 1, entries[place].clone());
        let expect = vec![(place as u64 + 1, FindingKind::SequenceBroken)];
        let found: Vec<_> = findings(&entries).into_iter().filter(|(_, kind)| *kind == expect[0].1).collect();
        assert_eq!(found, expect, "event {place}");
    }
}

#[test]
fn an_event_of_another_ledger_is_found() {
    let (ledger, other) = (five(), elsewhere());
    for place in 1..5 {
        let mut entries = ledger.entries.clone();
        entries[place] = other.entries[place].clone();
        assert!(findings(&entries).contains(&(place as u64, FindingKind::ForeignLedger)), "event {place}");
    }
    let mut entries = ledger.entries.clone();
    entries[0] = other.entries[0].clone();
    assert!(findings(&entries).contains(&(0, FindingKind::ChainBroken)), "the first says which ledger it is");
}

#[test]
fn words_of_another_event_are_found() {
    let ledger = five();
    for (one, other) in [(2, 3), (3, 2), (4, 2)] {
        let mut entries = ledger.entries.clone();
        entries[one].words = ledger.entries[other].words.clone();
        assert_eq!(findings(&entries), [(one as u64, FindingKind::WordsMismatch)]);
    }
}

#[test]
fn a_rewritten_tail_is_shown_by_the_head_alone() {
    let ledger = five();
    let mut rewritten = Ledger { entries: Vec::new(), ..Ledger::empty() };
    for entry in &ledger.entries[..4] {
        let event = Event::open(entry).unwrap();
        rewritten.push_words(event.body, event.words).unwrap();
    }
    rewritten.state(statement(Seq::new(2), Seq::new(3), "-40", "2025-12-17"));
    let report = audited(&rewritten.entries);
    assert!(report.findings.is_empty());
    assert_eq!(report.head.size, ledger.head.size);
    assert_ne!(report.head.hash, ledger.head.hash);
}
