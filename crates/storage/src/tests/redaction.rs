//! Redactions leave no byte of the words behind, wherever the ledger was cut short.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::PathBuf;

use onrecord_core::body::{ActorAdded, Body, RedactedSlot, SourceAdded, WordsRedacted};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Event, Stamp, seal};
use onrecord_core::hash::{ChainHash, SourceHash};
use onrecord_core::header::{Flags, RecordedAt};
use onrecord_core::seq::Seq;
use onrecord_core::vocabulary::ActorKind;
use onrecord_core::words::{SlotName, Words};

use super::harness::*;
use crate::access::Access;
use crate::create::create;
use crate::entry_log::{AppendError, EntryLog};
use crate::fault::fail_next;
use crate::folder_findings::folder_findings;
use crate::journal::writer::Step;
use crate::ledger::Ledger;
use crate::limits::Limits;
use crate::memory::MemoryLog;
use crate::notice::Notice;
use crate::recover::recovery::{HomeOutcome, Problem};
use crate::redaction::search::search_folder;
use crate::sample::SAMPLE_LEDGER;
use crate::storage_error::StorageError;
use crate::store::error::StoreError;

const SECRET_NOTE: &str = "the name of somebody who must not be found here";
const PAGE: &[u8] = b"a page that nobody was to keep";

/// An entry behind `head` with real words.
fn entry(head: Head, body: impl Into<Body>, words: &[(SlotName, &str)]) -> (Entry, Head) {
    let mut all = Words::new();
    words.iter().for_each(|(slot, text)| all.set(*slot, *text));
    let stamp = Stamp {
        recorded_at: RecordedAt::from_micros(1_800_000_000_000_000 + head.size as i64),
        flags: Flags::default(),
        coder: Seq::FIRST,
        secret: secret(head.size),
    };
    seal(head, SAMPLE_LEDGER, &Draft { body: body.into(), words: all }, &stamp).unwrap()
}

fn secret(seq: u64) -> [u8; 32] {
    SourceHash::of(&seq.to_be_bytes()).to_string().as_bytes()[..32].try_into().unwrap()
}

/// The seqs of what the redaction takes: a note, and the bytes of a source.
const NOTE_AT: u64 = 3;
const SOURCE_AT: u64 = 5;

/// Events with words: thirty actors around one with a note that is to go, and a source with bytes.
fn entries() -> (Vec<Entry>, Head) {
    let (mut all, mut head) = (Vec::new(), Head::EMPTY);
    for number in 0..30 {
        let slug = format!("actor-{number}");
        let (entry, after) = match number {
            NOTE_AT => {
                let words = [(SlotName::Slug, "kept"), (SlotName::Name, "Kept Name"), (SlotName::Note, SECRET_NOTE)];
                entry(head, ActorAdded { kind: ActorKind::Person }, &words)
            }
            SOURCE_AT => {
                let hash = SourceHash::of(PAGE).to_string();
                let words = [(SlotName::Slug, "page"), (SlotName::Bytes, hash.as_str())];
                entry(head, SourceAdded { published: None, retrieved: None }, &words)
            }
            _ => {
                let words = [(SlotName::Slug, slug.as_str()), (SlotName::Name, "A name of some length")];
                entry(head, ActorAdded { kind: ActorKind::Person }, &words)
            }
        };
        all.push(entry);
        head = after;
    }
    (all, head)
}

fn redaction(head: Head) -> (Entry, Head) {
    let slots = vec![
        RedactedSlot { event: Seq::new(NOTE_AT), slot: SlotName::Note.into() },
        RedactedSlot { event: Seq::new(SOURCE_AT), slot: SlotName::Bytes.into() },
    ];
    let body = WordsRedacted { slots, sources: vec![Seq::new(SOURCE_AT)] };
    entry(head, body, &[(SlotName::Reason, "it must go")])
}

/// A ledger on disk with these events, a damaged home kept by an earlier recovery, and segments of this length.
fn bench(segment_len_max: u64) -> (Bench, Vec<Entry>, Head) {
    let (all, head) = entries();
    let bench = Bench::empty(Limits { segment_len_max, ..Limits::default() });
    let mut at = Head { size: 2, hash: ChainHash::of_event(&all[1].event) };
    assert_eq!(create(&bench.folder, SAMPLE_LEDGER, &all[..2], segment_len_max).unwrap(), at);
    let mut ledger = bench.write().ledger;
    ledger.put_source(PAGE).unwrap();
    for batch in all[2..].chunks(4) {
        at = ledger.append(at, batch).unwrap();
    }
    assert_eq!(at, head);
    drop(ledger);
    copy_tree(&bench.folder.join("journal"), &bench.folder.join("journal.damaged-1"));
    copy_tree(&bench.store(), &bench.folder.join("store.damaged-1"));
    std::fs::write(bench.folder.join("sources").join(format!("{}.new", SourceHash::of(PAGE))), PAGE).unwrap();
    (bench, all, head)
}

/// Files in which something of what was redacted can be found.
fn found(bench: &Bench) -> Vec<PathBuf> {
    let hash = SourceHash::of(PAGE).to_string();
    let (secrets, name) = ([secret(NOTE_AT), secret(SOURCE_AT)], hash.as_bytes());
    let wanted: [&[u8]; 5] = [SECRET_NOTE.as_bytes(), PAGE, name, &secrets[0], &secrets[1]];
    let (files, found) = search_folder(&bench.folder, &wanted).unwrap();
    assert!(files > 3);
    let by_name = contents(&bench.folder).into_iter().map(|(path, _)| path);
    let by_name = by_name.filter(|path| path.to_string_lossy().contains(&hash));
    found.into_iter().map(|found| found.path).chain(by_name).collect()
}

/// That nothing is left of the words in a ledger that has the redaction, and that all the rest is as it was.
fn assert_erased(bench: &Bench, before: &[Entry], head: Head) {
    assert_eq!(found(bench), Vec::<PathBuf>::new());
    assert!(folder_findings(&bench.folder, &[]).unwrap().0.is_empty());
    for with_permission in [true, false] {
        let opened = if with_permission { bench.read() } else { bench.without_permission(Access::Read).unwrap() };
        assert_eq!(opened.ledger.head().unwrap(), head);
        let wanted: [&[u8]; 3] = [SECRET_NOTE.as_bytes(), &secret(NOTE_AT), &secret(SOURCE_AT)];
        assert_eq!(opened.ledger.search_store(&wanted).unwrap(), Vec::<usize>::new());
        let after: Vec<Entry> = opened.ledger.scan(0..head.size).map(Result::unwrap).collect();
        for (old, new) in before.iter().zip(&after) {
            assert_eq!(old.event, new.event, "every event is as it was");
            let (old, new) = (Event::open(old).unwrap(), Event::open(new).unwrap());
            let erased: Vec<_> = new.words.redacted().map(|(slot, _)| (new.seq().get(), slot.name())).collect();
            match new.seq().get() {
                NOTE_AT => assert_eq!(erased, [(NOTE_AT, SlotName::Note)]),
                SOURCE_AT => assert_eq!(erased, [(SOURCE_AT, SlotName::Bytes)]),
                _ => assert_eq!(old, new),
            }
        }
    }
}

#[test]
fn words_bytes_and_salts_are_gone_from_every_file() {
    for segment_len_max in [64 << 20, 1500] {
        let (bench, before, head) = bench(segment_len_max);
        assert!(found(&bench).len() > 5, "{:?}", found(&bench));
        assert_eq!(
            bench.read().ledger.search_store(&[SECRET_NOTE.as_bytes(), PAGE, &secret(NOTE_AT)]).unwrap(),
            [0, 2]
        );
        let (entry, after) = redaction(head);
        let mut ledger = bench.write().ledger;
        assert_eq!(ledger.append(head, &[entry]).unwrap(), after);
        assert!(ledger.source(&SourceHash::of(PAGE)).unwrap().is_none());
        // The same ledger goes on.
        let (more, end) = self::entry(
            after,
            ActorAdded { kind: ActorKind::Person },
            &[(SlotName::Slug, "later"), (SlotName::Name, "Later")],
        );
        assert_eq!(ledger.append(after, &[more]).unwrap(), end);
        drop(ledger);
        assert_erased(&bench, &before, end);
        let opened = bench.write();
        assert!(opened.notices.is_empty(), "{:?}", opened.notices);
        drop(opened);
        let recovery = bench.recover_real().unwrap();
        assert!(recovery.nothing_to_do() && recovery.problems.is_empty(), "{recovery:?}");
        assert_erased(&bench, &before, end);
    }
}

#[test]
fn a_redaction_that_is_cut_short_anywhere_is_finished_by_whoever_comes_next() {
    let steps = [Step::RemoveSources, Step::RewriteSegment, Step::RemoveKept, Step::PlaceStore];
    for (segment_len_max, step) in [64 << 20, 1500].into_iter().flat_map(|len| steps.map(|step| (len, step))) {
        for next in ["writer", "reader", "recover"] {
            let (bench, before, head) = bench(segment_len_max);
            let (entry, after) = redaction(head);
            let mut ledger = bench.write().ledger;
            fail_next(step, ErrorKind::Other);
            let answer = ledger.append(head, &[entry]);
            assert!(matches!(answer, Err(AppendError::NotErased(_))), "{step:?}: {answer:?}");
            // Recorded, and nothing of it is shown any more.
            assert_eq!(ledger.head().unwrap(), after);
            assert_hidden(&ledger, after);
            drop(ledger);
            assert_hidden(&bench.without_permission(Access::Read).unwrap().ledger, after);
            match next {
                "recover" => drop(bench.recover_real().unwrap()),
                _ => {
                    let opened = bench.try_open(if next == "writer" { Access::Write } else { Access::Read }).unwrap();
                    let why = opened.notices.iter().find_map(|notice| {
                        if let Notice::StoreRebuilt { why, .. } = notice { Some(why) } else { None }
                    });
                    let expected =
                        if step == Step::PlaceStore { StoreError::Missing } else { StoreError::BeforeRedaction };
                    assert_eq!(why.unwrap().to_string(), expected.to_string(), "{step:?}");
                }
            }
            assert_erased(&bench, &before, after);
            assert!(bench.write().notices.is_empty());
        }
    }
}

/// That a ledger gives none of the words.
fn assert_hidden(ledger: &Ledger, head: Head) {
    let all: BTreeSet<Vec<u8>> = ledger.scan(0..head.size).map(|entry| entry.unwrap().words).collect();
    assert_eq!(all.len() as u64, head.size);
    let secrets = [secret(NOTE_AT), secret(SOURCE_AT)];
    let hash = SourceHash::of(PAGE).to_string();
    for part in [SECRET_NOTE.as_bytes(), hash.as_bytes(), &secrets[0], &secrets[1]] {
        assert!(all.iter().all(|words| words.windows(part.len()).all(|window| window != part)));
    }
}

#[test]
fn an_old_store_that_is_put_back_is_not_believed() {
    for next in ["open", "recover"] {
        let (bench, before, head) = bench(64 << 20);
        let old = bench.folder.with_extension("old");
        copy_tree(&bench.store(), &old);
        let (entry, after) = redaction(head);
        bench.write().ledger.append(head, &[entry]).unwrap();
        std::fs::remove_dir_all(bench.store()).unwrap();
        copy_tree(&old, &bench.store());
        assert!(!found(&bench).is_empty());
        match next {
            "open" => {
                let opened = bench.read();
                let [Notice::StoreRebuilt { why: StoreError::BeforeRedaction, kept: None, .. }] = &opened.notices[..]
                else {
                    panic!("{:?}", opened.notices)
                };
            }
            _ => {
                let recovery = bench.recover_real().unwrap();
                assert_eq!(recovery.store, HomeOutcome::Rebuilt { kept: None });
                assert_eq!(recovery.journal, HomeOutcome::Sound);
            }
        }
        assert_erased(&bench, &before, after);
    }
}

#[test]
fn an_old_journal_that_is_put_back_is_rid_of_the_words_by_recover() {
    let (bench, before, head) = bench(1500);
    let old = [0, 1, 2].map(|index| std::fs::read(bench.segment(index)).unwrap());
    let (entry, after) = redaction(head);
    bench.write().ledger.append(head, &[entry]).unwrap();
    for (index, old) in (0..).zip(old) {
        std::fs::write(bench.segment(index), old).unwrap();
    }
    assert!(!found(&bench).is_empty());
    let recovery = bench.recover_real().unwrap();
    assert_eq!(recovery.journal, HomeOutcome::Rebuilt { kept: None }, "{recovery:?}");
    assert_eq!(recovery.store, HomeOutcome::Sound);
    assert!(matches!(recovery.problems[..], [Problem::NotErased { home: "journal", seq }] if seq.get() == NOTE_AT));
    assert_erased(&bench, &before, after);
}

#[test]
fn either_home_is_rebuilt_from_the_other_without_the_words_and_nothing_is_kept() {
    for damaged in ["journal", "store"] {
        let (bench, before, head) = bench(64 << 20);
        let (entry, after) = redaction(head);
        bench.write().ledger.append(head, &[entry]).unwrap();
        match damaged {
            "journal" => flip(&bench.segment(0), 500, 3),
            _ => std::fs::remove_file(bench.store().join("db")).unwrap(),
        }
        let recovery = bench.recover_real().unwrap();
        assert!(!recovery.nothing_to_do());
        assert_eq!(bench.names(), ["checkpoints", "journal", "lock", "sources", "store"], "{damaged}");
        assert_erased(&bench, &before, after);
    }
}

#[test]
fn damaged_words_are_refused_before_anything_is_recorded() {
    let (bench, all, head) = bench(64 << 20);
    let bytes = std::fs::read(bench.segment(0)).unwrap();
    let at = bytes.windows(SECRET_NOTE.len()).position(|window| window == SECRET_NOTE.as_bytes()).unwrap();
    flip(&bench.segment(0), at, 0);
    let mut ledger = bench.write().ledger;
    let answer = ledger.append(head, &[redaction(head).0]);
    assert!(matches!(answer, Err(AppendError::Storage(StorageError::Journal(_)))), "{answer:?}");
    assert_eq!(ledger.head().unwrap(), head);
    assert_eq!(ledger.scan(0..head.size).map(Result::unwrap).collect::<Vec<_>>(), all);
}

#[test]
fn bytes_that_another_source_names_stay() {
    let (all, head) = entries();
    let mut log = MemoryLog::create(SAMPLE_LEDGER, &all).unwrap();
    log.put_source(PAGE).unwrap();
    let hash = SourceHash::of(PAGE).to_string();
    let words = [(SlotName::Slug, "again"), (SlotName::Bytes, hash.as_str())];
    let (again, head) = entry(head, SourceAdded { published: None, retrieved: None }, &words);
    let before = Head { size: head.size - 1, hash: ChainHash::of_event(&all.last().unwrap().event) };
    log.append(before, &[again]).unwrap();
    let after = log.append(head, &[redaction(head).0]).unwrap();
    assert_eq!(log.source(&SourceHash::of(PAGE)).unwrap().as_deref(), Some(PAGE));
    let found: Vec<Entry> = log.scan(0..after.size).map(Result::unwrap).collect();
    assert!(Event::open(&found[NOTE_AT as usize]).unwrap().words.is_erased(SlotName::Note));
}

#[test]
fn what_a_closed_ledger_knew_of_postings_is_forgotten_with_the_words() {
    let (bench, _, head) = bench(64 << 20);
    let ledger = bench.write().ledger;
    let mut postings = 0;
    ledger.all_postings(&[], &mut |_| postings += 1).unwrap();
    assert!(postings > 30);
    let known = ledger.close();
    let after = bench.write().ledger.append(head, &[redaction(head).0]).unwrap();
    let mut ledger = bench.write().ledger;
    ledger.know_unindexed(known);
    let mut values = Vec::new();
    ledger.all_postings(&[], &mut |posting| values.push(posting.value.to_vec())).unwrap();
    assert!(values.iter().all(|value| value.windows(SECRET_NOTE.len()).all(|window| window != SECRET_NOTE.as_bytes())));
    ledger.advance_index().unwrap();
    assert_eq!(ledger.head().unwrap(), after);
    drop(ledger);
    assert_eq!(found(&bench), Vec::<PathBuf>::new());
}
