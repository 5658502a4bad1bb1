//! The table that is printed in the end.

use std::fmt;
use std::time::Duration;

/// What must be reached.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    /// The ratio may be anything.
    None,
    /// The ratio is this or more.
    AtLeast(f64),
    /// The ratio is this or more; more would be better.
    AtLeastWithGoal(f64, f64),
    /// The ratio is this or less.
    AtMost(f64),
    /// The ratio is this or less; less would be better.
    AtMostWithGoal(f64, f64),
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) question: String,
    pub(crate) ours: String,
    pub(crate) other: String,
    pub(crate) ratio: f64,
    pub(crate) bound: Bound,
}

/// The answers, and what they were measured on.
#[derive(Debug)]
pub(crate) struct Report {
    machine: Vec<String>,
    rows: Vec<Row>,
    /// Tables of their own, ready to be printed.
    appendices: Vec<String>,
}

impl Report {
    pub(crate) fn new(machine: Vec<String>) -> Self {
        Report { machine, rows: Vec::new(), appendices: Vec::new() }
    }

    /// Adds an answer, and tells it.
    pub(crate) fn add(&mut self, row: Row) {
        eprintln!("  {row}");
        self.rows.push(row);
    }

    /// Adds a table of its own.
    pub(crate) fn append(&mut self, table: String) {
        eprintln!("{table}");
        self.appendices.push(table);
    }
}

impl Bound {
    /// What must be reached, and whether it is.
    fn verdict(self, ratio: f64) -> (String, &'static str) {
        let met = |is_met: bool| if is_met { "met" } else { "**not met**" };
        let goal = |is_met: bool, is_goal: bool| if is_goal { "met, goal too" } else { met(is_met) };
        match self {
            Bound::None => (String::new(), ""),
            Bound::AtLeast(least) => (format!("{least}"), met(ratio >= least)),
            Bound::AtLeastWithGoal(least, wanted) => {
                (format!("{least}, goal {wanted}"), goal(ratio >= least, ratio >= wanted))
            }
            Bound::AtMost(most) => (format!("at most {most}"), met(ratio <= most)),
            Bound::AtMostWithGoal(most, wanted) => {
                (format!("at most {most}, goal {wanted}"), goal(ratio <= most, ratio <= wanted))
            }
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { question, ours, other, ratio, bound } = self;
        let (must, verdict) = bound.verdict(*ratio);
        write!(f, "| {question} | {ours} | {other} | {ratio:.2} | {must} | {verdict} |")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.machine {
            writeln!(f, "{line}")?;
        }
        if !self.rows.is_empty() {
            writeln!(f, "\n| what | onrecord | the other | ratio | must be | |\n|---|---|---|---|---|---|")?;
        }
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.appendices.iter().try_for_each(|table| write!(f, "\n{table}"))
    }
}

/// A duration with three digits and its unit.
pub(crate) fn duration(duration: Duration) -> String {
    let micros = duration.as_secs_f64() * 1e6;
    let (value, unit) = match micros {
        micros if micros < 1e3 => (micros, "µs"),
        micros if micros < 1e6 => (micros / 1e3, "ms"),
        micros => (micros / 1e6, "s"),
    };
    let digits = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.digits$} {unit}")
}

/// Bytes in millions.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// A number with commas between its thousands.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or("")).collect();
    groups.join(",")
}
