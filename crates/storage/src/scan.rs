//! The chain check that every scan passes, wherever its entries come from.
//!
//! Invariant: a scan ends exactly at its range's end or with an error; nothing comes after an error.

use std::ops::Range;

use onrecord_core::entry::{Entry, Head, LinkError, follow};
use onrecord_core::hash::LedgerId;
use onrecord_core::header::Header;
use onrecord_core::seq::Seq;

use crate::entry_log::Entries;
use crate::storage_error::StorageError;

/// Entries that follow each other, checked as they pass.
pub(crate) struct Scan<'a> {
    entries: Entries<'a>,
    ledger: LedgerId,
    /// The ledger's head, which the last event must match.
    head: Head,
    /// The chain so far; `None` before the first entry of a scan that begins in the middle.
    at: Option<Head>,
    next: u64,
    end: u64,
}

impl<'a> Scan<'a> {
    /// Checks `entries`, which begin with event `range.start`, against the ledger's head.
    pub(crate) fn new(entries: Entries<'a>, ledger: LedgerId, head: Head, range: Range<u64>) -> Self {
        let at = (range.start == 0).then_some(Head::EMPTY);
        Scan { entries, ledger, head, at, next: range.start, end: range.end }
    }

    /// A scan of `range` boxed for the trait, or the error that the range asks for more than there is.
    pub(crate) fn boxed(
        ledger: LedgerId,
        head: Head,
        range: Range<u64>,
        entries: impl FnOnce() -> Entries<'a>,
    ) -> Entries<'a> {
        if range.is_empty() {
            return Box::new(std::iter::empty());
        }
        if range.end > head.size {
            let asked = Seq::new(range.end - 1);
            return Box::new(std::iter::once(Err(StorageError::OutOfRange { asked, size: head.size })));
        }
        Box::new(Scan::new(entries(), ledger, head, range))
    }

    fn check(&mut self, entry: &Entry) -> Result<(), StorageError> {
        let seq = Seq::new(self.next);
        let broken = |source| StorageError::Broken { seq, source };
        let at = match self.at {
            Some(at) => at,
            None => {
                let header = Header::read(&entry.event).map_err(|error| broken(LinkError::Header(error)))?;
                Head { size: self.next, hash: header.previous }
            }
        };
        let (_, after) = follow(at, self.ledger, &entry.event).map_err(broken)?;
        if after.size == self.head.size && after.hash != self.head.hash {
            return Err(StorageError::OtherHead { seq, expected: self.head.hash, found: after.hash });
        }
        self.at = Some(after);
        Ok(())
    }
}

impl Iterator for Scan<'_> {
    type Item = Result<Entry, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let found = match self.entries.next() {
            Some(Ok(entry)) => self.check(&entry).map(|()| entry),
            Some(Err(error)) => Err(error),
            None => Err(StorageError::Missing { seq: Seq::new(self.next) }),
        };
        self.next = if found.is_ok() { self.next + 1 } else { self.end };
        Some(found)
    }
}
