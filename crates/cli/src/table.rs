//! Tables that fit the terminal: a row is a line, and what does not fit is cut with a mark.

use comfy_table::Width::Fixed;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table};

use crate::failure::Failure;
use crate::output::{Lines, Output, printable};

/// Empty columns behind each cell.
pub(crate) const PADDING: u16 = 2;

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// As wide as its widest cell.
    Whole,
    /// As wide as its widest cell, but at most so many columns; longer cells are cut.
    UpTo(u16),
    /// What is left, shared with the other columns of this width; longer cells are cut.
    Cut,
}

/// Prints rows under a heading.
pub(crate) fn print(output: &mut Output, columns: &[(&str, Width)], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(output.width()).unwrap_or(u16::MAX)).set_truncation_indicator("…");
    let mut heading = Row::from(columns.iter().map(|(heading, _)| *heading));
    heading.max_height(1);
    table.set_header(heading);
    for cells in rows {
        let mut row = Row::from(cells.iter().map(|cell| printable(cell, Lines::Joined)));
        row.max_height(1);
        table.add_row(row);
    }
    let widest = table.column_max_content_widths();
    for ((column, (_, width)), widest) in table.column_iter_mut().zip(columns).zip(widest) {
        // No cell holds this character, so cells are cut anywhere instead of wrapped at a space.
        column.set_padding((0, PADDING)).set_delimiter('\u{0}');
        match width {
            Width::Whole => column.set_constraint(ColumnConstraint::ContentWidth),
            Width::UpTo(most) => column.set_constraint(ColumnConstraint::Absolute(Fixed(widest.min(*most) + PADDING))),
            Width::Cut => column,
        };
    }
    for line in table.lines() {
        output.line(line.trim_end())?;
    }
    Ok(())
}

/// A text cut to so many characters, with a mark that it was.
pub(crate) fn cut(text: &str, len_max: usize) -> String {
    if text.chars().count() <= len_max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(len_max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
