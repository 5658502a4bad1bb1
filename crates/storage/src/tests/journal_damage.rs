//! A journal that was cut or changed: torn writes are dropped, damage is refused, and neither is mistaken.

use onrecord_core::entry::{Entry, Head, follow};
use onrecord_core::hash::{ChainHash, LedgerId};
use onrecord_core::seq::Seq;

use super::harness::*;
use crate::access::Access;
use crate::entry_log::EntryLog;
use crate::journal::frame::encode;
use crate::journal::segment::SegmentHeader;
use crate::journal::walk::{JournalWalk, Walked};
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::sample::SAMPLE_LEDGER;

/// The store as it was when the journal had a frame less, so that only the journal knows of the last one.
fn bench_with_lagging_store() -> (Bench, Head, u64) {
    let (bench, before) = Bench::small(&[2, 1]);
    let old = bench.folder.with_extension("old-store");
    copy_tree(&bench.store(), &old);
    let whole = len(&bench.segment(0));
    bench.append(&[3]);
    std::fs::remove_dir_all(bench.store()).unwrap();
    std::fs::rename(&old, bench.store()).unwrap();
    (bench, before, whole)
}

#[test]
fn a_torn_last_frame_is_dropped_at_every_length() {
    let (bench, before, whole) = bench_with_lagging_store();
    let full = std::fs::read(bench.segment(0)).unwrap();
    for cut in (whole + 1..full.len() as u64).step_by(7).chain([whole + 1, whole + 28, full.len() as u64 - 1]) {
        std::fs::write(bench.segment(0), &full[..cut as usize]).unwrap();
        let opened = bench.read();
        assert!(matches!(&opened.notices[..], [Notice::TornIgnored(torn)] if torn.bytes == cut - whole), "cut {cut}");
        assert_whole(&opened, before);
        assert_eq!(len(&bench.segment(0)), cut, "a reader changes nothing in the journal");
        drop(opened);
        let opened = bench.write();
        assert!(matches!(&opened.notices[..], [Notice::TornDropped(torn)] if torn.place.offset == whole));
        assert_whole(&opened, before);
        assert_eq!(len(&bench.segment(0)), whole);
    }
    assert_whole(&bench.write(), before);
}

#[test]
fn a_journal_cut_anywhere_is_never_silently_shorter_than_the_store() {
    let (bench, head) = Bench::with(&[2, 1, 2], 64 << 20);
    let full = std::fs::read(bench.segment(0)).unwrap();
    for cut in 0..full.len() {
        std::fs::write(bench.segment(0), &full[..cut]).unwrap();
        match bench.try_open(Access::Write) {
            Err(OpenError::StoreAhead { store, .. }) => assert_eq!(store, head.size, "cut {cut}"),
            Err(OpenError::Damaged(_)) => assert!(cut < 96, "cut {cut}"),
            other => panic!("cut {cut}: {other:?}"),
        }
        assert_eq!(len(&bench.segment(0)), cut as u64);
    }
}

#[test]
fn a_torn_segment_creation_is_removed() {
    let (bench, head) = Bench::with(&[3, 10, 10], 2000);
    let next = (0..).find(|index| !bench.segment(*index).exists()).unwrap();
    assert!(next > 1);
    for size in [0, 1, 50, 95] {
        std::fs::write(bench.segment(next), vec![b'O'; size]).unwrap();
        assert!(matches!(bench.read().notices[..], [Notice::TornIgnored(_)]));
        assert_whole(&bench.without_permission(Access::Read).unwrap(), head);
        let opened = bench.write();
        assert!(matches!(opened.notices[..], [Notice::TornDropped(_)]));
        assert_whole(&opened, head);
        assert!(!bench.segment(next).exists());
    }
    std::fs::write(bench.segment(next), vec![0; 96]).unwrap();
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::Damaged(_))));
    std::fs::remove_file(bench.segment(next)).unwrap();
    bench.append(&[1]);
}

#[test]
fn damage_in_the_last_frame_is_refused_and_never_dropped() {
    let (bench, _, whole) = bench_with_lagging_store();
    let full = std::fs::read(bench.segment(0)).unwrap();
    for at in whole as usize..full.len() {
        flip(&bench.segment(0), at, 3);
        let answer = bench.try_open(Access::Write).map(|opened| opened.notices);
        assert!(matches!(answer, Err(OpenError::Damaged(_))), "byte {at}: {answer:?}");
        assert_eq!(len(&bench.segment(0)), full.len() as u64);
        std::fs::write(bench.segment(0), &full).unwrap();
    }
}

#[test]
fn a_missing_or_short_segment_is_damage() {
    let (bench, _) = Bench::with(&[3, 10, 10, 10, 10], 2000);
    let second = std::fs::read(bench.segment(1)).unwrap();
    std::fs::remove_file(bench.segment(1)).unwrap();
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::Damaged(_))));
    std::fs::write(bench.segment(1), &second[..second.len() - 1]).unwrap();
    let opened = bench.without_permission(Access::Read).unwrap();
    assert!(opened.ledger.scan(0..43).any(|entry| entry.is_err()), "the scan finds what opening did not look at");
    drop(opened);
    std::fs::remove_dir_all(bench.store()).unwrap();
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::Damaged(_))));
}

/// What a caller of the walk does: follow the chain, and note where it breaks.
fn first_finding(bench: &Bench) -> Option<String> {
    let mut head = Head::EMPTY;
    for walked in JournalWalk::begin(&bench.folder).unwrap() {
        match walked {
            Walked::Entry(walked) => match follow(head, SAMPLE_LEDGER, &walked.entry.event) {
                Ok((_, after)) => head = after,
                Err(error) => return Some(error.to_string()),
            },
            Walked::Damage(damage) => return Some(damage.to_string()),
            Walked::Torn(torn) => return Some(torn.to_string()),
            Walked::Unreadable { .. } => return Some("unreadable".to_owned()),
        }
    }
    (head.size != 13).then(|| format!("only {} events", head.size))
}

#[test]
fn every_flipped_bit_is_found_by_the_walk() {
    let (bench, _) = Bench::with(&[1, 4, 3, 5], 1500);
    assert_eq!(first_finding(&bench), None);
    let mut index = 0;
    while bench.segment(index).exists() {
        for at in 0..len(&bench.segment(index)) as usize {
            let bit = (at % 8) as u8;
            flip(&bench.segment(index), at, bit);
            assert!(first_finding(&bench).is_some(), "segment {index} byte {at} bit {bit}");
            flip(&bench.segment(index), at, bit);
        }
        index += 1;
    }
    assert!(index > 1);
}

#[test]
fn the_walk_goes_on_behind_a_changed_frame() {
    let (bench, _) = Bench::with(&[1, 4, 3, 5], 64 << 20);
    let count = |bench: &Bench| {
        let mut counts = (0, 0, 0);
        for walked in JournalWalk::begin(&bench.folder).unwrap() {
            match walked {
                Walked::Entry(walked) if walked.sound => counts.0 += 1,
                Walked::Entry(_) => counts.1 += 1,
                Walked::Damage(_) => counts.2 += 1,
                Walked::Torn(_) | Walked::Unreadable { .. } => counts.2 += 100,
            }
        }
        counts
    };
    assert_eq!(count(&bench), (13, 0, 0));
    let bytes = std::fs::read(bench.segment(0)).unwrap();
    let second = (97..).find(|at| bytes[*at..at + 4] == *b"ONRF").unwrap();
    for (what, at) in [("body", second + 200), ("header length", second + 7), ("header check", second + 22)] {
        flip(&bench.segment(0), at, 2);
        assert_eq!(count(&bench), (9, 4, 1), "{what}");
        flip(&bench.segment(0), at, 2);
    }
    // A piece cut out: the frames behind it are found again.
    std::fs::write(bench.segment(0), [&bytes[..second + 100], &bytes[second + 110..]].concat()).unwrap();
    let (sound, _, damage) = count(&bench);
    assert!(sound == 9 && damage >= 1, "{sound} {damage}");
}

#[test]
fn the_walk_has_a_fixed_end() {
    let (bench, _) = Bench::small(&[2, 2]);
    let mut opened = bench.write();
    let walk = JournalWalk::begin(&bench.folder).unwrap();
    append_samples(&mut opened.ledger, 3);
    assert_eq!(walk.count(), 4);
}

/// Frames of one empty entry each behind a segment's header, and how much the walk finds of each: damage, entries.
fn walked(header: SegmentHeader, frames: impl Iterator<Item = Vec<u8>>) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::iter::once(header.to_bytes().to_vec()).chain(frames).collect::<Vec<_>>().concat();
    std::fs::write(folder.path().join("00000000.seg"), bytes).unwrap();
    let found: Vec<Walked> = JournalWalk::through(folder.path(), None).unwrap().collect();
    let damage = found.iter().filter(|walked| matches!(walked, Walked::Damage(_))).count();
    (damage, found.len() - damage)
}

fn frame_of_nothing(ledger: LedgerId, first: u64) -> Vec<u8> {
    encode(ledger, Seq::new(first), &[Entry { event: Vec::new(), words: Vec::new() }])
}

#[test]
fn a_segment_full_of_damage_is_gone_through_once() {
    // A search of the rest of the file at each of these frames would go through 14 GB.
    let header = SegmentHeader { ledger: LedgerId::new([9; 16]), before: Head::EMPTY };
    let foreign = (0..20_000).map(|first| frame_of_nothing(SAMPLE_LEDGER, first));
    assert_eq!(walked(header, foreign), (20_000, 20_000));
    let header = SegmentHeader { ledger: SAMPLE_LEDGER, before: Head::EMPTY };
    let without_end = (0..20_000).map(|first| {
        let mut frame = frame_of_nothing(SAMPLE_LEDGER, first);
        let len = frame.len();
        frame[len - 36..].fill(0);
        frame
    });
    assert_eq!(walked(header, without_end), (20_000, 20_000));
}

#[test]
fn the_last_numbers_there_are_end_no_walk() {
    let last = frame_of_nothing(SAMPLE_LEDGER, u64::MAX - 1);
    let mut headless = last.clone();
    headless[22] ^= 1;
    for (size, frame, expected) in [
        (u64::MAX - 1, &last, (1, 1)),
        (u64::MAX, &last, (2, 1)),
        (u64::MAX - 1, &headless, (2, 1)),
        (u64::MAX, &headless, (2, 0)),
    ] {
        let header = SegmentHeader { ledger: SAMPLE_LEDGER, before: Head { size, hash: ChainHash::ZERO } };
        assert_eq!(walked(header, std::iter::once(frame.clone())), expected, "{size}");
    }
}
