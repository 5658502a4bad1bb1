//! `merge`: says that two actors, or two issues, were one.

use clap::Subcommand;
use onrecord_core::body::Kind;
use onrecord_core::intake::Options;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;

/// Merge two records that were one all along; `retract` undoes it
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say that two actors were one
    Actor(Args),
    /// Say that two issues were one, asking the same
    Issue(Args),
}

/// What is merged.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The one that goes; its name goes on leading to the other
    from: String,
    /// The one that stays
    into: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let (kind, args) = match command {
        Command::Actor(args) => (Kind::ActorAdded, args),
        Command::Issue(args) => (Kind::IssueAdded, args),
    };
    let mut session = Session::writing(global, output)?;
    let options = Options { add_unknown: false, unverified: false };
    let plan = session.record(options, output, |intake| intake.merge(kind, &args.from, &args.into, &args.reason))?;
    let head = session.head()?;
    super::append::report(&plan, &session, head, output)?;
    Ok(Answer::Yes)
}
