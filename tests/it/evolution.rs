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

fn known(world: &World) -> Ledger<'_> {
    Ledger { events: &world.model, known_size: world.size(), slug: &str::to_owned }
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
        let expected = answers::in_order(model::timelines(known(world)));
        let rows = answers::in_order(answers::timelines(&world.view, &ACTORS, &ISSUES));
        assert_same(&rows, &expected, world, seed);
        rows.len()
    });
}

#[test]
fn shifts_are_the_models() {
    for_each_ledger(|random, world, seed| {
        let mut compared = 0;
        for min in [1, 20, 50] {
            let since = random.once_in(4).then(|| *random.pick(&ASKED));
            let until = random.once_in(4).then(|| *random.pick(&ASKED));
            let expected = answers::in_order(model::shifts(known(world), i64::from(min), Days { since, until }));
            let rows = answers::in_order(answers::shifts(&world.view, min, since, until));
            assert_same(&rows, &expected, world, &format!("{seed}, {min} points, {since:?} to {until:?}"));
            compared += rows.len();
        }
        compared
    });
}

#[test]
fn comparisons_are_the_models() {
    for_each_ledger(|random, world, seed| {
        let mut compared = 0;
        for _ in 0..3 {
            // A merged name is another name of the one that it was merged into, an anonymous one is nobody in particular.
            let holders: Vec<&str> = answers::holders(&world.view);
            let (a, b, at) = (*random.pick(&holders), *random.pick(&holders), *random.pick(&ASKED));
            let expected = model::compare(known(world), at, a, b);
            let rows = answers::compare(&world.view, at, a, b);
            assert_same(&rows, &expected, world, &format!("{seed}, {a} and {b} at {at}"));
            compared += rows.len() - 1;
        }
        compared
    });
}

#[test]
fn splits_are_the_models() {
    for_each_ledger(|random, world, seed| {
        let rule = SplitRule { days: *random.pick(&[0, 1, 3, 30]), min: *random.pick(&[1, 20, 50]) };
        let expected = answers::in_order(model::splits(known(world), rule));
        let rows = answers::in_order(answers::splits(&world.view, rule));
        let SplitRule { days, min } = rule;
        assert_same(&rows, &expected, world, &format!("{seed}, {days} days, {min} points"));
        rows.len()
    });
}

#[test]
fn what_was_learned_is_the_models() {
    for_each_ledger(|random, world, seed| {
        let (size, at) = (random.below(world.size()), *random.pick(&ASKED));
        let expected = answers::in_order(model::learned(known(world), size, at));
        let rows = answers::in_order(answers::learned(&world.view_at(size), &world.view, at));
        assert_same(&rows, &expected, world, &format!("{seed}, from size {size}, at {at}"));
        rows.len()
    });
}
