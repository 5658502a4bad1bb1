//! Positions and timelines in SQLite, with the rule that ours has for statements that do not overlap in time.

use std::error::Error;

use onrecord_core::stated_on::Day;
use rusqlite::{Connection, Row};

/// A position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Held {
    pub(crate) holder: i64,
    pub(crate) issue: i64,
    pub(crate) score: Option<i64>,
    pub(crate) seq: i64,
    pub(crate) starts: i64,
    pub(crate) ends: i64,
}

const ALL: &str = "
    SELECT principal, issue, score, seq, starts, ends FROM (
        SELECT principal, issue, score, seq, starts, ends, ROW_NUMBER() OVER (
            PARTITION BY principal, issue ORDER BY ends DESC, starts DESC, abs(score), score, seq
        ) AS place FROM statement WHERE ends <= ?1
    ) WHERE place = 1";

const OF_ONE: &str = "
    SELECT principal, issue, score, seq, starts, ends FROM (
        SELECT principal, issue, score, seq, starts, ends, ROW_NUMBER() OVER (
            PARTITION BY principal, issue ORDER BY ends DESC, starts DESC, abs(score), score, seq
        ) AS place FROM statement WHERE principal = ?2 AND ends <= ?1
    ) WHERE place = 1";

const TIMELINE: &str = "
    SELECT principal, issue, score, seq, starts, ends FROM statement
    WHERE principal = ?1 AND issue = ?2 ORDER BY ends, starts, seq";

/// All positions at the end of a day.
pub(crate) fn all_positions(connection: &Connection, at: Day) -> Result<Vec<Held>, Box<dyn Error>> {
    let mut select = connection.prepare_cached(ALL)?;
    let rows = select.query_map([at.end().seconds()], held)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A holder's positions at the end of a day.
pub(crate) fn positions_of(connection: &Connection, holder: i64, at: Day) -> Result<Vec<Held>, Box<dyn Error>> {
    let mut select = connection.prepare_cached(OF_ONE)?;
    let rows = select.query_map([at.end().seconds(), holder], held)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a holder said on an issue, in order.
pub(crate) fn timeline(connection: &Connection, holder: i64, issue: i64) -> Result<Vec<Held>, Box<dyn Error>> {
    let mut select = connection.prepare_cached(TIMELINE)?;
    let rows = select.query_map([holder, issue], held)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The number of an actor or issue.
pub(crate) fn number_of(connection: &Connection, table: &str, slug: &str) -> Result<i64, Box<dyn Error>> {
    let select = format!("SELECT number FROM {table} WHERE slug = ?1");
    Ok(connection.query_row(&select, [slug], |row| row.get(0))?)
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        holder: row.get(0)?,
        issue: row.get(1)?,
        score: row.get(2)?,
        seq: row.get(3)?,
        starts: row.get(4)?,
        ends: row.get(5)?,
    })
}
