//! `witness`: a second machine signs that a ledger only grew. All it takes is files that are handed back and forth.

mod cosign;
mod memory;
mod merge;
mod request;
mod vkey;

use clap::Subcommand;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// Have a colleague's machine sign that the ledger only grew
///
/// The owner of a ledger makes a request, the witness cosigns it, the owner puts the cosignature under the checkpoint.
/// A witness remembers what it saw and never cosigns a ledger that was put back, forked or rewritten since, even if
/// the ledger's own key was stolen. What it signs bears its time: the events existed no later than that.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Request(request::Args),
    Cosign(Box<cosign::Args>),
    Merge(merge::Args),
    Vkey(vkey::Args),
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::Request(args) => request::run(&args, global, output),
        Command::Cosign(args) => cosign::run(&args, global, output),
        Command::Merge(args) => merge::run(&args, global, output),
        Command::Vkey(args) => vkey::run(&args, output),
    }
}
