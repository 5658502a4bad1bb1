//! The kinds of events and their bodies (`docs/format.md`, "Kinds").
//!
//! Invariant: a kind's number and a body's layout never change; a new need is a new kind or a new schema version.

mod about;
mod keyed;
mod registry;
mod statement;
mod tags;

use std::fmt;

use thiserror::Error;

pub use about::{ActorsMerged, IssuesMerged, RecordCorrected, RecordRetracted, RedactedSlot, WordsRedacted};
pub use keyed::{CoderKeyed, SignaturesRequired};
pub use registry::{
    AccountGiven, ActorAdded, ChannelAdded, CoderAdded, EvidenceAttached, IssueAdded, IssueReworded, LedgerOpened,
    MembershipHeld, OccasionAdded, RoleHeld, SourceAdded, SourceChecked,
};
pub use statement::{Condition, Evidence, QuoteCheck, SaidFor, StatementMade};

use crate::codec::{CodecError, decode, encode};

/// The only schema version of every kind so far.
const SCHEMA: u16 = 1;

/// Why a body is not one.
#[derive(Debug, Error)]
pub enum BodyError {
    /// A kind that this program does not know.
    #[error("unknown kind of event {kind} (schema {schema}); a newer onrecord may know it")]
    UnknownKind {
        /// Number of the kind.
        kind: u16,
        /// Version of its body.
        schema: u16,
    },
    /// The bytes are not the canonical encoding of a body.
    #[error("the body of kind `{kind}` cannot be read")]
    Codec {
        /// The kind.
        kind: Kind,
        /// What is wrong with it.
        #[source]
        source: CodecError,
    },
    /// The values do not fit each other.
    #[error("the body of kind `{kind}` breaks a rule: {rule}")]
    Rule {
        /// The kind.
        kind: Kind,
        /// The rule.
        rule: &'static str,
    },
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $spelling:literal;)*) => {
        /// The kind of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Kind { $($(#[$doc])* $name = $number,)* }

        /// What an event says, apart from its words.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body { $($(#[$doc])* $name($name),)* }

        impl Kind {
            /// All kinds, in order of their number.
            pub const ALL: &[Kind] = &[$(Kind::$name),*];

            /// How the kind is written in logs.
            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$name => $spelling,)* }
            }

            /// The number in the header.
            pub const fn number(self) -> u16 {
                self as u16
            }
        }

        impl Body {
            /// The kind.
            pub const fn kind(&self) -> Kind {
                match self { $(Body::$name(_) => Kind::$name,)* }
            }

            /// Version of the body's layout.
            pub const fn schema(&self) -> u16 {
                SCHEMA
            }

            /// The canonical bytes; refuses values that break a rule.
            pub fn to_bytes(&self) -> Result<Vec<u8>, BodyError> {
                self.check()?;
                let kind = self.kind();
                match self { $(Body::$name(body) => encode(body),)* }.map_err(|source| BodyError::Codec { kind, source })
            }

            /// Reads the canonical bytes of a body.
            pub fn from_bytes(kind: u16, schema: u16, bytes: &[u8]) -> Result<Body, BodyError> {
                let known = Kind::ALL.iter().copied().find(|known| known.number() == kind && schema == SCHEMA);
                let kind = known.ok_or(BodyError::UnknownKind { kind, schema })?;
                let body = match kind { $(Kind::$name => decode(bytes).map(Body::$name),)* };
                let body = body.map_err(|source| BodyError::Codec { kind, source })?;
                body.check()?;
                Ok(body)
            }
        }

        $(impl From<$name> for Body {
            fn from(body: $name) -> Body {
                Body::$name(body)
            }
        })*
    };
}

kinds! {
    /// The first event of a ledger.
    LedgerOpened = 1, "ledger opened";
    /// Somebody who records events.
    CoderAdded = 2, "coder added";
    /// A person, organisation, state or group.
    ActorAdded = 3, "actor added";
    /// An actor speaks for another by office.
    RoleHeld = 4, "role held";
    /// An actor belongs to a group.
    MembershipHeld = 5, "membership held";
    /// A proposition that one can support or oppose.
    IssueAdded = 6, "issue added";
    /// An issue in new words.
    IssueReworded = 7, "issue reworded";
    /// Where statements are made.
    ChannelAdded = 8, "channel added";
    /// A document.
    SourceAdded = 9, "source added";
    /// A look at a source, later.
    SourceChecked = 10, "source checked";
    /// A further source for a statement.
    EvidenceAttached = 11, "evidence attached";
    /// A meeting or a vote.
    OccasionAdded = 12, "occasion added";
    /// A participant's own report of an occasion.
    AccountGiven = 13, "account given";
    /// One coding of one utterance on one issue.
    StatementMade = 14, "statement made";
    /// New content for an earlier event.
    RecordCorrected = 15, "record corrected";
    /// An earlier event should not be there.
    RecordRetracted = 16, "record retracted";
    /// Two actors were one.
    ActorsMerged = 17, "actors merged";
    /// Two issues were one.
    IssuesMerged = 18, "issues merged";
    /// Words were erased.
    WordsRedacted = 19, "words redacted";
    /// A coder signs with a key, or closes the name.
    CoderKeyed = 23, "coder keyed";
    /// Every event is signed from here on.
    SignaturesRequired = 24, "signatures required";
}

impl Body {
    /// The rules that the types alone do not keep.
    fn check(&self) -> Result<(), BodyError> {
        let rule = match self {
            Body::StatementMade(statement) => statement.broken_rule(),
            Body::OccasionAdded(occasion) => occasion.broken_rule(),
            Body::WordsRedacted(redacted) => redacted.broken_rule(),
            Body::RecordCorrected(corrected) => return corrected.check(),
            Body::RoleHeld(RoleHeld { from, to, .. }) | Body::MembershipHeld(MembershipHeld { from, to, .. }) => {
                registry::broken_span(from.as_ref(), to.as_ref())
            }
            Body::ActorsMerged(ActorsMerged { from, into }) | Body::IssuesMerged(IssuesMerged { from, into }) => {
                (from == into).then_some("a record cannot be merged into itself")
            }
            Body::LedgerOpened(_)
            | Body::CoderAdded(_)
            | Body::ActorAdded(_)
            | Body::IssueAdded(_)
            | Body::IssueReworded(_)
            | Body::ChannelAdded(_)
            | Body::SourceAdded(_)
            | Body::SourceChecked(_)
            | Body::EvidenceAttached(_)
            | Body::AccountGiven(_)
            | Body::RecordRetracted(_)
            | Body::CoderKeyed(_)
            | Body::SignaturesRequired(_) => None,
        };
        rule.map_or(Ok(()), |rule| Err(BodyError::Rule { kind: self.kind(), rule }))
    }
}

impl Kind {
    /// Whether events of this kind are never retracted.
    pub const fn stays(self) -> bool {
        matches!(
            self,
            Kind::LedgerOpened
                | Kind::CoderAdded
                | Kind::ChannelAdded
                | Kind::WordsRedacted
                | Kind::CoderKeyed
                | Kind::SignaturesRequired
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
