//! `show`: one event in full.

use onrecord_core::body::QuoteCheck;
use onrecord_core::event::Event;
use onrecord_core::view::{Cited, View};
use onrecord_core::words::{Slot, SlotName};
use onrecord_storage::entry_log::EntryLog;
use serde_json::{Map, Value, json};

use crate::args::Global;
use crate::clock::show_instant;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::output::{Lines, Output, printable};
use crate::session::Session;
use crate::table::broken;

/// Show one event in full
///
/// A statement that was corrected is shown as it stands now; the events that corrected it are named.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The event: its number, its hash or the hash's first digits, or a statement's id
    #[arg(value_name = "SEQ|HASH|ID")]
    event: String,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let (session, seq) = Session::around(global, output, &args.event)?;
    let view = &session.view;
    let record = view.record(seq).ok_or_else(|| Failure::new(format!("there is no event {seq}")))?;
    let header = &record.event.header;
    let mut all = Map::new();
    all.insert("seq".to_owned(), json!(seq));
    all.insert("hash".to_owned(), json!(record.event.hash));
    all.insert("previous".to_owned(), json!(header.previous));
    all.insert("recorded_at".to_owned(), json!(show_instant(header.recorded_at)));
    all.insert("coder".to_owned(), json!(describe::coder(view, record.event)));
    all.insert("kind".to_owned(), json!(record.event.body.kind().as_str()));
    for (flag, name) in [(header.flags.clock_supplied, "clock_supplied"), (header.flags.clock_held, "clock_held")] {
        if flag {
            all.insert(name.to_owned(), json!(true));
        }
    }
    if let Some(signature) = signature(&session, record.event)? {
        all.insert("signature".to_owned(), signature);
    }
    let corrections = view.corrections(seq);
    if !corrections.is_empty() {
        all.insert("corrected_by".to_owned(), json!(corrections));
    }
    if let Some(by) = record.retracted_by {
        all.insert("retracted_by".to_owned(), json!(by));
    }
    if let Some(statement) = view.statement(seq) {
        all.insert(
            "wording".to_owned(),
            json!(view.record(statement.made.wording).map(|w| w.text(SlotName::Wording).to_owned())),
        );
        let utterance = statement.made.utterance.unwrap_or(seq);
        all.insert("utterance_of".to_owned(), json!(utterance));
        let evidence: Vec<Value> = view.cited(&statement).iter().map(|cited| evidence(view, cited)).collect();
        if !evidence.is_empty() {
            all.insert("evidence".to_owned(), json!(evidence));
        }
    }
    let mut content = describe::fields(view, seq);
    // `kind` is the event's; an actor's own goes by another name here.
    if let Some(kind) = content.remove("kind") {
        content.insert("actor_kind".to_owned(), kind);
    }
    all.extend(content);
    if output.is_json() {
        output.object(&all)?;
    } else {
        fields(output, &all)?;
    }
    Ok(Answer::Yes)
}

/// The key with which an event is signed, and whether its signature fits; none if it is not signed.
fn signature(session: &Session, event: &Event) -> Result<Option<Value>, Failure> {
    let seq = event.seq().get();
    let Some(entry) = session.ledger()?.scan(seq..seq + 1).next().filter(|_| event.header.flags.signed) else {
        return Ok(None);
    };
    let entry = entry.map_err(|error| Failure::of(&error))?;
    let key = session.view.signing().key_at(event.header.coder, event.seq());
    let signature = key.zip(event.header.signature(&entry.event));
    let valid = signature.is_some_and(|(key, (signed, signature))| key.verify(signed, &signature).is_ok());
    Ok(Some(json!({ "key": key.map(|key| key.to_string()), "valid": valid })))
}

/// One source of a statement, and whether the words stand in it.
fn evidence(view: &View, cited: &Cited<'_>) -> Value {
    let (quote, bytes) = match &cited.evidence.quote {
        QuoteCheck::NotChecked => ("not checked", None),
        QuoteCheck::Found { start, end, .. } => ("found", Some(json!([start, end]))),
        QuoteCheck::NotFound => ("not found", None),
    };
    let mut evidence = json!({
        "source": view.slug(cited.evidence.source),
        "locator": cited.locator,
        "quote": quote,
        "bytes": bytes,
        "attached_by": cited.attached_by,
    });
    // A quote that was found in a document which is gone was found all the same, but nobody can look again.
    let source = view.record(cited.evidence.source);
    if let Some((_, by)) = source.and_then(|source| source.words.redacted().find(|(slot, _)| *slot == BYTES)) {
        evidence["bytes_redacted_by"] = json!(by);
    }
    evidence
}

const BYTES: Slot = Slot::indexed(SlotName::Bytes, 0);

/// The order in which people read fields; others follow.
const ORDER: &[&str] = &[
    "seq",
    "slug",
    "type",
    "kind",
    "actor_kind",
    "name",
    "summary",
    "id",
    "date",
    "speaker",
    "on_behalf_of",
    "own_name",
    "about",
    "reported_by",
    "role",
    "issue",
    "wording",
    "wordings",
    "stance",
    "condition",
    "unconditional",
    "form",
    "genre",
    "channel",
    "text",
    "original",
    "lang",
    "source",
    "evidence",
    "title",
    "publisher",
    "url",
    "retrieved",
    "via",
    "bytes",
    "checks",
    "occasion",
    "account",
    "certainty",
    "aliases",
    "roles",
    "member_of",
    "members",
    "merged_into",
    "utterance",
    "utterance_of",
    "noted_on",
    "note",
    "reason",
    "corrected_by",
    "retracted_by",
    "redacted",
    "recorded_at",
    "clock_supplied",
    "clock_held",
    "coder",
    "signature",
    "ledger",
    "events",
    "statements",
    "actors",
    "issues",
    "sources",
    "coders",
    "signatures_required_since",
    "last_recorded_at",
    "journal_bytes",
    "store_bytes",
    "hash",
    "previous",
    "head",
];

/// Prints fields one below the other.
pub(super) fn fields(output: &mut Output, fields: &Map<String, Value>) -> Result<(), Failure> {
    let width = fields.keys().map(String::len).max().unwrap_or(0);
    let room = output.width().saturating_sub(width + 2);
    let mut fields: Vec<(&String, &Value)> = fields.iter().filter(|(_, value)| !value.is_null()).collect();
    fields.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name).unwrap_or(ORDER.len()));
    for (name, value) in fields {
        let texts: Vec<String> = match value {
            Value::Array(items) => items.iter().map(text).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![text(value)],
        };
        let lines = texts.iter().flat_map(|text| broken(text.split(' '), room));
        for (place, line) in lines.enumerate() {
            let name = if place == 0 { name.as_str() } else { "" };
            output.line(format_args!("{name:width$}  {line}").to_string().trim_end())?;
        }
    }
    Ok(())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => printable(text, Lines::Joined),
        Value::Object(fields) => {
            let parts = fields.iter().filter(|(_, value)| !value.is_null());
            parts.map(|(name, value)| format!("{name}: {}", text(value))).collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    }
}
