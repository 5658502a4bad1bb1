//! Whoever rewrites events and makes all hashes anew is found where a coder signed whose key is not at hand.

use super::*;
use crate::body::{CoderAdded, CoderKeyed, SignaturesRequired};
use crate::key::SigningKey;
use crate::testing::flips;

/// The findings that the tests of this file provoke.
pub(super) const PROVOKED: [FindingKind; 6] = [
    FindingKind::SignatureMissing,
    FindingKind::SignatureWrong,
    FindingKind::SignatureForeign,
    FindingKind::SignatureUnexpected,
    FindingKind::SignatureRequired,
    FindingKind::CoderClosed,
];

const ADA: Seq = CODER;
const BEN: Seq = Seq::new(3);

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed([number; 32])
}

/// Ada signs from event 2 on; Ben is event 3 and does not; then each states something: 6 Ada, 7 Ben, 8 Ada.
fn signed() -> Ledger {
    let mut ledger = Ledger::opened();
    let mut add = |coder, signer: Option<u8>, body: Body, said: Words| {
        let event = ledger.seal_signed(coder, signer.map(key).as_ref(), body, said).unwrap();
        ledger.view.apply(event).unwrap();
    };
    add(ADA, Some(1), keyed(1), Words::new());
    add(BEN, None, CoderAdded {}.into(), words(&[(SlotName::Name, "Ben")]));
    let slugs = |name: SlotName, slug: &str| words(&[(SlotName::Slug, slug), (name, slug)]);
    add(ADA, Some(1), ActorAdded { kind: ActorKind::Person }.into(), slugs(SlotName::Name, "ann"));
    add(ADA, Some(1), IssueAdded {}.into(), slugs(SlotName::Wording, "road"));
    for (coder, signer, id) in [(ADA, Some(1), "s6"), (BEN, None, "s7"), (ADA, Some(1), "s8")] {
        let made = statement(Seq::new(4), Seq::new(5), "40", "2025-12-17");
        add(coder, signer, made.clone().into(), statement_words(&made, id));
    }
    ledger
}

fn keyed(number: u8) -> Body {
    CoderKeyed { key: Some(key(number).verifying_key()) }.into()
}

/// All links made anew from an event on, and the signatures of those for whom there is a key.
fn rechained(mut entries: Vec<Entry>, from: usize, key_of: &dyn Fn(Seq) -> Option<SigningKey>) -> Vec<Entry> {
    for place in from..entries.len() {
        let previous =
            place.checked_sub(1).map_or(ChainHash::ZERO, |before| ChainHash::of_event(&entries[before].event));
        let event = &mut entries[place].event;
        event[32..64].copy_from_slice(previous.as_bytes());
        let header = Header::read(event).unwrap();
        if let (Some((signed, _)), Some(key)) = (header.signature(event), key_of(header.coder)) {
            let (end, signature) = (signed.len(), key.sign(signed));
            event[end..].copy_from_slice(signature.as_bytes());
        }
    }
    entries
}

fn no_key(_: Seq) -> Option<SigningKey> {
    None
}

#[test]
fn signatures_are_checked_and_counted() {
    let report = audited(&signed().entries);
    assert_eq!((report.findings, report.signatures), (vec![], 5));
    assert_eq!(audited(&five().entries).signatures, 0);
}

#[test]
fn every_flipped_bit_of_a_signature_is_found_though_all_hashes_are_made_anew() {
    let ledger = signed();
    for (place, entry) in ledger.entries.iter().enumerate() {
        let header = Header::read(&entry.event).unwrap();
        let Some((body, signature)) = header.signature(&entry.event) else { continue };
        // The signatures behind it are made anew, to see this one alone.
        for flipped in flips(signature.as_bytes()).step_by(7) {
            let mut entries = ledger.entries.clone();
            entries[place].event = [body, &flipped].concat();
            let entries = rechained(entries, place + 1, &|coder| (coder == ADA).then(|| key(1)));
            assert!(findings(&entries).contains(&(place as u64, FindingKind::SignatureWrong)), "event {place}");
        }
    }
}

#[test]
fn an_insider_without_the_coders_key_is_found_however_events_are_rewritten() {
    use FindingKind::*;
    let ledger = signed();
    let score = |entries: &mut Vec<Entry>, place: usize| {
        let event = &mut entries[place].event;
        let before = std::mem::replace(&mut event[120 + 34], 0xd8);
        assert_eq!(before, 40, "the score of a plain statement");
    };
    // The statement of Ada says the opposite.
    let mut entries = ledger.entries.clone();
    score(&mut entries, 6);
    let expect = [(6, SignatureWrong), (8, SignatureWrong)];
    assert_eq!(findings(&rechained(entries.clone(), 7, &no_key)), expect, "the old signatures stand there");
    assert_eq!(findings(&rechained(entries.clone(), 6, &|_| Some(key(9)))), expect, "signed with another key");
    // A statement of Ben, which nobody signed: what Ada signed after it shows it.
    let mut entries = ledger.entries.clone();
    score(&mut entries, 7);
    assert_eq!(findings(&rechained(entries, 8, &no_key)), [(8, SignatureWrong)]);
    // Without signatures.
    let mut entries = ledger.entries.clone();
    score(&mut entries, 6);
    for place in [6, 8] {
        let event = &mut entries[place].event;
        event[7] &= !4;
        event.truncate(event.len() - 64);
    }
    assert_eq!(findings(&rechained(entries, 6, &no_key)), [(6, SignatureMissing), (8, SignatureMissing)]);
    // A key put in without the one before: what is signed with it is found, too.
    let mut entries = ledger.entries[..6].to_vec();
    let mut forged = Ledger { entries: Vec::new(), head: audited(&entries).head, ..Ledger::empty() };
    forged.seal_signed(ADA, Some(&key(9)), keyed(9), Words::new()).unwrap();
    let made = statement(Seq::new(4), Seq::new(5), "-40", "2025-12-17");
    forged.seal_signed(ADA, Some(&key(9)), made.clone(), statement_words(&made, "s7")).unwrap();
    entries.extend(forged.entries);
    assert_eq!(findings(&entries), [(6, SignatureWrong), (7, SignatureWrong)]);
}

#[test]
fn every_finding_about_signatures_has_a_ledger_that_provokes_it() {
    use FindingKind::*;
    let base = signed();
    let then = |events: &[(Seq, Option<u8>, Body)]| {
        let mut ledger = base.clone();
        for (coder, signer, body) in events {
            let id = format!("s{}", ledger.head.size);
            let said = if let Body::StatementMade(made) = body { statement_words(made, &id) } else { Words::new() };
            ledger.seal_signed(*coder, signer.map(key).as_ref(), body.clone(), said).unwrap();
        }
        let found = findings(&ledger.entries);
        // What follows an event that is not signed as it must be is judged all the same.
        assert_eq!(audited(&ledger.entries).references_unchecked_from, None);
        found
    };
    let said = || Body::from(statement(Seq::new(4), Seq::new(5), "1", "2025"));
    let (closed, required) = (|| Body::from(CoderKeyed { key: None }), || Body::from(SignaturesRequired {}));
    let table = [
        (then(&[(ADA, None, said())]), vec![(9, SignatureMissing)]),
        (then(&[(BEN, None, closed())]), vec![(9, SignatureMissing)]),
        (then(&[(ADA, Some(7), said())]), vec![(9, SignatureWrong)]),
        (then(&[(BEN, Some(2), keyed(2)), (ADA, Some(2), said())]), vec![(10, SignatureForeign)]),
        (then(&[(ADA, Some(1), keyed(2)), (ADA, Some(1), said())]), vec![(10, SignatureForeign)]),
        (then(&[(BEN, Some(1), said())]), vec![(9, SignatureUnexpected)]),
        (then(&[(ADA, Some(1), required()), (BEN, None, said())]), vec![(10, SignatureRequired)]),
        (then(&[(ADA, Some(1), required()), (BEN, Some(7), said())]), vec![(10, SignatureUnexpected)]),
        // Nobody who has no key can require them.
        (then(&[(BEN, None, required()), (BEN, None, said())]), vec![(9, SignatureMissing)]),
        (then(&[(ADA, Some(1), closed()), (ADA, Some(1), said())]), vec![(10, CoderClosed)]),
        (then(&[(ADA, Some(1), closed()), (BEN, None, said())]), vec![]),
    ];
    let mut provoked = Vec::new();
    for (place, (found, expect)) in table.into_iter().enumerate() {
        assert_eq!(found, expect, "row {place}");
        provoked.extend(expect.into_iter().map(|(_, kind)| kind));
    }
    assert!(PROVOKED.iter().all(|kind| provoked.contains(kind)));
}
