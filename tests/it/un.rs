//! The roll calls of the UN: a ledger of them answers as SQLite does, which has the same votes straight from the CSV.
//!
//! Some roll calls from all over the file are taken; with `ONRECORD_UN=whole` in the environment it is all of them.

mod database;
mod excerpt;
mod killed;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::database::{Cell, Database};
use self::excerpt::Excerpt;
use crate::harness::Sandbox;

/// After the last vote.
const LAST: &str = "2020-12-31";
/// Before most votes, in the middle of them, and after the last.
const DATES: [&str; 3] = ["1971-06-30", "1992-12-31", LAST];
/// States of which some did not vote for years, or were not there yet.
const FIVE: [&str; 5] = ["France", "South Africa", "Namibia", "Côte d’Ivoire", "United States"];
const TWENTY: usize = 20;
const TEN_PAIRS: [[&str; 2]; 10] = [
    ["France", "United Kingdom"],
    ["United States", "Cuba"],
    ["United States", "Israel"],
    ["Russia", "Ukraine"],
    ["Qatar", "Saudi Arabia"],
    ["Egypt", "Israel"],
    ["India", "Pakistan"],
    ["Myanmar (Burma)", "São Tomé & Príncipe"],
    ["Norway", "Sweden"],
    ["Brazil", "Tuvalu"],
];

/// Everything is asked of one ledger, since an import is the costly part.
#[test]
fn ledger_of_roll_calls_answers_as_their_table_does() {
    let excerpt = Excerpt::of_the_file();
    let database = Database::of(&excerpt);
    let sandbox = excerpt.imported();
    let slugs = slugs(&sandbox);
    let distinct: BTreeSet<&String> = slugs.values().collect();
    assert_eq!((slugs.len(), distinct.len()), (database.countries(), database.countries()), "each has its own slug");
    votes_of_each_country(&sandbox, &database, &slugs);
    last_votes(&sandbox, &database, &slugs);
    agreement(&sandbox, &database, &slugs);
    sandbox.run(["audit"]).ok();
}

/// The slug of each name.
fn slugs(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let text = |actor: &Value, field: &str| actor[field].as_str().unwrap().to_owned();
    let actors = sandbox.on("actor list --json").ok().json();
    actors.iter().map(|actor| (text(actor, "name"), text(actor, "slug"))).collect()
}

fn votes_of_each_country(sandbox: &Sandbox, database: &Database, slugs: &BTreeMap<String, String>) {
    let mut counted: BTreeMap<(String, i64), u64> = BTreeMap::new();
    for line in sandbox.on("export").ok().json() {
        if line["type"] == "statement" {
            let speaker = line["speaker"].as_str().unwrap().to_owned();
            *counted.entry((speaker, score(&line["stance"]))).or_default() += 1;
        }
    }
    let expected = database.votes_of_each_country();
    let expected: BTreeMap<(String, i64), u64> =
        expected.into_iter().map(|((country, score), count)| ((slugs[&country].clone(), score), count)).collect();
    assert_eq!(counted, expected);
}

fn score(stance: &Value) -> i64 {
    match stance.as_str() {
        Some("yes") => 100,
        Some("abstain") => 0,
        Some("no") => -100,
        Some(_) | None => stance.as_i64().unwrap(),
    }
}

fn last_votes(sandbox: &Sandbox, database: &Database, slugs: &BTreeMap<String, String>) {
    let roll_calls = database.some_roll_calls(TWENTY);
    assert_eq!(roll_calls.len(), TWENTY);
    let (mut held, mut not_held) = (0, 0);
    for date in DATES {
        let mut command: Vec<String> = ["replay", "--json", "--at", date].map(str::to_owned).to_vec();
        FIVE.iter().for_each(|country| command.extend(["--actor".to_owned(), slugs[*country].clone()]));
        roll_calls.iter().for_each(|rcid| command.extend(["--issue".to_owned(), format!("unga-{rcid}")]));
        // Exit status 1: some of them have no position.
        let rows = sandbox.run(command).status(1).json();
        let answered: BTreeMap<(&str, &str), i64> = rows
            .iter()
            .filter_map(|row| Some(((row["holder"].as_str()?, row["issue"].as_str()?), row["score"].as_i64()?)))
            .collect();
        for country in FIVE {
            for rcid in &roll_calls {
                let issue = format!("unga-{rcid}");
                let found = answered.get(&(slugs[country].as_str(), issue.as_str())).copied();
                assert_eq!(found, database.last_vote(country, *rcid, date), "{country} on {rcid} at {date}");
                *(if found.is_some() { &mut held } else { &mut not_held }) += 1;
            }
        }
    }
    assert!(held > 80 && not_held > 80, "{held} positions and {not_held} without one tell too little");
}

fn agreement(sandbox: &Sandbox, database: &Database, slugs: &BTreeMap<String, String>) {
    for [one, other] in TEN_PAIRS {
        let mut rows = sandbox.run(["compare", &slugs[one], &slugs[other], "--at", LAST, "--json"]).ok().json();
        let summary = rows.pop().unwrap();
        let cells: BTreeSet<Cell> = rows
            .iter()
            .filter(|row| !row["gap"].is_null())
            .map(|row| {
                let [a, b] = ["a", "b"].map(|side| row[side].as_i64().unwrap());
                assert_eq!(row["gap"], (a - b).abs());
                Cell { issue: row["issue"].as_str().unwrap().to_owned(), a, b }
            })
            .collect();
        let shared = database.shared(one, other, LAST);
        assert_eq!(cells, shared, "{one} and {other}");
        assert!(shared.len() > 10, "{one} and {other} share {}", shared.len());
        assert_eq!(summary["shared"], shared.len());
        let gaps: i64 = shared.iter().map(|cell| (cell.a - cell.b).abs()).sum();
        // The sum is whole, so that there is one nearest number for what is divided once.
        let expected = 1.0 - gaps as f64 / shared.len() as f64 / 200.0;
        let told = summary["agreement"].as_f64().unwrap();
        assert!((told - expected).abs() < 1e-12, "{one} and {other}: {told} and {expected}");
    }
}
