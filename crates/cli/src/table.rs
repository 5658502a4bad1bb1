//! Tables that fit the terminal: a row is a line, and what does not fit is cut with a mark.

use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table};

use crate::failure::Failure;
use crate::output::{Lines, Output, printable};

/// How wide a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    /// As wide as its widest cell.
    Whole,
    /// What is left, shared with the other columns of this width; longer cells are cut.
    Cut,
}

/// Prints rows under a heading. A row of one cell stands over those that follow it, as wide as it is.
pub(crate) fn print(output: &mut Output, columns: &[(&str, Width)], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(output.width()).unwrap_or(u16::MAX)).set_truncation_indicator("…");
    table.set_header(columns.iter().map(|(heading, _)| *heading));
    let mut alone = vec![None];
    for cells in rows {
        let mut cells: Vec<String> = cells.iter().map(|cell| printable(cell, Lines::Joined)).collect();
        alone.push(if cells.len() == 1 { cells.pop() } else { None });
        let mut row = Row::from(cells);
        row.max_height(1);
        table.add_row(row);
    }
    for (number, (column, (_, width))) in (1..).zip(table.column_iter_mut().zip(columns)) {
        // No cell holds this character, so cells are cut anywhere instead of wrapped at a space.
        column.set_padding((0, if number == columns.len() { 0 } else { 2 })).set_delimiter('\u{0}');
        if *width == Width::Whole {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
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
