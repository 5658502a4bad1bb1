//! How stances evolve: the library and the binary say what the independent model says, and what must always hold does.

mod answers;
mod beside;
mod case;
mod generator;
mod meetings;
mod omissions;
mod properties;

use std::sync::LazyLock;

use serde_json::Value;

use self::generator::{ACTORS, ASKED, ISSUES, ledger};
use crate::model::By;
use crate::model::evolution::{self as model, Days, Ledger, SplitRule};
use crate::random_ledgers::generator::Random;
use crate::random_ledgers::world::World;

const LEDGERS: u64 = 1_000;

/// The same random ledgers for every test: making them takes longer than asking them.
static WORLDS: LazyLock<Vec<World>> = LazyLock::new(|| {
    let world = |seed| {
        let mut random = Random::new(seed);
        let events = 5 + random.below(40);
        ledger(&mut random, events)
    };
    (0..LEDGERS).map(world).collect()
});

/// Runs a check over all ledgers, each as it is at its end; the check counts the rows that it compared.
fn for_each_ledger(mut check: impl FnMut(&mut Random, &World, &str) -> usize) {
    let mut rows = 0;
    for (seed, world) in (0..).zip(WORLDS.iter()) {
        rows += check(&mut Random::new(seed), world, &format!("seed {seed}"));
    }
    println!("{rows} rows of {LEDGERS} ledgers");
    assert!(rows as u64 > LEDGERS, "{rows} rows are too few to tell anything");
}

const BOTH: [By; 2] = [By::Principal, By::Speaker];

fn known(world: &World, by: By) -> Ledger<'_> {
    Ledger { events: &world.model, known_size: world.size(), by, slug: &str::to_owned }
}

/// Says which rows only one of the two has, and of which ledger.
#[track_caller]
fn assert_same(rows: &[Value], expected: &[Value], world: &World, asked: &str) {
    let only_in = |these: &[Value], those: &[Value]| -> Vec<String> {
        these.iter().filter(|row| !those.contains(row)).map(Value::to_string).collect()
    };
    assert!(
        rows == expected,
        "{asked}\nonly ours: {:#?}\nonly the model's: {:#?}\nof the ledger {:#?}",
        only_in(rows, expected),
        only_in(expected, rows),
        world.model
    );
}

#[test]
fn timelines_are_the_models() {
    for_each_ledger(|_, world, seed| {
        let mut compared = 0;
        for by in BOTH {
            let expected = answers::in_order(model::timelines(known(world, by)));
            let rows = answers::in_order(answers::timelines(&world.view, by, &ACTORS, &ISSUES));
            assert_same(&rows, &expected, world, &format!("{seed}, by {by:?}"));
            compared += rows.len();
        }
        compared
    });
}

#[test]
fn shifts_are_the_models() {
    for_each_ledger(|random, world, seed| {
        let mut compared = 0;
        for (min, by) in [1, 20, 50].into_iter().flat_map(|min| BOTH.map(|by| (min, by))) {
            let since = random.once_in(4).then(|| *random.pick(&ASKED));
            let until = random.once_in(4).then(|| *random.pick(&ASKED));
            let expected = answers::in_order(model::shifts(known(world, by), i64::from(min), Days { since, until }));
            let rows = answers::in_order(answers::shifts(&world.view, by, min, since, until));
            assert_same(&rows, &expected, world, &format!("{seed}, by {by:?}, {min} points, {since:?} to {until:?}"));
            compared += rows.len();
        }
        compared
    });
}

#[test]
fn comparisons_are_the_models() {
    for_each_ledger(|random, world, seed| {
        let mut compared = 0;
        for by in [By::Principal, By::Principal, By::Speaker] {
            // A merged name is another name of the one that it was merged into, an anonymous one is nobody in particular.
            let holders: Vec<&str> = answers::holders(&world.view);
            let (a, b, at) = (*random.pick(&holders), *random.pick(&holders), *random.pick(&ASKED));
            let expected = model::compare(known(world, by), at, a, b);
            let rows = answers::compare(&world.view, by, at, a, b);
            assert_same(&rows, &expected, world, &format!("{seed}, {a} and {b} at {at}, by {by:?}"));
            compared += rows.len() - 1;
        }
        compared
    });
}

#[test]
fn splits_are_the_models() {
    for_each_ledger(|random, world, seed| {
        let rule = SplitRule { days: *random.pick(&[0, 1, 3, 30]), min: *random.pick(&[1, 20, 50]) };
        let expected = answers::in_order(model::splits(known(world, By::Principal), rule));
        let rows = answers::in_order(answers::splits(&world.view, rule));
        let SplitRule { days, min } = rule;
        assert_same(&rows, &expected, world, &format!("{seed}, {days} days, {min} points"));
        rows.len()
    });
}

#[test]
fn what_was_learned_is_the_models() {
    for_each_ledger(|random, world, seed| {
        let (size, at, by) = (random.below(world.size()), *random.pick(&ASKED), *random.pick(&BOTH));
        let expected = answers::in_order(model::learned(known(world, by), size, at));
        let rows = answers::in_order(answers::learned(&world.view_at(size), &world.view, by, at));
        assert_same(&rows, &expected, world, &format!("{seed}, from size {size}, at {at}, by {by:?}"));
        rows.len()
    });
}
