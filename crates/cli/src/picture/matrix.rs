//! The picture of a matrix: a heat map with the score in each cell; narrow cells under upright headings if it is large.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use onrecord_core::seq::Seq;
use onrecord_core::view::View;

use super::legend::{self, Sign};
use super::name;
use super::palette::{self, FAINT_INK, GRID, INK, PAPER, SHADE};
use super::pen::{At, Pen, Set, Sheet, fitting, sheet, width};
use crate::failure::Failure;
use crate::matrix::{Cell, Matrix, Row};
use crate::score_words::signed;

const MARGIN: i32 = 20;
const TOP: i32 = 62;
const HEADING_SIZE: i32 = 11;
const HOLDER_SIZE: i32 = 13;
/// From one line of a text to the next.
const LINE: i32 = 15;
/// The widest that a holder's name gets, in pixels.
const HOLDER_WIDTH: i32 = 240;
/// The tallest that an upright heading gets, in pixels.
const UPRIGHT_MAX: i32 = 220;
const WIDTH_MIN: i32 = 560;
/// Up to so many issues, wide cells make a picture that is narrower than a screen.
const WIDE_MAX: usize = 12;
/// More than this is not drawn.
const HOLDERS_MAX: usize = 100;
const ISSUES_MAX: usize = 60;

/// How cells are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cells {
    /// With score and range, under headings of several lines.
    Wide,
    /// With the score only, under upright headings.
    Narrow,
}

impl Cells {
    /// Width and height in pixels.
    fn size(self) -> (i32, i32) {
        match self {
            Cells::Wide => (96, 40),
            Cells::Narrow => (42, 24),
        }
    }
}

/// Where the cells stand.
#[derive(Clone, Copy, Debug)]
struct Grid {
    cells: Cells,
    left: i32,
    top: i32,
}

impl Grid {
    /// The upper left corner of a cell.
    fn corner(self, row: i32, column: i32) -> At {
        let (wide, high) = self.cells.size();
        (self.left + column * wide, self.top + row * high)
    }
}

/// Draws a matrix.
pub(crate) fn draw(view: &View, matrix: &Matrix) -> Result<String, Failure> {
    let (matrix, left_out) = limited(matrix);
    let cells = if matrix.issues.len() <= WIDE_MAX { Cells::Wide } else { Cells::Narrow };
    let holders: Vec<Vec<String>> = matrix.rows.iter().map(|row| holder_lines(view, row, cells)).collect();
    let issues: Vec<Vec<String>> = matrix.issues.iter().map(|issue| issue_lines(view.slug(*issue), cells)).collect();
    let widest =
        |texts: &[Vec<String>], size: i32| texts.iter().flatten().map(|text| width(text, size)).max().unwrap_or(0);
    let heading = match cells {
        Cells::Wide => count(issues.iter().map(Vec::len).max().unwrap_or(0)) * LINE + 8,
        Cells::Narrow => widest(&issues, HEADING_SIZE) + 16,
    };
    let top = TOP + heading + if left_out.is_some() { 18 } else { 0 };
    let grid = Grid { cells, left: MARGIN + widest(&holders, HOLDER_SIZE).clamp(80, HOLDER_WIDTH) + 10, top };
    let (right, bottom) = grid.corner(count(holders.len()).max(2), count(issues.len()));
    let right = right.max(WIDTH_MIN - MARGIN);
    let signs: Vec<Sign> = signs(&matrix).into_iter().collect();
    let size = (right + MARGIN, bottom + 58 + legend::height(&signs, right - MARGIN) + 12);
    let title = format!("Positions at the end of {}", matrix.at);
    let known = format!("As known from the first {} events of the ledger.", matrix.known_at);
    let description = format!("{} holders against {} issues. {known}", holders.len(), issues.len());
    sheet(&Sheet { size, title: title.clone(), description }, |pen| {
        pen.text((MARGIN, 22), &title, Set::left(19, INK).bold());
        pen.text((MARGIN, 44), &known, Set::left(12, FAINT_INK));
        if let Some(left_out) = &left_out {
            pen.text((MARGIN, 62), left_out, Set::left(12, FAINT_INK));
        }
        if holders.is_empty() {
            pen.text((size.0 / 2, grid.top + 40), "nothing was said by then", Set::middle(16, FAINT_INK));
            return;
        }
        draw_headings(pen, grid, (&holders, &issues));
        for (row, of) in (0..).zip(&matrix.rows) {
            for (column, issue) in (0..).zip(&matrix.issues) {
                draw_cell(pen, cells, grid.corner(row, column), of.cells.get(issue).copied());
            }
        }
        draw_scale(pen, (MARGIN, bottom + 18));
        legend::draw(pen, &signs, (MARGIN, bottom + 58), right - MARGIN);
    })
}

/// The holders and issues with the most positions, and what is left out if that is not all of them.
fn limited(matrix: &Matrix) -> (Matrix, Option<String>) {
    let (all_rows, all_issues) = (matrix.rows.len(), matrix.issues.len());
    if all_rows <= HOLDERS_MAX && all_issues <= ISSUES_MAX {
        return (matrix.clone(), None);
    }
    let of_issue = |issue: Seq| matrix.rows.iter().filter(|row| row.cells.contains_key(&issue)).count();
    let issues = most(&matrix.issues, ISSUES_MAX, |issue| of_issue(*issue));
    let shown = |row: &Row| issues.iter().filter(|issue| row.cells.contains_key(issue)).count();
    let rows = most(&matrix.rows, HOLDERS_MAX, shown);
    let part = |shown: usize, all: usize, what: &str| (shown < all).then(|| format!("the {shown} of {all} {what}"));
    let parts = [part(rows.len(), all_rows, "holders"), part(issues.len(), all_issues, "issues")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let left_out = format!("Only {} of which most is known; --actor and --issue choose others.", parts.join(" and "));
    (Matrix { issues, rows, ..matrix.clone() }, Some(left_out))
}

/// The items that count the most, in their order.
fn most<T: Clone>(items: &[T], items_max: usize, counted: impl Fn(&T) -> usize) -> Vec<T> {
    let mut places: Vec<(Reverse<usize>, usize)> = items.iter().map(counted).map(Reverse).zip(0..).collect();
    places.sort_unstable();
    let kept: BTreeSet<usize> = places.into_iter().take(items_max).map(|(_, place)| place).collect();
    kept.into_iter().filter_map(|place| items.get(place).cloned()).collect()
}

/// A holder's name, over two lines where a row has room for them.
fn holder_lines(view: &View, row: &Row, cells: Cells) -> Vec<String> {
    let name = name(view, row.holder);
    let name = row.utterance.map_or_else(|| name.to_owned(), |first| format!("{name} (event {first})"));
    match cells {
        Cells::Wide => lines(&name, ' ', HOLDER_SIZE, HOLDER_WIDTH, 2),
        Cells::Narrow => vec![fitting(&name, HOLDER_SIZE, HOLDER_WIDTH)],
    }
}

/// An issue's slug, broken at its hyphens where its column is wide.
fn issue_lines(slug: &str, cells: Cells) -> Vec<String> {
    match cells {
        Cells::Wide => lines(slug, '-', HEADING_SIZE, cells.size().0 - 2, 4),
        Cells::Narrow => vec![fitting(slug, HEADING_SIZE, UPRIGHT_MAX)],
    }
}

/// A text over at most so many lines, broken behind a character; what does not fit is cut with a mark.
fn lines(text: &str, behind: char, size: i32, pixels: i32, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in text.split_inclusive(behind) {
        let full = lines.len() == lines_max;
        let fits = |line: &String| full || width(format!("{line}{part}").trim_end(), size) < pixels;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => line.push_str(part),
            None => lines.push(part.to_owned()),
        }
    }
    lines.iter().map(|line| fitting(line.trim_end(), size, pixels)).collect()
}

fn draw_headings(pen: &mut Pen<'_>, grid: Grid, (holders, issues): (&[Vec<String>], &[Vec<String>])) {
    let (wide, high) = grid.cells.size();
    for (column, lines) in (0..).zip(issues) {
        let (x, y) = grid.corner(0, column);
        for (place, line) in (1..).zip(lines.iter().rev()) {
            match grid.cells {
                Cells::Wide => {
                    let at = (x + wide / 2, y + 4 - place * LINE);
                    pen.text(at, line, Set::middle(HEADING_SIZE, INK));
                }
                Cells::Narrow => pen.upright((x + wide / 2, y - 8), line, Set::left(HEADING_SIZE, INK)),
            }
        }
    }
    for (row, lines) in (0..).zip(holders) {
        let (x, y) = grid.corner(row, 0);
        let first = y + high / 2 - (count(lines.len()) - 1) * LINE / 2;
        for (place, line) in (0..).zip(lines) {
            pen.text((x - 8, first + place * LINE), line, Set::right(HOLDER_SIZE, INK));
        }
    }
}

fn draw_cell(pen: &mut Pen<'_>, cells: Cells, (left, top): At, cell: Option<Cell>) {
    let (wide, high) = cells.size();
    let (right, bottom) = (left + wide, top + high);
    let (x, y) = (left + wide / 2, top + high / 2);
    let fill = match cell {
        Some(Cell::Held(score, _) | Cell::Mixed(score, ..)) => palette::score(score),
        Some(Cell::Withdrawn(_)) => SHADE,
        Some(Cell::Silence | Cell::Claim | Cell::Possible) | None => PAPER,
    };
    pen.rect((left, top), (right, bottom), fill);
    let ink = palette::text_on(fill);
    match (cell, cells) {
        (Some(Cell::Held(score, _)), Cells::Wide) => pen.text((x, y), &signed(score), Set::middle(14, ink).bold()),
        (Some(Cell::Held(score, _)), Cells::Narrow) => pen.text((x, y), &signed(score), Set::middle(12, ink)),
        (Some(Cell::Mixed(score, range, _)), Cells::Wide) => {
            let range = format!("{} to {}", signed(range.0), signed(range.1));
            let half = width(&range, 11) / 2 + 4;
            pen.hatch((left, top), (right, bottom), ink);
            // The texts stand on a patch, so that the hatching does not cross them.
            pen.rect((x - half, top + 1), (x + half, bottom - 1), fill);
            pen.text((x, y - 8), &signed(score), Set::middle(14, ink).bold());
            pen.text((x, y + 9), &range, Set::middle(11, ink));
        }
        (Some(Cell::Mixed(score, ..)), Cells::Narrow) => {
            pen.hatch((left, top), (right, bottom), ink);
            pen.rect((x - 14, top + 4), (x + 14, bottom - 4), fill);
            pen.text((x, y), &signed(score), Set::middle(11, ink));
        }
        (Some(Cell::Withdrawn(_)), _) => Sign::Withdrawal.draw(pen, (x, y)),
        (Some(Cell::Silence), _) => Sign::Nothing.draw(pen, (x, y)),
        (Some(Cell::Claim), _) => Sign::Claim.draw(pen, (x, y)),
        (Some(Cell::Possible), _) => Sign::Possible.draw(pen, (x, y)),
        (None, _) => {}
    }
    pen.frame((left, top), (right, bottom), GRID);
}

/// The colours of the scores, from -100 to 100.
fn draw_scale(pen: &mut Pen<'_>, (left, top): At) {
    const STEP: i32 = 36;
    let end = "opposes";
    pen.text((left, top + 8), end, Set::left(12, INK));
    let from = left + width(end, 12) + 12;
    for (place, score) in (0_i32..).zip([-100_i8, -75, -50, -25, 0, 25, 50, 75, 100]) {
        let (x, fill) = (from + place * STEP, palette::score(score));
        pen.rect((x, top), (x + STEP, top + 17), fill);
        pen.frame((x, top), (x + STEP, top + 17), GRID);
        pen.text((x + STEP / 2, top + 9), &signed(score), Set::middle(11, palette::text_on(fill)));
    }
    pen.text((from + 9 * STEP + 10, top + 8), "supports", Set::left(12, INK));
}

fn signs(matrix: &Matrix) -> BTreeSet<Sign> {
    let sign = |cell: &Cell| match cell {
        Cell::Held(..) => None,
        Cell::Mixed(..) => Some(Sign::Hatched),
        Cell::Withdrawn(_) => Some(Sign::Withdrawal),
        Cell::Silence => Some(Sign::Nothing),
        Cell::Claim => Some(Sign::Claim),
        Cell::Possible => Some(Sign::Possible),
    };
    matrix.rows.iter().flat_map(|row| row.cells.values()).filter_map(sign).collect()
}

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX / 1000)
}

#[cfg(test)]
mod tests {
    use super::{lines, most};

    #[test]
    fn long_names_stand_in_several_lines() {
        for (text, behind, expected) in [
            ("Gaza", ' ', vec!["Gaza"]),
            ("Gaza mediators (Egypt)", ' ', vec!["Gaza mediators", "(Egypt)"]),
            ("Gaza mediators (United States, Egypt)", ' ', vec!["Gaza mediators", "(United States,…"]),
            ("us-qatar-partnership", '-', vec!["us-qatar-", "partnership"]),
        ] {
            assert_eq!(lines(text, behind, 10, 90, 2), expected, "{text}");
        }
    }

    #[test]
    fn those_that_count_the_most_stay_in_their_order() {
        assert_eq!(most(&[3, 1, 2, 3], 2, |item| *item), [3, 3]);
        assert_eq!(most(&[1, 3, 2], 2, |item| *item), [3, 2]);
    }
}
