//! The numbered places that words stand in.

use std::fmt;
use std::str::FromStr;

use bincode::de::Decoder;
use bincode::error::DecodeError;
use bincode::{Decode, Encode};
use thiserror::Error;

/// A place for words: a name and, where an event may have several of that name, an index from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode)]
pub struct Slot(u16);

macro_rules! slot_names {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $spelling:literal;)*) => {
        /// What the words in a slot are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum SlotName { $($(#[$doc])* $name = $number,)* }

        impl SlotName {
            /// All names, in order of their number.
            pub const ALL: &[SlotName] = &[$(SlotName::$name),*];

            /// How the name is written.
            pub const fn as_str(self) -> &'static str {
                match self { $(SlotName::$name => $spelling,)* }
            }
        }
    };
}

slot_names! {
    /// The short name by which a record is called on the command line.
    Slug = 1, "slug";
    /// Display name.
    Name = 2, "name";
    /// Another name of an actor; several.
    Alias = 3, "alias";
    /// Title of a source or of a role.
    Title = 4, "title";
    /// The exact wording of an issue.
    Wording = 5, "wording";
    /// The words of a statement, in the language of the ledger.
    Text = 6, "text";
    /// The words of a statement as they were said.
    Original = 7, "original";
    /// What a score depends on.
    Condition = 8, "condition";
    /// A remark of the coder.
    Note = 9, "note";
    /// The caller's id of a statement, or the one made for it.
    Id = 10, "id";
    /// Where in a source the evidence stands; one for each source, by its place in the list.
    Locator = 11, "locator";
    /// The speaker's role as a source gives it.
    Role = 12, "role";
    /// Publisher of a source.
    Publisher = 13, "publisher";
    /// Address of a source.
    Url = 14, "url";
    /// Language of a source.
    Language = 15, "language";
    /// How a source was come by.
    Via = 16, "via";
    /// Hash of a source's bytes, which names their file.
    Bytes = 17, "bytes";
    /// Why something was corrected, retracted, merged or redacted.
    Reason = 18, "reason";
    /// The caller's key of an utterance.
    Utterance = 19, "utterance";
    /// The ledger's secret, from which ids of statements without one are made; never exported.
    Secret = 20, "secret";
}

/// What `Slot::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a slot: write for example `text`, `note` or `locator.1`")]
pub struct UnknownSlot(String);

impl Slot {
    /// No slot comes before this number, or after the other.
    pub(crate) const FIRST: Slot = Slot(0);
    /// See [`Slot::FIRST`].
    pub(crate) const LAST: Slot = Slot(u16::MAX);

    /// The slot of this name with this index.
    pub const fn indexed(name: SlotName, index: u8) -> Self {
        Slot(((name as u16) << 8) | index as u16)
    }

    /// The slot with this number, if its name is known.
    pub fn from_number(number: u16) -> Option<Self> {
        SlotName::ALL.iter().any(|name| *name as u16 == number >> 8).then_some(Slot(number))
    }

    /// The number: the name's number times 256, plus the index.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// What the words in it are.
    pub fn name(self) -> SlotName {
        // Both doors (`indexed`, `from_number`) let in known names only; the first name stands in for the impossible.
        SlotName::ALL.iter().copied().find(|name| *name as u16 == self.0 >> 8).unwrap_or(SlotName::Slug)
    }

    /// Which of several.
    pub const fn index(self) -> u8 {
        (self.0 & 0xff) as u8
    }
}

impl From<SlotName> for Slot {
    fn from(name: SlotName) -> Self {
        Slot::indexed(name, 0)
    }
}

impl<Context> Decode<Context> for Slot {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        Slot::from_number(u16::decode(decoder)?).ok_or(DecodeError::Other("unknown slot"))
    }
}

bincode::impl_borrow_decode!(Slot);

impl fmt::Display for SlotName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index() {
            0 => f.write_str(self.name().as_str()),
            index => write!(f, "{}.{index}", self.name().as_str()),
        }
    }
}

impl FromStr for Slot {
    type Err = UnknownSlot;

    fn from_str(text: &str) -> Result<Self, UnknownSlot> {
        let unknown = || UnknownSlot(text.to_owned());
        let (name, index) = match text.split_once('.') {
            Some((name, index)) => (name, index.parse().map_err(|_| unknown())?),
            None => (text, 0),
        };
        let name = SlotName::ALL.iter().copied().find(|known| known.as_str() == name).ok_or_else(unknown)?;
        Ok(Slot::indexed(name, index))
    }
}
