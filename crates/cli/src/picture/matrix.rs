//! The picture of a matrix: a heat map with the score in each cell.

use std::collections::BTreeSet;

use onrecord_core::view::View;

use super::legend::{self, Sign};
use super::palette::{self, FAINT_INK, GRID, INK, PAPER, SHADE};
use super::pen::{At, Pen, Set, Sheet, fitting, sheet, width};
use crate::failure::Failure;
use crate::matrix::{Cell, Matrix};
use crate::score_words::signed;

const MARGIN: i32 = 20;
const TOP: i32 = 62;
const CELL: (i32, i32) = (96, 38);
const HEADING_SIZE: i32 = 11;
const HEADING_LINE: i32 = 15;
const HOLDER_SIZE: i32 = 13;
/// The widest that a holder's name gets, in pixels.
const HOLDER_WIDTH: i32 = 240;
const WIDTH_MIN: i32 = 560;

/// Draws a matrix.
pub(crate) fn draw(view: &View, matrix: &Matrix) -> Result<String, Failure> {
    let labels: Vec<String> = matrix.rows.iter().map(|row| row.label(view)).collect();
    let names = labels.iter().map(|label| width(label, HOLDER_SIZE)).max().unwrap_or(0).clamp(80, HOLDER_WIDTH) + 10;
    let headings: Vec<Vec<String>> = matrix.issues.iter().map(|issue| lines(view.slug(*issue))).collect();
    let heading = i32::try_from(headings.iter().map(Vec::len).max().unwrap_or(0)).unwrap_or(1) * HEADING_LINE + 8;
    let count = |items: usize| i32::try_from(items).unwrap_or(i32::MAX / 1000);
    let (left, top) = (MARGIN + names, TOP + heading);
    let right = (left + count(matrix.issues.len()) * CELL.0).max(WIDTH_MIN - MARGIN);
    let bottom = top + count(matrix.rows.len()).max(2) * CELL.1;
    let signs: Vec<Sign> = signs(matrix).into_iter().collect();
    let under = bottom + 58;
    let title = format!("Positions at the end of {}", matrix.at);
    let known = format!("As known from the first {} events of the ledger.", matrix.known_at);
    let size = (right + MARGIN, under + legend::height(&signs, right - MARGIN) + 12);
    let description = format!("{} holders against {} issues. {known}", labels.len(), matrix.issues.len());
    sheet(&Sheet { size, title: title.clone(), description }, |pen| {
        pen.text((MARGIN, 22), &title, Set::left(19, INK).bold());
        pen.text((MARGIN, 44), &known, Set::left(12, FAINT_INK));
        if matrix.rows.is_empty() {
            pen.text((size.0 / 2, top + CELL.1), "nothing was said by then", Set::middle(16, FAINT_INK));
            return;
        }
        for (column, lines) in (0_i32..).zip(&headings) {
            let x = left + column * CELL.0 + CELL.0 / 2;
            for (place, line) in (1_i32..).zip(lines.iter().rev()) {
                pen.text(
                    (x, top + 2 - place * HEADING_LINE + HEADING_LINE / 2 - 6),
                    line,
                    Set::middle(HEADING_SIZE, INK),
                );
            }
        }
        for (place, (row, label)) in (0_i32..).zip(matrix.rows.iter().zip(&labels)) {
            let y = top + place * CELL.1;
            pen.text((left - 8, y + CELL.1 / 2), &fitting(label, HOLDER_SIZE, names), Set::right(HOLDER_SIZE, INK));
            for (column, issue) in (0_i32..).zip(&matrix.issues) {
                draw_cell(pen, (left + column * CELL.0, y), row.cells.get(issue).copied());
            }
        }
        draw_scale(pen, (MARGIN, bottom + 18));
        legend::draw(pen, &signs, (MARGIN, under), right - MARGIN);
    })
}

fn draw_cell(pen: &mut Pen<'_>, (left, top): At, cell: Option<Cell>) {
    let (right, bottom) = (left + CELL.0, top + CELL.1);
    let (x, y) = (left + CELL.0 / 2, top + CELL.1 / 2);
    let fill = match cell {
        Some(Cell::Held(score, _) | Cell::Mixed(score, ..)) => palette::score(score),
        Some(Cell::Withdrawn(_)) => SHADE,
        Some(Cell::Silence | Cell::Claim | Cell::Possible) | None => PAPER,
    };
    pen.rect((left, top), (right, bottom), fill);
    let ink = palette::text_on(fill);
    match cell {
        Some(Cell::Held(score, _)) => pen.text((x, y), &signed(score), Set::middle(14, ink).bold()),
        Some(Cell::Mixed(score, (low, high), _)) => {
            let range = format!("{} to {}", signed(low), signed(high));
            let half = width(&range, 11) / 2 + 4;
            pen.hatch((left, top), (right, bottom), ink);
            // The texts stand on a patch, so that the hatching does not cross them.
            pen.rect((x - half, top + 2), (x + half, bottom - 2), fill);
            pen.text((x, y - 8), &signed(score), Set::middle(14, ink).bold());
            pen.text((x, y + 9), &range, Set::middle(11, ink));
        }
        Some(Cell::Withdrawn(_)) => Sign::Withdrawal.draw(pen, (x, y)),
        Some(Cell::Silence) => Sign::Nothing.draw(pen, (x, y)),
        Some(Cell::Claim) => Sign::Claim.draw(pen, (x, y)),
        Some(Cell::Possible) => Sign::Possible.draw(pen, (x, y)),
        None => {}
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

/// A slug over several lines, broken at its hyphens.
fn lines(slug: &str) -> Vec<String> {
    const WIDTH: i32 = CELL.0 - 2;
    let mut lines: Vec<String> = Vec::new();
    for part in slug.split_inclusive('-') {
        match lines.last_mut().filter(|line| width(&format!("{line}{part}"), HEADING_SIZE) <= WIDTH) {
            Some(line) => line.push_str(part),
            None => lines.push(fitting(part, HEADING_SIZE, WIDTH)),
        }
    }
    lines
}
