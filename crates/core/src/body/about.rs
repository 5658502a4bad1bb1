//! Bodies of events about earlier events. The reason is always in words.

use bincode::{Decode, Encode};

use super::{Body, BodyError, Kind};
use crate::seq::Seq;
use crate::words::Slot;

/// The whole new content of a statement or registry record; the event's words are its whole new words and `reason`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RecordCorrected {
    /// The event that is corrected.
    pub target: Seq,
    /// Its kind, which stays.
    kind: u16,
    /// Schema version of the new body.
    schema: u16,
    /// The new body's bytes.
    body: Vec<u8>,
}

/// Words: `reason`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct RecordRetracted {
    /// The event that should not be there; a retraction too, which brings back what it took away.
    pub target: Seq,
}

/// Words: `reason`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ActorsMerged {
    /// The actor that goes.
    pub from: Seq,
    /// The actor that it was all along.
    pub into: Seq,
}

/// Words: `reason`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IssuesMerged {
    /// The issue that goes.
    pub from: Seq,
    /// The issue that it was all along.
    pub into: Seq,
}

/// Words: `reason`.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WordsRedacted {
    /// The slots whose words are erased, in ascending order.
    pub slots: Vec<RedactedSlot>,
    /// Sources whose bytes are erased, in ascending order.
    pub sources: Vec<Seq>,
}

/// One slot of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct RedactedSlot {
    /// The event.
    pub event: Seq,
    /// Its slot.
    pub slot: Slot,
}

impl RecordCorrected {
    /// The correction that gives `target` a new body.
    pub fn new(target: Seq, body: &Body) -> Result<Self, BodyError> {
        Ok(RecordCorrected { target, kind: body.kind().number(), schema: body.schema(), body: body.to_bytes()? })
    }

    /// The new body.
    pub fn new_body(&self) -> Result<Body, BodyError> {
        Body::from_bytes(self.kind, self.schema, &self.body)
    }

    pub(super) fn check(&self) -> Result<(), BodyError> {
        // The kind is looked at before the body, so that corrections within corrections are not read level by level.
        let known = Kind::ALL.iter().copied().find(|kind| kind.number() == self.kind);
        let rule = match known.ok_or(BodyError::UnknownKind { kind: self.kind, schema: self.schema })? {
            Kind::ActorAdded
            | Kind::RoleHeld
            | Kind::MembershipHeld
            | Kind::IssueAdded
            | Kind::IssueReworded
            | Kind::SourceAdded
            | Kind::EvidenceAttached
            | Kind::OccasionAdded
            | Kind::AccountGiven
            | Kind::StatementMade => return self.new_body().map(|_| ()),
            Kind::LedgerOpened
            | Kind::CoderAdded
            | Kind::ChannelAdded
            | Kind::SourceChecked
            | Kind::RecordCorrected
            | Kind::RecordRetracted
            | Kind::ActorsMerged
            | Kind::IssuesMerged
            | Kind::WordsRedacted
            | Kind::CoderKeyed
            | Kind::SignaturesRequired => "events of this kind are not corrected",
        };
        Err(BodyError::Rule { kind: Kind::RecordCorrected, rule })
    }
}

impl WordsRedacted {
    pub(super) fn broken_rule(&self) -> Option<&'static str> {
        let ascending = self.slots.is_sorted_by(|a, b| a < b) && self.sources.is_sorted_by(|a, b| a < b);
        if !ascending {
            Some("slots and sources are listed once each, in ascending order")
        } else if self.slots.is_empty() && self.sources.is_empty() {
            Some("a redaction names what it erases")
        } else {
            None
        }
    }
}
