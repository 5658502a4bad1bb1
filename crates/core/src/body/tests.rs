//! Every kind of body is read as it was written, and nothing else is read at all.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test may stop at the first surprise")]

use super::*;
use crate::header::{EVENT_LEN_MAX, HEADER_LEN};
use crate::key::SigningKey;
use crate::seq::Seq;
use crate::stance::Stance;
use crate::testing::{date, statement};
use crate::vocabulary::{ActorKind, Certainty, CheckOutcome, Form, Genre, RewordChange, Seen};
use crate::words::{Slot, SlotName};

fn seq(number: u64) -> Seq {
    Seq::new(number)
}

fn seqs(numbers: &[u64]) -> Vec<Seq> {
    numbers.iter().copied().map(Seq::new).collect()
}

fn plain() -> StatementMade {
    statement(seq(2), seq(3), "40", "2025-12-17")
}

fn full() -> StatementMade {
    StatementMade {
        said_for: SaidFor::Given(seqs(&[2, 4])),
        about: Some(seq(5)),
        reported_by: Some(seq(6)),
        wording: seq(7),
        condition: Condition::Stated,
        form: Form::Quote,
        genre: Some(Genre::Leak),
        channel: Some(seq(8)),
        certainty: Certainty::Doubtful,
        occasion: Some(seq(9)),
        in_account: true,
        utterance: Some(seq(10)),
        noted_on: Some(date("2025-12")),
        evidence: vec![
            Evidence { source: seq(11), quote: QuoteCheck::NotChecked },
            Evidence { source: seq(12), quote: found(1, 2) },
            Evidence { source: seq(13), quote: QuoteCheck::NotFound },
        ],
        ..plain()
    }
}

fn found(start: u64, end: u64) -> QuoteCheck {
    QuoteCheck::Found { slot: SlotName::Text.into(), start, end }
}

fn redaction(slots: &[(u64, SlotName)], sources: &[u64]) -> WordsRedacted {
    let slots = slots.iter().map(|(event, slot)| RedactedSlot { event: seq(*event), slot: (*slot).into() }).collect();
    WordsRedacted { slots, sources: seqs(sources) }
}

fn role(from: Option<&str>, to: Option<&str>) -> Body {
    RoleHeld { actor: seq(1), of: seq(2), from: from.map(date), to: to.map(date) }.into()
}

fn member(from: Option<&str>, to: Option<&str>) -> Body {
    MembershipHeld { group: seq(1), actor: seq(2), from: from.map(date), to: to.map(date) }.into()
}

fn occasion(participants: &[u64], agenda: &[u64]) -> Body {
    OccasionAdded { on: date("2025-01/2025-02"), participants: seqs(participants), agenda: seqs(agenda) }.into()
}

/// At least one body of every kind, in the order of kinds.
fn samples() -> Vec<Body> {
    let mut samples: Vec<Body> = vec![
        LedgerOpened {}.into(),
        CoderAdded {}.into(),
        ActorAdded { kind: ActorKind::State }.into(),
        role(Some("2020"), Some("2020")),
        role(None, None),
        member(Some("2020"), None),
        member(None, Some("2020")),
        IssueAdded {}.into(),
        IssueReworded { issue: seq(4), change: RewordChange::Reversed }.into(),
        ChannelAdded {}.into(),
        SourceAdded { published: Some(date("2025~")), retrieved: None }.into(),
        SourceChecked { source: seq(u64::MAX), outcome: CheckOutcome::Gone }.into(),
        EvidenceAttached { statement: seq(5), evidence: Evidence { source: seq(6), quote: found(0, u64::MAX) } }.into(),
        occasion(&[1, 2], &[3]),
        occasion(&[], &[]),
        AccountGiven { occasion: seq(1), by: seq(2), source: seq(3), seen: Seen::Excerpt }.into(),
        full().into(),
        StatementMade { said_for: SaidFor::OwnName, condition: Condition::Waived, ..plain() }.into(),
    ];
    samples.extend(Stance::WORDS.map(|stance| {
        let form = if stance == Stance::Silent { Form::Omission } else { Form::Vote };
        StatementMade { stance, form, ..plain() }.into()
    }));
    samples.extend([
        RecordCorrected::new(seq(3), &full().into()).unwrap().into(),
        RecordRetracted { target: seq(3) }.into(),
        ActorsMerged { from: seq(3), into: seq(4) }.into(),
        IssuesMerged { from: seq(4), into: seq(3) }.into(),
        redaction(&[(1, SlotName::Name), (1, SlotName::Text), (2, SlotName::Name)], &[3, 4]).into(),
        redaction(&[], &[3]).into(),
        CoderKeyed { key: Some(SigningKey::from_seed([7; 32]).verifying_key()) }.into(),
        CoderKeyed { key: None }.into(),
        SignaturesRequired {}.into(),
    ]);
    samples
}

#[test]
fn every_kind_is_read_as_it_was_written() {
    let samples = samples();
    for body in &samples {
        let bytes = body.to_bytes().unwrap();
        assert_eq!(Body::from_bytes(body.kind().number(), body.schema(), &bytes).unwrap(), *body);
    }
    let mut kinds: Vec<Kind> = samples.iter().map(Body::kind).collect();
    kinds.dedup();
    assert_eq!(kinds, Kind::ALL, "every kind has a sample");
}

#[test]
fn kinds_are_numbered_and_three_numbers_are_reserved() {
    let numbers: Vec<u16> = Kind::ALL.iter().map(|kind| kind.number()).collect();
    assert_eq!(numbers, (1..=19).chain(23..=24).collect::<Vec<u16>>());
    for (kind, schema) in [(0, 1), (20, 1), (21, 1), (22, 1), (25, 1), (u16::MAX, 1), (1, 0), (1, 2), (14, 2), (23, 2)]
    {
        let refused = Body::from_bytes(kind, schema, &[]);
        assert!(matches!(refused, Err(BodyError::UnknownKind { .. })), "{kind} {schema}");
    }
}

#[test]
fn every_rule_between_fields_is_kept_on_both_sides() {
    /// The same value, written without the rules.
    fn unchecked(body: &Body) -> Vec<u8> {
        match body {
            Body::RoleHeld(body) => encode(body),
            Body::MembershipHeld(body) => encode(body),
            Body::OccasionAdded(body) => encode(body),
            Body::StatementMade(body) => encode(body),
            Body::ActorsMerged(body) => encode(body),
            Body::IssuesMerged(body) => encode(body),
            Body::WordsRedacted(body) => encode(body),
            other => panic!("{} has no rules", other.kind()),
        }
        .unwrap()
    }
    let quoted = |quote: QuoteCheck| StatementMade { evidence: vec![Evidence { source: seq(1), quote }], ..plain() };
    let given = |given: &[u64]| StatementMade { said_for: SaidFor::Given(seqs(given)), ..plain() };
    let stance = |stance: Stance| StatementMade { stance, ..plain() };
    let spoken_for = "those spoken for are listed once each, in ascending order";
    let omission = "an omission is `silent`, and only an omission is";
    let condition = "only a score can depend on a condition";
    let place = "a quote found in a source has a place in it";
    let span = "it ends before it begins";
    let lists = "participants and agenda are listed once each, in ascending order";
    let itself = "a record cannot be merged into itself";
    let erased = "slots and sources are listed once each, in ascending order";
    let conditional = |stance, condition| StatementMade { condition, ..self::statement_with(stance) };
    let table: Vec<(Body, &str)> = vec![
        (given(&[]).into(), spoken_for),
        (given(&[3, 2]).into(), spoken_for),
        (given(&[2, 2]).into(), spoken_for),
        (stance(Stance::Silent).into(), omission),
        (StatementMade { form: Form::Omission, ..plain() }.into(), omission),
        (StatementMade { in_account: true, ..plain() }.into(), "an account is of an occasion"),
        (conditional(Stance::Withdrawn, Condition::Stated).into(), condition),
        (conditional(Stance::Unclear, Condition::Waived).into(), condition),
        (quoted(found(1, 1)).into(), place),
        (quoted(found(2, 1)).into(), place),
        (role(Some("2020-02-02"), Some("2020-02-01")), span),
        (member(Some("2021"), Some("2020")), span),
        (occasion(&[2, 1], &[]), lists),
        (occasion(&[1, 1], &[]), lists),
        (occasion(&[], &[4, 4]), lists),
        (ActorsMerged { from: seq(1), into: seq(1) }.into(), itself),
        (IssuesMerged { from: seq(1), into: seq(1) }.into(), itself),
        (redaction(&[], &[]).into(), "a redaction names what it erases"),
        (redaction(&[(1, SlotName::Text), (1, SlotName::Text)], &[]).into(), erased),
        (redaction(&[(1, SlotName::Text), (1, SlotName::Name)], &[]).into(), erased),
        (redaction(&[(1, SlotName::Text)], &[2, 1]).into(), erased),
    ];
    for (body, expect) in table {
        let refused = [body.to_bytes().map(|_| ()), read(body.kind(), &unchecked(&body)).map(|_| ())];
        for refused in refused {
            assert!(matches!(refused, Err(BodyError::Rule { kind, rule }) if (kind, rule) == (body.kind(), expect)));
        }
        if matches!(body.kind(), Kind::StatementMade | Kind::RoleHeld | Kind::MembershipHeld | Kind::OccasionAdded) {
            assert!(RecordCorrected::new(seq(1), &body).is_err(), "a correction keeps the rules too");
            let corrected = correction(body.kind(), &unchecked(&body));
            assert!(matches!(read(Kind::RecordCorrected, &corrected), Err(BodyError::Rule { .. })));
        }
    }
}

fn statement_with(stance: Stance) -> StatementMade {
    StatementMade { stance, ..plain() }
}

fn read(kind: Kind, bytes: &[u8]) -> Result<Body, BodyError> {
    Body::from_bytes(kind.number(), SCHEMA, bytes)
}

/// The bytes of a correction, whatever is in it.
fn correction(kind: Kind, body: &[u8]) -> Vec<u8> {
    let mut bytes = 1u64.to_be_bytes().to_vec();
    bytes.extend(kind.number().to_be_bytes());
    bytes.extend(SCHEMA.to_be_bytes());
    bytes.extend((body.len() as u64).to_be_bytes());
    bytes.extend(body);
    bytes
}

#[test]
fn bytes_that_are_not_canonical_are_refused() {
    for body in samples() {
        let bytes = body.to_bytes().unwrap();
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(matches!(read(body.kind(), &longer), Err(BodyError::Codec { source: CodecError::NotCanonical, .. })));
        for len in 0..bytes.len() {
            let cut = read(body.kind(), &bytes[..len]);
            assert!(matches!(cut, Err(BodyError::Codec { source: CodecError::Decode(_), .. })), "cut at {len}");
        }
    }
}

#[test]
fn no_flipped_bit_gives_the_same_body() {
    for body in samples() {
        let bytes = body.to_bytes().unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok(read) = read(body.kind(), &flipped) {
                assert_ne!(read, body);
                assert_eq!(read.to_bytes().unwrap(), flipped, "what is read is written the same");
            }
        }
    }
}

#[test]
fn unknown_numbers_are_refused() {
    // A plain statement: speaker 0, said for 8, about 12, reported by 13, issue 14, wording 22, stance 30, score 34,
    // condition 35, date 39 (length 39, text 47), form 57, genre 61, channel 62, certainty 63, occasion 67,
    // in account 68, utterance 69, noted on 70, evidence 71.
    let bytes = Body::from(plain()).to_bytes().unwrap();
    assert_eq!(bytes.len(), 79);
    let table = [
        ("said for", 11, 0),
        ("said for", 11, 4),
        ("option", 12, 2),
        ("stance", 33, 0),
        ("stance", 33, 16),
        ("score", 34, 101),
        ("score", 34, 0x80),
        ("condition", 38, 0),
        ("condition", 38, 4),
        ("date", 51, b'x'),
        ("date that is no ASCII", 47, 0xff),
        ("form", 60, 0),
        ("form", 60, 5),
        ("genre", 61, 2),
        ("certainty", 66, 4),
        ("bool", 68, 2),
        ("bool", 68, 0xff),
        ("a list longer than any", 71, 0xff),
    ];
    for (name, at, byte) in table {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        assert!(matches!(read(Kind::StatementMade, &bytes), Err(BodyError::Codec { .. })), "{name} {byte}");
    }
    let quote = [&5u64.to_be_bytes()[..], &6u64.to_be_bytes(), &[0, 0, 0, 4]].concat();
    assert!(matches!(read(Kind::EvidenceAttached, &quote), Err(BodyError::Codec { .. })));
    let slot = [&1u64.to_be_bytes()[..], &2u64.to_be_bytes(), &[21, 0], &0u64.to_be_bytes()].concat();
    assert!(matches!(read(Kind::WordsRedacted, &slot), Err(BodyError::Codec { .. })));
    // The one is no encoding of a point, the other a point of small order.
    for key in [[0xff; 32], [0; 32]] {
        let keyed = [&[1][..], &key].concat();
        assert!(matches!(read(Kind::CoderKeyed, &keyed), Err(BodyError::Codec { .. })));
    }
    for (kind, numbers) in [(Kind::ActorAdded, 6u32), (Kind::RecordRetracted, 0)] {
        for number in [0, numbers + 1, u32::MAX] {
            assert!(matches!(read(kind, &number.to_be_bytes()), Err(BodyError::Codec { .. })));
        }
    }
}

#[test]
fn a_list_whose_length_is_a_lie_takes_no_memory() {
    for len in [u64::MAX, u64::MAX / 8, 1 << 40, 1 << 20] {
        let mut bytes = len.to_be_bytes().to_vec();
        bytes.extend(0u64.to_be_bytes());
        assert!(matches!(read(Kind::WordsRedacted, &bytes), Err(BodyError::Codec { .. })));
    }
}

#[test]
fn the_longest_lists_that_fit_an_event_are_read() {
    let body_len_max = EVENT_LEN_MAX - HEADER_LEN;
    let slots = (body_len_max - 16) / 10;
    let redacted = WordsRedacted {
        slots: (0..slots as u64).map(|event| RedactedSlot { event: seq(event), slot: SlotName::Text.into() }).collect(),
        sources: Vec::new(),
    };
    let evidence = |count: usize| Evidence { source: seq(count as u64), quote: QuoteCheck::NotChecked };
    let quoted = StatementMade { evidence: (0..(body_len_max - 79) / 12).map(evidence).collect(), ..plain() };
    let joint = (body_len_max - 16) / 8 - 4;
    let crowd = OccasionAdded { on: date("2025"), participants: (0..joint as u64).map(seq).collect(), agenda: vec![] };
    for body in [Body::from(redacted), quoted.into(), crowd.into()] {
        let bytes = body.to_bytes().unwrap();
        assert!(bytes.len() <= body_len_max && bytes.len() > body_len_max - 32);
        assert_eq!(read(body.kind(), &bytes).unwrap(), body);
    }
}

#[test]
fn only_records_are_corrected() {
    let correctable = [3, 4, 5, 6, 7, 9, 11, 12, 13, 14];
    for body in samples() {
        let kind = body.kind();
        let corrected = RecordCorrected::new(seq(1), &body).unwrap();
        let written = Body::from(corrected.clone()).to_bytes();
        let read = read(Kind::RecordCorrected, &correction(kind, &body.to_bytes().unwrap()));
        if correctable.contains(&kind.number()) {
            assert_eq!(read.unwrap(), corrected.clone().into());
            assert_eq!(written.unwrap(), correction(kind, &body.to_bytes().unwrap()));
            assert_eq!(corrected.new_body().unwrap(), body);
        } else {
            for refused in [written.map(|_| ()), read.map(|_| ())] {
                assert!(matches!(refused, Err(BodyError::Rule { kind: Kind::RecordCorrected, .. })), "{kind}");
            }
        }
    }
}

#[test]
fn corrections_of_corrections_are_refused_however_deep() {
    let mut bytes = Body::from(IssueAdded {}).to_bytes().unwrap();
    let mut kind = Kind::IssueAdded;
    while bytes.len() + HEADER_LEN + 20 <= EVENT_LEN_MAX {
        bytes = correction(kind, &bytes);
        kind = Kind::RecordCorrected;
    }
    assert!(matches!(read(kind, &bytes), Err(BodyError::Rule { kind: Kind::RecordCorrected, .. })));
}

#[test]
fn a_correction_is_refused_if_its_new_body_cannot_be_read() {
    let canonical = Body::from(full()).to_bytes().unwrap();
    let longer = [canonical.as_slice(), &[0]].concat();
    for (kind, body) in [(Kind::StatementMade, &longer), (Kind::RoleHeld, &canonical)] {
        assert!(matches!(read(Kind::RecordCorrected, &correction(kind, body)), Err(BodyError::Codec { .. })));
    }
    let mut unknown = correction(Kind::StatementMade, &canonical);
    unknown[11] = 2;
    assert!(matches!(read(Kind::RecordCorrected, &unknown), Err(BodyError::UnknownKind { kind: 14, schema: 2 })));
}

#[test]
fn slots_are_numbered_by_name_and_index() {
    for (place, name) in SlotName::ALL.iter().enumerate() {
        assert_eq!(*name as usize, place + 1);
        for index in [0, 1, 255] {
            let slot = Slot::indexed(*name, index);
            assert_eq!(slot.number(), (place as u16 + 1) * 256 + u16::from(index));
            assert_eq!(Slot::from_number(slot.number()), Some(slot));
            assert_eq!((slot.name(), slot.index()), (*name, index));
            assert_eq!(slot.to_string().parse(), Ok(slot));
        }
    }
    assert_eq!((Slot::from_number(255), Slot::from_number(21 * 256)), (None, None));
    for text in ["", "Text", "text.", "text.256", "text.-1", ".1", "texts"] {
        assert!(text.parse::<Slot>().is_err(), "{text}");
    }
}
