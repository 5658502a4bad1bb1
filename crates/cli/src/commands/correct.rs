//! `correct`: gives a statement new content, as a mistake of ours.

use onrecord_core::intake::{Change, Options};
use onrecord_core::line::{Naming, statement_line};

use crate::args::Global;
use crate::edit::StatementFields;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;
use crate::target;

/// Correct a statement: we coded it wrongly
///
/// Only the fields that are given change; an empty text takes a field away. The statement keeps its number, and the
/// old content stays in the ledger: at an earlier --known-at it is the answer. A change of heart is no correction but
/// a new statement.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The statement
    #[arg(value_name = "SEQ|ID")]
    statement: String,
    /// The issue that it is about
    #[arg(long, value_name = "SLUG")]
    issue: Option<String>,
    #[command(flatten)]
    fields: StatementFields,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Add actors and issues that are not known yet
    #[arg(long)]
    new: bool,
    /// Record a quote that does not occur in its source
    #[arg(long)]
    unverified: bool,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord correct 18 --stance 50 --condition 'only under a mandate' --reason 'second reading'
  onrecord correct interview --note '' --reason 'the remark belongs to another statement'
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let seq = target::find(&session, &args.statement)?;
    session.include_target(seq)?;
    let statement = session.view.statement(seq).ok_or_else(|| {
        Failure::new(format!("event {seq} is no statement"))
            .hint("`actor amend`, `issue amend` and `source amend` correct the registry")
    })?;
    let old = statement_line(&session.view, &statement, Naming::AsRecorded);
    let mut line = args.fields.over(old);
    line.issue = args.issue.clone().unwrap_or(line.issue);
    let change = Change::Statement(Box::new(line));
    let options = Options { add_unknown: args.new, unverified: args.unverified };
    let plan = session.record(options, output, |intake| intake.correct(seq, &change, Some(&args.reason)))?;
    let head = session.head()?;
    super::append::report(&plan, &session, head, output)?;
    Ok(Answer::Yes)
}
