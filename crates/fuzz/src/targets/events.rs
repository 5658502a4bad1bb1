//! Events, their bodies and their words, one at a time.
//!
//! Invariant: what is opened is sealed again to the same bytes.

use onrecord_core::body::Body;
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Event, Stamp, seal};
use onrecord_core::hash::LedgerId;
use onrecord_core::header::{HEADER_LEN, Header};
use onrecord_core::index::{KEY_LEN_MAX, VALUE_LEN_MAX, postings};
use onrecord_core::seq::Seq;
use onrecord_core::words::{Words, commitment_to};

use crate::parts::pack;
use crate::target::{Answer, Shape, Target, as_it_is, mend_parts, parts, told};
use crate::vectors;

pub(super) static TARGETS: &[Target] = &[
    Target { name: "event", shape: Shape::Parts, seeds: entries, words: &["\0\0\0\0\0\0\0\u{1}"], mend, take: event },
    Target { name: "body", shape: Shape::Parts, seeds: bodies, words: DATES, mend: as_it_is, take: body },
    Target {
        name: "words",
        shape: Shape::Parts,
        seeds: records,
        words: &["en", "\u{1}\u{2}"],
        mend: mend_record,
        take: words,
    },
];

/// Dates stand in bodies as text.
const DATES: &[&str] = &["2025", "2025-12", "2025-10/2025-12", "\0\0\0\0\0\0\0\u{4}2025"];

/// Where in an event its parts lie (`docs/format.md`, "Header").
const KIND_AT: usize = 80;
const WORDS_AT: usize = 84;
const BODY_LEN_AT: usize = 116;

/// The form of a words record of which nothing was erased.
const WHOLE: u8 = 1;
/// The ledger of the records that are opened by themselves.
const LEDGER: LedgerId = LedgerId::new(*b"ledger of words.");
const SEQ: Seq = Seq::new(7);

fn entries() -> Vec<Vec<u8>> {
    vectors::entries().into_iter().map(|entry| pack(&[entry.event, entry.words])).collect()
}

fn bodies() -> Vec<Vec<u8>> {
    let events = vectors::entries().into_iter().map(|entry| entry.event);
    events.map(|event| pack(&[event[KIND_AT..WORDS_AT].to_vec(), event[HEADER_LEN..].to_vec()])).collect()
}

fn records() -> Vec<Vec<u8>> {
    let records = vectors::entries().into_iter().map(|entry| pack(&[vec![0; 32], entry.words]));
    records
        .map(|mut input| {
            mend_record(&mut input);
            input
        })
        .collect()
}

/// Mark, lengths and commitment of an event.
fn mend(input: &mut Vec<u8>) {
    mend_parts(input, |parts| {
        if let [event, words, ..] = parts.as_mut_slice() {
            mend_event(event, words);
        }
    });
}

/// Puts right what an event says of itself and its words; what it says of others stays.
pub(super) fn mend_event(event: &mut Vec<u8>, words: &[u8]) {
    if event.len() < HEADER_LEN {
        event.resize(HEADER_LEN, 0);
    }
    let flags = event[7] & 7;
    event[..8].copy_from_slice(&[b'O', b'N', b'R', 1, 0, HEADER_LEN as u8, 0, flags]);
    let signature = if flags & 4 == 0 { 0 } else { 64 };
    let body_len = event.len().saturating_sub(HEADER_LEN + signature) as u32;
    event[BODY_LEN_AT..HEADER_LEN].copy_from_slice(&body_len.to_be_bytes());
    if let Ok(header) = Header::read(event)
        && let Ok(commitment) = commitment_to(words, header.ledger, header.seq)
    {
        event[WORDS_AT..BODY_LEN_AT].copy_from_slice(&commitment);
    }
}

fn mend_record(input: &mut Vec<u8>) {
    mend_parts(input, |parts| {
        if let [commitment, record, ..] = parts.as_mut_slice()
            && let Ok(right) = commitment_to(record, LEDGER, SEQ)
        {
            *commitment = right.to_vec();
        }
    });
}

fn event(input: &[u8]) -> Answer {
    let [event, words] = parts(input)?;
    let entry = Entry { event, words };
    for posting in postings(&entry) {
        assert!(posting.key.len() <= KEY_LEN_MAX && posting.value.len() <= VALUE_LEN_MAX, "{posting:?} is too long");
    }
    let opened = Event::open(&entry).map_err(told)?;
    let header = &opened.header;
    assert_eq!(header.to_bytes(), entry.event[..HEADER_LEN], "a header is written as it was read");
    assert_eq!(opened.body.to_bytes().ok().as_deref(), Some(header.body(&entry.event)), "so is a body");
    let secret = match entry.words.split_first() {
        None => [0; 32],
        Some((&WHOLE, rest)) => rest.first_chunk().copied().unwrap_or_default(),
        Some(_) => return Ok(()), // Words that were erased in part are not sealed again.
    };
    if header.flags.signed {
        return Ok(());
    }
    let before = Head { size: header.seq.get(), hash: header.previous };
    let stamp = Stamp { recorded_at: header.recorded_at, flags: header.flags, coder: header.coder, secret };
    let draft = Draft { body: opened.body.clone(), words: opened.words.clone() };
    let sealed =
        seal(before, header.ledger, &draft, &stamp).unwrap_or_else(|error| panic!("not sealed again: {error}"));
    assert_eq!(sealed, (entry, opened.head()), "an event is sealed as it was opened");
    Ok(())
}

fn body(input: &[u8]) -> Answer {
    let [tag, bytes] = parts(input)?;
    let [kind, schema] = [0, 2].map(|at| tag.get(at..at + 2).map_or(0, |two| u16::from_be_bytes([two[0], two[1]])));
    let body = Body::from_bytes(kind, schema, &bytes).map_err(told)?;
    assert_eq!((body.kind().number(), body.schema()), (kind, schema));
    assert_eq!(body.to_bytes().ok(), Some(bytes), "a body is written as it was read");
    Ok(())
}

fn words(input: &[u8]) -> Answer {
    let [commitment, record] = parts(input)?;
    let commitment: [u8; 32] = commitment.try_into().map_err(|_| "a commitment of another length")?;
    let words = Words::open(&record, LEDGER, SEQ, commitment).map_err(told)?;
    assert_eq!(words.is_empty(), record.is_empty(), "a record has words");
    if let Some((&WHOLE, rest)) = record.split_first() {
        let sealed = words.seal(LEDGER, SEQ, rest.first_chunk().copied().unwrap_or_default()).map_err(told);
        let sealed = sealed.unwrap_or_else(|error| panic!("not sealed again: {error}"));
        assert_eq!((sealed.record, sealed.commitment), (record, commitment), "words are sealed as they were opened");
    }
    Ok(())
}
