//! Sealing and opening are inverse; what does not fit is refused with its cause.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::body::{
    AccountGiven, ActorsMerged, CoderAdded, IssueAdded, OccasionAdded, RecordCorrected, RecordRetracted,
};
use crate::key::SigningKey;
use crate::testing::{LEDGER, causes, date, stamp, statement, statement_words, words};
use crate::vocabulary::Seen;
use crate::words::SlotName;

const HEAD: Head = Head { size: 7, hash: ChainHash::new([5; 32]) };

fn draft(body: impl Into<Body>, words: Words) -> Draft {
    Draft { body: body.into(), words }
}

fn drafts() -> Vec<Draft> {
    let (one, two) = (Seq::new(1), Seq::new(2));
    let made = statement(one, two, "-40", "2025-12-17~");
    let correction = RecordCorrected::new(two, &made.clone().into()).unwrap();
    vec![
        draft(CoderAdded {}, words(&[(SlotName::Name, "Ada")])),
        draft(IssueAdded {}, words(&[(SlotName::Slug, "a"), (SlotName::Wording, "Shall a be?")])),
        draft(made.clone(), statement_words(&made, "x")),
        draft(AccountGiven { occasion: one, by: two, source: one, seen: Seen::Full }, Words::new()),
        draft(correction, words(&[(SlotName::Id, "x"), (SlotName::Reason, "typing error")])),
        draft(RecordRetracted { target: one }, words(&[(SlotName::Reason, "")])),
    ]
}

#[test]
fn what_is_sealed_opens_to_the_same() {
    for draft in drafts() {
        let stamp =
            Stamp { flags: Flags { clock_supplied: true, clock_held: true, signed: false }, ..stamp(99, Seq::new(3)) };
        let (entry, head) = seal(HEAD, LEDGER, &draft, &stamp).unwrap();
        let event = Event::open(&entry).unwrap();
        assert_eq!((&event.body, &event.words), (&draft.body, &draft.words));
        let header = Header {
            flags: stamp.flags,
            ledger: LEDGER,
            seq: Seq::new(7),
            previous: HEAD.hash,
            recorded_at: stamp.recorded_at,
            coder: Seq::new(3),
            kind: draft.body.kind().number(),
            schema: 1,
            words: event.header.words,
            body_len: (entry.event.len() - HEADER_LEN) as u32,
        };
        assert_eq!(event.header, header);
        assert_eq!(event.hash, ChainHash::of_event(&entry.event));
        assert_eq!(head, Head { size: 8, hash: event.hash });
        assert_eq!(seal(HEAD, LEDGER, &draft, &stamp).unwrap(), (entry, head), "the same in gives the same out");
    }
}

#[test]
fn words_are_no_part_of_the_events_bytes() {
    let (entry, _) = seal(HEAD, LEDGER, &drafts()[1], &stamp(0, Seq::FIRST)).unwrap();
    assert!(!entry.event.windows(5).any(|bytes| bytes == b"Shall"));
    assert!(entry.words.windows(5).any(|bytes| bytes == b"Shall"));
}

#[test]
fn an_event_is_as_long_as_an_event_may_be_and_no_longer() {
    let crowd = |count: u64| {
        let participants = (0..count).map(Seq::new).collect();
        draft(OccasionAdded { on: date("2025-12-17~"), participants, agenda: Vec::new() }, Words::new())
    };
    // On: 8 and 11 bytes; two lengths of 8; 8 for each.
    let most = (EVENT_LEN_MAX - HEADER_LEN - 35) as u64 / 8;
    let (entry, _) = seal(HEAD, LEDGER, &crowd(most), &stamp(0, Seq::FIRST)).unwrap();
    assert!(EVENT_LEN_MAX - entry.event.len() < 8);
    let refused = seal(HEAD, LEDGER, &crowd(most + 1), &stamp(0, Seq::FIRST));
    assert!(matches!(refused, Err(EventError::TooLong(len)) if len == entry.event.len() + 8));
}

#[test]
fn what_cannot_be_sealed_is_refused_with_its_cause() {
    let itself = ActorsMerged { from: Seq::FIRST, into: Seq::FIRST };
    let long = "x".repeat(1 << 20);
    let table = [
        (
            seal(HEAD, LEDGER, &draft(itself, Words::new()), &stamp(0, Seq::FIRST)),
            "the body is not as it must be: the body of kind `actors merged` breaks a rule: a record cannot be merged \
             into itself",
        ),
        (
            seal(HEAD, LEDGER, &draft(IssueAdded {}, words(&[(SlotName::Note, &long)])), &stamp(0, Seq::FIRST)),
            "the words are not as they must be: `note` has 1048580 bytes, at most 1048576 fit",
        ),
    ];
    for (refused, expect) in table {
        assert_eq!(causes(&refused.unwrap_err()), expect);
    }
}

#[test]
fn entries_that_are_not_what_they_say_do_not_open() {
    let (entry, _) = seal(HEAD, LEDGER, &drafts()[2], &stamp(0, Seq::FIRST)).unwrap();
    let check = |change: &dyn Fn(&mut Entry), expect: &str| {
        let mut changed = entry.clone();
        change(&mut changed);
        let error = Event::open(&changed).unwrap_err();
        assert!(causes(&error).contains(expect), "{}", causes(&error));
    };
    check(&|entry| entry.event.push(0), "the header announces");
    check(&|entry| entry.event[0] = 0, "the bytes do not begin with the mark of an event");
    check(&|entry| entry.event[81] = 99, "unknown kind of event 99 (schema 1)");
    check(&|entry| entry.event[83] = 2, "unknown kind of event 14 (schema 2)");
    check(&|entry| entry.event[HEADER_LEN + 11] = 9, "the body of kind `statement made` cannot be read: ");
    check(&|entry| entry.event[31] += 1, "the words do not match the commitment in the event");
    check(&|entry| entry.words.clear(), "the words do not match the commitment in the event");
    check(&|entry| entry.words.push(0), "the words record is malformed: length");
}

#[test]
fn a_signature_stands_behind_the_body_and_is_over_all_before_it() {
    let key = SigningKey::from_seed([7; 32]);
    // Whether an event is signed follows from the key, whatever the stamp says.
    for signed in [false, true] {
        let stamp = Stamp { flags: Flags { signed, ..Flags::default() }, ..stamp(0, Seq::FIRST) };
        let (unsigned, _) = seal(HEAD, LEDGER, &drafts()[2], &stamp).unwrap();
        let (entry, event) = seal_and_open(HEAD, LEDGER, &drafts()[2], &stamp, Some(&key)).unwrap();
        let header = Header::read(&unsigned.event).unwrap();
        assert_eq!((header.flags.signed, header.signature(&unsigned.event)), (false, None));
        assert_eq!(event.header, Header { flags: Flags { signed: true, ..header.flags }, ..header });
        assert_eq!(entry.event.len(), unsigned.event.len() + SIGNATURE_LEN);
        assert_eq!(event.hash, ChainHash::of_event(&entry.event), "the signature is in the chain");
        let (over, signature) = event.header.signature(&entry.event).unwrap();
        assert_eq!(over, &entry.event[..unsigned.event.len()]);
        assert_eq!(key.verifying_key().verify(over, &signature), Ok(()));
    }
}

#[test]
fn an_event_that_fits_unsigned_fits_signed() {
    let participants = |count: usize| (0..count as u64).map(Seq::new).collect();
    let crowd = |count| {
        let body = OccasionAdded { on: date("2025-12-17~"), participants: participants(count), agenda: Vec::new() };
        draft(body, Words::new())
    };
    let most = (EVENT_LEN_MAX - HEADER_LEN - 35 - SIGNATURE_LEN) / 8;
    let key = SigningKey::from_seed([7; 32]);
    for (count, fits) in [(most, true), (most + 1, false)] {
        let sealed = seal_and_open(HEAD, LEDGER, &crowd(count), &stamp(0, Seq::FIRST), Some(&key));
        assert_eq!((crowd(count).check_size().is_ok(), sealed.is_ok()), (fits, fits), "{count}");
    }
}

#[test]
fn an_event_with_any_64_bytes_behind_its_body_opens() {
    let (mut entry, _) = seal(HEAD, LEDGER, &drafts()[2], &stamp(0, Seq::FIRST)).unwrap();
    let unsigned = Event::open(&entry).unwrap();
    entry.event[7] |= 4;
    entry.event.extend([0; SIGNATURE_LEN]);
    let signed = Event::open(&entry).unwrap();
    assert_eq!((&signed.body, &signed.words), (&unsigned.body, &unsigned.words));
    entry.event.extend([0]);
    assert!(matches!(Event::open(&entry), Err(EventError::Header(HeaderError::Length { .. }))));
}
