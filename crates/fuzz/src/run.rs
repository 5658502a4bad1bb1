//! A run: inputs changed and taken one after the other, until the first that breaks a promise.
//!
//! Invariant: a run of so many inputs is the same every time; only how long each took is not.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use fastrand::Rng;

use crate::MEMORY;
use crate::mutator::Mutator;
use crate::target::Target;

/// What a door may allocate for any input: buffers of fixed size.
const MEMORY_FIXED: usize = 4 << 20;
/// And for each byte of it.
const MEMORY_A_BYTE: usize = 256;
/// So many inputs are changed further at most.
const POOL_MAX: usize = 4096;

/// How long a run goes on.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// So many inputs.
    Inputs(u64),
    /// So much time.
    Elapsed(Duration),
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Tally {
    /// Inputs that were taken.
    pub inputs: u64,
    /// How many of them were accepted.
    pub accepted: u64,
    /// Inputs that gave an answer that none before had given.
    pub telling: Vec<Vec<u8>>,
    /// The most that was allocated for one, in bytes.
    pub memory_max: usize,
    /// The longest that one took.
    pub slowest: Duration,
    /// What broke a promise, if anything did.
    pub fault: Option<Fault>,
}

/// An input that broke a promise.
#[derive(Debug)]
pub struct Fault {
    /// The input, as short as it was made.
    pub input: Vec<u8>,
    /// What happened.
    pub what: String,
}

/// Where the hook leaves what a panic said.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Keeps panics from the screen: a run tells of the one that it stops at.
pub fn catch_panics() {
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut said) = PANICKED.lock() {
            *said = panic.to_string();
        }
    }));
}

/// Takes the inputs of a corpus, then changed ones.
pub fn run(target: &Target, corpus: Vec<Vec<u8>>, seed: u64, until: Until) -> Tally {
    let start = Instant::now();
    let mut rng = Rng::with_seed(seed);
    let mut tally = Tally::default();
    let mut seen = BTreeSet::new();
    let mut pool = Vec::new();
    for input in corpus {
        for changed in [mended(target, &input), input] {
            match take(target, &changed, &mut tally) {
                Ok(answer) => drop(seen.insert(answer)),
                Err(what) => return tally.stopped(target, changed, what),
            }
            pool.push(changed);
        }
    }
    while match until {
        Until::Inputs(inputs) => tally.inputs < inputs,
        Until::Elapsed(time) => start.elapsed() < time,
    } {
        let mut input = rng.choice(&pool).cloned().unwrap_or_default();
        Mutator { target, pool: &pool }.change(&mut rng, &mut input);
        if rng.u8(..4) > 0 {
            (target.mend)(&mut input);
        }
        match take(target, &input, &mut tally) {
            Ok(answer) => {
                if seen.insert(answer) && pool.len() < POOL_MAX {
                    tally.telling.push(input.clone());
                    pool.push(input);
                }
            }
            Err(what) => return tally.stopped(target, input, what),
        }
    }
    tally
}

impl Tally {
    fn stopped(mut self, target: &Target, input: Vec<u8>, what: String) -> Tally {
        let input = shortened(target, input);
        self.fault = Some(Fault { input, what });
        self
    }
}

/// Takes one input: what was answered, or which promise was broken.
fn take(target: &Target, input: &[u8], tally: &mut Tally) -> Result<String, String> {
    MEMORY.reset_peak_usage();
    let (before, start) = (MEMORY.current_usage(), Instant::now());
    let answer = panic::catch_unwind(AssertUnwindSafe(|| (target.take)(input)));
    let memory = MEMORY.peak_usage().saturating_sub(before);
    tally.slowest = tally.slowest.max(start.elapsed());
    tally.memory_max = tally.memory_max.max(memory);
    tally.inputs += 1;
    let answer = answer.map_err(|_| PANICKED.lock().map_or_else(|_| "a panic".to_owned(), |said| said.clone()))?;
    let allowed = MEMORY_FIXED + MEMORY_A_BYTE * input.len();
    if memory > allowed {
        return Err(format!("{memory} bytes were allocated for an input of {}, at most {allowed} may be", input.len()));
    }
    tally.accepted += u64::from(answer.is_ok());
    Ok(answer.err().map_or_else(String::new, |reason| shape_of(&reason, input)))
}

/// An answer without the values that would make every one another: the input itself, what stands in backticks, and words
/// with digits.
fn shape_of(answer: &str, input: &[u8]) -> String {
    let input = std::str::from_utf8(input).ok().filter(|input| !input.is_empty());
    let without = input.map_or_else(|| answer.to_owned(), |input| answer.replace(input, ""));
    let outside: String = without.split('`').step_by(2).collect();
    let words = outside.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
    words.take(24).collect::<Vec<_>>().join(" ")
}

fn mended(target: &Target, input: &[u8]) -> Vec<u8> {
    let mut mended = input.to_vec();
    (target.mend)(&mut mended);
    mended
}

/// The input without what it does not need in order to break a promise.
fn shortened(target: &Target, mut input: Vec<u8>) -> Vec<u8> {
    let breaks = |input: &[u8]| take(target, input, &mut Tally::default()).is_err();
    let mut piece = input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at + piece <= input.len() {
            let without = [&input[..at], &input[at + piece..]].concat();
            if breaks(&without) {
                input = without;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    input
}

#[cfg(test)]
mod tests;
