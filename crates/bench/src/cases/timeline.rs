//! How long does one holder's timeline on one issue take?
//!
//! Asked in the library with both open, of some holders on roll calls from all over the file.

use std::cell::RefCell;
use std::error::Error;

use onrecord_core::body::Kind;

use crate::alternate::{alternate, timed};
use crate::cases::positions::STATES;
use crate::ours::Ours;
use crate::report::{Bound, Report, Row, duration};
use crate::sqlite;
use crate::work::Work;

/// Every so many-th issue is asked about.
const EVERY: i64 = 150;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let ours = RefCell::new(Ours::open(&work.un_ledger()?)?);
    let database = sqlite::open(&work.un_database()?)?;
    let mut select = database.prepare("SELECT number, slug FROM issue WHERE number % ?1 = 0 ORDER BY number")?;
    let rows = select.query_map([EVERY], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let issues: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
    let mut asked = Vec::new();
    for slug in STATES {
        let Ok(holder) = ours.borrow().named(Kind::ActorAdded, slug) else { continue };
        let number = sqlite::number_of(&database, "actor", slug)?;
        for (issue_number, issue) in &issues {
            asked.push(((holder, ours.borrow().named(Kind::IssueAdded, issue)?), (number, *issue_number)));
        }
    }
    for ((holder, issue), (number, issue_number)) in &asked {
        let (told, of_other) =
            (ours.borrow_mut().timeline(*holder, *issue)?, sqlite::timeline(&database, *number, *issue_number)?);
        if told != (of_other.len(), of_other.iter().filter_map(|held| held.score).sum()) {
            return Err(format!("the timelines of {holder} on {issue} differ: {told:?}, {of_other:?}").into());
        }
    }
    let pair = alternate(
        work.runs,
        |_| {
            let mut ours = ours.borrow_mut();
            let each = || asked.iter().try_for_each(|((holder, issue), _)| ours.timeline(*holder, *issue).map(drop));
            timed(each).map(|(took, ())| took)
        },
        |_| {
            let one = |(holder, issue): (i64, i64)| sqlite::timeline(&database, holder, issue).map(drop);
            timed(|| asked.iter().try_for_each(|(_, pair)| one(*pair))).map(|(took, ())| took)
        },
    )?
    .each(asked.len());
    report.add(Row {
        question: "one timeline, against SQLite with its index".to_owned(),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: pair.times_as_fast(),
        bound: Bound::AtLeast(1.0),
    });
    Ok(())
}
