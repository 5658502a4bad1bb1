//! The words record has the bytes that the format page draws; erased words leave their commitment.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::testing::{LEDGER, words};
use crate::words::SlotName;

const SEQ: Seq = Seq::new(5);
const SECRET: [u8; 32] = [3; 32];

fn slot(name: SlotName, index: u8) -> Slot {
    Slot::indexed(name, index)
}

/// Text with an original, a translation, several of one name and an empty text.
fn sample() -> Words {
    let mut words = words(&[(SlotName::Id, "id-1"), (SlotName::Note, "")]);
    let arabic = Some("ar".parse().unwrap());
    words.set(SlotName::Original, Word { text: "نعم".to_owned(), language: arabic, origin: Origin::Original });
    let origin = Origin::TranslationOf(SlotName::Original.into());
    words.set(SlotName::Text, Word { text: "yes".to_owned(), language: None, origin });
    words.set(slot(SlotName::Locator, 0), "p. 1");
    words.set(slot(SlotName::Locator, 255), "p. 2");
    words
}

fn open(record: &[u8], commitment: [u8; 32]) -> Result<Words, WordsError> {
    Words::open(record, LEDGER, SEQ, commitment)
}

/// A record of form 2, made by hand: the slots of `words`, those in `erased` as bare commitments.
fn redacted(words: &Words, erased: &[Slot]) -> Vec<u8> {
    let mut record = vec![2];
    record.extend((words.slots().count() as u16).to_be_bytes());
    for slot in words.slots() {
        let (salt, bytes) = (slot_salt(&SECRET, slot), slot_bytes(words.get(slot).unwrap()));
        record.extend(slot.number().to_be_bytes());
        if erased.contains(&slot) {
            record.push(2);
            record.extend(slot_commitment(LEDGER, SEQ, slot, &salt, &bytes));
        } else {
            record.push(1);
            record.extend(salt);
            record.extend((bytes.len() as u32).to_be_bytes());
            record.extend(bytes);
        }
    }
    record
}

#[test]
fn words_open_as_they_were_sealed() {
    let mut largest = Words::new();
    largest.set(SlotName::Text, "x".repeat(SLOT_LEN_MAX - 4));
    for words in [Words::new(), words(&[(SlotName::Name, "")]), sample(), largest] {
        let sealed = words.seal(LEDGER, SEQ, SECRET).unwrap();
        assert_eq!(open(&sealed.record, sealed.commitment), Ok(words));
    }
}

#[test]
fn no_words_have_no_record_and_commit_to_zeros() {
    let sealed = Words::new().seal(LEDGER, SEQ, SECRET).unwrap();
    assert_eq!((sealed.record.as_slice(), sealed.commitment), (&[][..], [0; 32]));
    assert_eq!(open(&[], [1; 32]), Err(WordsError::Commitment), "words that are gone are missed");
}

#[test]
fn a_record_stands_as_the_format_says() {
    let sealed = words(&[(SlotName::Slug, "ab"), (SlotName::Name, "c")]).seal(LEDGER, SEQ, SECRET).unwrap();
    let mut expect = vec![1];
    expect.extend([3; 32]);
    expect.extend([0, 2]);
    expect.extend([1, 0, 0, 0, 0, 6, 0, 0, 0, 0, b'a', b'b']);
    expect.extend([2, 0, 0, 0, 0, 5, 0, 0, 0, 0, b'c']);
    assert_eq!(sealed.record, expect);
}

#[test]
fn texts_cut_at_another_place_have_another_commitment() {
    let commitment = |texts: &[(SlotName, &str)]| words(texts).seal(LEDGER, SEQ, SECRET).unwrap().commitment;
    let base = commitment(&[(SlotName::Slug, "ab"), (SlotName::Name, "c")]);
    assert_ne!(base, commitment(&[(SlotName::Slug, "a"), (SlotName::Name, "bc")]));
    assert_ne!(base, commitment(&[(SlotName::Slug, "abc"), (SlotName::Name, "")]));
    assert_ne!(base, commitment(&[(SlotName::Slug, "abc")]));
    assert_ne!(base, commitment(&[(SlotName::Slug, "c"), (SlotName::Name, "ab")]));
}

#[test]
fn language_and_origin_are_committed_to() {
    let commitment = |language: Option<&str>, origin: Origin, text: &str| {
        let mut words = Words::new();
        let language = language.map(|tag| tag.parse().unwrap());
        words.set(SlotName::Text, Word { text: text.to_owned(), language, origin });
        words.seal(LEDGER, SEQ, SECRET).unwrap().commitment
    };
    let all = [
        commitment(None, Origin::NotStated, "enx"),
        commitment(Some("en"), Origin::NotStated, "x"),
        commitment(Some("enx"), Origin::NotStated, ""),
        commitment(None, Origin::Original, "enx"),
        commitment(None, Origin::TranslationOf(SlotName::Original.into()), "enx"),
        commitment(None, Origin::TranslationOf(SlotName::Note.into()), "enx"),
    ];
    let distinct: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
}

#[test]
fn erased_slots_leave_the_commitment_as_it_was() {
    let words = sample();
    let sealed = words.seal(LEDGER, SEQ, SECRET).unwrap();
    let all: Vec<Slot> = words.slots().collect();
    let (text, locator) = (Slot::from(SlotName::Text), slot(SlotName::Locator, 255));
    for erased in [&[][..], &[text], &[text, locator], &all] {
        let opened = open(&redacted(&words, erased), sealed.commitment).unwrap();
        assert_eq!(opened.slots().collect::<Vec<_>>(), all);
        for slot in &all {
            assert_eq!(opened.is_erased(*slot), erased.contains(slot));
            assert_eq!(opened.get(*slot), words.get(*slot).filter(|_| !erased.contains(slot)));
        }
        assert!(opened.same_as(&words) && words.same_as(&opened), "erased words are not compared");
    }
}

#[test]
fn erased_words_are_not_sealed_again() {
    let words = sample();
    let commitment = words.seal(LEDGER, SEQ, SECRET).unwrap().commitment;
    let opened = open(&redacted(&words, &[SlotName::Text.into()]), commitment).unwrap();
    assert!(matches!(opened.seal(LEDGER, SEQ, SECRET), Err(WordsError::Malformed(_))));
}

#[test]
fn words_fit_one_event_of_one_ledger() {
    let words = sample();
    let sealed = words.seal(LEDGER, SEQ, SECRET).unwrap();
    let redacted = redacted(&words, &[SlotName::Text.into()]);
    for record in [&sealed.record, &redacted] {
        let elsewhere = Words::open(record, LedgerId::new([0; 16]), SEQ, sealed.commitment);
        assert_eq!(elsewhere, Err(WordsError::Commitment));
        assert_eq!(Words::open(record, LEDGER, SEQ.next(), sealed.commitment), Err(WordsError::Commitment));
        assert_eq!(Words::open(record, LEDGER, SEQ, [0; 32]), Err(WordsError::Commitment));
    }
    let other = words.seal(LEDGER, SEQ, [4; 32]).unwrap();
    assert_eq!(open(&sealed.record, other.commitment), Err(WordsError::Commitment));
}

#[test]
fn a_slot_holds_a_mebibyte_and_no_more() {
    let mut words = Words::new();
    words.set(SlotName::Text, "x".repeat(SLOT_LEN_MAX - 3));
    let too_long = WordsError::TooLong { slot: SlotName::Text.into(), len: SLOT_LEN_MAX + 1 };
    assert_eq!(words.seal(LEDGER, SEQ, SECRET), Err(too_long.clone()));
    let mut record = vec![1];
    record.extend(SECRET);
    record.extend([0, 1, 6, 0]);
    record.extend((SLOT_LEN_MAX as u32 + 1).to_be_bytes());
    assert_eq!(open(&record, [0; 32]), Err(too_long), "the length is refused before the bytes are looked for");
}

#[test]
fn malformed_records_are_refused() {
    let two = words(&[(SlotName::Slug, "ab"), (SlotName::Name, "c")]);
    let sealed = two.seal(LEDGER, SEQ, SECRET).unwrap();
    let (whole, redacted) = (sealed.record.clone(), redacted(&two, &[SlotName::Name.into()]));
    let with = |record: &[u8], at: usize, bytes: &[u8]| {
        let mut record = record.to_vec();
        record[at..at + bytes.len()].copy_from_slice(bytes);
        record
    };
    // Offsets: the first slot begins at 35 (form 1) or 3 (form 2), the second at 47 or 48.
    let table = [
        ("trailing byte", [whole.as_slice(), &[0]].concat(), "length"),
        ("trailing byte, form 2", [redacted.as_slice(), &[0]].concat(), "length"),
        ("unknown form", with(&whole, 0, &[3]), "unknown form"),
        ("fewer slots than there are", with(&whole, 33, &[0, 1]), "length"),
        ("more slots than there are", with(&whole, 33, &[0, 3]), "it ends early"),
        ("no slots", with(&whole[..35], 33, &[0, 0]), "length"),
        ("slots in descending order", with(&whole, 35, &[3, 0]), "slots out of order"),
        ("a slot twice", with(&whole, 47, &[1, 0]), "slots out of order"),
        ("a slot that nobody knows", with(&whole, 47, &[21, 0]), "unknown slot"),
        ("slot zero", with(&whole, 35, &[0, 0]), "unknown slot"),
        ("unknown origin", with(&whole, 41, &[3]), "unknown origin"),
        ("an original of a slot", with(&whole, 42, &[7, 0]), "unknown origin"),
        ("a translation of nothing", with(&whole, 41, &[2, 0, 0]), "translation of no slot"),
        ("a language longer than the slot", with(&whole, 44, &[3]), "it ends early"),
        ("a language that is none", with(&with(&whole, 44, &[1]), 45, b"_"), "language tag"),
        ("a slot shorter than its head", with(&whole[..52], 50, &[0, 1]), "it ends early"),
        ("a state that is none", with(&redacted, 5, &[3]), "unknown state of a slot"),
    ];
    for (name, record, problem) in table {
        assert_eq!(open(&record, sealed.commitment), Err(WordsError::Malformed(problem)), "{name}");
    }
    for record in [&whole, &redacted] {
        for len in 1..record.len() {
            assert!(matches!(open(&record[..len], sealed.commitment), Err(WordsError::Malformed(_))), "cut at {len}");
        }
    }
    let not_text = with(&whole, 45, &[0xff]);
    assert_eq!(open(&not_text, sealed.commitment), Err(WordsError::NotText(SlotName::Slug.into())));
}

#[test]
fn every_flipped_bit_is_noticed() {
    let words = sample();
    let commitment = words.seal(LEDGER, SEQ, SECRET).unwrap().commitment;
    let whole = words.seal(LEDGER, SEQ, SECRET).unwrap().record;
    for record in [whole, redacted(&words, &[SlotName::Text.into()])] {
        for bit in 0..record.len() * 8 {
            let mut flipped = record.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&flipped, commitment).is_err(), "bit {bit}");
        }
    }
}
