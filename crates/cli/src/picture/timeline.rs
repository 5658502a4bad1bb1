//! The picture of a timeline: one holder on one issue.

use onrecord_core::replay::{Filter, HolderBy};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;

use super::axis::Axis;
use super::legend::{self, Sign};
use super::palette::{FAINT_INK, INK};
use super::panel::{Panel, signs};
use super::pen::{Set, Sheet, fitting, sheet};
use super::trace::traces;
use crate::failure::Failure;

const WIDTH: i32 = 960;
const LEFT: i32 = 110;
const RIGHT: i32 = 940;
const TOP: i32 = 86;
const BOTTOM: i32 = 400;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimelinePicture {
    /// Whose positions.
    pub(crate) holder: Seq,
    /// On which issue.
    pub(crate) issue: Seq,
    /// Who counts as the holder.
    pub(crate) by: HolderBy,
    /// Which statements count.
    pub(crate) filter: Filter,
}

/// Draws a timeline.
pub(crate) fn draw(view: &View, asked: TimelinePicture) -> Result<String, Failure> {
    let TimelinePicture { holder, issue, by, filter } = asked;
    let traces = traces(view, (holder, issue), by, filter);
    let days = traces.iter().flat_map(|trace| trace.marks.iter().map(|mark| mark.end));
    let panel = Panel { axis: Axis::over(days, (LEFT, RIGHT)), left: LEFT, top: TOP, bottom: BOTTOM, label_size: 12 };
    let signs: Vec<Sign> = signs(&traces).into_iter().collect();
    let under = BOTTOM + 34;
    let title = format!("{} on {}", view.slug(holder), view.slug(issue));
    let known = format!("As known from the first {} events; the numbers beside marks are events.", view.head().size);
    let height = under + legend::height(&signs, RIGHT - 20) + 12;
    let description = format!("{} {known}", view.wording_now(issue));
    sheet(&Sheet { size: (WIDTH, height), title: title.clone(), description }, |pen| {
        pen.text((20, 24), &fitting(&title, 19, WIDTH - 40), Set::left(19, INK).bold());
        pen.text((20, 48), &fitting(view.wording_now(issue), 13, WIDTH - 40), Set::left(13, INK));
        pen.text((20, 68), &known, Set::left(12, FAINT_INK));
        if traces.iter().all(|trace| trace.marks.is_empty()) {
            pen.text((WIDTH / 2, (TOP + BOTTOM) / 2), "nothing was said", Set::middle(16, FAINT_INK));
            return;
        }
        let scale = [(100, "supports +100"), (50, "+50"), (0, "neutral 0"), (-50, "-50"), (-100, "opposes -100")];
        panel.draw_grid(pen, &scale, "no position");
        for trace in &traces {
            panel.draw_course(pen, &trace.steps);
        }
        for trace in &traces {
            panel.draw_marks(pen, trace);
        }
        panel.draw_numbers(pen, &traces);
        legend::draw(pen, &signs, (20, under), RIGHT - 20);
    })
}
