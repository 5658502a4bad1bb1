//! How long does the UN file take to go in, to a ledger that audits clean?
//!
//! Both sides are processes of their own: ours is the binary's `import`, and the first command after it, which finds the
//! index some way behind and brings it to the end; the other does the same work with SQLite.

use std::cell::RefCell;
use std::error::Error;

use crate::alternate::alternate;
use crate::child;
use crate::report::{Bound, Report, Row, duration};
use crate::work::Work;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let runs = work.runs;
    // Makes what is needed before, where our import needs something.
    work.un_ledger()?;
    let work = RefCell::new(work);
    let pair = alternate(
        runs,
        |_| {
            let mut work = work.borrow_mut();
            let import = work.import_un()?.wall;
            let ledger = work.un_ledger()?;
            Ok(import + child::run(&mut work.onrecord(&ledger, &["stats"]))?.wall)
        },
        |_| Ok(work.borrow_mut().import_un_into_sqlite()?.wall),
    )?;
    let work = work.into_inner();
    let ledger = work.un_ledger()?;
    child::run(&mut work.onrecord(&ledger, &["audit"]))?;
    let from = if work.rows < usize::MAX { "ours from JSON lines, the other from gzip CSV" } else { "from gzip CSV" };
    report.add(Row {
        question: format!("import of the UN file ({from}), against SQLite"),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: pair.times_as_fast(),
        bound: Bound::AtLeastWithGoal(1.0, 2.0),
    });
    Ok(())
}
