//! The closed lists of words in the ledger's events: how each is spelled and which number stands for it in the bytes.
//!
//! Invariant: a number, once given to a word, is never given to another. `Stance` has its own module, for it also
//! holds scores.

use std::fmt;
use std::str::FromStr;

use bincode::de::Decoder;
use bincode::enc::Encoder;
use bincode::error::{AllowedEnumVariants, DecodeError, EncodeError};
use bincode::{Decode, Encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// A word that is not in the closed list it was meant for.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{given}` is no {what}: write one of {}", accepted.join(", "))]
pub struct UnknownTerm {
    /// What the word was meant to be, such as `genre`.
    pub what: &'static str,
    /// The word.
    pub given: String,
    /// Every word of the list.
    pub accepted: &'static [&'static str],
}

/// Makes a closed list: `Variant = number "spelling"`, with other spellings taken on input after `or`.
///
/// The number is what stands in the bytes, as a `u32`. bincode's derive would not do: it writes a variant's place in
/// the list, from 0, whatever number the variant is given.
macro_rules! vocabulary {
    (
        $(#[$about:meta])*
        $name:ident is $what:literal {
            $($(#[$meaning:meta])* $variant:ident = $number:literal $spelling:literal $(or $alias:literal)*,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $($(#[$meaning])* $variant = $number,)+
        }

        impl $name {
            /// Every one, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How each of `ALL` is spelled, in the same order.
            pub const SPELLINGS: &'static [&'static str] = &[$($spelling),+];

            /// How it is spelled.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $spelling,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownTerm;

            fn from_str(text: &str) -> Result<Self, UnknownTerm> {
                match text {
                    $($spelling $(| $alias)* => Ok(Self::$variant),)+
                    _ => Err(UnknownTerm { what: $what, given: text.to_owned(), accepted: Self::SPELLINGS }),
                }
            }
        }

        impl Encode for $name {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                u32::from(*self as u8).encode(encoder)
            }
        }

        impl<Context> Decode<Context> for $name {
            fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
                match u32::decode(decoder)? {
                    $($number => Ok(Self::$variant),)+
                    found => Err(DecodeError::UnexpectedVariant {
                        type_name: stringify!($name),
                        allowed: &AllowedEnumVariants::Allowed(&[$($number),+]),
                        found,
                    }),
                }
            }
        }

        bincode::impl_borrow_decode!($name);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

vocabulary! {
    /// What an actor is.
    ActorKind is "kind of actor" {
        /// One human being.
        Person = 1 "person",
        /// A body with members or staff: a party, a company, an agency.
        Organisation = 2 "organisation" or "organization",
        /// A state or its government.
        State = 3 "state",
        /// Several actors who speak together.
        Group = 4 "group",
        /// A protected or unnamed source, never treated as the same one twice unless told.
        Anonymous = 5 "anonymous",
        /// Not known, or not said yet.
        Unknown = 6 "unknown",
    }
}

vocabulary! {
    /// In which form the ledger has somebody's words.
    Form is "form" {
        /// The words themselves.
        Quote = 1 "quote",
        /// Their sense in other words.
        Paraphrase = 2 "paraphrase",
        /// A vote cast.
        Vote = 3 "vote",
        /// Nothing was said where something could have been; goes with the stance `silent` only.
        Omission = 4 "omission",
    }
}

vocabulary! {
    /// On what kind of occasion or in what kind of text something was said.
    Genre is "genre" {
        /// Answers to a journalist.
        Interview = 1 "interview",
        /// A speech.
        Speech = 2 "speech",
        /// A press conference.
        PressConference = 3 "press-conference",
        /// A briefing by officials, on the record or as background.
        Briefing = 4 "briefing",
        /// A side's own account of a meeting or call.
        Readout = 5 "readout",
        /// A statement of several actors.
        JointStatement = 6 "joint-statement",
        /// A vote and its explanation.
        Vote = 7 "vote",
        /// A post on a social network.
        Post = 8 "post",
        /// A written text: letter, plan, agreement, law.
        Document = 9 "document",
        /// Something that was not meant to be published.
        Leak = 10 "leak",
        /// None of these.
        Other = 11 "other",
    }
}

vocabulary! {
    /// How sure the coder is of the coding. Ordered: the more certain, the greater.
    Certainty is "certainty" {
        /// It may well be wrong.
        Doubtful = 1 "doubtful",
        /// It is more likely right than wrong.
        Probable = 2 "probable",
        /// It is right as far as the coder can tell; what is meant if nothing is said.
        Certain = 3 "certain",
    }
}

vocabulary! {
    /// How much of an account the coder has seen.
    Seen is "extent to which an account was seen" {
        /// All of it.
        Full = 1 "full",
        /// A part of it.
        Excerpt = 2 "excerpt",
        /// Nothing but what others reported of it.
        Reported = 3 "reported",
    }
}

vocabulary! {
    /// What a new wording does to an issue.
    RewordChange is "change of wording" {
        /// The same proposition in other words: scores stay as they are.
        Editorial = 1 "editorial",
        /// The opposite proposition: who supported it opposes it now.
        Reversed = 2 "reversed",
    }
}

vocabulary! {
    /// What somebody found who looked at a source again.
    CheckOutcome is "outcome of a source check" {
        /// The bytes are those that were retrieved first.
        Same = 1 "same",
        /// The bytes are others.
        Changed = 2 "changed",
        /// There is nothing at the address any more.
        Gone = 3 "gone",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // A test may stop at the first surprise.
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error as ValueError, StrDeserializer};

    use super::*;

    /// Pins the spellings and numbers of one list and takes each word through every door and back.
    macro_rules! check {
        ($name:ident, $($number:literal $spelling:literal),+) => {
            assert_eq!($name::SPELLINGS, [$($spelling),+]);
            assert_eq!($name::ALL.len(), $name::SPELLINGS.len());
            let big_endian = bincode::config::standard().with_big_endian().with_fixed_int_encoding();
            for (term, (number, spelling)) in $name::ALL.iter().zip([$(($number, $spelling)),+]) {
                assert_eq!(term.as_str(), spelling);
                assert_eq!(term.to_string(), spelling);
                assert_eq!(spelling.parse(), Ok(*term));
                let from: StrDeserializer<'_, ValueError> = spelling.into_deserializer();
                assert_eq!($name::deserialize(from), Ok(*term));
                let bytes = bincode::encode_to_vec(term, big_endian).unwrap();
                assert_eq!(bytes, u32::to_be_bytes(number));
                assert_eq!(bincode::decode_from_slice(&bytes, big_endian).unwrap(), (*term, 4));
            }
            for number in [0, $name::ALL.len() as u32 + 1, 256, u32::MAX] {
                assert!(bincode::decode_from_slice::<$name, _>(&number.to_be_bytes(), big_endian).is_err());
            }
            for given in ["", "x", &$name::SPELLINGS[0].to_uppercase(), &format!(" {}", $name::SPELLINGS[0])] {
                let error = given.parse::<$name>().unwrap_err();
                assert_eq!((error.given.as_str(), error.accepted), (given, $name::SPELLINGS));
                let from: StrDeserializer<'_, ValueError> = given.into_deserializer();
                assert_eq!($name::deserialize(from).unwrap_err().to_string(), error.to_string());
            }
        };
    }

    #[test]
    fn spellings_and_numbers_stay_as_they_are() {
        check!(ActorKind, 1 "person", 2 "organisation", 3 "state", 4 "group", 5 "anonymous", 6 "unknown");
        check!(Form, 1 "quote", 2 "paraphrase", 3 "vote", 4 "omission");
        check!(
            Genre, 1 "interview", 2 "speech", 3 "press-conference", 4 "briefing", 5 "readout", 6 "joint-statement",
            7 "vote", 8 "post", 9 "document", 10 "leak", 11 "other"
        );
        check!(Certainty, 1 "doubtful", 2 "probable", 3 "certain");
        check!(Seen, 1 "full", 2 "excerpt", 3 "reported");
        check!(RewordChange, 1 "editorial", 2 "reversed");
        check!(CheckOutcome, 1 "same", 2 "changed", 3 "gone");
    }

    #[test]
    fn american_spelling_is_taken_and_not_given_back() {
        assert_eq!("organization".parse::<ActorKind>().unwrap().to_string(), "organisation");
    }

    #[test]
    fn more_certain_is_greater() {
        assert!(Certainty::Certain > Certainty::Probable && Certainty::Probable > Certainty::Doubtful);
    }

    #[test]
    fn message_lists_what_is_accepted() {
        assert_eq!(
            "readout".parse::<Form>().unwrap_err().to_string(),
            "`readout` is no form: write one of quote, paraphrase, vote, omission"
        );
    }
}
