//! Intake: from lines with names to drafts of events that refer by seq, or to the record that says the same already.
//!
//! Invariant: a plan is made whole or not at all; nothing in it breaks a rule that `View::apply` keeps.

mod amend;
mod names;
mod redact;
mod registry;
mod statement;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use thiserror::Error;

use crate::body::{Body, Kind};
use crate::event::{Draft, EventError};
use crate::hash::SourceHash;
use crate::line::Line;
use crate::seq::Seq;
use crate::slug::SlugError;
use crate::view::View;
use crate::vocabulary::ActorKind;
use crate::words::Words;

pub use amend::Change;
pub use redact::{NotSlots, WantedSlots};

/// What intake may do on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Unknown actors and issues are added instead of refused.
    pub add_unknown: bool,
    /// Quotes that do not occur in their source are taken all the same.
    pub unverified: bool,
}

/// How actors and issues that are not known yet are added, where they may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNames {
    /// What sort of actor they are.
    pub actor_kind: ActorKind,
    /// The wording of the issue; else its name.
    pub wording: Option<String>,
}

/// Gives a source's stored bytes; none if the ledger does not hold them.
pub type SourceBytes<'a> = dyn Fn(&SourceHash) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> + 'a;

/// Gives the statements under a prefix of an index (`crate::index`), whether the view left them out or not.
pub type Candidates<'a> = dyn Fn(&[u8]) -> Result<Vec<Seq>, Box<dyn Error + Send + Sync>> + 'a;

/// Turns lines into plans against a view.
#[derive(Clone, Copy)]
pub struct Intake<'a> {
    /// What is known.
    pub view: &'a View,
    /// What may be done on its own.
    pub options: Options,
    /// Where sources' bytes come from.
    pub source_bytes: &'a SourceBytes<'a>,
    /// How to find statements that the view left out; none if it left out none.
    pub left_out: Option<&'a Candidates<'a>>,
}

/// The events that record something, and what becomes of each thing asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Events in the order in which they must be recorded, right after the view's head.
    pub drafts: Vec<Draft>,
    /// For each thing asked for, the event that says it.
    pub outcomes: Vec<Outcome>,
    /// What the caller should be told.
    pub notes: Vec<Note>,
}

/// Where a thing that was asked for stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// In a draft, which will have this number.
    New(Seq),
    /// In the ledger, said the same way.
    AlreadyRecorded(Seq),
}

/// Something done on the way that a person may want to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// An unknown name was added.
    Added {
        /// Kind of the new record.
        kind: Kind,
        /// Its slug.
        slug: String,
        /// The name as given.
        given: String,
    },
    /// A name was taken for a record with a rather different one.
    UnlikeName {
        /// The slug that both have.
        slug: String,
        /// The name as given.
        given: String,
        /// The name of the record.
        known: String,
    },
    /// A name was taken for the record into which the one that it names was merged.
    CountsAs {
        /// Kind of the record.
        kind: Kind,
        /// The name as given.
        given: String,
        /// The slug of the record that stays.
        slug: String,
    },
}

/// Why a line is not taken.
#[derive(Debug, Error)]
pub enum IntakeError {
    /// A name leads nowhere.
    #[error("unknown {} `{given}`", noun(*kind))]
    Unknown {
        /// What was looked for.
        kind: Kind,
        /// The name.
        given: String,
    },
    /// A name gives no slug.
    #[error("a name cannot be used")]
    Slug(#[from] SlugError),
    /// A text that must be a line has line breaks or other control characters.
    #[error("`{field}` must be plain text on one line, not {given:?}")]
    ControlCharacter {
        /// The field.
        field: &'static str,
        /// What it holds.
        given: String,
    },
    /// The same id stands for something else.
    #[error("the id `{id}` is recorded already, as event {seq}, with another content ({differs})")]
    Conflict {
        /// The id.
        id: String,
        /// The event that has it.
        seq: Seq,
        /// What differs.
        differs: String,
    },
    /// A record of that name says something else.
    #[error("{} `{name}` is recorded already, as event {seq}, with another content", noun(*kind))]
    Taken {
        /// Kind of the record.
        kind: Kind,
        /// Its name.
        name: String,
        /// The event that has it.
        seq: Seq,
    },
    /// The speaker spoke for two at once.
    #[error("`{speaker}` spoke for {} on {on}", .principals.join(" and for "))]
    TwoRoles {
        /// The speaker.
        speaker: String,
        /// Those spoken for.
        principals: Vec<String>,
        /// The day.
        on: String,
    },
    /// A quote is not in its source.
    #[error("the words are not in source `{source_slug}`: {quote:?}")]
    QuoteNotFound {
        /// The source.
        source_slug: String,
        /// The words.
        quote: String,
    },
    /// A source that should have a quote is no text.
    #[error("the bytes of source `{source_slug}` are not UTF-8 text, so the quote cannot be looked for in them")]
    SourceNotText {
        /// The source.
        source_slug: String,
    },
    /// A source's bytes could not be read.
    #[error("the bytes of source `{source_slug}` cannot be read")]
    SourceBytes {
        /// The source.
        source_slug: String,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The view left out statements that the plan depends on: with them in the view it can be made.
    #[error("statements that this depends on are not at hand")]
    LeftOut(BTreeSet<Seq>),
    /// What the view left out could not be looked for.
    #[error("what is recorded already cannot be looked up")]
    Lookup(#[source] Box<dyn Error + Send + Sync>),
    /// It would not fit an event, or its words would not fit their slot.
    #[error(transparent)]
    Size(#[from] EventError),
    /// Values that do not go together.
    #[error("{0}")]
    Rule(String),
    /// A correction that changes nothing.
    #[error("event {0} says that already: the correction changes nothing")]
    NoChange(Seq),
}

/// What a kind of record is called in a message.
pub fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::ActorAdded => "actor",
        Kind::IssueAdded => "issue",
        Kind::SourceAdded => "source",
        Kind::OccasionAdded => "occasion",
        Kind::ChannelAdded => "channel",
        Kind::CoderAdded => "coder",
        Kind::StatementMade => "statement",
        Kind::RoleHeld => "role",
        Kind::MembershipHeld => "membership",
        Kind::AccountGiven => "account",
        Kind::LedgerOpened
        | Kind::IssueReworded
        | Kind::SourceChecked
        | Kind::EvidenceAttached
        | Kind::RecordCorrected
        | Kind::RecordRetracted
        | Kind::ActorsMerged
        | Kind::IssuesMerged
        | Kind::WordsRedacted
        | Kind::CoderKeyed
        | Kind::SignaturesRequired => "record",
    }
}

impl Intake<'_> {
    /// The plan for one line.
    pub fn line(&self, line: &Line) -> Result<Plan, IntakeError> {
        self.line_with(line, &NewNames::default())
    }

    /// The plan for one line, with what else is known of names that it adds.
    pub fn line_with(&self, line: &Line, new: &NewNames) -> Result<Plan, IntakeError> {
        let mut building = Building { new: new.clone(), ..Building::on(*self) };
        let outcome = match line {
            Line::Statement(line) => building.statement(line, None)?,
            Line::Actor(line) => building.actor_line(line)?,
            Line::Role(line) => building.role(line)?,
            Line::Member(line) => building.member(line)?,
            Line::Issue(line) => building.issue_line(line)?,
            Line::Source(line) => building.source_line(line, None)?,
            Line::Occasion(line) => building.occasion(line)?,
            Line::Account(line) => building.account(line)?,
        };
        building.plan(vec![outcome])
    }

    /// The plan that makes sure that a coder is there.
    pub fn coder(&self, name: &str) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let outcome = building.coder(name)?;
        building.plan(vec![outcome])
    }
}

/// A plan in the making.
struct Building<'a> {
    intake: Intake<'a>,
    drafts: Vec<Draft>,
    /// Names that the drafts add.
    added: BTreeMap<(Kind, String), Seq>,
    notes: Vec<Note>,
    new: NewNames,
}

impl<'a> Building<'a> {
    fn on(intake: Intake<'a>) -> Self {
        Building { intake, drafts: Vec::new(), added: BTreeMap::new(), notes: Vec::new(), new: NewNames::default() }
    }

    /// Makes sure that the statements under a prefix are in the view.
    fn at_hand(&self, prefix: &[u8]) -> Result<(), IntakeError> {
        let Some(candidates) = self.intake.left_out else { return Ok(()) };
        let found = candidates(prefix).map_err(IntakeError::Lookup)?;
        let left_out: BTreeSet<Seq> = found.into_iter().filter(|seq| !self.intake.view.holds(*seq)).collect();
        if left_out.is_empty() { Ok(()) } else { Err(IntakeError::LeftOut(left_out)) }
    }

    /// The number of the next draft.
    fn next_seq(&self) -> Seq {
        Seq::new(self.intake.view.head().size + self.drafts.len() as u64)
    }

    fn draft(&mut self, body: impl Into<Body>, words: Words) -> Seq {
        let seq = self.next_seq();
        self.drafts.push(Draft { body: body.into(), words });
        seq
    }

    /// A plan without news records nothing, not even names that only it would have needed.
    fn plan(self, outcomes: Vec<Outcome>) -> Result<Plan, IntakeError> {
        self.drafts.iter().try_for_each(Draft::check_size)?;
        let news = outcomes.iter().any(|outcome| matches!(outcome, Outcome::New(_)));
        if news {
            Ok(Plan { drafts: self.drafts, outcomes, notes: self.notes })
        } else {
            Ok(Plan { drafts: Vec::new(), outcomes, notes: Vec::new() })
        }
    }
}

impl Default for NewNames {
    fn default() -> Self {
        NewNames { actor_kind: ActorKind::Unknown, wording: None }
    }
}

impl Outcome {
    /// The event that says it.
    pub fn seq(self) -> Seq {
        match self {
            Outcome::New(seq) | Outcome::AlreadyRecorded(seq) => seq,
        }
    }
}

#[cfg(test)]
mod tests;
