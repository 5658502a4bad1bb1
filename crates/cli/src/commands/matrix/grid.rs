//! The matrix as a table that fits the terminal: slugs as headings, else numbers with a legend, else several blocks of
//! columns, one below the other.

use onrecord_core::seq::Seq;
use onrecord_core::view::View;

use crate::failure::Failure;
use crate::matrix::{Cell, Matrix};
use crate::output::Output;
use crate::score_words::signed;
use crate::table::{
    self, PADDING,
    Width::{UpTo, Whole},
};

/// The widest that names of holders get, in characters.
const HOLDER_WIDTH: usize = 24;
/// A cell such as `+100~`, in characters.
const CELL_WIDTH: usize = 5;

/// Prints the table, the legend of its columns, and notes that explain its marks.
pub(super) fn print(view: &View, matrix: &Matrix, output: &mut Output) -> Result<(), Failure> {
    let slugs: Vec<&str> = matrix.issues.iter().map(|issue| view.slug(*issue)).collect();
    let numbers: Vec<String> = (1..=slugs.len()).map(|number| number.to_string()).collect();
    let labels: Vec<String> = matrix.rows.iter().map(|row| row.label(view)).collect();
    let holders =
        labels.iter().map(|label| table::columns_of(label)).max().unwrap_or(0).clamp("holder".len(), HOLDER_WIDTH);
    let padding = usize::from(PADDING);
    let room = output.width().saturating_sub(holders + padding);
    let of_slugs: usize = slugs.iter().map(|slug| slug.len().max(CELL_WIDTH) + padding).sum();
    let numbered = of_slugs > room;
    let block = if numbered { (room / (CELL_WIDTH + padding)).max(1) } else { slugs.len().max(1) };
    let columns: Vec<usize> = (0..slugs.len()).collect();
    let blocks: Vec<&[usize]> = if columns.is_empty() { vec![&[]] } else { columns.chunks(block).collect() };
    for (place, columns) in blocks.into_iter().enumerate() {
        if place > 0 {
            output.line("")?;
        }
        let heading =
            |column: &usize| if numbered { format!("{:>4}", numbers[*column]) } else { slugs[*column].to_owned() };
        let headings: Vec<String> = columns.iter().map(heading).collect();
        let mut shown = vec![("holder", UpTo(u16::try_from(holders).unwrap_or(u16::MAX)))];
        shown.extend(headings.iter().map(|heading| (heading.as_str(), Whole)));
        let rows = matrix.rows.iter().zip(&labels).map(|(row, label)| {
            let cells = columns
                .iter()
                .map(|column| row.cells.get(&matrix.issues[*column]).copied().map_or_else(String::new, text));
            std::iter::once(table::cut(label, holders)).chain(cells).collect()
        });
        table::print(output, &shown, rows.collect())?;
    }
    if numbered {
        legend(view, &matrix.issues, output)?;
    }
    notes(matrix, output);
    Ok(())
}

/// Which issue each number stands for.
fn legend(view: &View, issues: &[Seq], output: &mut Output) -> Result<(), Failure> {
    output.line("")?;
    for (place, issue) in issues.iter().enumerate() {
        // An issue that was added by name only has its name for a wording.
        let (slug, wording) = (view.slug(*issue), view.wording_now(*issue));
        let line =
            format!("{:>4}  {slug}{}", place + 1, if wording == slug { String::new() } else { format!(": {wording}") });
        output.line(table::cut(&line, output.width()))?;
    }
    Ok(())
}

/// A cell: the score with its sign, right-aligned, and a mark.
fn text(cell: Cell) -> String {
    cell.score().map_or_else(|| format!("{:>4}", mark(cell)), |score| format!("{:>4}{}", signed(score), mark(cell)))
}

/// What tells a cell from a plain position.
fn mark(cell: Cell) -> &'static str {
    match cell {
        Cell::Held(..) => "",
        Cell::Mixed(..) => "~",
        Cell::Withdrawn(_) => "x",
        Cell::Silence => "o",
        Cell::Claim => "c",
        Cell::Possible => "?",
    }
}

fn notes(matrix: &Matrix, output: &mut Output) {
    output.note(format_args!("at the end of {}, as known from the first {} events", matrix.at, matrix.known_at));
    let there =
        |mark_of: &str| matrix.rows.iter().flat_map(|row| row.cells.values()).any(|cell| mark(*cell) == mark_of);
    let meanings = [
        ("~", "statements of the same time differ by 20 or more"),
        ("x", "withdrawn"),
        ("o", "no position: silent or not committed"),
        ("c", "no position: others claim one"),
        ("?", "no position for sure: the date is vague"),
    ];
    let used = meanings.into_iter().filter(|(mark, _)| there(mark)).map(|(mark, means)| format!("{mark} {means}"));
    let used: Vec<String> = used.collect();
    if !used.is_empty() {
        output.note(used.join("; "));
    }
}
