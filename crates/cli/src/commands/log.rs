//! `log`: the events, oldest first.

use onrecord_core::body::Kind;
use onrecord_core::event::Event;
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use serde_json::json;

use super::actor::known;
use crate::args::Global;
use crate::clock::show_instant;
use crate::describe;
use crate::failure::{Answer, Failure};
use crate::known_at::{KnownAt, through};
use crate::output::Output;
use crate::redacted;
use crate::session::Session;
use crate::table::{
    self,
    Width::{Cut, Whole},
};

/// List events, oldest first
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// Only events that name this actor; several times for several
    #[arg(long, value_name = "SLUG")]
    actor: Vec<String>,
    /// Only events that name this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Only events recorded from this day or instant on (days in UTC)
    #[arg(long, value_name = "DAY|INSTANT")]
    since: Option<String>,
    /// Only events recorded up to this day or instant
    #[arg(long, value_name = "DAY|INSTANT")]
    until: Option<String>,
    /// Only the latest so many of these
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord log --since 2026-01-28 --actor qatar
  onrecord log --limit 20
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::whole(global, output, KnownAt::All)?;
    let view = &session.view;
    let actors = wanted(view, Kind::ActorAdded, &args.actor)?;
    let issues = wanted(view, Kind::IssueAdded, &args.issue)?;
    let since = args.since.as_deref().map(instant_before).transpose()?.unwrap_or(i64::MIN);
    let until = args.until.as_deref().map(instant_through).transpose()?.unwrap_or(i64::MAX);
    let mut shown: Vec<&Event> = view
        .events()
        .filter(|event| (since..=until).contains(&event.header.recorded_at.micros()))
        .filter(|event| names(view, event, &actors) && names(view, event, &issues))
        .collect();
    if let Some(limit) = args.limit {
        shown.drain(..shown.len().saturating_sub(limit));
    }
    if output.is_json() {
        for event in shown {
            let object = json!({
                "seq": event.seq(),
                "hash": event.hash,
                "recorded_at": show_instant(event.header.recorded_at),
                "kind": event.body.kind().as_str(),
                "coder": describe::coder(view, event),
                "signed": event.header.flags.signed,
                "summary": describe::summary(view, event),
                "retracted_by": view.record(event.seq()).and_then(|record| record.retracted_by),
            });
            output.object(&redacted::told(object, Some(&event.words)))?;
        }
        return Ok(Answer::Yes);
    }
    let rows = shown.into_iter().map(|event| {
        let gone = view.record(event.seq()).and_then(|record| record.retracted_by);
        let mark = gone.map_or_else(String::new, |by| format!(" [retracted by {by}]"));
        let at = show_instant(event.header.recorded_at).chars().take(16).collect::<String>().replace('T', " ");
        let says = table::cut(&describe::summary(view, event), 160);
        let colon = if says.is_empty() { "" } else { ": " };
        vec![event.seq().to_string(), event.hash.short(), at, format!("{}{colon}{says}{mark}", event.body.kind())]
    });
    table::print(
        output,
        &[("seq", Whole), ("hash", Whole), ("recorded (UTC)", Whole), ("event", Cut)],
        rows.collect(),
    )?;
    Ok(Answer::Yes)
}

fn wanted(view: &View, kind: Kind, names: &[String]) -> Result<Vec<Seq>, Failure> {
    names.iter().map(|name| known(view, kind, name).map(|record| record.seq())).collect()
}

/// Whether an event names one of these records, or the one that it counts as; or whether none were asked for.
fn names(view: &View, event: &Event, wanted: &[Seq]) -> bool {
    let now = |seq: Seq| view.issue_now(view.actor_now(seq));
    let named = view.named_by(event);
    wanted.is_empty() || wanted.iter().any(|seq| named.iter().any(|named| now(*named) == now(*seq)))
}

fn instant_through(given: &str) -> Result<i64, Failure> {
    through(given, "UTC")?.ok_or_else(|| {
        Failure::new(format!("`{given}` is no day and no instant"))
            .hint("write a day as 2025-12-17, an instant as 2025-12-17T14:30:00Z")
    })
}

/// The first microsecond of a day, or the instant itself.
fn instant_before(given: &str) -> Result<i64, Failure> {
    const DAY: i64 = 86_400 * 1_000_000;
    let through = instant_through(given)?;
    Ok(if given.parse::<jiff::civil::Date>().is_ok() && !given.contains('T') { through - DAY + 1 } else { through })
}
