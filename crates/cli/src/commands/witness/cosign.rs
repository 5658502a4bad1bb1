//! `witness cosign`: signs a checkpoint for a log's owner, if it goes on from what this witness has seen.

use std::path::{Path, PathBuf};

use onrecord_core::note::{Algorithm, Verifier};
use onrecord_core::witness::{Cosigned, Refusal, Request, cosign};
use serde_json::json;

use super::memory::Memory;
use crate::args::Global;
use crate::checkpoint_file;
use crate::clock::{Clock, show_seconds};
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::key_file::KeyFile;
use crate::output::Output;

/// Cosign a request if the log goes on from what this witness has seen
///
/// Prints one line for the log's owner, after what was seen is safe in the state folder. Refuses a log that was put
/// back to an earlier state or that shows other events than before, and says what it saw. If it was cut short, run it
/// again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The request, as `onrecord witness request` prints it
    #[arg(value_name = "REQUEST")]
    request: PathBuf,
    /// The witness's signing key, as `onrecord key new --key FILE --origin NAME` makes it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The folder in which this witness remembers what it cosigned. Keep it as long as the key
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// Public key of the log, which its owner hands on by another way than the request
    #[arg(long, value_name = "VKEY")]
    log: Verifier,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let witness = KeyFile::at(args.key.clone()).read(output)?;
    check_keys(&args.log, &witness.verifier())?;
    let bytes = checkpoint_file::bytes(&args.request, checkpoint_file::LEN_MAX)?;
    let request = Request::from_bytes(&bytes).map_err(|error| {
        let error = Failure::of(&error);
        let message = format!("{} is no request to a witness: {}", args.request.display(), error.message);
        Failure { causes: error.causes, ..Failure::new(message) }
    })?;
    let memory = Memory::of(&args.state, &args.log, global)?;
    let last = memory.read(&args.log, &witness.cosigner_verifier())?;
    let time = Clock::read()?.seconds()?;
    let cosigned = cosign(&request, &args.log, last.as_ref(), (&witness, time))
        .map_err(|refusal| refused(&refusal, args, memory.path(), last.as_ref()))?;
    // Whoever has the line may rely on it that this witness will not forget it.
    memory.remember(&cosigned)?;
    let checkpoint = cosigned.checkpoint();
    if output.is_json() {
        output.object(&json!({
            "origin": checkpoint.origin.as_str(),
            "size": checkpoint.size,
            "root": checkpoint.root,
            "seen": last.as_ref().map(|last| last.checkpoint().size),
            "time": show_seconds(time),
            "cosignature": format!("{}\n", cosigned.cosignature()),
            "vkey": witness.cosigner_verifier().to_string(),
        }))?;
    } else {
        output.raw(format!("{}\n", cosigned.cosignature()).as_bytes())?;
    }
    let events = counted(checkpoint.size, "event");
    match &last {
        Some(last) => output.note(format_args!(
            "cosigned {events} of {}, which go on from the {} of {}",
            checkpoint.origin,
            last.checkpoint().size,
            show_seconds(last.time())
        )),
        None => output.note(format_args!(
            "cosigned {events} of {}, the first that this witness has seen of it",
            checkpoint.origin
        )),
    }
    Ok(Answer::Yes)
}

/// Refuses a key that no log has, and a log that would be its own witness.
fn check_keys(log: &Verifier, witness: &Verifier) -> Result<(), Failure> {
    if log.algorithm() != Algorithm::Ed25519 {
        return Err(Failure::new(format!("`{log}` is the key of a witness, not of a log"))
            .hint("`onrecord key show` prints a log's"));
    }
    if log.key() == witness.key() {
        return Err(Failure::new("the key is the log's own: what it says twice is not worth more")
            .hint("`onrecord key new --key FILE --origin NAME` makes a key for a witness"));
    }
    Ok(())
}

fn refused(refusal: &Refusal, args: &Args, state: &Path, last: Option<&Cosigned>) -> Failure {
    let mut failure = Failure::of(refusal).means_no();
    failure.causes.insert(0, std::mem::replace(&mut failure.message, "nothing was cosigned".to_owned()));
    let when = last.map_or_else(String::new, |last| format!(" at {}", show_seconds(last.time())));
    let seen = format!("this witness has it in {}, cosigned{when}", state.display());
    let request = args.request.display();
    match refusal {
        Refusal::NotByLog(_) => failure,
        Refusal::ClockBackwards { now, last } => {
            let (now, last) = (show_seconds(*now), show_seconds(*last));
            failure.causes = vec![format!("the clock says {now}, the last cosignature was made at {last}")];
            failure.hint("set the clock right")
        }
        Refusal::OtherOld { seen, .. } => {
            failure.hint(format!("`onrecord witness request --old {seen}` makes a request that goes on from there"))
        }
        Refusal::Rollback { .. } => {
            failure.hint(seen).hint("if this is no old request, the ledger was put back to an earlier state")
        }
        Refusal::Fork { .. } => {
            failure.hint(seen).hint(format!("keep {request} too: the log has signed both, and only one can be true"))
        }
        Refusal::NotConsistent { .. } => failure.hint(seen).hint(format!(
            "either {request} was damaged on its way, or the log has other events now than it had then; keep it"
        )),
    }
}
