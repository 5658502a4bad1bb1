//! What a stated-on text means as an interval: the model's own small reading of EDTF, as section 1 of the design
//! lists it.
//!
//! Invariant: "Always an interval [start, end]: a day is its whole day, a time is a point". Both ends belong to it, so
//! the end of a day is its last nanosecond and lies before the next midnight.

const NANOSECONDS_PER_DAY: i128 = 24 * 60 * 60 * 1_000_000_000;

/// From `start` to `end`, both included, in nanoseconds since the first instant of the year 0000.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) start: i128,
    pub(crate) end: i128,
}

impl Interval {
    pub(crate) fn width(self) -> i128 {
        self.end - self.start
    }

    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// The day on which an instant lies, as a number.
pub(crate) fn day_of(instant: i128) -> i128 {
    instant.div_euclid(NANOSECONDS_PER_DAY)
}

/// The last instant of the day on which an instant lies.
pub(crate) fn end_of_day(instant: i128) -> i128 {
    (day_of(instant) + 1) * NANOSECONDS_PER_DAY - 1
}

/// The model is only given dates that a ledger accepts.
pub(crate) fn parse_or_panic(text: &str) -> Interval {
    parse(text).unwrap_or_else(|| panic!("the model is given a date that the rules refuse: {text:?}"))
}

/// `None` for what is refused: "Seasons, unknown or open ends", and days that no calendar has.
pub(crate) fn parse(text: &str) -> Option<Interval> {
    match text.split_once('/') {
        None => parse_one(text),
        Some((from, to)) => {
            let interval = Interval { start: parse_one(from)?.start, end: parse_one(to)?.end };
            (interval.start <= interval.end).then_some(interval)
        }
    }
}

fn parse_one(text: &str) -> Option<Interval> {
    // "`~ ? %` are kept and shown but widen nothing".
    let text = text.strip_suffix(['~', '?', '%']).unwrap_or(text);
    match text.split_once('T') {
        None => parse_date(text),
        Some((date, time)) => {
            let is_a_day = date.len() == 10 && !date.contains('X');
            let day = if is_a_day { parse_date(date)? } else { return None };
            // "a time is a point".
            let point = day.start + parse_time(time)?;
            Some(Interval { start: point, end: point })
        }
    }
}

/// A year, a month or a day, in which `X` stands for any digit: from the first day that fits to the last.
fn parse_date(text: &str) -> Option<Interval> {
    let parts: Vec<&str> = text.split('-').collect();
    let (year, month, day) = match parts[..] {
        [year] => (year, "XX", "XX"),
        [year, month] => (year, month, "XX"),
        [year, month, day] => (year, month, day),
        _ => return None,
    };
    let mut fitting = Vec::new();
    for year in fitting_numbers(year, 4)? {
        for month in fitting_numbers(month, 2)?.into_iter().filter(|month| (1..=12).contains(month)) {
            let last = days_in_month(year, month);
            for day in fitting_numbers(day, 2)?.into_iter().filter(|day| (1..=last).contains(day)) {
                fitting.push(day_number(year, month, day));
            }
        }
    }
    let (first, last) = (fitting.first()?, fitting.last()?);
    Some(Interval { start: first * NANOSECONDS_PER_DAY, end: (last + 1) * NANOSECONDS_PER_DAY - 1 })
}

/// The numbers that `pattern` can stand for, in order: `1X` is 10 to 19.
fn fitting_numbers(pattern: &str, digits: usize) -> Option<Vec<i128>> {
    if pattern.len() != digits {
        return None;
    }
    let mut numbers = vec![0];
    for character in pattern.chars() {
        let choices: Vec<i128> = match character {
            'X' => (0..=9).collect(),
            _ => vec![i128::from(character.to_digit(10)?)],
        };
        numbers = numbers.iter().flat_map(|number| choices.iter().map(move |digit| number * 10 + digit)).collect();
    }
    Some(numbers)
}

/// `hh:mm` or `hh:mm:ss`, with a fraction of a second or not, then nothing, `Z` or an offset. In nanoseconds since
/// midnight. "the day is the one written, not its UTC shift": the offset is read and moves nothing.
fn parse_time(text: &str) -> Option<i128> {
    let clock = match text.find(['Z', '+', '-']) {
        None => text,
        Some(at) => {
            let (clock, offset) = text.split_at(at);
            let is_an_offset = offset == "Z" || hours_and_minutes(&offset[1..]).is_some();
            if is_an_offset { clock } else { return None }
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let (minutes, seconds) = match clock.len() {
        5 if fraction == "0" => (hours_and_minutes(clock)?, 0),
        8 => (hours_and_minutes(clock.get(..5)?)?, number_below(clock.get(5..)?.strip_prefix(':')?, 60)?),
        _ => return None,
    };
    let is_a_fraction = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds: i128 = if is_a_fraction { format!("{fraction:0<9}").parse().ok()? } else { return None };
    Some((minutes * 60 + seconds) * 1_000_000_000 + nanoseconds)
}

/// `hh:mm` as minutes.
fn hours_and_minutes(text: &str) -> Option<i128> {
    let (hours, minutes) = text.split_once(':')?;
    Some(number_below(hours, 24)? * 60 + number_below(minutes, 60)?)
}

fn number_below(text: &str, limit: i128) -> Option<i128> {
    let two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i128 = if two_digits { text.parse().ok()? } else { return None };
    (number < limit).then_some(number)
}

/// Days since 0000-01-01, which is day 0, in the Gregorian calendar carried back.
fn day_number(year: i128, month: i128, day: i128) -> i128 {
    let leap_years_before = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    let days_of_months_before: i128 = (1..month).map(|month| days_in_month(year, month)).sum();
    year * 365 + leap_years_before + days_of_months_before + day - 1
}

fn days_in_month(year: i128, month: i128) -> i128 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text means from the start of the second to the end of the third, which are plain days.
    #[test]
    fn dates_are_intervals_of_whole_days() {
        for (text, first, last) in [
            ("2025-12-17", "2025-12-17", "2025-12-17"),
            ("2025-12-17~", "2025-12-17", "2025-12-17"),
            ("2025-12-17?", "2025-12-17", "2025-12-17"),
            ("2025-12%", "2025-12-01", "2025-12-31"),
            ("2025-12", "2025-12-01", "2025-12-31"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("1900-02", "1900-02-01", "1900-02-28"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-12-XX", "2025-12-01", "2025-12-31"),
            ("2025-12-1X", "2025-12-10", "2025-12-19"),
            ("2025-12-3X", "2025-12-30", "2025-12-31"),
            ("2025-12-0X", "2025-12-01", "2025-12-09"),
            ("2025-1X", "2025-10-01", "2025-12-31"),
            ("2025-XX", "2025-01-01", "2025-12-31"),
            ("2025-XX-XX", "2025-01-01", "2025-12-31"),
            ("2025-XX-31", "2025-01-31", "2025-12-31"),
            ("202X", "2020-01-01", "2029-12-31"),
            ("2025-10/2025-12", "2025-10-01", "2025-12-31"),
            ("2025-10~/2025-12-05?", "2025-10-01", "2025-12-05"),
        ] {
            let (first, last) = (parse_or_panic(first), parse_or_panic(last));
            assert_eq!(parse(text), Some(Interval { start: first.start, end: last.end }), "{text}");
        }
    }

    #[test]
    fn a_time_is_a_point_and_its_offset_moves_nothing() {
        let point = parse_or_panic("2025-12-17T23:30");
        assert_eq!(point.width(), 0);
        assert_eq!(point.start, parse_or_panic("2025-12-17").start + (23 * 60 + 30) * 60 * 1_000_000_000);
        for text in ["2025-12-17T23:30Z", "2025-12-17T23:30:00-05:00", "2025-12-17T23:30+03:00", "2025-12-17T23:30Z~"] {
            assert_eq!(parse(text), Some(point), "{text}");
        }
    }

    #[test]
    fn seasons_open_ends_and_impossible_days_are_refused() {
        for text in [
            "2025-21",
            "2025-12-17/..",
            "../2025",
            "2025/",
            "/2025",
            "2025-02-30",
            "2025-02-3X",
            "2025-00",
            "2025-12-17T24:00",
            "2025-12T10:00",
            "2025-12/2025-10",
            "25-12-17",
            "+025",
            "",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_days_of_400_years_count_up_without_a_gap() {
        let mut expected = day_number(1600, 1, 1);
        for year in 1600..=2000 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(day_number(year, month, day), expected, "{year}-{month}-{day}");
                    expected += 1;
                }
            }
        }
    }
}
