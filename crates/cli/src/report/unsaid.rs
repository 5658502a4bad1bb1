//! What was left unsaid although it was on the table: silences that were coded, and what accounts of meetings leave out.

use onrecord_core::evolution::{Omission, omissions};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;

use super::ReportQuestion;
use super::document::{Level, Line, Section, Table};
use super::evidence::{Notes, actor, actor_with_slug};

/// The section, or nothing if nothing was left unsaid: few ledgers have accounts of meetings.
pub(super) fn section<'v>(view: &'v View, asked: &ReportQuestion, notes: &mut Notes<'v>) -> Option<Section> {
    let question = &asked.question;
    let wanted = |omission: &Omission| {
        let day = omission.on.end_day();
        let asked_for = question.holders.is_empty() || question.holders.contains(&omission.holder);
        let on_it = question.issues.is_empty() || question.issues.contains(&omission.issue);
        asked_for && on_it && day <= question.at && asked.since.is_none_or(|since| since < day)
    };
    let found = omissions(view, None, question.filter).into_iter().filter(wanted);
    let rows: Vec<Vec<Line>> = found.map(|omission| row(view, asked, &omission, notes)).collect();
    let heading = match asked.since {
        Some(since) => Line::ours("Left unsaid since ").then(Line::day(since)),
        None => Line::ours("Left unsaid"),
    };
    let columns = &["holder", "issue", "on", "where", "raised by", "said later"];
    let table = Some(Table { columns, rows }).filter(|table| !table.rows.is_empty())?;
    Some(Section { heading, short: None, level: Level::Part, table: Some(table), text: Vec::new() })
}

fn row<'v>(view: &'v View, asked: &ReportQuestion, omission: &Omission, notes: &mut Notes<'v>) -> Vec<Line> {
    let statements = |seqs: &[Seq]| seqs.iter().filter_map(|seq| view.statement(*seq)).collect::<Vec<_>>();
    let raised = statements(&omission.raised_by).into_iter().map(|statement| {
        let note = notes.number(statement.seq());
        actor(view, view.actor_now(statement.made.speaker)).with_notes([note])
    });
    let raised = listed(raised.collect());
    let by_then = statements(&omission.addressed_later).into_iter();
    let by_then = by_then.filter(|statement| statement.made.stated_on.end_day() <= asked.question.at);
    let later =
        by_then.map(|statement| Line::day(&statement.made.stated_on).with_notes([notes.number(statement.seq())]));
    let later = listed(later.collect());
    vec![
        actor_with_slug(view, omission.holder),
        Line::recorded(view.slug(omission.issue)),
        Line::day(&omission.on),
        place(view, omission).with_notes(omission.seq.map(|seq| notes.number(seq))),
        raised,
        later,
    ]
}

/// The meeting and how much of the account was seen; else the channel of the silence.
fn place(view: &View, omission: &Omission) -> Line {
    let Some(occasion) = omission.occasion.and_then(|occasion| view.record(occasion)) else {
        let channel = omission.seq.and_then(|seq| view.statement(seq)).and_then(|statement| statement.made.channel);
        return channel.map_or_else(Line::default, |channel| Line::recorded(view.name(channel)));
    };
    let name = Line::recorded(occasion.text(SlotName::Name));
    omission.seen.map_or_else(|| name.clone(), |seen| name.clone().and(format!("; account seen: {seen}")))
}

fn listed(lines: Vec<Line>) -> Line {
    lines.into_iter().reduce(|all, next| all.and("; ").then(next)).unwrap_or_default()
}
