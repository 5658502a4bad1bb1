//! `matrix`: all holders against all issues on a day.

mod grid;
mod spreadsheet;

use onrecord_core::replay::{Question, Status};
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use serde_json::{Map, json};

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::matrix::{Cell, Matrix, Row, every_pair_has_a_position, matrix};
use crate::out_file::{self, PictureFile};
use crate::output::Output;
use crate::picture;
use crate::question::{self, By, Counted, Known, each};

/// Show all holders against all issues at the end of a day
///
/// Holders and issues of which nothing was said by then are left out, unless they are asked for. Exits with 1 if an
/// actor and an issue are asked for and there is no position.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The day; else today (UTC)
    #[arg(long, value_name = "DAY")]
    at: Option<Day>,
    /// Only this holder; several times for several
    #[arg(long, value_name = "SLUG")]
    actor: Vec<String>,
    /// Only this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    /// Write CSV for spreadsheets: a row a holder, a column an issue
    #[arg(long, conflicts_with_all = ["out", "json"])]
    csv: bool,
    #[command(flatten)]
    picture: PictureFile,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let picture = args.picture.checked()?;
    let session = args.known.open(global, output)?;
    let view = &session.view;
    let question = Question {
        at: args.at.map_or_else(|| session.clock().today(), Ok)?,
        by: args.by.into(),
        holders: each(view, &args.actor, question::holder)?,
        issues: each(view, &args.issue, question::issue)?,
        filter: args.counted.filter(),
    };
    let matrix = matrix(view, &question);
    if let Some(path) = picture {
        out_file::write(path, &picture::matrix(view, &matrix)?, output)?;
    } else if args.csv {
        spreadsheet::print(view, &matrix, output)?;
    } else if output.is_json() {
        for row in &matrix.rows {
            output.object(&object(view, &matrix, row))?;
        }
    } else {
        grid::print(view, &matrix, output)?;
    }
    Ok(if every_pair_has_a_position(&question, &matrix) { Answer::Yes } else { Answer::No })
}

/// A holder as JSON.
fn object(view: &View, matrix: &Matrix, row: &Row) -> serde_json::Value {
    let position = |cell: &Cell| {
        let range = if let Cell::Mixed(_, range, _) = cell { Some(*range) } else { cell.score().map(|s| (s, s)) };
        json!({
            "score": cell.score(),
            "low": range.map(|(low, _)| low),
            "high": range.map(|(_, high)| high),
            "status": cell.status().as_str(),
            "only": only(*cell),
            "seq": cell.seq(),
        })
    };
    let issues = matrix.issues.iter().filter_map(|issue| row.cells.get(issue).map(|cell| (issue, cell)));
    let positions: Map<String, serde_json::Value> =
        issues.map(|(issue, cell)| (view.slug(*issue).to_owned(), position(cell))).collect();
    json!({
        "holder": view.slug(row.holder),
        "utterance_of": row.utterance,
        "positions": positions,
        "at": matrix.at,
        "known_at": matrix.known_at,
    })
}

/// What there is where there is no position.
fn only(cell: Cell) -> Option<&'static str> {
    match cell {
        Cell::Silence => Some("silence"),
        Cell::Claim => Some("claim"),
        Cell::Possible => Some("possible"),
        Cell::Held(..) | Cell::Mixed(..) | Cell::Withdrawn(_) => None,
    }
}

/// A score as it stands in a cell, with its sign; else the status.
fn cell_text(cell: Cell) -> String {
    cell.score().map_or_else(
        || if cell.status() == Status::Withdrawn { "withdrawn" } else { "" }.to_owned(),
        |score| score.to_string(),
    )
}
