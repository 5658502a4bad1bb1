//! The checkpoints that an audit holds the ledger against: those in its folder, and one that was kept elsewhere.

use std::collections::BTreeSet;
use std::path::Path;

use onrecord_core::audit::{CheckpointFile, Finding, check_checkpoints};
use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::note::Verifier;
use onrecord_storage::checkpoints;

use super::Args;
use super::message::Verdict;
use crate::checkpoint_file;
use crate::counted::counted;
use crate::failure::Failure;
use crate::key_file::KeyFile;

/// What is given beside the ledger.
pub(super) struct Given {
    stored: Vec<CheckpointFile>,
    since: Option<CheckpointFile>,
    keys: Vec<Verifier>,
}

impl Given {
    /// Reads the checkpoints. One that was asked for and cannot be read is a failure, one in the folder a finding.
    pub(super) fn read(args: &Args, folder: &Path) -> Result<Self, Failure> {
        let list = checkpoints::list(folder).map_err(|error| Failure::of(&error))?;
        let stored = list.into_iter().map(|(size, path)| {
            let bytes = checkpoint_file::bytes(&path, checkpoint_file::LEN_MAX)?;
            Ok(CheckpointFile { name: format!("checkpoints/{size}"), content: SignedCheckpoint::from_bytes(&bytes) })
        });
        let stored = stored.collect::<Result<Vec<_>, Failure>>()?;
        let since = match &args.since {
            Some(path) => {
                let content = Ok(checkpoint_file::read(path)?);
                Some(CheckpointFile { name: path.display().to_string(), content })
            }
            None => None,
        };
        Ok(Given { stored, since, keys: args.keys.vkeys.clone() })
    }

    /// The sizes at which the root is wanted.
    pub(super) fn sizes(&self) -> BTreeSet<u64> {
        let files = self.stored.iter().chain(&self.since);
        files.filter_map(|file| file.content.as_ref().ok()).map(|signed| signed.checkpoint().size).collect()
    }

    /// Checks the checkpoints against what the examination saw: what was checked, and what no checkpoint shows.
    pub(super) fn check(mut self, verdict: &Verdict, findings: &mut Vec<Finding>) -> (Option<String>, Vec<String>) {
        let (size, Some(ledger)) = (verdict.events, verdict.ledger) else { return (None, Vec::new()) };
        let own = KeyFile::of_ledger(ledger).ok().and_then(|file| file.verifier());
        self.keys.extend(own.filter(|own| !self.keys.contains(own)));
        let check = |files: &[CheckpointFile]| check_checkpoints(files, &self.keys, ledger, (size, &verdict.roots));
        let mut stored = check(&self.stored);
        let mut since = check(self.since.as_slice());
        findings.append(&mut stored.findings);
        findings.append(&mut since.findings);
        let consistent = stored.consistent + since.consistent;
        let unsigned = consistent - stored.signed - since.signed;
        let mut not_checked = Vec::new();
        if since.consistent == 0 {
            not_checked.push(
                "whether the whole ledger was replaced, or its end cut off in both homes: that needs a checkpoint kept \
                 elsewhere (--since FILE)"
                    .to_owned(),
            );
        } else {
            if since.covered < size {
                not_checked.push(format!(
                    "events {} to {}, which are later than {}",
                    since.covered,
                    size - 1,
                    self.since_name()
                ));
            }
            if since.cosigned == 0 {
                not_checked.push(
                    "whether others were shown another ledger: that needs a checkpoint cosigned by a witness"
                        .to_owned(),
                );
            }
        }
        if unsigned > 0 {
            not_checked.push(format!("the signatures of {} (--vkey VKEY)", counted(unsigned, "checkpoint")));
        }
        ((consistent > 0).then(|| counted(consistent, "checkpoint")), not_checked)
    }

    fn since_name(&self) -> &str {
        self.since.as_ref().map_or("", |file| &file.name)
    }
}
