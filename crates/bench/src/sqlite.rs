//! The same work in SQLite: the same columns, indexes, chain and batches, with as much safety against a power cut.
//!
//! Invariant: it is given what makes it fast (prepared statements, a cache as large as ours, numbers for names) as long
//! as the promise stays: synced once a batch, WAL, synchronous=FULL.

mod import;
mod queries;
mod verify;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use onrecord_core::hash::ChainHash;
use rusqlite::Connection;

pub(crate) use queries::{all_positions, number_of, positions_of, timeline};

/// The first argument of a process that works for SQLite.
pub(crate) const PROCESS: &str = "sqlite-process";

const SCHEMA: &str = "
    CREATE TABLE actor (number INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
    CREATE TABLE issue (number INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, wording TEXT NOT NULL);
    CREATE TABLE channel (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE statement (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL,
        speaker INTEGER NOT NULL,
        principal INTEGER NOT NULL,
        issue INTEGER NOT NULL,
        stance TEXT NOT NULL,
        score INTEGER,
        starts INTEGER NOT NULL,
        ends INTEGER NOT NULL,
        channel INTEGER,
        form TEXT NOT NULL,
        recorded_at INTEGER NOT NULL,
        text TEXT,
        hash BLOB NOT NULL
    );
    CREATE UNIQUE INDEX by_id ON statement (id);
    CREATE INDEX by_holder ON statement (principal, issue, ends);
    CREATE INDEX by_issue ON statement (issue, ends);
    CREATE INDEX by_recorded_at ON statement (recorded_at);
";

/// A row, as it is stored and hashed.
#[derive(Clone, Debug)]
struct Statement<'a> {
    seq: i64,
    id: &'a str,
    speaker: i64,
    principal: i64,
    issue: i64,
    stance: &'a str,
    score: Option<i64>,
    starts: i64,
    ends: i64,
    channel: Option<i64>,
    form: &'a str,
    recorded_at: i64,
    text: Option<&'a str>,
}

impl Statement<'_> {
    /// The row's bytes behind the hash of the row before: what the chain hashes and what is a leaf of the tree.
    fn write(&self, previous: ChainHash, bytes: &mut Vec<u8>) {
        bytes.clear();
        bytes.extend(previous.as_bytes());
        let channel = self.channel.unwrap_or(-1);
        let score = self.score.unwrap_or(i64::MIN);
        let numbers = [self.seq, self.speaker, self.principal, self.issue, score, self.starts, self.ends, channel];
        numbers.iter().chain([&self.recorded_at]).for_each(|number| bytes.extend(number.to_be_bytes()));
        for text in [self.id, self.stance, self.form, self.text.unwrap_or_default()] {
            bytes.extend((text.len() as u32).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
    }
}

/// Opens a database as both its writer and its readers do.
pub(crate) fn open(database: &Path) -> Result<Connection, Box<dyn Error>> {
    let connection = Connection::open(database)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

/// A process that imports the first `rows` votes of a file into a new database.
pub(crate) fn import_process(votes: &Path, database: &Path, rows: usize) -> Result<Command, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([PROCESS, "import"]).args([votes, database]).arg(rows.to_string());
    Ok(command)
}

/// A process that verifies all of a database, and prints the root of its rows.
pub(crate) fn verify_process(database: &Path) -> Result<Command, Box<dyn Error>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([PROCESS, "verify"]).arg(database);
    Ok(command)
}

/// What such a process does.
pub(crate) fn process(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    match arguments {
        [task, votes, database, rows] if task == "import" => {
            import::import(Path::new(votes), Path::new(database), rows.parse()?)
        }
        [task, database] if task == "verify" => verify::verify(Path::new(database)),
        _ => Err(format!("{arguments:?} is no task of this process").into()),
    }
}
