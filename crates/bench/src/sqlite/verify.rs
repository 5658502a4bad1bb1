//! Full verify in SQLite: its own check of the file, then every row against the chain, and the root of all.

use std::error::Error;
use std::path::Path;

use onrecord_core::hash::ChainHash;
use onrecord_core::tree::TreeBuilder;
use rusqlite::Row;

use super::{Statement, open};

/// Verifies all of a database and prints the Merkle root of its rows.
pub(super) fn verify(database: &Path) -> Result<(), Box<dyn Error>> {
    let connection = open(database)?;
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(found.into());
    }
    let mut select = connection.prepare(
        "SELECT seq, id, speaker, principal, issue, stance, score, starts, ends, channel, form, recorded_at, text, hash
         FROM statement ORDER BY seq",
    )?;
    let mut rows = select.query([])?;
    let (mut head, mut tree, mut bytes) = (ChainHash::ZERO, TreeBuilder::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let statement = statement(row)?;
        if u64::try_from(statement.seq) != Ok(tree.size()) {
            return Err(format!("row {} was due", tree.size()).into());
        }
        statement.write(head, &mut bytes);
        head = ChainHash::of_event(&bytes);
        if row.get_ref(13)?.as_blob()? != head.as_bytes() {
            return Err(format!("row {} does not follow", statement.seq).into());
        }
        tree.push(&bytes);
    }
    println!("{}", tree.root());
    Ok(())
}

fn statement<'r>(row: &'r Row<'_>) -> Result<Statement<'r>, Box<dyn Error>> {
    Ok(Statement {
        seq: row.get(0)?,
        id: row.get_ref(1)?.as_str()?,
        speaker: row.get(2)?,
        principal: row.get(3)?,
        issue: row.get(4)?,
        stance: row.get_ref(5)?.as_str()?,
        score: row.get(6)?,
        starts: row.get(7)?,
        ends: row.get(8)?,
        channel: row.get(9)?,
        form: row.get_ref(10)?.as_str()?,
        recorded_at: row.get(11)?,
        text: row.get_ref(12)?.as_str_or_null()?,
    })
}
