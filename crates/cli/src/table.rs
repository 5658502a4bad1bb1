//! Tables that fit the terminal.

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};

use crate::failure::Failure;
use crate::output::{Lines, Output, printable};

/// Prints rows under a heading, in columns as wide as the terminal allows.
pub(crate) fn print(output: &mut Output, heading: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(output.width()).unwrap_or(u16::MAX));
    table.set_header(heading);
    for row in rows {
        table.add_row(row.iter().map(|cell| printable(cell, Lines::Joined)));
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
