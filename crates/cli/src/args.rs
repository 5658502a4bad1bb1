//! The options that every command has.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, ValueEnum};

use crate::commands::Command;

/// A ledger of who said what, when
///
/// Every stated position is an append-only, hashed event. Replaying the events shows who held which position on a
/// given day, and as far as it was known at a given time.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The ledger's folder; else the nearest `.onrecord` here or above
    #[arg(long, short = 'L', global = true, value_name = "DIR", env = "ONRECORD_LEDGER", hide_env_values = true)]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub(crate) ledger: Option<PathBuf>,
    /// Answer in JSON, one object a line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing but what was asked for
    #[arg(long, short = 'q', global = true)]
    pub(crate) quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Who records; else the system user. Unknown coders are added
    #[arg(long, global = true, value_name = "NAME", env = "ONRECORD_CODER", hide_env_values = true)]
    pub(crate) coder: Option<String>,
    /// The file with the coder's secret key; else where `coder key` puts it
    #[arg(long, global = true, value_name = "FILE", env = "ONRECORD_CODER_KEY", hide_env_values = true)]
    #[arg(value_parser = OsStringValueParser::new().map(PathBuf::from))]
    pub(crate) coder_key: Option<PathBuf>,
    /// How many seconds to wait for another process that has the ledger
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) wait: u64,
    /// Record although the clock is more than ten minutes behind the last event
    #[arg(long, global = true)]
    pub(crate) accept_clock: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Also into files and pipes.
    Always,
    /// Never.
    Never,
}
