//! Exported tables, as readers that are not ours see them: Python's csv module and pyarrow.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Ran, Sandbox, repository};
use crate::python::python;

const NASTY: [&str; 8] = [
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=kept",
    "two\r\nlines, \"quoted\"; and 'more'",
];

/// A ledger with everything that a row can hold, corrections, retractions and words that look like formulas.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for line in [
        "actor add ansari --kind person --name 'Majed Al Ansari'",
        "actor add qatar --kind state --name Qatar",
        "actor role ansari --title Spokesman --of qatar",
        "issue add force --wording '=A force is sent.'",
        "source add page --url https://example.org/ --title 'A page'",
        "source add book --url https://example.org/book --title '@Book'",
        "occasion add meeting --on 2025-12-16 --name Meeting --participant qatar --agenda force",
        "append --speaker ansari --issue force=-50 --on 2025-12 --form quote --id a --condition=-if --text words --original كلمات --lang ar --source page --source book --occasion meeting --account --certainty probable",
        "append --speaker ansari --own-name --issue force=60 --on 2025-12-18T14:30Z --form paraphrase --id b",
        "append --speaker ansari --issue force=declined --on 2025-12-19 --form quote --id c --about qatar --reported-by qatar",
        "append --speaker qatar --issue force=70 --on 2025-12-20 --form vote --id gone",
        "correct b --stance 55 --reason misheard",
        "retract gone --reason '=never said'",
    ] {
        sandbox.on(line).ok();
    }
    for (number, text) in NASTY.iter().enumerate() {
        let (text, id) = (format!("--text={text}"), format!("--id=n{number}"));
        let fixed = ["append", "--speaker=qatar", "--issue=force=10", "--on=2025-11-01", "--form=quote"];
        sandbox.run(fixed.into_iter().chain([text.as_str(), id.as_str()])).ok();
    }
    sandbox
}

fn read(sandbox: &Sandbox, name: &str) -> Vec<Value> {
    let mut command = Command::new(python());
    command.arg(repository("tests/read_tables.py")).arg(sandbox.path().join(name)).env("PYTHONIOENCODING", "utf-8");
    Ran::of(command.output().unwrap()).ok().json()
}

#[test]
fn parquet_reads_with_types_and_both_times() {
    let sandbox = sandbox();
    sandbox.on("export --out all.parquet").ok().tells(&sandbox, "note: wrote 11 rows to all.parquet");
    let mut rows = read(&sandbox, "all.parquet");
    let types = rows.remove(0);
    for (column, sort) in [
        ("seq", "int64"),
        ("hash", "string"),
        ("recorded_at", "timestamp[us, tz=UTC]"),
        ("stated_on", "string"),
        ("stated_on_start", "date32[day]"),
        ("stated_on_end", "date32[day]"),
        ("score", "int64"),
        ("own_name", "bool"),
        ("text", "string"),
    ] {
        assert_eq!(types[column], sort, "{column}");
    }
    assert_eq!(rows.len(), 11);
    let shown = sandbox.on("show a --json").ok().object();
    let row = &rows[0];
    assert_eq!([&row["seq"], &row["hash"]], [&shown["seq"], &shown["hash"]]);
    for (column, expected) in [
        ("recorded_at", json!("2026-01-05T09:00:00.000000Z")),
        ("stated_on", json!("2025-12")),
        ("stated_on_start", json!("2025-12-01")),
        ("stated_on_end", json!("2025-12-31")),
        ("speaker", json!("ansari")),
        ("speaker_name", json!("Majed Al Ansari")),
        ("holder", json!("qatar")),
        ("wording", json!("=A force is sent.")),
        ("score", json!(-50)),
        ("condition", json!("-if")),
        ("original", json!("كلمات")),
        ("source", json!("page|book")),
        ("account", json!(true)),
        ("own_name", json!(false)),
        ("about", json!(null)),
    ] {
        assert_eq!(row[column], expected, "{column}");
    }
    assert_eq!([&rows[1]["holder"], &rows[1]["score"]], [&json!("ansari"), &json!(55)]);
    assert_eq!([&rows[2]["stance"], &rows[2]["score"]], [&json!("declined"), &json!(null)]);
    let texts: Vec<&Value> = rows[3..].iter().map(|row| &row["text"]).collect();
    assert_eq!(texts, NASTY);
}

#[test]
fn csv_cells_run_in_no_spreadsheet_and_numbers_stay_numbers() {
    let sandbox = sandbox();
    sandbox.on("export --out all.csv").ok();
    let rows = read(&sandbox, "all.csv");
    assert_eq!(rows.len(), 11);
    for row in &rows {
        for (column, cell) in row.as_object().unwrap() {
            let cell = cell.as_str().unwrap();
            let is_number = cell.parse::<i64>().is_ok() && ["stance", "score", "seq"].contains(&column.as_str());
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{column}: {cell}");
        }
    }
    assert_eq!([&rows[0]["stance"], &rows[0]["score"], &rows[0]["condition"]], ["-50", "-50", "'-if"]);
    // Both tables say the same.
    sandbox.on("export --out all.parquet").ok();
    for (csv, parquet) in rows.iter().zip(&read(&sandbox, "all.parquet")[1..]) {
        for (column, value) in parquet.as_object().unwrap() {
            let cell = csv[column].as_str().unwrap();
            match value {
                Value::String(_) if column == "recorded_at" => assert_eq!(cell, "2026-01-05T09:00:00Z"),
                Value::String(text) => assert!(cell == text || cell == format!("'{text}"), "{column}: {cell}"),
                Value::Number(number) => assert_eq!(cell, number.to_string(), "{column}"),
                Value::Bool(flag) => assert_eq!(cell, if *flag { "yes" } else { "" }, "{column}"),
                Value::Null => assert_eq!(cell, "", "{column}"),
                Value::Array(_) | Value::Object(_) => panic!("{column}"),
            }
        }
    }
}

#[test]
fn csv_comes_back_unharmed() {
    let sandbox = sandbox();
    sandbox.on("export --out all.csv").ok();
    let report = sandbox.on("import all.csv --json").ok().object();
    assert_eq!([&report["recorded"], &report["already_recorded"], &report["rejected"]], [0, 11, 0]);
    // Into a ledger that has the registry.
    let other = Sandbox::with_ledger();
    let lines = sandbox.on("export").ok().stdout;
    let registry: String =
        lines.lines().filter(|line| !line.contains("\"type\":\"statement\"")).map(|line| format!("{line}\n")).collect();
    other.run_with_input(["import", "-"], registry.as_bytes()).ok();
    let table = std::fs::read(sandbox.path().join("all.csv")).unwrap();
    let report = other.run_with_input(["import", "-", "--json"], &table).ok().object();
    assert_eq!([&report["recorded"], &report["rejected"]], [11, 0]);
    assert_eq!(other.on("export").ok().stdout, lines);
}

#[test]
fn history_has_every_event_as_it_was_recorded() {
    let sandbox = sandbox();
    let size = sandbox.on("stats --json").ok().object()["events"].as_u64().unwrap() as usize;
    let lines = sandbox.on("export --history").ok().json();
    assert_eq!(lines.len(), size);
    let log = sandbox.on("log --json").ok().json();
    for (line, logged) in lines.iter().zip(&log) {
        for field in ["seq", "hash", "kind", "recorded_at"] {
            assert_eq!(line[field], logged[field], "{field}");
        }
    }
    let of = |kind: &str| lines.iter().find(|line| line["kind"] == kind).unwrap().clone();
    let seq = |id: &str| sandbox.on(&format!("show {id} --json")).ok().object()["seq"].clone();
    let (corrected, retracted) = (of("record corrected"), of("record retracted"));
    assert_eq!([&corrected["refers_to"][0], &retracted["refers_to"][0]], [&seq("b"), &seq("gone")]);
    assert_eq!([&corrected["words"]["reason"], &retracted["words"]["reason"]], ["misheard", "=never said"]);
    assert!(lines.iter().all(|line| line["words"].get("secret").is_none()), "the ledger's secret stays in it");
    sandbox.on("export --history --out events.parquet").ok();
    sandbox.on("export --history --out events.csv").ok();
    let (parquet, csv) = (read(&sandbox, "events.parquet").split_off(1), read(&sandbox, "events.csv"));
    assert_eq!([parquet.len(), csv.len()], [size, size]);
    for ((line, parquet), csv) in lines.iter().zip(&parquet).zip(&csv) {
        assert_eq!([&line["hash"], &line["kind"]], [&parquet["hash"], &parquet["kind"]]);
        assert_eq!([&line["hash"], &line["kind"]], [&csv["hash"], &csv["kind"]]);
        let words = parquet["words"].as_str().map_or(json!({}), |words| serde_json::from_str(words).unwrap());
        assert_eq!(line["words"], words);
    }
    // As it was known then.
    assert_eq!(sandbox.on("export --history --known-at size:5").ok().json().len(), 5);
}

#[test]
fn many_rows_take_many_groups() {
    let sandbox = Sandbox::with_ledger();
    let line = |number: usize| {
        format!(
            "{{\"id\":\"i{number}\",\"date\":\"2025\",\"speaker\":\"qatar\",\"issue\":\"force\",\"stance\":{},\"form\":\"quote\"}}\n",
            number % 100
        )
    };
    sandbox.file("lines.jsonl", (0..17_000).map(line).collect::<String>());
    sandbox.on("import lines.jsonl --new --quiet").ok();
    sandbox.on("export --out all.parquet").ok();
    let rows = read(&sandbox, "all.parquet").split_off(1);
    assert_eq!(rows.len(), 17_000);
    for (number, row) in rows.iter().enumerate() {
        assert_eq!([&row["id"], &row["score"]], [&json!(format!("i{number}")), &json!(number % 100)]);
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let sandbox = Sandbox::with_ledger();
    let line = |number: usize| {
        let text = "x".repeat(1_000);
        format!(
            "{{\"id\":\"i{number}\",\"date\":\"2025\",\"speaker\":\"qatar\",\"issue\":\"force\",\"stance\":1,\"form\":\"quote\",\"text\":\"{text}\"}}\n"
        )
    };
    sandbox.file("lines.jsonl", (0..300).map(line).collect::<String>());
    sandbox.on("import lines.jsonl --new --quiet").ok();
    for options in ["--format csv", "--format csv --history", "--history", ""] {
        let script = format!("set -o pipefail; \"$0\" export {options} | head -c 100");
        let mut shell = Command::new("bash");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_onrecord")]).env("ONRECORD_LEDGER", sandbox.ledger());
        let ran = Ran::of(shell.output().unwrap()).ok();
        assert_eq!((ran.stdout.len(), ran.stderr.as_str()), (100, ""), "{options}");
    }
}

#[test]
fn a_file_is_whole_or_as_it_was() {
    let sandbox = sandbox();
    sandbox.file("all.parquet", "before");
    sandbox.on("export --out all.parquet --known-at size:1000").status(2);
    assert_eq!(std::fs::read(sandbox.path().join("all.parquet")).unwrap(), b"before");
    let report = sandbox.on("export --format csv --out all.parquet --json").ok().object();
    assert_eq!(report, json!({"out": "all.parquet", "rows": 11}));
    let leftovers = std::fs::read_dir(sandbox.path()).unwrap().map(|file| file.unwrap().file_name());
    let leftovers: Vec<_> = leftovers.filter(|name| name.to_string_lossy().starts_with(".tmp")).collect();
    assert!(leftovers.is_empty(), "{leftovers:?}");
}
