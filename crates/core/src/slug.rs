//! The short name by which people call an actor, an issue, a source or an occasion.
//!
//! Invariant: every `Slug` matches `[a-z0-9]+(-[a-z0-9]+)*` and has 1 to 100 characters. Slugs are stored as they were
//! made and never recomputed, so a better transliteration may come later without renaming anything.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most characters (and bytes: a slug is ASCII) that a slug has.
pub const SLUG_LEN_MAX: usize = 100;

/// A normalised short name such as `gideon-saar`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Why a text is no slug, or yields none.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SlugError {
    /// There is no text.
    #[error("`` is empty: write a name of letters a-z and digits, such as `gideon-saar`")]
    Empty,
    /// The text has other characters than a slug, or a hyphen too many.
    #[error("`{0}` is not a slug: write letters a-z, digits and single hyphens between them, such as `gideon-saar`")]
    Spelling(String),
    /// The text is spelled like a slug but is too long.
    #[error("`{given}` has {} characters: a slug has at most {SLUG_LEN_MAX}", given.len())]
    TooLong {
        /// The text.
        given: String,
    },
    /// Nothing in the name becomes a letter or a digit.
    #[error("no slug can be made of `{0}`: write a name with at least one letter or digit")]
    NothingLeft(String),
}

impl Slug {
    /// The slug for a name as people write it (`Gideon Sa'ar` gives `gideon-saar`).
    ///
    /// A text that already is a slug is that slug. Otherwise the name is transliterated to ASCII and lower-cased,
    /// apostrophes are dropped, and every other run of characters becomes one hyphen. What is longer than
    /// `SLUG_LEN_MAX` is cut before the last hyphen that leaves a short enough slug (in the middle of a word only if
    /// there is no such hyphen).
    ///
    /// # Errors
    /// `SlugError::Empty` for an empty name, `SlugError::NothingLeft` if no letter and no digit is left.
    pub fn from_name(name: &str) -> Result<Slug, SlugError> {
        if name.is_empty() {
            return Err(SlugError::Empty);
        }
        if is_slug(name) {
            return Ok(Slug(name.to_owned()));
        }
        let words = hyphenated(name);
        if words.is_empty() {
            return Err(SlugError::NothingLeft(name.to_owned()));
        }
        Ok(Slug(cut(words)))
    }

    /// The slug's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        Slug::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        match text {
            text if text.is_empty() => Err(SlugError::Empty),
            text if !has_slug_spelling(&text) => Err(SlugError::Spelling(text)),
            text if text.len() > SLUG_LEN_MAX => Err(SlugError::TooLong { given: text }),
            text => Ok(Slug(text)),
        }
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> String {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn is_slug(text: &str) -> bool {
    text.len() <= SLUG_LEN_MAX && has_slug_spelling(text)
}

fn has_slug_spelling(text: &str) -> bool {
    text.split('-').all(|word| !word.is_empty() && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9')))
}

/// The words of a name in lower-case ASCII, with one hyphen between each; empty if there are none.
fn hyphenated(name: &str) -> String {
    let mut words = String::new();
    let mut hyphen_due = false;
    let ascii = name.chars().filter(|c| !is_apostrophe(*c)).flat_map(|c| transliterated(c).chars());
    for c in ascii {
        if c.is_ascii_alphanumeric() {
            if hyphen_due && !words.is_empty() {
                words.push('-');
            }
            hyphen_due = false;
            words.push(c.to_ascii_lowercase());
        } else if !is_apostrophe(c) {
            // Apostrophes also come out of the transliteration (ayn, soft sign): they part no words either.
            hyphen_due = true;
        }
    }
    words
}

/// The ASCII for one character; a space for what has none, and for white space, which `deunicode` partly swallows.
fn transliterated(c: char) -> &'static str {
    if c.is_whitespace() { " " } else { deunicode::deunicode_char(c).unwrap_or(" ") }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | '′' | '＇')
}

/// The longest run of whole words within the limit; if the first word alone is longer, the part within the limit.
fn cut(mut words: String) -> String {
    if words.len() > SLUG_LEN_MAX {
        // One more than the limit: a hyphen right behind the hundredth character ends a word that fits.
        let end = words[..=SLUG_LEN_MAX].rfind('-').unwrap_or(SLUG_LEN_MAX);
        words.truncate(end);
    }
    words
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test may stop at the first surprise.
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_slugs_come_through_the_door() {
        fn check(given: &str, expect: Result<(), SlugError>) {
            assert_eq!(given.parse::<Slug>().map(|slug| assert_eq!(slug.as_str(), given)), expect, "{given:?}");
        }
        for given in ["qatar", "a", "7", "gideon-saar", "un-resolution-2735", &"a".repeat(100)] {
            check(given, Ok(()));
        }
        check("", Err(SlugError::Empty));
        for given in [
            "Qatar",
            "-",
            "-a",
            "a-",
            "a--b",
            "a b",
            " a",
            "a_b",
            "türkiye",
            "sa'ar",
            "a\n",
            "a\0",
            "a–b",
            "٣",
            &"A".repeat(200),
        ] {
            check(given, Err(SlugError::Spelling(given.to_owned())));
        }
        let long = "a".repeat(101);
        check(&long, Err(SlugError::TooLong { given: long.clone() }));
    }

    #[test]
    fn names_become_slugs() {
        fn check(name: &str, expect: &str) {
            assert_eq!(Slug::from_name(name).as_ref().map(Slug::as_str), Ok(expect), "{name:?}");
        }
        check("gideon-saar", "gideon-saar");
        check("Türkiye", "turkiye");
        check("Tu\u{308}rkiye", "turkiye");
        check("Gideon Sa'ar", "gideon-saar");
        for apostrophe in ['’', '‘', 'ʼ', 'ʻ', '′', '`', '´', 'ʿ', 'ʾ'] {
            check(&format!("Gideon Sa{apostrophe}ar"), "gideon-saar");
        }
        check("Öncü Keçeli", "oncu-keceli");
        check(
            "Gaza mediators (United States, Egypt, Qatar, Türkiye)",
            "gaza-mediators-united-states-egypt-qatar-turkiye",
        );
        check("  --Hamas--  ", "hamas");
        check("a--b", "a-b");
        check("A & B", "a-b");
        check("İsrail Işık", "israil-isik");
        check("Straße", "strasse");
        check("R2-D2", "r2-d2");
        check("U.S. State Department", "u-s-state-department");
        check("北京", "bei-jing");
        check("Ольга Ковальчук", "olga-kovalchuk");
        check("Гоголь-Моголь", "gogol-mogol");
        check("no\u{a0}break\tspace\r\nné", "no-break-space-ne");
        check("soft\u{ad}hyphen", "softhyphen");
        check("\u{feff}Qatar", "qatar");
    }

    #[test]
    fn apostrophes_that_transliteration_makes_part_no_word() {
        assert_eq!((transliterated('ع'), transliterated('ь')), ("`", "'"));
        for name in ["عمر", "سعد الدين", "Соль"] {
            let slug = Slug::from_name(name).unwrap();
            assert_eq!(slug.as_str().split('-').count(), name.split(' ').count(), "{name} gives {slug}");
        }
    }

    #[test]
    fn names_without_letters_or_digits_yield_no_slug() {
        assert_eq!(Slug::from_name(""), Err(SlugError::Empty));
        for name in ["???", " ", "-", "'", "’’", "…"] {
            assert_eq!(Slug::from_name(name), Err(SlugError::NothingLeft(name.to_owned())));
        }
    }

    #[test]
    fn long_names_are_cut_before_a_hyphen() {
        fn check(name: &str, expect: &str) {
            assert_eq!(Slug::from_name(name).unwrap().as_str(), expect);
        }
        let (w49, w50, w51, w100) = ("a".repeat(49), "b".repeat(50), "c".repeat(51), "d".repeat(100));
        check(&format!("{w49} {w50}"), &format!("{w49}-{w50}"));
        check(&format!("{w49} {w50} x"), &format!("{w49}-{w50}"));
        check(&format!("{w49} {w51}"), &w49);
        check(&format!("{w49}-{w51}"), &w49);
        check(&format!("{w100} x"), &w100);
        check(&format!("{w100}d"), &w100);
    }

    #[test]
    fn messages_hold_the_value_and_what_to_write() {
        fn check(error: Result<Slug, SlugError>, expect: &str) {
            assert_eq!(error.unwrap_err().to_string(), expect);
        }
        check("".parse(), "`` is empty: write a name of letters a-z and digits, such as `gideon-saar`");
        check(
            "Sa'ar".parse(),
            "`Sa'ar` is not a slug: write letters a-z, digits and single hyphens between them, such as `gideon-saar`",
        );
        let long = "a".repeat(101);
        check(long.parse(), &format!("`{long}` has 101 characters: a slug has at most 100"));
        check(Slug::from_name("???"), "no slug can be made of `???`: write a name with at least one letter or digit");
    }

    proptest! {
        #[test]
        fn whatever_a_name_yields_is_a_slug_and_its_own_slug(name in any::<String>()) {
            if let Ok(slug) = Slug::from_name(&name) {
                prop_assert_eq!(slug.as_str().parse(), Ok(slug.clone()));
                prop_assert_eq!(Slug::from_name(slug.as_str()), Ok(slug));
            }
        }
    }
}
