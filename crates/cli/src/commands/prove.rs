//! `prove`: a file from which anybody can check that an event was recorded, without the ledger.

use std::path::{Path, PathBuf};

use onrecord_core::body::{ActorAdded, Body};
use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::entry::Entry;
use onrecord_core::event::Event;
use onrecord_core::proof::{Proven, check, gather, prove};
use onrecord_core::seq::Seq;
use onrecord_core::tree::root_at;
use onrecord_core::vocabulary::ActorKind;
use onrecord_core::words::{Slot, SlotName};
use onrecord_storage::checkpoints;
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use crate::args::Global;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::key_file::KeyFile;
use crate::output::Output;
use crate::session::Session;
use crate::{checkpoint_file, explain, folder, target};

mod page;

/// Write a proof that an event was recorded
///
/// The proof needs no ledger to be checked: `onrecord verify` takes the file and the vkey of the checkpoint's key. It
/// has the event, what it refers to by name, every later event about it up to the checkpoint, and of its own words those
/// that are revealed. The others stay hidden, and cannot be guessed at.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The event: its number, its hash or the hash's first digits, or a statement's id
    #[arg(value_name = "SEQ|HASH|ID")]
    event: String,
    /// Show the words in this slot: text, original, condition, note and so on; `onrecord show` shows what there is
    #[arg(long, value_name = "SLOT")]
    reveal: Vec<Slot>,
    /// The checkpoint in whose tree the event is; else the latest that is kept in the ledger
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Write the proof and a page that says what it proves into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Words of other events that are shown so that this one can be read.
const NAMES: [SlotName; 6] =
    [SlotName::Slug, SlotName::Name, SlotName::Wording, SlotName::Title, SlotName::Publisher, SlotName::Url];

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::unread(global, output)?;
    let subject = target::find(&session, &args.event)?;
    let checkpoint = checkpoint(args, &folder::find(global)?, subject)?;
    let size = checkpoint.checkpoint().size;
    let ledger = session.ledger_to_write()?;
    let head = ledger.head().map_err(|error| Failure::of(&error))?.size;
    let tree = ledger.tree().map_err(|error| Failure::of(&error))?;
    if size > head || root_at(&tree, size).map_err(|error| Failure::of(&error))? != checkpoint.checkpoint().root {
        return Err(Failure::new(format!("the checkpoint of {size} events is not one of this ledger"))
            .hint("`onrecord audit --since FILE` says more"));
    }
    let entries = gather(ledger, size, subject).map_err(explain::part)?;
    check_slots(&entries, subject, &args.reveal)?;
    let reveal = |event: &Event, slot: Slot| is_shown(event, slot, subject, &args.reveal);
    let proof = prove(&entries, subject, &reveal, &tree, checkpoint).map_err(|error| Failure::of(&error))?;
    let proof = proof.map_err(|error| explain::damaged(subject, &error))?;
    // What is handed out passes the check that it will be put to.
    let proven = check(&proof).map_err(|error| Failure::of(&error))?;
    tell_hidden(&proven, args, output);
    let text = proof.to_string();
    let Some(out) = &args.out else {
        return hand_out(&text, (subject, size, entries.len()), None, output);
    };
    let vkey = KeyFile::of_ledger(ledger.ledger_id()).ok().and_then(|file| file.verifier());
    let vkey = vkey.filter(|vkey| *vkey.name() == proof.checkpoint.checkpoint().origin).map(|vkey| vkey.to_string());
    let name = format!("event-{subject}");
    fs_err::create_dir_all(out).map_err(|error| Failure::of(&error))?;
    let file = out.join(format!("{name}.tlog-proof"));
    let page = page::write(&proven, &format!("{name}.tlog-proof"), vkey.as_deref());
    for (path, content) in [(&file, &text), (&out.join(format!("{name}.html")), &page)] {
        fs_err::write(path, content).map_err(|error| Failure::of(&error))?;
    }
    hand_out(&text, (subject, size, entries.len()), Some(&file), output)
}

/// The checkpoint that was asked for, else the latest that is kept.
fn checkpoint(args: &Args, folder: &Path, subject: Seq) -> Result<SignedCheckpoint, Failure> {
    let kept = || checkpoints::list(folder).map_err(|error| Failure::of(&error));
    let path = match &args.checkpoint {
        Some(path) => path.clone(),
        None => kept()?.pop().map(|(_, path)| path).ok_or_else(|| {
            Failure::new("there is no checkpoint to prove anything by").hint("`onrecord checkpoint` signs one")
        })?,
    };
    let signed = checkpoint_file::read(&path)?;
    let size = signed.checkpoint().size;
    if subject.get() >= size {
        return Err(Failure::new(format!("event {subject} is not among the {size} events of {}", path.display()))
            .hint("`onrecord checkpoint` signs a checkpoint that covers it"));
    }
    Ok(signed)
}

/// Refuses slots that cannot be shown.
fn check_slots(entries: &[Entry], subject: Seq, wanted: &[Slot]) -> Result<(), Failure> {
    let events = entries.iter().map(Event::open).collect::<Result<Vec<_>, _>>();
    let events = events.map_err(|error| explain::damaged(subject, &error))?;
    let Some(event) = events.into_iter().find(|event| event.seq() == subject) else { return Ok(()) };
    for slot in wanted {
        if slot.name() == SlotName::Secret {
            return Err(Failure::new("the ledger's secret is never revealed"));
        }
        if event.words.is_erased(*slot) {
            return Err(Failure::new(format!("`{slot}` of event {subject} was erased, and cannot be revealed")));
        }
        if event.words.get(*slot).is_none() {
            let there: Vec<String> = event
                .words
                .slots()
                .filter(|slot| slot.name() != SlotName::Secret)
                .map(|slot| slot.to_string())
                .collect();
            let has = if there.is_empty() { "no words".to_owned() } else { there.join(", ") };
            return Err(Failure::new(format!("event {subject} has no `{slot}`")).hint(format!("it has {has}")));
        }
    }
    Ok(())
}

/// Whether words are shown: of the subject and its corrections those that were chosen, of others the names; but of
/// actors whose source is protected not even these.
fn is_shown(event: &Event, slot: Slot, subject: Seq, chosen: &[Slot]) -> bool {
    let is_about_subject = matches!(&event.body, Body::RecordCorrected(corrected) if corrected.target == subject);
    if event.seq() == subject || is_about_subject {
        return chosen.contains(&slot);
    }
    let is_protected = |body: &Body| matches!(body, Body::ActorAdded(ActorAdded { kind: ActorKind::Anonymous }));
    let corrected = if let Body::RecordCorrected(corrected) = &event.body { corrected.new_body().ok() } else { None };
    NAMES.contains(&slot.name()) && !is_protected(corrected.as_ref().unwrap_or(&event.body))
}

/// Says what a reader of the proof will miss.
fn tell_hidden(proven: &Proven, args: &Args, output: &mut Output) {
    if args.reveal.is_empty() {
        output.note("no words of the event are revealed; --reveal SLOT shows some");
    }
    let condition = Slot::from(SlotName::Condition);
    let has_condition = proven.events.get(&proven.subject).is_some_and(|event| event.words.is_erased(condition));
    if has_condition && !args.reveal.contains(&condition) {
        output.warn("the position depends on a condition that the proof does not reveal; --reveal condition shows it");
    }
}

fn hand_out(
    text: &str,
    (subject, size, events): (Seq, u64, usize),
    file: Option<&Path>,
    output: &mut Output,
) -> Result<Answer, Failure> {
    if output.is_json() {
        output.object(&json!({ "seq": subject, "size": size, "events": events, "proof": text, "file": file }))?;
        return Ok(Answer::Yes);
    }
    match file {
        Some(file) => output.line(file.display())?,
        None => output.raw(text.as_bytes())?,
    }
    let events = counted(events as u64, "event");
    output.note(format_args!("{events}, {} bytes; `onrecord verify FILE --vkey VKEY` checks it", text.len()));
    Ok(Answer::Yes)
}
