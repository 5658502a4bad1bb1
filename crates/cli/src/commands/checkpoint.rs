//! `checkpoint`: signs how many events there are, and the root over them.
//!
//! Invariant: nothing is signed that does not go on where the last signed checkpoint ended; and the new one is on disk
//! before anybody sees it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use onrecord_core::checkpoint::{Checkpoint, SignedCheckpoint};
use onrecord_core::note::Signer;
use onrecord_core::tree::{Nodes, root_at};
use onrecord_storage::checkpoints;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::storage_error::StorageError;
use serde_json::json;

use crate::args::Global;
use crate::checkpoint_file;
use crate::failure::{Answer, Failure};
use crate::folder;
use crate::key_file::KeyOption;
use crate::output::Output;
use crate::session::Session;

/// Sign how many events there are, and the root over them
///
/// Prints the checkpoint and keeps it in the ledger. Keep it elsewhere too: whoever has a checkpoint from then can
/// check that nothing was changed or left out since (`audit --since`, `consistency`). It is not signed if the ledger
/// does not go on where the last checkpoint ended.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    key: KeyOption,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::find(global)?;
    let mut session = Session::unread(global, output)?;
    let (ledger, size) = (session.ledger()?.ledger_id(), session.head()?.size);
    let key = args.key.file(ledger)?;
    key.check_outside(&folder)?;
    let signer = key.read(output)?;
    let tree = session.ledger_to_write()?.tree().map_err(|error| Failure::of(&error))?;
    let root = root_at(&tree, size).map_err(|error| Failure::of(&error))?;
    let checkpoint = Checkpoint { origin: signer.name().clone(), size, root };
    if checkpoint.is_of_another(ledger) {
        return Err(Failure::new(format!("the key is that of {}, this is ledger {ledger}", signer.name()))
            .hint("`onrecord key new` makes a key for this ledger"));
    }
    let mut again = None;
    for (path, last) in signed_before(&folder, &key.last_signed())? {
        check_goes_on(&tree, &checkpoint, &signer, (&path, &last))?;
        again = again.or(Some(last).filter(|last| *last.checkpoint() == checkpoint));
    }
    // The one that was signed before may bear the cosignatures of witnesses.
    let signed = again.map_or_else(|| checkpoint.sign(&signer), Ok).map_err(|error| Failure::of(&error))?;
    let file = keep(&folder, &key.last_signed(), &signed)?;
    tell(&signed, &signer, &file, output)
}

/// The last checkpoints that were signed, out of the ledger's folder and from beside the key.
fn signed_before(folder: &Path, beside_key: &Path) -> Result<Vec<(PathBuf, SignedCheckpoint)>, Failure> {
    let stored = checkpoints::list(folder).map_err(|error| Failure::of(&error))?.pop().map(|(_, path)| path);
    let beside_key = match fs_err::metadata(beside_key) {
        Ok(_) => Some(beside_key.to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::of(&error)),
    };
    stored.into_iter().chain(beside_key).map(|path| checkpoint_file::read(&path).map(|read| (path, read))).collect()
}

/// Refuses to sign after a checkpoint that this ledger does not go on from.
fn check_goes_on<N: Nodes<Error = StorageError>>(
    tree: &N,
    now: &Checkpoint,
    signer: &Signer,
    (path, last): (&Path, &SignedCheckpoint),
) -> Result<(), Failure> {
    let before = last.checkpoint();
    let refused = |why: String| {
        Err(Failure::new(format!("nothing was signed: {why}"))
            .means_no()
            .hint(format!("`onrecord audit --since {}` says more", path.display())))
    };
    if before.origin != now.origin {
        let (was, is) = (&before.origin, &now.origin);
        return Err(Failure::new(format!("nothing was signed: {} is of {was}, the key of {is}", path.display()))
            .means_no()
            .hint("a ledger keeps its origin: --key FILE names the key that signed before"));
    }
    if let Err(error) = last.verify(&[signer.verifier()]) {
        return refused(format!("the last checkpoint, {}, is not by this key: {error}", path.display()));
    }
    if before.size > now.size {
        let (was, is) = (before.size, now.size);
        return refused(format!("{} has {was} events, the ledger {is}: it was put back or cut off", path.display()));
    }
    let root = root_at(tree, before.size).map_err(|error| Failure::of(&error))?;
    if root != before.root {
        return refused(format!("the first {} events are not those of {}", before.size, path.display()));
    }
    Ok(())
}

/// Keeps the checkpoint beside the key and in the ledger.
fn keep(folder: &Path, beside_key: &Path, signed: &SignedCheckpoint) -> Result<PathBuf, Failure> {
    let bytes = signed.to_string();
    checkpoints::replace(beside_key, bytes.as_bytes()).map_err(|error| Failure::of(&error))?;
    let size = signed.checkpoint().size;
    checkpoints::put(folder, size, bytes.as_bytes()).map_err(|error| Failure::of(&error))
}

fn tell(signed: &SignedCheckpoint, signer: &Signer, file: &Path, output: &mut Output) -> Result<Answer, Failure> {
    let checkpoint = signed.checkpoint();
    if output.is_json() {
        output.object(&json!({
            "origin": checkpoint.origin.as_str(),
            "size": checkpoint.size,
            "root": checkpoint.root,
            "checkpoint": signed.to_string(),
            "file": file,
            "vkey": signer.verifier().to_string(),
        }))?;
    } else {
        output.raw(signed.to_string().as_bytes())?;
    }
    output.note(format_args!(
        "kept in {}; keep it elsewhere too: in the ledger's folder it shows nothing to whoever can change the folder",
        file.display()
    ));
    Ok(Answer::Yes)
}
