//! How long does it take to check all of the UN ledger?
//!
//! Both sides are processes of their own and read everything: ours is `audit`, which checks journal and store against
//! each other, every event, its words and references; the other checks its file (`integrity_check`), every row against
//! the chain, and computes the root of all rows.

use std::error::Error;

use crate::alternate::alternate;
use crate::child;
use crate::report::{Bound, Report, Row, duration};
use crate::sqlite;
use crate::work::Work;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let (ledger, database) = (work.un_ledger()?, work.un_database()?);
    let pair = alternate(
        work.runs,
        |_| Ok(child::run(&mut work.onrecord(&ledger, &["audit"]))?.wall),
        |_| Ok(child::run(&mut sqlite::verify_process(&database)?)?.wall),
    )?;
    report.add(Row {
        question: "full audit of the UN ledger, against SQLite".to_owned(),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: pair.times_as_fast(),
        bound: Bound::AtLeastWithGoal(1.0, 2.0),
    });
    Ok(())
}
