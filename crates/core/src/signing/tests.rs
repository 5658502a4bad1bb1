//! What is due follows from the events before; every error has an event that provokes it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::body::{ActorAdded, CoderAdded, CoderKeyed, LedgerOpened, RecordRetracted, SignaturesRequired};
use crate::event::Event;
use crate::key::SigningKey;
use crate::testing::{Ledger, causes, words};
use crate::vocabulary::ActorKind;
use crate::words::{SlotName, Words};

const ADA: Seq = Seq::new(1);
const BEN: Seq = Seq::new(2);

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed([number; 32])
}

fn public(number: u8) -> VerifyingKey {
    key(number).verifying_key()
}

fn keyed(number: u8) -> Body {
    CoderKeyed { key: Some(public(number)) }.into()
}

fn closed() -> Body {
    CoderKeyed { key: None }.into()
}

fn actor() -> Body {
    ActorAdded { kind: ActorKind::Person }.into()
}

/// A ledger with two coders, Ada and Ben.
fn two_coders() -> Ledger {
    let mut ledger = Ledger::opened();
    ledger.add(CoderAdded {}, &[(SlotName::Name, "Ben")]);
    ledger
}

/// Adds an event that needs no words, and says if it may stand there.
fn push(ledger: &mut Ledger, coder: Seq, signer: Option<u8>, body: Body) -> Result<Seq, String> {
    let slug = format!("a{}", ledger.head.size);
    let said = if body.kind() == Kind::ActorAdded {
        words(&[(SlotName::Slug, &slug), (SlotName::Name, "A")])
    } else {
        Words::new()
    };
    let before = ledger.head;
    let event: Event = ledger.seal_signed(coder, signer.map(key).as_ref(), body, said).unwrap();
    let entry = ledger.entries.last().unwrap();
    let checked = ledger.view.signing().check(&event.header, &event.body, &entry.event);
    let (seq, present) = (event.seq(), ledger.view.signing().check_presence(&event.header, &event.body).map(|_| ()));
    let applied = ledger.view.apply(event).map_err(|error| causes(&error));
    assert_eq!(applied.is_ok(), present.is_ok(), "a view takes what is signed where it must be");
    if checked.is_err() && applied.is_err() {
        ledger.entries.pop();
        ledger.head = before;
    }
    checked.map(|()| seq).map_err(|error| error.to_string())
}

#[test]
fn a_key_binds_its_coder_from_its_own_event_on() {
    let mut ledger = two_coders();
    let mut push = |coder, signer, body| push(&mut ledger, coder, signer, body).map(Seq::get);
    let (nobody, ada, ben) = (None, Some(1), Some(2));
    let missing = |coder, since| format!("its coder (event {coder}) signs since event {since}, and it is not signed");
    let table = [
        (ADA, nobody, actor(), Ok(3)),
        (ADA, ada, actor(), Err("it is signed, and its coder (event 1) has no key".to_owned())),
        (ADA, nobody, keyed(1), Err(missing(1, 4))),
        (
            ADA,
            nobody,
            closed(),
            Err("`coder keyed` is recorded by a coder who has a key, and its coder (event 1) has none".to_owned()),
        ),
        (ADA, ada, keyed(1), Ok(4)),
        (ADA, nobody, actor(), Err(missing(1, 4))),
        (ADA, ada, actor(), Ok(5)),
        (BEN, nobody, actor(), Ok(6)),
        (BEN, ada, actor(), Err("it is signed, and its coder (event 2) has no key".to_owned())),
        (BEN, ben, keyed(2), Ok(7)),
        (BEN, ben, actor(), Ok(8)),
        // The key before signs for the key that follows, and from then on only that one counts.
        (ADA, ada, keyed(3), Ok(9)),
        (ADA, Some(3), actor(), Ok(10)),
        (ADA, nobody, keyed(1), Err(missing(1, 9))),
        (ADA, Some(3), closed(), Ok(11)),
        (ADA, Some(3), actor(), Err("event 11 closed the name of its coder (event 1)".to_owned())),
        (ADA, nobody, actor(), Err("event 11 closed the name of its coder (event 1)".to_owned())),
        (ADA, Some(3), keyed(3), Err("event 11 closed the name of its coder (event 1)".to_owned())),
        (BEN, ben, actor(), Ok(12)),
    ];
    for (place, (coder, signer, body, expect)) in table.into_iter().enumerate() {
        assert_eq!(push(coder, signer, body), expect, "row {place}");
    }
    let signing = ledger.view.signing();
    let keys: Vec<Option<VerifyingKey>> = (3..12).map(|seq| signing.key_at(ADA, Seq::new(seq))).collect();
    let (first, second) = (Some(public(1)), Some(public(3)));
    assert_eq!(keys, [None, first, first, first, first, first, first, second, second]);
    assert_eq!(signing.key_at(ADA, Seq::new(12)), None, "closed");
    assert_eq!(signing.standing(ADA), Standing::Closed(Seq::new(11)));
    assert_eq!(signing.standing(BEN), Standing::Key(public(2), Seq::new(7)));
    assert_eq!(signing.standing(Seq::new(9)), Standing::NoKey);
}

#[test]
fn a_signature_by_another_key_is_told_from_one_by_none() {
    let mut ledger = two_coders();
    let mut push = |coder, signer, body| push(&mut ledger, coder, signer, body);
    push(ADA, Some(1), keyed(1)).unwrap();
    push(BEN, Some(2), keyed(2)).unwrap();
    let foreign = |of| format!("it is signed with another key than its coder's (event 1): with that of event {of}");
    assert_eq!(push(ADA, Some(2), actor()).unwrap_err(), foreign(4));
    push(ADA, Some(1), keyed(3)).unwrap();
    assert_eq!(push(ADA, Some(1), actor()).unwrap_err(), foreign(3), "the key before");
    let wrong = "the signature is not by its coder (event 1) with the key of event 6, over these bytes";
    assert_eq!(push(ADA, Some(9), actor()).unwrap_err(), wrong);
}

#[test]
fn a_ledger_that_requires_signatures_takes_no_others_but_for_new_coders() {
    let mut ledger = two_coders();
    let no_key = "`signatures required` is recorded by a coder who has a key, and its coder (event 1) has none";
    assert_eq!(push(&mut ledger, ADA, None, SignaturesRequired {}.into()).unwrap_err(), no_key);
    push(&mut ledger, ADA, Some(1), keyed(1)).unwrap();
    let since = push(&mut ledger, ADA, Some(1), SignaturesRequired {}.into()).unwrap();
    assert_eq!(ledger.view.signing().required_since(), Some(since));
    let required = "event 4 requires signatures, and its coder (event 2) has no key";
    assert_eq!(push(&mut ledger, BEN, None, actor()).unwrap_err(), required);
    let unexpected = "it is signed, and its coder (event 2) has no key";
    assert_eq!(push(&mut ledger, BEN, Some(2), actor()).unwrap_err(), unexpected);
    push(&mut ledger, ADA, Some(1), actor()).unwrap();
    let cleo = ledger.add(CoderAdded {}, &[(SlotName::Name, "Cleo")]);
    push(&mut ledger, cleo, Some(5), keyed(5)).unwrap();
    push(&mut ledger, cleo, Some(5), actor()).unwrap();
    push(&mut ledger, BEN, Some(2), keyed(2)).unwrap();
    push(&mut ledger, BEN, Some(2), SignaturesRequired {}.into()).unwrap();
    assert_eq!(ledger.view.signing().required_since(), Some(since), "said twice, it holds from the first");
}

#[test]
fn what_says_who_signs_is_neither_retracted_nor_signed_by_those_who_cannot() {
    let mut ledger = two_coders();
    let target = push(&mut ledger, ADA, Some(1), keyed(1)).unwrap();
    let retraction = words(&[(SlotName::Reason, "because")]);
    let event = ledger.seal_signed(ADA, Some(&key(1)), RecordRetracted { target }, retraction).unwrap();
    let refused = ledger.view.apply(event).unwrap_err();
    assert_eq!(causes(&refused), "event 4 does not fit: events of this kind are not retracted");
    let signing = Signing::default();
    for body in [LedgerOpened {}.into(), CoderAdded {}.into()] {
        assert_eq!(signing.due(ADA, &body), Ok(Due::Unsigned));
    }
}
