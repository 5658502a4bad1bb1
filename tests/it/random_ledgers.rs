//! Random ledgers: the library's replay is the model's, whatever is recorded, and keeps what the design promises.

pub(crate) mod generator;
mod redactions;
pub(crate) mod world;

use serde_json::{Value, json};

use self::generator::{ASKED, Random, ledger, statement, step};
use self::world::{World, by_id, in_order, rows};
use crate::model::{self, By, EventKind};

const BOTH: [By; 2] = [By::Principal, By::Speaker];

#[test]
fn positions_are_the_models() {
    let mut rows_compared = 0;
    for seed in 0..1_000 {
        let mut random = Random::new(seed);
        let events = 5 + random.below(36);
        let world = ledger(&mut random, events);
        for size in [world.size(), random.below(world.size() + 1)] {
            let view = world.view_at(size);
            for by in BOTH {
                for at in [*random.pick(&ASKED), *random.pick(&ASKED)] {
                    let expected = model::rows_as_json(&model::replay(&world.model, at, size, by, &str::to_owned));
                    let rows = rows(&view, at, by);
                    assert_eq!(
                        rows,
                        in_order(expected),
                        "seed {seed}, at {at}, size {size}, by {by:?}: {:#?}",
                        world.model
                    );
                    rows_compared += rows.len();
                }
            }
        }
    }
    assert!(rows_compared > 10_000, "{rows_compared} rows are too few to tell anything");
}

/// Every kind of event must get in often enough, or the test above tests nothing.
#[test]
fn every_kind_of_event_gets_in() {
    let mut counts = [0; 7];
    for seed in 0..50 {
        for event in ledger(&mut Random::new(seed), 30).model {
            let kind = match event.kind {
                EventKind::Statement(_) => 0,
                EventKind::Correct { .. } => 1,
                EventKind::Retract { .. } => 2,
                EventKind::Actor { .. } => 3,
                EventKind::Role { .. } => 4,
                EventKind::Member { .. } => 5,
                EventKind::MergeActors { .. } => 6,
                // Those are in the ledgers about evolution.
                EventKind::MergeIssues { .. }
                | EventKind::Reword { .. }
                | EventKind::Occasion(_)
                | EventKind::Account(_) => continue,
            };
            counts[kind] += 1;
        }
    }
    assert!(counts.iter().all(|count| *count >= 20), "{counts:?}");
}

/// "At an earlier S the old answer comes back to the letter."
#[test]
fn what_is_added_later_changes_no_answer_at_an_older_size() {
    for seed in 10_000..10_200 {
        let mut random = Random::new(seed);
        let mut world = World::new();
        let mut answers = Vec::new();
        for number in 0..25 {
            step(&mut random, &mut world, number);
            let (at, by) = (*random.pick(&ASKED), *random.pick(&BOTH));
            answers.push((world.size(), at, by, rows(&world.view, at, by)));
        }
        for (size, at, by, answer) in answers {
            assert_eq!(rows(&world.view_at(size), at, by), answer, "seed {seed}, at {at}, size {size}");
        }
    }
}

/// "The order of recording never matters", but for which of two statements is shown that are alike in interval and
/// score.
#[test]
fn the_order_of_recording_changes_no_answer() {
    for seed in 20_000..20_200 {
        let mut random = Random::new(seed);
        let mut lines: Vec<Value> = (0..15).map(|number| statement(&mut random, number)).collect();
        let first = recorded(&lines);
        random.shuffle(&mut lines);
        let second = recorded(&lines);
        for by in BOTH {
            for at in ASKED {
                let answer = |world: &World| without_ties(by_id(&world.view, rows(&world.view, at, by)));
                assert_eq!(answer(&first), answer(&second), "seed {seed}, at {at}, by {by:?}");
            }
        }
    }
}

/// "Imported into an empty ledger, the lines give the same answers."
#[test]
fn an_export_gives_the_same_answers_when_imported() {
    for seed in 30_000..30_300 {
        let mut random = Random::new(seed);
        let world = ledger(&mut random, 30);
        let other = world.exported_and_imported();
        for by in BOTH {
            for at in ASKED {
                let answer = |world: &World| by_id(&world.view, rows(&world.view, at, by));
                assert_eq!(answer(&other), answer(&world), "seed {seed}, at {at}, by {by:?}: {:#?}", world.model);
            }
        }
    }
}

/// A ledger with two actors whose kind matters, a role, and then these statements, all of which must be taken.
fn recorded(lines: &[Value]) -> World {
    let mut world = World::new();
    for (slug, kind) in [("leak", "anonymous"), ("minister", "person")] {
        let actor = json!({"slug": slug, "name": slug, "kind": kind});
        let given = onrecord_core::line::Line::Actor(serde_json::from_value(actor).unwrap());
        let kind = EventKind::Actor { slug: slug.to_owned(), kind: kind.to_owned() };
        world.take(|intake| intake.line(&given), kind).unwrap();
    }
    let role = json!({"actor": "minister", "title": "Voice", "of": "turkey", "from": "2025-12-17"});
    let given = onrecord_core::line::Line::Role(serde_json::from_value(role).unwrap());
    let from = Some("2025-12-17".to_owned());
    let kind = EventKind::Role { actor: "minister".to_owned(), of: "turkey".to_owned(), from, to: None };
    world.take(|intake| intake.line(&given), kind).unwrap();
    for line in lines {
        world.statement(line).unwrap();
    }
    world
}

/// Rows without what depends on which of two like statements was recorded first.
fn without_ties(rows: Vec<Value>) -> Vec<Value> {
    let kept = rows.into_iter().map(|mut row| {
        for field in ["seq", "condition", "stated_on", "since"] {
            row[field] = Value::Null;
        }
        row
    });
    in_order(kept.collect())
}
