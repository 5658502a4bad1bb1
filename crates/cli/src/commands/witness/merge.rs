//! `witness merge`: puts cosignatures under the stored checkpoint that they are of.

use std::path::{Path, PathBuf};

use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::note::{NoteSignature, Verifier};
use onrecord_storage::checkpoints;
use serde_json::json;

use crate::args::Global;
use crate::checkpoint_file;
use crate::clock::show_seconds;
use crate::failure::{Answer, Failure};
use crate::folder;
use crate::output::Output;
use crate::witnesses::Witnesses;

/// Put cosignatures under the checkpoint that they are of
///
/// Each line by a known witness is checked and added to the stored checkpoint whose text it signs; lines by others are
/// left out. Keep the checkpoint elsewhere again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The lines that `onrecord witness cosign` printed
    #[arg(value_name = "LINES")]
    lines: PathBuf,
    #[command(flatten)]
    witnesses: Witnesses,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::find(global)?;
    let known = &args.witnesses.keys;
    if known.is_empty() {
        return Err(Failure::new("--witness VKEY says whose cosignatures are taken"));
    }
    let mut merged = 0;
    for line in lines(&args.lines)? {
        let Some(witness) = known.iter().find(|witness| witness.is_named_by(&line)) else {
            output.note(format_args!("left out a signature by {}, whose key was not given", line.name()));
            continue;
        };
        let Some((path, checkpoint, time)) = checkpoint_of(&line, witness, &folder)? else {
            return Err(Failure::new(format!("the cosignature by {} is of no stored checkpoint", line.name()))
                .means_no()
                .hint("either it is of another log, or it was damaged on its way"));
        };
        merged += 1;
        let added = add(&line, checkpoint, &path)?;
        tell(&line, &added, (time, &path), output)?;
    }
    if merged == 0 {
        return Err(
            Failure::new(format!("{} has no line by a witness that was given", args.lines.display())).means_no()
        );
    }
    Ok(Answer::Yes)
}

/// The signatures in a file.
fn lines(path: &Path) -> Result<Vec<NoteSignature>, Failure> {
    let bytes = checkpoint_file::bytes(path, checkpoint_file::LEN_MAX)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = (1..).zip(text.lines()).map(|(number, line)| {
        line.parse().map_err(|error| {
            let error = Failure::of(&error);
            Failure::new(format!("line {number} of {} is no signature: {}", path.display(), error.message))
        })
    });
    lines.collect()
}

/// The stored checkpoint, its file, and when it was signed so, of which a witness made this signature.
fn checkpoint_of(
    line: &NoteSignature,
    witness: &Verifier,
    folder: &Path,
) -> Result<Option<(PathBuf, SignedCheckpoint, u64)>, Failure> {
    for (_, path) in checkpoints::list(folder).map_err(|error| Failure::of(&error))?.into_iter().rev() {
        let checkpoint = checkpoint_file::read(&path)?;
        if let Some(time) = witness.cosigned_at(checkpoint.note().text(), line) {
            return Ok(Some((path, checkpoint, time)));
        }
    }
    Ok(None)
}

/// Adds a signature to a stored checkpoint. One that is there is written again: whoever put it there may have been killed
/// before it was durable.
fn add(line: &NoteSignature, mut checkpoint: SignedCheckpoint, path: &Path) -> Result<SignedCheckpoint, Failure> {
    if !checkpoint.note().signatures().contains(line) {
        checkpoint.add(line.clone()).map_err(|error| Failure::of(&error))?;
    }
    checkpoints::replace(path, checkpoint.to_string().as_bytes()).map_err(|error| Failure::of(&error))?;
    Ok(checkpoint)
}

fn tell(
    line: &NoteSignature,
    checkpoint: &SignedCheckpoint,
    (time, path): (u64, &Path),
    output: &mut Output,
) -> Result<(), Failure> {
    let (size, witness) = (checkpoint.checkpoint().size, line.name().as_str());
    let time = show_seconds(time);
    if output.is_json() {
        return output.object(&json!({
            "witness": witness, "time": time, "size": size, "file": path, "checkpoint": checkpoint.to_string(),
        }));
    }
    output.line(format!("{witness} cosigned the checkpoint of {size} events at {time}; kept in {}", path.display()))
}
