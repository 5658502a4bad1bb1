//! The questions, in the order in which they are asked.

mod append;
mod disk;
mod git;
mod growth;
mod import;
mod memory;
mod positions;
mod proofs;
mod start;
mod timeline;
mod verify;

use std::error::Error;

use crate::report::Report;
use crate::work::Work;

/// Answers a question.
type Run = fn(&mut Work, &mut Report) -> Result<(), Box<dyn Error>>;

/// A question, and what answers it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) question: &'static str,
    pub(crate) run: Run,
}

/// All cases. What an earlier one makes, later ones use.
pub(crate) const CASES: [Case; 11] = [
    Case {
        name: "append",
        question: "what does an acknowledged append cost over the disk's own time?",
        run: append::run,
    },
    Case { name: "import", question: "how long does the UN file take to go in?", run: import::run },
    Case { name: "verify", question: "how long does it take to check all of it?", run: verify::run },
    Case {
        name: "positions",
        question: "how long do positions at a date take, of all and of one?",
        run: positions::run,
    },
    Case { name: "timeline", question: "how long does one holder's timeline on one issue take?", run: timeline::run },
    Case {
        name: "git",
        question: "what do import and full verify cost beside a commit for each statement?",
        run: git::run,
    },
    Case { name: "start", question: "does a command on one event wait for the others?", run: start::run },
    Case { name: "memory", question: "how much memory do import, audit and replay take?", run: memory::run },
    Case { name: "disk", question: "how much room does a statement take?", run: disk::run },
    Case {
        name: "proofs",
        question: "what do checkpoints, proofs, a published log and a redaction take?",
        run: proofs::run,
    },
    Case { name: "growth", question: "what grows with the ledger?", run: growth::run },
];
