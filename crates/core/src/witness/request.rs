//! What a log asks a witness: the body of `add-checkpoint` in C2SP tlog-witness.
//!
//! Invariant: a request is read in one form only, and does not go on from more than it shows.

use std::fmt;

use thiserror::Error;

use crate::checkpoint::{SignedCheckpoint, SignedCheckpointError};
use crate::decimal::decimal;
use crate::tree::{ConsistencyProof, MerkleRoot, NotARoot};

/// A request has at most this many hashes.
pub const REQUEST_PROOF_MAX: usize = 63;

/// A checkpoint, and the proof that it goes on from the first `old` events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Events that the witness has seen already; 0 if none.
    pub old: u64,
    /// From those to the checkpoint; without hashes if `old` is 0 or the checkpoint's size.
    pub proof: ConsistencyProof,
    /// What is to be cosigned.
    pub checkpoint: SignedCheckpoint,
}

/// Why bytes are no request.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RequestError {
    /// Not text.
    #[error("a request is UTF-8, these bytes are not")]
    NotText,
    /// No line `old`, or no empty line before the checkpoint.
    #[error("the line `old` and a number, the hashes of a proof, an empty line and a checkpoint are expected")]
    Shape,
    /// A size that is no number, or not written in its one way.
    #[error("`{0}` is not a size: decimal digits without a zero in front are expected")]
    Old(String),
    /// A hash that is none.
    #[error("a hash of the proof is none")]
    Hash(#[from] NotARoot),
    /// More hashes than a request may have.
    #[error("the proof has more than {REQUEST_PROOF_MAX} hashes")]
    TooLong,
    /// What stands at the end is no checkpoint.
    #[error("the checkpoint at its end cannot be read")]
    Checkpoint(#[from] SignedCheckpointError),
    /// It goes on from more than it shows.
    #[error("it goes on from size {old}, but its checkpoint is of size {size}")]
    Backwards {
        /// Where the proof begins.
        old: u64,
        /// Events in the checkpoint.
        size: u64,
    },
}

impl Request {
    /// Reads a request.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RequestError> {
        let text = std::str::from_utf8(bytes).map_err(|_| RequestError::NotText)?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(RequestError::Shape)?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).ok_or(RequestError::Shape)?;
        let old = decimal(old).ok_or_else(|| RequestError::Old(old.to_owned()))?;
        let hashes: Vec<&str> = lines.collect();
        if hashes.len() > REQUEST_PROOF_MAX {
            return Err(RequestError::TooLong);
        }
        let hashes: Result<_, NotARoot> =
            hashes.into_iter().map(|line| Ok(*line.parse::<MerkleRoot>()?.as_bytes())).collect();
        let proof = ConsistencyProof(hashes?);
        let checkpoint = SignedCheckpoint::from_bytes(checkpoint.as_bytes())?;
        let size = checkpoint.checkpoint().size;
        if old > size {
            return Err(RequestError::Backwards { old, size });
        }
        Ok(Request { old, proof, checkpoint })
    }
}

/// As it is written in a file.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.0.iter().try_for_each(|hash| writeln!(f, "{}", MerkleRoot::new(*hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
