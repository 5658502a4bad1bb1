//! Does a command on one event wait for the others?

use std::error::Error;

use crate::alternate::alternate;
use crate::child;
use crate::report::{Bound, Report, Row, duration};
use crate::work::Work;

/// Runs on either side.
const RUNS: usize = 21;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let (ledger, empty) = (work.un_ledger()?, work.empty_ledger("empty")?);
    // The first to open a ledger brings its index to the end.
    child::run(&mut work.onrecord(&ledger, &["stats"]))?;
    let middle = (work.rows.min(870_109) / 2).to_string();
    let commands: [(&str, &[&str], &[&str]); 2] =
        [("stats", &["stats"], &["stats"]), ("show SEQ", &["show", &middle], &["show", "1"])];
    for (name, on_ledger, on_empty) in commands {
        let pair = alternate(
            RUNS,
            |_| Ok(child::run(&mut work.onrecord(&ledger, on_ledger))?.wall),
            |_| Ok(child::run(&mut work.onrecord(&empty, on_empty))?.wall),
        )?;
        report.add(Row {
            question: format!("`{name}` on the UN ledger, over the same on an empty ledger"),
            ours: duration(pair.ours),
            other: duration(pair.other),
            ratio: 1.0 / pair.times_as_fast(),
            bound: Bound::AtMost(3.0),
        });
    }
    Ok(())
}
