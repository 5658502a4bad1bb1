//! Words: everything about an event that is not a number, an enum, a day or a seq, kept beside the event and committed
//! to by its header (`docs/format.md`, "Words").
//!
//! Invariant: words that were opened match the commitment in the event's header, slot by slot; an erased slot still
//! counts through its bare commitment.

mod disclosure;
mod erase;
mod record;
mod slot;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::seq::Seq;

pub(crate) use disclosure::{disclose, is_disclosure};
pub use erase::Traces;
pub(crate) use erase::{erase, erased_count, traces};
#[cfg(feature = "fuzzing")]
pub use record::mended::commitment_to;
pub(crate) use record::text_of;
pub use record::{SealedWords, WordsError};
pub use slot::{Slot, SlotName, UnknownSlot};

/// A slot holds at most this many bytes, its language tag included.
pub const SLOT_LEN_MAX: usize = 1 << 20;

/// The words of one event, by slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<Slot, Content>);

/// What a slot holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Kept(Word),
    Erased(Redacted),
}

/// What is known of words that were erased.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Redacted {
    /// By which event, once that is known.
    by: Option<Seq>,
    /// What people see in their place; nothing before it is known whose words they were.
    shown: String,
}

/// One text, with its language and where it stands to the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text as given, byte for byte.
    pub text: String,
    /// Its language, where known.
    pub language: Option<Language>,
    /// Whether it is the original or a translation.
    pub origin: Origin,
}

/// Whether words are the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing is said about it.
    NotStated,
    /// These are the words in the language in which they were said.
    Original,
    /// A translation of the words in another slot.
    TranslationOf(Slot),
}

impl Words {
    /// No words.
    pub fn new() -> Self {
        Words::default()
    }

    /// Puts words into a slot, in place of what was there.
    pub fn set(&mut self, slot: impl Into<Slot>, word: impl Into<Word>) {
        self.0.insert(slot.into(), Content::Kept(word.into()));
    }

    /// `set`, where there is something to put.
    pub fn set_some(&mut self, slot: impl Into<Slot>, word: Option<impl Into<Word>>) {
        if let Some(word) = word {
            self.set(slot, word);
        }
    }

    /// Takes a slot out; nothing happens if it is not there.
    pub fn clear(&mut self, slot: impl Into<Slot>) {
        self.0.remove(&slot.into());
    }

    /// The words in a slot, unless it is empty or erased.
    pub fn get(&self, slot: impl Into<Slot>) -> Option<&Word> {
        match self.0.get(&slot.into())? {
            Content::Kept(word) => Some(word),
            Content::Erased(_) => None,
        }
    }

    /// The text in a slot, unless it is empty or erased.
    pub fn text(&self, slot: impl Into<Slot>) -> Option<&str> {
        self.get(slot).map(|word| word.text.as_str())
    }

    /// The texts in all slots of a name, in order of their index.
    pub fn texts(&self, name: SlotName) -> impl Iterator<Item = (Slot, &str)> {
        self.0.iter().filter_map(move |(slot, content)| match content {
            Content::Kept(word) if slot.name() == name => Some((*slot, word.text.as_str())),
            Content::Kept(_) | Content::Erased(_) => None,
        })
    }

    /// All slots, erased ones included, in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.0.keys().copied()
    }

    /// Whether a slot once held words that were erased since.
    pub fn is_erased(&self, slot: impl Into<Slot>) -> bool {
        matches!(self.0.get(&slot.into()), Some(Content::Erased(_)))
    }

    /// The text in a slot as people see it: where words were erased, that they were, and by which event.
    pub fn shown(&self, slot: impl Into<Slot>) -> Option<&str> {
        match self.0.get(&slot.into())? {
            Content::Kept(word) => Some(&word.text),
            Content::Erased(redacted) => Some(&redacted.shown),
        }
    }

    /// The slots that were erased, each with the redaction that did it, as far as that is known.
    pub fn redacted(&self) -> impl Iterator<Item = (Slot, Option<Seq>)> {
        self.0.iter().filter_map(|(slot, content)| match content {
            Content::Erased(redacted) => Some((*slot, redacted.by)),
            Content::Kept(_) => None,
        })
    }

    /// Takes the words out of a slot of the record `owner`, by a redaction if it is known which; nothing happens if it
    /// has none.
    pub(crate) fn redact(&mut self, slot: Slot, owner: Seq, by: Option<Seq>) {
        if let Some(content) = self.0.get_mut(&slot) {
            let shown = match (slot.name(), by) {
                // Still a name under which the record is found.
                (SlotName::Slug, _) => stand_in(owner),
                (_, Some(by)) => format!("(redacted by event {by})"),
                (_, None) => "(redacted)".to_owned(),
            };
            *content = Content::Erased(Redacted { by, shown });
        }
    }

    /// Only the slots of a name.
    #[must_use]
    pub fn of(&self, name: SlotName) -> Words {
        Words(self.0.iter().filter(|(slot, _)| slot.name() == name).map(|(s, c)| (*s, c.clone())).collect())
    }

    /// All words but the reason, which a correction has beside the content.
    #[must_use]
    pub fn without_reason(&self) -> Words {
        let mut words = self.clone();
        words.clear(SlotName::Reason);
        words
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both say the same, not counting slots that were erased in either.
    pub fn same_as(&self, other: &Words) -> bool {
        let kept = |words: &Words, others: &Words| -> Vec<(Slot, Word)> {
            let kept = words.0.iter().filter(|(slot, _)| !others.is_erased(**slot));
            kept.filter_map(|(slot, _)| words.get(*slot).map(|word| (*slot, word.clone()))).collect()
        };
        kept(self, other) == kept(other, self)
    }
}

/// The slug under which a record is found whose own was erased.
pub(crate) fn stand_in(record: Seq) -> String {
    format!("redacted-{record}")
}

impl<T: Into<String>> From<T> for Word {
    fn from(text: T) -> Self {
        Word { text: text.into(), language: None, origin: Origin::NotStated }
    }
}

/// A language tag: 1 to 35 letters, digits and hyphens, as in BCP 47 (`en`, `ar`, `zh-Hant`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// What `Language::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a language tag: write it as in `en`, `ar` or `zh-Hant`")]
pub struct NotALanguage(String);

impl Language {
    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        let parts_fit = text
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let fits = text.len() <= 35 && parts_fit && text.starts_with(|first: char| first.is_ascii_alphabetic());
        if fits { Ok(Language(text.to_owned())) } else { Err(NotALanguage(text.to_owned())) }
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;

    fn try_from(text: String) -> Result<Self, NotALanguage> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
