//! `replay`: who held what on a day, as far as it was known at a time.

use std::collections::BTreeSet;

use clap::ValueEnum;
use onrecord_core::body::Kind;
use onrecord_core::replay::{Filter, HolderBy, Position, Question, Status, replay, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::vocabulary::Certainty;
use onrecord_core::words::SlotName;
use serde_json::{Value, json};

use super::actor::known;
use crate::args::Global;
use crate::condition::clause;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::score_words::signed;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};

/// Show who held what at the end of a day, as far as it was known at a time
///
/// Exits with 1 if an actor and an issue are asked for and there is no position.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The day; else today (UTC)
    #[arg(long, value_name = "DAY")]
    at: Option<Day>,
    /// How much of the ledger counts: a day, an instant, seq:N (through event N), size:N (the first N events); else all
    #[arg(long, value_name = "WHEN")]
    known_at: Option<String>,
    /// Time zone in which a day of --known-at ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    /// Only this holder; several times for several
    #[arg(long, value_name = "SLUG")]
    actor: Vec<String>,
    /// Only this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Leave out what somebody outside the holder's own side relayed
    #[arg(long)]
    first_hand: bool,
    /// Leave out anonymous speakers
    #[arg(long)]
    named_only: bool,
    /// Leave out what was coded with less certainty: certain, probable, doubtful
    #[arg(long, value_name = "CERTAINTY", default_value = "doubtful")]
    min_certainty: Certainty,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord replay --at 2025-12-17
  onrecord replay --at 2025-12-17 --known-at 2026-01-28 --actor qatar --issue isf-deployment
  onrecord replay --by speaker --named-only --json
";

/// Who counts as holding a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// For whom it was said.
    Principal,
    /// Who said it.
    Speaker,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = KnownAt::read(args.known_at.as_deref(), &args.zone)?.open(global, output)?;
    let view = &session.view;
    let at = args.at.map_or_else(|| session.clock().today(), Ok)?;
    let now = |name: &String| known(view, Kind::ActorAdded, name).map(|actor| view.actor_now(actor.seq()));
    let issue_now = |name: &String| known(view, Kind::IssueAdded, name).map(|issue| view.issue_now(issue.seq()));
    let question = Question {
        at,
        by: match args.by {
            By::Principal => HolderBy::Principal,
            By::Speaker => HolderBy::Speaker,
        },
        holders: args.actor.iter().map(now).collect::<Result<BTreeSet<Seq>, Failure>>()?,
        issues: args.issue.iter().map(issue_now).collect::<Result<BTreeSet<Seq>, Failure>>()?,
        filter: Filter { first_hand: args.first_hand, named_only: args.named_only, certainty_min: args.min_certainty },
    };
    let positions = replay(view, &question);
    if output.is_json() {
        for position in &positions {
            output.object(&row(view, position, at))?;
        }
    } else {
        print(view, &positions, at, output)?;
    }
    Ok(if every_pair_has_a_position(&question, &positions) { Answer::Yes } else { Answer::No })
}

/// Whether each asked-for actor has a position on each asked-for issue; nothing is asked for if either is not named.
fn every_pair_has_a_position(question: &Question, positions: &[Position]) -> bool {
    let has = |holder: Seq, issue: Seq| {
        positions.iter().any(|held| held.holder == holder && held.issue == issue && held.decided.is_some())
    };
    question.holders.iter().all(|holder| question.issues.iter().all(|issue| has(*holder, *issue)))
}

/// A position as JSON; the fields are promised in `docs/json.md`.
fn row(view: &View, position: &Position, at: Day) -> Value {
    let decided = position.decided.as_ref();
    let shown = decided.and_then(|decided| view.statement(decided.shown.seq));
    let made = shown.map(|statement| statement.made);
    let words = |slot: SlotName| shown.and_then(|statement| statement.record.words.text(slot));
    let cited = shown.map_or_else(Vec::new, |statement| view.cited(&statement));
    let sources: Vec<&str> = cited.iter().map(|cited| view.slug(cited.evidence.source)).collect();
    let since = position.since.and_then(|since| view.statement(since)).map(|statement| &statement.made.stated_on);
    json!({
        "holder": view.slug(position.holder),
        "issue": view.slug(position.issue),
        "score": shown.and_then(|statement| score_now(view, &statement)),
        "low": decided.and_then(|decided| decided.range).map(|(low, _)| low),
        "high": decided.and_then(|decided| decided.range).map(|(_, high)| high),
        "status": status(position).as_str(),
        "condition": words(SlotName::Condition),
        "since": since,
        "stated_on": made.map(|made| &made.stated_on),
        "seq": shown.map(|statement| statement.seq()),
        "hash": shown.map(|statement| statement.record.event.hash),
        "speaker": made.map(|made| view.slug(made.speaker)),
        "channel": made.and_then(|made| made.channel).map(|channel| view.name(channel)),
        "form": made.map(|made| made.form),
        "text": words(SlotName::Text).or(words(SlotName::Original)),
        "source": sources.first(),
        "sources": sources,
        "deciding": decided.map_or_else(Vec::new, |decided| decided.deciding.clone()),
        "possible": position.possible,
        "silences": position.silences,
        "claims": position.claims,
        "at": at,
        "known_at": view.head().size,
    })
}

fn status(position: &Position) -> Status {
    position.decided.as_ref().map_or(Status::None, |decided| decided.status())
}

fn print(view: &View, positions: &[Position], at: Day, output: &mut Output) -> Result<(), Failure> {
    let is_said = |position: &&Position| {
        let lists = [&position.possible, &position.silences, &position.claims];
        position.decided.is_some() || lists.iter().any(|list| !list.is_empty())
    };
    let said: Vec<&Position> = positions.iter().filter(is_said).collect();
    let later = positions.len() - said.len();
    let mut rows = Vec::new();
    let mut holder = None;
    for position in said {
        if holder.replace(position.holder) != Some(position.holder) {
            rows.push(vec![view.slug(position.holder).to_owned()]);
        }
        rows.push(cells(view, position));
    }
    let columns = [("holder, issue", UpTo(28)), ("position", Whole), ("since", Whole), ("event", Whole), ("said", Cut)];
    table::print(output, &columns, rows)?;
    let known = view.head().size;
    output.note(format_args!("at the end of {at}, as known from the first {}", counted(known, "event")));
    if later > 0 {
        output.note(format_args!("not shown: {} with statements only after {at}", counted(later as u64, "row")));
    }
    Ok(())
}

fn cells(view: &View, position: &Position) -> Vec<String> {
    let shown = position.decided.as_ref().and_then(|decided| view.statement(decided.shown.seq));
    let since = position.since.and_then(|since| view.statement(since));
    let mut said = Vec::new();
    if let Some(statement) = shown {
        let speaker = Some(view.actor_now(statement.made.speaker)).filter(|speaker| *speaker != position.holder);
        let channel = statement.made.channel.map(|channel| view.name(channel));
        let who: Vec<&str> = speaker.map(|speaker| view.slug(speaker)).into_iter().chain(channel).collect();
        said.extend(statement.record.words.text(SlotName::Condition).map(clause));
        said.extend((!who.is_empty()).then(|| who.join(", ")));
    }
    for (list, what) in [(&position.silences, "silence"), (&position.possible, "possible"), (&position.claims, "claim")]
    {
        let seqs: Vec<String> = list.iter().map(ToString::to_string).collect();
        if !seqs.is_empty() {
            said.push(format!("{what} {}", seqs.join(" ")));
        }
    }
    vec![
        format!("  {}", view.slug(position.issue)),
        score_cell(view, position),
        since.map_or_else(String::new, |since| since.made.stated_on.to_string()),
        shown.map_or_else(String::new, |statement| statement.seq().to_string()),
        table::cut(&said.join("; "), 120),
    ]
}

/// The score, with its range where statements of the same time differ.
pub(super) fn score_cell(view: &View, position: &Position) -> String {
    let score = position
        .decided
        .as_ref()
        .and_then(|decided| view.statement(decided.shown.seq).and_then(|statement| score_now(view, &statement)));
    let range = position.decided.as_ref().and_then(|decided| decided.range);
    match (status(position), score, range) {
        (Status::Held, Some(score), _) => signed(score),
        (Status::Mixed, Some(score), Some((low, high))) => {
            format!("{} ({}..{})", signed(score), signed(low), signed(high))
        }
        (status, ..) => status.as_str().to_owned(),
    }
}
