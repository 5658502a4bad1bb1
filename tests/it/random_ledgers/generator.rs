//! Random events: few names, few days and few scores, so that they meet.

use onrecord_core::body::Kind;
use onrecord_core::intake::Change;
use onrecord_core::line::{Line, StatementLine, actor_line};
use onrecord_core::seq::Seq;
use serde_json::{Value, json};

use super::world::World;
use crate::model::EventKind;

/// SplitMix64: small, and the same everywhere for ever.
pub(crate) struct Random(u64);

const ACTORS: [&str; 7] = ["qatar", "iran", "turkey", "minister", "envoy", "leak", "bloc"];
const KINDS: [&str; 6] = ["person", "organisation", "state", "group", "anonymous", "unknown"];
const ISSUES: [&str; 2] = ["force", "mandate"];
const DATES: [&str; 22] = [
    "2025-12-15",
    "2025-12-16",
    "2025-12-17",
    "2025-12-18",
    "2025-12-20",
    "2026-01-01",
    "2025-12-17T00:00",
    "2025-12-17T09:30Z",
    "2025-12-17T14:30+03:00",
    "2025-12-17T23:59:59",
    "2025-12-18T09:30:00-05:00",
    "2025-12",
    "2025-12-XX",
    "2025-XX",
    "2025-12%",
    "2025",
    "202X",
    "2025-12-17~",
    "2025-12?",
    "2025-12-16/2025-12-18",
    "2025-11/2025-12",
    "2025-10/2026-01",
];
/// Days on which a replay is asked for.
pub(crate) const ASKED: [&str; 8] =
    ["2025-10-01", "2025-12-15", "2025-12-16", "2025-12-17", "2025-12-18", "2025-12-31", "2026-01-01", "2030-01-01"];

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(crate) fn pick<'t, T>(&mut self, among: &'t [T]) -> &'t T {
        &among[self.below(among.len() as u64) as usize]
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// A ledger of some random events, those left out that intake refuses.
pub(crate) fn ledger(random: &mut Random, events: u64) -> World {
    let mut world = World::new();
    for number in 0..events {
        step(random, &mut world, number);
    }
    world
}

/// One random event; nothing happens if intake refuses it.
pub(crate) fn step(random: &mut Random, world: &mut World, number: u64) {
    // A refusal is right or wrong by the tests of intake; here it only leaves the event out.
    let _taken = match random.below(20) {
        0..=9 => world.statement(&statement(random, number)).is_ok(),
        10 => role(random, world),
        11 => member(random, world),
        12 => actor(random, world),
        13 => amend(random, world),
        14 => merge(random, world),
        15 | 16 => correct(random, world, number),
        _ => retract(random, world),
    };
}

/// A random import line of a statement.
pub(crate) fn statement(random: &mut Random, number: u64) -> Value {
    let mut line = json!({
        "id": format!("s{number}"),
        "speaker": random.pick(&ACTORS),
        "issue": random.pick(&ISSUES),
        "date": random.pick(&DATES),
        "form": "paraphrase",
        "text": format!("words {number}"),
    });
    line["stance"] = match random.below(12) {
        0 => json!("withdrawn"),
        1 => json!(random.pick(&["noncommittal", "declined", "absent", "unclear"])),
        2 => {
            line["form"] = json!("omission");
            json!("silent")
        }
        3 => json!(random.pick(&["support", "lean-support", "neutral", "lean-oppose", "oppose"])),
        _ => json!(random.pick(&[-100, -60, -50, -40, -10, 0, 9, 10, 40, 50, 60, 100])),
    };
    let scored = line["stance"].is_number();
    match random.below(8) {
        0 if scored => line["condition"] = json!(random.pick(&["a truce", "a mandate"])),
        1 if scored => line["unconditional"] = json!(true),
        2 => line["channel"] = json!(random.pick(&["Al Jazeera", "IRNA"])),
        3 => line["reported_by"] = json!(random.pick(&ACTORS)),
        4 => line["source"] = json!({"title": random.pick(&["A page", "A note"]), "publisher": "TRT World"}),
        _ => {}
    }
    match random.below(10) {
        0 | 1 => line["on_behalf_of"] = json!(random.pick(&ACTORS)),
        2 => line["on_behalf_of"] = json!([random.pick(&ACTORS), random.pick(&ACTORS)]),
        3 => line["on_behalf_of"] = json!(["qatar", "iran", random.pick(&ACTORS)]),
        4 => line["own_name"] = json!(true),
        _ => {}
    }
    if random.once_in(8) {
        line["about"] = json!(random.pick(&ACTORS));
    }
    if random.once_in(3) {
        line["certainty"] = json!(random.pick(&["certain", "probable", "doubtful"]));
    }
    if random.once_in(3) {
        line["utterance"] = json!(random.pick(&["u1", "u2"]));
    }
    line
}

/// The first and last day of a span, each missing at times.
fn span(random: &mut Random) -> (Option<String>, Option<String>) {
    let mut days = [random.pick(&DATES[..6]).to_string(), random.pick(&DATES[..6]).to_string()];
    days.sort_unstable();
    let [from, to] = days;
    ((!random.once_in(2)).then_some(from), (!random.once_in(2)).then_some(to))
}

fn line(value: Value) -> Line {
    match value["type"].as_str() {
        Some("actor") => Line::Actor(serde_json::from_value(value).unwrap()),
        Some("role") => Line::Role(serde_json::from_value(value).unwrap()),
        _ => Line::Member(serde_json::from_value(value).unwrap()),
    }
}

fn role(random: &mut Random, world: &mut World) -> bool {
    let (actor, of) = (random.pick(&ACTORS).to_string(), random.pick(&ACTORS).to_string());
    let (from, to) = span(random);
    let given = line(json!({"type": "role", "actor": actor, "title": "Voice", "of": of, "from": from, "to": to}));
    world.take(|intake| intake.line(&given), EventKind::Role { actor, of, from, to }).is_ok()
}

fn member(random: &mut Random, world: &mut World) -> bool {
    let (group, actor) = ("bloc".to_owned(), random.pick(&ACTORS).to_string());
    let (from, to) = span(random);
    let given = line(json!({"type": "member", "group": group, "actor": actor, "from": from, "to": to}));
    world.take(|intake| intake.line(&given), EventKind::Member { group, actor, from, to }).is_ok()
}

fn actor(random: &mut Random, world: &mut World) -> bool {
    let (slug, kind) = (random.pick(&ACTORS).to_string(), random.pick(&KINDS).to_string());
    let given = line(json!({"type": "actor", "slug": slug, "name": slug, "kind": kind}));
    world.take(|intake| intake.line(&given), EventKind::Actor { slug, kind }).is_ok()
}

/// Another kind for an actor that is there.
fn amend(random: &mut Random, world: &mut World) -> bool {
    let slug = random.pick(&ACTORS).to_string();
    let Some(target) = world.actors().get(&slug).copied() else { return false };
    let kind = random.pick(&KINDS).to_string();
    let mut given = actor_line(&world.view.record(target).unwrap()).unwrap();
    given.kind = kind.parse().unwrap();
    let change = Change::Actor(given);
    world.take(|intake| intake.correct(target, &change, None), EventKind::Actor { slug, kind }).is_ok()
}

fn merge(random: &mut Random, world: &mut World) -> bool {
    let (from, into) = (random.pick(&ACTORS).to_string(), random.pick(&ACTORS).to_string());
    let kind = EventKind::MergeActors { from: from.clone(), into: into.clone() };
    world.take(|intake| intake.merge(Kind::ActorAdded, &from, &into, "one"), kind).is_ok()
}

/// A statement gets other content; what ties it to its utterance stays, as corrections leave it alone.
fn correct(random: &mut Random, world: &mut World, number: u64) -> bool {
    let statements = world.statements();
    if statements.is_empty() {
        return false;
    }
    let (target, old) = random.pick(&statements).clone();
    let mut new = statement(random, number);
    new["id"] = old["id"].clone();
    new["utterance"] = old["utterance"].clone();
    let given: StatementLine = serde_json::from_value(new.clone()).unwrap();
    let change = Change::Statement(Box::new(given));
    let kind = EventKind::Correct { target, line: new };
    world.take(|intake| intake.correct(Seq::new(target), &change, Some("misread")), kind).is_ok()
}

/// Any event, the last ones rather than the first.
fn retract(random: &mut Random, world: &mut World) -> bool {
    let reach = if random.once_in(2) { 5 } else { world.size() };
    let back = random.below(reach);
    let target = world.size().saturating_sub(back + 1);
    world.take(|intake| intake.retract(Seq::new(target), "not ours"), EventKind::Retract { target }).is_ok()
}
