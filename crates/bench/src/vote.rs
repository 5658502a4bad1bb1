//! A vote in a roll call, as both sides take it.

use std::error::Error;

use onrecord_core::slug::Slug;

/// One vote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vote<'a> {
    /// The day.
    pub(crate) date: &'a str,
    /// Who voted.
    pub(crate) state: &'a str,
    /// The slug of that name.
    pub(crate) slug: &'a str,
    /// On what: the number of the roll call.
    pub(crate) roll_call: &'a str,
    /// The resolution's symbol; not every roll call has one.
    pub(crate) symbol: &'a str,
    /// `yes`, `no` or `abstain`.
    pub(crate) vote: &'a str,
    /// Which vote of this state on this: made-up states vote again, real ones do not.
    pub(crate) round: usize,
}

/// The channel of all votes.
pub(crate) const CHANNEL: &str = "UN General Assembly roll call";

impl Vote<'_> {
    /// Its id.
    pub(crate) fn id(&self) -> String {
        let Vote { roll_call, slug, round, .. } = self;
        if *round == 0 { format!("unga-{roll_call}-{slug}") } else { format!("unga-{roll_call}-{slug}-{round}") }
    }

    /// The slug of its issue.
    pub(crate) fn issue(&self) -> String {
        format!("unga-{}", self.roll_call)
    }

    /// The wording of its issue.
    pub(crate) fn wording(&self) -> String {
        if self.symbol.is_empty() { format!("Roll call {}", self.roll_call) } else { self.symbol.to_owned() }
    }

    /// What it counts.
    pub(crate) fn score(&self) -> Result<i64, Box<dyn Error>> {
        match self.vote {
            "yes" => Ok(100),
            "abstain" => Ok(0),
            "no" => Ok(-100),
            other => Err(format!("`{other}` is not a vote").into()),
        }
    }
}

/// The slug of a state's name.
pub(crate) fn slug(name: &str) -> Result<String, Box<dyn Error>> {
    Ok(Slug::from_name(name)?.as_str().to_owned())
}
