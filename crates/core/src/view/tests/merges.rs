//! Merges lead on to the last, and come undone.

use super::*;

fn actors(ledger: &mut Ledger) -> [Seq; 4] {
    ["a", "b", "c", "d"].map(|slug| ledger.actor(slug, ActorKind::Person))
}

fn refused(result: Result<Seq, Box<ReferenceError>>) -> MergeError {
    match *result.unwrap_err() {
        ReferenceError::Merge { source, .. } => source,
        other => panic!("{other}"),
    }
}

#[test]
fn merges_lead_on_to_the_last() {
    let mut ledger = small();
    let [a, b, c, d] = actors(&mut ledger);
    ledger.merge_actors(c, d).unwrap();
    ledger.merge_actors(a, b).unwrap();
    ledger.merge_actors(b, c).unwrap();
    assert_eq!([a, b, c, d].map(|actor| ledger.view.actor_now(actor)), [d; 4]);
    assert_eq!(ledger.view.find(Name { kind: Kind::ActorAdded, text: "A" }).unwrap().seq(), a, "redirected, not gone");
}

#[test]
fn circles_and_second_ways_are_refused() {
    let mut ledger = small();
    let [a, b, c, _] = actors(&mut ledger);
    let by = ledger.merge_actors(a, b).unwrap();
    assert_eq!(refused(ledger.merge_actors(b, a)), MergeError::Circle { from: b, into: a });
    assert_eq!(refused(ledger.merge_actors(a, c)), MergeError::Already { from: a, into: b, by });
    ledger.merge_actors(b, c).unwrap();
    assert_eq!(refused(ledger.merge_actors(c, a)), MergeError::Circle { from: c, into: a });
    let [one, two] = ["one", "two"].map(|slug| ledger.issue(slug));
    ledger.merge_issues(one, two).unwrap();
    assert_eq!(refused(ledger.merge_issues(two, one)), MergeError::Circle { from: two, into: one });
    assert_eq!((ledger.view.issue_now(one), ledger.view.actor_now(one)), (two, one));
}

#[test]
fn a_merge_that_was_undone_leaves_both_as_they_were() {
    let mut ledger = small();
    let [a, b, c, _] = actors(&mut ledger);
    let first = ledger.merge_actors(a, b).unwrap();
    ledger.merge_actors(b, c).unwrap();
    let undone = ledger.retract(first);
    assert_eq!([a, b].map(|actor| ledger.view.actor_now(actor)), [a, c]);
    ledger.retract(undone);
    assert_eq!(ledger.view.actor_now(a), c);
}

#[test]
fn a_merge_does_not_come_back_into_a_circle() {
    let mut ledger = small();
    let [a, b, c, _] = actors(&mut ledger);
    let first = ledger.merge_actors(a, b).unwrap();
    let undone = ledger.retract(first);
    let other_way = ledger.merge_actors(b, a).unwrap();
    assert_eq!(refused(ledger.try_retract(undone)), MergeError::Circle { from: a, into: b });
    assert!(ledger.view.is_live(undone) && !ledger.view.is_live(first), "nothing was changed");
    assert_eq!([a, b].map(|actor| ledger.view.actor_now(actor)), [a, a]);
    ledger.retract(other_way);
    let elsewhere = ledger.merge_actors(a, c).unwrap();
    let already = MergeError::Already { from: a, into: c, by: elsewhere };
    assert_eq!(refused(ledger.try_retract(undone)), already);
    ledger.retract(elsewhere);
    ledger.retract(undone);
    assert_eq!(ledger.view.actor_now(a), b);
}

#[test]
fn an_issue_that_is_turned_round_turns_those_merged_into_it() {
    let mut ledger = small();
    let [old, new] = ["old", "new"].map(|slug| ledger.issue(slug));
    let sense = |ledger: &Ledger| [old, new].map(|issue| ledger.view.sense(issue, issue));
    ledger.reword(new, RewordChange::Reversed);
    assert_eq!(sense(&ledger), [Sense::Same, Sense::Reversed]);
    let merge = ledger.merge_issues(old, new).unwrap();
    assert_eq!(sense(&ledger), [Sense::Same, Sense::Reversed], "they were one as they were worded then");
    let wording = ledger.reword(new, RewordChange::Reversed);
    assert_eq!(sense(&ledger), [Sense::Reversed, Sense::Same]);
    ledger.reword(new, RewordChange::Editorial);
    assert_eq!(sense(&ledger), [Sense::Reversed, Sense::Same]);
    assert_eq!(ledger.view.sense(new, wording), Sense::Same);
    ledger.retract(merge);
    assert_eq!(sense(&ledger), [Sense::Same, Sense::Same]);
    ledger.retract(wording);
    assert_eq!(sense(&ledger), [Sense::Same, Sense::Reversed]);
}

#[test]
fn an_issue_that_went_turns_nothing_round_any_more() {
    let mut ledger = small();
    let [old, new] = ["old", "new"].map(|slug| ledger.issue(slug));
    let sense = |ledger: &Ledger, wording: Seq| ledger.view.sense(old, wording);
    let before = ledger.reword(old, RewordChange::Reversed);
    let merge = ledger.merge_issues(old, new).unwrap();
    let after = ledger.reword(old, RewordChange::Reversed);
    assert_eq!(sense(&ledger, old), Sense::Reversed);
    assert_eq!(sense(&ledger, before), Sense::Same, "the wording of `new` is what it was when they were merged");
    assert_eq!(sense(&ledger, after), Sense::Reversed, "which is the opposite of this one");
    ledger.retract(merge);
    assert_eq!(
        [old, before, after].map(|wording| sense(&ledger, wording)),
        [Sense::Same, Sense::Reversed, Sense::Same]
    );
}
