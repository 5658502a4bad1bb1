//! Recovering either home from the other.

use super::harness::*;
use crate::access::Access;
use crate::entry_log::EntryLog;
use crate::recover::recovery::{HomeOutcome, Problem, RecoverError};
use crate::sample::{sample_entries, sample_entry};

fn rebuilt(kept: &str) -> HomeOutcome {
    HomeOutcome::Rebuilt { kept: Some(kept.to_owned()) }
}

#[test]
fn a_sound_ledger_is_left_alone() {
    let (bench, head) = Bench::with(&[3, 40, 1], 3000);
    let before = contents(&bench.folder.join("journal"));
    let recovery = bench.recover().unwrap();
    assert!(recovery.nothing_to_do() && recovery.problems.is_empty(), "{recovery:?}");
    assert_eq!(recovery.head, head);
    assert_eq!(contents(&bench.folder.join("journal")), before);
    assert_eq!(bench.names().len(), 5);
}

#[test]
fn a_journal_with_a_changed_byte_anywhere_is_rebuilt_from_the_store() {
    let (bench, head) = Bench::with(&[1, 4, 3, 5], 1500);
    let sound = bench.folder.with_extension("sound");
    copy_tree(&bench.folder, &sound);
    for index in 0..2 {
        for at in (0..len(&bench.segment(index)) as usize).step_by(29) {
            flip(&bench.segment(index), at, 5);
            let recovery = bench.recover().unwrap_or_else(|error| panic!("segment {index} byte {at}: {error:?}"));
            assert_eq!(recovery.journal, rebuilt("journal.damaged-1"), "segment {index} byte {at}");
            assert_eq!(recovery.store, HomeOutcome::Sound, "segment {index} byte {at}");
            assert!(!recovery.problems.is_empty());
            assert_whole(&bench.write(), head);
            assert_whole(&bench.without_permission(Access::Read).unwrap(), head);
            std::fs::remove_dir_all(&bench.folder).unwrap();
            copy_tree(&sound, &bench.folder);
        }
    }
}

#[test]
fn a_lost_journal_is_rebuilt_and_damaged_ones_are_kept_in_turn() {
    let (bench, head) = Bench::with(&[3, 20, 30], 3000);
    std::fs::remove_dir_all(bench.folder.join("journal")).unwrap();
    let recovery = bench.recover().unwrap();
    assert_eq!(recovery.journal, HomeOutcome::Rebuilt { kept: None });
    assert!(matches!(recovery.problems[..], [Problem::JournalMissing, Problem::JournalLacks(_)]));
    assert_whole(&bench.read(), head);
    truncate(&bench.segment(0), 500);
    assert_eq!(bench.recover().unwrap().journal, rebuilt("journal.damaged-1"));
    truncate(&bench.segment(0), 0);
    assert_eq!(bench.recover().unwrap().journal, rebuilt("journal.damaged-2"));
    let end = bench.append(&[2]);
    assert_eq!(end.size, 55);
    assert_whole(&bench.without_permission(Access::Read).unwrap(), end);
}

#[test]
fn a_cut_journal_is_made_whole_from_a_store_that_is_ahead() {
    let (bench, head) = Bench::small(&[3, 2, 2]);
    let full = len(&bench.segment(0));
    for cut in [96, 97, 300, full - 1] {
        truncate(&bench.segment(0), cut);
        assert_eq!(bench.recover().unwrap().head, head, "cut {cut}");
        assert_whole(&bench.write(), head);
    }
}

#[test]
fn a_damaged_store_is_rebuilt_from_the_journal() {
    for spoil in ["gone", "rubbish", "empty"] {
        let (bench, head) = Bench::with(&[3, 40, 1], 3000);
        std::fs::remove_dir_all(bench.store()).unwrap();
        std::fs::create_dir(bench.store()).unwrap();
        match spoil {
            "gone" => std::fs::remove_dir(bench.store()).unwrap(),
            "rubbish" => std::fs::write(bench.store().join("db"), vec![0x5a; 900_000]).unwrap(),
            _ => {}
        }
        let recovery = bench.recover().unwrap();
        assert_eq!(recovery.journal, HomeOutcome::Sound, "{spoil}");
        assert_eq!(recovery.store, HomeOutcome::Rebuilt { kept: None }, "{spoil}");
        assert_eq!(recovery.head, head);
        assert_whole(&bench.read(), head);
        assert_eq!(bench.names().len(), 5);
    }
}

#[test]
fn homes_that_are_damaged_in_different_places_make_each_other_whole() {
    let (bench, head) = Bench::with(&[10, 40, 40, 10], 64 << 20);
    let bytes = std::fs::read(bench.segment(0)).unwrap();
    let second = (97..).find(|at| bytes[*at..at + 4] == *b"ONRF").unwrap();
    flip(&bench.segment(0), second + 300, 1);
    bench.spoil_run_holding(80);
    let recovery = bench.recover().unwrap();
    assert_eq!(recovery.journal, rebuilt("journal.damaged-1"));
    assert_eq!(recovery.store, HomeOutcome::Rebuilt { kept: None });
    assert_whole(&bench.read(), head);
    assert_whole(&bench.without_permission(Access::Read).unwrap(), head);
}

#[test]
fn an_event_that_is_damaged_in_both_is_named() {
    let (bench, head) = Bench::with(&[10, 40, 40, 10], 64 << 20);
    let bytes = std::fs::read(bench.segment(0)).unwrap();
    let twelfth = find(&bytes, &samples(13)[12].event) + 130;
    flip(&bench.segment(0), twelfth, 1);
    bench.spoil_run_holding(12);
    let before = contents(&bench.folder.join("journal"));
    let error = bench.recover().unwrap_err();
    assert!(matches!(error, RecoverError::BothDamaged { seq, held: 100 } if seq.get() == 12), "{error:?}");
    assert_eq!(contents(&bench.folder.join("journal")), before);
    assert_eq!(head.size, 100);
    // With words instead of the event: the chain is whole, but the words are in neither home.
    flip(&bench.segment(0), twelfth, 1);
    let words = find(&bytes, &samples(13)[12].words);
    flip(&bench.segment(0), words, 1);
    assert!(matches!(bench.recover(), Err(RecoverError::BothDamaged { seq, .. }) if seq.get() == 12));
    flip(&bench.segment(0), words, 1);
    bench.recover().unwrap();
    assert_whole(&bench.read(), head);
}

#[test]
fn events_of_a_changed_frame_are_vouched_for_by_the_chain() {
    let (bench, head) = Bench::with(&[10, 40, 40, 10], 64 << 20);
    let bytes = std::fs::read(bench.segment(0)).unwrap();
    // The journal lacks event 12 only; the store lacks others of the same frame.
    flip(&bench.segment(0), find(&bytes, &samples(13)[12].event) + 130, 1);
    bench.spoil_run_holding(45);
    bench.recover().unwrap();
    assert_whole(&bench.read(), head);
}

#[test]
fn a_changed_event_with_a_new_checksum_is_not_believed() {
    let (bench, head) = Bench::small(&[2, 1, 2]);
    let ledger = crate::sample::SAMPLE_LEDGER;
    let bytes = std::fs::read(bench.segment(0)).unwrap();
    let all = samples(5);
    let (forged, _) = sample_entry(sample_entries(onrecord_core::entry::Head::EMPTY, 2).1, ledger, &[0; 40], b"");
    let mut forged_bytes = bytes[..96].to_vec();
    for (first, batch) in [(0, all[..2].to_vec()), (2, vec![forged]), (3, all[3..].to_vec())] {
        forged_bytes.extend(crate::journal::frame::encode(ledger, onrecord_core::seq::Seq::new(first), &batch));
    }
    std::fs::write(bench.segment(0), forged_bytes).unwrap();
    let recovery = bench.recover().unwrap();
    assert_eq!(recovery.journal, rebuilt("journal.damaged-1"));
    assert_whole(&bench.read(), head);
}

#[test]
fn an_interrupted_swap_is_finished() {
    let (bench, head) = Bench::with(&[3, 20, 30], 3000);
    std::fs::rename(bench.folder.join("journal"), bench.folder.join("journal.new")).unwrap();
    std::fs::rename(bench.store(), bench.folder.join("store.new")).unwrap();
    assert!(bench.try_open(Access::Write).is_err());
    assert!(bench.recover().unwrap().nothing_to_do());
    assert_whole(&bench.read(), head);
}

#[test]
fn a_swap_that_was_cut_short_between_two_renames_is_finished() {
    let (bench, head) = Bench::with(&[3, 20, 30], 3000);
    let (journal, store) = (bench.folder.join("journal"), bench.store());
    copy_tree(&journal, &bench.folder.join("journal.new"));
    std::fs::rename(&journal, bench.folder.join("journal.damaged-1")).unwrap();
    std::fs::rename(&store, bench.folder.join("store.old")).unwrap();
    assert!(bench.recover().unwrap().nothing_to_do());
    assert_whole(&bench.read(), head);
    // Nothing but the damaged journal is left.
    std::fs::remove_dir_all(&store).unwrap();
    flip(&bench.folder.join("journal.damaged-1/00000000.seg"), 20, 0);
    std::fs::remove_dir_all(&journal).unwrap();
    std::fs::create_dir(bench.folder.join("store.new")).unwrap();
    let recovery = bench.recover().unwrap();
    assert_eq!((recovery.journal, recovery.head), (HomeOutcome::Rebuilt { kept: None }, head));
    assert_whole(&bench.read(), head);
}

#[test]
fn nothing_to_recover_from_is_said() {
    let (bench, _) = Bench::small(&[3]);
    let missing = crate::recover::recover(&bench.folder.join("none"), Default::default(), "test", &words_whole);
    assert!(matches!(missing, Err(RecoverError::Missing(_))));
    let other = crate::recover::recover(&bench.folder.join("sources"), Default::default(), "test", &words_whole);
    assert!(matches!(other, Err(RecoverError::NotALedger(_))));
    let held = bench.write();
    assert!(matches!(bench.recover(), Err(RecoverError::Lock(_))));
    drop(held);
    truncate(&bench.segment(0), 96);
    std::fs::remove_dir_all(bench.store()).unwrap();
    assert!(matches!(bench.recover(), Err(RecoverError::NothingReadable(_))));
}

#[test]
fn a_torn_end_is_no_damage() {
    let (bench, head) = Bench::small(&[3]);
    let old = bench.folder.with_extension("old-store");
    copy_tree(&bench.store(), &old);
    let mut ledger = bench.write().ledger;
    append_samples(&mut ledger, 2);
    drop(ledger);
    std::fs::remove_dir_all(bench.store()).unwrap();
    std::fs::rename(&old, bench.store()).unwrap();
    truncate(&bench.segment(0), len(&bench.segment(0)) - 3);
    let recovery = bench.recover().unwrap();
    assert!(recovery.nothing_to_do(), "{recovery:?}");
    assert_eq!(recovery.notices.len(), 1);
    assert_whole(&bench.read(), head);
    assert_eq!(bench.read().ledger.scan(0..3).count(), 3);
}

#[test]
fn random_damage_to_both_homes_is_made_good_or_refused() {
    let (bench, head) = Bench::with(&[5, 60, 1, 1, 40, 2, 90, 1], 20_000);
    let sound = bench.folder.with_extension("sound");
    copy_tree(&bench.folder, &sound);
    let mut state = 1_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut made_good, mut refused) = (0, 0);
    for round in 0..60 {
        let spoiled = [bench.segment(random(2) as u32), bench.store().join("db")];
        for path in spoiled.iter().take(1 + round % 2) {
            // Two homes that both end early cannot be told from a ledger that was shorter.
            let may_cut = round % 2 == 0 || *path == spoiled[1];
            match random(3) {
                0 if may_cut => truncate(path, random(len(path))),
                _ => (0..1 + random(3)).for_each(|_| flip(path, random(len(path)) as usize, random(8) as u8)),
            }
        }
        let before = contents(&bench.folder.join("journal"));
        match bench.recover() {
            Ok(recovery) => {
                assert_eq!(recovery.head, head, "round {round}: {recovery:?}");
                assert_whole(&bench.write(), head);
                assert_whole(&bench.without_permission(Access::Read).unwrap(), head);
                made_good += 1;
            }
            Err(error) => {
                let expected = matches!(error, RecoverError::BothDamaged { .. } | RecoverError::NothingReadable(_));
                assert!(expected, "round {round}: {error:?}");
                assert_eq!(contents(&bench.folder.join("journal")), before);
                refused += 1;
            }
        }
        std::fs::remove_dir_all(&bench.folder).unwrap();
        copy_tree(&sound, &bench.folder);
    }
    assert!(made_good >= 30, "{made_good} made good, {refused} refused");
}

fn find(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}
