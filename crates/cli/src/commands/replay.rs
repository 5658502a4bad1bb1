//! `replay`: who held what on a day, as far as it was known at a time.

mod marks;

use onrecord_core::replay::{MemberPosition, Position, Question, Status, replay, replay_with_members, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use serde_json::{Map, Value, json};

use self::marks::Marks;
use crate::args::Global;
use crate::condition::clause;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::question::{self, By, Counted, Known, each};
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
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    /// Only this holder; several times for several
    #[arg(long, value_name = "SLUG")]
    actor: Vec<String>,
    /// Only this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Show in the rows of members what their groups hold, by membership on the day on which the group said it
    #[arg(long)]
    members: bool,
    /// Mark positions of which the newest evidence is older than so many days
    #[arg(long, value_name = "DAYS")]
    stale_after: Option<u32>,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord replay --at 2025-12-17
  onrecord replay --at 2025-12-17 --known-at 2026-01-28 --actor qatar --issue isf-deployment
  onrecord replay --by speaker --named-only --json
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = args.known.open(global, output)?;
    let view = &session.view;
    let at = args.at.map_or_else(|| session.clock().today(), Ok)?;
    let question = Question {
        at,
        by: args.by.into(),
        holders: each(view, &args.actor, question::holder)?,
        issues: each(view, &args.issue, question::issue)?,
        filter: args.counted.filter(),
    };
    let rows: Vec<MemberPosition> = if args.members {
        replay_with_members(view, &question)
    } else {
        replay(view, &question).into_iter().map(|own| MemberPosition { own, via: Vec::new() }).collect()
    };
    let marks = Marks { view, checks: view.source_checks(), at, stale_after: args.stale_after };
    if output.is_json() {
        for MemberPosition { own, via } in &rows {
            let mut fields = row(view, own, at);
            marks.add(&mut fields, own.decided.as_ref());
            if args.members {
                fields.insert("via".to_owned(), via.iter().map(|group| marks::via(view, group)).collect());
            }
            output.object(&fields)?;
        }
    } else {
        print(&marks, &rows, at, output)?;
    }
    Ok(if every_pair_has_a_position(&question, &rows) { Answer::Yes } else { Answer::No })
}

/// Whether each asked-for actor has a position on each asked-for issue; nothing is asked for if either is not named.
fn every_pair_has_a_position(question: &Question, rows: &[MemberPosition]) -> bool {
    let has = |holder: Seq, issue: Seq| {
        rows.iter()
            .map(|row| &row.own)
            .any(|held| held.holder == holder && held.issue == issue && held.decided.is_some())
    };
    question.holders.iter().all(|holder| question.issues.iter().all(|issue| has(*holder, *issue)))
}

/// A position as JSON; the fields are promised in `docs/json.md`.
fn row(view: &View, position: &Position, at: Day) -> Map<String, Value> {
    let decided = position.decided.as_ref();
    let shown = decided.and_then(|decided| view.statement(decided.shown.seq));
    let made = shown.map(|statement| statement.made);
    let words = |slot: SlotName| shown.and_then(|statement| statement.record.words.text(slot));
    let cited = shown.map_or_else(Vec::new, |statement| view.cited(&statement));
    let sources: Vec<&str> = cited.iter().map(|cited| view.slug(cited.evidence.source)).collect();
    let since = position.since.and_then(|since| view.statement(since)).map(|statement| &statement.made.stated_on);
    let row = json!({
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
    });
    if let Value::Object(fields) = row { fields } else { Map::new() }
}

fn status(position: &Position) -> Status {
    position.decided.as_ref().map_or(Status::None, |decided| decided.status())
}

fn print(marks: &Marks<'_>, all: &[MemberPosition], at: Day, output: &mut Output) -> Result<(), Failure> {
    let view = marks.view;
    let is_said = |row: &&MemberPosition| {
        let lists = [&row.own.possible, &row.own.silences, &row.own.claims];
        row.own.decided.is_some() || lists.iter().any(|list| !list.is_empty()) || !row.via.is_empty()
    };
    let said: Vec<&MemberPosition> = all.iter().filter(is_said).collect();
    let later = all.len() - said.len();
    let mut rows = Vec::new();
    let mut holder = None;
    for row in said {
        if holder.replace(row.own.holder) != Some(row.own.holder) {
            rows.push(vec![view.slug(row.own.holder).to_owned()]);
        }
        rows.push(cells(marks, row));
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

fn cells(marks: &Marks<'_>, row: &MemberPosition) -> Vec<String> {
    let (view, position) = (marks.view, &row.own);
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
    said.extend(row.via.iter().map(|group| format!("via {} {}", view.slug(group.holder), score_cell(view, group))));
    // What casts doubt on a position comes first: the end of a line may be cut.
    said.splice(0..0, marks.words(position.decided.as_ref()));
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
