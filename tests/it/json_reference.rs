//! The fields of JSON answers are those that `docs/json.md` promises.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::frozen::thawed;
use crate::harness::repository;

/// A row of the page, and commands that answer it.
const ANSWERS: [(&str, &[&str]); 29] = [
    (
        "`append`",
        &[
            "append --speaker egypt --on 2026 --form vote --issue un-mandate=yes --id x --accept-clock",
            "retract x --reason y --accept-clock",
        ],
    ),
    ("`coder key`", &["coder key --accept-clock", "coder key --accept-clock"]),
    ("`coder list`", &["coder list"]),
    ("`import`", &["import washington.jsonl --dry-run"]),
    ("`log`", &["log"]),
    ("`actor list`", &["actor list", "actor show qatar", "actor show arab-islamic-eight"]),
    ("`issue list`", &["issue list", "issue show isf-impartial", "issue show un-mandate"]),
    ("`source list`", &["source list", "source show page"]),
    ("`occasion list`", &["occasion list", "occasion show washington-2025-12-17"]),
    ("`replay`", &["replay", "replay --by speaker", "replay --members --stale-after 30"]),
    ("`timeline`", &["timeline qatar isf-deployment", "timeline united-states un-mandate"]),
    ("`shifts`", &["shifts"]),
    ("`compare`", &["compare qatar united-states"]),
    ("`splits`", &["splits"]),
    ("`splits --occasion`", &["splits --occasion washington-2025-12-17"]),
    ("`omissions`", &["omissions"]),
    ("`learned`", &["learned seq:90 seq:112"]),
    ("`matrix`", &["matrix"]),
    ("`report`", &["report"]),
    ("`audit`", &["audit"]),
    ("`recover`", &["recover"]),
    ("`export --history`", &["export --history"]),
    ("`export --out`", &["export --out all.csv", "export --out all.parquet --history"]),
    ("`stats`", &["stats"]),
    ("`completions`", &["completions fish"]),
    ("`key new`", &["key new --key k", "key show --key k"]),
    ("`checkpoint`", &["checkpoint --key k"]),
    ("`consistency`", &["consistency k.last k.last"]),
    ("`prove`", &["prove 20", "prove 30 --out handout"]),
];

#[test]
fn the_fields_of_answers_are_those_of_the_page() {
    let sandbox = thawed();
    std::fs::copy(repository("docs/examples/washington.jsonl"), sandbox.path().join("washington.jsonl")).unwrap();
    let rows = rows();
    for (name, commands) in ANSWERS {
        let row = rows.get(name).unwrap_or_else(|| panic!("{name} has no row"));
        let mut seen = BTreeSet::new();
        for command in commands {
            for object in sandbox.on(&format!("{command} --json")).ok().json() {
                row.check(command, &object);
                seen.extend(object.as_object().unwrap().keys().cloned());
            }
        }
        assert!(!seen.is_empty(), "{name} answers nothing");
    }
}

#[test]
fn a_proof_has_the_fields_of_the_page() {
    let (rows, sandbox) = (rows(), thawed());
    let vkey = sandbox.on("key new").ok().stdout;
    sandbox.on("checkpoint").ok();
    let events = sandbox.on("log --json").ok().json();
    let statement = &events.iter().find(|event| event["kind"] == "statement made").unwrap()["seq"];
    sandbox.on(&format!("correct {statement} --stance 10 --reason why --accept-clock")).ok();
    for event in [statement.as_u64().unwrap(), 3, 112] {
        sandbox.on("checkpoint").ok();
        sandbox.file("p", sandbox.on(&format!("prove {event}")).ok().stdout);
        let answer = sandbox.on(&format!("verify p --vkey {} --json", vkey.trim_end())).ok().object();
        rows["`verify`"].check("verify", &answer);
    }
}

#[test]
fn answers_about_witnesses_and_logs_have_the_fields_of_the_page() {
    let (rows, pair) = (rows(), crate::witness::Pair::new());
    pair.grow("x");
    let check = |sandbox: &crate::harness::Sandbox, name: &str, line: &str| {
        let answer = sandbox.on(&format!("{line} --json")).ok().object();
        rows[name].check(line, &answer);
        answer
    };
    check(&pair.owner, "`witness request`", "witness request");
    pair.request("");
    let cosigned = check(&pair.witness, "`witness cosign`", &pair.cosign_line());
    pair.owner.file("lines", cosigned["cosignature"].as_str().unwrap());
    check(&pair.owner, "`witness merge`", &format!("witness merge lines --witness {}", pair.vkey));
    check(&pair.witness, "`witness vkey`", "witness vkey --key w.key");
    check(&pair.owner, "`publish`", "publish log --words");
    let verify = format!("verify --log log --vkey {} --witness {}", pair.log, pair.vkey);
    check(&pair.owner, "`verify --log`", &verify);
    std::fs::write(pair.owner.path().join("log/more"), "x").unwrap();
    let findings = pair.owner.on(&format!("{verify} --json")).status(1).json();
    assert_eq!(findings.len(), 2);
    findings.iter().for_each(|finding| rows["`verify --log`"].check("verify", finding));
}

#[test]
fn findings_and_a_new_ledger_have_the_fields_of_the_page() {
    let rows = rows();
    let sandbox = crate::harness::Sandbox::empty();
    rows["`init`"].check("init", &sandbox.on("init --json").ok().object());
    std::fs::remove_dir(sandbox.ledger().join("checkpoints")).unwrap();
    let findings = sandbox.on("audit --json").status(1).json();
    findings.iter().for_each(|finding| rows["`audit`"].check("audit", finding));
    assert!(findings[0]["finding"].is_string());
}

/// The fields that an object of a command has.
struct Row {
    /// Sorts of objects, each with the fields that are always there.
    sorts: Vec<BTreeSet<String>>,
    may_be_there: BTreeSet<String>,
}

impl Row {
    fn check(&self, command: &str, object: &Value) {
        let fields: BTreeSet<String> = object.as_object().unwrap().keys().cloned().collect();
        let fits = |sort: &BTreeSet<String>| {
            sort.is_subset(&fields) && fields.difference(sort).all(|field| self.may_be_there.contains(field))
        };
        assert!(self.sorts.iter().any(fits), "{command} answers with {fields:?}");
    }
}

/// The rows of the page's table, by the first command that each names.
fn rows() -> BTreeMap<String, Row> {
    let page = std::fs::read_to_string(repository("docs/json.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once(" | "));
    let rows = rows.map(|(names, objects)| {
        let sorts = objects.split("; at the end").map(|sort| fields(sort.split('[').next().unwrap())).collect();
        let may_be_there =
            objects.split('[').skip(1).flat_map(|part| fields(part.split(']').next().unwrap())).collect();
        (format!("`{}`", names.split('`').next().unwrap()), Row { sorts, may_be_there })
    });
    rows.collect()
}

fn fields(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
