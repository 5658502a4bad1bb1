//! The picture of a timeline: one holder on one issue.

use onrecord_core::replay::{Filter, HolderBy};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;

use super::axis::Axis;
use super::legend::{self, Sign};
use super::name;
use super::palette::{FAINT_INK, INK};
use super::panel::{Panel, signs};
use super::pen::{Pen, Set, Sheet, fitting, sheet};
use super::trace::{Said, Trace, traces};
use crate::failure::Failure;

const WIDTH: i32 = 960;
const LEFT: i32 = 110;
const RIGHT: i32 = 940;
const TOP: i32 = 86;
/// Height of a row that stands alone, and of one among several.
const ROW: (i32, i32) = (326, 236);
/// Room for the days below a row.
const DAYS: i32 = 34;
/// So many statements are easily told apart in one row.
const ROW_STATEMENTS: usize = 100;
/// More rows than this would be no picture any more.
const ROWS_MAX: usize = 8;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimelinePicture {
    /// Whose positions.
    pub(crate) holder: Seq,
    /// On which issue.
    pub(crate) issue: Seq,
    /// Between which days, where it matters.
    pub(crate) between: (Option<Day>, Option<Day>),
    /// Who counts as the holder.
    pub(crate) by: HolderBy,
    /// Which statements count.
    pub(crate) filter: Filter,
}

/// What part of the statements is drawn.
struct Part {
    traces: Vec<Trace>,
    rows: usize,
    /// How many statements there are, if earlier ones are left out.
    of: Option<usize>,
}

/// Draws a timeline.
pub(crate) fn draw(view: &View, asked: TimelinePicture) -> Result<String, Failure> {
    let TimelinePicture { holder, issue, by, filter, between } = asked;
    let Part { traces, rows, of } = part(traces(view, (holder, issue), by, filter), between);
    let days = traces.iter().flat_map(Trace::days);
    let axes = Axis::in_rows(days, (LEFT, RIGHT), i64::try_from(rows).unwrap_or(1));
    let row = if rows == 1 { ROW.0 } else { ROW.1 };
    let pitch = row + DAYS;
    let signs: Vec<Sign> = signs(&traces).into_iter().collect();
    let known = known(view, &traces, of);
    let top = TOP + 16 * (i32::try_from(known.len()).unwrap_or(1) - 1);
    let under = top + pitch * i32::try_from(axes.len()).unwrap_or(1);
    let title = format!("{} on {}", name(view, holder), view.slug(issue));
    let height = under + legend::height(&signs, RIGHT - 20) + 12;
    let description = format!("{} {}", view.wording_now(issue), known.join(" "));
    sheet(&Sheet { size: (WIDTH, height), title: title.clone(), description }, |pen| {
        pen.text((20, 24), &fitting(&title, 19, WIDTH - 40), Set::left(19, INK).bold());
        pen.text((20, 48), &fitting(view.wording_now(issue), 13, WIDTH - 40), Set::left(13, INK));
        for (place, line) in (0_i32..).zip(&known) {
            pen.text((20, 68 + place * 16), line, Set::left(12, FAINT_INK));
        }
        if traces.iter().all(|trace| trace.marks.is_empty()) {
            pen.text((WIDTH / 2, top + row / 2), "nothing was said", Set::middle(16, FAINT_INK));
            return;
        }
        for (place, axis) in (0_i32..).zip(axes) {
            let top = top + place * pitch;
            let panel = Panel { axis, left: LEFT, top, bottom: top + row - 12, label_size: 12 };
            let traces: Vec<Trace> = traces.iter().map(|trace| trace.within(axis.days())).collect();
            draw_row(pen, &panel, &traces);
        }
        legend::draw(pen, &signs, (20, under), RIGHT - 20);
    })
}

fn draw_row(pen: &mut Pen<'_>, panel: &Panel, traces: &[Trace]) {
    let scale = [(100, "supports +100"), (50, "+50"), (0, "neutral 0"), (-50, "-50"), (-100, "opposes -100")];
    panel.draw_grid(pen, &scale, "no position");
    for trace in traces {
        panel.draw_course(pen, &trace.steps);
    }
    for trace in traces {
        panel.draw_marks(pen, trace);
    }
    panel.draw_numbers(pen, traces);
}

/// The statements between the days asked for; the latest of them, if there are more than a picture can hold.
fn part(traces: Vec<Trace>, (since, until): (Option<Day>, Option<Day>)) -> Part {
    let within = |traces: &[Trace], since: Option<Day>| -> Vec<Trace> {
        let first = since.map_or(i64::MIN, Day::unix_days);
        let last = until.map_or(i64::MAX, Day::unix_days);
        traces.iter().map(|trace| trace.within((first, last))).collect()
    };
    let traces = within(&traces, since);
    let mut days: Vec<Day> = traces.iter().flat_map(|trace| trace.marks.iter().map(|mark| mark.end)).collect();
    days.sort_unstable();
    let rows = days.len().div_ceil(ROW_STATEMENTS).clamp(1, ROWS_MAX);
    match days.len().checked_sub(ROWS_MAX * ROW_STATEMENTS).filter(|left_out| *left_out > 0) {
        None => Part { traces, rows, of: None },
        Some(left_out) => Part { traces: within(&traces, days.get(left_out).copied()), rows, of: Some(days.len()) },
    }
}

/// What the picture rests on, and what it leaves out.
fn known(view: &View, traces: &[Trace], of: Option<usize>) -> Vec<String> {
    let marks = || traces.iter().flat_map(|trace| &trace.marks);
    let conditional = marks().any(|mark| mark.conditional && matches!(mark.said, Said::Position(_)));
    let conditions = if conditional { "; “if” marks a condition" } else { "" };
    let events = view.head().size;
    let left_out = of.map(|all| {
        let shown = marks().count();
        format!("Only the latest {shown} of {all} statements are drawn; --since and --until choose others.")
    });
    let known =
        format!("As known from the first {events} events. Numbers, where there is room, are events{conditions}.");
    std::iter::once(known).chain(left_out).collect()
}
