//! `onrecord`: a ledger of who said what, when. This crate reads arguments and the clock, and prints; what is right is
//! decided in `onrecord-core`, what is kept in `onrecord-storage`.
//!
//! Invariant: the binary is this library's [`run`] and nothing else, so that what fuzzing reaches is what people run.

mod args;
mod checkpoint_file;
mod clock;
mod coder;
mod commands;
mod condition;
mod counted;
mod describe;
mod edit;
mod explain;
mod failure;
mod folder;
mod formula;
mod home;
mod ids;
mod key_file;
mod known_at;
mod ledger_columns;
mod matrix;
mod near;
mod newest_checkpoint;
mod out_file;
mod output;
mod picture;
mod prefetch;
mod progress;
mod proven;
mod question;
mod redacted;
mod report;
mod score_words;
mod secret_file;
mod secret_keys;
mod session;
mod table;
mod target;
mod usage;
mod witnesses;

use std::process::ExitCode;

use clap::Parser;

#[cfg(feature = "fuzzing")]
pub use commands::doors;

/// Does what the arguments of the process ask for.
pub fn run() -> ExitCode {
    if let Some(examined) = commands::examine_if_asked() {
        return output::Output::plain(args::When::Auto).finish(examined);
    }
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::end(&error),
    };
    let mut output = output::Output::of_process(&cli.global);
    let result = commands::run(cli.command, &cli.global, &mut output);
    output.finish(result)
}
