//! Random ledgers: what groups hold, and what filters leave, is what the model says.

use onrecord_core::replay::{Filter, Question, replay_with_members, score_now};
use serde_json::{Value, json};

use crate::model::{self, By};
use crate::random_ledgers::generator::{ASKED, Random, ledger};
use crate::random_ledgers::world::{World, holder_by, in_order, rows_filtered};

const BOTH: [By; 2] = [By::Principal, By::Speaker];

fn for_each_ledger(mut check: impl FnMut(&mut Random, &World, &str) -> usize) {
    let mut rows = 0;
    for seed in 0..1_000 {
        let mut random = Random::new(seed);
        let world = ledger(&mut random, 40);
        rows += check(&mut random, &world, &format!("seed {seed}"));
    }
    println!("{rows} rows of 1000 ledgers");
    assert!(rows > 1_000, "{rows} rows are too few to tell anything");
}

#[test]
fn what_groups_hold_is_the_models() {
    for_each_ledger(|random, world, seed| {
        let (at, by) = (*random.pick(&ASKED[4..]), *random.pick(&BOTH));
        let expected = in_order(model::via(&world.model, at, by, &str::to_owned));
        let rows = in_order(via(world, at, by));
        assert_eq!(rows, expected, "{seed}, at {at}, by {by:?}: {:#?}", world.model);
        rows.len()
    });
}

/// The positions of groups in all rows of their members. A member with several rows on an issue, as an anonymous one has,
/// has them in each; they count once.
fn via(world: &World, at: &str, by: By) -> Vec<Value> {
    let view = &world.view;
    let question = Question {
        at: at.parse().unwrap(),
        by: holder_by(by),
        holders: [].into(),
        issues: [].into(),
        filter: Filter::ALL,
    };
    let mut all = Vec::new();
    for row in replay_with_members(view, &question) {
        for group in &row.via {
            let decided = group.decided.as_ref().unwrap();
            let told = json!({
                "holder": view.slug(row.own.holder),
                "issue": view.slug(row.own.issue),
                "group": view.slug(group.holder),
                "score": score_now(view, &view.statement(decided.shown.seq).unwrap()),
                "status": decided.status().as_str(),
                "seq": decided.shown.seq,
            });
            if !all.contains(&told) {
                all.push(told);
            }
        }
    }
    all
}

#[test]
fn what_filters_leave_is_the_models() {
    for_each_ledger(|random, world, seed| {
        let (at, by) = (*random.pick(&ASKED), *random.pick(&BOTH));
        let (first_hand, named_only) = (random.once_in(2), random.once_in(2));
        let min_certainty = *random.pick(&["certain", "probable", "doubtful"]);
        let asked = model::Filter { first_hand, named_only, min_certainty };
        let filter = Filter { first_hand, named_only, certainty_min: min_certainty.parse().unwrap() };
        let kept = model::replay_filtered(&world.model, at, world.size(), by, asked, &str::to_owned);
        let expected = in_order(model::rows_as_json(&kept));
        let rows = rows_filtered(&world.view, at, by, filter);
        assert_eq!(rows, expected, "{seed}, at {at}, by {by:?}, {asked:?}: {:#?}", world.model);
        rows.len()
    });
}
