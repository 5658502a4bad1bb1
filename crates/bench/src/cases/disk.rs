//! How much room does a statement take, in all homes together?

use std::error::Error;

use crate::report::{Bound, Report, Row, megabytes};
use crate::sqlite;
use crate::work::{Work, bytes_of};

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let (ledger, database) = (work.un_ledger()?, work.un_database()?);
    let (all, journal, store) =
        (bytes_of(&ledger)?, bytes_of(&ledger.join("journal"))?, bytes_of(&ledger.join("store"))?);
    let of_sqlite = bytes_of(&database)?;
    report.add(Row {
        question: "disk of the UN ledger, all homes together, over SQLite's file".to_owned(),
        ours: megabytes(all),
        other: megabytes(of_sqlite),
        ratio: all as f64 / of_sqlite as f64,
        bound: Bound::AtMostWithGoal(3.0, 2.0),
    });
    let count: f64 = sqlite::open(&database)?.query_row("SELECT count(*) FROM statement", [], |row| row.get(0))?;
    let each = |bytes: u64| bytes as f64 / count;
    let (journal, store, other) = (each(journal), each(store), each(of_sqlite));
    report.append(format!("Bytes a statement: journal {journal:.0}, store {store:.0}; SQLite {other:.0}\n"));
    Ok(())
}
