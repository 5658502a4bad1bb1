//! What somebody's words say about an issue: a score, or one of a closed list of words.
//!
//! Invariant: a score lies in -100 (opposes) to 100 (supports), whatever it was made from: text, JSON or stored bytes.

use std::fmt;
use std::str::FromStr;

use bincode::de::Decoder;
use bincode::enc::Encoder;
use bincode::error::{AllowedEnumVariants, DecodeError, EncodeError};
use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Stands for a number in the bytes; the score follows.
const SCORE_TAG: u32 = 1;

/// A stance as it was coded. `support` and 100 have the same score and are still two codings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stance {
    /// A number.
    Score(Score),
    /// Supports it: 100.
    Support,
    /// Leans to support: 50.
    LeanSupport,
    /// Takes neither side: 0.
    Neutral,
    /// Leans to oppose: -50.
    LeanOppose,
    /// Opposes it: -100.
    Oppose,
    /// Voted yes: 100.
    Yes,
    /// Voted no: -100.
    No,
    /// Abstained in a vote: 0.
    Abstain,
    /// Spoke of it and chose not to commit.
    Noncommittal,
    /// Was asked and declined to answer.
    Declined,
    /// Said nothing of it where something could have been said.
    Silent,
    /// Was not there.
    Absent,
    /// Said something of which we cannot tell what it means.
    Unclear,
    /// Took the position back.
    Withdrawn,
}

/// A number from -100 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode)]
pub struct Score(i8);

/// Why something is no stance.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StanceError {
    /// A whole number, but too small or too large.
    #[error("`{0}` is out of range: a score is a whole number from -100 to 100")]
    OutOfRange(String),
    /// A number with a decimal point or an exponent, be it `40.0`.
    #[error("`{0}` is not written as a whole number: a score is a whole number from -100 to 100")]
    NotWhole(String),
    /// Neither a number nor a word of the list.
    #[error(
        "`{0}` is no stance: write a whole number from -100 to 100 or one of {words}",
        words = Stance::SPELLINGS.join(", ")
    )]
    Unknown(String),
}

impl Stance {
    /// Every stance that is a word.
    pub const WORDS: [Stance; 14] = [
        Stance::Support,
        Stance::LeanSupport,
        Stance::Neutral,
        Stance::LeanOppose,
        Stance::Oppose,
        Stance::Yes,
        Stance::No,
        Stance::Abstain,
        Stance::Noncommittal,
        Stance::Declined,
        Stance::Silent,
        Stance::Absent,
        Stance::Unclear,
        Stance::Withdrawn,
    ];

    /// How each of `WORDS` is spelled, in the same order.
    pub const SPELLINGS: [&'static str; 14] = [
        "support",
        "lean-support",
        "neutral",
        "lean-oppose",
        "oppose",
        "yes",
        "no",
        "abstain",
        "noncommittal",
        "declined",
        "silent",
        "absent",
        "unclear",
        "withdrawn",
    ];

    /// The score from -100 to 100; none for the words that have no score.
    pub const fn score(self) -> Option<i8> {
        match self {
            Stance::Score(score) => Some(score.get()),
            Stance::Support | Stance::Yes => Some(100),
            Stance::LeanSupport => Some(50),
            Stance::Neutral | Stance::Abstain => Some(0),
            Stance::LeanOppose => Some(-50),
            Stance::Oppose | Stance::No => Some(-100),
            Stance::Noncommittal
            | Stance::Declined
            | Stance::Silent
            | Stance::Absent
            | Stance::Unclear
            | Stance::Withdrawn => None,
        }
    }

    /// The stance on the opposite question: a score with the other sign, a word without a score as it is.
    #[must_use]
    pub const fn reversed(self) -> Stance {
        match self.score() {
            Some(score) => Stance::Score(Score(-score)),
            None => self,
        }
    }

    /// Whether it takes a position back.
    pub const fn is_withdrawn(self) -> bool {
        matches!(self, Stance::Withdrawn)
    }

    /// Whether it is one of the five words that never change a position: `noncommittal`, `declined`, `silent`,
    /// `absent`, `unclear`.
    pub const fn is_silence(self) -> bool {
        self.score().is_none() && !self.is_withdrawn()
    }

    /// The number that stands for it in the bytes, never given to another. Not left to bincode's derive, which writes
    /// a variant's place in the list, whatever number the variant is given.
    const fn tag(self) -> u32 {
        match self {
            Stance::Score(_) => SCORE_TAG,
            Stance::Support => 2,
            Stance::LeanSupport => 3,
            Stance::Neutral => 4,
            Stance::LeanOppose => 5,
            Stance::Oppose => 6,
            Stance::Yes => 7,
            Stance::No => 8,
            Stance::Abstain => 9,
            Stance::Noncommittal => 10,
            Stance::Declined => 11,
            Stance::Silent => 12,
            Stance::Absent => 13,
            Stance::Unclear => 14,
            Stance::Withdrawn => 15,
        }
    }
}

impl Score {
    /// The score with this value.
    ///
    /// # Errors
    /// `StanceError::OutOfRange` unless it lies in -100 to 100.
    pub fn new(number: i64) -> Result<Self, StanceError> {
        match i8::try_from(number) {
            Ok(score @ -100..=100) => Ok(Score(score)),
            Ok(_) | Err(_) => Err(StanceError::OutOfRange(number.to_string())),
        }
    }

    /// The number.
    pub const fn get(self) -> i8 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Encode for Stance {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.tag().encode(encoder)?;
        if let Stance::Score(score) = self { score.encode(encoder) } else { Ok(()) }
    }
}

impl<Context> Decode<Context> for Stance {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        let tag = u32::decode(decoder)?;
        if tag == SCORE_TAG {
            return Score::decode(decoder).map(Stance::Score);
        }
        Stance::WORDS.into_iter().find(|word| word.tag() == tag).ok_or(DecodeError::UnexpectedVariant {
            type_name: "Stance",
            allowed: &AllowedEnumVariants::Range { min: 1, max: 15 },
            found: tag,
        })
    }
}

bincode::impl_borrow_decode!(Stance);

impl<Context> Decode<Context> for Score {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        let number = i8::decode(decoder)?;
        Score::new(number.into()).map_err(|error| DecodeError::OtherString(error.to_string()))
    }
}

bincode::impl_borrow_decode!(Score);

impl fmt::Display for Stance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Stance::Score(score) => return score.fmt(f),
            Stance::Support => "support",
            Stance::LeanSupport => "lean-support",
            Stance::Neutral => "neutral",
            Stance::LeanOppose => "lean-oppose",
            Stance::Oppose => "oppose",
            Stance::Yes => "yes",
            Stance::No => "no",
            Stance::Abstain => "abstain",
            Stance::Noncommittal => "noncommittal",
            Stance::Declined => "declined",
            Stance::Silent => "silent",
            Stance::Absent => "absent",
            Stance::Unclear => "unclear",
            Stance::Withdrawn => "withdrawn",
        })
    }
}

impl FromStr for Stance {
    type Err = StanceError;

    fn from_str(text: &str) -> Result<Self, StanceError> {
        if let Some(at) = Stance::SPELLINGS.iter().position(|spelling| *spelling == text) {
            return Ok(Stance::WORDS[at]);
        }
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            // What does not even fit into an i64 is out of range as well.
            let score = text.parse().ok().and_then(|number| Score::new(number).ok());
            return score.map(Stance::Score).ok_or_else(|| StanceError::OutOfRange(text.to_owned()));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Err(StanceError::NotWhole(text.to_owned())),
            Ok(_) | Err(_) => Err(StanceError::Unknown(text.to_owned())),
        }
    }
}

impl Serialize for Stance {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Stance::Score(score) = self {
            return serializer.serialize_i8(score.get());
        }
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StanceVisitor)
    }
}

/// Takes a stance from a whole number or from a text.
struct StanceVisitor;

impl de::Visitor<'_> for StanceVisitor {
    type Value = Stance;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from -100 to 100 or one of {}", Stance::SPELLINGS.join(", "))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Stance, E> {
        Score::new(number).map(Stance::Score).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Stance, E> {
        let number = i64::try_from(number).map_err(|_| E::custom(StanceError::OutOfRange(number.to_string())))?;
        self.visit_i64(number)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Stance, E> {
        // JSON readers give a whole number that no integer type holds as a float.
        let huge = number.fract() == 0.0 && number.abs() > 100.0;
        let error = if huge { StanceError::OutOfRange } else { StanceError::NotWhole };
        Err(E::custom(error(format!("{number:?}"))))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Stance, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test may stop at the first surprise.
mod tests;
