//! `publish`: a ledger as a log that any web server can hand out.
//!
//! Invariant: whoever reads the folder while it is written sees the old log or the new one: everything that a checkpoint
//! asks for is on disk before the checkpoint itself, and no tile changes that was there.

mod folder;
mod tiles;
mod words;

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::hash::LedgerId;
use onrecord_core::note::Verifier;
use onrecord_core::tree::root_at;
use onrecord_storage::checkpoints;
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use self::folder::LogFolder;
use self::tiles::Tiles;
use crate::args::Global;
use crate::checkpoint_file::{Keys, knows_log};
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::key_file::KeyFile;
use crate::newest_checkpoint::newest;
use crate::output::Output;
use crate::session::Session;

/// Write the ledger as a log that any web server can hand out
///
/// What is published are the events up to the newest checkpoint, and the tree over them, in the files of C2SP
/// tlog-tiles: `onrecord verify --log`, and tools that are not ours, check them without the ledger. Only what is new is
/// written. If it was cut short, run it again. No event names or quotes anybody: words stay here unless --words is said.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to serve; made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Publish the words too: names, quotes, notes. Without it, words that are there are taken away
    #[arg(long)]
    words: bool,
    #[command(flatten)]
    keys: Keys,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let ledger_folder = crate::folder::find(global)?;
    let mut session = Session::unread(global, output)?;
    let tree = session.ledger_to_write()?.tree().map_err(|error| Failure::of(&error))?;
    let ledger = session.ledger()?;
    let (path, checkpoint) = newest(&ledger_folder)?;
    check_signature((&path, &checkpoint), &args.keys, ledger.ledger_id(), output)?;
    let size = checkpoint.checkpoint().size;
    let our_root = |size| {
        let reached = ledger.head().map_err(|error| Failure::of(&error))?.size;
        let root = (size <= reached).then(|| root_at(&tree, size)).transpose();
        root.map_err(|error| Failure::of(&error))
    };
    if our_root(size)? != Some(checkpoint.checkpoint().root) {
        return Err(Failure::new(format!("the ledger is not what its newest checkpoint, {}, says", path.display()))
            .means_no()
            .hint(format!("`onrecord audit --since {}` says more", path.display())));
    }
    let mut folder = LogFolder::open(&args.folder)?;
    let before = folder.published()?;
    if let Some(before) = &before {
        check_goes_on(before, &checkpoint, &args.folder, our_root)?;
    }
    let from = before.as_ref().map_or(0, |before| before.checkpoint().size);
    let bar = bar(size - from, global.quiet || output.is_json());
    let tiles = Tiles { ledger, tree: &tree };
    let mut reached = from;
    for next in sizes(&ledger_folder, from, size)? {
        tiles.publish(reached, next, &mut folder, |done| bar.set_position(done - from))?;
        reached = next;
    }
    if args.words {
        words::publish(ledger, size, &mut folder)?;
    }
    folder.put_checkpoint(&checkpoint)?;
    words::take_away(size, args.words, &mut folder)?;
    bar.finish_and_clear();
    tell(args, (from, size), &folder, output)
}

/// Refuses to publish a checkpoint that the log's key did not sign; warns if that key is not known.
fn check_signature(
    (path, checkpoint): (&Path, &SignedCheckpoint),
    keys: &Keys,
    ledger: LedgerId,
    output: &mut Output,
) -> Result<(), Failure> {
    let own = KeyFile::of_ledger(ledger).ok().and_then(|file| file.verifier());
    let known: Vec<Verifier> = keys.vkeys.iter().cloned().chain(own).collect();
    if !knows_log(&known, checkpoint.checkpoint()) {
        output.warn(format_args!(
            "the signature of {} was not checked: the key of {} is not at hand (--vkey VKEY)",
            path.display(),
            checkpoint.checkpoint().origin
        ));
        return Ok(());
    }
    checkpoint.verify(&known).map(drop).map_err(|error| {
        Failure { causes: vec![error.to_string()], ..Failure::new(format!("{} is forged", path.display())) }
            .means_no()
            .hint("nothing was published; `onrecord audit` says what else is wrong, `onrecord checkpoint` signs anew")
    })
}

/// Refuses to go on from a log that this one is not.
fn check_goes_on(
    before: &SignedCheckpoint,
    now: &SignedCheckpoint,
    folder: &Path,
    our_root: impl Fn(u64) -> Result<Option<onrecord_core::tree::MerkleRoot>, Failure>,
) -> Result<(), Failure> {
    let (before, now) = (before.checkpoint(), now.checkpoint());
    let refused = |why: String| {
        Err(Failure::new(format!("nothing was published: {} {why}", folder.display()))
            .means_no()
            .hint("publish into another folder"))
    };
    if before.origin != now.origin {
        return refused(format!("holds the log {}, this one is {}", before.origin, now.origin));
    }
    if before.size > now.size {
        return refused(format!(
            "has {} events already, the newest checkpoint covers {}: the ledger was put back, or its checkpoints were lost",
            before.size, now.size
        ));
    }
    if our_root(before.size)? != Some(before.root) {
        return refused(format!("has other first {} events than the ledger", before.size));
    }
    Ok(())
}

/// The sizes of the checkpoints that are not published yet, in order; the last is the newest.
fn sizes(ledger_folder: &Path, from: u64, to: u64) -> Result<Vec<u64>, Failure> {
    let stored = checkpoints::list(ledger_folder).map_err(|error| Failure::of(&error))?;
    let later = stored.into_iter().map(|(size, _)| size).filter(|size| from < *size && *size <= to);
    Ok(later.collect())
}

/// A bar over the events, on a terminal.
fn bar(events: u64, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {percent}%  {pos} events  {eta} left");
    ProgressBar::new(events).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn tell(args: &Args, (from, size): (u64, u64), folder: &LogFolder, output: &mut Output) -> Result<Answer, Failure> {
    let (path, written, removed) = (args.folder.display(), folder.written(), folder.removed());
    if output.is_json() {
        output.object(&json!({
            "log": args.folder, "size": size, "published_before": from, "words": args.words,
            "files_written": written, "files_removed": removed,
        }))?;
        return Ok(Answer::Yes);
    }
    let words = if args.words { "with their words" } else { "without words" };
    output.line(format!(
        "{} in {path}, {words}; {} new, {} written",
        counted(size, "event"),
        size - from,
        counted(written, "file")
    ))?;
    if removed > 0 {
        output.note(format_args!("{} of words taken away", counted(removed, "file")));
    }
    Ok(Answer::Yes)
}
