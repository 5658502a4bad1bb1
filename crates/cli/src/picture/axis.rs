//! The axis of days: where a day stands, and which days are written so that their labels do not overlap.

use jiff::civil::Date;
use onrecord_core::stated_on::Day;

use super::pen::width;

/// Room between two labels, in pixels.
const GAP: i32 = 14;
/// How far a label may reach beyond the axis, in pixels.
const OVERHANG: i32 = 12;
/// No step may give more ticks than this.
const TICKS_MAX: i64 = 400;

/// A stretch of days over a stretch of pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    days: (i64, i64),
    pixels: (i32, i32),
}

/// A day that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tick {
    /// Where the day stands.
    pub(super) x: i32,
    /// Where the middle of its label stands: below the day, as far as that is within the picture.
    pub(super) middle: i32,
    /// The label.
    pub(super) label: String,
}

/// Between which days ticks stand.
#[derive(Clone, Copy, Debug)]
enum Step {
    Days(i64),
    Months(i16),
    Years(i16),
}

/// From the closest to the widest.
const STEPS: [Step; 18] = [
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(500),
    Step::Years(1000),
    Step::Years(5000),
];

impl Axis {
    /// An axis that shows all these days, with some room on either side.
    pub(super) fn over(days: impl Iterator<Item = Day>, pixels: (i32, i32)) -> Axis {
        Axis { days: with_room(days, 1), pixels }
    }

    /// Axes that show all these days in stretches of the same length, one for each row of a picture.
    pub(super) fn in_rows(days: impl Iterator<Item = Day>, pixels: (i32, i32), rows: i64) -> Vec<Axis> {
        let (first, last) = with_room(days, rows);
        let length = (last - first) / rows.max(1) + 1;
        let from = |row: i64| first + row * length;
        (0..rows).map(|row| Axis { days: (from(row), from(row + 1) - 1), pixels }).collect()
    }

    /// The same days over other pixels.
    pub(super) fn at(self, pixels: (i32, i32)) -> Axis {
        Axis { pixels, ..self }
    }

    /// The first and the last day.
    pub(super) fn days(&self) -> (i64, i64) {
        self.days
    }

    /// Where a day stands; one outside stands at the edge.
    pub(super) fn x(&self, day: Day) -> i32 {
        self.place(day.unix_days())
    }

    /// The last pixel.
    pub(super) fn right(&self) -> i32 {
        self.pixels.1
    }

    /// The days that are written, with labels of a size.
    pub(super) fn ticks(&self, size: i32) -> Vec<Tick> {
        let fits = |ticks: &[Tick]| {
            let room = |pair: &[Tick]| (width(&pair[0].label, size) + width(&pair[1].label, size)) / 2 + GAP;
            !ticks.is_empty() && ticks.windows(2).all(|pair| pair[1].middle - pair[0].middle >= room(pair))
        };
        let tick = |(x, label): (i32, String)| {
            let half = width(&label, size) / 2;
            let least = self.pixels.0 + half - OVERHANG;
            Tick { x, middle: x.clamp(least, (self.pixels.1 - half + OVERHANG).max(least)), label }
        };
        let ticks_of = |step: &Step| {
            let mut ticks: Vec<Tick> = self.ticks_of(*step).into_iter().map(tick).collect();
            // A label that had to be moved stands only if there would be too few without it.
            if ticks.iter().filter(|tick| tick.middle == tick.x).count() > 1 {
                ticks.retain(|tick| tick.middle == tick.x);
            }
            ticks
        };
        STEPS.iter().map(ticks_of).find(|ticks| fits(ticks)).unwrap_or_default()
    }

    fn place(&self, day: i64) -> i32 {
        let ((first, last), (left, right)) = (self.days, self.pixels);
        let offset = (day.clamp(first, last) - first) * i64::from(right - left) / (last - first).max(1);
        left + i32::try_from(offset).unwrap_or(0)
    }

    /// The ticks of a step; none if there would be too many of them.
    fn ticks_of(&self, step: Step) -> Vec<(i32, String)> {
        let (first, last) = self.days;
        let (Some(from), Some(to)) = (date(first), date(last)) else {
            return Vec::new();
        };
        let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1;
        let (range, every) = match step {
            Step::Days(days) => (first..=last, days),
            Step::Months(every) => (months(from)..=months(to), i64::from(every)),
            Step::Years(every) => (i64::from(from.year())..=i64::from(to.year()), i64::from(every)),
        };
        if (range.end() - range.start()) / every > TICKS_MAX {
            return Vec::new();
        }
        let at = range.filter(|at| at.rem_euclid(every) == 0);
        at.filter_map(|at| self.tick(step, at)).collect()
    }

    fn tick(&self, step: Step, at: i64) -> Option<(i32, String)> {
        let (day, label) = match step {
            Step::Days(_) => (Day::from_unix_days(at)?, Day::from_unix_days(at)?.to_string()),
            Step::Months(_) => {
                let label = format!("{:04}-{:02}", at.div_euclid(12), at.rem_euclid(12) + 1);
                (format!("{label}-01").parse().ok()?, label)
            }
            Step::Years(_) => (format!("{at:04}-01-01").parse().ok()?, format!("{at:04}")),
        };
        let inside = (self.days.0..=self.days.1).contains(&day.unix_days());
        inside.then(|| (self.x(day), label))
    }
}

/// The first and the last of some days, with room on either side, which is less if they are to stand in several rows.
fn with_room(days: impl Iterator<Item = Day>, rows: i64) -> (i64, i64) {
    let range = days.map(Day::unix_days).fold(None, |range: Option<(i64, i64)>, day| {
        Some(range.map_or((day, day), |(first, last)| (first.min(day), last.max(day))))
    });
    let (first, last) = range.unwrap_or((0, 0));
    let room = ((last - first) / (25 * rows.max(1))).max(3);
    (first - room, last + room)
}

fn date(unix_days: i64) -> Option<Date> {
    let day = Day::from_unix_days(unix_days.clamp(Day::FIRST.unix_days(), Day::LAST.unix_days()))?;
    day.to_string().parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap_and_are_always_there() {
        for last in ["2025-01-01", "2025-01-09", "2025-03-01", "2025-12-31", "2027-06-01", "2101-01-01", "9999-12-31"] {
            for pixels in [200, 400, 900] {
                let days: Vec<Day> = ["2025-01-01", last].iter().map(|day| day.parse().unwrap()).collect();
                let ticks = Axis::over(days.into_iter(), (0, pixels)).ticks(11);
                assert!(!ticks.is_empty(), "{last} over {pixels}");
                let right_of = |tick: &Tick| tick.middle + width(&tick.label, 11) / 2;
                let left_of = |tick: &Tick| tick.middle - width(&tick.label, 11) / 2;
                assert!(ticks.windows(2).all(|pair| right_of(&pair[0]) < left_of(&pair[1])), "{ticks:?}");
            }
        }
    }
}
