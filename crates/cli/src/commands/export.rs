//! `export`: writes the ledger as lines that `import` reads, or as a table that others read.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use onrecord_core::line::lines;
use onrecord_core::view::{Roles, View};
use serde_json::json;

use self::csv_table::CsvTable;
use self::history::Told;
use self::new_file::NewFile;
use self::parquet_table::ParquetTable;
use self::sink::Sink;
use self::table::{Column, TakesRows};
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::out_file::ending;
use crate::output::Output;
use crate::session::Session;

mod csv_table;
mod history;
mod new_file;
mod parquet_table;
mod sink;
mod statements;
mod table;

/// Write the ledger as lines that `import` reads, or as a table
///
/// What was retracted is left out, what was corrected stands as corrected, what was merged stands under the name that
/// it went to. Imported into an empty ledger, the lines give the same answers. CSV and Parquet have a row for each
/// statement, with both times, the event's number and its hash; CSV comes back by `import`. Cells that a spreadsheet
/// would run as a formula begin with an apostrophe.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How it is written; else the ending of --out says it, else as lines
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write it into this file, over one that is there; needed for Parquet
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The events as they were recorded, corrections and retractions among them. This does not go back into a ledger
    #[arg(long)]
    history: bool,
    /// How much of the ledger counts: a day, an instant, seq:N (through event N), size:N (the first N events); else all
    #[arg(long, value_name = "WHEN")]
    known_at: Option<String>,
    /// Time zone in which a day of --known-at ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A JSON object a line.
    Jsonl,
    /// A table for spreadsheets.
    Csv,
    /// A table for DuckDB, R and Python.
    Parquet,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let format = args.format.unwrap_or_else(|| by_ending(args.out.as_deref()));
    let parquet_file = match (format, args.out.as_deref()) {
        (Format::Parquet, None) => {
            return Err(Failure::new("Parquet is written into a file").hint("name it with --out FILE"));
        }
        (Format::Parquet, Some(path)) => Some(NewFile::begin(path)?),
        (Format::Jsonl | Format::Csv, _) => None,
    };
    let session = Session::whole(global, output, KnownAt::read(args.known_at.as_deref(), &args.zone)?)?;
    let view = &session.view;
    let rows = if let Some(file) = parquet_file {
        let mut table = ParquetTable::begin(columns(args.history), file)?;
        let rows = fill(&mut table, view, args.history)?;
        table.finish()?;
        rows
    } else {
        let sink = Sink::open(args.out.as_deref(), output)?;
        let (rows, sink) = match format {
            Format::Csv => {
                let mut table = CsvTable::begin(columns(args.history), sink)?;
                (fill(&mut table, view, args.history)?, table.finish()?)
            }
            Format::Jsonl | Format::Parquet => objects(sink, view, args.history)?,
        };
        sink.finish()?;
        rows
    };
    match &args.out {
        Some(path) if output.is_json() => output.object(&json!({ "out": path.to_string_lossy(), "rows": rows }))?,
        Some(path) => output.note(format_args!("wrote {rows} rows to {}", path.display())),
        None => {}
    }
    Ok(Answer::Yes)
}

fn by_ending(out: Option<&Path>) -> Format {
    match out.map(ending).as_deref() {
        Some("csv") => Format::Csv,
        Some("parquet") => Format::Parquet,
        Some(_) | None => Format::Jsonl,
    }
}

fn columns(history: bool) -> &'static [Column] {
    if history { &history::COLUMNS } else { &statements::COLUMNS }
}

/// Gives a table its rows, and counts them.
fn fill(table: &mut impl TakesRows, view: &View, history: bool) -> Result<u64, Failure> {
    let mut rows = 0;
    if history {
        for event in view.events() {
            table.row(Told::of(view, event).row())?;
            rows += 1;
        }
    } else {
        let roles = Roles::of(view);
        for statement in view.statements() {
            table.row(statements::row(view, &roles, &statement))?;
            rows += 1;
        }
    }
    Ok(rows)
}

/// Writes JSON lines, and counts them.
fn objects<'o>(mut sink: Sink<'o>, view: &View, history: bool) -> Result<(u64, Sink<'o>), Failure> {
    let mut rows = 0;
    if history {
        for event in view.events() {
            sink.object(&Told::of(view, event))?;
            rows += 1;
        }
    } else {
        for line in lines(view) {
            sink.object(&line)?;
            rows += 1;
        }
    }
    Ok((rows, sink))
}
