//! `witness request`: the newest checkpoint, with the proof that it goes on from what the witness has seen.

use std::path::{Path, PathBuf};

use onrecord_core::tree::{prove_consistency, root_at};
use onrecord_core::witness::Request;
use onrecord_storage::checkpoints;
use serde_json::json;

use crate::args::Global;
use crate::checkpoint_file;
use crate::failure::{Answer, Failure};
use crate::folder;
use crate::newest_checkpoint::newest;
use crate::output::Output;
use crate::session::Session;

/// Print a request to cosign the newest checkpoint
///
/// It goes on from the last checkpoint before it that was cosigned, from the one given, or from the number of events
/// that the witness says it has seen. For a witness that has seen nothing of this ledger that is 0.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A checkpoint that the witness has cosigned
    #[arg(long, value_name = "CHECKPOINT")]
    since: Option<PathBuf>,
    /// How many events the witness has seen
    #[arg(long, value_name = "N", conflicts_with = "since")]
    old: Option<u64>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::find(global)?;
    let mut session = Session::unread(global, output)?;
    let tree = session.ledger_to_write()?.tree().map_err(|error| Failure::of(&error))?;
    let (_, checkpoint) = newest(&folder)?;
    let (size, root) = (checkpoint.checkpoint().size, checkpoint.checkpoint().root);
    let mut old = args.old;
    let mut roots = vec![(size, root)];
    if let Some(path) = &args.since {
        let since = checkpoint_file::read(path)?;
        roots.push((since.checkpoint().size, since.checkpoint().root));
        old = Some(since.checkpoint().size);
    }
    let old = old.map_or_else(|| last_cosigned_before(&folder, size), Ok)?;
    if old > size {
        return Err(Failure::new(format!("the newest checkpoint is of size {size}, it cannot go on from size {old}"))
            .hint("`onrecord checkpoint` signs a new one"));
    }
    for (size, root) in roots {
        let ours = session.head()?.size >= size && root_at(&tree, size).map_err(|error| Failure::of(&error))? == root;
        if !ours {
            return Err(Failure::new(format!("the checkpoint of size {size} is not one of this ledger as it is now"))
                .means_no()
                .hint("`onrecord audit --since FILE` says more"));
        }
    }
    let proof = prove_consistency(&tree, old, size).map_err(|error| Failure::of(&error))?;
    let request = Request { old, proof, checkpoint };
    if output.is_json() {
        output.object(&json!({ "old": old, "size": size, "root": root, "request": request.to_string() }))?;
    } else {
        output.raw(request.to_string().as_bytes())?;
    }
    Ok(Answer::Yes)
}

/// How many events the last stored checkpoint before this size has that anybody but the log signed too; 0 if none.
fn last_cosigned_before(folder: &Path, size: u64) -> Result<u64, Failure> {
    let stored = checkpoints::list(folder).map_err(|error| Failure::of(&error))?;
    for (_, path) in stored.iter().rev().filter(|(stored, _)| *stored < size) {
        let signed = checkpoint_file::read(path)?;
        let origin = &signed.checkpoint().origin;
        if signed.note().signatures().iter().any(|signature| signature.name() != origin) {
            return Ok(signed.checkpoint().size);
        }
    }
    Ok(0)
}
