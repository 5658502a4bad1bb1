//! The commitment that a words record would need: how fuzzing gets changed words past it.
//!
//! Invariant: `Words::open` alone decides what a record says; nothing here is called but by `crates/fuzz`.

use super::{RawRecord, WordsError};
use crate::hash::LedgerId;
use crate::seq::Seq;

/// The commitment in the header of event `seq` with which this record would be right, if its slots can be read.
pub fn commitment_to(record: &[u8], ledger: LedgerId, seq: Seq) -> Result<[u8; 32], WordsError> {
    if record.is_empty() {
        return Ok([0; 32]);
    }
    RawRecord::read(record).map(|raw| raw.commitment(ledger, seq))
}
