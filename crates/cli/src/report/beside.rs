//! What stands beside the positions: silences, claims, and statements whose vague dates may lie later.

use onrecord_core::replay::{Position, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::view::{Statement, View};

use super::document::{Level, Line, Section, Table};
use super::evidence::{Notes, actor};
use super::{holder, scored};

/// The sections of what there is.
pub(super) fn sections<'v>(view: &'v View, positions: &[Position], notes: &mut Notes<'v>) -> Vec<Section> {
    let mut sections = vec![silences(view, positions, notes), claims(view, positions, notes)];
    sections.extend(possible(view, positions, notes));
    sections
}

/// The statements of one of a position's lists, position by position.
fn each<'p, 'v>(
    view: &'v View,
    positions: &'p [Position],
    list: impl Fn(&Position) -> &Vec<Seq> + 'p,
) -> Vec<(&'p Position, Statement<'v>)> {
    let statements = |position: &'p Position| {
        let listed = list(position).clone();
        listed.into_iter().filter_map(move |seq| view.statement(seq).map(|statement| (position, statement)))
    };
    positions.iter().flat_map(statements).collect()
}

fn section(title: &'static str, nothing: &str, columns: &'static [&'static str], rows: Vec<Vec<Line>>) -> Section {
    let text = if rows.is_empty() { vec![Line::ours(nothing)] } else { Vec::new() };
    let table = (!rows.is_empty()).then_some(Table { columns, rows });
    Section { heading: Line::ours(title), short: None, level: Level::Part, text, table }
}

fn silences<'v>(view: &'v View, positions: &[Position], notes: &mut Notes<'v>) -> Section {
    let all = each(view, positions, |position| &position.silences);
    let rows = all.into_iter().map(|(position, statement)| {
        vec![
            holder(view, position),
            Line::recorded(view.slug(position.issue)),
            Line::ours(statement.made.stance.to_string()).with_notes([notes.number(statement.seq())]),
            Line::day(&statement.made.stated_on),
            statement.made.channel.map_or_else(Line::default, |channel| Line::recorded(view.name(channel))),
        ]
    });
    let columns = &["holder", "issue", "what", "on", "where"];
    let nothing = "Nobody fell silent, or declined to commit, after a last position.";
    section("Silences since the last position", nothing, columns, rows.collect())
}

fn claims<'v>(view: &'v View, positions: &[Position], notes: &mut Notes<'v>) -> Section {
    let all = each(view, positions, |position| &position.claims);
    let rows = all.into_iter().map(|(position, statement)| {
        let claimed = score_now(view, &statement);
        let claimed = claimed.map_or_else(|| Line::ours(statement.made.stance.to_string()), scored);
        vec![
            holder(view, position),
            Line::recorded(view.slug(position.issue)),
            claimed.with_notes([notes.number(statement.seq())]),
            actor(view, view.actor_now(statement.made.speaker)),
            Line::day(&statement.made.stated_on),
        ]
    });
    let columns = &["of whom", "issue", "claimed position", "by whom", "on"];
    section("Claims", "No claim about anybody’s position is on record.", columns, rows.collect())
}

/// Left out if there is none: few ledgers have vague dates.
fn possible<'v>(view: &'v View, positions: &[Position], notes: &mut Notes<'v>) -> Option<Section> {
    let all = each(view, positions, |position| &position.possible);
    let rows = all.into_iter().map(|(position, statement)| {
        let stance = score_now(view, &statement);
        let stance = stance.map_or_else(|| Line::ours(statement.made.stance.to_string()), scored);
        vec![
            holder(view, position),
            Line::recorded(view.slug(position.issue)),
            stance.with_notes([notes.number(statement.seq())]),
            Line::day(&statement.made.stated_on),
        ]
    });
    let rows: Vec<Vec<Line>> = rows.collect();
    let columns = &["holder", "issue", "position", "on"];
    (!rows.is_empty()).then(|| section("Perhaps said by then, perhaps later", "", columns, rows))
}
