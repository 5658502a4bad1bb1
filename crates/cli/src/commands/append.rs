//! `append`: records one utterance, one statement an issue.

use onrecord_core::entry::Head;
use onrecord_core::hash::ChainHash;
use onrecord_core::intake::{Options, Outcome, Plan};
use onrecord_core::line::{Naming, StatementLine, statement_line};
use onrecord_core::stance::Stance;
use serde_json::json;

use crate::args::Global;
use crate::edit::StatementFields;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;
use crate::target;

/// Record a statement
///
/// One utterance may be coded on several issues at once: it makes one statement for each --issue. What is recorded
/// already, under the same id or with the same content, is not recorded again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// An issue; with =STANCE the position on this one. Several times for several
    #[arg(long, value_name = "SLUG[=STANCE]")]
    issue: Vec<String>,
    #[command(flatten)]
    fields: StatementFields,
    /// Your id of the statement
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Record only if the ledger's head still is this hash
    #[arg(long, value_name = "HEAD")]
    expect: Option<ChainHash>,
    /// Take what is not given from this statement: everything but its words, its condition and its id
    #[arg(long, value_name = "SEQ|ID")]
    like: Option<String>,
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
  onrecord append --speaker al-thani --issue isf-neutrality=100 --issue isf-deployment=50 \\
    --on 2025-12-17 --form quote --channel 'Al Jazeera interview' --text 'We do not want …'
  onrecord append --speaker state-department --for united-states --issue isf-neutrality \\
    --stance silent --form omission --on 2025-12-17 --occasion washington --account
  onrecord append --new --like 24 --about Israel --stance oppose --text 'claiming that …'
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let lines = lines(args, &mut session)?;
    let before = session.head()?;
    let options = Options { add_unknown: args.new, unverified: args.unverified };
    if let Some(expected) = args.expect.filter(|expected| *expected != before.hash) {
        let plan = session.plan(options, |intake| intake.utterance(&lines))?;
        if !plan.drafts.is_empty() {
            return Err(Failure::new(format!("the ledger's head is {}, not {expected}", before.hash))
                .means_no()
                .hint("something was recorded since: look at it with `onrecord log`, then append again"));
        }
    }
    let plan = session.record(options, output, |intake| intake.utterance(&lines))?;
    let head = session.head()?;
    report(&plan, &session, head, output)?;
    Ok(Answer::Yes)
}

/// The statements that the options describe.
fn lines(args: &Args, session: &mut Session) -> Result<Vec<StatementLine>, Failure> {
    let other = args.like.as_deref().map(|like| {
        let seq = target::find(session, like)?;
        session.include_target(seq)?;
        let statement = session.view.statement(seq);
        let statement = statement.ok_or_else(|| Failure::new(format!("event {seq} is no statement")))?;
        Ok::<_, Failure>(statement_line(&session.view, &statement, Naming::AsRecorded))
    });
    let other = other.transpose()?;
    let fields = other.as_ref().map_or_else(|| args.fields.clone(), |other| args.fields.like(other));
    let mut issues = args.issue.clone();
    if let (true, Some(other)) = (issues.is_empty(), &other) {
        issues.push(other.issue.clone());
    }
    if issues.is_empty() {
        return Err(
            Failure::new("no issue is given").hint("say --issue SLUG, or --issue SLUG=STANCE for each of several")
        );
    }
    let mut slugs: Vec<&str> = issues.iter().map(|issue| issue.split('=').next().unwrap_or(issue)).collect();
    slugs.sort_unstable();
    if let Some(twice) = slugs.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Failure::new(format!("the issue `{}` is given twice", twice[0]))
            .hint("an utterance takes one position on an issue; another needs an `append` of its own"));
    }
    let several = issues.len() > 1;
    issues.iter().map(|issue| line(args, &fields, issue, several)).collect()
}

fn line(args: &Args, fields: &StatementFields, issue: &str, several: bool) -> Result<StatementLine, Failure> {
    let (slug, stance) = match issue.split_once('=') {
        Some((slug, stance)) => (slug, Some(stance.parse::<Stance>().map_err(|error| Failure::of(&error))?)),
        None => (issue, None),
    };
    let id = args.id.as_ref().map(|id| if several { format!("{id}/{slug}") } else { id.clone() });
    fields.line(slug, stance, id)
}

/// Tells where each statement stands.
pub(crate) fn report(plan: &Plan, session: &Session, head: Head, output: &mut Output) -> Result<(), Failure> {
    for outcome in &plan.outcomes {
        let seq = outcome.seq();
        let record = session.view.record(seq);
        let hash = record.map_or(ChainHash::ZERO, |record| record.event.hash);
        let retracted_by = record.and_then(|record| record.retracted_by);
        let already_recorded = matches!(outcome, Outcome::AlreadyRecorded(_));
        if output.is_json() {
            let mut done = json!({ "seq": seq, "hash": hash, "already_recorded": already_recorded });
            done["size"] = json!(head.size);
            done["head"] = json!(head.hash);
            if let Some(by) = retracted_by {
                done["retracted_by"] = json!(by);
            }
            output.object(&done)?;
        } else {
            let done = match (already_recorded, retracted_by) {
                (false, _) => "recorded".to_owned(),
                (true, None) => "already recorded".to_owned(),
                (true, Some(by)) => format!("already recorded, and retracted by event {by}"),
            };
            output.line(format_args!("{seq}  {}  {done}", hash.short()))?;
        }
    }
    Ok(())
}
