//! The name of a key, which for a log is also its origin.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The name of a key: not empty, without white space, control characters and `+`. An address without `https://` is
/// customary, such as `example.org/positions`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

/// What `KeyName::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` cannot name a key: one word without spaces and `+` is expected, such as `example.org/positions`")]
pub struct NotAKeyName(String);

#[cfg(test)]
impl NotAKeyName {
    /// The refusal of this text.
    pub(super) fn of(text: &str) -> Self {
        NotAKeyName(text.to_owned())
    }
}

impl KeyName {
    /// A name has at most this many bytes.
    pub const LEN_MAX: usize = 255;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyName {
    type Err = NotAKeyName;

    fn from_str(text: &str) -> Result<Self, NotAKeyName> {
        let is_bad = |character: char| character.is_whitespace() || character.is_control() || character == '+';
        if text.is_empty() || text.len() > KeyName::LEN_MAX || text.contains(is_bad) {
            return Err(NotAKeyName(text.to_owned()));
        }
        Ok(KeyName(text.to_owned()))
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
