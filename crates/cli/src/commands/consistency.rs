//! `consistency`: whether one checkpoint goes on where another ended.

use std::path::{Path, PathBuf};

use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::note::Verifier;
use onrecord_core::tree::{MerkleRoot, prove_consistency, root_at};
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use crate::args::Global;
use crate::checkpoint_file::{self, Keys, knows_log};
use crate::failure::{Answer, Failure};
use crate::folder;
use crate::key_file::KeyFile;
use crate::output::Output;
use crate::session::Session;

/// Check that one checkpoint goes on where another ended
///
/// With the ledger at hand the proof is made and checked. Two checkpoints that do not fit each other show a fork (the
/// same size, another root), a rewrite (the ledger has other events than the old one covers) or a rollback (the later
/// checkpoint covers less). Exits with 1 if they do not fit.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The earlier checkpoint
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The later checkpoint
    #[arg(value_name = "NEW")]
    new: PathBuf,
    #[command(flatten)]
    keys: Keys,
}

/// How two checkpoints stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The same size and root.
    Same,
    /// The new one goes on where the old one ended.
    Consistent,
    /// What is called the later one covers less, and the other goes on where it ended.
    Rollback,
    /// The same size, another root; or the new one is not of this ledger, the old one is.
    Fork,
    /// The old one is not of this ledger, the new one is.
    Rewrite,
    /// Neither is of this ledger.
    Foreign,
    /// The ledger has fewer events than a checkpoint covers.
    Truncated,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Consistent => "consistent",
            Verdict::Rollback => "rollback",
            Verdict::Fork => "fork",
            Verdict::Rewrite => "rewrite",
            Verdict::Foreign => "foreign",
            Verdict::Truncated => "truncated",
        }
    }

    const fn answer(self) -> Answer {
        match self {
            Verdict::Same | Verdict::Consistent => Answer::Yes,
            Verdict::Rollback | Verdict::Fork | Verdict::Rewrite | Verdict::Foreign | Verdict::Truncated => Answer::No,
        }
    }
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let (old, new) = (checkpoint_file::read(&args.old)?, checkpoint_file::read(&args.new)?);
    let (origin, other) = (&old.checkpoint().origin, &new.checkpoint().origin);
    if origin != other {
        return Err(Failure::new(format!("the checkpoints are of two logs: {origin} and {other}")));
    }
    let mut session = match folder::find(global) {
        Ok(folder) if folder.is_dir() => Some(Session::unread(global, output)?),
        Ok(_) | Err(_) => None,
    };
    let keys = keys(&args.keys.vkeys, session.as_ref())?;
    let signed = knows_log(&keys, old.checkpoint());
    if signed {
        for (path, checkpoint) in [(&args.old, &old), (&args.new, &new)] {
            checkpoint
                .verify(&keys)
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())).means_no())?;
        }
    }
    let (verdict, proof) = judge(&old, &new, session.as_mut())?;
    tell(&args.old, (&old, &new), (verdict, &proof, signed), output)?;
    Ok(verdict.answer())
}

/// The keys given, and the one of this ledger if it is at hand.
fn keys(given: &[Verifier], session: Option<&Session>) -> Result<Vec<Verifier>, Failure> {
    let mut keys = given.to_vec();
    if let Some(session) = session
        && let Ok(file) = KeyFile::of_ledger(session.ledger()?.ledger_id())
    {
        keys.extend(file.verifier().filter(|key| !keys.contains(key)));
    }
    Ok(keys)
}

/// How the checkpoints stand to each other, and the proof if one goes on from the other.
fn judge(
    old: &SignedCheckpoint,
    new: &SignedCheckpoint,
    session: Option<&mut Session>,
) -> Result<(Verdict, Vec<MerkleRoot>), Failure> {
    let (old, new) = (old.checkpoint(), new.checkpoint());
    if old.size == new.size {
        return Ok((if old.root == new.root { Verdict::Same } else { Verdict::Fork }, Vec::new()));
    }
    let Some(session) = session else {
        return Err(Failure::new("two checkpoints of different sizes say nothing about each other without the ledger")
            .hint("`-L DIR` or ONRECORD_LEDGER names it"));
    };
    let size = session.head()?.size;
    if old.size.max(new.size) > size {
        return Ok((Verdict::Truncated, Vec::new()));
    }
    let tree = session.ledger_to_write()?.tree().map_err(|error| Failure::of(&error))?;
    let ours = |size| root_at(&tree, size).map_err(|error| Failure::of(&error));
    match (ours(old.size)? == old.root, ours(new.size)? == new.root) {
        (true, true) => {
            let (first, second) = if old.size < new.size { (old, new) } else { (new, old) };
            let proof = prove_consistency(&tree, first.size, second.size).map_err(|error| Failure::of(&error))?;
            let checked = proof.verify(first.size, first.root, second.size, second.root);
            checked.map_err(|error| Failure::of(&error))?;
            let verdict = if old.size < new.size { Verdict::Consistent } else { Verdict::Rollback };
            Ok((verdict, proof.0.into_iter().map(MerkleRoot::new).collect()))
        }
        (true, false) => Ok((Verdict::Fork, Vec::new())),
        (false, true) => Ok((Verdict::Rewrite, Vec::new())),
        (false, false) => Ok((Verdict::Foreign, Vec::new())),
    }
}

fn tell(
    path: &Path,
    (old, new): (&SignedCheckpoint, &SignedCheckpoint),
    (verdict, proof, signed): (Verdict, &[MerkleRoot], bool),
    output: &mut Output,
) -> Result<(), Failure> {
    let (from, to) = (old.checkpoint().size, new.checkpoint().size);
    if output.is_json() {
        return output.object(&json!({
            "verdict": verdict.word(),
            "old_size": from,
            "new_size": to,
            "signatures_checked": signed,
            "proof": proof,
        }));
    }
    output.line(match verdict {
        Verdict::Same => format!("same: both cover {from} events, with one root"),
        Verdict::Consistent => format!(
            "consistent: the checkpoint of {to} events goes on where the one of {from} ended (a proof of {} hashes)",
            proof.len()
        ),
        Verdict::Rollback => format!(
            "rollback: {} covers {from} events, the one after it {to} of the same; if that is the order in which they \
             were signed, the ledger was put back",
            path.display()
        ),
        Verdict::Fork if from == to => format!("fork: both cover {from} events, with different roots"),
        Verdict::Fork => format!("fork: the ledger has the {from} events of the first, not the {to} of the second"),
        Verdict::Rewrite => {
            format!("rewrite: the ledger has the {to} events of the second, not the {from} of the first")
        }
        Verdict::Foreign => "foreign: the ledger has the events of neither".to_owned(),
        Verdict::Truncated => format!("truncated: the ledger has fewer than {} events", from.max(to)),
    })?;
    if !signed {
        output.note("the signatures were not checked: --vkey VKEY says whose they must be");
    }
    Ok(())
}
