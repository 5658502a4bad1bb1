//! What is accepted as a date, what it means, and what is refused in which words.

use proptest::prelude::*;

use super::*;
use crate::stated_on::StatedOn;

/// A second of a day, counted from 1970.
fn at(day: &str, hour: i64, minute: i64, second: i64) -> i64 {
    day.parse::<Day>().unwrap().unix_days() * 86_400 + hour * 3_600 + minute * 60 + second
}

#[test]
fn dates_are_whole_days() {
    fn check(text: &str, first: &str, last: &str) {
        let given: StatedOn = text.parse().unwrap();
        assert_eq!(given.as_str(), text);
        assert_eq!((given.start_day().to_string(), given.end_day().to_string()), (first.into(), last.into()), "{text}");
        assert_eq!(given.start().seconds(), at(first, 0, 0, 0), "{text}");
        assert_eq!(given.end().seconds(), at(last, 23, 59, 59), "{text}");
    }
    check("2025-12-17", "2025-12-17", "2025-12-17");
    check("0001-01-01", "0001-01-01", "0001-01-01");
    check("9999-12-31", "9999-12-31", "9999-12-31");
    check("2024-02-29", "2024-02-29", "2024-02-29");
    check("2000-02-29", "2000-02-29", "2000-02-29");
    check("2025-02", "2025-02-01", "2025-02-28");
    check("2024-02", "2024-02-01", "2024-02-29");
    check("1900-02", "1900-02-01", "1900-02-28");
    check("2025-04", "2025-04-01", "2025-04-30");
    check("2025-12", "2025-12-01", "2025-12-31");
    check("9999-12", "9999-12-01", "9999-12-31");
    check("2025", "2025-01-01", "2025-12-31");
    check("9999", "9999-01-01", "9999-12-31");
    check("0001", "0001-01-01", "0001-12-31");
    for qualifier in ["~", "?", "%"] {
        check(&format!("2025-12-17{qualifier}"), "2025-12-17", "2025-12-17");
        check(&format!("2025-12{qualifier}"), "2025-12-01", "2025-12-31");
        check(&format!("2025{qualifier}"), "2025-01-01", "2025-12-31");
        check(&format!("2025-12-XX{qualifier}"), "2025-12-01", "2025-12-31");
    }
    check("2025-12-XX", "2025-12-01", "2025-12-31");
    check("2024-02-XX", "2024-02-01", "2024-02-29");
    check("2025-XX-XX", "2025-01-01", "2025-12-31");
    check("2025-XX", "2025-01-01", "2025-12-31");
    check("202X", "2020-01-01", "2029-12-31");
    check("20XX", "2000-01-01", "2099-12-31");
    check("99XX", "9900-01-01", "9999-12-31");
    check("001X", "0010-01-01", "0019-12-31");
    check("2025-10/2025-12", "2025-10-01", "2025-12-31");
    check("2025-01-01/2025", "2025-01-01", "2025-12-31");
    check("2024/2025-02", "2024-01-01", "2025-02-28");
    check("2025-12-17/2025-12-17", "2025-12-17", "2025-12-17");
    check("2025-10~/2025-12-XX?", "2025-10-01", "2025-12-31");
    check("201X/2025-03-04%", "2010-01-01", "2025-03-04");
    check("2025/2025-XX", "2025-01-01", "2025-12-31");
}

#[test]
fn times_are_points_of_the_written_day() {
    fn check(text: &str, hour: i64, minute: i64, second: i64) {
        let given: StatedOn = text.parse().unwrap();
        let expect = at("2025-12-17", hour, minute, second);
        assert_eq!((given.start().seconds(), given.end().seconds()), (expect, expect), "{text}");
        assert_eq!((given.as_str(), given.end_day().to_string().as_str()), (text, "2025-12-17"));
    }
    check("2025-12-17T14:30", 14, 30, 0);
    check("2025-12-17T14:30Z", 14, 30, 0);
    check("2025-12-17T14:30:15", 14, 30, 15);
    check("2025-12-17T14:30:15Z", 14, 30, 15);
    check("2025-12-17T00:00+14:00", 0, 0, 0);
    check("2025-12-17T23:59:59-12:00", 23, 59, 59);
    check("2025-12-17T14:30:15+05:45", 14, 30, 15);
    check("2025-12-17T14:30-00:00", 14, 30, 0);
    check("2025-12-17T14:30+23:59", 14, 30, 0);
}

/// What is refused, by fault, in the order of the enum.
fn refused() -> Vec<(DateFault, &'static [&'static str])> {
    use DateFault as Fault;
    let small = |write: &str| Fault::SmallLetter(write.to_owned());
    vec![
        (Fault::Empty, &[""]),
        (Fault::NotAscii('\u{2013}'), &["2025\u{2013}12", "2025-12-17 \u{2013} 2025-12-18"]),
        (Fault::NotAscii('é'), &["17 décembre 2025"]),
        (Fault::NotAscii('\u{662}'), &["\u{662}\u{660}\u{662}\u{665}"]),
        (Fault::OtherFormat, &["17.12.2025", "12/17/2025", "17/12/2025", "2025/12/17", "17-12-2025", "12/2025"]),
        (Fault::OtherFormat, &["17 December 2025", "December 2025", "Dec 17, 2025", "Thursday", "unknown"]),
        (Fault::OtherFormat, &["20251217", "2025.12.17", "2025-12-7", "2025-1", "25-12-17", "202", "20255", "2O25"]),
        (Fault::OtherFormat, &["2025-12/13", "2025-12-17 14:30", " 2025-12-17", "2025-12-17 ", "2025-12-17\n"]),
        (Fault::OtherFormat, &["-2025", "+2025", "Y17000", "2025-W51", "2025-351", "2025S2", "2025-10..2025-12"]),
        (Fault::OtherFormat, &["2025--12", "2025-12-", "-", "~", "..", "T14:30", "2025-12-17-01", "1766000000"]),
        (small("2025-12-XX"), &["2025-12-xx", "2025-12-Xx"]),
        (small("2025-12-17T14:30Z"), &["2025-12-17t14:30z", "2025-12-17T14:30z"]),
        (small("202X/2030"), &["202x/2030"]),
        (Fault::Set, &["[2025,2026]", "{2025-12..}", "[..2025]"]),
        (Fault::YearZero, &["0000", "0000-01-01", "000X", "00XX", "0000/2025"]),
        (Fault::Month(13), &["2025-13", "2025-13-01", "2025-13-XX", "2025-13-01T10:00", "2025-13/2026"]),
        (Fault::Month(0), &["2025-00"]),
        (Fault::Month(20), &["2025-20"]),
        (Fault::Month(42), &["2025-42"]),
        (Fault::Month(21), &["2025-21-12", "2025-21-XX"]),
        (Fault::Season(21), &["2025-21", "2025-21~", "2025-21/2025-22"]),
        (Fault::Season(24), &["2025-24"]),
        (Fault::Season(41), &["2025-41"]),
        (Fault::Day { day: 30, last: 28 }, &["2025-02-30"]),
        (Fault::Day { day: 29, last: 28 }, &["2025-02-29", "1900-02-29", "2025-02-29T10:00", "2025/2026-02-29"]),
        (Fault::Day { day: 30, last: 29 }, &["2024-02-30"]),
        (Fault::Day { day: 31, last: 30 }, &["2025-04-31", "2025-11-31"]),
        (Fault::Day { day: 32, last: 31 }, &["2025-12-32"]),
        (Fault::Day { day: 0, last: 31 }, &["2025-12-00"]),
        (Fault::Unspecified, &["2025-XX-05", "XXXX-12-25", "202X-12", "20XX-XX", "202X-12-17"]),
        (Fault::Unspecified, &["2X25", "XX25", "2XXX", "XXXX", "2025-1X", "2025-X1", "2025-12-1X", "2025-1X-XX"]),
        (Fault::Qualifier, &["2025-~12", "~2025", "2025~-12", "2025-12~~", "2025?%", "?2025-12-17", "2025-12-~17"]),
        (Fault::QualifiedTime, &["2025-12-17T14:30~", "2025-12-17T14:30Z?", "2025-12-17~T14:30"]),
        (Fault::TimeWithoutDay, &["2025-12T14:30", "2025T14:30", "2025-12-XXT14:30"]),
        (Fault::TimeFormat, &["2025-12-17T", "2025-12-17TZ", "2025-12-17T14", "2025-12-17T1430", "2025-12-17T4:30"]),
        (Fault::TimeFormat, &["2025-12-17T14:3", "2025-12-17T14:30:1", "2025-12-17T14:30:15.5Z", "2025-12-17T14:XX"]),
        (Fault::TimeFormat, &["2025-12-17TT14:30", "2025-12-17T14:30:15:00", "2025-12-17T02:30pm"]),
        (Fault::Time, &["2025-12-17T24:60", "2025-12-17T24:00", "2025-12-17T14:60", "2025-12-17T23:59:60"]),
        (Fault::Offset, &["2025-12-17T14:30+3", "2025-12-17T14:30+03", "2025-12-17T14:30+0300", "2025-12-17T14:30ZZ"]),
        (Fault::Offset, &["2025-12-17T14:30+24:00", "2025-12-17T14:30+03:60", "2025-12-17T14:30Z+03:00"]),
        (Fault::OpenEnd, &["2025-01-01/", "/2025", "../2025", "2025/..", "/", "../..", "/.."]),
        (Fault::TimeInInterval, &["2025-12-17T10:00/2025-12-17T11:00", "2025-12-17/2025-12-17T11:00"]),
        (Fault::TimeInInterval, &["2025-12-17T10:00Z/2026"]),
        (Fault::Reversed, &["2025-12/2025-10", "2026/2025", "2025-12-18/2025-12-17", "2025-12/2025-12-05"]),
        (Fault::Reversed, &["2025-12-05/2025-12", "2025-12-XX/2025-12-17", "202X/2025"]),
    ]
}

/// The place of a fault in the enum: a new one does not compile until it has a place here.
fn place(fault: &DateFault) -> usize {
    match fault {
        DateFault::Empty => 0,
        DateFault::NotAscii(_) => 1,
        DateFault::OtherFormat => 2,
        DateFault::SmallLetter(_) => 3,
        DateFault::Set => 4,
        DateFault::YearZero => 5,
        DateFault::Month(_) => 6,
        DateFault::Season(_) => 7,
        DateFault::Day { .. } => 8,
        DateFault::Unspecified => 9,
        DateFault::Qualifier => 10,
        DateFault::QualifiedTime => 11,
        DateFault::TimeWithoutDay => 12,
        DateFault::TimeFormat => 13,
        DateFault::Time => 14,
        DateFault::Offset => 15,
        DateFault::OpenEnd => 16,
        DateFault::TimeInInterval => 17,
        DateFault::Reversed => 18,
        DateFault::NotADay => 19,
    }
}

#[test]
fn each_fault_is_found() {
    let mut places = Vec::new();
    for (fault, texts) in refused() {
        for text in texts {
            let error = text.parse::<StatedOn>().unwrap_err();
            assert_eq!((error.given(), error.fault()), (*text, &fault), "{text:?}");
            // It is no day either, and for the same reason.
            assert_eq!(text.parse::<Day>(), Err(error));
        }
        places.push(place(&fault));
    }
    places.dedup();
    // The last, `NotADay`, is a fault of days only.
    assert_eq!(places, (0..place(&DateFault::NotADay)).collect::<Vec<_>>());
}

#[test]
fn a_day_is_nothing_but_a_full_day() {
    for text in ["2025-12", "2025", "2025-12-XX", "2025-12-17~", "2025-12-17T14:30", "2025/2026~", "202X"] {
        assert!(text.parse::<StatedOn>().is_ok());
        assert_eq!(text.parse::<Day>().unwrap_err().fault(), &DateFault::NotADay, "{text}");
    }
}

#[test]
fn messages_say_what_to_write() {
    fn check(text: &str, expect: &str) {
        assert_eq!(text.parse::<Day>().unwrap_err().to_string(), format!("`{text}` {expect}"));
    }
    check("", "is empty: write the day as 2025-12-17, or the month as 2025-12");
    check(
        "17.12.2025",
        "is not year-month-day: write the day as 2025-12-17, the month as 2025-12, the year as 2025, a time as \
         2025-12-17T14:30Z",
    );
    check("2025-12-xx", "has a small letter: write 2025-12-XX");
    check("2025-13", "has month 13: write a month from 01 to 12, as in 2025-12-17");
    check("2025-21", "has 21 in the place of the month, a season or quarter: write its months, as in 2025-03/2025-05");
    check("2025-02-30", "has day 30: write a day from 01 to 28, the last of that month");
    check("2025/..", "has an open end: write both ends, as in 2025-10/2025-12");
    check(
        "2025-12-17/2025-12",
        "goes backwards: write two dates of which the second neither begins nor ends before the first, as in \
         2025-10/2025-12",
    );
    check("2025-12", "is not one day: write the day as 2025-12-17");
    for (_, texts) in refused() {
        for text in texts {
            let message = text.parse::<StatedOn>().unwrap_err().to_string();
            assert!(message.starts_with(&format!("`{text}` ")) && message.contains(": write "), "{message}");
        }
    }
}

proptest! {
    #[test]
    fn near_dates_are_read_or_refused(text in "[0-9X~?%T:Z/.+-]{0,24}|[0-9X]{4}(-[0-3X][0-9X]){0,2}[~?%/]?") {
        if let Ok(given) = text.parse::<StatedOn>() {
            prop_assert!(given.start() <= given.end());
            prop_assert!(Day::FIRST <= given.start_day() && given.end_day() <= Day::LAST);
        }
    }

    #[test]
    fn any_text_is_kept_or_refused(text in any::<String>()) {
        match text.parse::<StatedOn>() {
            Ok(given) => prop_assert_eq!(given.as_str(), text),
            Err(error) => prop_assert_eq!(error.given(), text),
        }
    }
}

#[test]
fn a_plain_day_reads_the_short_way_as_the_long_way() {
    let leap_years = (Day::from_civil(1896, 1, 1).0..Day::from_civil(1905, 1, 1).0).chain(10_590..12_500);
    for number in leap_years.chain((Day::FIRST.0..=Day::LAST.0).step_by(997)) {
        let text = Day(number).to_string();
        assert_eq!(plain_day(&text), Some(Day(number)), "{text}");
        assert_eq!(as_written(&text), Ok(Span { start: Day(number).start(), end: Day(number).end() }), "{text}");
    }
    for text in ["1900-02-29", "2025-04-31", "2025-00-10", "2025-13-01", "2025-01-00", "0000-01-01", "2025-1X-01"] {
        assert_eq!((plain_day(text), as_written(text).is_err()), (None, true), "{text}");
    }
    for text in ["2025-12-XX", "2025-12-17~", "2025-12", "2025-12-17T14:30"] {
        assert_eq!((plain_day(text), as_written(text).is_ok()), (None, true), "{text}");
    }
}
