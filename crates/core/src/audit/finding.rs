//! Findings of an audit: a fixed word for each sort, the event it is about, and what is the matter.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::seq::Seq;
use crate::signing::SigningError;

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The event that it is about; none if it is about no single one.
    pub seq: Option<Seq>,
    /// What sort of thing.
    #[serde(rename = "finding")]
    pub kind: FindingKind,
    /// What is the matter, for people.
    pub detail: String,
}

macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// Every sort of finding, with its fixed word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum FindingKind { $($(#[$doc])* $name,)* }

        impl FindingKind {
            /// All sorts.
            pub const ALL: &[FindingKind] = &[$(FindingKind::$name),*];

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self { $(FindingKind::$name => $word,)* }
            }
        }
    };
}

findings! {
    /// Bytes in an event's place that are no event.
    EventMalformed = "event-malformed";
    /// Another event than the one that is due.
    SequenceBroken = "sequence-broken";
    /// An event of another ledger.
    ForeignLedger = "foreign-ledger";
    /// An event whose bytes do not have the hash that the next one names.
    ChainBroken = "chain-broken";
    /// An event recorded before the one in front of it.
    ClockBackwards = "clock-backwards";
    /// A body that is not canonical or breaks a rule.
    BodyMalformed = "body-malformed";
    /// Words that are not what the event committed to.
    WordsMismatch = "words-mismatch";
    /// Words that a redaction took and that are still there.
    WordsNotErased = "words-not-erased";
    /// Words that are gone although no redaction took them.
    WordsErased = "words-erased";
    /// A reference that leads nowhere or does not fit.
    ReferenceBroken = "reference-broken";
    /// An event without a signature, of a coder who signs.
    SignatureMissing = "signature-missing";
    /// A signature that is by no known key over the event's bytes.
    SignatureWrong = "signature-wrong";
    /// A signature by a key that is not the coder's, or not at that event.
    SignatureForeign = "signature-foreign";
    /// A signature of a coder who has no key.
    SignatureUnexpected = "signature-unexpected";
    /// An event without a signature where all must have one, of a coder who has no key.
    SignatureRequired = "signature-required";
    /// An event of a coder whose name was closed.
    CoderClosed = "coder-closed";
    /// Damage in a file of the journal.
    JournalDamaged = "journal-damaged";
    /// A frame at the journal's end that was never finished, and never acknowledged.
    JournalTorn = "journal-torn";
    /// The store does not open, or not all of it can be read.
    StoreDamaged = "store-damaged";
    /// The process that looked into the store panicked, was killed or hung.
    StoreCrashed = "store-crashed";
    /// The store ends before the journal.
    StoreBehind = "store-behind";
    /// The store goes on where the journal ends.
    StoreAhead = "store-ahead";
    /// The store holds another event than the journal.
    StoreDiffers = "store-differs";
    /// The store's indexes are not those that its events give.
    IndexDiffers = "index-differs";
    /// A source's bytes are gone.
    SourceMissing = "source-missing";
    /// A source's bytes are not those that were recorded.
    SourceChanged = "source-changed";
    /// A quote is not where it was found.
    QuoteMissing = "quote-missing";
    /// The tree's tiles in the store are not those that its events give.
    TilesDiffer = "tiles-differ";
    /// A file that ought to be a checkpoint and is none.
    CheckpointMalformed = "checkpoint-malformed";
    /// A checkpoint that the log's key did not sign.
    CheckpointForged = "checkpoint-forged";
    /// A checkpoint of another log.
    CheckpointForeign = "checkpoint-foreign";
    /// The ledger ends before a checkpoint: its end was cut off, or it was put back to an earlier state.
    LedgerTruncated = "ledger-truncated";
    /// The events that a checkpoint covers are not those that are there.
    HistoryRewritten = "history-rewritten";
    /// A file that a published log must have is missing.
    FileMissing = "file-missing";
    /// A file of a published log that cannot be read as what it must be.
    FileMalformed = "file-malformed";
    /// A tile of a published log that is not what the entries give.
    FileDiffers = "file-differs";
    /// A file that a published log does not have.
    FileUnexpected = "file-unexpected";
    /// The entries of a published log do not have the root of its checkpoint.
    RootDiffers = "root-differs";
    /// A file or folder that does not belong there, or is missing.
    FolderUnexpected = "folder-unexpected";
}

impl FindingKind {
    /// The sort of what is wrong with a signature.
    pub(super) fn of_signature(error: &SigningError) -> Self {
        match error {
            SigningError::Closed { .. } => FindingKind::CoderClosed,
            SigningError::Required { .. } => FindingKind::SignatureRequired,
            SigningError::NoKey { .. } | SigningError::Missing { .. } => FindingKind::SignatureMissing,
            SigningError::Unexpected { .. } => FindingKind::SignatureUnexpected,
            SigningError::Foreign { .. } => FindingKind::SignatureForeign,
            SigningError::Wrong { .. } => FindingKind::SignatureWrong,
        }
    }
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
