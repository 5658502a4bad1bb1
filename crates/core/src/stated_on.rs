//! When something was said: a day, a month, a year or a stretch of them, or a time of day, as the source gives it.
//!
//! Invariant: a `StatedOn` is its text, and the text alone fixes the interval: stored dates are read again by the same
//! rules. Days are those of the written calendar (Gregorian, years 0001 to 9999). An offset from UTC is kept in the
//! text and shifts nothing. When the *ledger* took something is another type, which is never compared with these.

mod parse;

use std::fmt;
use std::str::FromStr;

use bincode::de::Decoder;
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};
use serde::{Deserialize, Serialize};

use parse::Span;
pub use parse::{DateError, DateFault};

const SECONDS_A_DAY: i64 = 86_400;

/// When something was said, in EDTF: `2025-12-17`, `2025-12`, `2025`, `2025-12-17T14:30Z`, `2025-12-17~`,
/// `2025-12-XX`, `202X`, `2025-10/2025-12`.
///
/// It is always the interval from `start` to `end`, both included. A time of day is a point: its start is its end. The
/// qualifiers `~`, `?`, `%` are kept and widen nothing. Two are equal if their texts are; there is no order, since
/// intervals have none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StatedOn {
    text: String,
    span: Span,
}

impl StatedOn {
    /// The text, exactly as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first second.
    pub const fn start(&self) -> Point {
        self.span.start
    }

    /// The last second.
    pub const fn end(&self) -> Point {
        self.span.end
    }

    /// The day of the first second.
    pub const fn start_day(&self) -> Day {
        self.span.start.day()
    }

    /// The day of the last second.
    pub const fn end_day(&self) -> Day {
        self.span.end.day()
    }

    /// Seconds from start to end: 0 for a time of day, 86,399 for a day.
    pub const fn width(&self) -> i64 {
        self.span.end.0 - self.span.start.0
    }

    /// Whether the two have a second in common.
    pub fn overlaps(&self, other: &StatedOn) -> bool {
        self.start() <= other.end() && other.start() <= self.end()
    }
}

impl FromStr for StatedOn {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        StatedOn::try_from(text.to_owned())
    }
}

impl TryFrom<String> for StatedOn {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        match parse::span(&text) {
            Ok(span) => Ok(StatedOn { text, span }),
            Err(fault) => Err(DateError::new(text, fault)),
        }
    }
}

impl From<StatedOn> for String {
    fn from(stated_on: StatedOn) -> String {
        stated_on.text
    }
}

impl fmt::Display for StatedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Encode for StatedOn {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.text.encode(encoder)
    }
}

impl<Context> Decode<Context> for StatedOn {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        StatedOn::try_from(String::decode(decoder)?).map_err(|error| DecodeError::OtherString(error.to_string()))
    }
}

bincode::impl_borrow_decode!(StatedOn);

/// A second of the written calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point(i64);

impl Point {
    /// Seconds since 1970-01-01T00:00:00 as written, 86,400 a day; no offset is taken into account.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The day it lies in.
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(SECONDS_A_DAY))
    }
}

/// A day of the written calendar, from 0001-01-01 to 9999-12-31; as text, `2025-12-17`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(i64);

impl Day {
    /// 0001-01-01.
    pub const FIRST: Day = Day(-719_162);

    /// 9999-12-31.
    pub const LAST: Day = Day(2_932_896);

    /// The day so many days after 1970-01-01; none outside the years 0001 to 9999.
    pub const fn from_unix_days(days: i64) -> Option<Day> {
        if Day::FIRST.0 <= days && days <= Day::LAST.0 { Some(Day(days)) } else { None }
    }

    /// Days since 1970-01-01, negative before it.
    pub const fn unix_days(self) -> i64 {
        self.0
    }

    /// Its first second, 00:00:00.
    pub const fn start(self) -> Point {
        Point(self.0 * SECONDS_A_DAY)
    }

    /// Its last second, 23:59:59.
    pub const fn end(self) -> Point {
        Point(self.0 * SECONDS_A_DAY + SECONDS_A_DAY - 1)
    }

    /// The day after; none after 9999-12-31.
    pub const fn next(self) -> Option<Day> {
        Day::from_unix_days(self.0 + 1)
    }

    /// The day before; none before 0001-01-01.
    pub const fn previous(self) -> Option<Day> {
        Day::from_unix_days(self.0 - 1)
    }

    /// The day with this date, which the caller has checked. Howard Hinnant's `days_from_civil`: years begin in March,
    /// so that the leap day is a year's last; an era is 400 years.
    const fn from_civil(year: i64, month: i64, day: i64) -> Day {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month (from 1) and day of the month (from 1): Howard Hinnant's `civil_from_days`.
    const fn civil(self) -> (i64, i64, i64) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let year = year_of_era + era * 400;
        (if month <= 2 { year + 1 } else { year }, month, day)
    }
}

impl FromStr for Day {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        parse::day(text).map_err(|fault| DateError::new(text.to_owned(), fault))
    }
}

impl TryFrom<String> for Day {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        f.pad(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({self})")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test may stop at the first surprise.
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, StrDeserializer};

    use super::*;

    fn stated_on(text: &str) -> StatedOn {
        text.parse().unwrap()
    }

    #[test]
    fn days_count_from_1970() {
        fn check(text: &str, expect: i64) {
            let day: Day = text.parse().unwrap();
            assert_eq!((day.unix_days(), day.to_string().as_str()), (expect, text));
            assert_eq!(Day::from_unix_days(expect), Some(day));
            assert_eq!((day.start().seconds(), day.end().seconds()), (expect * 86_400, expect * 86_400 + 86_399));
            assert_eq!((day.start().day(), day.end().day()), (day, day));
        }
        check("1970-01-01", 0);
        check("1969-12-31", -1);
        check("2000-02-29", 11_016);
        check("2000-03-01", 11_017);
        check("2025-12-17", 20_439);
        check("0001-01-01", Day::FIRST.unix_days());
        check("9999-12-31", Day::LAST.unix_days());
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let mut day = Day::FIRST;
        let (mut year, mut month, mut of_month) = (1, 1, 1);
        loop {
            assert_eq!(day.civil(), (year, month, of_month));
            assert_eq!(Day::from_civil(year, month, of_month), day);
            let Some(next) = day.next() else { break };
            assert_eq!(next.previous(), Some(day));
            day = next;
            let last = match month {
                2 if leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (year, month, of_month) = match (month, of_month) {
                (12, 31) => (year + 1, 1, 1),
                (_, _) if of_month == last => (year, month + 1, 1),
                (_, _) => (year, month, of_month + 1),
            };
        }
        assert_eq!((day, year), (Day::LAST, 9999));
    }

    #[test]
    fn there_are_no_days_outside_the_years() {
        for days in [i64::MIN, Day::FIRST.unix_days() - 1, Day::LAST.unix_days() + 1, i64::MAX] {
            assert_eq!(Day::from_unix_days(days), None);
        }
        assert_eq!((Day::FIRST.previous(), Day::LAST.next()), (None, None));
    }

    #[test]
    fn width_is_in_seconds() {
        fn check(text: &str, expect: i64) {
            assert_eq!(stated_on(text).width(), expect, "{text}");
        }
        check("2025-12-17T14:30Z", 0);
        check("2025-12-17", 86_399);
        check("2025-12-17?", 86_399);
        check("2025-02", 28 * 86_400 - 1);
        check("2024", 366 * 86_400 - 1);
        check("2025-12-17/2025-12-18", 2 * 86_400 - 1);
    }

    #[test]
    fn overlap_goes_both_ways() {
        fn check(one: &str, other: &str, expect: bool) {
            let (one, other) = (stated_on(one), stated_on(other));
            assert_eq!((one.overlaps(&other), other.overlaps(&one)), (expect, expect), "{one} {other}");
        }
        check("2025-12-17", "2025-12", true);
        check("2025-12-17", "2025-12-17T23:59:59", true);
        check("2025-12-17", "2025-12-18T00:00", false);
        check("2025-12-17", "2025-12-18", false);
        check("2025-10/2025-12", "2025-12-31", true);
        check("2025-12-17T14:30", "2025-12-17T14:30+03:00", true);
    }

    #[test]
    fn equal_means_the_same_text() {
        assert_eq!(stated_on("2025-12"), stated_on("2025-12"));
        assert_ne!(stated_on("2025-12"), stated_on("2025-12-XX"));
    }

    #[test]
    fn bytes_are_the_text_and_come_through_the_door() {
        let big_endian = bincode::config::standard().with_big_endian().with_fixed_int_encoding();
        let given = stated_on("2025-10~/2025-12");
        let bytes = bincode::encode_to_vec(&given, big_endian).unwrap();
        assert_eq!(bytes, bincode::encode_to_vec("2025-10~/2025-12", big_endian).unwrap());
        assert_eq!(bincode::decode_from_slice(&bytes, big_endian).unwrap(), (given, bytes.len()));
        let bytes = bincode::encode_to_vec("2025-02-30", big_endian).unwrap();
        for error in [
            bincode::decode_from_slice::<StatedOn, _>(&bytes, big_endian).unwrap_err(),
            bincode::borrow_decode_from_slice::<StatedOn, _>(&bytes, big_endian).unwrap_err(),
        ] {
            assert!(error.to_string().contains("`2025-02-30` has day 30"), "{error}");
        }
    }

    #[test]
    fn serde_comes_through_the_door() {
        fn from(text: &str) -> StrDeserializer<'_, ValueError> {
            text.into_deserializer()
        }
        assert_eq!(StatedOn::deserialize(from("2025-12")), Ok(stated_on("2025-12")));
        assert_eq!(Day::deserialize(from("1970-01-02")), Ok(Day(1)));
        let refused = "2025-02-30".parse::<StatedOn>().unwrap_err().to_string();
        assert_eq!(StatedOn::deserialize(from("2025-02-30")).unwrap_err().to_string(), refused);
        assert_eq!(Day::deserialize(from("2025-02-30")).unwrap_err().to_string(), refused);
    }
}
