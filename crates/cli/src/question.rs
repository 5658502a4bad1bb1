//! Options that say which statements count, and as known when: the same for every command that reads positions.

use clap::{Args, ValueEnum};
use onrecord_core::body::Kind;
use onrecord_core::replay::{Filter, HolderBy};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::vocabulary::Certainty;

use crate::args::Global;
use crate::commands::known;
use crate::failure::Failure;
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::session::Session;

/// How much of the ledger counts as known.
#[derive(Clone, Debug, Args)]
pub(crate) struct Known {
    /// How much of the ledger counts: a day, an instant, seq:N (through event N), size:N (the first N events),
    /// the file of a checkpoint; else all
    #[arg(long, value_name = "WHEN")]
    known_at: Option<String>,
    /// Time zone in which a day of --known-at ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
}

impl Known {
    /// How much counts.
    pub(crate) fn read(&self) -> Result<KnownAt, Failure> {
        KnownAt::read(self.known_at.as_deref(), &self.zone)
    }

    /// Opens the ledger and takes in what was known.
    pub(crate) fn open(&self, global: &Global, output: &mut Output) -> Result<Session, Failure> {
        Session::whole(global, output, self.read()?)
    }

    /// Opens the ledger and takes in what was known, all but the statements.
    pub(crate) fn open_registry(&self, global: &Global, output: &mut Output) -> Result<Session, Failure> {
        Session::registry(global, output, self.read()?)
    }
}

/// Which statements count.
#[derive(Clone, Debug, Args)]
pub(crate) struct Counted {
    /// Leave out what somebody outside the holder's own side relayed
    #[arg(long)]
    first_hand: bool,
    /// Leave out anonymous speakers
    #[arg(long)]
    named_only: bool,
    /// Leave out what was coded with less certainty: certain, probable, doubtful
    #[arg(long, value_name = "CERTAINTY", default_value = "doubtful")]
    min_certainty: Certainty,
}

impl Counted {
    /// The filter that the options describe.
    pub(crate) fn filter(&self) -> Filter {
        Filter { first_hand: self.first_hand, named_only: self.named_only, certainty_min: self.min_certainty }
    }
}

/// Who counts as holding a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// For whom it was said.
    Principal,
    /// Who said it.
    Speaker,
}

impl From<By> for HolderBy {
    fn from(by: By) -> HolderBy {
        match by {
            By::Principal => HolderBy::Principal,
            By::Speaker => HolderBy::Speaker,
        }
    }
}

/// The actor that a name leads to, merges followed.
pub(crate) fn holder(view: &View, name: &str) -> Result<Seq, Failure> {
    known(view, Kind::ActorAdded, name).map(|actor| view.actor_now(actor.seq()))
}

/// The issue that a name leads to, merges followed.
pub(crate) fn issue(view: &View, name: &str) -> Result<Seq, Failure> {
    known(view, Kind::IssueAdded, name).map(|issue| view.issue_now(issue.seq()))
}

/// The records that names lead to.
pub(crate) fn each<C: FromIterator<Seq>>(
    view: &View,
    names: &[String],
    find: impl Fn(&View, &str) -> Result<Seq, Failure>,
) -> Result<C, Failure> {
    names.iter().map(|name| find(view, name)).collect()
}
