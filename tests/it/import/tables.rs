//! Tables as spreadsheets write them: what stands between cells, quotes, line ends, encodings, cells that are not there.

use serde_json::json;

use crate::harness::{Ran, Sandbox};

const ROWS: [&str; 3] = [
    "id,date,speaker,issue,stance,form,text",
    r#"a,2025-12-17,Qatar,force,50,quote,"It must ""protect"",
and not serve""#,
    "b,2025-12-18,iran,force,oppose,paraphrase,",
];

fn import(sandbox: &Sandbox, options: &str, table: impl AsRef<[u8]>) -> Ran {
    sandbox.file("table.csv", table);
    sandbox.on(&format!("import table.csv --new --json --quiet {options}"))
}

/// Imports into a new ledger, and gives the counts of recorded and rejected, and all that is said of rejected rows.
fn counts(options: &str, table: impl AsRef<[u8]>) -> (u64, u64, String) {
    let sandbox = Sandbox::with_ledger();
    let ran = import(&sandbox, options, table);
    let report = ran.object();
    (report["recorded"].as_u64().unwrap(), report["rejected"].as_u64().unwrap(), ran.stderr.trim_end().to_owned())
}

#[track_caller]
fn taken(options: &str, table: impl AsRef<[u8]>, recorded: u64) {
    assert_eq!(counts(options, table), (recorded, 0, String::new()));
}

#[track_caller]
fn refused(options: &str, table: impl AsRef<[u8]>, expected: &str) {
    let sandbox = Sandbox::with_ledger();
    let ran = import(&sandbox, options, table).status(2).tells(&sandbox, expected);
    assert_eq!(ran.stdout, "");
    assert_eq!(sandbox.on("stats --json").ok().object()["statements"], 0);
}

#[test]
fn a_table_comes_in_however_a_spreadsheet_writes_it() {
    let plain = ROWS.join("\n");
    taken("", &plain, 2);
    taken("", plain.replace('\n', "\r\n") + "\r\n", 2);
    taken("", format!("\u{feff}{plain}\n"), 2);
    taken("", format!("\u{feff}sep=,\r\n{plain}\n"), 2);
    let semicolons = |sign: &str| ROWS[0].replace(',', sign) + "\n" + &ROWS[2].replace(',', sign) + "\n";
    taken("", semicolons(";"), 1);
    taken("", semicolons("\t"), 1);
    taken("", format!("sep=;\n{}", semicolons(";")), 1);
    taken("--delimiter ^", semicolons("^"), 1);
    // Rows of nothing, cells of nothing beyond the headings, headings as people write them.
    let padded = format!("{},,\n\n,,,,,,,,\n{},,\n", ROWS[0].replace("form", "Form "), ROWS[2]);
    taken("", padded, 1);
}

#[test]
fn words_in_cells_come_in_as_they_are() {
    let sandbox = Sandbox::with_ledger();
    import(&sandbox, "", ROWS.join("\r\n")).ok();
    let shown = sandbox.on("show a --json").ok().object();
    assert_eq!(shown["text"], "It must \"protect\",\nand not serve");
    assert_eq!(
        [&shown["speaker"], &shown["date"], &shown["stance"]],
        [&json!("qatar"), &json!("2025-12-17"), &json!(50)]
    );
    assert_eq!(sandbox.on("show b --json").ok().object().get("text"), None);
    assert_eq!(sandbox.on("actor show qatar --json").ok().object()["name"], "Qatar");
}

#[test]
fn tables_without_rows_record_nothing() {
    for table in ["", "\n", "\u{feff}", ROWS[0], "id,date,speaker,issue,stance,form,text\r\n\r\n"] {
        taken("", table, 0);
    }
}

#[test]
fn other_encodings_are_refused_with_a_hint_or_read_as_told() {
    let table = |name: &[u8]| {
        [b"id,date,speaker,issue,stance,form\na,2025,", name, b",force,50,vote\nb,2025,Mali,force,0,vote\n"].concat()
    };
    let (recorded, rejected, said) = counts("", table(b"C\xf4te d\x92Ivoire"));
    assert_eq!((recorded, rejected), (1, 1));
    assert_eq!(
        said,
        "warning: line 2, column `speaker`: the cell is not UTF-8 from its byte 2 on\n\
         hint: save the file as UTF-8, or say --encoding windows-1252 if it comes from an older spreadsheet"
    );
    taken("--encoding windows-1252", table(b"C\xf4te d\x92Ivoire"), 2);
    let sandbox = Sandbox::with_ledger();
    import(&sandbox, "--encoding latin1", table(b"S\xe3o Tom\xe9")).ok();
    assert_eq!(sandbox.on("actor show sao-tome --json").ok().object()["name"], "São Tomé");
}

#[test]
fn headings_that_do_not_fit_stop_the_import() {
    refused(
        "",
        "id,date,spaeker,issue,stance,form\n",
        "
        error: the column `spaeker` is used by no field
        hint: did you mean `speaker`?
        hint: --map FIELD=COLUMN uses a column, --ignore COLUMN reads past it; a profile can say both
        hint: fields are id, date, speaker, on_behalf_of, own_name, role, about, reported_by, issue, wording, stance, condition, unconditional, form, genre, channel, text, original, lang, source, source_title, source_publisher, source_url, source_date, locator, occasion, account, certainty, utterance, noted_on, note
        ",
    );
    refused(
        "--map speaker=contry",
        "id,date,country,issue,stance,form\n",
        "
        error: there is no column `contry`
        hint: did you mean `country`?
        hint: the columns are id, date, country, issue, stance, form
        ",
    );
    refused(
        "",
        "id,date,Date ,issue\n",
        "
        error: columns 2 and 3 have the same heading `Date `
        hint: give each column a name of its own
        ",
    );
    refused(
        "",
        "id,date,issue,form\n",
        "
        error: no column gives `speaker`, `stance`
        hint: name the column with --map FIELD=COLUMN, or give a value to all rows with a profile's constants
        ",
    );
    refused(
        "--map speakr=a",
        "a\n",
        "
        error: `speakr` is no field of a statement
        hint: did you mean `speaker`?
        hint: fields are id, date, speaker, on_behalf_of, own_name, role, about, reported_by, issue, wording, stance, condition, unconditional, form, genre, channel, text, original, lang, source, source_title, source_publisher, source_url, source_date, locator, occasion, account, certainty, utterance, noted_on, note
        ",
    );
}

#[test]
fn columns_are_mapped_and_ignored_by_options() {
    let table = "country,when,vote,form,topic\nQatar,2025-12-17,yes,vote,x\n";
    taken("--map speaker=country --map date=when --map stance=vote --map issue=topic", table, 1);
    let table = "country,when,vote,form,issue,topic\nQatar,2025-12-17,yes,vote,a,x\n";
    taken("--map speaker=Country --map date=when --map stance=vote --ignore topic", table, 1);
}

#[test]
fn keys_of_json_lines_are_mapped_too() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file(
        "lines.jsonl",
        "{\"country\":\"Qatar\",\"date\":\"2025\",\"stance\":50,\"form\":\"vote\",\"issue\":\"force\",\"note\":null}\n\
         {\"country\":\"Iran\",\"date\":\"2025\",\"stance\":[50],\"form\":\"vote\",\"issue\":\"force\"}\n\
         {\"date\":\"2025\",\"stance\":50,\"form\":\"vote\",\"issue\":\"force\"}\n",
    );
    let ran = sandbox.on("import lines.jsonl --new --json --quiet --map speaker=country").status(1).tells(
        &sandbox,
        "
        warning: line 2, column `stance`: holds a list or an object, where a mapped line has single values
        warning: line 3, there is no column `country`
        hint: the columns are date, stance, form, issue
        ",
    );
    assert_eq!([&ran.object()["recorded"], &ran.object()["rejected"]], [1, 2]);
}

#[test]
fn rows_that_do_not_fit_their_headings_are_rejected_alone() {
    let row = |text: &str| format!("{}\n{text}\nz,2025,mali,force,0,vote,\n", ROWS[0]);
    for (text, expected) in [
        ("a,2025-12-17,qatar", "warning: line 2, the row has 3 cells, but there are 7 headings"),
        ("a,2025,qatar,force,50,vote,,,more", "warning: line 2, the row has 9 cells, but there are 7 headings"),
        (
            "a,17.12.2025,qatar,force,50,vote,",
            "warning: line 2, column `date`: `17.12.2025` is not year-month-day: write the day as 2025-12-17, the month as 2025-12, the year as 2025, a time as 2025-12-17T14:30Z",
        ),
        ("a,2025,,force,50,vote,", "warning: line 2, column `speaker`: missing field `speaker`"),
        (
            "a,2025,qatar,force,120,vote,",
            "warning: line 2, column `stance`: `120` is out of range: a score is a whole number from -100 to 100",
        ),
    ] {
        assert_eq!(counts("", row(text)), (1, 1, expected.to_owned()), "{text}");
    }
    // A heading without a name is no column.
    let unnamed = "id,date,speaker,issue,stance,form,\na,2025,mali,force,0,vote,\nb,2025,mali,force,0,vote,x\n";
    assert_eq!(counts("", unnamed), (1, 1, "warning: line 3, cell 7: this cell has no heading".to_owned()));
}

#[test]
fn a_quotation_mark_left_open_takes_no_more_than_its_record() {
    let open = format!("{}\na,2025,\"qatar,force,50,vote,\nb,2025,mali,force,0,vote,\n", ROWS[0]);
    let expected = "warning: line 2, a quotation mark is opened here and never closed, to the end of the file";
    assert_eq!(counts("", open), (0, 1, expected.to_owned()));
    let swallowing =
        format!("{}\na,2025,\"qatar,force,50,vote,\nb,\"2025,mali,force,0,vote,\nc,2025,iran,force,0,vote,\n", ROWS[0]);
    let (recorded, rejected, said) = counts("", swallowing);
    assert_eq!((recorded, rejected), (1, 1));
    assert!(said.ends_with("hint: it runs from line 2 to line 3: is a quotation mark left open?"), "{said}");
}

#[test]
fn a_row_is_taken_up_to_its_limit() {
    let limit = 16 << 20;
    let padded = |id: &str, len: usize| {
        let (start, end) = (format!("{id},2025,mali,force,0,vote,\""), "\"\n");
        format!("{start}{}{end}", " ".repeat(len - start.len() - end.len()))
    };
    let table = format!("{}\n{}{}{}", ROWS[0], padded("a", limit - 1), padded("b", limit * 2), padded("c", 100));
    let expected = "warning: line 3, the line is longer than 16 MiB";
    assert_eq!(counts("", table), (2, 1, expected.to_owned()));
}

#[test]
fn a_huge_line_is_refused_within_little_memory() {
    let sandbox = Sandbox::with_ledger();
    // 400 MB of one cell; the address space of the import is limited to less.
    let script = "(printf 'id,date,speaker,issue,stance,form,text\\na,2025,mali,force,0,vote,'; \
                  head -c 400000000 /dev/zero | tr '\\0' x; printf '\\nb,2025,mali,force,0,vote,\\n') \
                  | (ulimit -v 300000; exec \"$0\" import - --new --json --quiet)";
    let binary = env!("CARGO_BIN_EXE_onrecord");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script, binary]).current_dir(sandbox.path()).env("ONRECORD_LEDGER", sandbox.ledger());
    let ran = Ran::of(shell.env("ONRECORD_CODER", "tester").output().unwrap()).status(1);
    assert_eq!([&ran.object()["recorded"], &ran.object()["rejected"]], [1, 1]);
}

#[test]
fn the_empty_sheet_is_read_as_it_is_and_by_the_profile() {
    let sandbox = Sandbox::with_ledger();
    let sheet = sandbox.on("import --template csv").ok().stdout;
    let headings: Vec<&str> = sheet.trim_end().split(',').collect();
    let cells = headings.iter().map(|heading| match *heading {
        "date" => "2025-12-17",
        "speaker" => "Mali",
        "issue" => "force",
        "wording" => "A force is sent.",
        "stance" => "-50",
        "form" => "vote",
        _ => "",
    });
    let table = sheet.clone() + &cells.collect::<Vec<_>>().join(",") + "\n";
    taken("", &table, 1);
    let profile = crate::harness::repository("docs/profiles/spreadsheet.toml");
    taken(&format!("--profile '{}'", profile.display()), &table, 1);
    let sandbox = Sandbox::with_ledger();
    import(&sandbox, "", &table).ok();
    assert_eq!(sandbox.on("issue show force --json").ok().object()["wording"], "A force is sent.");
}
