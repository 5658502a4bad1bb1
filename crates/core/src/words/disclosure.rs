//! Showing some words of an event and not the others: a words record in which those that are not shown stand by their
//! commitments, as if they were erased.
//!
//! Invariant: of what is not shown nothing is given away but its commitment, and no salt but those of slots that are
//! shown; the record still is what the event committed to.

use super::record::{ERASED, KEPT, REDACTED, Reader, WHOLE, count, slot_commitment, slot_salt};
use super::{Slot, WordsError};
use crate::header::Header;

/// The record of an event with the words in the slots that are shown. Slots that were erased stay so.
pub(crate) fn disclose(record: &[u8], header: &Header, shown: &dyn Fn(Slot) -> bool) -> Result<Vec<u8>, WordsError> {
    if record.is_empty() {
        return Ok(Vec::new());
    }
    let mut reader = Reader(record);
    let secret = match reader.byte()? {
        WHOLE => Some(reader.array::<32>()?),
        REDACTED => None,
        _ => return Err(WordsError::Malformed("unknown form")),
    };
    let slots = u16::from_be_bytes(reader.array()?);
    let mut disclosed = vec![REDACTED];
    disclosed.extend(count(slots.into()));
    for _ in 0..slots {
        let number = u16::from_be_bytes(reader.array()?);
        let slot = Slot::from_number(number).ok_or(WordsError::Malformed("unknown slot"))?;
        disclosed.extend(number.to_be_bytes());
        let salt = match secret.as_ref() {
            Some(secret) => slot_salt(secret, slot),
            None if reader.byte()? == ERASED => {
                disclosed.push(ERASED);
                disclosed.extend(reader.array::<32>()?);
                continue;
            }
            None => reader.array()?,
        };
        let len = u32::from_be_bytes(reader.array()?);
        let bytes = reader.take(len as usize)?;
        if shown(slot) {
            disclosed.push(KEPT);
            disclosed.extend(salt);
            disclosed.extend(len.to_be_bytes());
            disclosed.extend(bytes);
        } else {
            disclosed.push(ERASED);
            disclosed.extend(slot_commitment(header.ledger, header.seq, slot, &salt, bytes));
        }
    }
    Ok(disclosed)
}

/// Whether a record has the form in which words are shown: one that gives away no secret of the whole event.
pub(crate) fn is_disclosure(record: &[u8]) -> bool {
    matches!(record.first(), None | Some(&REDACTED))
}
