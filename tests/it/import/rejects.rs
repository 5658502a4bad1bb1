//! The file of rejects: made only if it is needed, never over another, mended and imported again.

use std::path::Path;

use crate::harness::Sandbox;

const TABLE: &str = "id,date,speaker,issue,stance,form,text\n\
                     a,2025,qatar,force,50,quote,\n\
                     b,2025,qatar,force,500,quote,\"=HYPERLINK(\"\"x\"\"), and\nmore\"\n\
                     c,2025,nobody,force,50,quote,'tis\n";

fn with_names() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("actor add qatar --kind state --name Qatar").ok();
    sandbox.on("issue add force --wording 'A force is sent.'").ok();
    sandbox
}

fn read(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path().join(name)).unwrap()
}

#[test]
fn rows_that_are_not_taken_are_kept_and_come_back_once_they_are_mended() {
    let sandbox = with_names();
    sandbox.file("table.csv.gz", TABLE);
    sandbox.on("import table.csv.gz --quiet").status(1);
    let rejects = read(&sandbox, "table.rejects.csv");
    assert_eq!(
        rejects,
        "rejected_line,rejected_column,rejected_reason,id,date,speaker,issue,stance,form,text\n\
         3,stance,`500` is out of range: a score is a whole number from -100 to 100,b,2025,qatar,force,500,quote,\"'=HYPERLINK(\"\"x\"\"), and\nmore\"\n\
         5,speaker,\"unknown actor `nobody`; `onrecord actor add` adds an actor; `append`, `correct` and `import` add unknown names with --new\",c,2025,nobody,force,50,quote,'tis\n"
    );
    sandbox.file("mended.csv", rejects.replace(",500,", ",51,"));
    let report = sandbox.on("import mended.csv --new --json --quiet").ok().object();
    assert_eq!([&report["recorded"], &report["rejected"]], [2, 0]);
    assert_eq!(sandbox.on("show b --json").ok().object()["text"], "=HYPERLINK(\"x\"), and\nmore");
    assert_eq!(sandbox.on("show c --json").ok().object()["text"], "'tis");
    // Rejected once more, the first reason goes and the cells stay as they are.
    sandbox.file("again.csv", rejects.replace("qatar", "atlantis"));
    sandbox.on("import again.csv --quiet").status(1);
    let again = read(&sandbox, "again.rejects.csv");
    assert!(again.starts_with("rejected_line,rejected_column,rejected_reason,id,date"), "{again}");
    assert!(again.contains("\"'=HYPERLINK(\"\"x\"\")"), "{again}");
}

#[test]
fn lines_that_are_not_taken_are_kept_with_their_place() {
    let sandbox = with_names();
    sandbox.file("lines.jsonl", "nonsense\n{\"date\":1}\n\u{1}\n");
    sandbox.on("import lines.jsonl --quiet").status(1);
    assert_eq!(
        read(&sandbox, "lines.rejects.jsonl"),
        "{\"line\":1,\"column\":1,\"reason\":\"a line is a JSON object in {}, this one begins with `n`\",\"text\":\"nonsense\"}\n\
         {\"line\":2,\"column\":9,\"reason\":\"invalid type: integer `1`, expected a string\",\"text\":\"{\\\"date\\\":1}\"}\n\
         {\"line\":3,\"column\":1,\"reason\":\"a line is a JSON object in {}, this one begins with `\\u0001`\",\"text\":\"\\u0001\"}\n"
    );
}

#[test]
fn there_is_a_file_only_if_something_is_rejected() {
    let sandbox = with_names();
    sandbox.file("good.csv", TABLE.lines().take(2).collect::<Vec<_>>().join("\n"));
    sandbox.on("import good.csv --rejects mine.csv").ok();
    sandbox.file("table.csv", TABLE);
    sandbox.on("import table.csv --dry-run --rejects mine.csv").status(1);
    sandbox.run_with_input(["import", "-"], TABLE.as_bytes()).status(1);
    let files = std::fs::read_dir(sandbox.path()).unwrap().map(|file| file.unwrap().file_name());
    let rejects: Vec<_> = files.filter(|name| Path::new(name).to_string_lossy().contains("rejects")).collect();
    assert!(rejects.is_empty() && !sandbox.path().join("mine.csv").exists(), "{rejects:?}");
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let sandbox = with_names();
    sandbox.file("table.csv", TABLE);
    let ran = sandbox.on("import table.csv --json --quiet").status(1);
    assert_eq!(ran.object()["rejects"], "table.rejects.csv");
    assert_eq!(sandbox.on("import table.csv --json --quiet").status(1).object()["rejects"], "table.rejects-2.csv");
    sandbox.file("mine.csv", "mine");
    sandbox.on("import table.csv --rejects mine.csv").status(2).tells(
        &sandbox,
        "
        error: `mine.csv` is there already
        hint: rejects are not written over another file: name a new one, or remove it
        ",
    );
    assert_eq!(read(&sandbox, "mine.csv"), "mine");
}

#[test]
fn rows_go_in_even_where_no_rejects_can_be_written() {
    let sandbox = with_names();
    sandbox.file("table.csv", TABLE);
    let ran = sandbox.on("import table.csv --rejects no/such/folder.csv --json --quiet").status(1);
    assert_eq!([&ran.object()["recorded"], &ran.object()["rejected"]], [1, 2]);
    assert!(ran.stderr.contains("warning: the file of rejects `no/such/folder.csv` cannot be made"), "{}", ran.stderr);
}
