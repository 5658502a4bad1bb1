//! The values that people write: dates, stances, slugs, names, tags.
//!
//! Invariant: a value that was read prints what was read, or what reads as the same value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use onrecord_core::hash::{ChainHash, SourceHash};
use onrecord_core::slug::{SLUG_LEN_MAX, Slug};
use onrecord_core::stance::Stance;
use onrecord_core::stated_on::{Day, StatedOn};
use onrecord_core::words::{Language, Slot};

use crate::target::{Answer, Target, text, told};

pub(super) static TARGETS: &[Target] = &[
    Target::of_bytes(
        "date",
        dates,
        &["-", "/", "~", "?", "%", "X", "XX", "T", "Z", "+03:00", "..", "-02-29", "0000"],
        date,
    ),
    Target::of_bytes("day", dates, &["-", "02-29", "9999", "0001", "+", " "], day),
    Target::of_bytes("stance", stances, &["+", "-", "100", "lean-", "e2", ".0", "NaN", "9999999999999999999"], stance),
    Target::of_bytes(
        "slug",
        slugs,
        &["-", "--", "é", "ß", "'", "İ", "中", "\u{301}", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
        slug,
    ),
    Target::of_bytes("tag", tags, &["-", ".", ".0", ".255", ".256", "locator", "text", "0", "f", "a-"], tag),
];

fn seeds(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn dates() -> Vec<Vec<u8>> {
    seeds(&[
        "2025-12-17",
        "2025-12",
        "2025",
        "2025-12-17T14:30Z",
        "2025-12-17T14:30:59+03:00",
        "2025-12-17~",
        "2025-12?",
        "2025-12-XX",
        "202X",
        "2025-10/2025-12",
        "2025-10~/2025-12-31%",
        "0001-01-01",
        "9999-12-31",
        "2024-02-29",
    ])
}

fn stances() -> Vec<Vec<u8>> {
    seeds(&[&["100", "-100", "+50", "0", "101", "40.0", "1e2"], &Stance::SPELLINGS[..]].concat())
}

fn slugs() -> Vec<Vec<u8>> {
    seeds(&["gideon-saar", "Gideon Sa'ar", "Türkiye", "Côte d’Ivoire", "北京", "a", "--", "United Nations (UN) №1"])
}

fn tags() -> Vec<Vec<u8>> {
    let hash = "51f823a92daf316a5a2c9cc136508566659d28ea3365938cc01908d56bdf341e";
    seeds(&["en", "zh-Hant", "de-CH-1996", "text", "locator.1", "alias.255", hash])
}

fn date(input: &[u8]) -> Answer {
    let text = text(input)?;
    let date = text.parse::<StatedOn>().map_err(told)?;
    assert_eq!((date.as_str(), date.to_string().as_str()), (text, text), "a date is its text");
    assert!(date.start() <= date.end() && date.start_day() <= date.end_day(), "`{text}` ends before it starts");
    assert!(Day::FIRST <= date.start_day() && date.end_day() <= Day::LAST, "`{text}` is outside the calendar");
    assert_eq!(date.width(), date.end().seconds() - date.start().seconds());
    assert!(date.overlaps(&date), "`{text}` has a second in common with itself");
    Ok(())
}

fn day(input: &[u8]) -> Answer {
    let text = text(input)?;
    let day = same::<Day>(text)?;
    assert_eq!(Day::from_unix_days(day.unix_days()), Some(day));
    let date: StatedOn = text.parse().unwrap_or_else(|error| panic!("a day is a date too: {error}"));
    assert_eq!((date.start(), date.end()), (day.start(), day.end()));
    Ok(())
}

fn stance(input: &[u8]) -> Answer {
    let stance = read_again::<Stance>(text(input)?)?;
    assert!(stance.score().is_none_or(|score| (-100..=100).contains(&score)), "{stance} is out of range");
    assert_eq!(stance.reversed().reversed().score(), stance.score());
    Ok(())
}

fn slug(input: &[u8]) -> Answer {
    let text = text(input)?;
    let read = same::<Slug>(text);
    let made = Slug::from_name(text).map_err(told)?;
    same::<Slug>(made.as_str()).unwrap_or_else(|error| panic!("a slug that was made is none: {error}"));
    assert!(made.as_str().len() <= SLUG_LEN_MAX);
    assert_eq!(Slug::from_name(made.as_str()).as_ref(), Ok(&made), "a slug makes itself");
    read.inspect(|read| assert_eq!(*read, made, "a slug that is read is the one that is made of it")).map(drop)
}

fn tag(input: &[u8]) -> Answer {
    let text = text(input)?;
    let answers = [
        same::<Language>(text).map(drop),
        read_again::<Slot>(text).map(drop),
        same::<ChainHash>(text).map(drop),
        same::<SourceHash>(text).map(drop),
    ];
    answers.into_iter().reduce(Result::or).unwrap_or(Ok(()))
}

/// Reads a value that prints as it was written.
fn same<T: FromStr<Err: std::error::Error> + Display>(text: &str) -> Result<T, String> {
    let value: T = text.parse().map_err(told)?;
    assert_eq!(value.to_string(), text, "what was read prints as it was written");
    Ok(value)
}

/// Reads a value that may be written in several ways, and reads again what it prints.
fn read_again<T: FromStr<Err: std::error::Error> + Display + Debug + PartialEq>(text: &str) -> Result<T, String> {
    let value: T = text.parse().map_err(told)?;
    let printed = value.to_string();
    let again: T = printed.parse().unwrap_or_else(|error| panic!("`{text}` prints `{printed}`: {error}"));
    assert_eq!(again, value, "`{text}` prints `{printed}`");
    Ok(value)
}
