//! Whether a ledger still is what checkpoints say that it was.
//!
//! Invariant: a checkpoint whose signature does not hold says nothing about the ledger, only about itself.

use std::collections::BTreeMap;

use super::{Finding, FindingKind};
use crate::checkpoint::{Checkpoint, SignedCheckpoint, SignedCheckpointError};
use crate::hash::LedgerId;
use crate::note::{Algorithm, Verifier};
use crate::seq::Seq;
use crate::tree::MerkleRoot;

/// A checkpoint out of a file, or why it is none.
#[derive(Debug)]
pub struct CheckpointFile {
    /// What the file is called in findings.
    pub name: String,
    /// What is in it.
    pub content: Result<SignedCheckpoint, SignedCheckpointError>,
}

/// What became of checkpoints.
#[derive(Debug, Default)]
pub struct CheckpointsChecked {
    /// How many the ledger goes on from.
    pub consistent: u64,
    /// The greatest size among these.
    pub covered: u64,
    /// How many of these a known key of the log signed.
    pub signed: u64,
    /// How many of these others cosigned, as far as their keys are known.
    pub cosigned: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Checks checkpoints against a ledger of `size` events, whose roots at their sizes are given as far as it reaches.
pub fn check_checkpoints(
    files: &[CheckpointFile],
    known: &[Verifier],
    ledger: LedgerId,
    (size, roots): (u64, &BTreeMap<u64, MerkleRoot>),
) -> CheckpointsChecked {
    let mut checked = CheckpointsChecked::default();
    for file in files {
        let mut find = |seq, kind, detail: String| {
            checked.findings.push(Finding { seq, kind, detail: format!("{}: {detail}", file.name) });
        };
        let signed = match &file.content {
            Ok(signed) => signed,
            Err(error) => {
                find(None, FindingKind::CheckpointMalformed, super::with_causes(error));
                continue;
            }
        };
        let checkpoint = signed.checkpoint();
        if checkpoint.is_of_another(ledger) {
            find(None, FindingKind::CheckpointForeign, format!("it is a checkpoint of {}", checkpoint.origin));
            continue;
        }
        let signatures = match is_known(known, checkpoint).then(|| signed.verify(known)) {
            Some(Err(error)) => {
                find(None, FindingKind::CheckpointForged, error.to_string());
                continue;
            }
            Some(Ok(signatures)) => signatures,
            None => Vec::new(),
        };
        let says = checkpoint.size;
        match roots.get(&says) {
            Some(root) if *root == checkpoint.root => {
                checked.consistent += 1;
                checked.covered = checked.covered.max(says);
                checked.signed += u64::from(!signatures.is_empty());
                checked.cosigned += u64::from(signatures.iter().any(|signature| signature.time.is_some()));
            }
            Some(root) => find(
                None,
                FindingKind::HistoryRewritten,
                format!("the root over the first {says} events was {}; now it is {root}", checkpoint.root),
            ),
            None => find(
                size.checked_sub(1).map(Seq::new),
                FindingKind::LedgerTruncated,
                format!(
                    "there were {says} events, now there are {size}: the end was cut off, or an earlier state put back"
                ),
            ),
        }
    }
    checked
}

/// Whether a key of the log itself is among the known ones.
fn is_known(known: &[Verifier], checkpoint: &Checkpoint) -> bool {
    known.iter().any(|key| key.algorithm() == Algorithm::Ed25519 && *key.name() == checkpoint.origin)
}
