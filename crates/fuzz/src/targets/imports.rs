//! Imports: JSON lines, tables and profiles.
//!
//! Invariant: a record that was taken from a line or a row is written as a line that gives the same record.

use onrecord::doors;
use onrecord_core::line::{
    AccountLine, ActorLine, IssueLine, Line, MemberLine, OccasionLine, RoleLine, SourceLine, StatementLine,
};
use serde::de::DeserializeOwned;

use crate::corpus::read;
use crate::parts::pack;
use crate::target::{Answer, Shape, Target, as_it_is, parts, text};

pub(super) static TARGETS: &[Target] = &[
    Target { name: "line", shape: Shape::Bytes, seeds: line_seeds, words: OF_JSON, mend: as_it_is, take: take_lines },
    Target { name: "table", shape: Shape::Parts, seeds: table_seeds, words: OF_TABLES, mend: as_it_is, take: table },
    Target { name: "profile", shape: Shape::Bytes, seeds: profiles, words: OF_TOML, mend: as_it_is, take: profile },
];

const OF_JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "null",
    "true",
    "-",
    "1e999",
    "\\u0000",
    "\\ud800",
    "\n",
    "\"type\":\"actor\"",
    "\"type\":\"source\"",
    "\"source\":",
    "\"on_behalf_of\":[]",
    "\"form\":\"readout\"",
    "\"lang\":\"\"",
    "\u{feff}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];
const OF_TABLES: &[&str] = &[
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r\n",
    "\n",
    "\r",
    "|",
    "sep=;\n",
    "\u{feff}",
    "yes",
    "support",
    "2025-12-17",
    "=",
    "date",
    "speaker",
    "stance",
    "source_title",
    "[columns]\n",
    "[constants]\n",
    "encoding = \"latin1\"\n",
    "\0",
];
const OF_TOML: &[&str] = &[
    "[",
    "]",
    "=",
    "\"",
    "\"\"\"",
    "'",
    ".",
    ",",
    "#",
    "\n",
    "\r",
    "é",
    "\u{301}",
    "\\u0000",
    "[columns]\n",
    "{",
    "}",
    "[values.stance]\n",
    "[templates]\n",
    "{rcid|slug}",
    "{{",
    "inf",
    "0x",
    "1979-05-27",
    "9999999999999999999",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
];

/// The line of an issue, of an actor and so on, and statements with most fields.
fn line_seeds() -> Vec<Vec<u8>> {
    let files = [
        "docs/examples/washington.jsonl",
        "tests/fixtures/case/statements.jsonl",
        "tests/fixtures/v1/answers/export.jsonl",
    ];
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for file in files {
        let lines = read(file);
        seeds.extend(lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec));
    }
    seeds
}

fn table_seeds() -> Vec<Vec<u8>> {
    let plain: &[u8] = b"id,date,speaker,issue,stance,form,text\na1,2025-12-17,qatar,ceasefire,support,quote,\"We said \"\"yes\"\".\nTwice.\"\n";
    let semicolons: &[u8] =
        b"sep=;\nwhen;who;topic;position;title;url\n2025-12;T\xc3\xbcrkiye;truce;pro;A page;https://example.org/1\n";
    let votes: &[u8] = b"date,country,country_code,rcid,session,resolution,issue,vote\n1946-01-01,Cuba,CU,3,1,R/1/66,,yes\n1946-01-01,Haiti,,3,1,,,no\n";
    let gzip = read("tests/fixtures/un/unvotes-excerpt.csv.gz");
    let mut seeds = vec![
        pack(&[Vec::new(), plain.to_vec()]),
        pack(&[read("docs/profiles/spreadsheet.toml"), semicolons.to_vec()]),
        pack(&[
            b"encoding = \"windows-1252\"\ndelimiter = \"|\"\n".to_vec(),
            b"date|speaker|issue|stance|form\n2025|C\xf4te|x|0|vote\n".to_vec(),
        ]),
        pack(&[read("docs/profiles/un-votes.toml"), votes.to_vec()]),
        pack(&[read("docs/profiles/un-votes.toml"), gzip[..2048].to_vec()]),
        // A zstd frame of one raw block, without a checksum.
        pack(&[Vec::new(), b"\x28\xb5\x2f\xfd\x20\x02\x11\x00\x00{}".to_vec()]),
    ];
    seeds.extend(line_seeds().into_iter().step_by(16).map(|line| pack(&[Vec::new(), line])));
    seeds
}

fn profiles() -> Vec<Vec<u8>> {
    vec![
        read("docs/profiles/spreadsheet.toml"),
        read("docs/profiles/un-votes.toml"),
        b"format = \"csv\"\ndelimiter = \"tab\"\nencoding = \"latin1\"\nactor_kind = \"person\"\nignore = []\n".to_vec(),
        b"[columns]\ndate = [\"a\", \"b\"]\n[templates]\nid = \"{a|lower}-{{b}}\"\n[constants]\nform = \"vote\"\naccount = true\n".to_vec(),
    ]
}

fn take_lines(input: &[u8]) -> Answer {
    let mut first = Ok(());
    doors::import("format = \"jsonl\"", input.to_vec(), |row| match row {
        Ok(line) => assert_reads_again(&line),
        Err(rejection) => first = Err(rejection),
    })?;
    first
}

fn table(input: &[u8]) -> Answer {
    let [profile, bytes] = parts(input)?;
    let mut first = Ok(());
    doors::import(text(&profile)?, bytes, |row| match row {
        Ok(line) => assert_reads_again(&line),
        Err(rejection) => first = Err(rejection),
    })?;
    first
}

fn profile(input: &[u8]) -> Answer {
    doors::profile(text(input)?)
}

/// A record as a line is read as a record, which is written as the same line.
pub(super) fn assert_reads_again(line: &Line) {
    let written = written(line);
    let again = match line {
        Line::Statement(_) => Line::Statement(Box::new(read_line::<StatementLine>(&written))),
        Line::Actor(_) => Line::Actor(read_line::<ActorLine>(&written)),
        Line::Role(_) => Line::Role(read_line::<RoleLine>(&written)),
        Line::Member(_) => Line::Member(read_line::<MemberLine>(&written)),
        Line::Issue(_) => Line::Issue(read_line::<IssueLine>(&written)),
        Line::Source(_) => Line::Source(read_line::<SourceLine>(&written)),
        Line::Occasion(_) => Line::Occasion(read_line::<OccasionLine>(&written)),
        Line::Account(_) => Line::Account(read_line::<AccountLine>(&written)),
    };
    // Not the records: `readout` is written as the paraphrase that it stands for.
    assert_eq!(self::written(&again), written, "a record that was read again is written again as it was");
}

fn written(line: &Line) -> String {
    serde_json::to_string(line).unwrap_or_else(|error| panic!("{line:?} cannot be written: {error}"))
}

fn read_line<T: DeserializeOwned>(written: &str) -> T {
    serde_json::from_str(written).unwrap_or_else(|error| panic!("{written} was written and is not read: {error}"))
}
