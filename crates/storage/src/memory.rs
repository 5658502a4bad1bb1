//! The log for tests and examples: everything in memory.
//!
//! Invariant: it refuses what the ledger on disk refuses.

use std::collections::BTreeMap;
use std::ops::Range;

use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::{LedgerId, SourceHash};

use crate::batch::check_batch;
use crate::entry_log::{AppendError, Entries, EntryLog, Refusal};
use crate::scan::Scan;
use crate::storage_error::StorageError;

/// A ledger that lives as long as the process.
#[derive(Debug)]
pub struct MemoryLog {
    ledger: LedgerId,
    head: Head,
    entries: Vec<Entry>,
    sources: BTreeMap<SourceHash, Vec<u8>>,
}

impl MemoryLog {
    /// A ledger with these first events.
    pub fn create(ledger: LedgerId, first: &[Entry]) -> Result<MemoryLog, Refusal> {
        let head = check_batch(Head::EMPTY, ledger, first)?;
        Ok(MemoryLog { ledger, head, entries: first.to_vec(), sources: BTreeMap::new() })
    }
}

impl EntryLog for MemoryLog {
    fn ledger_id(&self) -> LedgerId {
        self.ledger
    }

    fn head(&self) -> Result<Head, StorageError> {
        Ok(self.head)
    }

    fn append(&mut self, expected: Head, batch: &[Entry]) -> Result<Head, AppendError> {
        if expected != self.head {
            return Err(AppendError::Conflict { actual: self.head });
        }
        self.head = check_batch(self.head, self.ledger, batch)?;
        self.entries.extend_from_slice(batch);
        Ok(self.head)
    }

    fn scan(&self, range: Range<u64>) -> Entries<'_> {
        Scan::boxed(self.ledger, self.head, range.clone(), || {
            Box::new(self.entries.iter().skip(range.start as usize).cloned().map(Ok))
        })
    }

    fn put_source(&mut self, bytes: &[u8]) -> Result<SourceHash, StorageError> {
        let hash = SourceHash::of(bytes);
        self.sources.entry(hash).or_insert_with(|| bytes.to_vec());
        Ok(hash)
    }

    fn source(&self, hash: &SourceHash) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.sources.get(hash).cloned())
    }
}
