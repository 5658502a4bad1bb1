//! Random ledgers in which stances evolve: two sides, near days, channels, meetings, and our own changes of mind.

use onrecord_core::body::Kind;
use onrecord_core::intake::Change;
use onrecord_core::line::{Line, StatementLine};
use onrecord_core::seq::Seq;
use onrecord_core::vocabulary::RewordChange;
use serde_json::{Value, json};

use crate::model::EventKind;
use crate::random_ledgers::generator::Random;
use crate::random_ledgers::world::World;

pub(super) const ACTORS: [&str; 6] = ["qatar", "doha", "egypt", "minister", "envoy", "leak"];
pub(super) const ISSUES: [&str; 3] = ["force", "troops", "aid"];
/// Days on which positions are asked for.
pub(super) const ASKED: [&str; 5] = ["2025-11-30", "2025-12-03", "2025-12-06", "2025-12-31", "2030-01-01"];
const MEETINGS: [&str; 2] = ["summit", "vote"];
const DATES: [&str; 16] = [
    "2025-12-01",
    "2025-12-02",
    "2025-12-03",
    "2025-12-04",
    "2025-12-05",
    "2025-12-08",
    "2025-12-03T09:00Z",
    "2025-12-03T18:30+03:00",
    "2025-12-05T12:00:00",
    "2025-12-04~",
    "2025-12",
    "2025-12-03/2025-12-05",
    "2025-11/2025-12-03",
    "2025-12-02/2025-12-04",
    "2026-01?",
    "2025",
];

/// A ledger of some random events, those left out that intake refuses.
pub(super) fn ledger(random: &mut Random, events: u64) -> World {
    let mut world = opened();
    for number in 0..events {
        step(random, &mut world, number);
    }
    world
}

/// A ledger with an anonymous source and two meetings.
pub(super) fn opened() -> World {
    let mut world = World::new();
    let leak: Line = actor("leak", "anonymous");
    let kind = EventKind::Actor { slug: "leak".to_owned(), kind: "anonymous".to_owned() };
    world.take(|intake| intake.line(&leak), kind).unwrap();
    for meeting in MEETINGS {
        let occasion = json!({"slug": meeting, "name": meeting, "date": "2025-12-03", "participants": ["qatar"]});
        let given = Line::Occasion(serde_json::from_value(occasion).unwrap());
        world.record_only(|intake| intake.line(&given)).unwrap();
    }
    world
}

/// One random event; nothing happens if intake refuses it.
pub(super) fn step(random: &mut Random, world: &mut World, number: u64) {
    // A refusal is right or wrong by the tests of intake; here it only leaves the event out.
    let _taken = match random.below(24) {
        0..=14 => world.statement(&statement(random, number)).is_ok(),
        15 => role(random, world),
        16 => merge_actors(random, world),
        17 => merge_issues(random, world),
        18 => reword(random, world, number),
        19..=21 => {
            let line = statement(random, number);
            correct(random, world, line)
        }
        _ => retract(random, world),
    };
}

/// A random import line of a statement.
pub(super) fn statement(random: &mut Random, number: u64) -> Value {
    let mut line = json!({
        "id": format!("s{number}"),
        "speaker": random.pick(&ACTORS),
        "issue": random.pick(&ISSUES),
        "date": random.pick(&DATES),
        "form": "paraphrase",
        "stance": random.pick(&[-100, -60, -50, -49, -20, 0, 0, 1, 10, 20, 30, 50, 50, 70, 100]),
        "channel": random.pick(&[json!("TV"), json!("Radio"), Value::Null]),
        "occasion": random.pick(&[json!("summit"), json!("vote"), Value::Null, Value::Null]),
    });
    match random.below(10) {
        0 => line["stance"] = json!("withdrawn"),
        1 => line["stance"] = json!(random.pick(&["noncommittal", "declined", "absent", "unclear"])),
        2 => {
            line["form"] = json!("omission");
            line["stance"] = json!("silent");
        }
        3 | 4 => line["condition"] = json!(random.pick(&["a truce", "a mandate"])),
        5 => line["unconditional"] = json!(true),
        _ => {}
    }
    match random.below(10) {
        0..=3 => line["on_behalf_of"] = json!("qatar"),
        4 => line["on_behalf_of"] = json!(["qatar", random.pick(&ACTORS)]),
        5 => line["own_name"] = json!(true),
        6 => line["about"] = json!(random.pick(&ACTORS)),
        _ => {}
    }
    if random.once_in(4) {
        line["utterance"] = json!(random.pick(&["u1", "u2"]));
    }
    line
}

fn actor(slug: &str, kind: &str) -> Line {
    Line::Actor(serde_json::from_value(json!({"slug": slug, "name": slug, "kind": kind})).unwrap())
}

pub(super) fn role(random: &mut Random, world: &mut World) -> bool {
    let (actor, of) = (random.pick(&ACTORS).to_string(), random.pick(&ACTORS).to_string());
    let from = random.once_in(2).then(|| "2025-12-03".to_owned());
    let role = json!({"actor": actor, "title": "Voice", "of": of, "from": from});
    let given = Line::Role(serde_json::from_value(role).unwrap());
    world.take(|intake| intake.line(&given), EventKind::Role { actor, of, from, to: None }).is_ok()
}

pub(super) fn merge_actors(random: &mut Random, world: &mut World) -> bool {
    let (from, into) = (random.pick(&ACTORS).to_string(), random.pick(&ACTORS).to_string());
    let kind = EventKind::MergeActors { from: from.clone(), into: into.clone() };
    world.take(|intake| intake.merge(Kind::ActorAdded, &from, &into, "one"), kind).is_ok()
}

pub(super) fn merge_issues(random: &mut Random, world: &mut World) -> bool {
    let (from, into) = (random.pick(&ISSUES).to_string(), random.pick(&ISSUES).to_string());
    let kind = EventKind::MergeIssues { from: from.clone(), into: into.clone() };
    world.take(|intake| intake.merge(Kind::IssueAdded, &from, &into, "one"), kind).is_ok()
}

pub(super) fn reword(random: &mut Random, world: &mut World, number: u64) -> bool {
    let (issue, reversed) = (random.pick(&ISSUES).to_string(), !random.once_in(3));
    let change = if reversed { RewordChange::Reversed } else { RewordChange::Editorial };
    let wording = format!("wording {number}");
    let kind = EventKind::Reword { issue: issue.clone(), reversed };
    world.take(|intake| intake.reword(&issue, &wording, change), kind).is_ok()
}

/// A statement gets other content; what ties it to its utterance stays, as corrections leave it alone.
pub(super) fn correct(random: &mut Random, world: &mut World, mut new: Value) -> bool {
    let statements = world.statements();
    if statements.is_empty() {
        return false;
    }
    let (target, old) = random.pick(&statements).clone();
    new["id"] = old["id"].clone();
    new["utterance"] = old["utterance"].clone();
    let given: StatementLine = serde_json::from_value(new.clone()).unwrap();
    let change = Change::Statement(Box::new(given));
    let kind = EventKind::Correct { target, line: new };
    world.take(|intake| intake.correct(Seq::new(target), &change, Some("misread")), kind).is_ok()
}

/// One of the last events. Actors and issues stay: a name that is free again can lead to another record, and the model
/// knows names only.
pub(super) fn retract(random: &mut Random, world: &mut World) -> bool {
    let back = random.below(6) as usize;
    let Some(event) = world.model.iter().rev().nth(back) else { return false };
    let target = event.seq;
    if matches!(event.kind, EventKind::Actor { .. }) {
        return false;
    }
    world.take(|intake| intake.retract(Seq::new(target), "not ours"), EventKind::Retract { target }).is_ok()
}
