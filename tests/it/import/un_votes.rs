//! Roll calls of the United Nations, by the profile that is shipped, judged by a reader of our own for their table.

use std::io::Read;

use crate::harness::{Sandbox, repository};

/// The excerpt's rows: date, country, rcid, resolution, vote.
fn votes() -> Vec<[String; 5]> {
    let file = std::fs::File::open(repository("tests/fixtures/un/unvotes-excerpt.csv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| [0, 1, 3, 5, 7].map(|index| row[index].to_owned())).collect()
}

fn imported(more: &str) -> (Sandbox, serde_json::Value) {
    let sandbox = Sandbox::with_ledger();
    let file = repository("tests/fixtures/un/unvotes-excerpt.csv.gz");
    let profile = repository("docs/profiles/un-votes.toml");
    let command = format!("import '{}' --profile '{}' --new --json --quiet {more}", file.display(), profile.display());
    let report = sandbox.on(&command).ok().object();
    (sandbox, report)
}

#[test]
fn every_vote_is_recorded_as_it_was_cast() {
    let votes = votes();
    let (sandbox, report) = imported("");
    let countries: std::collections::BTreeSet<&str> = votes.iter().map(|vote| vote[1].as_str()).collect();
    let calls: std::collections::BTreeSet<&str> = votes.iter().map(|vote| vote[2].as_str()).collect();
    assert_eq!(report["recorded"], votes.len());
    assert_eq!([&report["rejected"], &report["new_actors"], &report["new_issues"]], [0, countries.len(), calls.len()]);
    let exported = sandbox.on("export").ok().json();
    let lines: Vec<&serde_json::Value> = exported.iter().filter(|line| line["type"] == "statement").collect();
    assert_eq!(lines.len(), votes.len());
    for (line, [date, _, rcid, _, vote]) in lines.iter().zip(&votes) {
        let score = match vote.as_str() {
            "yes" => 100,
            "abstain" => 0,
            "no" => -100,
            other => panic!("{other}"),
        };
        assert_eq!(line["date"], *date);
        assert_eq!(line["stance"], score);
        assert_eq!(line["issue"], format!("unga-{rcid}"));
        assert_eq!(line["id"], format!("unga-{rcid}-{}", line["speaker"].as_str().unwrap()));
        assert_eq!([&line["form"], &line["channel"]], ["vote", "UN General Assembly roll call"]);
    }
    for issue in exported.iter().filter(|line| line["type"] == "issue") {
        let rcid = issue["slug"].as_str().unwrap().strip_prefix("unga-").unwrap();
        let vote = votes.iter().find(|vote| vote[2] == rcid).unwrap();
        let wording = if vote[3].is_empty() { format!("Roll call {rcid}") } else { vote[3].clone() };
        assert_eq!(issue["wording"], wording);
    }
    for actor in exported.iter().filter(|line| line["type"] == "actor") {
        assert!(countries.contains(actor["name"].as_str().unwrap()), "{actor}");
        assert_eq!(actor["kind"], "state");
    }
    assert_eq!(sandbox.on("audit --json").ok().object()["findings"], 0);
}

#[test]
fn an_import_that_is_killed_goes_on_when_it_is_run_again() {
    let sandbox = Sandbox::with_ledger();
    let file = repository("tests/fixtures/un/unvotes-excerpt.csv.gz");
    let profile = repository("docs/profiles/un-votes.toml");
    let args = ["import", file.to_str().unwrap(), "--profile", profile.to_str().unwrap(), "--new", "--json", "--quiet"];
    for millis in [150, 400, 800] {
        let mut child = sandbox.command(args).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let report = sandbox.run(args).ok().object();
    let sum = report["recorded"].as_u64().unwrap() + report["already_recorded"].as_u64().unwrap();
    assert_eq!([sum, report["rejected"].as_u64().unwrap()], [votes().len() as u64, 0]);
    assert_eq!(sandbox.on("stats --json").ok().object()["statements"], votes().len());
    assert_eq!(sandbox.on("audit --json").ok().object()["findings"], 0);
}

#[test]
fn a_dry_run_counts_what_would_be_done() {
    let (sandbox, report) = imported("--dry-run");
    assert_eq!(report["recorded"], votes().len());
    assert_eq!(sandbox.on("stats --json").ok().object()["events"], 2);
}
