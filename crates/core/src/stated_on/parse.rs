//! Reads the text of a date, and says why a text is none: the grammar of `StatedOn` and of `Day`.
//!
//! Invariant: what was accepted once is accepted for ever and means the same interval, for stored dates come back
//! through here.

use thiserror::Error;

use super::{Day, Point};

const QUALIFIERS: [char; 3] = ['~', '?', '%'];

/// A text that is no date, and why.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{given}` {fault}")]
pub struct DateError {
    given: String,
    fault: DateFault,
}

impl DateError {
    pub(super) const fn new(given: String, fault: DateFault) -> Self {
        DateError { given, fault }
    }

    /// The text.
    pub fn given(&self) -> &str {
        &self.given
    }

    /// What is wrong with it.
    pub const fn fault(&self) -> &DateFault {
        &self.fault
    }
}

/// What is wrong with a date, and what to write instead; reads on from the text of the date.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DateFault {
    /// There is no text.
    #[error("is empty: write the day as 2025-12-17, or the month as 2025-12")]
    Empty,
    /// A character that no date has.
    #[error("has the character `{0}`: write the day as 2025-12-17, with plain digits and hyphens")]
    NotAscii(char),
    /// Another order or other separators than those of ISO 8601.
    #[error(
        "is not year-month-day: write the day as 2025-12-17, the month as 2025-12, the year as 2025, a time as \
         2025-12-17T14:30Z"
    )]
    OtherFormat,
    /// It would be a date with capital letters.
    #[error("has a small letter: write {0}")]
    SmallLetter(String),
    /// A set, in brackets or braces.
    #[error("is a set of dates: write one date, or an interval as 2025-10/2025-12")]
    Set,
    /// There is no year 0.
    #[error("has the year 0: write a year from 0001 to 9999")]
    YearZero,
    /// The calendar has no such month.
    #[error("has month {0:02}: write a month from 01 to 12, as in 2025-12-17")]
    Month(i64),
    /// An EDTF season, quarter or half: a number from 21 to 41 in the place of the month.
    #[error("has {0} in the place of the month, a season or quarter: write its months, as in 2025-03/2025-05")]
    Season(i64),
    /// The month has no such day.
    #[error("has day {day:02}: write a day from 01 to {last}, the last of that month")]
    Day {
        /// The day as it was given.
        day: i64,
        /// The last day of that month in that year.
        last: i64,
    },
    /// Digits left open elsewhere than at the end, or too many of them.
    #[error("has X in the wrong place: write X for digits from the right: 2025-12-XX, 2025-XX-XX, 2025-XX, 202X, 20XX")]
    Unspecified,
    /// More than one qualifier, or not behind the date.
    #[error("has ~, ? or % in the wrong place: write one of them behind the date, as in 2025-12~")]
    Qualifier,
    /// A time of day that is qualified.
    #[error("has a time with ~, ? or %: write the time without it, or the day with it, as in 2025-12-17~")]
    QualifiedTime,
    /// A time of a month or year, or of a day that is not known.
    #[error("has a time without a full day: write both, as in 2025-12-17T14:30Z")]
    TimeWithoutDay,
    /// What follows the T is not spelled like a time.
    #[error(
        "has a time in another form: write 2025-12-17T14:30, with seconds 2025-12-17T14:30:15, and Z or +03:00 behind"
    )]
    TimeFormat,
    /// The day has no such time.
    #[error("has a time that no clock shows: write hours from 00 to 23, minutes and seconds from 00 to 59")]
    Time,
    /// No offset from UTC.
    #[error("has another offset than hours and minutes: write Z, or +00:00 to +23:59 or -00:00 to -23:59")]
    Offset,
    /// One end of an interval is missing or open.
    #[error("has an open end: write both ends, as in 2025-10/2025-12")]
    OpenEnd,
    /// An interval of which one end is a time.
    #[error("is an interval between times: write it between dates, as in 2025-12-17/2025-12-18")]
    TimeInInterval,
    /// The second date of an interval begins or ends before the first.
    #[error(
        "goes backwards: write two dates of which the second neither begins nor ends before the first, as in \
         2025-10/2025-12"
    )]
    Reversed,
    /// A date, but more or less than a day.
    #[error("is not one day: write the day as 2025-12-17")]
    NotADay,
}

/// The first and last second of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Span {
    pub(super) start: Point,
    pub(super) end: Point,
}

/// The interval that a text means.
pub(super) fn span(text: &str) -> Result<Span, DateFault> {
    if let Some(day) = plain_day(text) {
        return Ok(Span { start: day.start(), end: day.end() });
    }
    as_written(text).map_err(|fault| {
        let capitals = text.to_ascii_uppercase();
        if capitals != text && as_written(&capitals).is_ok() { DateFault::SmallLetter(capitals) } else { fault }
    })
}

/// The day that a text means, which may be nothing but a full day.
pub(super) fn day(text: &str) -> Result<Day, DateFault> {
    let span = span(text)?;
    if is_full_day(text) { Ok(span.start.day()) } else { Err(DateFault::NotADay) }
}

/// Whether a text that is a date is a day without a qualifier.
fn is_full_day(text: &str) -> bool {
    text.len() == "YYYY-MM-DD".len() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// A day without anything else, by far the most frequent date; none of what is not one, which `as_written` reads.
fn plain_day(text: &str) -> Option<Day> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        let digit = |digit: &u8| digit.is_ascii_digit().then(|| i64::from(digit - b'0'));
        digits.iter().try_fold(0, |number, next| Some(10 * number + digit(next)?))
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    if year == 0 || !(1..=12).contains(&month) {
        return None;
    }
    let read = Day::from_civil(year, month, day);
    // A day that the month does not have would be one of another month.
    (read.civil() == (year, month, day)).then_some(read)
}

fn as_written(text: &str) -> Result<Span, DateFault> {
    if text.is_empty() {
        return Err(DateFault::Empty);
    }
    if let Some(c) = text.chars().find(|c| !c.is_ascii()) {
        return Err(DateFault::NotAscii(c));
    }
    if text.starts_with(['[', '{']) {
        return Err(DateFault::Set);
    }
    match text.split_once('/') {
        Some((first, second)) => interval(first, second),
        None => date_or_time(text),
    }
}

fn interval(first: &str, second: &str) -> Result<Span, DateFault> {
    if second.contains('/') {
        return Err(DateFault::OtherFormat);
    }
    if [first, second].iter().any(|end| matches!(*end, "" | "..")) {
        return Err(DateFault::OpenEnd);
    }
    let (from, to) = (date_or_time(first)?, date_or_time(second)?);
    if first.contains('T') || second.contains('T') {
        return Err(DateFault::TimeInInterval);
    }
    if to.start < from.start || to.end < from.end {
        return Err(DateFault::Reversed);
    }
    Ok(Span { start: from.start, end: to.end })
}

fn date_or_time(text: &str) -> Result<Span, DateFault> {
    match text.split_once('T') {
        Some((day, time)) => day_and_time(day, time),
        None => date(text),
    }
}

fn day_and_time(day: &str, time: &str) -> Result<Span, DateFault> {
    let span = date(day)?;
    if [day, time].iter().any(|part| part.ends_with(QUALIFIERS)) {
        return Err(DateFault::QualifiedTime);
    }
    if !is_full_day(day) {
        return Err(DateFault::TimeWithoutDay);
    }
    let (clock, offset) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let point = Point(span.start.0 + seconds_of_day(clock)?);
    check_offset(offset)?;
    Ok(Span { start: point, end: point })
}

/// Seconds since midnight of `hh:mm` or `hh:mm:ss`.
fn seconds_of_day(clock: &str) -> Result<i64, DateFault> {
    let parts: Option<Vec<i64>> = clock.split(':').map(two_digits).collect();
    let (hour, minute, second) = match parts.as_deref() {
        Some([hour, minute]) => (*hour, *minute, 0),
        Some([hour, minute, second]) => (*hour, *minute, *second),
        Some(_) | None => return Err(DateFault::TimeFormat),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return Err(DateFault::Time);
    }
    Ok(hour * 3_600 + minute * 60 + second)
}

/// Nothing, `Z`, or a sign and `hh:mm`.
fn check_offset(offset: &str) -> Result<(), DateFault> {
    let Some(distance) = offset.strip_prefix(['+', '-']) else {
        return if matches!(offset, "" | "Z") { Ok(()) } else { Err(DateFault::Offset) };
    };
    let parts = distance.split_once(':').map(|(hours, minutes)| (two_digits(hours), two_digits(minutes)));
    match parts {
        Some((Some(0..=23), Some(0..=59))) => Ok(()),
        Some(_) | None => Err(DateFault::Offset),
    }
}

/// A date without a time, with or without a qualifier.
fn date(text: &str) -> Result<Span, DateFault> {
    let bare = text.strip_suffix(QUALIFIERS).unwrap_or(text);
    if bare.contains(QUALIFIERS) {
        return Err(DateFault::Qualifier);
    }
    let parts: Vec<&str> = bare.split('-').collect();
    let has_form = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    let (first, last) = match parts.as_slice() {
        [year] if has_form(year, 4) => years(year)?,
        [year, month] if has_form(year, 4) && has_form(month, 2) => match two_digits(month) {
            // With a day behind it, such a number is no season but a slip, or the day before the month.
            Some(season @ 21..=41) => return Err(DateFault::Season(season)),
            Some(_) | None => months(year, month)?,
        },
        [year, month, day] if has_form(year, 4) && has_form(month, 2) && has_form(day, 2) => days(year, month, day)?,
        _ => return Err(DateFault::OtherFormat),
    };
    Ok(Span { start: first.start(), end: last.end() })
}

/// The first and last day of `2025`, `202X` or `20XX`.
fn years(year: &str) -> Result<(Day, Day), DateFault> {
    let known = year.trim_end_matches('X');
    let width = match year.len() - known.len() {
        0 => 1,
        1 => 10,
        2 => 100,
        _ => return Err(DateFault::Unspecified),
    };
    let first = known.parse::<i64>().map_err(|_| DateFault::Unspecified)? * width;
    if first == 0 {
        return Err(DateFault::YearZero);
    }
    Ok((Day::from_civil(first, 1, 1), Day::from_civil(first + width - 1, 12, 31)))
}

/// The first and last day of `2025-12` or `2025-XX`.
fn months(year: &str, month: &str) -> Result<(Day, Day), DateFault> {
    if year.contains('X') {
        return Err(DateFault::Unspecified);
    }
    if month == "XX" {
        return years(year);
    }
    let (january, _) = years(year)?;
    let (year, _, _) = january.civil();
    let month = two_digits(month).ok_or(DateFault::Unspecified)?;
    let (year_after, month_after) = match month {
        1..=11 => (year, month + 1),
        12 => (year + 1, 1),
        _ => return Err(DateFault::Month(month)),
    };
    let last = Day(Day::from_civil(year_after, month_after, 1).0 - 1);
    Ok((Day::from_civil(year, month, 1), last))
}

/// The first and last day of `2025-12-17`, `2025-12-XX` or `2025-XX-XX`.
fn days(year: &str, month: &str, day: &str) -> Result<(Day, Day), DateFault> {
    let (first, last) = months(year, month)?;
    if day == "XX" {
        return Ok((first, last));
    }
    if month == "XX" {
        return Err(DateFault::Unspecified);
    }
    let number = two_digits(day).ok_or(DateFault::Unspecified)?;
    let day = Day(first.0 + number - 1);
    if day < first || last < day {
        return Err(DateFault::Day { day: number, last: last.0 - first.0 + 1 });
    }
    Ok((day, day))
}

fn two_digits(text: &str) -> Option<i64> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test may stop at the first surprise.
mod tests;
