//! Tables that fit the terminal: a row is a line, and what does not fit is cut with a mark.

use comfy_table::Width::Fixed;
use comfy_table::presets::NOTHING;
use comfy_table::{ColumnConstraint, ContentArrangement, Row, Table};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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

/// Prints rows under a heading. A row of one cell stands alone in its line, as wide as it is.
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

/// Rows of one cell that say more about the row above them, set in by so many columns and broken at spaces.
pub(crate) fn below(output: &Output, indent: usize, text: &str) -> Vec<Vec<String>> {
    let text = printable(text, Lines::Joined);
    let lines = broken(text.split_whitespace(), output.width().saturating_sub(indent));
    lines.into_iter().map(|line| vec![format!("{}{line}", " ".repeat(indent))]).collect()
}

/// Words in lines of at most so many columns, as far as each word alone fits.
pub(crate) fn broken<'a>(words: impl Iterator<Item = &'a str>, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut().filter(|line| columns_of(line) + 1 + columns_of(word) <= columns) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How many columns a text takes in a terminal, where some characters take two and some none.
pub(crate) fn columns_of(text: &str) -> usize {
    text.width()
}

/// A text cut to so many columns, with a mark that it was.
pub(crate) fn cut(text: &str, columns_max: usize) -> String {
    if columns_of(text) <= columns_max {
        return text.to_owned();
    }
    let mut room = columns_max.saturating_sub(1);
    let fits = |c: &char| {
        let taken = c.width().unwrap_or(0);
        let fits = taken <= room;
        room = room.saturating_sub(taken);
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{broken, cut};

    #[test]
    fn texts_are_cut_and_broken_by_the_columns_that_they_take() {
        for (text, columns, expected) in [
            ("Türkiye", 7, "Türkiye"),
            ("Türkiye", 6, "Türki…"),
            ("Tu\u{308}rkiye", 7, "Tu\u{308}rkiye"),
            ("停火停火", 8, "停火停火"),
            ("停火停火", 7, "停火停…"),
            ("停火停火", 6, "停火…"),
            ("one two", 5, "one…"),
        ] {
            assert_eq!(cut(text, columns), expected, "{text} in {columns}");
        }
        assert_eq!(broken("a 停火 b cc".split(' '), 6), ["a 停火", "b cc"]);
        assert_eq!(broken("a longer b".split(' '), 4), ["a", "longer", "b"]);
        assert_eq!(broken("longer".split(' '), 4), ["longer"], "no empty line before it");
    }
}
