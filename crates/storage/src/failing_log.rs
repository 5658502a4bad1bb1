//! A log that fails on purpose at the n-th append, for tests of those who use a log.

use std::io;
use std::ops::Range;

use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::{LedgerId, SourceHash};
use onrecord_core::index::PostingRef;
use onrecord_core::part::Shelf;
use onrecord_core::seq::Seq;

use crate::entry_log::{AppendError, Entries, EntryLog};
use crate::storage_error::StorageError;

/// What the append that fails comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendFault {
    /// The disk is full; nothing is recorded.
    NoSpace,
    /// It is recorded, but the answer is lost.
    AnswerLost,
    /// It is not recorded, and the answer is lost.
    BatchLost,
}

/// Another log of which one append fails.
#[derive(Debug)]
pub struct FailingLog<L> {
    /// The log behind it.
    pub inner: L,
    appends_left: u32,
    fault: AppendFault,
}

impl<L: EntryLog> FailingLog<L> {
    /// Lets `appends` appends pass and fails the one after them, once.
    pub fn after(inner: L, appends: u32, fault: AppendFault) -> Self {
        FailingLog { inner, appends_left: appends + 1, fault }
    }
}

impl<L: EntryLog> EntryLog for FailingLog<L> {
    fn ledger_id(&self) -> LedgerId {
        self.inner.ledger_id()
    }

    fn head(&self) -> Result<Head, StorageError> {
        self.inner.head()
    }

    fn append(&mut self, expected: Head, batch: &[Entry]) -> Result<Head, AppendError> {
        let is_due = self.appends_left == 1;
        self.appends_left = self.appends_left.saturating_sub(1);
        if !is_due {
            return self.inner.append(expected, batch);
        }
        let doing = "appending to the journal";
        let lost = |kind: io::ErrorKind| AppendError::Unknown {
            expected,
            source: Box::new(StorageError::Io { doing, source: kind.into() }),
        };
        match self.fault {
            AppendFault::NoSpace => {
                Err(AppendError::Storage(StorageError::NoSpace { doing, source: io::ErrorKind::StorageFull.into() }))
            }
            AppendFault::AnswerLost => {
                self.inner.append(expected, batch)?;
                Err(lost(io::ErrorKind::TimedOut))
            }
            AppendFault::BatchLost => Err(lost(io::ErrorKind::TimedOut)),
        }
    }

    fn scan(&self, range: Range<u64>) -> Entries<'_> {
        self.inner.scan(range)
    }

    fn put_source(&mut self, bytes: &[u8]) -> Result<SourceHash, StorageError> {
        self.inner.put_source(bytes)
    }

    fn source(&self, hash: &SourceHash) -> Result<Option<Vec<u8>>, StorageError> {
        self.inner.source(hash)
    }
}

impl<L: EntryLog> Shelf for FailingLog<L> {
    type Error = StorageError;

    fn entries_at<'a>(&'a self, seqs: &'a [Seq]) -> Entries<'a> {
        self.inner.entries_at(seqs)
    }

    fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), StorageError> {
        self.inner.postings(prefix, take)
    }
}
