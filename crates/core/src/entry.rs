//! What storage keeps for one event, and the rule that links one to the next.
//!
//! Invariant: nothing here looks into a body or into words; an entry is bytes, and the chain is over those bytes.

use thiserror::Error;

use crate::hash::{ChainHash, LedgerId};
use crate::header::{Header, HeaderError};
use crate::seq::Seq;

/// One event as it is stored: its bytes, and beside them the words that it commits to (empty if it has none).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The event's bytes, which the chain hashes.
    pub event: Vec<u8>,
    /// The words record (`docs/format.md`, "Words"); empty if the event has no words.
    pub words: Vec<u8>,
}

/// How many events there are, and the chain hash of the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of events, which is also the seq of the next one.
    pub size: u64,
    /// Chain hash of the last event; zeros if there is none.
    pub hash: ChainHash,
}

impl Head {
    /// The head of a ledger without events.
    pub const EMPTY: Head = Head { size: 0, hash: ChainHash::ZERO };

    /// The seq that the next event will have.
    pub const fn next_seq(&self) -> Seq {
        Seq::new(self.size)
    }
}

impl Default for Head {
    fn default() -> Self {
        Head::EMPTY
    }
}

/// Why an event does not follow a head.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    /// Not an event at all.
    #[error("the bytes are not an event")]
    Header(#[from] HeaderError),
    /// Another number was due.
    #[error("event {expected} was due, the bytes say event {found}")]
    Seq {
        /// The number that was due.
        expected: Seq,
        /// The number in the event.
        found: Seq,
    },
    /// It follows another event.
    #[error("event {seq} follows {found}, but the chain is at {expected}")]
    Previous {
        /// The event.
        seq: Seq,
        /// The hash that the chain has reached.
        expected: ChainHash,
        /// The hash that the event names as the one before.
        found: ChainHash,
    },
    /// It belongs to another ledger.
    #[error("event {seq} belongs to ledger {found}, this is ledger {expected}")]
    Ledger {
        /// The event.
        seq: Seq,
        /// This ledger.
        expected: LedgerId,
        /// The ledger in the event.
        found: LedgerId,
    },
}

/// Checks that an event's bytes follow `head` in ledger `ledger`, and gives its header and the head after it.
pub fn follow(head: Head, ledger: LedgerId, event: &[u8]) -> Result<(Header, Head), LinkError> {
    let header = Header::read(event)?;
    let seq = header.seq;
    if seq != head.next_seq() {
        return Err(LinkError::Seq { expected: head.next_seq(), found: seq });
    }
    if header.ledger != ledger {
        return Err(LinkError::Ledger { seq, expected: ledger, found: header.ledger });
    }
    if header.previous != head.hash {
        return Err(LinkError::Previous { seq, expected: head.hash, found: header.previous });
    }
    Ok((header, Head { size: seq.get().saturating_add(1), hash: ChainHash::of_event(event) }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::testing::{LEDGER, Ledger};

    #[test]
    fn a_chain_is_followed_from_the_empty_head_to_the_last() {
        let ledger = Ledger::opened();
        let mut head = Head::EMPTY;
        for (place, entry) in ledger.entries.iter().enumerate() {
            let (header, next) = follow(head, LEDGER, &entry.event).unwrap();
            assert_eq!((header.seq, header.previous), (Seq::new(place as u64), head.hash));
            head = next;
        }
        assert_eq!(head, ledger.head);
    }

    #[test]
    fn every_error_has_an_event_that_provokes_it() {
        let ledger = Ledger::opened();
        let [first, second] = [&ledger.entries[0].event, &ledger.entries[1].event];
        let (_, head) = follow(Head::EMPTY, LEDGER, first).unwrap();
        let (zero, one) = (Seq::FIRST, Seq::new(1));
        let (elsewhere, other) = (LedgerId::new([9; 16]), ChainHash::new([9; 32]));
        let table = [
            (follow(head, LEDGER, &second[1..]), LinkError::Header(HeaderError::TooShort(119))),
            (follow(head, LEDGER, first), LinkError::Seq { expected: one, found: zero }),
            (follow(Head::EMPTY, LEDGER, second), LinkError::Seq { expected: zero, found: one }),
            (
                follow(Head { hash: other, ..head }, LEDGER, second),
                LinkError::Previous { seq: one, expected: other, found: head.hash },
            ),
            (follow(head, elsewhere, second), LinkError::Ledger { seq: one, expected: elsewhere, found: LEDGER }),
        ];
        for (refused, expect) in table {
            assert_eq!(refused, Err(expect));
        }
    }

    #[test]
    fn every_bit_of_an_event_is_in_the_head_after_it() {
        let ledger = Ledger::opened();
        let event = &ledger.entries[0].event;
        for bit in 0..event.len() * 8 {
            let mut flipped = event.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            if let Ok((_, head)) = follow(Head::EMPTY, LEDGER, &flipped) {
                assert_ne!(head.hash, ChainHash::of_event(event), "bit {bit}");
            }
        }
    }
}
