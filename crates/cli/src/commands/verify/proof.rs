//! `verify FILE`: a proof about one event.

use std::path::Path;

use onrecord_core::note::Verifier;
use onrecord_core::proof::{Proven, check};
use onrecord_core::tlog_proof::TlogProof;
use serde_json::{Map, Value, json};

use crate::checkpoint_file;
use crate::commands::show;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::proven;
use crate::witnesses::{Cosigned, Witnesses};

/// A proof has at most this many bytes.
const LEN_MAX: u64 = 64 << 20;

pub(super) fn run(
    file: &Path,
    keys: &[Verifier],
    witnesses: &Witnesses,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let bytes = checkpoint_file::bytes(file, LEN_MAX)?;
    let fails = |error: &dyn std::error::Error| {
        let mut failure = Failure::of(error).means_no();
        failure.causes.insert(0, std::mem::replace(&mut failure.message, "the proof fails".to_owned()));
        failure
    };
    let proof = TlogProof::from_bytes(&bytes).map_err(|error| fails(&error))?;
    let cosigned = witnesses.check(&proof.checkpoint, keys).map_err(|error| fails(&error))?;
    let proven = check(&proof).map_err(|error| fails(&error))?;
    tell(&proven, &cosigned, output)?;
    Ok(Answer::Yes)
}

fn tell(proven: &Proven, cosigned: &[Cosigned<'_>], output: &mut Output) -> Result<(), Failure> {
    let mut fields = proven::fields(proven);
    if output.is_json() {
        fields.insert("cosigned_by".to_owned(), cosigned.iter().map(Cosigned::json).collect());
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
    show::fields(output, &shown)?;
    if let Some(Value::Object(now)) = fields.remove("now") {
        output.line("as corrected:")?;
        show::fields(output, &now)?;
    }
    for later in fields.get("later").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object) {
        output.line("later:")?;
        show::fields(output, later)?;
    }
    cosigned.iter().try_for_each(|cosigned| output.line(cosigned))?;
    output.note(format_args!("not shown: {}", proven::NOT_SHOWN.join("; ")));
    Ok(())
}
