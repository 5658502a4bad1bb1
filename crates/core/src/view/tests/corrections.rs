//! The last correction that stands holds.

use super::*;

#[test]
fn the_last_correction_that_stands_holds() {
    let mut ledger = small();
    assert_eq!(stance(&ledger, STATEMENT), "40");
    let first = correct_stance(&mut ledger, "50");
    let second = correct_stance(&mut ledger, "60");
    assert_eq!(stance(&ledger, STATEMENT), "60");
    assert_eq!(ledger.view.corrections(STATEMENT), [first, second]);
    ledger.retract(second);
    assert_eq!(stance(&ledger, STATEMENT), "50");
    let back = ledger.retract(first);
    assert_eq!((stance(&ledger, STATEMENT).as_str(), ledger.view.corrections(STATEMENT)), ("40", vec![]));
    ledger.retract(back);
    assert_eq!(stance(&ledger, STATEMENT), "50");
    let record = ledger.view.record(STATEMENT).unwrap();
    assert_eq!((record.seq(), record.corrected_by, record.retracted_by), (STATEMENT, Some(first), None));
}

#[test]
fn a_corrected_record_has_the_words_of_the_correction() {
    let mut ledger = small();
    let actor = ActorAdded { kind: ActorKind::State };
    let new = [(SlotName::Slug, "anna"), (SlotName::Name, "Anna"), (SlotName::Reason, "spelling")];
    ledger.correct(ACTOR, actor, words(&new));
    assert_eq!((ledger.view.slug(ACTOR), ledger.view.name(ACTOR)), ("anna", "Anna"));
    assert_eq!(ledger.view.actor_kind(ACTOR), Some(ActorKind::State));
    let record = ledger.view.record(ACTOR).unwrap();
    assert_eq!(record.event.words.text(SlotName::Slug), Some("ann"), "the event is as it was");
    assert_eq!(record.words.without_reason(), words(&new[..2]));
}
