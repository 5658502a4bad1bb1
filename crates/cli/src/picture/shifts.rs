//! The picture of shifts: a small panel for each holder and issue that moved, all over the same days.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use onrecord_core::evolution::Shift;
use onrecord_core::replay::{Filter, HolderBy, courses};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;

use super::axis::Axis;
use super::legend::{self, Sign};
use super::name;
use super::palette::{FAINT_INK, INK};
use super::panel::{Panel, signs};
use super::pen::{Pen, Set, Sheet, fitting, sheet, width};
use super::trace::{Trace, trace};
use crate::counted::counted;
use crate::failure::Failure;
use crate::score_words::signed;

const WIDTH: i32 = 1000;
const MARGIN: i32 = 20;
const TOP: i32 = 66;
/// From one row of panels to the next.
const PITCH: i32 = 220;
/// Room for a panel's scale.
const SCALE: i32 = 40;
/// Height of a panel's two lines of heading.
const HEADING: i32 = 40;
/// Height of a plot with its strip.
const PLOT: i32 = 142;

/// More panels than this nobody looks at; those that moved the farthest are drawn.
const PANELS_MAX: usize = 30;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShiftPicture<'s> {
    /// The shifts, by holder and issue.
    pub(crate) shifts: &'s [Shift],
    /// Who counts as the holder.
    pub(crate) by: HolderBy,
    /// Which statements count.
    pub(crate) filter: Filter,
}

/// One holder on one issue.
struct Moved<'s> {
    of: (Seq, Seq),
    shifts: Vec<&'s Shift>,
    traces: Vec<Trace>,
}

/// Draws shifts.
pub(crate) fn draw(view: &View, asked: ShiftPicture<'_>) -> Result<String, Failure> {
    let mut all = moved(view, asked);
    let panels = all.len();
    keep_farthest(&mut all);
    let columns: i32 = match all.len() {
        0 | 1 => 1,
        2..=8 => 2,
        _ => 3,
    };
    let count = i32::try_from(all.len()).unwrap_or(i32::MAX / PITCH);
    let rows = (count + columns - 1) / columns;
    let pitch = (WIDTH - 2 * MARGIN) / columns;
    let days = all.iter().flat_map(|moved| &moved.traces).flat_map(Trace::days);
    let axis = Axis::over(days, (0, 1));
    let signs: Vec<Sign> = used(&all).into_iter().collect();
    let known = format!("As known from the first {} events of the ledger.", view.head().size);
    let left_out = (all.len() < panels).then(|| {
        format!(
            "Of {panels} positions that moved, the {} that moved the farthest. --holder, --issue, --since and a \
             greater --min choose others.",
            all.len()
        )
    });
    let top = TOP + if left_out.is_some() { 18 } else { 0 };
    let shifts = all.iter().map(|moved| moved.shifts.len()).sum::<usize>();
    let shifts = counted(u64::try_from(shifts).unwrap_or(u64::MAX), "shift");
    let title = format!("Positions that moved: {shifts}");
    let size = (WIDTH, top + (rows * PITCH).max(60) + legend::height(&signs, WIDTH - 2 * MARGIN) + 16);
    sheet(&Sheet { size, title: title.clone(), description: names(view, &all, &known) }, |pen| {
        pen.text((MARGIN, 24), &title, Set::left(19, INK).bold());
        pen.text((MARGIN, 47), &known, Set::left(12, FAINT_INK));
        if let Some(left_out) = &left_out {
            pen.text((MARGIN, 65), left_out, Set::left(12, FAINT_INK));
        }
        if all.is_empty() {
            pen.text((WIDTH / 2, top + 30), "no position moved", Set::middle(16, FAINT_INK));
        }
        for (place, moved) in (0_i32..).zip(&all) {
            let (left, top) = (MARGIN + place % columns * pitch, top + place / columns * PITCH);
            let right = left + pitch - 16;
            let panel = Panel {
                axis: axis.at((left + SCALE, right)),
                left: left + SCALE,
                top: top + HEADING,
                bottom: top + HEADING + PLOT,
                label_size: 11,
            };
            let (holder, issue) = (name(view, moved.of.0), view.slug(moved.of.1));
            pen.text((left, top + 11), &fitting(holder, 14, pitch - 20), Set::left(14, INK).bold());
            pen.text((left, top + 29), &fitting(issue, 12, pitch - 20), Set::left(12, INK));
            draw_panel(pen, &panel, moved);
        }
        legend::draw(pen, &signs, (MARGIN, top + (rows * PITCH).max(60)), WIDTH - 2 * MARGIN);
    })
}

fn draw_panel(pen: &mut Pen<'_>, panel: &Panel, moved: &Moved<'_>) {
    panel.draw_grid(pen, &[(100, "+100"), (0, "0"), (-100, "-100")], "none");
    for trace in &moved.traces {
        panel.draw_course(pen, &trace.steps);
        panel.draw_marks(pen, trace);
    }
    let mut taken = panel.taken(&moved.traces);
    for shift in &moved.shifts {
        if let Some(score) = shift.to.or(shift.from) {
            sign_of(shift).draw(pen, (panel.axis.x(shift.on), panel.y(score)));
        }
    }
    for (shift, to) in moved.shifts.iter().filter_map(|shift| shift.to.map(|to| (shift, to))) {
        let (x, y) = (panel.axis.x(shift.on), panel.y(to));
        let text = signed(to);
        let half = width(&text, panel.label_size) / 2;
        // The line comes from where the position was, so the other side is free.
        let ahead = if shift.from.is_some_and(|from| to < from) { 15 } else { -15 };
        let places = [(x - half, y + ahead), (x + 7, y + ahead), (x - 7 - 2 * half, y + ahead), (x + 8, y - ahead)];
        taken.write(pen, panel, &places, (&text, Set::left(panel.label_size, INK).bold()));
    }
}

/// The shifts by holder and issue, in the order in which they came, each with its course.
fn moved<'s>(view: &View, asked: ShiftPicture<'s>) -> Vec<Moved<'s>> {
    let mut traces: BTreeMap<(Seq, Seq), Vec<Trace>> = BTreeMap::new();
    let wanted: BTreeSet<(Seq, Seq)> = asked.shifts.iter().map(|shift| (shift.holder, shift.issue)).collect();
    for ((holder, issue, _), course) in courses(view, asked.by, asked.filter) {
        if wanted.contains(&(holder, issue)) {
            traces.entry((holder, issue)).or_default().push(trace(view, &course));
        }
    }
    let mut all: Vec<Moved<'s>> = Vec::new();
    for shift in asked.shifts {
        let of = (shift.holder, shift.issue);
        match all.last_mut().filter(|last| last.of == of) {
            Some(last) => last.shifts.push(shift),
            None => all.push(Moved { of, shifts: vec![shift], traces: traces.remove(&of).unwrap_or_default() }),
        }
    }
    all
}

/// Leaves the panels that a picture has room for, in their order.
fn keep_farthest(all: &mut Vec<Moved<'_>>) {
    let mut places: Vec<(Reverse<u16>, usize)> = all.iter().map(farthest_shift).map(Reverse).zip(0..).collect();
    places.sort_unstable();
    let kept: BTreeSet<usize> = places.into_iter().take(PANELS_MAX).map(|(_, place)| place).collect();
    let mut place = 0..;
    all.retain(|_| place.next().is_some_and(|place| kept.contains(&place)));
}

/// How far a position moved at once; a withdrawal, and what follows one, counts from zero.
fn farthest_shift(moved: &Moved<'_>) -> u16 {
    let gap = |shift: &&Shift| {
        let (from, to) = (shift.from.unwrap_or(0), shift.to.unwrap_or(0));
        shift.gap.unwrap_or_else(|| i16::from(from).abs_diff(i16::from(to)))
    };
    moved.shifts.iter().map(gap).max().unwrap_or(0)
}

fn used(all: &[Moved<'_>]) -> BTreeSet<Sign> {
    let mut used: BTreeSet<Sign> = all.iter().flat_map(|moved| signs(&moved.traces)).collect();
    used.extend(all.iter().flat_map(|moved| &moved.shifts).map(|shift| sign_of(shift)));
    used
}

fn sign_of(shift: &Shift) -> Sign {
    match (shift.from, shift.to) {
        (_, None) => Sign::Withdrawal,
        (None, Some(_)) => Sign::Again,
        (Some(from), Some(to)) if from < to => Sign::Up,
        (Some(_), Some(_)) => Sign::Down,
    }
}

fn names(view: &View, all: &[Moved<'_>], known: &str) -> String {
    let each = all.iter().map(|moved| format!("{} on {}", view.slug(moved.of.0), view.slug(moved.of.1)));
    format!("{}. {known}", each.collect::<Vec<_>>().join(", "))
}
