//! The same votes in SQLite, straight from the CSV: another judge than the code under test.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};

use super::excerpt::Excerpt;

/// A table of votes.
pub(super) struct Database(Connection);

/// How two voted in one roll call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) issue: String,
    pub(super) a: i64,
    pub(super) b: i64,
}

impl Database {
    pub(super) fn of(excerpt: &Excerpt) -> Self {
        let database = Connection::open_in_memory().unwrap();
        let create = "BEGIN; CREATE TABLE votes (date TEXT, country TEXT, rcid INTEGER, score INTEGER)";
        database.execute_batch(create).unwrap();
        let mut insert = database
            .prepare(
                "INSERT INTO votes VALUES
                 (?1, ?2, ?3, CASE ?4 WHEN 'yes' THEN 100 WHEN 'abstain' THEN 0 WHEN 'no' THEN -100 END)",
            )
            .unwrap();
        for row in &excerpt.rows {
            insert.execute((&row.date, &row.country, row.rcid as i64, &row.vote)).unwrap();
        }
        drop(insert);
        database.execute_batch("CREATE INDEX by_country ON votes (country, rcid, date); COMMIT").unwrap();
        let unknown: i64 =
            database.query_row("SELECT count(*) FROM votes WHERE score IS NULL", [], |row| row.get(0)).unwrap();
        assert_eq!(unknown, 0, "every vote is yes, abstain or no");
        Database(database)
    }

    /// How many countries there are.
    pub(super) fn countries(&self) -> usize {
        let count: i64 = self.0.query_row("SELECT count(DISTINCT country) FROM votes", [], |row| row.get(0)).unwrap();
        count as usize
    }

    /// How many votes of each score each country cast.
    pub(super) fn votes_of_each_country(&self) -> BTreeMap<(String, i64), u64> {
        let mut select = self.0.prepare("SELECT country, score, count(*) FROM votes GROUP BY country, score").unwrap();
        let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, i64>(2)? as u64))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Roll calls from all over the years.
    pub(super) fn some_roll_calls(&self, count: usize) -> Vec<i64> {
        let mut select = self.0.prepare("SELECT rcid FROM votes GROUP BY rcid ORDER BY min(date), rcid").unwrap();
        let all: Vec<i64> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        (0..count).map(|place| all[place * all.len() / count]).collect()
    }

    /// The last vote of a country in a roll call up to a day.
    pub(super) fn last_vote(&self, country: &str, rcid: i64, date: &str) -> Option<i64> {
        let select = "SELECT score FROM votes WHERE country = ?1 AND rcid = ?2 AND date <= ?3
                      ORDER BY date DESC LIMIT 1";
        self.0.query_row(select, (country, rcid, date), |row| row.get(0)).optional().unwrap()
    }

    /// Roll calls up to a day in which both voted.
    pub(super) fn shared(&self, one: &str, other: &str, date: &str) -> BTreeSet<Cell> {
        let select = "SELECT a.rcid, a.score, b.score FROM votes a JOIN votes b ON a.rcid = b.rcid
                      WHERE a.country = ?1 AND b.country = ?2 AND a.date <= ?3 AND b.date <= ?3";
        let mut select = self.0.prepare(select).unwrap();
        let cells = select.query_map((one, other, date), |row| {
            let rcid: i64 = row.get(0)?;
            Ok(Cell { issue: format!("unga-{rcid}"), a: row.get(1)?, b: row.get(2)? })
        });
        cells.unwrap().map(Result::unwrap).collect()
    }
}
