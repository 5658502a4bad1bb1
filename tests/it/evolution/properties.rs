//! What must hold of every ledger, whatever is in it.

mod binary;

use std::collections::BTreeMap;

use onrecord_core::body::Kind;
use onrecord_core::line::Line;
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::vocabulary::RewordChange;
use serde_json::{Value, json};

use super::generator::{ACTORS, ASKED, ISSUES, ledger, statement};
use super::{WORLDS, answers};
use crate::model::By;
use crate::model::evolution::SplitRule;
use crate::random_ledgers::generator::Random;
use crate::random_ledgers::world::{World, rows};

/// Every answer that a view gives: positions on several days, timelines, shifts, splits.
fn answers_of(view: &View) -> Vec<Value> {
    let mut all = Vec::new();
    for at in ASKED {
        all.extend(rows(view, at, By::Principal));
        all.extend(rows(view, at, By::Speaker));
    }
    all.extend(answers::in_order(answers::timelines(view, By::Principal, &ACTORS, &ISSUES)));
    all.extend(answers::in_order(answers::shifts(view, By::Principal, 1, None, None)));
    all.extend(answers::in_order(answers::splits(view, SplitRule { days: 3, min: 20 })));
    all
}

#[test]
fn comparison_is_symmetric() {
    let mut compared = 0;
    for (seed, world) in (0..).zip(WORLDS.iter()) {
        let mut random = Random::new(seed);
        let holders = answers::holders(&world.view);
        let (a, b, at) = (*random.pick(&holders), *random.pick(&holders), *random.pick(&ASKED));
        let there = answers::compare(&world.view, By::Principal, at, a, b);
        let back: Vec<Value> = answers::compare(&world.view, By::Principal, at, b, a).into_iter().map(turned).collect();
        assert_eq!(there, back, "seed {seed}: {a} and {b} at {at}");
        let with_itself = answers::compare(&world.view, By::Principal, at, a, a);
        let all_agree = with_itself.iter().all(|row| row["class"].is_null() || row["class"] == "aligned");
        assert!(all_agree, "seed {seed}: {a} with itself at {at}: {with_itself:?}");
        compared += there.len() - 1;
    }
    assert!(compared > 500, "{compared} issues are too few to tell anything");
}

/// A comparison with its sides changed.
fn turned(row: Value) -> Value {
    let class = match row["class"].as_str() {
        Some("only_a") => json!("only_b"),
        Some("only_b") => json!("only_a"),
        Some(_) => row["class"].clone(),
        None => return row,
    };
    json!({"issue": row["issue"], "a": row["b"], "b": row["a"], "gap": row["gap"], "class": class})
}

#[test]
fn nothing_is_learned_in_no_time_and_what_is_learned_adds_up() {
    let mut learned = 0;
    for (seed, world) in (0..).zip(WORLDS.iter()) {
        let mut random = Random::new(seed);
        let mut sizes = [0; 3].map(|_| random.below(world.size() + 1));
        sizes.sort_unstable();
        let at = *random.pick(&ASKED);
        let [first, second, third] = sizes.map(|size| world.view_at(size));
        assert_eq!(answers::learned(&second, &second, By::Principal, at), [Value::Null; 0], "seed {seed}");
        let [early, late, whole] = [(&first, &second), (&second, &third), (&first, &third)]
            .map(|(before, after)| by_position(answers::learned(before, after, By::Principal, at)));
        assert_eq!(composed(early, late), whole, "seed {seed}: {sizes:?} at {at}");
        learned += whole.len();
    }
    assert!(learned > 500, "{learned} positions are too few to tell anything");
}

/// What was known before and after of each position. Utterances of an anonymous holder have no name that would tell one
/// from another.
fn by_position(rows: Vec<Value>) -> BTreeMap<String, (Value, Value)> {
    let named = rows.into_iter().filter(|row| row["holder"] != "leak");
    named
        .map(|row| (json!([row["holder"], row["issue"]]).to_string(), (row["before"].clone(), row["after"].clone())))
        .collect()
}

fn composed(
    early: BTreeMap<String, (Value, Value)>,
    late: BTreeMap<String, (Value, Value)>,
) -> BTreeMap<String, (Value, Value)> {
    let mut all = early;
    for (position, (before, after)) in late {
        let first = all.get(&position).cloned();
        if let Some((_, between)) = &first {
            assert_eq!(*between, before, "{position}");
        }
        all.insert(position, (first.map_or(before, |(first, _)| first), after));
    }
    all.retain(|_, (before, after)| before != after);
    all
}

#[test]
fn rewording_twice_reversed_is_the_identity() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let mut world = ledger(&mut random, 30);
        let before = answers_of(&world.view);
        let gaps = gaps(&world.view);
        let issue = *random.pick(&ISSUES);
        for (wording, reversed_once) in [("the other way round", true), ("as it was", false)] {
            let reword = world.record_only(|intake| intake.reword(issue, wording, RewordChange::Reversed));
            if reword.is_err() {
                // Unknown, or a name of which only the person can say what it would turn.
                break;
            }
            assert_eq!(self::gaps(&world.view), gaps, "seed {seed}: a reversed question moves nobody");
            if !reversed_once {
                assert_eq!(answers_of(&world.view), before, "seed {seed}: {issue} in {:#?}", world.model);
            }
        }
    }
}

/// Who moved when and by how much, without which way.
fn gaps(view: &View) -> Vec<Value> {
    let shifts = answers::in_order(answers::shifts(view, By::Principal, 1, None, None));
    let mut gaps: Vec<Value> = shifts.iter().map(|row| json!([row["holder"], row["issue"], row["gap"]])).collect();
    gaps.sort_by_cached_key(Value::to_string);
    gaps
}

#[test]
fn the_order_of_merges_changes_no_answer() {
    let mut merged = 0;
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let mut one = ledger(&mut random, 25);
        let mut other = ledger(&mut Random::new(seed), 25);
        let tried: Vec<(Kind, &str, &str)> = (0..6)
            .map(|number| match number % 2 {
                0 => (Kind::ActorAdded, *random.pick(&ACTORS), *random.pick(&ACTORS)),
                _ => (Kind::IssueAdded, *random.pick(&ISSUES), *random.pick(&ISSUES)),
            })
            .collect();
        let mut taken: Vec<(Kind, &str, &str)> =
            tried.into_iter().filter(|(kind, from, into)| merge(&mut one, *kind, from, into).is_some()).collect();
        merged += taken.len();
        random.shuffle(&mut taken);
        for (kind, from, into) in &taken {
            assert!(merge(&mut other, *kind, from, into).is_some(), "seed {seed}: {from} into {into} of {taken:?}");
        }
        assert_eq!(answers_of(&one.view), answers_of(&other.view), "seed {seed}: {taken:?} in {:#?}", one.model);
    }
    assert!(merged > 300, "{merged} merges are too few to tell anything");
}

#[test]
fn a_retracted_merge_leaves_no_trace() {
    let mut merged = 0;
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let mut with = ledger(&mut random, 20);
        let mut without = ledger(&mut Random::new(seed), 20);
        let (kind, from, into) = match random.below(2) {
            0 => (Kind::ActorAdded, *random.pick(&ACTORS), *random.pick(&ACTORS)),
            _ => (Kind::IssueAdded, *random.pick(&ISSUES), *random.pick(&ISSUES)),
        };
        let Some(event) = merge(&mut with, kind, from, into) else { continue };
        merged += 1;
        other_event(&mut without, "in-place-of-the-merge");
        for number in 100..108 {
            let mut line = statement(&mut random, number);
            if line["on_behalf_of"].is_null() && line["own_name"].is_null() {
                // With two roles that the merge makes one, the statement would only be taken where there is a merge.
                line["own_name"] = json!(true);
            }
            let taken = [&mut with, &mut without].map(|world| world.statement(&line).ok());
            assert_eq!(taken[0], taken[1], "seed {seed}: {line}");
        }
        with.record_only(|intake| intake.retract(event, "two after all")).unwrap();
        other_event(&mut without, "in-place-of-the-retraction");
        let (left, right) = (answers_of(&with.view), answers_of(&without.view));
        assert_eq!(left, right, "seed {seed}: {from} into {into} in {:#?}", with.model);
    }
    assert!(merged > 100, "{merged} merges are too few to tell anything");
}

/// The event of a merge, if intake takes it.
fn merge(world: &mut World, kind: Kind, from: &str, into: &str) -> Option<Seq> {
    let plan = world.record_only(|intake| intake.merge(kind, from, into, "one")).ok()?;
    Some(plan.outcomes[0].seq())
}

/// An event on which no answer depends, so that later events have the same numbers in two ledgers.
fn other_event(world: &mut World, slug: &str) {
    let source = Line::Source(serde_json::from_value(json!({"slug": slug, "title": slug})).unwrap());
    world.record_only(|intake| intake.line(&source)).unwrap();
}
