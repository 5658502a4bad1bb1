//! The log for tests and examples: everything in memory.
//!
//! Invariant: it refuses what the ledger on disk refuses.

use std::collections::BTreeMap;
use std::ops::Range;

use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::{LedgerId, SourceHash};
use onrecord_core::index::{Posting, PostingRef, postings};
use onrecord_core::part::Shelf;
use onrecord_core::seq::Seq;

use crate::batch::check_batch;
use crate::entry_log::{AppendError, Entries, EntryLog, Refusal};
use crate::redaction::{erasures_of, still_there, without_redacted};
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
        let after = check_batch(self.head, self.ledger, batch)?;
        let erasures = erasures_of(Box::new(batch.iter().cloned().map(Ok)))?;
        if !erasures.is_empty() {
            let all = || Box::new(self.entries.iter().cloned().map(Ok));
            let (_, kept) = still_there(&erasures, all())?;
            self.entries = without_redacted(&erasures, all()).collect::<Result<_, _>>()?;
            self.sources.retain(|hash, _| kept.contains(hash) || !erasures.of_sources());
        }
        self.entries.extend_from_slice(batch);
        self.head = after;
        Ok(after)
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

impl Shelf for MemoryLog {
    type Error = StorageError;

    fn entries_at<'a>(&'a self, seqs: &'a [Seq]) -> Entries<'a> {
        Box::new(seqs.iter().map(|seq| {
            let entry = usize::try_from(seq.get()).ok().and_then(|place| self.entries.get(place));
            entry.cloned().ok_or(StorageError::OutOfRange { asked: *seq, size: self.head.size })
        }))
    }

    fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), StorageError> {
        let all = self.entries.iter().flat_map(postings);
        let mut found: Vec<Posting> = all.filter(|posting| posting.key.starts_with(prefix)).collect();
        found.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        found.iter().for_each(|posting| take(posting.lend()));
        Ok(())
    }
}
