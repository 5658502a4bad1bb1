//! `report`: the table for whoever decides, with its evidence.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use onrecord_core::replay::Question;
use onrecord_core::stated_on::Day;
use serde_json::json;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::matrix::{every_pair_has_a_position, matrix};
use crate::out_file;
use crate::output::Output;
use crate::question::{self, By, Counted, Known, each};
use crate::report::{self, ReportQuestion, report};

/// Write a report: who held what at the end of a day, with the evidence, and what changed
///
/// It holds nothing but what follows from the ledger and the options: the same command on the same ledger gives the
/// same bytes. Exits with 1 if an actor and an issue are asked for and there is no position.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The day; else today (UTC)
    #[arg(long, value_name = "DAY")]
    at: Option<Day>,
    /// Say what changed since the end of this day
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only this holder; several times for several
    #[arg(long, value_name = "SLUG")]
    actor: Vec<String>,
    /// Only this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    /// What it is written in; else what the ending of --out says; else Markdown
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write it into this file, whose name ends in .md or .html, instead of printing it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

/// What a report is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Markdown with footnotes.
    Markdown,
    /// One HTML file that needs nothing else.
    Html,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let format = format(args.format, args.out.as_deref())?;
    let session = args.known.open(global, output)?;
    let view = &session.view;
    let at = args.at.map_or_else(|| session.clock().today(), Ok)?;
    if let Some(since) = args.since.filter(|since| *since > at) {
        return Err(Failure::new(format!("--since {since} is after the day of the report, {at}")));
    }
    let question = Question {
        at,
        by: args.by.into(),
        holders: each(view, &args.actor, question::holder)?,
        issues: each(view, &args.issue, question::issue)?,
        filter: args.counted.filter(),
    };
    let answered = every_pair_has_a_position(&question, &matrix(view, &question));
    let document = report(view, &ReportQuestion { question, since: args.since });
    let text = match format {
        Format::Markdown => report::markdown(&document),
        Format::Html => report::html(&document),
    };
    if let Some(path) = &args.out {
        out_file::write(path, &text, output)?;
    } else if output.is_json() {
        let head = view.head();
        output.object(&json!({
            "at": at, "since": args.since, "known_at": head.size, "head": head.hash, "format": name(format), "report": text,
        }))?;
    } else {
        output.raw(text.as_bytes())?;
    }
    Ok(if answered { Answer::Yes } else { Answer::No })
}

/// The format that was asked for, or that the file's ending says; the two must agree.
fn format(given: Option<Format>, out: Option<&Path>) -> Result<Format, Failure> {
    let Some(path) = out else { return Ok(given.unwrap_or(Format::Markdown)) };
    let of_ending = match out_file::ending(path).as_str() {
        "md" | "markdown" => Some(Format::Markdown),
        "html" | "htm" => Some(Format::Html),
        _ => None,
    };
    match (given, of_ending) {
        (None, None) => Err(out_file::wrong_ending(path, "reports are written as .md or .html; --format says it too")),
        (Some(given), Some(of_ending)) if given != of_ending => {
            Err(Failure::new(format!("--format {} does not go with `{}`", name(given), path.display())))
        }
        (Some(format), _) | (None, Some(format)) => Ok(format),
    }
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Markdown => "markdown",
        Format::Html => "html",
    }
}
