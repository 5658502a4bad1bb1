//! `stats`: how much is in the ledger.

use onrecord_core::body::Kind;
use onrecord_core::index;
use onrecord_core::part;
use onrecord_core::seq::Seq;
use onrecord_core::words::SlotName;
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use crate::args::Global;
use crate::clock::show_instant;
use crate::explain;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;

/// Count what is in the ledger
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::unread(global, output)?;
    let head = session.head()?;
    let counts = part::counts(session.ledger()?, head.size).map_err(explain::part)?;
    let count = |kind: Kind| counts.get(&kind).copied().unwrap_or(0);
    let first = part::around(session.ledger()?, 1, Seq::FIRST).map_err(explain::part)?;
    let last = part::head_at(session.ledger()?, head.size).map_err(explain::part)?;
    let bytes = |bytes: std::io::Result<u64>| bytes.map_err(|error| Failure::of(&error));
    let name = first.events().next().and_then(|first| first.words.shown(SlotName::Name));
    let requiring = part::below(session.ledger()?, &index::of_kind(Kind::SignaturesRequired), head.size);
    let required_since = requiring.map_err(explain::part)?.first().copied();
    let mut stats = json!({
        "ledger": session.ledger()?.ledger_id(),
        "name": name,
        "events": head.size,
        "statements": count(Kind::StatementMade),
        "actors": count(Kind::ActorAdded),
        "issues": count(Kind::IssueAdded),
        "sources": count(Kind::SourceAdded),
        "coders": count(Kind::CoderAdded),
        "head": head.hash,
        "last_recorded_at": last.map(|(_, recorded_at)| show_instant(recorded_at)),
        "journal_bytes": bytes(session.ledger()?.journal_bytes())?,
        "store_bytes": bytes(session.ledger()?.store_bytes())?,
    });
    if let Some(since) = required_since {
        stats["signatures_required_since"] = json!(since);
    }
    if output.is_json() {
        output.object(&stats)?;
    } else if let Some(stats) = stats.as_object() {
        super::show::fields(output, stats)?;
    }
    Ok(Answer::Yes)
}

/// How many events are in the ledger.
pub(super) fn size(global: &Global, output: &mut Output) -> Result<u64, Failure> {
    Session::unread(global, output)?.head().map(|head| head.size)
}
