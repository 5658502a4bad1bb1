//! `--witness`: whose cosignatures are asked for.

use std::fmt;

use clap::Args;
use onrecord_core::checkpoint::{CheckpointVerifyError, SignedCheckpoint};
use onrecord_core::note::{Algorithm, KeyName, Verifier};
use serde_json::{Value, json};
use thiserror::Error;

use crate::clock::show_seconds;

/// The witnesses that are believed.
#[derive(Clone, Debug, Args)]
pub(crate) struct Witnesses {
    /// Public key of a witness, as `onrecord witness vkey` prints it
    #[arg(long = "witness", value_name = "VKEY", value_parser = witness_key)]
    pub(crate) keys: Vec<Verifier>,
}

/// A key that cosigns; a log's own is refused.
fn witness_key(text: &str) -> Result<Verifier, String> {
    let key: Verifier = text.parse().map_err(|error: onrecord_core::note::NotAVerifierKey| error.to_string())?;
    match key.algorithm() {
        Algorithm::Cosignature => Ok(key),
        Algorithm::Ed25519 => Err(format!("`{text}` is the key of a log, not of a witness (`onrecord witness vkey`)")),
    }
}

/// That a witness cosigned, and when.
pub(crate) struct Cosigned<'w> {
    witness: &'w Verifier,
    /// Seconds since 1970-01-01T00:00:00Z, by its clock; of several cosignatures the first.
    time: u64,
}

/// Why a checkpoint is not enough.
#[derive(Debug, Error)]
pub(crate) enum WitnessError {
    /// Its signatures do not hold.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointVerifyError),
    /// A witness that is asked for did not sign it.
    #[error("{0} did not cosign the checkpoint")]
    Missing(KeyName),
}

impl Witnesses {
    /// Checks the signatures of a checkpoint: one by a key of the log among those given, and one by every witness. Gives
    /// all cosignatures by keys that are known, those of the witnesses first.
    pub(crate) fn check<'w>(
        &'w self,
        signed: &SignedCheckpoint,
        keys: &'w [Verifier],
    ) -> Result<Vec<Cosigned<'w>>, WitnessError> {
        let known: Vec<Verifier> = self.keys.iter().chain(keys).cloned().collect();
        let signatures = signed.verify(&known)?;
        let mut cosigned = Vec::<Cosigned<'w>>::new();
        for witness in self.keys.iter().chain(keys) {
            let times = signatures.iter().filter(|signature| signature.verifier == witness);
            let Some(time) = times.filter_map(|signature| signature.time).min() else { continue };
            if !cosigned.iter().any(|other| other.witness == witness) {
                cosigned.push(Cosigned { witness, time });
            }
        }
        match self.keys.iter().find(|witness| !cosigned.iter().any(|cosigned| cosigned.witness == *witness)) {
            Some(missing) => Err(WitnessError::Missing(missing.name().clone())),
            None => Ok(cosigned),
        }
    }
}

impl Cosigned<'_> {
    /// As an answer for programs has it.
    pub(crate) fn json(&self) -> Value {
        json!({ "name": self.witness.name().as_str(), "at": show_seconds(self.time) })
    }
}

impl fmt::Display for Cosigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (witness, time) = (self.witness.name(), show_seconds(self.time));
        write!(f, "cosigned by {witness} at {time}: the events existed no later than {time}, by its clock")
    }
}
