//! How much memory do import, audit and replay of the UN ledger take at most?

use std::error::Error;

use crate::child;
use crate::report::{Bound, Report, Row, megabytes};
use crate::sqlite;
use crate::work::Work;

/// What must not be passed.
const MOST: u64 = 300_000_000;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let import = work.import_un()?.peak;
    let ledger = work.un_ledger()?;
    let audit = child::run(&mut work.onrecord(&ledger, &["audit"]))?.peak;
    let replay = child::run(&mut work.onrecord(&ledger, &["--json", "replay", "--at", "2020-12-31"]))?.peak;
    for (question, peak) in [("import", import), ("audit", audit), ("replay of all", replay)] {
        report.add(Row {
            question: format!("memory of {question}, against the bound"),
            ours: megabytes(peak),
            other: megabytes(MOST),
            ratio: peak as f64 / MOST as f64,
            bound: Bound::AtMost(1.0),
        });
    }
    let of_import = work.import_un_into_sqlite()?.peak;
    let of_verify = child::run(&mut sqlite::verify_process(&work.un_database()?)?)?.peak;
    report.append(format!("SQLite's memory: import {}, verify {}\n", megabytes(of_import), megabytes(of_verify)));
    Ok(())
}
