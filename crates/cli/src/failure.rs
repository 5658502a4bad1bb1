//! What a command that cannot do its work says, and the exit status that goes with it.

use std::error::Error;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How a command ended, as grep does: 0 yes, 1 no, 2 could not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done; yes.
    Yes,
    /// No: findings, a conflict, rejected rows, no such position.
    No,
}

/// Why a command did not do its work.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// Whether this is an answer (a conflict) or none.
    pub(crate) status: Status,
    /// What was wrong, with the value.
    pub(crate) message: String,
    /// Its causes, outermost first.
    pub(crate) causes: Vec<String>,
    /// What to do.
    pub(crate) hints: Vec<String>,
}

/// The exit status of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    /// The answer is no: 1.
    No,
    /// There is no answer: 2.
    CouldNotAnswer,
    /// Whoever reads the output has had enough: 0, without a word.
    PipeClosed,
}

impl Failure {
    /// A failure to answer.
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        let message = message.to_string();
        Failure { status: Status::CouldNotAnswer, message, causes: Vec::new(), hints: Vec::new() }
    }

    /// A failure with an error's causes.
    pub(crate) fn of(error: &dyn Error) -> Self {
        let mut causes = Vec::new();
        let mut cause = error.source();
        while let Some(error) = cause {
            causes.push(error.to_string());
            cause = error.source();
        }
        Failure { causes, ..Failure::new(error) }
    }

    /// The same failure as the answer no.
    #[must_use]
    pub(crate) fn means_no(mut self) -> Self {
        self.status = Status::No;
        self
    }

    /// The same failure with a further hint.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same failure with further hints.
    #[must_use]
    pub(crate) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let failure = Failure::of(&error);
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            Failure { status: Status::PipeClosed, ..failure }
        } else {
            failure
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for cause in &self.causes {
            write!(f, "\n  because: {cause}")?;
        }
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}
