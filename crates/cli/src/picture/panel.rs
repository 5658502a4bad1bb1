//! A panel: a plot of scores over days, with the course of a position in it and a strip for what takes no position.

use std::collections::BTreeSet;

use super::axis::{Axis, Tick};
use super::legend::Sign;
use super::palette::{FAINT_INK, GRID, INK, OTHER, POSITION, RANGE, SHADE};
use super::pen::{At, Pen, Set, width};
use super::trace::{Mark, Said, Step, Trace};

/// Height of the strip for what takes no position, in pixels.
const STRIP: i32 = 22;
/// Room above the highest score, and below the lowest one, where numbers stand.
const MARGINS: (i32, i32) = (8, 20);

/// Where a panel stands, and what its axes are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    /// The days.
    pub(super) axis: Axis,
    /// First pixel from the left.
    pub(super) left: i32,
    /// First pixel from the top.
    pub(super) top: i32,
    /// Last pixel of the plot and its strip; the labels of days stand below.
    pub(super) bottom: i32,
    /// Size of its labels.
    pub(super) label_size: i32,
}

impl Panel {
    /// The height at which a score stands.
    pub(super) fn y(&self, score: i8) -> i32 {
        let (top, bottom) = (self.top + MARGINS.0, self.bottom - STRIP - MARGINS.1);
        bottom - (i32::from(score) + 100) * (bottom - top) / 200
    }

    /// The middle of the strip.
    fn strip(&self) -> i32 {
        self.bottom - STRIP / 2
    }

    /// Draws the grid, the scale with these labels, and the days.
    pub(super) fn draw_grid(&self, pen: &mut Pen<'_>, scale: &[(i8, &str)], strip: &str) {
        let (right, set) = (self.axis.right(), Set::right(self.label_size, FAINT_INK));
        pen.rect((self.left, self.bottom - STRIP), (right, self.bottom), SHADE);
        for Tick { x, middle, label } in self.axis.ticks(self.label_size) {
            pen.line((x, self.top), (x, self.bottom), GRID, 1);
            pen.line((x, self.bottom), (x, self.bottom + 4), FAINT_INK, 1);
            let at = (middle, self.bottom + 6 + self.label_size / 2);
            pen.text(at, &label, Set::middle(self.label_size, FAINT_INK));
        }
        for (score, label) in scale {
            let y = self.y(*score);
            pen.line((self.left, y), (right, y), if *score == 0 { FAINT_INK } else { GRID }, 1);
            pen.text((self.left - 6, y), label, set);
        }
        pen.text((self.left - 6, self.strip()), strip, set);
        pen.frame((self.left, self.top), (right, self.bottom), GRID);
    }

    /// Draws the course of a position: bands where it is mixed, and a step line.
    pub(super) fn draw_course(&self, pen: &mut Pen<'_>, steps: &[Step]) {
        let ends = steps.iter().skip(1).map(|next| self.axis.x(next.on)).chain([self.axis.right()]);
        let spans: Vec<(&Step, i32, i32)> =
            steps.iter().zip(ends).map(|(step, to)| (step, self.axis.x(step.on), to)).collect();
        for (step, from, to) in &spans {
            if let Some((low, high)) = step.mixed {
                pen.rect((*from, self.y(high)), ((*to).max(from + 4), self.y(low)), RANGE);
            }
        }
        let mut line: Vec<At> = Vec::new();
        for (step, from, to) in &spans {
            match step.score {
                Some(score) => line.extend([(*from, self.y(score)), (*to, self.y(score))]),
                None => {
                    self.draw_line(pen, &line);
                    line.clear();
                }
            }
        }
        self.draw_line(pen, &line);
    }

    fn draw_line(&self, pen: &mut Pen<'_>, line: &[At]) {
        if line.len() > 1 {
            pen.path(line, POSITION, 2);
        }
    }

    /// Draws the statements: what takes a position at its score, what takes none in the strip.
    pub(super) fn draw_marks(&self, pen: &mut Pen<'_>, trace: &Trace) {
        for mark in &trace.marks {
            let at = self.place(trace, mark);
            if mark.start < mark.end {
                let from = self.axis.x(mark.start);
                pen.line((from, at.1), at, FAINT_INK, 1);
                pen.line((from, at.1 - 3), (from, at.1 + 3), FAINT_INK, 1);
            }
        }
        for mark in &trace.marks {
            sign_of(mark.said).draw(pen, self.place(trace, mark));
        }
    }

    /// Writes the statements' numbers and, in the strip, what they say, wherever there is room.
    pub(super) fn draw_numbers(&self, pen: &mut Pen<'_>, traces: &[Trace]) {
        let size = self.label_size;
        let mut taken = self.taken(traces);
        for (trace, mark) in traces.iter().flat_map(|trace| trace.marks.iter().map(move |mark| (trace, mark))) {
            let (x, y) = self.place(trace, mark);
            let (text, color) = match mark.said {
                Said::Position(_) if mark.conditional => (format!("{} if", mark.seq), INK),
                Said::Position(_) | Said::Withdrawal => (mark.seq.to_string(), INK),
                Said::Nothing(stance) => (format!("{} {stance}", mark.seq), FAINT_INK),
                Said::Claim(_) => (mark.seq.to_string(), OTHER),
            };
            let wide = width(&text, size);
            let beside = [(x + 9, y), (x - 9 - wide, y)];
            let over = [(x - wide / 2, y - 13), (x - wide / 2, y + 13), (x + 6, y - 12), (x - 6 - wide, y - 12)];
            let places: &[At] = if matches!(mark.said, Said::Nothing(_)) { &beside } else { &over };
            taken.write(pen, self, places, (&text, Set::left(size, color)));
        }
    }

    /// The places that marks and lines take.
    pub(super) fn taken(&self, traces: &[Trace]) -> Taken {
        let mut taken = Vec::new();
        for trace in traces {
            let marks = trace.marks.iter().map(|mark| self.place(trace, mark));
            taken.extend(marks.map(|(x, y)| ((x - 6, y - 6), (x + 6, y + 6))));
            let ends = trace.steps.iter().skip(1).map(|next| self.axis.x(next.on)).chain([self.axis.right()]);
            for ((step, to), next) in
                trace.steps.iter().zip(ends).zip(trace.steps.iter().skip(1).chain(trace.steps.last()))
            {
                let Some(y) = step.score.map(|score| self.y(score)) else { continue };
                taken.push(((self.axis.x(step.on), y - 1), (to, y + 1)));
                if let Some(next) = next.score.map(|score| self.y(score)) {
                    taken.push(((to - 1, y.min(next)), (to + 1, y.max(next))));
                }
            }
        }
        Taken(taken)
    }

    /// Where a statement stands. A withdrawal stands where the line ends that it ends.
    fn place(&self, trace: &Trace, mark: &Mark) -> At {
        let before = || trace.steps.iter().take_while(|step| step.on < mark.end).filter_map(|step| step.score).last();
        let score = match mark.said {
            Said::Position(score) => Some(score),
            Said::Withdrawal => before(),
            Said::Nothing(_) => None,
            Said::Claim(score) => score,
        };
        (self.axis.x(mark.end), score.map_or(self.strip(), |score| self.y(score)))
    }
}

/// What is drawn in a panel already: upper left and lower right corners.
#[derive(Clone, Debug)]
pub(super) struct Taken(Vec<(At, At)>);

impl Taken {
    /// Writes a text at the first of some places (its left end and middle) that is free; nowhere if none is.
    pub(super) fn write(&mut self, pen: &mut Pen<'_>, panel: &Panel, places: &[At], (text, set): (&str, Set)) {
        let (wide, half) = (width(text, set.size), set.size / 2);
        let room = |(left, middle): At| ((left - 1, middle - half), (left + wide + 1, middle + half));
        let free = |place: &&At| {
            let (from, to) = room(**place);
            let inside =
                from.0 > panel.left && to.0 < panel.axis.right() && from.1 > panel.top - 4 && to.1 < panel.bottom;
            inside && self.0.iter().all(|(a, b)| to.0 < a.0 || b.0 < from.0 || to.1 < a.1 || b.1 < from.1)
        };
        if let Some(place) = places.iter().find(free) {
            pen.text(*place, text, set);
            self.0.push(room(*place));
        }
    }
}

/// The signs that traces use, in the order of a legend.
pub(super) fn signs(traces: &[Trace]) -> BTreeSet<Sign> {
    let marks = || traces.iter().flat_map(|trace| &trace.marks);
    let steps = || traces.iter().flat_map(|trace| &trace.steps);
    let mut signs: BTreeSet<Sign> = marks().map(|mark| sign_of(mark.said)).collect();
    signs.extend(steps().any(|step| step.score.is_some()).then_some(Sign::Course));
    signs.extend(steps().any(|step| step.mixed.is_some()).then_some(Sign::Mixed));
    signs.extend(marks().any(|mark| mark.start < mark.end).then_some(Sign::Vague));
    signs
}

fn sign_of(said: Said) -> Sign {
    match said {
        Said::Position(_) => Sign::Statement,
        Said::Withdrawal => Sign::Withdrawal,
        Said::Nothing(_) => Sign::Nothing,
        Said::Claim(_) => Sign::Claim,
    }
}
