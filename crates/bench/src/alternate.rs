//! Runs in turns, so that what else the machine does falls on both sides.
//!
//! Invariant: a ratio is one of medians over as many runs on either side.

use std::error::Error;
use std::time::{Duration, Instant};

/// What both sides took, each as the median of its runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub(crate) ours: Duration,
    pub(crate) other: Duration,
}

impl Pair {
    /// How many times as fast as the other ours is.
    pub(crate) fn times_as_fast(&self) -> f64 {
        self.other.as_secs_f64() / self.ours.as_secs_f64()
    }

    /// The same for one of `count` in each run.
    pub(crate) fn each(&self, count: usize) -> Pair {
        let each = |all: Duration| all.div_f64(count.max(1) as f64);
        Pair { ours: each(self.ours), other: each(self.other) }
    }
}

/// Runs both sides in turns; each says how long it took, and who begins changes from run to run.
pub(crate) fn alternate(
    runs: usize,
    mut ours: impl FnMut(usize) -> Result<Duration, Box<dyn Error>>,
    mut other: impl FnMut(usize) -> Result<Duration, Box<dyn Error>>,
) -> Result<Pair, Box<dyn Error>> {
    let (mut of_ours, mut of_other) = (Vec::new(), Vec::new());
    for run in 0..runs {
        if run % 2 == 0 {
            of_ours.push(ours(run)?);
            of_other.push(other(run)?);
        } else {
            of_other.push(other(run)?);
            of_ours.push(ours(run)?);
        }
    }
    Ok(Pair { ours: median(of_ours), other: median(of_other) })
}

/// The one in the middle; nothing of none.
pub(crate) fn median<T: Ord + Copy + Default>(mut all: Vec<T>) -> T {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// How long something took, and what it gave.
pub(crate) fn timed<T>(work: impl FnOnce() -> Result<T, Box<dyn Error>>) -> Result<(Duration, T), Box<dyn Error>> {
    let begun = Instant::now();
    let given = work()?;
    Ok((begun.elapsed(), given))
}
