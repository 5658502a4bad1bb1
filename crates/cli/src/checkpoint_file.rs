//! Checkpoints that come in files, and whose signatures are checked with keys that are given.

use std::io::Read;
use std::path::Path;

use clap::Args;
use onrecord_core::checkpoint::{Checkpoint, SignedCheckpoint};
use onrecord_core::note::{Algorithm, Verifier};

use crate::failure::Failure;

/// A file with a checkpoint is no longer than this, in bytes.
pub(crate) const LEN_MAX: u64 = 1 << 20;

/// The public keys that are believed.
#[derive(Clone, Debug, Args)]
pub(crate) struct Keys {
    /// Public key of the log or of a witness, as `onrecord key show` prints it
    #[arg(long = "vkey", value_name = "VKEY")]
    pub(crate) vkeys: Vec<Verifier>,
}

/// Reads the file of a checkpoint.
pub(crate) fn read(path: &Path) -> Result<SignedCheckpoint, Failure> {
    let bytes = bytes(path, LEN_MAX)?;
    SignedCheckpoint::from_bytes(&bytes).map_err(|error| {
        let mut failure = Failure::of(&error);
        failure
            .causes
            .insert(0, std::mem::replace(&mut failure.message, format!("{} is no checkpoint", path.display())));
        failure
    })
}

/// The bytes of a file that is not too long to be a checkpoint or a proof.
pub(crate) fn bytes(path: &Path, len_max: u64) -> Result<Vec<u8>, Failure> {
    let file = fs_err::File::open(path).map_err(|error| Failure::of(&error))?;
    let found = file.metadata().map_err(|error| Failure::of(&error))?;
    if found.is_dir() {
        return Err(Failure::new(format!("{} is a folder", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(len_max + 1).read_to_end(&mut bytes).map_err(|error| Failure::of(&error))?;
    if bytes.len() as u64 > len_max {
        return Err(Failure::new(format!("{} has more than {len_max} bytes", path.display())));
    }
    Ok(bytes)
}

/// Whether a key of the log itself is among these.
pub(crate) fn knows_log(keys: &[Verifier], checkpoint: &Checkpoint) -> bool {
    keys.iter().any(|key| key.algorithm() == Algorithm::Ed25519 && *key.name() == checkpoint.origin)
}
