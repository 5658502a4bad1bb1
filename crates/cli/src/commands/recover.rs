//! `recover`: rebuilds a damaged home from the other one.

use std::time::Duration;

use onrecord_core::event::Event;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::lock::LockError;
use onrecord_storage::recover::recover;
use onrecord_storage::recover::recovery::{HomeOutcome, RecoverError};
use serde_json::json;

use crate::args::Global;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::{Session, holder};
use crate::{explain, folder};

/// Rebuild a damaged journal or store from the other one
///
/// Every event is taken from the journal if it is whole there, else from the store; the rebuilt home is read again and
/// compared before it takes the place of the damaged one. A damaged journal is kept beside it. Indexes that are not those
/// that the events give are made anew. If an event is damaged in both homes, or they hold different events, nothing is
/// changed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Make the indexes anew from the store's events, and leave both homes as they are
    #[arg(long)]
    indexes: bool,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::find(global)?;
    if !folder.is_dir() {
        explain::is_ledger(&folder)?;
    }
    if args.indexes {
        return rebuild_indexes(global, output);
    }
    let whole = |entry: &onrecord_core::entry::Entry| Event::open(entry).is_ok();
    let wait = Duration::from_secs(global.wait);
    let recovery = recover(&folder, wait, &holder(), &whole).map_err(|error| failure(&error))?;
    let problems: Vec<String> = recovery.problems.iter().map(ToString::to_string).collect();
    if output.is_json() {
        output.object(&json!({
            "problems": problems,
            "journal": outcome(&recovery.journal),
            "store": outcome(&recovery.store),
            "size": recovery.head.size,
            "head": recovery.head.hash,
        }))?;
        return Ok(Answer::Yes);
    }
    for problem in &problems {
        output.note(problem);
    }
    for notice in &recovery.notices {
        output.note(notice);
    }
    output.line(format_args!("journal: {}", outcome(&recovery.journal)))?;
    output.line(format_args!("store: {}", outcome(&recovery.store)))?;
    output.line(format_args!("{} events, head {}", recovery.head.size, recovery.head.hash))?;
    Ok(Answer::Yes)
}

fn rebuild_indexes(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut ledger = Session::open_to_write(global, output)?;
    ledger.rebuild_index().map_err(|error| Failure::of(&error))?;
    let head = ledger.head().map_err(|error| Failure::of(&error))?;
    if output.is_json() {
        output.object(&json!({ "indexes": "rebuilt", "size": head.size, "head": head.hash }))?;
    } else {
        output.line(format_args!("indexes: made anew over {}", counted(head.size, "event")))?;
    }
    Ok(Answer::Yes)
}

fn outcome(outcome: &HomeOutcome) -> String {
    match outcome {
        HomeOutcome::Sound => "sound, left as it was".to_owned(),
        HomeOutcome::Reindexed => "sound, with its indexes made anew".to_owned(),
        HomeOutcome::Rebuilt { kept: None } => "rebuilt".to_owned(),
        HomeOutcome::Rebuilt { kept: Some(kept) } => format!("rebuilt; the damaged one was kept as {kept}"),
    }
}

/// A ledger that cannot be mended is an answer, no; everything else is none.
fn failure(error: &RecoverError) -> Failure {
    let failure = Failure::of(error);
    if matches!(error, RecoverError::BothDamaged { .. } | RecoverError::Forked { .. }) {
        failure.means_no()
    } else if matches!(error, RecoverError::Lock(LockError::Held { .. })) {
        failure.hint("--wait SECONDS waits longer")
    } else {
        failure
    }
}
