//! The body of a statement: one coding of one utterance on one issue.

use bincode::{Decode, Encode};

use super::{BodyError, Kind};
use crate::codec::decode_kept;
use crate::seq::Seq;
use crate::stance::Stance;
use crate::stated_on::StatedOn;
use crate::vocabulary::{Certainty, Form, Genre};
use crate::words::Slot;

/// Words: `id`, `text`?, `original`?, `condition`?, `note`?, `role`?, `utterance`?, `locator.N`*.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct StatementMade {
    /// Who said it.
    pub speaker: Seq,
    /// For whom.
    pub said_for: SaidFor,
    /// Whose position the speaker describes, if it is not the speaker's side's own: then it is a claim.
    pub about: Option<Seq>,
    /// Who relayed the words.
    pub reported_by: Option<Seq>,
    /// On which issue.
    pub issue: Seq,
    /// The wording that it was coded against: the event that added or reworded the issue.
    pub wording: Seq,
    /// The position taken.
    pub stance: Stance,
    /// What is said of conditions.
    pub condition: Condition,
    /// When it was said.
    pub stated_on: StatedOn,
    /// How the words are had.
    pub form: Form,
    /// Sort of channel.
    pub genre: Option<Genre>,
    /// The channel.
    pub channel: Option<Seq>,
    /// How sure the coder is.
    pub certainty: Certainty,
    /// The meeting or vote at or about which it was said.
    pub occasion: Option<Seq>,
    /// Whether it stands in the account of that occasion by the speaker's side.
    pub in_account: bool,
    /// The first statement that coded the same words; none if this is the first.
    pub utterance: Option<Seq>,
    /// When a claim was noted; no clock uses it.
    pub noted_on: Option<StatedOn>,
    /// The sources.
    pub evidence: Vec<Evidence>,
}

/// For whom somebody spoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaidFor {
    /// Whom the speaker's role on that day names, as far as is known; else the speaker.
    ByRole,
    /// The speaker alone, whatever role is held.
    OwnName,
    /// These actors, in ascending order; several in a joint statement.
    Given(Vec<Seq>),
}

/// What a statement says of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Nothing: an earlier condition is neither repeated nor waived.
    NotStated,
    /// The slot `condition` says what the score depends on.
    Stated,
    /// Without condition, in so many words.
    Waived,
}

/// A source for a statement.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Evidence {
    /// The source.
    pub source: Seq,
    /// Whether the words were found in its bytes.
    pub quote: QuoteCheck,
}

/// Whether words were looked for in a source's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuoteCheck {
    /// Not looked for: it is no quote, or the bytes are not kept.
    NotChecked,
    /// Found: the words in `slot` are bytes `start..end` of the source, white space and quotes folded.
    Found {
        /// Which of the statement's words.
        slot: Slot,
        /// First byte.
        start: u64,
        /// Byte after the last.
        end: u64,
    },
    /// Looked for, not found, and recorded all the same because the coder said so.
    NotFound,
}

impl StatementMade {
    /// Whether the speaker describes somebody else's position.
    pub const fn is_claim(&self) -> bool {
        self.about.is_some()
    }

    /// Reads the bytes of a body that was read before, and was kept under a checksum since.
    pub(crate) fn from_kept_bytes(bytes: &[u8]) -> Result<Self, BodyError> {
        decode_kept(bytes).map_err(|source| BodyError::Codec { kind: Kind::StatementMade, source })
    }

    pub(super) fn broken_rule(&self) -> Option<&'static str> {
        let given = match &self.said_for {
            SaidFor::Given(given) => given.as_slice(),
            SaidFor::ByRole | SaidFor::OwnName => &[self.speaker],
        };
        if given.is_empty() || !given.is_sorted_by(|a, b| a < b) {
            Some("those spoken for are listed once each, in ascending order")
        } else if (self.form == Form::Omission) != (self.stance == Stance::Silent) {
            Some("an omission is `silent`, and only an omission is")
        } else if self.in_account && self.occasion.is_none() {
            Some("an account is of an occasion")
        } else if self.condition != Condition::NotStated && self.stance.score().is_none() {
            Some("only a score can depend on a condition")
        } else if self.evidence.iter().any(|evidence| !evidence.fits()) {
            Some("a quote found in a source has a place in it")
        } else {
            None
        }
    }
}

impl Evidence {
    fn fits(&self) -> bool {
        match &self.quote {
            QuoteCheck::Found { start, end, .. } => start < end,
            QuoteCheck::NotChecked | QuoteCheck::NotFound => true,
        }
    }
}
