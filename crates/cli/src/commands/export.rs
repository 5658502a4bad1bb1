//! `export`: writes the ledger as lines that `import` reads.

use clap::ValueEnum;
use onrecord_core::line::lines;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::session::Session;

/// Write the ledger as lines that `import` reads
///
/// What was retracted is left out, what was corrected stands as corrected, what was merged stands under the name that
/// it went to. Imported into an empty ledger, the lines give the same answers.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How lines are written
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: Format,
    /// How much of the ledger counts: a day, an instant, seq:N (through event N), size:N (the first N events); else all
    #[arg(long, value_name = "WHEN")]
    known_at: Option<String>,
    /// Time zone in which a day of --known-at ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
}

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A JSON object a line.
    Jsonl,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let Format::Jsonl = args.format;
    let session = Session::whole(global, output, KnownAt::read(args.known_at.as_deref(), &args.zone)?)?;
    for line in lines(&session.view) {
        output.object(&line)?;
    }
    Ok(Answer::Yes)
}
