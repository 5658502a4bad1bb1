//! `retract`: says that an event should not be there.

use onrecord_core::intake::Options;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;
use crate::target;

/// Retract an event: we should not have it
///
/// It stays in the ledger, but from now on it counts for nothing; at an earlier --known-at it does. Retracting a merge
/// undoes it, retracting a correction brings the content before it back, retracting a retraction brings back what
/// that one took away.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The event
    #[arg(value_name = "SEQ|ID")]
    event: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let seq = target::find(&session, &args.event)?;
    session.include_target(seq)?;
    session.include_users(seq)?;
    let options = Options { add_unknown: false, unverified: false };
    let plan = session.record(options, output, |intake| intake.retract(seq, &args.reason))?;
    let head = session.head()?;
    super::append::report(&plan, &session, head, output)?;
    Ok(Answer::Yes)
}
