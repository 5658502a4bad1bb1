//! How many cases of each class came to which end.

use std::collections::BTreeMap;
use std::fmt;

use super::case::Class;
use super::trial::{Answered, Audited, Outcome, Recovered};

const COLUMNS: [&str; 9] =
    ["found", "refused", "clean", "same", "same+said", "refused", "whole", "said again", "refused"];

/// Counts by class and outcome.
#[derive(Debug, Default)]
pub(super) struct Table(BTreeMap<Class, [usize; COLUMNS.len()]>);

impl Table {
    pub(super) fn count(&mut self, class: Class, outcome: &Outcome) {
        let row = self.0.entry(class).or_default();
        row[match outcome.audited {
            Audited::Found => 0,
            Audited::Refused => 1,
            Audited::Clean => 2,
        }] += 1;
        row[match outcome.answered {
            Answered::Same => 3,
            Answered::SameAndSaid => 4,
            Answered::Refused => 5,
        }] += 1;
        match outcome.recovered {
            Some(Recovered::Whole) => row[6] += 1,
            Some(Recovered::WholeAndSaid) => row[7] += 1,
            Some(Recovered::Refused) => row[8] += 1,
            None => {}
        }
    }

    /// Cases of a class: each has been audited once.
    pub(super) fn of(&self, class: Class) -> usize {
        self.0.get(&class).map_or(0, |row| row[..3].iter().sum())
    }

    pub(super) fn total(&self) -> usize {
        self.0.keys().map(|class| self.of(*class)).sum()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:26}{:>7} | {:32} | {:32} | recover", "", "cases", "audit", "replay")?;
        write!(f, "{:33}", "")?;
        for (column, name) in COLUMNS.iter().enumerate() {
            write!(f, "{}{name:>10}", if [0, 3, 6].contains(&column) { " | " } else { " " })?;
        }
        for (class, row) in &self.0 {
            write!(f, "\n{:26}{:>7}", class.as_str(), self.of(*class))?;
            for (column, count) in row.iter().enumerate() {
                write!(f, "{}{count:>10}", if [0, 3, 6].contains(&column) { " | " } else { " " })?;
            }
        }
        Ok(())
    }
}
