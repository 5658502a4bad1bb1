//! Why a line or row of an import is not taken.

use std::fmt;

use crate::failure::Failure;

/// A reason, and the place that it is about.
#[derive(Debug)]
pub(super) struct Rejection {
    /// The place in the line; the whole of it if none is named.
    pub(super) column: Option<Column>,
    /// What is wrong there.
    pub(super) failure: Failure,
}

/// A place in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A byte of it, from 1 on.
    Byte(usize),
    /// A cell of a table whose heading is not known, from 0 on.
    Cell(usize),
    /// A column of a table, by its heading.
    Named(String),
}

impl Rejection {
    /// About a place.
    pub(super) fn at(column: Column, failure: Failure) -> Self {
        Rejection { column: Some(column), failure }
    }
}

impl From<Failure> for Rejection {
    fn from(failure: Failure) -> Self {
        Rejection { column: None, failure }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(Column::Byte(at)) => write!(f, "column {at}: ")?,
            Some(Column::Cell(index)) => write!(f, "cell {}: ", index + 1)?,
            Some(Column::Named(name)) => write!(f, "column `{name}`: ")?,
            None => {}
        }
        self.failure.fmt(f)
    }
}
