//! The matrix as CSV, with no cell that a spreadsheet would run as a formula.

use std::borrow::Cow;

use onrecord_core::view::View;

use super::cell_text;
use crate::failure::Failure;
use crate::matrix::Matrix;
use crate::output::{Lines, Output, printable};

/// Prints a heading and a row for each holder.
pub(super) fn print(view: &View, matrix: &Matrix, output: &mut Output) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::of(&error);
    let slugs = matrix.issues.iter().map(|issue| view.slug(*issue).to_owned());
    let heading: Vec<String> = std::iter::once("holder".to_owned()).chain(slugs).collect();
    write(&mut writer, &heading).map_err(failed)?;
    for row in &matrix.rows {
        let cells = matrix.issues.iter().map(|issue| row.cells.get(issue).copied().map_or_else(String::new, cell_text));
        let cells: Vec<String> = std::iter::once(row.label(view)).chain(cells).collect();
        write(&mut writer, &cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::of(error.error()))?;
    output.raw(&bytes)
}

fn write(writer: &mut csv::Writer<Vec<u8>>, cells: &[String]) -> Result<(), csv::Error> {
    writer.write_record(cells.iter().map(|cell| harmless(&printable(cell, Lines::Joined)).into_owned()))
}

/// A cell that no spreadsheet takes for a formula: what begins like one is kept as text by a leading apostrophe.
fn harmless(cell: &str) -> Cow<'_, str> {
    let like_a_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = cell.strip_prefix('-').unwrap_or(cell);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if like_a_formula && !is_number { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_that_would_run_are_kept_as_text() {
        for (cell, expected) in [
            ("-50", "-50"),
            ("100", "100"),
            ("", ""),
            ("withdrawn", "withdrawn"),
            ("=cmd()", "'=cmd()"),
            ("+80", "'+80"),
            ("-", "'-"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
        ] {
            assert_eq!(super::harmless(cell), expected, "{cell}");
        }
    }
}
