//! `replay`: who held what on a day, as far as it was known at a time.

mod marks;
mod rows;
mod telling;

use std::collections::BTreeSet;

use onrecord_core::part;
use onrecord_core::replay::{MemberPosition, Question, replay_with_members};
use onrecord_core::stated_on::Day;

use self::telling::Telling;
use crate::args::Global;
use crate::explain;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::question::{self, By, Counted, Known, each};
use crate::session::Session;

pub(super) use self::rows::score_cell;

/// Show who held what at the end of a day, as far as it was known at a time
///
/// Exits with 1 if an actor and an issue are asked for and there is no position.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The day; else today (UTC)
    #[arg(long, value_name = "DAY")]
    at: Option<Day>,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    /// Only this holder; several times for several
    #[arg(long, value_name = "SLUG")]
    actor: Vec<String>,
    /// Only this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Show in the rows of members what their groups hold, by membership on the day on which the group said it
    #[arg(long)]
    members: bool,
    /// Mark positions of which the newest evidence is older than so many days
    #[arg(long, value_name = "DAYS")]
    stale_after: Option<u32>,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

/// Holders whose positions are found at once, on all cores.
const HOLDERS_AT_ONCE: usize = 8;
/// Positions that are told before the statements that they are shown with are let go.
const AT_ONCE: usize = 1 << 14;

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord replay --at 2025-12-17
  onrecord replay --at 2025-12-17 --known-at 2026-01-28 --actor qatar --issue isf-deployment
  onrecord replay --by speaker --named-only --json
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = args.known.open_registry(global, output)?;
    let view = &session.view;
    let at = args.at.map_or_else(|| session.clock().today(), Ok)?;
    let question = Question {
        at,
        by: args.by.into(),
        holders: each(view, &args.actor, question::holder)?,
        issues: each(view, &args.issue, question::issue)?,
        filter: args.counted.filter(),
    };
    let mut telling = Telling::of(&question, args.members, args.stale_after, output.is_json());
    if args.members {
        // Whatever a group holds may show in the rows of its members.
        session.include_statements_of(question.by, &BTreeSet::new(), &question.issues)?;
        telling.tell(&session.view, &replay_with_members(&session.view, &question), output)?;
        return telling.finish(&session.view, output);
    }
    let mut waiting: Vec<MemberPosition> = Vec::new();
    for holders in session.view.holders_by_slug(&question.holders).chunks(HOLDERS_AT_ONCE) {
        let found = part::positions_of_each(&session.view, session.ledger()?, &question, holders);
        let positions = found.map_err(explain::part)?;
        waiting.extend(positions.into_iter().map(|own| MemberPosition { own, via: Vec::new() }));
        if waiting.len() >= AT_ONCE {
            tell(&mut session, &mut telling, &mut waiting, output)?;
        }
    }
    tell(&mut session, &mut telling, &mut waiting, output)?;
    telling.finish(&session.view, output)
}

/// Tells the positions that wait, with the statements that they are shown with, which are let go afterwards.
fn tell(
    session: &mut Session,
    telling: &mut Telling<'_>,
    waiting: &mut Vec<MemberPosition>,
    output: &mut Output,
) -> Result<(), Failure> {
    let shown = waiting.iter().flat_map(|row| {
        let deciding = row.own.decided.iter().flat_map(|decided| &decided.deciding);
        deciding.chain(&row.own.since).copied()
    });
    session.include(&shown.collect())?;
    telling.tell(&session.view, waiting, output)?;
    session.leave_out_statements();
    waiting.clear();
    Ok(())
}
