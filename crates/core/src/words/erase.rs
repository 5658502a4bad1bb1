//! Erasing slots from a words record, so that its commitment stays what it was.
//!
//! Invariant: of an erased slot nothing but its commitment is left, and of the secret from which its salt came nothing
//! at all: the other slots then carry their own salts.

use std::collections::BTreeSet;

use super::disclosure::with_only;
use super::record::{Held, RawRecord, text_in};
use super::{Slot, WordsError};
use crate::header::Header;
use crate::seq::Seq;

/// Bytes by which words in one slot of one event would be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// The event.
    pub event: Seq,
    /// The slot.
    pub slot: Slot,
    /// The words.
    pub text: String,
    /// The salt of the slot, and the secret that it came from if the record has one.
    pub salts: Vec<[u8; 32]>,
}

/// The record without the words in these slots; none if no words are in them any more.
pub(crate) fn erase(record: &[u8], header: &Header, erased: &BTreeSet<Slot>) -> Result<Option<Vec<u8>>, WordsError> {
    if record.is_empty() {
        return Ok(None);
    }
    let raw = checked(record, header)?;
    let goes = |(slot, held): &(Slot, Held<'_>)| matches!(held, Held::Kept { .. }) && erased.contains(slot);
    if !raw.slots.iter().any(goes) {
        return Ok(None);
    }
    Ok(Some(with_only(raw, header, &|slot| !erased.contains(&slot))))
}

/// What the words in these slots would be found by.
pub(crate) fn traces(record: &[u8], header: &Header, wanted: &BTreeSet<Slot>) -> Result<Vec<Traces>, WordsError> {
    if record.is_empty() {
        return Ok(Vec::new());
    }
    let RawRecord { secret, slots } = checked(record, header)?;
    let mut all = Vec::new();
    for (slot, held) in slots {
        if let Held::Kept { salt, bytes } = held
            && wanted.contains(&slot)
        {
            let text = text_in(slot, bytes)?.to_owned();
            let salts = std::iter::once(salt).chain(secret).collect();
            all.push(Traces { event: header.seq, slot, text, salts });
        }
    }
    Ok(all)
}

/// How many slots of a record are erased.
pub(crate) fn erased_count(record: &[u8], header: &Header) -> Result<usize, WordsError> {
    if record.is_empty() {
        return Ok(0);
    }
    let slots = checked(record, header)?.slots;
    Ok(slots.iter().filter(|(_, held)| matches!(held, Held::Erased(_))).count())
}

fn checked<'r>(record: &'r [u8], header: &Header) -> Result<RawRecord<'r>, WordsError> {
    let raw = RawRecord::read(record)?;
    raw.check(header.ledger, header.seq, header.words)?;
    Ok(raw)
}
