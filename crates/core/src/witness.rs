//! Witnessing after C2SP tlog-witness: what a witness remembers of a log, and when it cosigns.
//!
//! Invariant: a witness cosigns only what goes on from the last checkpoint that it cosigned. What it remembers is that
//! checkpoint with both signatures, so that it can be believed when it is read again and shown to others.

mod request;

use std::fmt;

use thiserror::Error;

use crate::checkpoint::{Checkpoint, CheckpointVerifyError, SignedCheckpoint, SignedCheckpointError};
use crate::note::{KeyName, NoteSignature, Signer, Verifier};
use crate::tree::{MerkleRoot, ProofError, TreeBuilder};

pub use request::{REQUEST_PROOF_MAX, Request, RequestError};

/// The last checkpoint of a log that a witness cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    signed: SignedCheckpoint,
    cosignature: NoteSignature,
    time: u64,
}

/// Why bytes are not what a witness remembers.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CosignedError {
    /// No checkpoint.
    #[error("it is no checkpoint")]
    Checkpoint(#[from] SignedCheckpointError),
    /// Not by this log.
    #[error("it is not a checkpoint of this log")]
    Signature(#[from] CheckpointVerifyError),
    /// Not by this witness, or more than one signature.
    #[error("it does not have the signatures of the log and of {0} and no others")]
    NotByWitness(KeyName),
}

/// Why a witness does not cosign.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// The log did not sign it.
    #[error("the checkpoint is not one of this log")]
    NotByLog(#[from] CheckpointVerifyError),
    /// The log shows less than before.
    #[error("rollback: the log now shows size {size}, this witness has cosigned size {seen}")]
    Rollback {
        /// Events in the request.
        size: u64,
        /// Events that were cosigned.
        seen: u64,
    },
    /// The log shows something else of the same size.
    #[error("fork: this witness has cosigned another root of size {size}: {seen}, not {root}")]
    Fork {
        /// Events, then and now.
        size: u64,
        /// The root that was cosigned.
        seen: MerkleRoot,
        /// The root in the request.
        root: MerkleRoot,
    },
    /// The proof begins elsewhere. This may be an oversight.
    #[error("the request goes on from size {old}, this witness has last cosigned size {seen}")]
    OtherOld {
        /// Where the proof begins.
        old: u64,
        /// Events that were cosigned; 0 if there was nothing yet.
        seen: u64,
    },
    /// The log goes on from something else, or the proof is none.
    #[error("the proof does not lead from size {seen}, which this witness has cosigned, to size {size}")]
    NotConsistent {
        /// Events in the request.
        size: u64,
        /// Events that were cosigned.
        seen: u64,
        /// What is wrong with the proof.
        source: ProofError,
    },
    /// The witness's clock went back.
    #[error("the clock says {now}, the last cosignature was made at {last} (seconds since 1970)")]
    ClockBackwards {
        /// Now.
        now: u64,
        /// When it last cosigned.
        last: u64,
    },
}

impl Cosigned {
    /// Reads what this witness remembers of this log.
    pub fn from_bytes(bytes: &[u8], log: &Verifier, witness: &Verifier) -> Result<Self, CosignedError> {
        let signed = SignedCheckpoint::from_bytes(bytes)?;
        let known = [log.clone(), witness.clone()];
        let signatures = signed.verify(&known)?;
        let time = signatures.iter().find_map(|signature| signature.time);
        let cosignature = signed.note().signatures().iter().find(|signature| witness.is_named_by(signature)).cloned();
        match (time, cosignature, signed.note().signatures().len()) {
            (Some(time), Some(cosignature), 2) => Ok(Cosigned { signed, cosignature, time }),
            (_, _, _) => Err(CosignedError::NotByWitness(witness.name().clone())),
        }
    }

    /// The checkpoint.
    pub const fn checkpoint(&self) -> &Checkpoint {
        self.signed.checkpoint()
    }

    /// The witness's signature.
    pub const fn cosignature(&self) -> &NoteSignature {
        &self.cosignature
    }

    /// When it was made, by the witness's clock: seconds since 1970-01-01T00:00:00Z.
    pub const fn time(&self) -> u64 {
        self.time
    }
}

/// As a witness keeps it.
impl fmt::Display for Cosigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.signed.fmt(f)
    }
}

/// Cosigns the checkpoint of a request if it is this log's and goes on from the last one cosigned. What is given must
/// be remembered before anybody is shown the signature in it.
///
/// The checkpoint that was cosigned last is cosigned again, wherever the request's proof begins: a witness that was cut
/// short before it answered is simply asked again.
pub fn cosign(
    request: &Request,
    log: &Verifier,
    last: Option<&Cosigned>,
    (witness, time): (&Signer, u64),
) -> Result<Cosigned, Refusal> {
    let now = request.checkpoint.checkpoint();
    request.checkpoint.verify(std::slice::from_ref(log))?;
    let (seen, seen_root) = match last {
        Some(last) => (last.checkpoint().size, last.checkpoint().root),
        None => (0, TreeBuilder::new().root()),
    };
    if now.size < seen {
        return Err(Refusal::Rollback { size: now.size, seen });
    }
    if last.is_some() && now.size == seen {
        if now.root != seen_root {
            return Err(Refusal::Fork { size: seen, seen: seen_root, root: now.root });
        }
    } else {
        if request.old != seen {
            return Err(Refusal::OtherOld { old: request.old, seen });
        }
        let checked = request.proof.verify(seen, seen_root, now.size, now.root);
        checked.map_err(|source| Refusal::NotConsistent { size: now.size, seen, source })?;
    }
    if let Some(last) = last.map(Cosigned::time).filter(|last| time < *last) {
        return Err(Refusal::ClockBackwards { now: time, last });
    }
    let cosignature = witness.cosign(request.checkpoint.note().text(), time);
    let signed = request.checkpoint.signed_only_by(log, &cosignature);
    Ok(Cosigned { signed, cosignature, time })
}

#[cfg(test)]
mod tests;
