//! What changed between two days: positions that differ, and those that moved and came back.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_core::evolution::{Change, Coded, ShiftQuestion, shifts};
use onrecord_core::replay::{Decided, Position, Question, replay};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::{Statement, View};

use super::document::{Level, Line, Section, Table};
use super::evidence::{Notes, actor};
use super::{holder, position};
use crate::matrix::{Cell, utterance};

/// How far a position must have moved in between for its return to be worth a line.
const RETURN_FROM: u16 = 20;

/// Positions, each under its holder, issue and, for anonymous holders, utterance.
type Positions = BTreeMap<(String, String, Option<Seq>), Position>;

/// The section on what changed since a day.
pub(super) fn section<'v>(view: &'v View, question: &Question, since: Day, notes: &mut Notes<'v>) -> Section {
    let then = positions(view, &Question { at: since, ..question.clone() });
    let now = positions(view, question);
    let mut rows = Vec::new();
    let mut changed: BTreeSet<(Seq, Seq)> = BTreeSet::new();
    for (key, is) in &now {
        let was = then.get(key);
        if let Some(word) = difference(view, was, is) {
            changed.insert((is.holder, is.issue));
            rows.push(row(view, was, is, word, notes));
        }
    }
    let nothing = rows.is_empty().then(|| Line::ours("No position differs between the two days."));
    let text = nothing.into_iter().chain(returned(view, question, since, &changed));
    let columns = &["holder", "issue", "from", "to", "change", "by whom"];
    Section {
        heading: Line::ours("What changed since ").then(Line::day(since)),
        short: None,
        level: Level::Part,
        text: text.collect(),
        table: (!rows.is_empty()).then_some(Table { columns, rows }),
    }
}

fn positions(view: &View, question: &Question) -> Positions {
    let decided = replay(view, question).into_iter().filter(|position| position.decided.is_some());
    let key = |position: &Position| {
        let (holder, issue) = (view.slug(position.holder).to_owned(), view.slug(position.issue).to_owned());
        (holder, issue, utterance(view, position))
    };
    decided.map(|position| (key(&position), position)).collect()
}

fn row<'v>(view: &'v View, was: Option<&Position>, is: &Position, word: String, notes: &mut Notes<'v>) -> Vec<Line> {
    let cell = |position: &Position| Cell::of(view, position);
    let from = was.map_or_else(|| Line::ours("none"), |was| position(cell(was)).with_notes(numbers(was, notes)));
    let speakers = |position: &Position| shown(view, position).map(|statement| view.actor_now(statement.made.speaker));
    let (before, after) = (was.and_then(speakers), speakers(is));
    let by = after.map_or_else(Line::default, |speaker| actor(view, speaker));
    let by = match before {
        Some(speaker) if before != after => by.and("; before: ").then(actor(view, speaker)),
        Some(_) | None => by,
    };
    vec![
        holder(view, is),
        Line::recorded(view.slug(is.issue)),
        from,
        position(cell(is)).with_notes(numbers(is, notes)),
        Line::ours(word),
        by,
    ]
}

/// The numbers of the notes on the statements that decide a position.
pub(super) fn numbers(position: &Position, notes: &mut Notes<'_>) -> Vec<usize> {
    let deciding = position.decided.iter().flat_map(|decided| &decided.deciding);
    deciding.map(|seq| notes.number(*seq)).collect()
}

/// How a position differs from the one before, in a word; nothing if it does not.
fn difference(view: &View, was: Option<&Position>, is: &Position) -> Option<String> {
    let now = is.decided.as_ref()?;
    let words = |change: Change| match change {
        Change::First => Some("first position".to_owned()),
        Change::Reversed
        | Change::ToNeutral
        | Change::FromNeutral
        | Change::Hardened
        | Change::Softened
        | Change::ConditionAdded
        | Change::ConditionChanged
        | Change::ConditionNotRepeated
        | Change::ConditionDropped
        | Change::ConditionRedacted
        | Change::Reaffirmed
        | Change::Withdrawn => Some(change.as_str().replace('_', " ")),
    };
    let coded = |position: &Position| shown(view, position).and_then(|statement| Coded::of(view, &statement));
    let Some((was, before)) = was.and_then(|was| Some((was, was.decided.as_ref()?))) else {
        return words(if now.range.is_some() { Change::First } else { Change::Withdrawn });
    };
    match (coded(was), coded(is)) {
        (None, None) => None,
        (Some(_), None) => words(Change::Withdrawn),
        (None, Some(_)) => words(Change::First),
        (Some(from), Some(to)) => match Change::between(Some(from), to) {
            Change::Reaffirmed => (before.range != now.range).then(|| spread(before, now).to_owned()),
            change @ (Change::First
            | Change::Reversed
            | Change::ToNeutral
            | Change::FromNeutral
            | Change::Hardened
            | Change::Softened
            | Change::ConditionAdded
            | Change::ConditionChanged
            | Change::ConditionNotRepeated
            | Change::ConditionDropped
            | Change::ConditionRedacted
            | Change::Withdrawn) => words(change),
        },
    }
}

/// The same score in another range.
fn spread(before: &Decided, now: &Decided) -> &'static str {
    let width = |decided: &Decided| decided.range.map_or(0, |(low, high)| i16::from(high) - i16::from(low));
    if width(before) < width(now) { "less uniform" } else { "more uniform" }
}

fn shown<'v>(view: &'v View, position: &Position) -> Option<Statement<'v>> {
    position.decided.as_ref().and_then(|decided| view.statement(decided.shown.seq))
}

/// Those that moved between the two days and stand where they stood.
fn returned(view: &View, question: &Question, since: Day, changed: &BTreeSet<(Seq, Seq)>) -> Option<Line> {
    let asked = ShiftQuestion {
        by: question.by,
        holders: question.holders.clone(),
        issues: question.issues.clone(),
        since: since.next(),
        until: Some(question.at),
        min: RETURN_FROM,
        filter: question.filter,
    };
    let moved: Vec<(Seq, Seq)> = shifts(view, &asked).iter().map(|shift| (shift.holder, shift.issue)).collect();
    let mut back: Vec<(Seq, Seq)> = moved.into_iter().filter(|of| !changed.contains(of)).collect();
    back.dedup();
    let line = |(holder, issue): &(Seq, Seq)| actor(view, *holder).and(" on ").and_recorded(view.slug(*issue));
    let listed = back.iter().map(line).reduce(|all, next| all.and("; ").then(next))?;
    Some(Line::ours("Moved in between and stand where they stood: ").then(listed).and("."))
}
