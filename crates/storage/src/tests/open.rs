//! Opening: what is not a ledger, the lock, and a store that is not where the journal is.

use std::time::{Duration, Instant};

use onrecord_core::entry::Head;

use super::harness::*;
use crate::access::Access;
use crate::create::CreateError;
use crate::entry_log::EntryLog;
use crate::fault::fail_next;
use crate::indexing::UNINDEXED_MAX;
use crate::journal::segment::SegmentHeader;
use crate::journal::writer::Step;
use crate::ledger::Ledger;
use crate::lock::{LedgerLock, LockError};
use crate::notice::Notice;
use crate::open::OpenOptions;
use crate::open_error::OpenError;
use crate::sample::{SAMPLE_LEDGER, sample_entries, sample_entry};
use crate::store::error::StoreError;

#[test]
fn opens_what_was_created() {
    let (bench, head) = Bench::small(&[1, 3, 30]);
    for access in [Access::Write, Access::Read] {
        let opened = bench.try_open(access).unwrap();
        assert!(opened.notices.is_empty());
        assert_whole(&opened, head);
    }
    assert_eq!(bench.names(), ["checkpoints", "journal", "lock", "sources", "store"]);
}

#[test]
fn create_refuses_what_is_there() {
    let (bench, _) = Bench::small(&[1]);
    let (first, _) = sample_entries(Head::EMPTY, 1);
    let create = |folder: &std::path::Path| Ledger::create(folder, SAMPLE_LEDGER, &first);
    assert!(matches!(create(&bench.folder), Err(CreateError::AlreadyALedger(_))));
    assert!(matches!(create(&bench.folder.join("journal")), Err(CreateError::NotEmpty(_))));
    assert!(matches!(create(&bench.folder.join("lock")), Err(CreateError::NotEmpty(_))));
    assert!(matches!(create(&bench.folder.join("none/here")), Err(CreateError::NoParent(_))));
    let empty = bench.folder.join("empty");
    std::fs::create_dir(&empty).unwrap();
    create(&empty).unwrap();
    assert!(matches!(Ledger::create(&bench.folder.join("x"), SAMPLE_LEDGER, &[]), Err(CreateError::Refused(_))));
    assert!(!bench.folder.join("x").exists());
}

#[test]
fn tells_missing_folders_from_folders_that_are_no_ledger() {
    let (bench, _) = Bench::small(&[1]);
    let open = |folder: &std::path::Path| {
        let options = OpenOptions {
            access: Access::Read,
            wait: Duration::ZERO,
            holder: String::new(),
            unindexed_max: UNINDEXED_MAX,
        };
        Ledger::open(folder, &options).map(drop)
    };
    assert!(matches!(open(&bench.folder.join("none")), Err(OpenError::Missing(_))));
    assert!(matches!(open(&bench.folder.join("sources")), Err(OpenError::NotALedger(_))));
    assert!(matches!(open(&bench.folder.join("lock")), Err(OpenError::NotALedger(_))));
    assert!(!bench.folder.join("sources/lock").exists(), "nothing is made in a folder that is no ledger");
    std::fs::remove_dir_all(bench.folder.join("journal")).unwrap();
    assert!(matches!(open(&bench.folder), Err(OpenError::JournalMissing(_))));
}

#[test]
fn a_newer_format_is_told_apart() {
    let (bench, _) = Bench::small(&[1]);
    let header = SegmentHeader { ledger: SAMPLE_LEDGER, before: Head::EMPTY };
    let mut bytes = header.to_bytes();
    bytes[5] = 2;
    let checksum = onrecord_core::hash::journal_checksum(&[&bytes[..64]]);
    bytes[64..].copy_from_slice(&checksum);
    let mut segment = std::fs::read(bench.segment(0)).unwrap();
    segment[..96].copy_from_slice(&bytes);
    std::fs::write(bench.segment(0), segment).unwrap();
    let error = bench.try_open(Access::Read).unwrap_err();
    assert!(matches!(error, OpenError::NewerFormat { version: 2, .. }), "{error:?}");
    assert!(bench.recover().is_err());
}

#[test]
fn one_process_at_a_time_and_its_name_is_told() {
    let (bench, head) = Bench::small(&[1]);
    let held = bench.write();
    let error = bench.try_open(Access::Read).unwrap_err();
    let text = error.to_string();
    assert!(text.contains(&std::process::id().to_string()) && text.contains("`test`"), "{text}");
    let start = Instant::now();
    let waiting = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| LedgerLock::acquire(&bench.folder, Duration::from_secs(5), "other"));
        std::thread::sleep(Duration::from_millis(100));
        drop(held);
        waiting.join().unwrap()
    });
    assert!(start.elapsed() < Duration::from_secs(4));
    let waiting = waiting.unwrap();
    assert!(matches!(bench.without_permission(Access::Read), Err(OpenError::Lock(LockError::Held { .. }))));
    drop(waiting);
    assert_whole(&bench.read(), head);
}

#[test]
fn a_store_that_lags_is_rolled_forward() {
    let (bench, _) = Bench::with(&[30], 3000);
    let old = bench.folder.with_extension("old-store");
    copy_tree(&bench.store(), &old);
    let head = bench.append(&[5, 25, 1, 40]);
    std::fs::remove_dir_all(bench.store()).unwrap();
    std::fs::rename(&old, bench.store()).unwrap();
    let opened = bench.read();
    assert!(matches!(opened.notices[..], [Notice::StoreRolledForward { from: 30, to: 101 }]), "{:?}", opened.notices);
    assert_whole(&opened, head);
    drop(opened);
    let opened = bench.write();
    assert!(opened.notices.is_empty());
    assert_whole(&opened, head);
}

#[test]
fn a_store_that_cannot_be_used_is_rebuilt_and_that_is_said() {
    type Spoil<'a> = (&'a str, &'a dyn Fn(&Bench));
    let spoil: [Spoil<'_>; 5] = [
        ("deleted", &|bench| std::fs::remove_dir_all(bench.store()).unwrap()),
        ("no database", &|bench| std::fs::remove_file(bench.store().join("db")).unwrap()),
        ("empty database", &|bench| truncate(&bench.store().join("db"), 0)),
        ("rubbish", &|bench| std::fs::write(bench.store().join("db"), vec![0xa5; 700_000]).unwrap()),
        ("a file", &|bench| {
            std::fs::remove_dir_all(bench.store()).unwrap();
            std::fs::write(bench.store(), b"x").unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        let (bench, head) = Bench::with(&[3, 40, 1], 3000);
        for path in std::fs::read_dir(bench.store()).unwrap().map(|item| item.unwrap().path()) {
            if path.file_name().unwrap().to_string_lossy().starts_with("snap.") {
                std::fs::remove_file(path).unwrap();
            }
        }
        spoil(&bench);
        let opened = bench.read();
        assert!(
            matches!(opened.notices[..], [Notice::StoreRebuilt { events: 44, .. }]),
            "{what}: {:?}",
            opened.notices
        );
        assert_whole(&opened, head);
        drop(opened);
        let opened = bench.write();
        assert!(opened.notices.is_empty(), "{what}: {:?}", opened.notices);
        assert_whole(&opened, head);
        assert_eq!(bench.names(), ["checkpoints", "journal", "lock", "sources", "store"], "{what}");
    }
}

#[test]
fn a_flipped_bit_in_the_store_never_gives_a_shorter_or_another_answer() {
    let (bench, head) = Bench::small(&[30, 30, 200]);
    let sound = bench.folder.with_extension("sound");
    copy_tree(&bench.store(), &sound);
    let path = bench.store().join("db");
    let size = len(&path) as usize;
    for at in (0..size).step_by(size / 97) {
        flip(&path, at, (at % 8) as u8);
        match bench.try_open(Access::Read) {
            Ok(opened) => {
                assert_eq!(opened.ledger.head, head, "byte {at}");
                let found: Result<Vec<_>, _> = opened.ledger.scan(0..head.size).collect();
                assert!(found.is_err() || found.is_ok_and(|found| found == samples(head.size)), "byte {at}");
            }
            Err(error) => assert!(matches!(error, OpenError::Store(_)), "byte {at}: {error:?}"),
        }
        std::fs::remove_dir_all(bench.store()).unwrap();
        copy_tree(&sound, &bench.store());
    }
}

#[test]
fn an_unreadable_store_is_kept_if_the_journal_has_a_torn_end() {
    let (bench, _) = Bench::small(&[3, 2]);
    truncate(&bench.segment(0), len(&bench.segment(0)) - 1);
    std::fs::write(bench.store().join("db"), vec![0xa5; 700_000]).unwrap();
    let notices = bench.write().notices;
    let [Notice::StoreRebuilt { kept: Some(kept), events: 3, .. }, Notice::TornDropped(_)] = &notices[..] else {
        panic!("{notices:?}")
    };
    assert!(bench.folder.join(kept).join("db").exists());
}

#[test]
fn an_unfinished_snapshot_does_not_keep_the_store_from_opening() {
    let (bench, head) = Bench::small(&[3, 40]);
    std::fs::write(bench.store().join("snap.0000000000000001.generating"), b"x").unwrap();
    let opened = bench.write();
    assert!(opened.notices.is_empty(), "{:?}", opened.notices);
    assert_whole(&opened, head);
}

#[test]
fn a_store_is_not_rebuilt_from_a_damaged_journal() {
    let (bench, _) = Bench::small(&[3, 40, 1]);
    flip(&bench.segment(0), 200, 0);
    std::fs::remove_dir_all(bench.store()).unwrap();
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::Damaged(_))));
    assert!(!bench.store().exists());
}

#[test]
fn a_store_that_is_ahead_is_refused_and_nothing_is_changed() {
    let (bench, _) = Bench::small(&[3, 4]);
    let whole = len(&bench.segment(0));
    bench.append(&[2]);
    truncate(&bench.segment(0), whole);
    let error = bench.try_open(Access::Write).unwrap_err();
    assert!(matches!(error, OpenError::StoreAhead { store: 9, journal } if journal.size == 7), "{error:?}");
    truncate(&bench.segment(0), whole - 1);
    let before = std::fs::read(bench.segment(0)).unwrap();
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::StoreAhead { store: 9, .. })));
    assert_eq!(std::fs::read(bench.segment(0)).unwrap(), before);
}

#[test]
fn a_fork_is_refused() {
    let (bench, head) = Bench::small(&[3]);
    let (other, _) = Bench::small(&[3]);
    bench.append(&[2]);
    let mut ledger = other.write().ledger;
    let (entry, after) = sample_entry(head, SAMPLE_LEDGER, b"another past", b"");
    ledger.append(head, &[entry]).unwrap();
    let (batch, _) = sample_entries(after, 3);
    ledger.append(after, &batch[..1]).unwrap();
    drop(ledger);
    std::fs::remove_dir_all(bench.store()).unwrap();
    copy_tree(&other.store(), &bench.store());
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::Forked { size: 5, .. })));
    // The same, seen from a journal that has gone on.
    let mut ledger = other.write().ledger;
    append_samples(&mut ledger, 4);
    drop(ledger);
    std::fs::copy(other.segment(0), bench.segment(0)).unwrap();
    let (third, _) = Bench::small(&[3, 1]);
    std::fs::remove_dir_all(bench.store()).unwrap();
    copy_tree(&third.store(), &bench.store());
    let error = bench.try_open(Access::Write).unwrap_err();
    assert!(matches!(error, OpenError::Forked { size: 4, .. }), "{error:?}");
    assert!(
        matches!(bench.recover(), Err(crate::recover::recovery::RecoverError::Forked { seq, .. }) if seq.get() == 3)
    );
}

#[test]
fn without_permission_a_reader_answers_from_the_journal() {
    let (bench, head) = Bench::with(&[3, 20, 30], 3000);
    let before = contents(&bench.folder);
    let opened = bench.without_permission(Access::Read).unwrap();
    assert!(matches!(opened.notices[..], [Notice::JournalOnly { .. }]));
    assert_whole(&opened, head);
    for (start, end) in [(0, 1), (2, 4), (22, 53), (52, 53)] {
        let found: Vec<_> = opened.ledger.scan(start..end).map(Result::unwrap).collect();
        assert_eq!(found, samples(53)[start as usize..end as usize]);
    }
    drop(opened);
    assert!(matches!(bench.without_permission(Access::Write), Err(OpenError::ReadOnly { .. })));
    assert_eq!(contents(&bench.folder), before);
}

#[test]
fn leftovers_are_ignored_by_readers_and_removed_by_writers() {
    let (bench, head) = Bench::small(&[3]);
    for name in ["journal.new", "store.new", "store.rebuilt", "store.old"] {
        std::fs::create_dir(bench.folder.join(name)).unwrap();
    }
    assert!(bench.read().notices.is_empty());
    assert_eq!(bench.names().len(), 9);
    let opened = bench.write();
    assert_eq!(opened.notices.len(), 4);
    assert_whole(&opened, head);
    assert_eq!(bench.names().len(), 5);
}

#[test]
fn a_full_disk_lets_readers_answer_from_the_journal() {
    let (bench, _) = Bench::small(&[3]);
    let old = bench.folder.with_extension("old-store");
    copy_tree(&bench.store(), &old);
    let head = bench.append(&[2]);
    std::fs::remove_dir_all(bench.store()).unwrap();
    std::fs::rename(&old, bench.store()).unwrap();
    fail_next(Step::FillStore, std::io::ErrorKind::StorageFull);
    let opened = bench.read();
    assert!(matches!(opened.notices[..], [Notice::JournalOnly { .. }]), "{:?}", opened.notices);
    assert_whole(&opened, head);
    drop(opened);
    fail_next(Step::FillStore, std::io::ErrorKind::StorageFull);
    assert!(matches!(bench.try_open(Access::Write), Err(OpenError::NoSpace { .. })));
    assert!(matches!(bench.write().notices[..], [Notice::StoreRolledForward { from: 3, to: 5 }]));
}

#[test]
fn notices_and_errors_read_as_sentences() {
    let rebuilt = Notice::StoreRebuilt { why: StoreError::Missing, events: 7, kept: None };
    assert_eq!(rebuilt.to_string(), "the store was rebuilt from the journal, 7 events, because the store is missing");
    let ahead = OpenError::StoreAhead { store: 9, journal: Head { size: 7, ..Head::EMPTY } };
    assert!(ahead.to_string().starts_with("the store has 9 events, the journal only 7:"), "{ahead}");
}
