//! The statements as a table: the fields that an import reads, and what the ledger adds: both clocks, seq and hash.

use onrecord_core::line::{GivenForm, GivenSource, StatementLine, line_to_repeat};
use onrecord_core::view::{Roles, Statement, View};
use onrecord_core::vocabulary::Certainty;
use onrecord_core::words::SlotName;

use super::table::{Column, Sort, Value};

/// The columns. Those of an import bear the names of its fields; `ledger_columns` names the others.
pub(super) const COLUMNS: [Column; 39] = [
    column("seq", Sort::Number),
    column("hash", Sort::Term),
    column("recorded_at", Sort::Instant),
    column("coder", Sort::Words),
    column("corrected_by", Sort::Number),
    column("id", Sort::Words),
    column("stated_on", Sort::Term),
    column("stated_on_start", Sort::Day),
    column("stated_on_end", Sort::Day),
    column("speaker", Sort::Term),
    column("speaker_name", Sort::Words),
    column("holder", Sort::Term),
    column("on_behalf_of", Sort::Term),
    column("own_name", Sort::Flag),
    column("role", Sort::Words),
    column("about", Sort::Term),
    column("reported_by", Sort::Term),
    column("issue", Sort::Term),
    column("wording", Sort::Words),
    column("stance", Sort::Term),
    column("score", Sort::Number),
    column("condition", Sort::Words),
    column("unconditional", Sort::Flag),
    column("form", Sort::Term),
    column("genre", Sort::Term),
    column("channel", Sort::Words),
    column("text", Sort::Words),
    column("original", Sort::Words),
    column("lang", Sort::Term),
    column("source", Sort::Term),
    column("locator", Sort::Words),
    column("source_titles", Sort::Words),
    column("source_urls", Sort::Words),
    column("occasion", Sort::Term),
    column("account", Sort::Flag),
    column("certainty", Sort::Term),
    column("utterance", Sort::Words),
    column("noted_on", Sort::Term),
    column("note", Sort::Words),
];

const fn column(name: &'static str, sort: Sort) -> Column {
    Column { name, sort }
}

/// The row of a statement, in the order of `COLUMNS`.
pub(super) fn row(view: &View, roles: &Roles<'_>, statement: &Statement<'_>) -> Vec<Value> {
    let line = line_to_repeat(view, roles, statement);
    let mut row = of_the_ledger(view, statement, &line);
    row.extend(said(view, roles, statement, &line));
    row.extend(held(view, statement, &line));
    row.extend(shown(view, statement, &line));
    row
}

/// What the ledger assigned, and when it was said.
fn of_the_ledger(view: &View, statement: &Statement<'_>, line: &StatementLine) -> Vec<Value> {
    let event = statement.record.event;
    let coder = view.record(event.header.coder).map(|coder| coder.text(SlotName::Name).to_owned());
    vec![
        Value::number(Some(event.seq().get())),
        Value::text(event.hash.to_string()),
        Value::Instant(event.header.recorded_at.micros()),
        Value::text(coder),
        Value::number(statement.record.corrected_by.map(|seq| seq.get())),
        Value::text(line.id.clone()),
        Value::text(line.date.to_string()),
        Value::Day(line.date.start_day().unix_days()),
        Value::Day(line.date.end_day().unix_days()),
    ]
}

/// By whom and for whom.
fn said(view: &View, roles: &Roles<'_>, statement: &Statement<'_>, line: &StatementLine) -> Vec<Value> {
    let speaker = view.actor_now(statement.made.speaker);
    vec![
        Value::text(line.speaker.clone()),
        Value::text(view.name(speaker).to_owned()),
        Value::texts(roles.principals(statement.made).iter().map(|principal| view.slug(*principal))),
        Value::texts(line.on_behalf_of.0.iter().map(String::as_str)),
        Value::Flag(line.own_name),
        Value::text(line.role.clone()),
        Value::text(line.about.clone()),
        Value::text(line.reported_by.clone()),
    ]
}

/// What position on what.
fn held(view: &View, statement: &Statement<'_>, line: &StatementLine) -> Vec<Value> {
    vec![
        Value::text(line.issue.clone()),
        Value::text(view.wording_now(view.issue_now(statement.made.issue)).to_owned()),
        Value::text(line.stance.to_string()),
        line.stance.score().map_or(Value::None, |score| Value::Number(score.into())),
        Value::text(line.condition.clone()),
        Value::Flag(line.unconditional),
        Value::text(form(line.form).to_owned()),
        Value::text(line.genre.map(|genre| genre.to_string())),
        Value::text(line.channel.clone()),
    ]
}

/// In which words, and where they can be found.
fn shown(view: &View, statement: &Statement<'_>, line: &StatementLine) -> Vec<Value> {
    let cited = view.cited(statement);
    let of_sources = |slot: SlotName| {
        let records = cited.iter().filter_map(|cited| view.record(cited.evidence.source));
        records.filter_map(|record| record.words.shown(slot).map(str::to_owned)).collect::<Vec<_>>().join(" | ")
    };
    let (slugs, places): (Vec<&str>, Vec<&str>) = line.source.0.iter().filter_map(named).unzip();
    let has_places = places.iter().any(|place| !place.is_empty());
    vec![
        Value::text(line.text.clone()),
        Value::text(line.original.clone()),
        Value::text(line.lang.as_ref().map(|lang| lang.to_string())),
        Value::texts(slugs),
        if has_places { Value::texts(places) } else { Value::None },
        Value::text(of_sources(SlotName::Title)),
        Value::text(of_sources(SlotName::Url)),
        Value::text(line.occasion.clone()),
        Value::Flag(line.account),
        Value::text(line.certainty.unwrap_or(Certainty::Certain).to_string()),
        Value::text(line.utterance.clone()),
        Value::text(line.noted_on.as_ref().map(|noted| noted.to_string())),
        Value::text(line.note.clone()),
    ]
}

/// A source's slug, and the place in it.
fn named(source: &GivenSource) -> Option<(&str, &str)> {
    match source {
        GivenSource::Named { slug, locator } => Some((slug, locator.as_deref().unwrap_or_default())),
        GivenSource::Described(_) => None,
    }
}

fn form(form: GivenForm) -> &'static str {
    match form {
        GivenForm::Form(form) => form.as_str(),
        GivenForm::Readout => "readout",
    }
}
