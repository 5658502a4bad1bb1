//! The file of rejects: what an import did not take, with the place and the reason.
//!
//! Invariants: there is a file only if something was rejected; a file that is there is never written over.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::rejection::{Column, Rejection};
use super::rows::Raw;
use crate::failure::Failure;
use crate::formula::guarded;
use crate::ledger_columns::REJECTED_COLUMNS;

/// So many names are tried before a default file is given up.
const NAMES_MAX: usize = 100;

/// Where rejects go.
pub(super) struct Rejects {
    target: Target,
    open: Option<Open>,
}

/// Where rejects are to go.
enum Target {
    /// Nowhere: nothing is written, or there is no file beside which they could stand.
    Nowhere,
    /// Into this file.
    Given(PathBuf),
    /// Beside the input, under the first free name of this sort.
    Beside(PathBuf),
}

struct Open {
    path: PathBuf,
    file: BufWriter<std::fs::File>,
    headed: bool,
}

impl Rejects {
    /// For an import that writes nothing, or whose input has no place.
    pub(super) fn nowhere() -> Self {
        Rejects { target: Target::Nowhere, open: None }
    }

    /// Into a file that must not be there yet.
    pub(super) fn given(path: &Path) -> Result<Self, Failure> {
        if path.exists() {
            return Err(Failure::new(format!("`{}` is there already", path.display()))
                .hint("rejects are not written over another file: name a new one, or remove it"));
        }
        Ok(Rejects { target: Target::Given(path.to_owned()), open: None })
    }

    /// Beside the input, whose name says what is in them.
    pub(super) fn beside(input: &str) -> Self {
        if input == "-" { Rejects::nowhere() } else { Rejects { target: Target::Beside(input.into()), open: None } }
    }

    /// Keeps a row. Where no file can be made, none is from then on.
    pub(super) fn add(&mut self, line: u64, rejection: &Rejection, raw: &Raw<'_>) -> Result<(), Failure> {
        if self.open.is_none() {
            self.open = match std::mem::replace(&mut self.target, Target::Nowhere) {
                Target::Nowhere => None,
                Target::Given(path) => Some(Open::create(path)?),
                Target::Beside(input) => Some(beside(&input, raw)?),
            };
        }
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let written = match raw {
            Raw::Line(text) => open.object(line, rejection, *text),
            Raw::Cells { headings, cells, guarded } => open.cells(line, rejection, headings, cells, *guarded),
        };
        written.map_err(|error| {
            let failure = Failure::of(&error);
            self.open = None;
            failure
        })
    }

    /// The file, if there is one.
    pub(super) fn finish(self) -> Result<Option<PathBuf>, Failure> {
        let Some(mut open) = self.open else {
            return Ok(None);
        };
        open.file.flush()?;
        Ok(Some(open.path))
    }
}

impl Open {
    fn create(path: PathBuf) -> Result<Self, Failure> {
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let file = file.map_err(|error| not_made(&path, &error))?;
        Ok(Open { path, file: BufWriter::new(file), headed: false })
    }

    fn object(&mut self, line: u64, rejection: &Rejection, text: Option<&str>) -> std::io::Result<()> {
        let column = match &rejection.column {
            Some(Column::Byte(at)) => json!(at),
            Some(Column::Cell(index)) => json!(index + 1),
            Some(Column::Named(name)) => json!(name),
            None => json!(null),
        };
        let reason = reason(&rejection.failure);
        writeln!(self.file, "{}", json!({ "line": line, "column": column, "reason": reason, "text": text }))
    }

    fn cells(
        &mut self,
        line: u64,
        rejection: &Rejection,
        headings: &[String],
        cells: &[String],
        are_guarded: bool,
    ) -> std::io::Result<()> {
        let mut record = csv::WriterBuilder::new().flexible(true).from_writer(&mut self.file);
        let safe = |cell: &String| if are_guarded { cell.clone() } else { guarded(cell).into_owned() };
        let is_ours = |name: &String| REJECTED_COLUMNS.contains(&name.as_str());
        let own = headings.iter().map(is_ours).chain(std::iter::repeat(false));
        if !self.headed {
            let kept = headings.iter().filter(|name| !is_ours(name)).map(safe);
            record.write_record(REJECTED_COLUMNS.map(str::to_owned).into_iter().chain(kept))?;
            self.headed = true;
        }
        let column = match &rejection.column {
            Some(Column::Named(name)) => guarded(name).into_owned(),
            Some(Column::Cell(index)) => (index + 1).to_string(),
            Some(Column::Byte(_)) | None => String::new(),
        };
        let why = [line.to_string(), column, guarded(&reason(&rejection.failure)).into_owned()];
        let kept = cells.iter().zip(own).filter(|(_, own)| !own).map(|(cell, _)| safe(cell));
        record.write_record(why.into_iter().chain(kept))?;
        record.flush()
    }
}

/// The reason on one line: what is wrong, why, and the first thing to do about it.
fn reason(failure: &Failure) -> String {
    let parts = std::iter::once(&failure.message).chain(&failure.causes).chain(failure.hints.first());
    parts.map(String::as_str).collect::<Vec<_>>().join("; ").replace(['\r', '\n'], " ")
}

/// The first free name beside the input: `votes.rejects.csv`, `votes.rejects-2.csv` and so on.
fn beside(input: &Path, raw: &Raw<'_>) -> Result<Open, Failure> {
    let ending = match raw {
        Raw::Line(_) => "jsonl",
        Raw::Cells { .. } => "csv",
    };
    let name = input.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut stem = name.as_str();
    for known in [".gz", ".zst", ".zstd", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt"] {
        stem = stem.strip_suffix(known).unwrap_or(stem);
    }
    let mut last = None;
    for number in 1..=NAMES_MAX {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let path = input.with_file_name(format!("{stem}.rejects{number}.{ending}"));
        if !path.exists() {
            return Open::create(path);
        }
        last = Some(path);
    }
    let last = last.map_or_else(String::new, |path| path.display().to_string());
    Err(Failure::new(format!("no name for the rejects is free, up to `{last}`"))
        .hint("name a file with --rejects FILE"))
}

fn not_made(path: &Path, error: &std::io::Error) -> Failure {
    let mut failure = Failure::new(format!("the file of rejects `{}` cannot be made", path.display()));
    failure.causes.push(error.to_string());
    failure.hint("--rejects FILE names another place")
}
