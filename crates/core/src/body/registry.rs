//! Bodies of the registry: whom and what statements refer to. Names, titles and addresses are words, not here.

use bincode::{Decode, Encode};

use super::Evidence;
use crate::seq::Seq;
use crate::stated_on::StatedOn;
use crate::vocabulary::{ActorKind, CheckOutcome, RewordChange, Seen};

/// Words: `secret`, `name`?.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LedgerOpened {}

/// Words: `name`. The event's own coder is itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CoderAdded {}

/// Words: `slug`, `name`, `alias.N`*, `note`?.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActorAdded {
    /// What sort of actor.
    pub kind: ActorKind,
}

/// From `from` to `to`, both included, what `actor` said was said for `of`. Words: `title`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RoleHeld {
    /// Who held it.
    pub actor: Seq,
    /// For whom the holder speaks.
    pub of: Seq,
    /// First day; as far back as one likes if not given.
    pub from: Option<StatedOn>,
    /// Last day; still held if not given.
    pub to: Option<StatedOn>,
}

/// From `from` to `to`, both included, `actor` belonged to `group`. No words.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct MembershipHeld {
    /// The group.
    pub group: Seq,
    /// The member.
    pub actor: Seq,
    /// First day; as far back as one likes if not given.
    pub from: Option<StatedOn>,
    /// Last day; still a member if not given.
    pub to: Option<StatedOn>,
}

/// Words: `slug`, `wording`, `note`?.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IssueAdded {}

/// Words: `wording`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IssueReworded {
    /// The issue.
    pub issue: Seq,
    /// Whether supporting the new words is supporting or opposing the old ones.
    pub change: RewordChange,
}

/// Words: `name`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ChannelAdded {}

/// Words: `slug`, `title`?, `publisher`?, `url`?, `language`?, `via`?, `bytes`? (if the ledger holds them).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SourceAdded {
    /// Day of publication.
    pub published: Option<StatedOn>,
    /// Day on which the document was fetched.
    pub retrieved: Option<StatedOn>,
}

/// Words: `bytes`? (if the new bytes were looked at), `note`?.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SourceChecked {
    /// The source.
    pub source: Seq,
    /// What was found.
    pub outcome: CheckOutcome,
}

/// Words: `text`? (the words at that place), `locator`?.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct EvidenceAttached {
    /// The statement.
    pub statement: Seq,
    /// The source, and whether the words were found in it.
    pub evidence: Evidence,
}

/// Words: `slug`, `name`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct OccasionAdded {
    /// When it took place.
    pub on: StatedOn,
    /// Actors that took part, in ascending order.
    pub participants: Vec<Seq>,
    /// Issues that were declared to be dealt with, in ascending order.
    pub agenda: Vec<Seq>,
}

/// Words: `note`?.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct AccountGiven {
    /// The meeting.
    pub occasion: Seq,
    /// The participant whose report it is.
    pub by: Seq,
    /// The document.
    pub source: Seq,
    /// How much of it was seen.
    pub seen: Seen,
}

impl OccasionAdded {
    pub(super) fn broken_rule(&self) -> Option<&'static str> {
        let ascending = self.participants.is_sorted_by(|a, b| a < b) && self.agenda.is_sorted_by(|a, b| a < b);
        (!ascending).then_some("participants and agenda are listed once each, in ascending order")
    }
}

/// A span of days must not end before it begins.
pub(super) fn broken_span(from: Option<&StatedOn>, to: Option<&StatedOn>) -> Option<&'static str> {
    let (from, to) = (from?, to?);
    (to.end() < from.start()).then_some("it ends before it begins")
}
