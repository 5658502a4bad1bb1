//! Random meetings with accounts: what they leave out is what the model says.

use onrecord_core::evolution::omissions;
use onrecord_core::line::Line;
use onrecord_core::replay::Filter;
use onrecord_core::view::View;
use serde_json::{Value, json};

use super::generator::{self, ACTORS, ISSUES};
use super::{answers, assert_same, known};
use crate::model::evolution as model;
use crate::model::{By, EventKind};
use crate::random_ledgers::generator::Random;
use crate::random_ledgers::world::World;

const LEDGERS: u64 = 1_000;
const MEETINGS: [(&str, &str); 2] = [("washington", "2025-12-03"), ("cairo", "2025-12-03T10:00Z")];
const SOURCES: [&str; 3] = ["readout", "briefing", "page"];

#[test]
fn omissions_are_the_models() {
    let (mut rows, mut derived, mut raised) = (0, 0, 0);
    for seed in 0..LEDGERS {
        let mut random = Random::new(seed);
        let world = ledger(&mut random);
        let size = random.below(world.size() + 1);
        for (view, known_size) in [(&world.view, world.size()), (&world.view_at(size), size)] {
            let known = model::Ledger { known_size, ..known(&world, By::Principal) };
            let expected = answers::in_order(model::omissions(known));
            let found = answers::in_order(omitted(view));
            assert_same(&found, &expected, &world, &format!("seed {seed}, the first {known_size} events"));
            rows += found.len();
            derived += found.iter().filter(|row| row["seq"].is_null()).count();
            raised += found.iter().filter(|row| row["raised_by"] != json!([])).count();
        }
    }
    println!("{rows} omissions, {derived} of them derived, {raised} raised by somebody, in {LEDGERS} ledgers");
    assert!(derived > 1_000 && raised > 1_000 && rows > derived + 1_000, "too few rows to tell anything");
}

/// What the library says, as rows with the fields of section 6.
fn omitted(view: &View) -> Vec<Value> {
    let rows = omissions(view, None, Filter::ALL).into_iter().map(|omission| {
        json!({
            "holder": view.slug(omission.holder),
            "issue": view.slug(omission.issue),
            "occasion": omission.occasion.map(|occasion| view.slug(occasion)),
            "account": omission.account,
            "seen": omission.seen,
            "stated_on": omission.on,
            "raised_by": omission.raised_by,
            "addressed_later": omission.addressed_later,
            "seq": omission.seq,
        })
    });
    rows.collect()
}

fn ledger(random: &mut Random) -> World {
    let mut world = generator::opened();
    for slug in SOURCES {
        let source = Line::Source(serde_json::from_value(json!({"slug": slug, "title": slug})).unwrap());
        world.record_only(|intake| intake.line(&source)).unwrap();
    }
    for (slug, date) in MEETINGS {
        let some = |random: &mut Random, of: &[&str]| -> Vec<String> {
            of.iter().filter(|_| random.once_in(3)).map(|name| (*name).to_owned()).collect()
        };
        let (participants, agenda) = (some(random, &ACTORS), some(random, &ISSUES));
        let line = json!({"slug": slug, "name": slug, "date": date, "participants": participants, "agenda": agenda});
        let given = Line::Occasion(serde_json::from_value(line.clone()).unwrap());
        world.take(|intake| intake.line(&given), EventKind::Occasion(line)).unwrap();
    }
    for number in 0..10 + random.below(20) {
        step(random, &mut world, number);
    }
    world
}

/// One random event; nothing happens if intake refuses it.
fn step(random: &mut Random, world: &mut World, number: u64) {
    let _taken = match random.below(20) {
        0..=10 => world.statement(&statement(random, number)).is_ok(),
        11..=14 => account(random, world),
        15 => generator::role(random, world),
        16 => generator::merge_actors(random, world),
        17 => generator::merge_issues(random, world),
        18 => {
            let line = statement(random, number);
            generator::correct(random, world, line)
        }
        _ => generator::retract(random, world),
    };
}

fn account(random: &mut Random, world: &mut World) -> bool {
    let line = json!({
        "occasion": random.pick(&MEETINGS).0,
        "by": random.pick(&ACTORS),
        "source": random.pick(&SOURCES),
        "seen": random.pick(&["full", "full", "excerpt", "reported"]),
    });
    let given = Line::Account(serde_json::from_value(line.clone()).unwrap());
    world.take(|intake| intake.line(&given), EventKind::Account(line)).is_ok()
}

/// A statement that is likely to belong to a meeting, in or beside an account of it.
fn statement(random: &mut Random, number: u64) -> Value {
    let mut line = generator::statement(random, number);
    line["occasion"] = random.pick(&[json!("washington"), json!("washington"), json!("cairo"), Value::Null]).clone();
    line["account"] = json!(line["occasion"].is_string() && random.once_in(2));
    line["source"] = random
        .pick(&[Value::Null, json!("readout"), json!("briefing"), json!("page"), json!(["readout", "page"])])
        .clone();
    if random.once_in(4) {
        line["reported_by"] = json!(random.pick(&["qatar", "egypt", "minister", "newspaper"]));
    }
    if random.once_in(4) {
        for field in ["condition", "unconditional"] {
            line.as_object_mut().unwrap().remove(field);
        }
        (line["stance"], line["form"]) = (json!("silent"), json!("omission"));
    }
    line
}
