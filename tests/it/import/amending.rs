//! `--amend`: rows whose ids are known with another content become corrections.

use crate::harness::Sandbox;

fn table(rows: &[&str]) -> String {
    let mut table = "id,date,speaker,issue,stance,form,text\n".to_owned();
    for row in rows {
        table += row;
        table += "\n";
    }
    table
}

fn with_three() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    let rows =
        ["a,2025-12-17,qatar,force,50,quote,one", "b,2025-12-18,qatar,force,60,quote,two", "c,2025,iran,force,0,vote,"];
    sandbox.file("first.csv", table(&rows));
    sandbox.on("import first.csv --new --quiet").ok();
    sandbox.file(
        "second.csv",
        table(&[
            "a,2025-12-17,qatar,force,55,quote,won",
            rows[1],
            "d,2025,mali,force,0,vote,",
            "c,31.12.2025,iran,force,0,vote,",
        ]),
    );
    sandbox
}

#[test]
fn without_it_other_content_is_a_conflict() {
    let sandbox = with_three();
    let report = sandbox.on("import second.csv --new --json --quiet").status(1);
    assert!(
        report
            .stderr
            .contains("column `id`: the id `a` is recorded already, as event 4, with another content (stance, text)"),
        "{}",
        report.stderr
    );
}

#[test]
fn a_preview_says_what_would_change_and_changes_nothing() {
    let sandbox = with_three();
    let before = sandbox.on("stats --json").ok().object()["head"].clone();
    let ran = sandbox.on("import second.csv --new --amend --reason 'coded anew' --dry-run --json").status(1);
    assert_eq!(
        sandbox.steady(&ran.stderr),
        "note: would correct event 4 (`a`): stance 50 -> 55, text \"one\" -> \"won\"\n\
         note: would add: new actor `mali`\n\
         warning: line 5, column `date`: `31.12.2025` is not year-month-day: write the day as 2025-12-17, the month as 2025-12, the year as 2025, a time as 2025-12-17T14:30Z\n"
    );
    let report = ran.object();
    assert_eq!([&report["recorded"], &report["corrected"], &report["already_recorded"]], [1, 1, 1]);
    assert_eq!(report["head"], before);
    assert_eq!(sandbox.on("stats --json").ok().object()["head"], before);
}

#[test]
fn changed_rows_become_corrections_once() {
    let sandbox = with_three();
    let import =
        || sandbox.on("import second.csv --new --amend --reason 'coded anew' --json --quiet").status(1).object();
    let report = import();
    assert_eq!(
        [&report["recorded"], &report["corrected"], &report["already_recorded"], &report["rejected"]],
        [1, 1, 1, 1]
    );
    let shown = sandbox.on("show a --json").ok().object();
    assert_eq!([&shown["stance"], &shown["corrected_by"][0]], [55, 8]);
    let log = sandbox.on("log --json").ok().stdout;
    assert!(log.contains("record corrected"), "{log}");
    assert_eq!(sandbox.on("replay --known-at seq:7 --at 2025-12-17 --actor qatar --json").ok().object()["score"], 50);
    let again = import();
    assert_eq!([&again["recorded"], &again["corrected"], &again["already_recorded"]], [0, 0, 3]);
    // What was first recorded is known too; it does not take the correction back.
    let first = sandbox.on("import first.csv --amend --reason back --json").ok().object();
    assert_eq!([&first["corrected"], &first["already_recorded"]], [0, 3]);
    sandbox.on("audit").ok();
}

#[test]
fn a_correction_has_a_reason() {
    let sandbox = with_three();
    let ran = sandbox.on("import second.csv --amend").status(2);
    assert!(ran.stderr.starts_with("error: --reason"), "{}", ran.stderr);
}
