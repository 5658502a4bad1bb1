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

/// Prints rows under a heading. A row of one cell stands over those that follow it, as wide as it is.
pub(crate) fn print(output: &mut Output, columns: &[(&str, Width)], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(output.width()).unwrap_or(u16::MAX)).set_truncation_indicator("…");
    let mut heading = Row::from(columns.iter().map(|(heading, _)| *heading));
    heading.max_height(1);
    table.set_header(heading);
    let mut alone = vec![None];
    for cells in rows {
        let mut cells: Vec<String> = cells.iter().map(|cell| printable(cell, Lines::Joined)).collect();
        alone.push(if cells.len() == 1 { cells.pop() } else { None });
        let mut row = Row::from(cells);
        row.max_height(1);
        table.add_row(row);
    }
    let widest = table.column_max_content_widths();
    let last = columns.len();
    for (number, ((column, (_, width)), widest)) in (1..).zip(table.column_iter_mut().zip(columns).zip(widest)) {
        let padding = if number == last { 0 } else { PADDING };
        // No cell holds this character, so cells are cut anywhere instead of wrapped at a space.
        column.set_padding((0, padding)).set_delimiter('\u{0}');
        match width {
            Width::Whole => column.set_constraint(ColumnConstraint::ContentWidth),
            Width::UpTo(most) => column.set_constraint(ColumnConstraint::Absolute(Fixed(widest.min(*most) + padding))),
            Width::Cut => column,
        };
    }
    for (line, alone) in table.lines().zip(alone) {
        match alone {
            Some(cell) => output.line(cut(&cell, output.width()))?,
            None => output.line(line.trim_end())?,
        }
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
