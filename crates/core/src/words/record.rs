//! The words record: the bytes beside an event, their salts, and the commitment to them in the event's header.
//!
//! Invariant: `Words::open` gives words only if every slot, and the list of slots, is what the header commits to.

#[cfg(feature = "fuzzing")]
pub(crate) mod mended;

use thiserror::Error;

use super::{Content, Language, Origin, Redacted, SLOT_LEN_MAX, Slot, SlotName, Word, Words};
use crate::hash::{LedgerId, SLOT, SLOT_SALT, WORDS, derive};
use crate::seq::Seq;

/// First byte of a record in which nothing was erased: one secret, from which every salt is derived.
const WHOLE: u8 = 1;
/// First byte of a record in which some slots were erased: the others carry their own salts.
pub(super) const REDACTED: u8 = 2;
pub(super) const KEPT: u8 = 1;
pub(super) const ERASED: u8 = 2;

/// Words as they are stored, and what the header says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedWords {
    /// The record; empty if there are no words.
    pub record: Vec<u8>,
    /// The commitment; zeros if there are no words.
    pub commitment: [u8; 32],
}

/// Why a words record is not what its event committed to.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum WordsError {
    /// A slot holds more than it may.
    #[error("`{slot}` has {len} bytes, at most {SLOT_LEN_MAX} fit")]
    TooLong {
        /// The slot.
        slot: Slot,
        /// Bytes in it.
        len: usize,
    },
    /// The record ends early, goes on too long, or has a part that no record has.
    #[error("the words record is malformed: {0}")]
    Malformed(&'static str),
    /// A slot is not text.
    #[error("`{0}` is not UTF-8")]
    NotText(Slot),
    /// The record does not match the header.
    #[error("the words do not match the commitment in the event")]
    Commitment,
}

impl Words {
    /// Writes the record and its commitment for the event `seq` of `ledger`. The secret must be random and used once.
    pub fn seal(&self, ledger: LedgerId, seq: Seq, secret: [u8; 32]) -> Result<SealedWords, WordsError> {
        if self.is_empty() {
            return Ok(SealedWords { record: Vec::new(), commitment: [0; 32] });
        }
        let mut record = vec![WHOLE];
        record.extend(secret);
        record.extend(count(self.0.len()));
        let mut commitments = Vec::new();
        for (slot, content) in &self.0 {
            let Content::Kept(word) = content else {
                return Err(WordsError::Malformed("erased words cannot be recorded anew"));
            };
            let bytes = slot_bytes(word);
            if bytes.len() > SLOT_LEN_MAX {
                return Err(WordsError::TooLong { slot: *slot, len: bytes.len() });
            }
            record.extend(slot.number().to_be_bytes());
            record.extend((bytes.len() as u32).to_be_bytes());
            record.extend(&bytes);
            commitments.push((*slot, slot_commitment(ledger, seq, *slot, &slot_salt(&secret, *slot), &bytes)));
        }
        Ok(SealedWords { record, commitment: commit(&commitments) })
    }

    /// Reads a record and checks it against the commitment in the header of event `seq`.
    pub fn open(record: &[u8], ledger: LedgerId, seq: Seq, commitment: [u8; 32]) -> Result<Words, WordsError> {
        if record.is_empty() {
            return if commitment == [0; 32] { Ok(Words::new()) } else { Err(WordsError::Commitment) };
        }
        let raw = RawRecord::read(record)?;
        let mut words = Words::new();
        for (slot, held) in &raw.slots {
            let content = match held {
                Held::Kept { bytes, .. } => Content::Kept(read_slot_bytes(*slot, bytes)?),
                Held::Erased(_) => Content::Erased(Redacted::default()),
            };
            words.0.insert(*slot, content);
        }
        raw.check(ledger, seq, commitment)?;
        Ok(words)
    }
}

/// What a record holds for a slot.
pub(super) enum Held<'r> {
    /// Words, and the salt of the commitment to them.
    Kept { salt: [u8; 32], bytes: &'r [u8] },
    /// The bare commitment.
    Erased([u8; 32]),
}

/// A record taken apart.
pub(super) struct RawRecord<'r> {
    /// Where nothing was erased.
    pub(super) secret: Option<[u8; 32]>,
    /// What it holds, in ascending order of the slots.
    pub(super) slots: Vec<(Slot, Held<'r>)>,
}

impl<'r> RawRecord<'r> {
    /// Takes a record apart that is not empty.
    pub(super) fn read(record: &'r [u8]) -> Result<Self, WordsError> {
        let mut reader = Reader(record);
        let secret = match reader.byte()? {
            WHOLE => Some(reader.array::<32>()?),
            REDACTED => None,
            _ => return Err(WordsError::Malformed("unknown form")),
        };
        let mut slots: Vec<(Slot, Held<'r>)> = Vec::new();
        for _ in 0..u16::from_be_bytes(reader.array()?) {
            let number = u16::from_be_bytes(reader.array()?);
            let slot = Slot::from_number(number).ok_or(WordsError::Malformed("unknown slot"))?;
            if slots.last().is_some_and(|(last, _)| *last >= slot) {
                return Err(WordsError::Malformed("slots out of order"));
            }
            slots.push((slot, reader.held(slot, secret.as_ref())?));
        }
        if !reader.0.is_empty() || slots.is_empty() {
            return Err(WordsError::Malformed("length"));
        }
        Ok(RawRecord { secret, slots })
    }

    /// Checks it against the commitment in the header of event `seq`.
    pub(super) fn check(&self, ledger: LedgerId, seq: Seq, commitment: [u8; 32]) -> Result<(), WordsError> {
        if self.commitment(ledger, seq) == commitment { Ok(()) } else { Err(WordsError::Commitment) }
    }

    /// The commitment in the header of event `seq` with which it is right.
    fn commitment(&self, ledger: LedgerId, seq: Seq) -> [u8; 32] {
        let committed = self.slots.iter().map(|(slot, held)| match held {
            Held::Kept { salt, bytes } => (*slot, slot_commitment(ledger, seq, *slot, salt, bytes)),
            Held::Erased(commitment) => (*slot, *commitment),
        });
        let commitments: Vec<(Slot, [u8; 32])> = committed.collect();
        commit(&commitments)
    }
}

impl Words {
    /// Refuses words that are too long for their slot.
    pub(crate) fn check_size(&self) -> Result<(), WordsError> {
        let mut lens = self.slots().filter_map(|slot| self.get(slot).map(|word| (slot, slot_bytes(word).len())));
        match lens.find(|(_, len)| *len > SLOT_LEN_MAX) {
            Some((slot, len)) => Err(WordsError::TooLong { slot, len }),
            None => Ok(()),
        }
    }

    /// The words that were not erased as unambiguous bytes, without salts.
    pub(crate) fn content(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for slot in self.slots() {
            if let Some(word) = self.get(slot) {
                let word = slot_bytes(word);
                bytes.extend(slot.number().to_be_bytes());
                bytes.extend((word.len() as u32).to_be_bytes());
                bytes.extend(word);
            }
        }
        bytes
    }
}

/// The text in a slot of a words record, which is not checked against its commitment; none if it is not there or was
/// erased.
pub(crate) fn text_of(record: &[u8], wanted: SlotName) -> Result<Option<&str>, WordsError> {
    if record.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader(record);
    let whole = match reader.byte()? {
        WHOLE => reader.take(32).map(|_secret| true)?,
        REDACTED => false,
        _ => return Err(WordsError::Malformed("unknown form")),
    };
    for _ in 0..u16::from_be_bytes(reader.array()?) {
        let slot =
            Slot::from_number(u16::from_be_bytes(reader.array()?)).ok_or(WordsError::Malformed("unknown slot"))?;
        if !whole {
            let state = reader.byte()?;
            reader.take(32)?;
            if state == ERASED {
                continue;
            }
        }
        let len = u32::from_be_bytes(reader.array()?) as usize;
        let bytes = reader.take(len)?;
        if slot == Slot::from(wanted) {
            return text_in(slot, bytes).map(Some);
        }
    }
    Ok(None)
}

/// The text behind origin and language in the committed bytes of a slot.
pub(super) fn text_in(slot: Slot, bytes: &[u8]) -> Result<&str, WordsError> {
    let mut reader = Reader(bytes);
    reader.take(3)?;
    let language_len = usize::from(reader.byte()?);
    reader.take(language_len)?;
    std::str::from_utf8(reader.0).map_err(|_| WordsError::NotText(slot))
}

/// The salt of a slot, from the one secret of its event.
fn slot_salt(secret: &[u8; 32], slot: Slot) -> [u8; 32] {
    derive(&SLOT_SALT, &[secret, &slot.number().to_be_bytes()])
}

pub(super) fn slot_commitment(ledger: LedgerId, seq: Seq, slot: Slot, salt: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let (seq, number, len) = (seq.get().to_be_bytes(), slot.number().to_be_bytes(), (bytes.len() as u32).to_be_bytes());
    derive(&SLOT, &[salt, ledger.as_bytes(), &seq, &number, &len, bytes])
}

fn commit(slots: &[(Slot, [u8; 32])]) -> [u8; 32] {
    let mut list = count(slots.len()).to_vec();
    for (slot, commitment) in slots {
        list.extend(slot.number().to_be_bytes());
        list.extend(commitment);
    }
    derive(&WORDS, &[&list])
}

pub(super) fn count(slots: usize) -> [u8; 2] {
    // 20 names of at most 256 slots each fit.
    (slots as u16).to_be_bytes()
}

/// The committed bytes of a slot: origin, language, text.
fn slot_bytes(word: &Word) -> Vec<u8> {
    let (origin, of) = match word.origin {
        Origin::NotStated => (0, 0),
        Origin::Original => (1, 0),
        Origin::TranslationOf(slot) => (2, slot.number()),
    };
    let language = word.language.as_ref().map_or("", Language::as_str);
    let mut bytes = vec![origin];
    bytes.extend(of.to_be_bytes());
    bytes.push(language.len() as u8);
    bytes.extend(language.as_bytes());
    bytes.extend(word.text.as_bytes());
    bytes
}

fn read_slot_bytes(slot: Slot, bytes: &[u8]) -> Result<Word, WordsError> {
    let mut reader = Reader(bytes);
    let origin = reader.byte()?;
    let of = u16::from_be_bytes(reader.array()?);
    let origin = match (origin, of) {
        (0, 0) => Origin::NotStated,
        (1, 0) => Origin::Original,
        (2, number) => {
            Origin::TranslationOf(Slot::from_number(number).ok_or(WordsError::Malformed("translation of no slot"))?)
        }
        _ => return Err(WordsError::Malformed("unknown origin")),
    };
    let language_len = usize::from(reader.byte()?);
    let language = match reader.take(language_len)? {
        [] => None,
        tag => {
            let tag = std::str::from_utf8(tag).map_err(|_| WordsError::NotText(slot))?;
            Some(tag.parse().map_err(|_| WordsError::Malformed("language tag"))?)
        }
    };
    let text = std::str::from_utf8(reader.0).map_err(|_| WordsError::NotText(slot))?;
    Ok(Word { text: text.to_owned(), language, origin })
}

/// The bytes that are still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Result<&'a [u8], WordsError> {
        let (part, rest) = self.0.split_at_checked(len).ok_or(WordsError::Malformed("it ends early"))?;
        self.0 = rest;
        Ok(part)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WordsError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn byte(&mut self) -> Result<u8, WordsError> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// What a record holds for a slot.
    fn held(&mut self, slot: Slot, secret: Option<&[u8; 32]>) -> Result<Held<'a>, WordsError> {
        let salt = match secret {
            Some(secret) => slot_salt(secret, slot),
            None => match self.byte()? {
                KEPT => self.array()?,
                ERASED => return Ok(Held::Erased(self.array()?)),
                _ => return Err(WordsError::Malformed("unknown state of a slot")),
            },
        };
        let len = u32::from_be_bytes(self.array()?) as usize;
        if len > SLOT_LEN_MAX {
            return Err(WordsError::TooLong { slot, len });
        }
        Ok(Held::Kept { salt, bytes: self.take(len)? })
    }
}

#[cfg(test)]
mod tests;
