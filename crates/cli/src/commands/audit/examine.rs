//! The examination itself, in a process of its own: sled may panic, abort or hang on a damaged file.
//!
//! Invariants: a panic anywhere ends the process, so that nothing goes on with half of what it should know; when the
//! watcher is gone, so is this process, with the copy that it made.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use onrecord_core::audit::{Finding, FindingKind, Report, SourcesChecked, check_sources};
use onrecord_core::body::Kind;
use onrecord_core::hash::SourceHash;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use onrecord_storage::folder_findings::{FolderFinding, bytes_of, folder_findings, source_finding};
use onrecord_storage::journal::walk::JournalWalk;
use onrecord_storage::redaction::redacted_behind;
use onrecord_storage::sources;
use onrecord_storage::store::copy::StoreCopy;

use super::homes::walk_homes;
use super::message::{Homes, Message, News, Task, Verdict};
use super::pulse::{Pulse, send};
use super::store_side::StoreSide;
use crate::counted::counted;
use crate::failure::{Answer, Failure};

/// What it cannot tell of signatures.
const WHOSE_KEYS: &str = "whose the coders' keys are: compare `onrecord coder list` with what the coders say";
/// The exit status of a process that panicked.
const PANICKED: i32 = 101;
/// The exit status of a process that nobody waits for.
const ALONE: i32 = 2;

/// The word by which `audit` has this done: WORD LEDGER FOLDER-FOR-THE-COPY. No command: it is for nobody else.
pub(super) const WORD: &str = "examine-for-audit";

/// Examines a ledger if that is what the arguments of the process ask for.
pub(crate) fn if_asked() -> Option<Result<Answer, Failure>> {
    let mut args = std::env::args_os().skip(1);
    if args.next()? != WORD {
        return None;
    }
    Some(match (args.next(), args.next()) {
        (Some(folder), Some(into)) => run(Path::new(&folder), Path::new(&into)),
        (_, _) => Err(for_audit_alone("no folders are given")),
    })
}

fn for_audit_alone(what: impl std::fmt::Display) -> Failure {
    Failure::new(format!("`{WORD}` is for `onrecord audit` alone, which starts it and gives it a task: {what}"))
}

/// Takes the task from standard input and answers on standard output.
fn run(folder: &Path, into: &Path) -> Result<Answer, Failure> {
    let mut task = String::new();
    io::stdin().read_line(&mut task)?;
    let task: Task = serde_json::from_str(&task).map_err(for_audit_alone)?;
    end_with_a_panic();
    end_with_the_watcher(into)?;
    let pulse = Arc::new(Pulse::default());
    pulse.tell()?;
    let message = match examine(folder, into, task, &pulse) {
        Ok(verdict) => Message::Verdict(Box::new(verdict)),
        Err(failure) => Message::Failed(failure),
    };
    send(&message)?;
    Ok(Answer::Yes)
}

/// Ends the process with the first panic that the guard around sled does not catch.
fn end_with_a_panic() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        print(info);
        std::process::exit(PANICKED);
    }));
}

/// Ends the process with the one that holds the other end of its standard input.
fn end_with_the_watcher(into: &Path) -> io::Result<()> {
    let into = into.to_owned();
    let wait = move || {
        // Nothing more is ever sent: what comes is the end.
        let _end = io::stdin().read(&mut [0]);
        StoreCopy::remove(&into);
        std::process::exit(ALONE);
    };
    thread::Builder::new().name("watcher".to_owned()).spawn(wait).map(drop)
}

fn examine(folder: &Path, into: &Path, task: Task, pulse: &Arc<Pulse>) -> Result<Verdict, Failure> {
    pulse.bytes_in_all.store(bytes_of(folder), Ordering::Relaxed);
    let walk = JournalWalk::begin(folder)
        .map_err(|error| Failure::of(&error).hint("`onrecord recover` rebuilds the journal from the store"))?;
    let (of_folder, held) = folder_findings(folder, &[]).map_err(|error| Failure::of(&error))?;
    let copy = match task.homes {
        Homes::Both => Some(StoreCopy::take(folder, into, &|bytes| pulse.take_bytes(bytes)).map_err(|error| {
            let failure = Failure::of(&error);
            std::iter::once(failure.message).chain(failure.causes).collect::<Vec<_>>().join(": ")
        })),
        Homes::JournalAlone => None,
    };
    send(&Message::News(News::Fixed))?;
    let mut findings = Vec::new();
    let mut store = StoreSide::new(copy, pulse, &mut findings)?;
    let walk = walk.counting(Arc::clone(&pulse.walked));
    let report = walk_homes(walk, &mut store, task.sizes, pulse, &mut findings)?;
    let postings = store.check_index(&mut findings);
    let tiles = store.check_tiles(&mut findings);
    let ends = store.finish(report.head, &mut findings);
    let sources = sources_side(folder, &report, pulse);
    findings.extend(sources.findings);
    findings.extend(folder_side(of_folder));
    findings.extend(unnamed_sources(folder, &report.view, held, pulse));
    let mut checked = vec![format!("{} in the journal", counted(report.head.size, "event"))];
    checked.extend(ends.map(|events| format!("{} in the store", counted(events, "event"))));
    let erased = report.erased as u64;
    checked.extend((erased > 0).then(|| counted(erased, "redacted slot")));
    let (kept, quotes) = (sources.sources as u64, sources.quotes as u64);
    checked.push(format!("{}, {}", counted(kept, "kept source"), counted(quotes, "quote")));
    let signatures = Some(report.signatures).filter(|signatures| *signatures > 0);
    checked.extend(signatures.map(|signatures| counted(signatures, "signature")));
    // A small ledger has no indexes yet.
    let postings = postings.filter(|postings| *postings > 0);
    checked.extend(postings.map(|postings| format!("{} in the indexes", counted(postings, "posting"))));
    checked.extend(tiles.map(|events| format!("the tiles of {}", counted(events, "event"))));
    let gone = sources.quotes_redacted as u64;
    let gone = (gone > 0).then(|| format!("{} whose words or document were redacted", counted(gone, "quote")));
    let mut not_checked: Vec<String> = gone.into_iter().collect();
    not_checked.extend(signatures.map(|_| WHOSE_KEYS.to_owned()));
    not_checked.extend(report.references_unchecked_from.map(|seq| format!("references from event {seq} on")));
    Ok(Verdict {
        events: report.head.size,
        head: report.head.hash,
        root: report.root,
        ledger: report.view.ledger(),
        roots: report.roots,
        findings,
        checked,
        not_checked,
    })
}

/// The sources that events name, and the quotes in them.
fn sources_side(folder: &Path, report: &Report, pulse: &Pulse) -> SourcesChecked {
    let read = |hash: &_| {
        let bytes = sources::read(folder, hash).map_err(|error| error.to_string());
        pulse.take_bytes(bytes.as_ref().map_or(1, |bytes| bytes.as_ref().map_or(1, Vec::len)) as u64);
        bytes
    };
    let mut checked = check_sources(&report.view, &read);
    let is_missing = |finding: &Finding| finding.kind == FindingKind::SourceMissing;
    if let (true, Some(ledger)) = (checked.findings.iter().any(is_missing), report.view.ledger())
        // Where that part of the journal cannot be read, the finding stays.
        && let Ok(since) = redacted_behind(folder, ledger, report.head.size)
    {
        // Sources are read after others may write again: one that a redaction took since is not missing.
        let went = |finding: &Finding| since.of_sources() && finding.seq.is_some_and(|seq| since.names(seq));
        checked.findings.retain(|finding| !(is_missing(finding) && went(finding)));
    }
    checked
}

/// What is wrong with the folder itself.
fn folder_side(found: Vec<FolderFinding>) -> impl Iterator<Item = Finding> {
    found.into_iter().map(|found| {
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
            FolderFinding::SourceChanged { hash, found } => {
                (FindingKind::SourceChanged, format!("sources/{hash} has the hash {found}"))
            }
            FolderFinding::SourceUnreadable { hash, source } => {
                (FindingKind::SourceMissing, format!("sources/{hash} cannot be read: {source}"))
            }
        };
        Finding { seq: None, kind, detail }
    })
}

/// What is wrong with sources that no event adds; the others are checked with their events, and the finding names them.
fn unnamed_sources(folder: &Path, view: &View, held: Vec<SourceHash>, pulse: &Pulse) -> Vec<Finding> {
    let added = view.events().filter(|event| event.body.kind() == Kind::SourceAdded);
    let known: BTreeSet<String> =
        added.filter_map(|event| event.words.text(SlotName::Bytes).map(str::to_owned)).collect();
    let unnamed = held.into_iter().filter(|hash| !known.contains(&hash.to_string()));
    let found = unnamed.filter_map(|hash| {
        let found = source_finding(folder, hash);
        pulse.take_bytes(1);
        found
    });
    folder_side(found.collect()).collect()
}
