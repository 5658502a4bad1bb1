//! Showing some words of an event and not the others: a words record in which those that are not shown stand by their
//! commitments, as if they were erased.
//!
//! Invariant: of what is not shown nothing is given away but its commitment, and no salt but those of slots that are
//! shown; the record still is what the event committed to.

use super::record::{ERASED, Held, KEPT, REDACTED, RawRecord, count, slot_commitment};
use super::{Slot, WordsError};
use crate::header::Header;

/// The record of an event with the words in the slots that are shown. Slots that were erased stay so.
pub(crate) fn disclose(record: &[u8], header: &Header, shown: &dyn Fn(Slot) -> bool) -> Result<Vec<u8>, WordsError> {
    if record.is_empty() {
        return Ok(Vec::new());
    }
    Ok(with_only(RawRecord::read(record)?, header, shown))
}

/// Whether a record has the form in which words are shown: one that gives away no secret of the whole event.
pub(crate) fn is_disclosure(record: &[u8]) -> bool {
    matches!(record.first(), None | Some(&REDACTED))
}

/// A record that keeps the words in some slots, with salts of their own, and of the others the commitments.
pub(super) fn with_only(raw: RawRecord<'_>, header: &Header, kept: &dyn Fn(Slot) -> bool) -> Vec<u8> {
    let mut left = vec![REDACTED];
    left.extend(count(raw.slots.len()));
    for (slot, held) in raw.slots {
        left.extend(slot.number().to_be_bytes());
        match held {
            Held::Kept { salt, bytes } if kept(slot) => {
                left.push(KEPT);
                left.extend(salt);
                left.extend((bytes.len() as u32).to_be_bytes());
                left.extend(bytes);
            }
            Held::Kept { salt, bytes } => {
                left.push(ERASED);
                left.extend(slot_commitment(header.ledger, header.seq, slot, &salt, bytes));
            }
            Held::Erased(commitment) => {
                left.push(ERASED);
                left.extend(commitment);
            }
        }
    }
    left
}
