//! A position as a row: of JSON, or of a table.

use onrecord_core::replay::{MemberPosition, Position, Status, score_now};
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use serde_json::{Map, Value, json};

use super::marks::Marks;
use crate::condition::clause;
use crate::redacted;
use crate::score_words::signed;
use crate::table;

/// A position as JSON; the fields are promised in `docs/json.md`.
pub(super) fn row(view: &View, position: &Position, at: Day) -> Map<String, Value> {
    let decided = position.decided.as_ref();
    let shown = decided.and_then(|decided| view.statement(decided.shown.seq));
    let made = shown.map(|statement| statement.made);
    let words = |slot: SlotName| shown.and_then(|statement| statement.record.words.shown(slot));
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
        "speaker": made.map(|made| view.slug(view.actor_now(made.speaker))),
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
    redacted::told(row, shown.map(|statement| statement.record.words))
}

fn status(position: &Position) -> Status {
    position.decided.as_ref().map_or(Status::None, |decided| decided.status())
}

/// The cells of a table.
pub(super) fn cells(marks: &Marks<'_>, row: &MemberPosition) -> Vec<String> {
    let (view, position) = (marks.view, &row.own);
    let shown = position.decided.as_ref().and_then(|decided| view.statement(decided.shown.seq));
    let since = position.since.and_then(|since| view.statement(since));
    let mut said = Vec::new();
    if let Some(statement) = shown {
        let speaker = Some(view.actor_now(statement.made.speaker)).filter(|speaker| *speaker != position.holder);
        let channel = statement.made.channel.map(|channel| view.name(channel));
        let who: Vec<&str> = speaker.map(|speaker| view.slug(speaker)).into_iter().chain(channel).collect();
        said.extend(statement.record.words.shown(SlotName::Condition).map(clause));
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
pub(crate) fn score_cell(view: &View, position: &Position) -> String {
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
