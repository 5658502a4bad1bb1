//! `audit`: whether the ledger is intact, in both homes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use onrecord_core::audit::{Finding, FindingKind, Report, check_sources};
use onrecord_core::seq::Seq;
use onrecord_storage::folder_findings::{FolderFinding, folder_findings};
use onrecord_storage::journal::walk::JournalWalk;
use onrecord_storage::lock::LedgerLock;
use onrecord_storage::sources;
use onrecord_storage::store::copy::StoreCopy;
use serde_json::json;

use self::given::Given;
use self::homes::walk_homes;
use self::store_side::StoreSide;
use crate::args::Global;
use crate::checkpoint_file::Keys;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::{Lines, Output, printable};
use crate::session::holder;
use crate::{explain, folder};

mod homes;
mod given;
mod store_side;
mod tile_side;

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

/// What it cannot tell of signatures.
const WHOSE_KEYS: &str = "whose the coders' keys are: compare `onrecord coder list` with what the coders say";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::find(global)?;
    explain::is_ledger(&folder)?;
    let (walk, store) = fixed_homes(&folder, global)?;
    let given = Given::read(args, &folder)?;
    let mut findings = Vec::new();
    let mut store = StoreSide::new(store, &mut findings)?;
    let report = walk_homes(walk, &mut store, given.sizes(), &mut findings)?;
    let postings = store.check_index(&mut findings);
    let tiles = store.check_tiles(&mut findings);
    let ends = store.finish(report.head, &mut findings);
    let read = |hash: &_| sources::read(&folder, hash).map_err(|error| error.to_string());
    let of_sources = check_sources(&report.view, &read);
    let (sources, quotes) = (of_sources.sources, of_sources.quotes);
    findings.extend(of_sources.findings);
    findings.extend(folder_side(&folder, &report)?);
    let (of_checkpoints, not_covered) = given.check(&report, &mut findings);
    findings.sort_by_key(|finding| (finding.seq.is_none(), finding.seq));
    findings.dedup();
    let mut checked = vec![format!("{} in the journal", counted(report.head.size, "event"))];
    checked.extend(ends.map(|events| format!("{} in the store", counted(events, "event"))));
    let erased = report.erased as u64;
    checked.extend((erased > 0).then(|| counted(erased, "redacted slot")));
    checked.push(format!("{}, {}", counted(sources as u64, "kept source"), counted(quotes as u64, "quote")));
    let signatures = Some(report.signatures).filter(|signatures| *signatures > 0);
    checked.extend(signatures.map(|signatures| counted(signatures, "signature")));
    // A small ledger has no indexes yet.
    let postings = postings.filter(|postings| *postings > 0);
    checked.extend(postings.map(|postings| format!("{} in the indexes", counted(postings, "posting"))));
    checked.extend(tiles.map(|events| format!("the tiles of {}", counted(events, "event"))));
    checked.extend(of_checkpoints);
    let mut not_checked = not_covered;
    let gone = of_sources.quotes_redacted as u64;
    let gone = (gone > 0).then(|| format!("{} whose words or document were redacted", counted(gone, "quote")));
    not_checked.extend(gone);
    not_checked.extend(signatures.map(|_| WHOSE_KEYS.to_owned()));
    not_checked.extend(report.references_unchecked_from.map(|seq| format!("references from event {seq} on")));
    tell(&report, &findings, &checked, &not_checked, global, output)?;
    Ok(if findings.is_empty() { Answer::Yes } else { Answer::No })
}

/// Both homes as they are at one moment: the journal under a fixed end, the store in a copy.
fn fixed_homes(folder: &Path, global: &Global) -> Result<(JournalWalk, Result<StoreCopy, String>), Failure> {
    // Where the lock file cannot be written, no other process of this user writes either.
    let _lock = match LedgerLock::acquire(folder, Duration::from_secs(global.wait), &holder()) {
        Ok(lock) => Some(lock),
        Err(onrecord_storage::lock::LockError::NotPermitted { .. }) => None,
        Err(error) => return Err(Failure::of(&error).hint("--wait SECONDS waits longer")),
    };
    let walk = JournalWalk::begin(folder)
        .map_err(|error| Failure::of(&error).hint("`onrecord recover` rebuilds the journal from the store"))?;
    let store = StoreCopy::take(folder).map_err(|error| {
        let failure = Failure::of(&error);
        std::iter::once(failure.message).chain(failure.causes).collect::<Vec<_>>().join(": ")
    });
    Ok((walk, store))
}

/// What is wrong with the folder itself, and sources that nothing refers to.
fn folder_side(folder: &Path, report: &Report) -> Result<Vec<Finding>, Failure> {
    let found = folder_findings(folder, &[]).map_err(|error| Failure::of(&error))?;
    let known: Vec<String> = report
        .view
        .events()
        .filter_map(|event| event.words.text(onrecord_core::words::SlotName::Bytes).map(str::to_owned))
        .collect();
    let findings = found.into_iter().filter_map(|found| {
        let (kind, detail) = match found {
            FolderFinding::MissingFolder { name } => {
                (FindingKind::FolderUnexpected, format!("the folder {name} is missing"))
            }
            FolderFinding::Foreign { path } => {
                (FindingKind::FolderUnexpected, format!("{} does not belong in a ledger", path.display()))
            }
            FolderFinding::Leftover { path } => {
                (FindingKind::FolderUnexpected, format!("{} was left by an interrupted run", path.display()))
            }
            // Sources that events name are checked with them, and the finding then names the event.
            FolderFinding::SourceChanged { hash, .. } | FolderFinding::SourceUnreadable { hash, .. }
                if known.contains(&hash.to_string()) =>
            {
                return None;
            }
            FolderFinding::SourceChanged { hash, found } => {
                (FindingKind::SourceChanged, format!("sources/{hash} has the hash {found}"))
            }
            FolderFinding::SourceUnreadable { hash, source } => {
                (FindingKind::SourceMissing, format!("sources/{hash} cannot be read: {source}"))
            }
        };
        Some(Finding { seq: None, kind, detail })
    });
    Ok(findings.collect())
}

fn tell(
    report: &Report,
    findings: &[Finding],
    checked: &[String],
    not_checked: &[String],
    global: &Global,
    output: &mut Output,
) -> Result<(), Failure> {
    if output.is_json() {
        for finding in findings {
            output.object(finding)?;
        }
        return output.object(&json!({
            "events": report.head.size,
            "head": report.head.hash,
            "root": report.root,
            "findings": findings.len(),
            "checked": checked,
            "not_checked": not_checked,
        }));
    }
    for finding in findings {
        let seq = finding.seq.map_or_else(|| "-".to_owned(), |seq: Seq| seq.to_string());
        output.line(printable(&format!("{seq}  {}  {}", finding.kind, finding.detail), Lines::Joined))?;
    }
    if findings.is_empty() && !global.quiet {
        output.line(format_args!("intact: {}, head {}", counted(report.head.size, "event"), report.head.hash))?;
        output.line(format_args!("Merkle root {}", report.root))?;
    }
    if !findings.is_empty() {
        let count = counted(findings.len() as u64, "finding");
        output.note(format_args!("{count}; `onrecord recover` mends what can be mended from the other home"));
    }
    output.note(format_args!("checked: {}", checked.join("; ")));
    output.note(format_args!("not checked: {}", not_checked.join("; ")));
    Ok(())
}
