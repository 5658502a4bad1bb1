//! Checkpoints after C2SP tlog-checkpoint: how many events a ledger had, and the root over them, signed.
//!
//! Invariant: three lines, no more. Lines behind them would be signed without anybody being able to check them, so
//! they are neither written nor accepted. The key that signs for a log has the log's origin as its name.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::decimal::decimal;
use crate::hash::LedgerId;
use crate::note::{Algorithm, KeyName, NotAKeyName, Note, NoteError, Signed, Signer, Verifier, VerifyError};
use crate::tree::{MerkleRoot, NotARoot};

/// Begins the origins that ledgers have by themselves.
const OWN: &str = "onrecord/";

/// A log's size and root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log; also the name of its key.
    pub origin: KeyName,
    /// Number of events.
    pub size: u64,
    /// Root of the tree over them.
    pub root: MerkleRoot,
}

/// A checkpoint in a note, of which it is not known yet who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

/// Why a text is no checkpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CheckpointError {
    /// Not three lines.
    #[error("a checkpoint has three lines (origin, size, root), this text has {0}")]
    Lines(usize),
    /// An origin that no log has.
    #[error("the origin is not one")]
    Origin(#[from] NotAKeyName),
    /// A size that is no number, or not written in its one way.
    #[error("`{0}` is not a size: decimal digits without a zero in front are expected")]
    Size(String),
    /// A root that is none.
    #[error("the root is not one")]
    Root(#[from] NotARoot),
}

/// Why bytes are no signed checkpoint.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SignedCheckpointError {
    /// Not a note.
    #[error("it is no signed note")]
    Note(#[from] NoteError),
    /// A note about something else.
    #[error("it is a signed note, but no checkpoint")]
    Checkpoint(#[from] CheckpointError),
}

/// Why a checkpoint is not to be believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CheckpointVerifyError {
    /// The signatures do not hold.
    #[error(transparent)]
    Note(#[from] VerifyError),
    /// Others signed it, but not the log.
    #[error("the log {0} did not sign it; witnesses alone do not make a checkpoint")]
    NotByLog(KeyName),
}

/// The origin that a ledger has by itself: `onrecord/` and its id.
pub fn own_origin(ledger: LedgerId) -> Result<KeyName, NotAKeyName> {
    format!("{OWN}{ledger}").parse()
}

impl Checkpoint {
    /// Whether the origin says that this is another ledger's. A name that was chosen freely says nothing.
    pub fn is_of_another(&self, ledger: LedgerId) -> bool {
        self.origin.as_str().strip_prefix(OWN).is_some_and(|id| id != ledger.to_string())
    }

    /// The three lines that are signed.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Signs it, in the name of the key, which is the origin's.
    pub fn sign(self, signer: &Signer) -> Result<SignedCheckpoint, NoteError> {
        assert_eq!(self.origin, *signer.name(), "a log signs by the key that has its name");
        let note = Note::sign(self.text(), signer)?;
        Ok(SignedCheckpoint { checkpoint: self, note })
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(CheckpointError::Lines(text.lines().count()));
        };
        Ok(Checkpoint {
            origin: origin.parse()?,
            size: decimal(size).ok_or_else(|| CheckpointError::Size(size.to_owned()))?,
            root: root.parse()?,
        })
    }
}

impl SignedCheckpoint {
    /// Reads a checkpoint in its note.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignedCheckpointError> {
        let note = Note::from_bytes(bytes)?;
        Ok(SignedCheckpoint { checkpoint: note.text().parse()?, note })
    }

    /// What it says.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note around it.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// Puts a witness's signature under it.
    pub fn add(&mut self, signature: crate::note::NoteSignature) -> Result<(), NoteError> {
        self.note.add(signature)
    }

    /// The same checkpoint with the log's signature and one by a witness, and no others.
    pub(crate) fn signed_only_by(&self, log: &Verifier, cosignature: &crate::note::NoteSignature) -> Self {
        SignedCheckpoint {
            checkpoint: self.checkpoint.clone(),
            note: self.note.with_signatures(|signature| log.is_named_by(signature), cosignature),
        }
    }

    /// The signatures by known keys, among them the log's own: one by a known key with the name of the origin.
    pub fn verify<'v>(&self, known: &'v [Verifier]) -> Result<Vec<Signed<'v>>, CheckpointVerifyError> {
        let signed = self.note.verify(known)?;
        let is_by_log = |verifier: &Verifier| {
            verifier.algorithm() == Algorithm::Ed25519 && *verifier.name() == self.checkpoint.origin
        };
        if signed.iter().any(|signed| is_by_log(signed.verifier)) {
            Ok(signed)
        } else {
            Err(CheckpointVerifyError::NotByLog(self.checkpoint.origin.clone()))
        }
    }
}

/// As it is written in a file.
impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

#[cfg(test)]
mod tests;
