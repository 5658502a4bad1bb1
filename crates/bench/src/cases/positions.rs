//! How long do positions at a date take, of all holders and of one?
//!
//! Asked in the library with both open. Both give the same positions, which is checked before anything is measured.

use std::error::Error;

use onrecord_core::body::Kind;
use onrecord_core::replay::Position;
use onrecord_core::stated_on::Day;

use crate::alternate::{alternate, timed};
use crate::ours::Ours;
use crate::report::{Bound, Report, Row, duration, grouped};
use crate::sqlite;
use crate::work::Work;

/// After the last vote.
const AT: &str = "2020-12-31";
/// Some who voted early, often, late; each is asked once in a run.
pub(super) const STATES: [&str; 10] =
    ["france", "united-states", "qatar", "japan", "south-sudan", "egypt", "brazil", "tuvalu", "zimbabwe", "norway"];

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let ours = Ours::open(&work.un_ledger()?)?;
    let database = sqlite::open(&work.un_database()?)?;
    let at: Day = AT.parse()?;
    let (all, all_of_other) = (ours.all_positions(at)?, sqlite::all_positions(&database, at)?);
    let (sum, sum_of_other) = (score_sum(&all), all_of_other.iter().filter_map(|held| held.score).sum::<i64>());
    if (all.len(), sum) != (all_of_other.len(), sum_of_other) {
        return Err(format!("{} and {} positions, {sum} and {sum_of_other}", all.len(), all_of_other.len()).into());
    }
    let count = all.len();
    drop((all, all_of_other));
    let pair = alternate(
        work.runs,
        |_| timed(|| ours.all_positions(at)).map(|(took, _)| took),
        |_| timed(|| sqlite::all_positions(&database, at)).map(|(took, _)| took),
    )?;
    report.add(Row {
        question: format!("all {} positions at a date, against SQLite's window query", grouped(count)),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: pair.times_as_fast(),
        bound: Bound::AtLeast(2.0),
    });
    let mut holders = Vec::new();
    for slug in STATES {
        let found = ours.named(Kind::ActorAdded, slug);
        // A part of the file lacks those that voted late.
        if let Ok(seq) = found {
            holders.push((seq, sqlite::number_of(&database, "actor", slug)?));
        }
    }
    let pair = alternate(
        work.runs * 5,
        |_| {
            timed(|| holders.iter().try_for_each(|(seq, _)| ours.positions_of(*seq, at).map(drop)))
                .map(|(took, ())| took)
        },
        |_| {
            let each =
                || holders.iter().try_for_each(|(_, number)| sqlite::positions_of(&database, *number, at).map(drop));
            timed(each).map(|(took, ())| took)
        },
    )?
    .each(holders.len());
    report.add(Row {
        question: "one holder's positions at a date, against SQLite with its index".to_owned(),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: pair.times_as_fast(),
        bound: Bound::AtLeast(1.0),
    });
    Ok(())
}

fn score_sum(positions: &[Position]) -> i64 {
    let decided = positions.iter().filter_map(|position| position.decided.as_ref());
    decided.filter_map(|decided| decided.shown.score).map(i64::from).sum()
}
