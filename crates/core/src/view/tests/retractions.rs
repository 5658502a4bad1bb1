//! Retractions, and retractions of retractions, at any depth.

use super::*;

#[test]
fn a_retraction_of_a_retraction_brings_back_at_any_depth() {
    let mut ledger = small();
    let mut target = STATEMENT;
    for depth in 1..=6 {
        let by = ledger.retract(target);
        let stands = depth % 2 == 0;
        assert_eq!(ledger.view.is_live(STATEMENT), stands, "depth {depth}");
        assert_eq!(ledger.view.statements().count(), usize::from(stands));
        assert!(!ledger.view.is_live(target) && ledger.view.is_live(by));
        target = by;
    }
}

#[test]
fn what_two_retractions_took_away_stays_away_until_both_are_gone() {
    let mut ledger = small();
    let first = ledger.retract(STATEMENT);
    let back = ledger.retract(first);
    let second = ledger.retract(STATEMENT);
    ledger.retract(back);
    assert!(ledger.view.is_live(first) && ledger.view.is_live(second));
    assert!(!ledger.view.is_live(STATEMENT));
    ledger.retract(second);
    assert!(!ledger.view.is_live(STATEMENT), "the first one still holds");
    assert_eq!(ledger.view.record(STATEMENT).unwrap().retracted_by, Some(first));
    ledger.retract(first);
    assert!(ledger.view.is_live(STATEMENT));
}

#[test]
fn the_view_agrees_with_the_definition_after_any_retractions() {
    // An event stands if no retraction that stands names it; retractions name earlier events, so one walk from
    // the last to the first decides.
    for seed in 0..200u64 {
        let mut ledger = small();
        let mut random = seed;
        for _ in 0..12 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let target = 4 + (random >> 33) % (ledger.head.size - 4);
            let stood = ledger.view.is_live(Seq::new(target));
            assert_eq!(ledger.try_retract(Seq::new(target)).is_ok(), stood);
        }
        let size = ledger.head.size as usize;
        let mut stands = vec![true; size];
        for seq in (0..size).rev() {
            let body = &ledger.view.held[seq].event.body;
            if let (true, Body::RecordRetracted(retracted)) = (stands[seq], body) {
                stands[index(retracted.target)] = false;
            }
        }
        for (seq, stands) in stands.into_iter().enumerate() {
            assert_eq!(ledger.view.is_live(Seq::new(seq as u64)), stands, "seed {seed}, event {seq}");
        }
    }
}

#[test]
fn a_name_that_was_taken_meanwhile_stops_a_record_from_coming_back() {
    let mut ledger = small();
    let gone = ledger.actor("ben", ActorKind::Person);
    let retraction = ledger.retract(gone);
    let other = ledger.actor("ben", ActorKind::State);
    let error = ledger.try_retract(retraction).unwrap_err();
    assert_eq!(
        causes(&error),
        format!("event 8 takes a name that is in use: the name `ben` already leads to event {other}")
    );
    assert!(ledger.view.clone().retract(retraction, ledger.view.head().next_seq()).is_err());
    assert!(!ledger.view.is_live(gone) && ledger.view.is_live(retraction), "nothing was changed");
    assert_eq!(ledger.view.find_firm(Kind::ActorAdded, "ben"), Some(other));
    ledger.retract(other);
    ledger.retract(retraction);
    assert_eq!(ledger.view.find_firm(Kind::ActorAdded, "ben"), Some(gone), "it is found again");
}

#[test]
fn a_name_that_was_taken_meanwhile_stops_a_correction_from_going() {
    let mut ledger = small();
    let gone = ledger.actor("ben", ActorKind::Person);
    let kind = ActorKind::Person;
    let renamed = words(&[(SlotName::Slug, "bo"), (SlotName::Name, "Bo")]);
    let correction = ledger.correct(gone, ActorAdded { kind }, renamed);
    let retraction = ledger.retract(gone);
    ledger.actor("ben", ActorKind::State);
    ledger.retract(retraction);
    assert!(matches!(*ledger.try_retract(correction).unwrap_err(), ReferenceError::Name { .. }));
    assert_eq!(ledger.view.slug(gone), "bo");
}
