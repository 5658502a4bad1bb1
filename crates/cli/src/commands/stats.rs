//! `stats`: how much is in the ledger.

use onrecord_core::body::Kind;
use onrecord_core::words::SlotName;
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use crate::args::Global;
use crate::clock::show_instant;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;

/// Count what is in the ledger
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::reading(global, output)?;
    let view = &session.view;
    let count = |kind: Kind| view.records(kind).count();
    let head = view.head();
    let bytes = |bytes: std::io::Result<u64>| bytes.map_err(|error| Failure::of(&error));
    let name = view.events().next().and_then(|first| first.words.text(SlotName::Name));
    let stats = json!({
        "ledger": session.ledger.ledger_id(),
        "name": name,
        "events": head.size,
        "statements": count(Kind::StatementMade),
        "actors": count(Kind::ActorAdded),
        "issues": count(Kind::IssueAdded),
        "sources": count(Kind::SourceAdded),
        "coders": count(Kind::CoderAdded),
        "head": head.hash,
        "last_recorded_at": view.last_recorded_at().map(show_instant),
        "journal_bytes": bytes(session.ledger.journal_bytes())?,
        "store_bytes": bytes(session.ledger.store_bytes())?,
    });
    if output.is_json() {
        output.object(&stats)?;
    } else if let Some(stats) = stats.as_object() {
        super::show::fields(output, stats)?;
    }
    Ok(Answer::Yes)
}

/// How many events are in the ledger.
pub(super) fn size(global: &Global, output: &mut Output) -> Result<u64, Failure> {
    Session::reading(global, output).map(|session| session.view.head().size)
}
