//! The legend: each mark that a picture uses, with what it means.

use super::palette::{FAINT_INK, INK, OTHER, POSITION, RANGE};
use super::pen::{At, Pen, Pointing, Set, width};

const SIZE: i32 = 12;
const SAMPLE: i32 = 26;
const LINE: i32 = 20;

/// A kind of mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// The step line.
    Course,
    /// A band where statements differ.
    Mixed,
    /// A statement with a position.
    Statement,
    /// The days in which a statement with a vague date may have been made.
    Vague,
    /// A withdrawal.
    Withdrawal,
    /// Silence, or no commitment.
    Nothing,
    /// A claim.
    Claim,
    /// A shift towards support.
    Up,
    /// A shift towards opposition.
    Down,
    /// A position after a withdrawal.
    Again,
    /// No position for sure: the date is vague.
    Possible,
    /// Hatching: statements of the same time differ.
    Hatched,
}

impl Sign {
    fn meaning(self) -> &'static str {
        match self {
            Sign::Course => "position",
            Sign::Mixed => "range where statements of the same time differ",
            Sign::Statement => "statement",
            Sign::Vague => "days in which it may have been said",
            Sign::Withdrawal => "withdrawn",
            Sign::Nothing => "silent or not committed",
            Sign::Claim => "claim by others",
            Sign::Up => "shift towards support",
            Sign::Down => "shift towards opposition",
            Sign::Again => "position after a withdrawal",
            Sign::Possible => "vague date: perhaps later",
            Sign::Hatched => "statements of the same time differ",
        }
    }

    /// Draws the mark itself.
    pub(super) fn draw(self, pen: &mut Pen<'_>, (x, y): At) {
        match self {
            Sign::Course => pen.line((x - 11, y), (x + 11, y), POSITION, 3),
            Sign::Mixed => {
                pen.rect((x - 11, y - 6), (x + 11, y + 6), RANGE);
                pen.line((x - 11, y), (x + 11, y), POSITION, 3);
            }
            Sign::Statement => pen.dot((x, y), 4, POSITION),
            Sign::Vague => {
                pen.line((x - 11, y), (x + 11, y), FAINT_INK, 1);
                pen.line((x - 11, y - 3), (x - 11, y + 3), FAINT_INK, 1);
                pen.line((x + 11, y - 3), (x + 11, y + 3), FAINT_INK, 1);
            }
            Sign::Withdrawal => pen.cross((x, y), 5, INK),
            Sign::Nothing => pen.ring((x, y), 5, FAINT_INK),
            Sign::Claim => pen.diamond((x, y), 6, OTHER),
            Sign::Up => pen.triangle((x, y), 6, Pointing::Up, POSITION),
            Sign::Down => pen.triangle((x, y), 6, Pointing::Down, OTHER),
            Sign::Again => pen.ring((x, y), 6, POSITION),
            Sign::Possible => pen.text((x, y), "?", Set::middle(14, FAINT_INK).bold()),
            Sign::Hatched => {
                pen.hatch((x - 11, y - 6), (x + 11, y + 6), FAINT_INK);
                pen.frame((x - 11, y - 6), (x + 11, y + 6), FAINT_INK);
            }
        }
    }
}

/// How many pixels of height a legend takes.
pub(super) fn height(signs: &[Sign], pixels: i32) -> i32 {
    places(signs, pixels).last().map_or(0, |(_, line)| (line + 1) * LINE)
}

/// Draws a legend from a place on.
pub(super) fn draw(pen: &mut Pen<'_>, signs: &[Sign], (left, top): At, pixels: i32) {
    for (sign, (x, line)) in signs.iter().zip(places(signs, pixels)) {
        let y = top + line * LINE + LINE / 2;
        sign.draw(pen, (left + x + SAMPLE / 2, y));
        pen.text((left + x + SAMPLE + 4, y), sign.meaning(), Set::left(SIZE, INK));
    }
}

/// Where each sign stands: its offset, and its line.
fn places(signs: &[Sign], pixels: i32) -> Vec<(i32, i32)> {
    let (mut x, mut line) = (0, 0);
    let place = |sign: &Sign| {
        let taken = SAMPLE + 4 + width(sign.meaning(), SIZE) + 18;
        if x > 0 && x + taken > pixels {
            (x, line) = (0, line + 1);
        }
        let at = (x, line);
        x += taken;
        at
    };
    signs.iter().map(place).collect()
}
