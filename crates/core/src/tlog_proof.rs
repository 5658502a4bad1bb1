//! Proof files after C2SP tlog-proof: a leaf's place, the hashes up to the root, and the checkpoint with that root.
//!
//! Invariant: a file is read in one form only. Its `extra` is bound by nothing here; whoever reads it must check every
//! byte of it against the leaf.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::checkpoint::{SignedCheckpoint, SignedCheckpointError};
use crate::decimal::decimal;
use crate::tree::{InclusionProof, MerkleRoot, NotARoot, PROOF_LEN_MAX, ProofError};

/// The first line of every proof file.
const MARK: &str = "c2sp.org/tlog-proof@v1";

/// A proof that a leaf is in a log, with all that is needed to check it but the leaf and the log's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// What the log's users add, of whatever form.
    pub extra: Option<Vec<u8>>,
    /// The number of the leaf, from 0.
    pub index: u64,
    /// From the leaf to the root.
    pub inclusion: InclusionProof,
    /// The checkpoint with that root.
    pub checkpoint: SignedCheckpoint,
}

/// Why bytes are no proof file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TlogProofError {
    /// Not text.
    #[error("a proof file is UTF-8, these bytes are not")]
    NotText,
    /// Another first line.
    #[error("it does not begin with the line `{MARK}`")]
    NoMark,
    /// No empty line before the checkpoint, or no line `index`.
    #[error(
        "behind the first line, `extra` (if there is any), `index`, hashes, an empty line and a checkpoint are expected"
    )]
    Shape,
    /// Extra data that is not base64.
    #[error("`extra` is not standard base64 of at least one byte")]
    Extra,
    /// A place that is no number, or not written in its one way.
    #[error("`{0}` is not the number of a leaf: decimal digits without a zero in front are expected")]
    Index(String),
    /// A hash that is none.
    #[error("a hash of the proof is none")]
    Hash(#[from] NotARoot),
    /// More hashes than a proof can have.
    #[error("the proof has more than {PROOF_LEN_MAX} hashes")]
    TooLong,
    /// What stands at the end is no checkpoint.
    #[error("the checkpoint at its end cannot be read")]
    Checkpoint(#[from] SignedCheckpointError),
}

impl TlogProof {
    /// Reads a proof file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TlogProofError> {
        let text = std::str::from_utf8(bytes).map_err(|_| TlogProofError::NotText)?;
        let rest = text.strip_prefix(MARK).and_then(|rest| rest.strip_prefix('\n')).ok_or(TlogProofError::NoMark)?;
        let (head, checkpoint) = rest.split_once("\n\n").ok_or(TlogProofError::Shape)?;
        let mut lines = head.split('\n').peekable();
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => {
                let bytes = STANDARD.decode(&line["extra ".len()..]).ok();
                Some(bytes.filter(|bytes| !bytes.is_empty()).ok_or(TlogProofError::Extra)?)
            }
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).ok_or(TlogProofError::Shape)?;
        let hashes: Vec<&str> = lines.collect();
        if hashes.len() > PROOF_LEN_MAX {
            return Err(TlogProofError::TooLong);
        }
        let hashes: Result<_, NotARoot> =
            hashes.into_iter().map(|line| Ok(*line.parse::<MerkleRoot>()?.as_bytes())).collect();
        Ok(TlogProof {
            extra,
            index: decimal(index).ok_or_else(|| TlogProofError::Index(index.to_owned()))?,
            inclusion: InclusionProof(hashes?),
            checkpoint: SignedCheckpoint::from_bytes(checkpoint.as_bytes())?,
        })
    }

    /// Whether the leaf with this hash is where the proof says, in the tree of the checkpoint. Who signed the
    /// checkpoint is another question ([`SignedCheckpoint::verify`]).
    pub fn verify_leaf(&self, leaf: [u8; 32]) -> Result<(), ProofError> {
        let checkpoint = self.checkpoint.checkpoint();
        self.inclusion.verify(leaf, self.index, checkpoint.size, checkpoint.root)
    }
}

/// As it is written in a file.
impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{MARK}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", STANDARD.encode(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.inclusion.0.iter().try_for_each(|hash| writeln!(f, "{}", MerkleRoot::new(*hash)))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests;
