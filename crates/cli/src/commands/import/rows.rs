//! What an import takes, one after the other: lines or rows, from either format.

use onrecord_core::intake::NewNames;
use onrecord_core::line::{Field, Line};

use super::csv_rows::CsvRows;
use super::json_rows::JsonRows;
use super::rejection::{Column, Rejection};
use crate::failure::Failure;

/// A line that can be recorded.
pub(super) struct Taken {
    /// What it says.
    pub(super) line: Line,
    /// What is known of names that it adds.
    pub(super) new: NewNames,
}

/// A line with its number, or why it is none.
pub(super) type NumberedRow = (u64, Result<Taken, Rejection>);

/// Lines or rows.
pub(super) enum Rows {
    Json(Box<JsonRows>),
    Csv(Box<CsvRows>),
}

/// A row as it stands in the input, for the file of rejects.
pub(super) enum Raw<'r> {
    /// A line; none if it could not be read.
    Line(Option<&'r str>),
    /// Cells under their headings; none if they could not be read.
    Cells {
        headings: &'r [String],
        cells: &'r [String],
        /// Whether the cells are guarded against being run already.
        guarded: bool,
    },
}

impl Rows {
    /// The next row; nothing at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<NumberedRow>, Failure> {
        match self {
            Rows::Json(rows) => rows.next_row(),
            Rows::Csv(rows) => rows.next_row(),
        }
    }

    /// The row that was given last, as it stands in the input.
    pub(super) fn raw(&self) -> Raw<'_> {
        match self {
            Rows::Json(rows) => rows.raw(),
            Rows::Csv(rows) => rows.raw(),
        }
    }

    /// The column that fills a field, where rows have columns.
    pub(super) fn column(&self, field: Field) -> Option<Column> {
        match self {
            Rows::Json(rows) => rows.column(field),
            Rows::Csv(rows) => rows.column(field),
        }
    }
}
