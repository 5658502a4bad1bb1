//! `audit`: whether the ledger is intact, in both homes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use onrecord_core::audit::{Finding, FindingKind};
use onrecord_core::seq::Seq;
use onrecord_storage::lock::{LedgerLock, LockError};
use serde_json::json;

use self::given::Given;
use self::message::{Homes, News, Task, Verdict};
use self::watch::{Ending, PATIENCE, watch};
use crate::args::Global;
use crate::checkpoint_file::Keys;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::{Lines, Output, printable};
use crate::progress::Progress;
use crate::session::holder;
use crate::{explain, folder};

mod examine;
mod given;
mod homes;
mod message;
mod pulse;
mod remedy;
mod store_side;
mod tile_side;
mod watch;

/// Check that the ledger is intact
///
/// Every event in both homes: layout, numbers, chain, clock, references, signatures, words against their commitments; the
/// sources' bytes and the quotes found in them; the Merkle root; the checkpoints that are kept. Nothing is changed. Each
/// finding is a line that begins with the event's number; exits with 1 if there is one.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A checkpoint that was kept elsewhere, which the ledger must go on from
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
}

pub(crate) use examine::if_asked as examine_if_asked;

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::find(global)?;
    explain::is_ledger(&folder)?;
    let lock = lock(&folder, global)?;
    let given = Given::read(args, &folder)?;
    let mut verdict = match examined(&folder, Homes::Both, &given, lock, global)? {
        Ending::Verdict(verdict) => *verdict,
        Ending::Failed(failure) => return Err(failure),
        Ending::Crashed(how) => without_store(&folder, &given, &how, global)?,
    };
    let mut findings = std::mem::take(&mut verdict.findings);
    let (of_checkpoints, not_covered) = given.check(&verdict, &mut findings);
    findings.sort_by_key(|finding| (finding.seq.is_none(), finding.seq));
    findings.dedup();
    verdict.checked.extend(of_checkpoints);
    verdict.not_checked.splice(..0, not_covered);
    tell(&verdict, &findings, global, output)?;
    Ok(if findings.is_empty() { Answer::Yes } else { Answer::No })
}

/// What is to be held while the homes are fixed, where that can be done.
fn lock(folder: &Path, global: &Global) -> Result<Option<LedgerLock>, Failure> {
    match LedgerLock::acquire(folder, Duration::from_secs(global.wait), &holder()) {
        Ok(lock) => Ok(Some(lock)),
        // Where the lock file cannot be written, no other process of this user writes either.
        Err(LockError::NotPermitted { .. }) => Ok(None),
        Err(error @ (LockError::Held { .. } | LockError::Io { .. })) => {
            Err(Failure::of(&error).hint("--wait SECONDS waits longer"))
        }
    }
}

/// Has another process examine the ledger; the lock is held until that process holds what it looks at.
fn examined(
    folder: &Path,
    homes: Homes,
    given: &Given,
    lock: Option<LedgerLock>,
    global: &Global,
) -> Result<Ending, Failure> {
    let into = tempfile::Builder::new().prefix("onrecord-audit-").tempdir()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(examine::WORD).arg(folder).arg(into.path());
    let task = Task { homes, sizes: given.sizes() };
    let (mut lock, mut progress) = (lock, None::<Progress>);
    let ending = watch(&mut command, &task, PATIENCE, |news| match news {
        News::Fixed => lock = None,
        News::Done(done) => {
            let bar = || Progress::over(Some(done.bytes_in_all), "events", global.quiet);
            progress.get_or_insert_with(bar).at(done.events, done.bytes);
        }
    });
    if let Some(progress) = progress {
        progress.finish();
    }
    ending.map_err(|error| Failure::of(&error).hint("`audit` examines the ledger in a process of its own"))
}

/// What the journal alone says, with the finding that looking into the store was the end of a process.
fn without_store(folder: &Path, given: &Given, how: &str, global: &Global) -> Result<Verdict, Failure> {
    match examined(folder, Homes::JournalAlone, given, lock(folder, global)?, global)? {
        Ending::Verdict(mut verdict) => {
            let detail = format!("the process that looked into the store {how}");
            verdict.findings.push(Finding { seq: None, kind: FindingKind::StoreCrashed, detail });
            verdict.not_checked.push("the store".to_owned());
            Ok(*verdict)
        }
        Ending::Failed(failure) => Err(failure),
        Ending::Crashed(again) => Err(Failure::new(format!("the process that examines the ledger {again}"))
            .hint("it is not the store: it ended so without looking into it too")),
    }
}

fn tell(verdict: &Verdict, findings: &[Finding], global: &Global, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() {
        for finding in findings {
            output.object(finding)?;
        }
        return output.object(&json!({
            "events": verdict.events,
            "head": verdict.head,
            "root": verdict.root,
            "findings": findings.len(),
            "checked": verdict.checked,
            "not_checked": verdict.not_checked,
        }));
    }
    for finding in findings {
        let seq = finding.seq.map_or_else(|| "-".to_owned(), |seq: Seq| seq.to_string());
        output.line(printable(&format!("{seq}  {}  {}", finding.kind, finding.detail), Lines::Joined))?;
    }
    if findings.is_empty() && !global.quiet {
        output.line(format_args!("intact: {}, head {}", counted(verdict.events, "event"), verdict.head))?;
        output.line(format_args!("Merkle root {}", verdict.root))?;
    }
    if !findings.is_empty() {
        let count = counted(findings.len() as u64, "finding");
        let advice = std::iter::once(count).chain(remedy::advice(findings).into_iter().map(str::to_owned));
        output.note(advice.collect::<Vec<_>>().join("; "));
    }
    output.note(format_args!("checked: {}", verdict.checked.join("; ")));
    output.note(format_args!("not checked: {}", verdict.not_checked.join("; ")));
    Ok(())
}
