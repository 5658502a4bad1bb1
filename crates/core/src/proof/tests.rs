//! Proofs about events show what was chosen and no more, and nothing else passes for one.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::convert::Infallible;

use super::*;
use crate::body::{RecordRetracted, RedactedSlot, WordsRedacted};
use crate::checkpoint::own_origin;
use crate::index::{Posting, PostingRef, postings};
use crate::key::SigningKey;
use crate::note::Signer;
use crate::part::{Items, Shelf};
use crate::testing::{LEDGER, Ledger, accepted_flips, statement, statement_words};
use crate::tree::{TreeInMemory, root_at};
use crate::vocabulary::ActorKind;
use crate::words::SlotName;

struct Shelved(Ledger, Vec<Posting>);

impl Shelf for Shelved {
    type Error = Infallible;

    fn entries_at<'a>(&'a self, seqs: &'a [Seq]) -> Items<'a, Entry, Infallible> {
        Box::new(seqs.iter().map(|seq| Ok(self.0.entries[seq.get() as usize].clone())))
    }

    fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), Infallible> {
        let found = self.1.iter().filter(|posting| posting.key.starts_with(prefix));
        found.for_each(|posting| take(posting.lend()));
        Ok(())
    }
}

fn shelved(ledger: Ledger) -> Shelved {
    let mut all: Vec<Posting> = ledger.entries.iter().flat_map(postings).collect();
    all.sort_by(|one, other| one.key.cmp(&other.key));
    Shelved(ledger, all)
}

fn signer() -> Signer {
    Signer::new(own_origin(LEDGER).unwrap(), SigningKey::from_seed([3; 32]))
}

fn tree(entries: &[Entry]) -> TreeInMemory {
    entries.iter().map(|entry| leaf_hash(&entry.event)).collect()
}

fn checkpoint(tree: &TreeInMemory) -> SignedCheckpoint {
    let Ok(root) = root_at(tree, tree.size());
    Checkpoint { origin: own_origin(LEDGER).unwrap(), size: tree.size(), root }.sign(&signer()).unwrap()
}

/// Names and, of the subject, its text.
fn reveal(subject: Seq) -> impl Fn(&Event, Slot) -> bool {
    move |event, slot| {
        let names = [SlotName::Slug, SlotName::Name].map(Slot::from);
        if event.seq() == subject { slot == SlotName::Text.into() } else { names.contains(&slot) }
    }
}

fn proof_of(ledger: Ledger, subject: Seq) -> TlogProof {
    let shelf = shelved(ledger);
    let Ok(entries) = gather(&shelf, shelf.0.head.size, subject) else { panic!("it is gathered") };
    let tree = tree(&shelf.0.entries);
    let Ok(proof) = prove(&entries, subject, &reveal(subject), &tree, checkpoint(&tree));
    proof.unwrap()
}

/// A statement by ann on a road, and much that has nothing to do with it.
fn ledger() -> (Ledger, Seq) {
    let mut ledger = Ledger::opened();
    let [ann, ben] = ["ann", "ben"].map(|slug| ledger.actor(slug, ActorKind::Person));
    let [road, rail] = ["road", "rail"].map(|slug| ledger.issue(slug));
    ledger.state(statement(ben, rail, "10", "2025-01-01"));
    let made = statement(ann, road, "40", "2025-01-02");
    let mut words = statement_words(&made, "x");
    words.set(SlotName::Text, "We will build it.");
    words.set(SlotName::Note, "a remark that is nobody's business");
    let subject = ledger.push_words(made, words).unwrap();
    let other = ledger.state(statement(ben, rail, "20", "2025-01-03"));
    ledger.retract(other);
    (ledger, subject)
}

#[test]
fn a_proof_has_what_the_event_calls_for_and_shows_what_was_chosen() {
    let (ledger, subject) = ledger();
    let (ann, road, coder) = (Seq::new(2), Seq::new(4), Seq::new(1));
    let proof = proof_of(ledger, subject);
    let read = TlogProof::from_bytes(proof.to_string().as_bytes()).unwrap();
    let proven = check(&read).unwrap();
    assert_eq!(proven.events.keys().copied().collect::<Vec<_>>(), [coder, ann, road, subject]);
    assert_eq!((proven.subject, proven.standing(subject)), (subject, Standing::Stands));
    assert_eq!((proven.label(ann), proven.label(road), proven.label(coder)), (Some("ann"), Some("road"), Some("Ada")));
    let words = &proven.events[&subject].words;
    assert_eq!(words.text(SlotName::Text), Some("We will build it."));
    assert!(words.is_erased(SlotName::Note) && words.is_erased(SlotName::Id));
    assert!(!String::from_utf8_lossy(proof.extra.as_deref().unwrap()).contains("nobody's business"));
    assert!(proof.checkpoint.verify(&[signer().verifier()]).is_ok());
}

#[test]
fn later_events_say_how_it_stands() {
    let (mut ledger, subject) = ledger();
    let view = |ledger: &Ledger| {
        let record = ledger.view.record(subject).unwrap();
        match (record.retracted_by, record.corrected_by) {
            (Some(by), _) => Standing::Retracted(by),
            (None, Some(by)) => Standing::Corrected(by),
            (None, None) => Standing::Stands,
        }
    };
    let mut seen = Vec::new();
    let mut compare = |ledger: &Ledger| {
        let standing = check(&proof_of(ledger.clone(), subject)).unwrap().standing(subject);
        assert_eq!(standing, view(ledger), "as the view has it");
        seen.push(standing);
    };
    compare(&ledger);
    let made = statement(Seq::new(2), Seq::new(4), "50", "2025-01-02");
    let first = ledger.correct(subject, made.clone(), statement_words(&made, "x"));
    compare(&ledger);
    let other = statement(Seq::new(3), Seq::new(4), "60", "2025-01-02");
    let second = ledger.correct(subject, other.clone(), statement_words(&other, "x"));
    compare(&ledger);
    ledger.retract(second);
    compare(&ledger);
    let gone = ledger.retract(subject);
    compare(&ledger);
    let back = ledger.retract(gone);
    compare(&ledger);
    ledger.retract(back);
    compare(&ledger);
    assert_eq!(
        seen,
        [
            Standing::Stands,
            Standing::Corrected(first),
            Standing::Corrected(second),
            Standing::Corrected(first),
            Standing::Retracted(gone),
            Standing::Corrected(first),
            Standing::Retracted(gone),
        ]
    );
}

#[test]
fn merges_and_corrections_of_what_it_refers_to_are_in_it() {
    let (mut ledger, subject) = ledger();
    let [ann, ben] = [Seq::new(2), Seq::new(3)];
    let merge = ledger.merge_actors(ann, ben).unwrap();
    let slot = RedactedSlot { event: ben, slot: SlotName::Name.into() };
    let redaction =
        ledger.add(WordsRedacted { slots: vec![slot], sources: vec![] }, &[(SlotName::Reason, "asked for")]);
    let proven = check(&proof_of(ledger.clone(), subject)).unwrap();
    assert_eq!(proven.merged(ann), Some((merge, ben)));
    assert_eq!(proven.erased_by(ben, SlotName::Name.into()), Some(redaction));
    assert_eq!(proven.later.iter().copied().collect::<Vec<_>>(), [merge, redaction]);
    ledger.add(RecordRetracted { target: merge }, &[(SlotName::Reason, "no")]);
    assert_eq!(check(&proof_of(ledger, subject)).unwrap().merged(ann), None);
}

#[test]
fn every_event_of_a_ledger_can_be_proved() {
    let (mut ledger, subject) = ledger();
    ledger.retract(subject);
    for seq in 0..ledger.head.size {
        let proven = check(&proof_of(ledger.clone(), Seq::new(seq))).unwrap();
        assert!(proven.events.len() < ledger.entries.len(), "event {seq}");
    }
}

#[test]
fn a_proof_that_was_put_together_otherwise_is_refused_with_its_reason() {
    let (ledger, subject) = ledger();
    let good = proof_of(ledger.clone(), subject);
    let entries = extra::decode(good.extra.as_deref().unwrap()).unwrap();
    let changed = |change: &dyn Fn(&mut Vec<Shown>)| {
        let mut shown = entries.clone();
        change(&mut shown);
        check(&TlogProof { extra: Some(extra::encode(&shown)), ..good.clone() }).unwrap_err().to_string()
    };
    let foreign = {
        let size = ledger.head.size;
        let Ok(inclusion) = prove_inclusion(&tree(&ledger.entries), 3, size);
        let entry = ledger.entries[3].clone();
        let header = Header::read(&entry.event).unwrap();
        Shown { words: disclose(&entry.words, &header, &|_| false).unwrap(), event: entry.event, inclusion }
    };
    type Change<'a> = &'a dyn Fn(&mut Vec<Shown>);
    let table: [(Change<'_>, &str); 8] = [
        (&|shown| drop(shown.remove(0)), "event 1, which it refers to, is not in it"),
        (&|shown| drop(shown.pop()), "event 7, which it is about, is not in it"),
        (&|shown| shown.swap(0, 1), "event 1 is out of order"),
        (&|shown| shown.insert(1, shown[0].clone()), "event 1 is out of order"),
        (&|shown| shown.insert(2, foreign.clone()), "event 3 is in it and has nothing to do"),
        (&|shown| shown[0].words = ledger.entries[1].words.clone(), "the words of event 1 are not in the form"),
        (&|shown| shown[1].words.truncate(5), "event 2 is not what was recorded"),
        (&|shown| shown[3].inclusion = good.inclusion.clone(), "event 7 is not in the tree"),
    ];
    for (change, expected) in table {
        let error = changed(change);
        assert!(error.contains(expected), "{error}");
    }
    let other = TlogProof { index: 8, ..good.clone() };
    assert!(matches!(check(&other), Err(EventProofError::NotIncluded { .. })));
    assert!(matches!(check(&TlogProof { extra: None, ..good.clone() }), Err(EventProofError::NoExtra)));
    let broken = |bytes: &[u8]| match check(&TlogProof { extra: Some(bytes.to_vec()), ..good.clone() }) {
        Err(EventProofError::Extra(error)) => error,
        other => panic!("{other:?}"),
    };
    let bytes = good.extra.clone().unwrap();
    assert_eq!(broken(b"ONR"), ExtraError::NoMagic);
    assert_eq!(broken(b"ONRX\x00\x02"), ExtraError::NewerVersion(2));
    for len in 6..bytes.len() {
        assert_eq!(broken(&bytes[..len]), ExtraError::Length);
    }
    assert_eq!(broken(&[&bytes[..], &[0]].concat()), ExtraError::Length);
    assert_eq!(broken(b"ONRX\x00\x01\x00\x00\x00\x00"), ExtraError::Length);
    assert_eq!(broken(b"ONRX\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x41"), ExtraError::TooLong(65));
    let stranger = Signer::new("onrecord/other".parse().unwrap(), SigningKey::from_seed([4; 32]));
    let mut elsewhere = good.checkpoint.checkpoint().clone();
    elsewhere.origin = stranger.name().clone();
    let elsewhere = TlogProof { checkpoint: elsewhere.sign(&stranger).unwrap(), ..good };
    assert!(matches!(check(&elsewhere), Err(EventProofError::OtherLedger(_))));
}

#[test]
fn no_one_bit_flip_of_a_proof_of_an_event_is_accepted() {
    let (mut ledger, subject) = ledger();
    let made = statement(Seq::new(2), Seq::new(4), "50", "2025-01-02");
    ledger.correct(subject, made.clone(), statement_words(&made, "x"));
    let proof = proof_of(ledger, subject);
    let known = [signer().verifier()];
    let accepted = accepted_flips("proof of an event", proof.to_string().as_bytes(), |bytes| {
        TlogProof::from_bytes(bytes).is_ok_and(|read| check(&read).is_ok() && read.checkpoint.verify(&known).is_ok())
    });
    assert_eq!(accepted, 0);
}
