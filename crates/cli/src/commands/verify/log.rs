//! `verify --log`: a whole published log, file by file.
//!
//! Invariant: every file in the folder is either what the checkpoint asks for or a finding.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use onrecord_core::audit::{Finding, FindingKind};
use onrecord_core::checkpoint::{Checkpoint, SignedCheckpoint};
use onrecord_core::note::Verifier;
use onrecord_core::published::{CheckedLog, LogFile, check_log, check_place};
use serde_json::json;

use crate::args::Global;
use crate::checkpoint_file;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::{Lines, Output, printable};
use crate::witnesses::{Cosigned, Witnesses};

/// The part of a log with its words.
const WORDS: &str = "words";

/// A folder with a log.
struct Log<'a> {
    folder: &'a Path,
    checkpoint: &'a Checkpoint,
    words: bool,
}

pub(super) fn run(
    folder: &Path,
    keys: &[Verifier],
    witnesses: &Witnesses,
    global: &Global,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let signed = checkpoint(folder)?;
    let cosigned = witnesses.check(&signed, keys).map_err(|error| {
        let error = Failure::of(&error);
        Failure { causes: vec![error.message], ..Failure::new("the checkpoint is not to be believed") }.means_no()
    })?;
    let log = Log { folder, checkpoint: signed.checkpoint(), words: has_file(&folder.join(WORDS))? };
    let bar = bar(log.checkpoint.size, global.quiet || output.is_json());
    let mut checked = check_log(log.checkpoint, log.words, |file| log.read(file), |done| bar.set_position(done))?;
    let files = log.check_places(&mut checked.findings)?;
    bar.finish_and_clear();
    tell(&log, (&checked, files), &cosigned, output)?;
    Ok(if checked.findings.is_empty() { Answer::Yes } else { Answer::No })
}

/// The checkpoint of a log.
fn checkpoint(folder: &Path) -> Result<SignedCheckpoint, Failure> {
    let path = folder.join(LogFile::Checkpoint.to_string());
    if folder.is_dir() && !path.exists() {
        return Err(Failure::new(format!("{} has no checkpoint: it is no published log", folder.display()))
            .hint("a publish that was cut short is finished by running it again"));
    }
    checkpoint_file::read(&path)
}

/// Whether there is a file in a folder or below it.
fn has_file(folder: &Path) -> Result<bool, Failure> {
    let items = match fs_err::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(false),
        items => items.map_err(|error| Failure::of(&error))?,
    };
    for item in items {
        let item = item.map_err(|error| Failure::of(&error))?;
        let is_folder = item.file_type().map_err(|error| Failure::of(&error))?.is_dir();
        if !is_folder || has_file(&item.path())? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Log<'_> {
    fn read(&self, file: LogFile) -> Result<Option<Vec<u8>>, Failure> {
        let read = fs_err::File::open(self.folder.join(file.to_string())).and_then(|opened| {
            let mut bytes = Vec::new();
            // A byte more is enough to show that it is too long.
            opened.take(file.len_max() + 1).read_to_end(&mut bytes).map(|_| bytes)
        });
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(Failure::of(&error)),
        }
    }

    /// Looks at the place of every file, and counts them.
    fn check_places(&self, findings: &mut Vec<Finding>) -> Result<u64, Failure> {
        let mut files = 0;
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            let mut items: Vec<_> = fs_err::read_dir(self.folder.join(&folder))
                .and_then(Iterator::collect::<Result<_, _>>)
                .map_err(|error| Failure::of(&error))?;
            items.sort_by_key(fs_err::DirEntry::file_name);
            for item in items {
                let path = folder.join(item.file_name());
                if item.file_type().map_err(|error| Failure::of(&error))?.is_dir() {
                    folders.push(path);
                    continue;
                }
                files += 1;
                findings.extend(self.check_place(&path)?);
            }
        }
        Ok(files)
    }

    fn check_place(&self, path: &Path) -> Result<Option<Finding>, Failure> {
        match path.to_str() {
            Some(path) => check_place(path, (self.checkpoint.size, self.words), |file| self.read(file)),
            None => {
                let detail = format!("{} is no file of a log", path.display());
                Ok(Some(Finding { seq: None, kind: FindingKind::FileUnexpected, detail }))
            }
        }
    }
}

/// A bar over the events, on a terminal.
fn bar(events: u64, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {percent}%  {pos} events  {eta} left");
    ProgressBar::new(events).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What was left out.
fn not_checked(log: &Log<'_>, cosigned: &[Cosigned<'_>]) -> Vec<&'static str> {
    let mut not_checked = vec!["whether there is a later checkpoint"];
    if cosigned.is_empty() {
        not_checked.push("whether others were shown another log, and when the events existed (--witness VKEY)");
    }
    if !log.words {
        not_checked.push("words, which are not published");
    }
    not_checked
}

fn tell(
    log: &Log<'_>,
    (checked, files): (&CheckedLog, u64),
    cosigned: &[Cosigned<'_>],
    output: &mut Output,
) -> Result<(), Failure> {
    let not_checked = not_checked(log, cosigned);
    let Checkpoint { origin, size, root } = log.checkpoint;
    if output.is_json() {
        checked.findings.iter().try_for_each(|finding| output.object(finding))?;
        return output.object(&json!({
            "origin": origin.as_str(), "size": size, "root": root,
            "ledger": checked.ledger.map(|ledger| ledger.to_string()),
            "events": checked.head.size, "head": checked.head.hash, "files": files,
            "words": log.words.then_some(checked.words),
            "signatures": checked.signatures, "cosigned_by": cosigned.iter().map(Cosigned::json).collect::<Vec<_>>(),
            "findings": checked.findings.len(), "not_checked": not_checked,
        }));
    }
    for Finding { seq, kind, detail } in &checked.findings {
        let seq = seq.map_or_else(|| "-".to_owned(), |seq| seq.to_string());
        output.line(format!("{seq}  {kind}  {}", printable(detail, Lines::Joined)))?;
    }
    let found = counted(checked.findings.len() as u64, "finding");
    output.line(format!("{origin}: {}, {}, {found}", counted(*size, "event"), counted(files, "file")))?;
    if checked.findings.is_empty() {
        output.line(format!("head {} at {} events, root {root}", checked.head.hash, checked.head.size))?;
        if log.words {
            output.line(format!("words of {} fit what the events commit to", counted(checked.words, "event")))?;
        }
        for cosigned in cosigned {
            output.line(cosigned)?;
        }
    }
    output.note(format_args!("not checked: {}", not_checked.join("; ")));
    Ok(())
}
