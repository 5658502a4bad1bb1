//! The newest checkpoint that a ledger keeps: what is published, and what a witness is asked to cosign.

use std::path::{Path, PathBuf};

use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_storage::checkpoints;

use crate::checkpoint_file;
use crate::failure::Failure;

/// The newest checkpoint and its file.
pub(crate) fn newest(ledger_folder: &Path) -> Result<(PathBuf, SignedCheckpoint), Failure> {
    let stored = checkpoints::list(ledger_folder).map_err(|error| Failure::of(&error))?;
    let (_, path) = stored
        .into_iter()
        .next_back()
        .ok_or_else(|| Failure::new("the ledger has no checkpoint yet").hint("`onrecord checkpoint` signs one"))?;
    let signed = checkpoint_file::read(&path)?;
    Ok((path, signed))
}
