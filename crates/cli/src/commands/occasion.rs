//! `occasion`: meetings and votes, and the accounts that participants give of them.

use clap::Subcommand;
use onrecord_core::line::{AccountLine, GivenSource, Line, LineType, OccasionLine};
use onrecord_core::stated_on::StatedOn;
use onrecord_core::vocabulary::Seen;

use super::actor::record_line;
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// Look after occasions: meetings and votes, and the accounts that participants give of them
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add an occasion
    Add {
        /// Short name: lower-case letters, digits and hyphens
        slug: String,
        /// When it took place
        #[arg(long, value_name = "DATE")]
        on: StatedOn,
        /// Display name
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// An actor who took part; several times for several
        #[arg(long, value_name = "SLUG")]
        participant: Vec<String>,
        /// An issue that was declared to be dealt with; several times for several
        #[arg(long, value_name = "ISSUE")]
        agenda: Vec<String>,
    },
    /// Say that a document is a participant's own account of an occasion
    Account {
        /// The occasion
        occasion: String,
        /// Whose account it is
        #[arg(long, value_name = "ACTOR")]
        by: String,
        /// The document
        #[arg(long, value_name = "SOURCE")]
        source: String,
        /// How much of it was seen: full, excerpt, reported
        #[arg(long, value_name = "SEEN")]
        seen: Seen,
    },
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let line = match command {
        Command::Add { slug, on, name, participant, agenda } => Line::Occasion(OccasionLine {
            line_type: LineType::Occasion,
            slug: Some(slug),
            date: on,
            name,
            participants: participant,
            agenda,
        }),
        Command::Account { occasion, by, source, seen } => Line::Account(AccountLine {
            line_type: LineType::Account,
            occasion,
            by,
            source: GivenSource::Named { slug: source, locator: None },
            seen,
        }),
    };
    record_line(&line, global, output)
}
