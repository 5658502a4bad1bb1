//! Colours that colour-blind readers can tell apart: Okabe and Ito's for lines and marks, blue over white to orange for
//! scores.

use plotters::style::RGBColor;

/// The paper.
pub(super) const PAPER: RGBColor = RGBColor(255, 255, 255);
/// Texts and frames.
pub(super) const INK: RGBColor = RGBColor(34, 34, 34);
/// Texts that matter less.
pub(super) const FAINT_INK: RGBColor = RGBColor(90, 90, 90);
/// Lines of a grid.
pub(super) const GRID: RGBColor = RGBColor(222, 222, 222);
/// The strip below a plot, and cells without a score.
pub(super) const SHADE: RGBColor = RGBColor(240, 240, 240);
/// The course of a position, and moves towards support.
pub(super) const POSITION: RGBColor = RGBColor(0, 114, 178);
/// Where statements of the same time differ.
pub(super) const RANGE: RGBColor = RGBColor(190, 221, 240);
/// What others claim, and moves towards opposition.
pub(super) const OTHER: RGBColor = RGBColor(190, 80, 0);

const SUPPORT: RGBColor = RGBColor(33, 102, 172);
const OPPOSE: RGBColor = RGBColor(179, 88, 6);

/// The colour of a score: blue for support, white for neutral, orange for opposition.
pub(super) fn score(score: i8) -> RGBColor {
    let full = if score < 0 { OPPOSE } else { SUPPORT };
    let share = i32::from(score.unsigned_abs());
    let mixed = |paper: u8, full: u8| {
        let value = i32::from(paper) + (i32::from(full) - i32::from(paper)) * share / 100;
        u8::try_from(value).unwrap_or(paper)
    };
    RGBColor(mixed(PAPER.0, full.0), mixed(PAPER.1, full.1), mixed(PAPER.2, full.2))
}

/// A colour of text that reads well on another.
pub(super) fn text_on(background: RGBColor) -> RGBColor {
    let RGBColor(red, green, blue) = background;
    let brightness = (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114) / 1000;
    if brightness < 140 { PAPER } else { INK }
}
