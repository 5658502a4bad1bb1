//! `verify`: what a stranger can check without the ledger, with nothing but public keys that came by another way.

mod log;
mod proof;

use std::path::PathBuf;

use onrecord_core::note::Verifier;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::witnesses::Witnesses;

/// Check a proof or a published log, without the ledger
///
/// Of a proof: what was recorded, whether it stands, was corrected or was retracted by the time of the checkpoint, who
/// signed it, and what no proof can show. Of a log: every event, every hash of every file, the chain, that no file is
/// missing or too many, and words, if they are published, against what the events commit to. Exits with 1 if anything
/// does not hold.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The proof, as `onrecord prove` wrote it
    #[arg(value_name = "FILE", required_unless_present = "log", conflicts_with = "log")]
    file: Option<PathBuf>,
    /// A folder with a log, as `onrecord publish` wrote it
    #[arg(long, value_name = "DIR")]
    log: Option<PathBuf>,
    /// Public key of the log, as `onrecord key show` prints it, got by another way than what is checked; and of witnesses
    #[arg(long = "vkey", value_name = "VKEY", required = true)]
    vkeys: Vec<Verifier>,
    #[command(flatten)]
    witnesses: Witnesses,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    if let Some(file) = &args.file {
        proof::run(file, &args.vkeys, &args.witnesses, output)?;
    }
    match &args.log {
        Some(folder) => log::run(folder, &args.vkeys, &args.witnesses, global, output),
        None => Ok(Answer::Yes),
    }
}
