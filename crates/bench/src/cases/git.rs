//! What do import and full verify of a statement cost beside a commit for each?

use std::error::Error;

use crate::alternate::alternate;
use crate::child;
use crate::report::{Bound, Report, Row, duration, grouped};
use crate::work::Work;
use crate::{git, lines};

/// The first votes of the file; with all of them git takes hours.
const ROWS: usize = 50_000;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let (lines, stream) = (work.empty_place("part.jsonl")?, work.empty_place("part.stream")?);
    let rows = ROWS.min(work.rows);
    let rows = lines::write_un_votes(&work.votes, rows, &lines)?;
    git::write_stream(&work.votes, rows, &stream)?;
    let import = alternate(
        work.runs.min(3),
        |_| {
            let ledger = work.empty_ledger("part")?;
            Ok(child::run(work.onrecord(&ledger, &["import", "--new"]).arg(&lines))?.wall)
        },
        |_| {
            let repository = work.empty_place("part.git")?;
            git::init(&repository)?;
            Ok(git::fast_import(&repository, &stream)?.wall)
        },
    )?
    .each(rows);
    let verify = alternate(
        work.runs.min(3),
        |_| Ok(child::run(&mut work.onrecord(&work.folder().join("part"), &["audit"]))?.wall),
        |_| Ok(git::fsck(&work.folder().join("part.git"))?.wall),
    )?
    .each(rows);
    let rows = grouped(rows);
    for (question, pair, bound) in [
        (format!("import of {rows} statements, each, against git fast-import"), import, Bound::None),
        (format!("full audit of {rows} statements, each, against git fsck"), verify, Bound::AtLeast(20.0)),
    ] {
        let (ours, other) = (duration(pair.ours), duration(pair.other));
        report.add(Row { question, ours, other, ratio: pair.times_as_fast(), bound });
    }
    Ok(())
}
