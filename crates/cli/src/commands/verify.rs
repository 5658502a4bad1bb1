//! `verify`: checks a proof without a ledger.

use std::path::PathBuf;

use jiff::Timestamp;
use onrecord_core::note::{Signed, Verifier};
use onrecord_core::proof::{Proven, check};
use onrecord_core::tlog_proof::TlogProof;
use serde_json::{Map, Value, json};

use crate::checkpoint_file;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::proven;

/// Check a proof, without a ledger
///
/// Says what was recorded, whether it stands, was corrected or was retracted by the time of the checkpoint, and who signed
/// it; and what no proof can show. Exits with 1 if the proof fails.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The proof, as `onrecord prove` wrote it
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Public key of the log, as `onrecord key show` prints it, got by another way than the proof; and of witnesses
    #[arg(long = "vkey", value_name = "VKEY", required = true)]
    vkeys: Vec<Verifier>,
}

/// A proof has at most this many bytes.
const LEN_MAX: u64 = 64 << 20;

pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Answer, Failure> {
    let bytes = checkpoint_file::bytes(&args.file, LEN_MAX)?;
    let fails = |error: &dyn std::error::Error| {
        let mut failure = Failure::of(error).means_no();
        failure.causes.insert(0, std::mem::replace(&mut failure.message, "the proof fails".to_owned()));
        failure
    };
    let proof = TlogProof::from_bytes(&bytes).map_err(|error| fails(&error))?;
    let signed = proof.checkpoint.verify(&args.vkeys).map_err(|error| fails(&error))?;
    let proven = check(&proof).map_err(|error| fails(&error))?;
    tell(&proven, &signed, output)?;
    Ok(Answer::Yes)
}

fn tell(proven: &Proven, signed: &[Signed<'_>], output: &mut Output) -> Result<(), Failure> {
    let cosigned: Vec<Value> = signed
        .iter()
        .filter_map(|signed| Some((signed.verifier.name(), signed.time?)))
        .map(|(name, time)| json!({ "name": name.as_str(), "at": instant(time) }))
        .collect();
    let mut fields = proven::fields(proven);
    if output.is_json() {
        fields.insert("cosigned_by".to_owned(), json!(cosigned));
        fields.insert("not_shown".to_owned(), json!(proven::NOT_SHOWN));
        return output.object(&fields);
    }
    let checkpoint = proven.checkpoint.checkpoint();
    let (seq, size, origin) = (proven.subject, checkpoint.size, &checkpoint.origin);
    output.line(format_args!("proved: event {seq} is one of the first {size} events of {origin}"))?;
    output.line(proven::standing(proven))?;
    let mut shown = Map::new();
    for name in ["kind", "recorded_at", "coder", "hash"] {
        shown.extend(fields.remove(name).map(|value| (name.to_owned(), value)));
    }
    if let Some(Value::Object(says)) = fields.remove("says") {
        shown.extend(says);
    }
    super::show::fields(output, &shown)?;
    if let Some(Value::Object(now)) = fields.remove("now") {
        output.line("as corrected:")?;
        super::show::fields(output, &now)?;
    }
    for later in fields.get("later").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
        output.line("later:")?;
        super::show::fields(output, later)?;
    }
    for by in &cosigned {
        let text = |name: &str| by.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        output.line(format_args!("cosigned by {} at {}", text("name"), text("at")))?;
    }
    output.note(format_args!("not shown: {}", proven::NOT_SHOWN.join("; ")));
    Ok(())
}

/// A witness's time as people read it.
fn instant(seconds: u64) -> String {
    let at = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    at.map_or_else(|| seconds.to_string(), |at| at.to_string())
}
