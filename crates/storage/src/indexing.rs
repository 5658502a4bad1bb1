//! How an open ledger keeps its indexes: what the store's index has reached, and the tail behind it.
//!
//! Invariant: index and tail together hold the postings of all events, each once.

use std::sync::{Mutex, PoisonError};

use onrecord_core::entry::Entry;
use onrecord_core::index::{Fingerprint, FingerprintKeys, PostingRef, postings};
use onrecord_core::seq::Seq;

use crate::entry_log::EntryLog;
use crate::ledger::{Ledger, StoreInUse};
use crate::redaction::any_redaction;
use crate::storage_error::StorageError;
use crate::store::error::StoreError;
use crate::tail::Tail;

/// So many events may be left for a query to look through.
pub const UNINDEXED_MAX: u64 = 1024;
/// So many events are put into the index at once; appends let the tail grow so far.
pub const UNINDEXED_MAX_IN_BULK: u64 = 1 << 16;

/// What became of the index when a ledger was opened.
pub(crate) enum IndexState {
    /// It is behind by a tail that is short enough.
    Ready,
    /// It was damaged and made anew.
    Rebuilt,
}

impl Ledger {
    /// Brings the index so far that only a short tail is left.
    pub(crate) fn ready_index(&mut self, unindexed_max: u64) -> Result<IndexState, StorageError> {
        let size = match self.index_size() {
            Ok(size) if size <= self.head.size => size,
            Ok(_) | Err(StorageError::Store { source: StoreError::BadIndex, .. }) => {
                self.rebuild_index()?;
                return Ok(IndexState::Rebuilt);
            }
            Err(error) => return Err(error),
        };
        self.tail = Mutex::new(Tail::behind(size));
        if self.head.size - size <= unindexed_max {
            return Ok(IndexState::Ready);
        }
        match self.advance_index() {
            Ok(()) => Ok(IndexState::Ready),
            Err(StorageError::Store { source: StoreError::BadIndex, .. }) => {
                self.rebuild_index()?;
                Ok(IndexState::Rebuilt)
            }
            // A full disk, say: until there is room again the tail is longer.
            Err(StorageError::Store { source, .. }) if source.io().is_some() => Ok(IndexState::Ready),
            Err(error) => Err(error),
        }
    }

    /// Makes the index anew unless it holds what the events give. Opening a ledger does not look through all of it.
    pub(crate) fn mend_index(&mut self) -> Result<IndexState, StorageError> {
        if let IndexState::Rebuilt = self.ready_index(UNINDEXED_MAX)? {
            return Ok(IndexState::Rebuilt);
        }
        let StoreInUse::Whole(store) = &self.store else { return Ok(IndexState::Ready) };
        let (keys, mut found, mut given) = (FingerprintKeys::random(), Fingerprint::default(), Fingerprint::default());
        let read = store.postings(&[], &mut |posting| found.add(posting, &keys));
        match read.map_err(index_error) {
            Ok(()) | Err(StorageError::Store { source: StoreError::BadIndex, .. }) => {}
            Err(error) => return Err(error),
        }
        for entry in self.scan(0..self.tail_range().start) {
            postings(&entry?).iter().for_each(|posting| given.add(posting.lend(), &keys));
        }
        if found == given {
            return Ok(IndexState::Ready);
        }
        self.rebuild_index()?;
        Ok(IndexState::Rebuilt)
    }

    /// Makes the index anew from the events. The tiles go; the next proof makes them anew.
    pub fn rebuild_index(&mut self) -> Result<(), StorageError> {
        self.drop_tiles()?;
        if let StoreInUse::Whole(store) = &mut self.store {
            store.drop_index().map_err(index_error)?;
        }
        self.tail = Mutex::new(Tail::behind(0));
        self.advance_index()
    }

    /// Puts the postings of the tail into the index, so that the next to open the ledger has less to do.
    pub fn advance_index(&mut self) -> Result<(), StorageError> {
        while matches!(self.store, StoreInUse::Whole(_)) {
            let range = self.tail_range();
            if range.start >= self.head.size {
                return Ok(());
            }
            // The index never reaches further than the store.
            self.put_late();
            let to = self.head.size.min(range.start + UNINDEXED_MAX_IN_BULK);
            self.catch_up(to)?;
            let tail = self.tail.get_mut().unwrap_or_else(PoisonError::into_inner);
            let (postings, size) = (tail.drain(), tail.range().end);
            if let StoreInUse::Whole(store) = &mut self.store
                && let Err(error) = store.merge_postings(postings, size)
            {
                *tail = Tail::behind(range.start);
                return Err(index_error(error));
            }
        }
        Ok(())
    }

    /// Closes the ledger, and gives what its index lacks to whoever opens it again.
    pub fn close(self) -> Tail {
        std::mem::replace(&mut *self.lock_tail(), Tail::behind(0))
    }

    /// Takes over what the index lacked when the ledger was closed, if it still lacks just that.
    pub fn know_unindexed(&mut self, known: Tail) {
        let head = self.head.size;
        // Postings hold words: what a redaction took meanwhile must not come back with them.
        let since = known.range().end.min(head);
        if any_redaction(self.scan(since..head)).unwrap_or(true) {
            return;
        }
        let tail = self.tail.get_mut().unwrap_or_else(PoisonError::into_inner);
        if tail.range().start == known.range().start && known.range().end <= head {
            *tail = known;
        }
    }

    /// After an append: the tail takes the events in if it had all before them, and the index follows once it is long.
    pub(crate) fn index_after_append(&mut self, batch: &[Entry]) {
        let tail = self.tail.get_mut().unwrap_or_else(PoisonError::into_inner);
        if tail.range().end + batch.len() as u64 == self.head.size {
            batch.iter().for_each(|entry| tail.take(entry));
        }
        let behind = self.head.size - self.tail_range().start;
        if behind > UNINDEXED_MAX_IN_BULK
            && let Err(error) = self.advance_index()
            && let StorageError::Store { source, .. } = error
        {
            // What was appended is recorded; the store is put right when the ledger is opened next.
            self.store = StoreInUse::Behind(source);
        }
    }

    /// Lends the postings under a prefix, out of the index and the tail, in order; what is in both comes once.
    pub(crate) fn all_postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), StorageError> {
        let without_index = !matches!(self.store, StoreInUse::Whole(_));
        if without_index && self.tail_range().start > 0 {
            *self.lock_tail() = Tail::behind(0);
        }
        self.catch_up(self.head.size)?;
        let mut tail = self.lock_tail().under(prefix).into_iter().peekable();
        if let StoreInUse::Whole(store) = &self.store {
            let mut in_order = |in_index: PostingRef<'_>| {
                while let Some(earlier) = tail.next_if(|in_tail| in_tail.key[..] < *in_index.key) {
                    take(earlier.lend());
                }
                let _same = tail.next_if(|in_tail| in_tail.key == in_index.key);
                take(in_index);
            };
            store.postings(prefix, &mut in_order).map_err(index_error)?;
        }
        tail.for_each(|posting| take(posting.lend()));
        Ok(())
    }

    fn index_size(&self) -> Result<u64, StorageError> {
        match &self.store {
            StoreInUse::Whole(store) => store.index_size().map_err(index_error),
            StoreInUse::None | StoreInUse::Behind(_) => Ok(0),
        }
    }

    /// Takes the events before `to` into the tail.
    fn catch_up(&self, to: u64) -> Result<(), StorageError> {
        let mut tail = self.lock_tail();
        for entry in self.scan(tail.range().end..to) {
            tail.take(&entry?);
        }
        Ok(())
    }

    fn tail_range(&self) -> std::ops::Range<u64> {
        self.lock_tail().range()
    }

    fn lock_tail(&self) -> std::sync::MutexGuard<'_, Tail> {
        // A tail that another thread left when it panicked still holds an unbroken range.
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn index_error(source: StoreError) -> StorageError {
    StorageError::Store { seq: Seq::FIRST, source }
}
