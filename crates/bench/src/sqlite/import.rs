//! Import of the UN file into SQLite.
//!
//! Invariant: a transaction has as many rows as one of our batches has events, and each is synced.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use onrecord_core::hash::ChainHash;
use onrecord_core::stated_on::StatedOn;
use rusqlite::{Connection, params};

use super::{SCHEMA, Statement, open};
use crate::un_votes;
use crate::vote::{CHANNEL, Vote};

/// Rows of a transaction: as many as our import records at once, once it is under way.
const BATCH: i64 = 4_096;

const INSERT: &str = "INSERT INTO statement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

/// Imports the first `rows` votes of the UN file into a new database.
pub(super) fn import(votes: &Path, database: &Path, rows: usize) -> Result<(), Box<dyn Error>> {
    let connection = open(database)?;
    connection.execute_batch(SCHEMA)?;
    connection.execute_batch("BEGIN")?;
    connection.execute("INSERT INTO channel VALUES (1, ?1)", [CHANNEL])?;
    let mut importer = Importer {
        connection: &connection,
        next: 0,
        head: ChainHash::ZERO,
        actors: HashMap::new(),
        issues: HashMap::new(),
        bytes: Vec::new(),
    };
    un_votes::for_each(votes, rows, |vote| importer.take(vote))?;
    connection.execute_batch("COMMIT")?;
    connection.close().map_err(|(_, error)| error.into())
}

struct Importer<'c> {
    connection: &'c Connection,
    next: i64,
    head: ChainHash,
    actors: HashMap<String, i64>,
    issues: HashMap<String, i64>,
    bytes: Vec<u8>,
}

impl Importer<'_> {
    fn take(&mut self, vote: &Vote<'_>) -> Result<(), Box<dyn Error>> {
        let speaker = match self.actors.get(vote.state) {
            Some(number) => *number,
            None => {
                let mut insert = self.connection.prepare_cached("INSERT INTO actor (slug, name) VALUES (?1, ?2)")?;
                let number = insert.insert([vote.slug, vote.state])?;
                self.actors.insert(vote.state.to_owned(), number);
                number
            }
        };
        let issue = match self.issues.get(vote.roll_call) {
            Some(number) => *number,
            None => {
                let mut insert = self.connection.prepare_cached("INSERT INTO issue (slug, wording) VALUES (?1, ?2)")?;
                let number = insert.insert([vote.issue(), vote.wording()])?;
                self.issues.insert(vote.roll_call.to_owned(), number);
                number
            }
        };
        let stated_on: StatedOn = vote.date.parse()?;
        self.insert(&Statement {
            seq: self.next,
            id: &vote.id(),
            speaker,
            principal: speaker,
            issue,
            stance: vote.vote,
            score: Some(vote.score()?),
            starts: stated_on.start().seconds(),
            ends: stated_on.end().seconds(),
            channel: Some(1),
            form: "vote",
            recorded_at: i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros())?,
            text: None,
        })
    }

    fn insert(&mut self, row: &Statement<'_>) -> Result<(), Box<dyn Error>> {
        row.write(self.head, &mut self.bytes);
        self.head = ChainHash::of_event(&self.bytes);
        self.connection.prepare_cached(INSERT)?.execute(params![
            row.seq,
            row.id,
            row.speaker,
            row.principal,
            row.issue,
            row.stance,
            row.score,
            row.starts,
            row.ends,
            row.channel,
            row.form,
            row.recorded_at,
            row.text,
            self.head.as_bytes(),
        ])?;
        self.next += 1;
        if self.next % BATCH == 0 {
            self.connection.execute_batch("COMMIT; BEGIN")?;
        }
        Ok(())
    }
}
