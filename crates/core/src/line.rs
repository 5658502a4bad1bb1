//! Lines: records by name, as people and files give them and as `export` gives them back (`docs/guide.md`, at its end).
//!
//! Invariant: a line that exists has values that are right one by one; whether its names exist is for `intake` to find.

mod cells;
mod export;
mod field;
mod given;

use serde::{Deserialize, Serialize};

use crate::stance::Stance;
use crate::stated_on::StatedOn;
use crate::vocabulary::{ActorKind, Certainty, Form, Genre, Seen};
use crate::words::Language;

pub use cells::{CellError, Cells};
pub use export::{Naming, actor_line, issue_line, line_to_repeat, lines, source_line, statement_line};
pub use field::{Field, heading};

/// What a line is about; `statement` where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineType {
    /// A statement.
    #[default]
    Statement,
    /// An actor.
    Actor,
    /// A role that an actor held.
    Role,
    /// A membership.
    Member,
    /// An issue.
    Issue,
    /// A source.
    Source,
    /// A meeting or vote.
    Occasion,
    /// A participant's report of one.
    Account,
}

/// A record of any type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Line {
    /// A statement.
    Statement(Box<StatementLine>),
    /// An actor.
    Actor(ActorLine),
    /// A role that an actor held.
    Role(RoleLine),
    /// A membership.
    Member(MemberLine),
    /// An issue.
    Issue(IssueLine),
    /// A source.
    Source(SourceLine),
    /// A meeting or vote.
    Occasion(OccasionLine),
    /// A participant's report of one.
    Account(AccountLine),
}

/// One coding of one utterance on one issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementLine {
    /// `type`: read and skipped here, since the reader looked at it first.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// The caller's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was said.
    pub date: StatedOn,
    /// Who said it.
    pub speaker: String,
    /// For whom, if that is given.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub on_behalf_of: Several<String>,
    /// In the speaker's own name, whatever role is held.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own_name: bool,
    /// Whose position is described, in a claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Who relayed the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<String>,
    /// The speaker's role in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The issue.
    pub issue: String,
    /// The position.
    pub stance: Stance,
    /// What it depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Without condition, in so many words.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unconditional: bool,
    /// How the words are had.
    pub form: GivenForm,
    /// Sort of channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<Genre>,
    /// Name of the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The words in the language in which they were said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// Language of `original`, or of `text` if there is no original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Language>,
    /// The sources.
    #[serde(default, skip_serializing_if = "Several::is_empty")]
    pub source: Several<GivenSource>,
    /// The meeting or vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// Whether it stands in the account of the occasion.
    #[serde(default, skip_serializing_if = "is_false")]
    pub account: bool,
    /// How sure the coder is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// What ties it to the other statements that code the same words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utterance: Option<String>,
    /// When a claim was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_on: Option<StatedOn>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A form, or `readout`, which stands for a paraphrase of that genre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenForm {
    /// One of the forms.
    Form(Form),
    /// A paraphrase from a readout.
    Readout,
}

/// One, several or none: a single value or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Several<T>(pub Vec<T>);

/// A source as a statement names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenSource {
    /// By its slug, with the place in it.
    Named {
        /// The slug.
        slug: String,
        /// Page, paragraph, minute.
        locator: Option<String>,
    },
    /// By what makes it the same source.
    Described(SourceKey),
}

/// What makes a source the same: its address, title, publisher and day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceKey {
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<StatedOn>,
    /// Page, paragraph, minute; no part of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
}

/// An actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// Slug; made from the name if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Display name.
    pub name: String,
    /// What sort.
    pub kind: ActorKind,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// Who held it.
    pub actor: String,
    /// What it is called.
    pub title: String,
    /// For whom the holder speaks.
    pub of: String,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StatedOn>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StatedOn>,
}

/// A membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// The group.
    pub group: String,
    /// The member.
    pub actor: String,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<StatedOn>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<StatedOn>,
}

/// An issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// Slug.
    pub slug: String,
    /// The proposition.
    pub wording: String,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// Slug; made from the other fields if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<StatedOn>,
    /// Day on which it was fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<StatedOn>,
    /// Language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<Language>,
    /// How it was come by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Hash of its bytes, where the ledger that wrote the line holds them. The ledger that reads it notes them if it
    /// holds them too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
}

/// A meeting or vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OccasionLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// Slug; made from the name if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// When it took place.
    pub date: StatedOn,
    /// Display name.
    pub name: String,
    /// Who took part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<String>,
    /// Issues declared to be dealt with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agenda: Vec<String>,
}

/// A participant's report of an occasion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountLine {
    /// `type`.
    #[serde(rename = "type", default, skip_serializing)]
    pub line_type: LineType,
    /// The occasion.
    pub occasion: String,
    /// Whose report it is.
    pub by: String,
    /// The document.
    pub source: GivenSource,
    /// How much of it was seen.
    pub seen: Seen,
}

fn is_false(value: &bool) -> bool {
    !value
}
