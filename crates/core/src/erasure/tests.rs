//! What was erased cannot be had or confirmed any more; everything else is as it was.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::body::{RedactedSlot, WordsRedacted};
use crate::entry::{Head, follow};
use crate::testing::{LEDGER, Ledger, REASON, statement, words as texts};
use crate::vocabulary::ActorKind;
use crate::words::Words;

const NOTE: &str = "told by a person who must not be named";

/// A statement with a note (4), which a redaction (5) takes.
fn redacted() -> Ledger {
    let mut ledger = Ledger::opened();
    let (ann, road) = (ledger.actor("ann", ActorKind::Person), ledger.issue("road"));
    let words = texts(&[(SlotName::Id, "s"), (SlotName::Text, "Yes."), (SlotName::Note, NOTE)]);
    let said = ledger.push_words(statement(ann, road, "40", "2025-12-17"), words).unwrap();
    let slots = vec![RedactedSlot { event: said, slot: SlotName::Note.into() }];
    ledger.add(WordsRedacted { slots, sources: vec![] }, REASON);
    ledger
}

fn holds(entry: &Entry, part: &[u8]) -> bool {
    [&entry.event, &entry.words].iter().any(|bytes| bytes.windows(part.len()).any(|window| window == part))
}

fn erasures(ledger: &Ledger) -> Erasures {
    let mut erasures = Erasures::new();
    ledger.entries.iter().for_each(|entry| erasures.take(entry).unwrap());
    erasures
}

#[test]
fn words_salt_and_secret_are_gone_and_the_chain_is_what_it_was() {
    let before = redacted();
    let after = before.erased();
    let erasures = erasures(&before);
    let [traces] = &erasures.traces(&before.entries[4]).unwrap()[..] else { panic!() };
    assert_eq!((traces.event, traces.text.as_str(), traces.salts.len()), (Seq::new(4), NOTE, 2));
    let parts: Vec<&[u8]> = traces.salts.iter().map(|salt| salt.as_slice()).chain([NOTE.as_bytes()]).collect();
    // The salt itself is derived; the secret and the words stood in the record.
    assert!([parts[1], parts[2]].iter().all(|part| holds(&before.entries[4], part)));
    let mut head = Head::EMPTY;
    for (old, new) in before.entries.iter().zip(&after.entries) {
        assert_eq!(old.event, new.event);
        assert!(parts.iter().all(|part| !holds(new, part)));
        (_, head) = follow(head, LEDGER, &new.event).unwrap();
    }
    assert_eq!(head, before.head);
    let event = Event::open(&after.entries[4]).unwrap();
    assert!(event.words.is_erased(SlotName::Note));
    assert_eq!(event.words.text(SlotName::Text), Some("Yes."));
    assert_eq!(erasures.erase(&after.entries[4]).unwrap(), None, "it is done once");
    assert_eq!(erasures.traces(&after.entries[4]).unwrap(), []);
    assert_eq!((erased_slots(&before.entries[4]).unwrap(), erased_slots(&after.entries[4]).unwrap()), (0, 1));
    assert_eq!(before.entries.iter().zip(&after.entries).filter(|(old, new)| old != new).count(), 1);
}

#[test]
fn a_guess_at_erased_words_is_not_confirmed_without_the_salt() {
    let (before, after) = (redacted(), redacted().erased());
    let header = Header::read(&after.entries[4].event).unwrap();
    let right = Words::open(&before.entries[4].words, header.ledger, header.seq, header.words).unwrap();
    // The true words under any secret but the lost one, all slots kept among them, give another commitment.
    for guess in 0..=255 {
        assert_ne!(right.seal(header.ledger, header.seq, [guess; 32]).unwrap().commitment, header.words);
    }
    // The record that is left says no more of them than it would of any other words.
    let mut other = right.clone();
    other.set(SlotName::Note, "something else");
    let other = other.seal(header.ledger, header.seq, [7; 32]).unwrap();
    let slots = BTreeSet::from([SlotName::Note.into()]);
    let other_header = Header { words: other.commitment, ..header };
    let other = words::erase(&other.record, &other_header, &slots).unwrap().unwrap();
    assert_eq!(other.len(), after.entries[4].words.len(), "not even their length");
}

#[test]
fn damaged_words_are_not_taken_apart() {
    let ledger = redacted();
    let mut entry = ledger.entries[4].clone();
    *entry.words.last_mut().unwrap() ^= 1;
    assert!(erasures(&ledger).erase(&entry).is_err());
    assert!(erasures(&ledger).traces(&entry).is_err());
}
