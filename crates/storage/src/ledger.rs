//! A ledger on disk that is open.
//!
//! Invariant: the head is the journal's. The store is asked as long as it works, and memory for the last events that it
//! does not have yet; once it fails the journal answers.

use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Mutex;

use onrecord_core::entry::{Entry, Head, LinkError};
use onrecord_core::erasure::Erasures;
use onrecord_core::hash::{LedgerId, SourceHash};
use onrecord_core::header::Header;
use onrecord_core::index::PostingRef;
use onrecord_core::part::Shelf;
use onrecord_core::seq::Seq;

use crate::access::Access;
use crate::batch::check_batch;
use crate::entry_log::{AppendError, Entries, EntryLog, Refusal};
use crate::folder::{JOURNAL, SOURCES, STORE, tree_bytes};
use crate::indexing::UNINDEXED_MAX;
use crate::journal::entries::journal_entries;
use crate::journal::tail::JournalTail;
use crate::journal::writer::{JournalWriter, WriteError};
use crate::limits::Limits;
use crate::lock::LedgerLock;
use crate::open_error::OpenError;
use crate::redaction::{erasures_of, still_there, without_redacted};
use crate::scan::Scan;
use crate::sources;
use crate::storage_error::StorageError;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::packing::packed_len;
use crate::store::rebuild::rebuild;
use crate::tail::Tail;

/// An open ledger. `Ledger::create` makes one, `Ledger::open` opens one; dropping it flushes the store and lets go of
/// the lock.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) folder: PathBuf,
    pub(crate) ledger: LedgerId,
    pub(crate) head: Head,
    pub(crate) access: Access,
    pub(crate) limits: Limits,
    /// What redactions take, where the journal answers and may still hold it.
    pub(crate) erasures: Erasures,
    /// What answers; dropped before the lock.
    pub(crate) store: StoreInUse,
    /// The last events, which are in the journal and not in the store yet.
    pub(crate) late: Vec<Entry>,
    /// `None` when opened for reading.
    pub(crate) journal: Option<JournalWriter>,
    /// Set when only opening the ledger anew can settle how the journal ends.
    pub(crate) append_failed: bool,
    /// The postings that the store's index lacks.
    pub(crate) tail: Mutex<Tail>,
    pub(crate) _lock: LedgerLock,
}

/// Whether the store takes part.
#[derive(Debug)]
pub(crate) enum StoreInUse {
    /// It has all that the journal has.
    Whole(Box<Store>),
    /// It may not be written, so the journal answers.
    None,
    /// It failed after an append; it is rolled forward when the ledger is opened next.
    Behind(StoreError),
}

impl Ledger {
    /// What this ledger was opened for.
    pub fn access(&self) -> Access {
        self.access
    }

    /// Why the store no longer takes part, if it failed after the journal had an append. What was appended is recorded.
    pub fn store_failure(&self) -> Option<&StoreError> {
        match &self.store {
            StoreInUse::Behind(error) => Some(error),
            StoreInUse::Whole(_) | StoreInUse::None => None,
        }
    }

    /// Bytes of the journal's files.
    pub fn journal_bytes(&self) -> io::Result<u64> {
        tree_bytes(&self.folder.join(JOURNAL))
    }

    /// Bytes of the store's files.
    pub fn store_bytes(&self) -> io::Result<u64> {
        tree_bytes(&self.folder.join(STORE))
    }

    /// Entries out of the store, and behind its end out of memory.
    fn scan_homes<'a>(&'a self, store: &Store, range: &Range<u64>) -> Entries<'a> {
        let stored = store.head().size;
        let late = self.late.iter().skip(place(range.start.saturating_sub(stored))).cloned().map(Ok);
        if range.start >= stored {
            return Box::new(late);
        }
        Box::new(Ledger::scan_store(store, range).take(place(stored - range.start)).chain(late))
    }

    fn scan_store<'a>(store: &Store, range: &Range<u64>) -> Entries<'a> {
        let (start, mut due) = (range.start, range.start);
        let entries = match store.entries(Seq::new(start)) {
            Ok(entries) => entries,
            Err(source) => return Box::new(std::iter::once(Err(StorageError::Store { seq: Seq::new(due), source }))),
        };
        let entries = entries.filter_map(move |found| match found {
            Ok(stored) if stored.seq.get() < start => None,
            Ok(stored) if stored.seq.get() == due => {
                due += 1;
                Some(Ok(stored.entry))
            }
            Ok(_) => Some(Err(StorageError::Missing { seq: Seq::new(due) })),
            Err(source) => Some(Err(StorageError::Store { seq: Seq::new(due), source })),
        });
        Box::new(entries)
    }

    /// Entries out of the store, which must carry the numbers that were asked for.
    fn picked<'a>(&'a self, store: &Store, seqs: &'a [Seq]) -> Entries<'a> {
        if let Some(asked) = seqs.iter().copied().find(|seq| seq.get() >= self.head.size) {
            return Box::new(std::iter::once(Err(StorageError::OutOfRange { asked, size: self.head.size })));
        }
        let stored = store.head().size;
        let (in_store, late) = seqs.split_at(seqs.partition_point(|seq| seq.get() < stored));
        let entries = match store.picked(in_store) {
            Ok(entries) => entries,
            Err(source) => return Box::new(std::iter::once(Err(StorageError::Store { seq: Seq::FIRST, source }))),
        };
        let late = late.iter().map(move |seq| {
            let entry = self.late.get(place(seq.get() - stored)).cloned();
            (*seq, entry.ok_or(StoreError::BadRun { first: *seq }))
        });
        Box::new(entries.chain(late).map(|(seq, entry)| {
            let entry = entry.map_err(|source| StorageError::Store { seq, source })?;
            let broken = |source| StorageError::Broken { seq, source };
            let header = Header::read(&entry.event).map_err(|error| broken(LinkError::Header(error)))?;
            if header.seq != seq {
                return Err(broken(LinkError::Seq { expected: seq, found: header.seq }));
            }
            if header.ledger != self.ledger {
                return Err(broken(LinkError::Ledger { seq, expected: self.ledger, found: header.ledger }));
            }
            Ok(entry)
        }))
    }

    /// Entries out of a journal, which has to be read for them from the first on.
    fn filtered<'a>(&'a self, seqs: &'a [Seq]) -> Entries<'a> {
        let (Some(first), Some(last)) = (seqs.first(), seqs.last()) else { return Box::new(std::iter::empty()) };
        let numbers = first.get()..=last.get();
        let all = self.scan(first.get()..last.get().saturating_add(1)).zip(numbers);
        Box::new(
            all.filter(|(entry, number)| entry.is_err() || seqs.binary_search(&Seq::new(*number)).is_ok())
                .map(|(entry, _)| entry),
        )
    }

    /// Has an acknowledged batch follow into the store: at once if it is large, else together with the next ones, since
    /// sled writes as much for one event as for many. What is lost with the process, or fails here, is made up for when
    /// the ledger is opened next.
    fn fill_store(&mut self, batch: &[Entry], after: Head) {
        if !matches!(self.store, StoreInUse::Whole(_)) {
            return;
        }
        if self.late.is_empty() && batch.len() >= LATE_MAX {
            return self.put(batch, after);
        }
        self.late.extend_from_slice(batch);
        let bytes: usize = self.late.iter().map(packed_len).sum();
        if self.late.len() >= LATE_MAX || bytes >= LATE_BYTES_MAX {
            self.put_late();
        }
    }

    /// Puts what is late into the store.
    pub(crate) fn put_late(&mut self) {
        let late = std::mem::take(&mut self.late);
        if !late.is_empty() {
            self.put(&late, self.head);
        }
    }

    fn put(&mut self, entries: &[Entry], after: Head) {
        if let StoreInUse::Whole(store) = &mut self.store
            && let Err(error) = store.append(entries, after)
        {
            self.store = StoreInUse::Behind(error);
        }
    }
}

/// Redactions.
impl Ledger {
    /// What the redactions of a batch take. That it can be taken is made sure of before anything is recorded.
    fn check_redactions(&self, batch: &[Entry]) -> Result<Erasures, StorageError> {
        let erasures = erasures_of(Box::new(batch.iter().cloned().map(Ok)))?;
        if !erasures.is_empty() {
            let journal = journal_entries(&self.folder.join(JOURNAL), self.ledger, 0);
            still_there(&erasures, Box::new(Scan::new(journal, self.ledger, self.head, 0..self.head.size)))?;
        }
        Ok(erasures)
    }

    /// Carries out redactions that were just recorded: the journal without the words, and a new store.
    fn erase(&mut self, erasures: Erasures) -> Result<Head, AppendError> {
        // Whatever comes in between: nothing is answered out of a store that holds the words.
        self.late.clear();
        self.store = StoreInUse::None;
        self.tail = Mutex::new(Tail::behind(0));
        self.erasures = erasures;
        let limits = self.limits.clone();
        let mut carry_on = || -> Result<(), OpenError> {
            let tail = JournalTail::find(&self.folder.join(JOURNAL))?;
            let tail = rebuild(&self.folder, &tail, limits.open_deadline)?.tail;
            let store = Store::open(&self.folder.join(STORE), limits.open_deadline);
            let store = store.map_err(|fault| OpenError::Store(fault.error))?;
            let journal = JournalWriter::go_on(&self.folder.join(JOURNAL), &tail, limits.segment_len_max);
            self.journal = Some(journal.map_err(OpenError::io("opening the journal for writing"))?);
            self.store = StoreInUse::Whole(Box::new(store));
            self.erasures = Erasures::new();
            self.ready_index(UNINDEXED_MAX)?;
            Ok(())
        };
        match carry_on() {
            Ok(()) => Ok(self.head),
            Err(error) => {
                self.append_failed = true;
                Err(AppendError::NotErased(Box::new(error)))
            }
        }
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.put_late();
    }
}

/// So many events, or so many bytes, follow into the store together.
const LATE_MAX: usize = 64;
const LATE_BYTES_MAX: usize = 256 << 10;

/// A number of entries as a place in memory.
fn place(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl EntryLog for Ledger {
    fn ledger_id(&self) -> LedgerId {
        self.ledger
    }

    fn head(&self) -> Result<Head, StorageError> {
        Ok(self.head)
    }

    fn append(&mut self, expected: Head, batch: &[Entry]) -> Result<Head, AppendError> {
        if self.append_failed {
            return Err(Refusal::AfterFailure.into());
        }
        if expected != self.head {
            return Err(AppendError::Conflict { actual: self.head });
        }
        let after = check_batch(self.head, self.ledger, batch)?;
        let erasures = self.check_redactions(batch)?;
        let Some(journal) = &mut self.journal else { return Err(Refusal::OpenedForReading.into()) };
        let io_error = StorageError::io("appending to the journal");
        match journal.append(self.head, batch) {
            Ok(()) => {}
            Err(WriteError::NothingRecorded(error)) => return Err(io_error(error).into()),
            Err(WriteError::LeftTorn(error)) => {
                self.append_failed = true;
                return Err(io_error(error).into());
            }
            Err(WriteError::Unknown(source)) => {
                self.append_failed = true;
                let source = Box::new(StorageError::Io { doing: "syncing the journal", source });
                return Err(AppendError::Unknown { expected, source });
            }
        }
        // From here on the batch is recorded, whatever becomes of the store.
        self.head = after;
        if !erasures.is_empty() {
            return self.erase(erasures);
        }
        self.fill_store(batch, after);
        self.index_after_append(batch);
        Ok(after)
    }

    fn scan(&self, range: Range<u64>) -> Entries<'_> {
        Scan::boxed(self.ledger, self.head, range.clone(), || match &self.store {
            StoreInUse::Whole(store) => self.scan_homes(store, &range),
            StoreInUse::None | StoreInUse::Behind(_) => {
                let entries = journal_entries(&self.folder.join(JOURNAL), self.ledger, range.start);
                without_redacted(&self.erasures, entries)
            }
        })
    }

    fn put_source(&mut self, bytes: &[u8]) -> Result<SourceHash, StorageError> {
        if self.journal.is_none() {
            return Err(StorageError::OpenedForReading);
        }
        sources::put(&self.folder.join(SOURCES), bytes)
    }

    fn source(&self, hash: &SourceHash) -> Result<Option<Vec<u8>>, StorageError> {
        sources::get(&self.folder.join(SOURCES), hash)
    }
}

impl Shelf for Ledger {
    type Error = StorageError;

    fn entries_at<'a>(&'a self, seqs: &'a [Seq]) -> Entries<'a> {
        match &self.store {
            StoreInUse::Whole(store) => self.picked(store, seqs),
            StoreInUse::None | StoreInUse::Behind(_) => self.filtered(seqs),
        }
    }

    fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), StorageError> {
        self.all_postings(prefix, take)
    }
}
