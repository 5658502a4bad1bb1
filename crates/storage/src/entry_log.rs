//! The one door to stored events: append behind an expected head, scan in order, and the bytes of sources.
//!
//! Invariant: an implementation knows nothing of bodies or words; all of them pass the same suite (`conformance.rs`).

use std::ops::Range;

use onrecord_core::entry::{Entry, Head, LinkError};
use onrecord_core::hash::{LedgerId, SourceHash};
use onrecord_core::part::Shelf;
use thiserror::Error;

use crate::open_error::OpenError;
use crate::storage_error::StorageError;

/// The entries of a scan, in order.
pub type Entries<'a> = Box<dyn Iterator<Item = Result<Entry, StorageError>> + 'a>;

/// A ledger's events in order and by their postings, and its sources' bytes.
pub trait EntryLog: Shelf<Error = StorageError> {
    /// The ledger whose events these are.
    fn ledger_id(&self) -> LedgerId;

    /// How many events there are, and the chain hash of the last.
    ///
    /// It is the head that `append` expects next. Another process may move it as soon as this one lets go of the lock.
    fn head(&self) -> Result<Head, StorageError>;

    /// Appends a batch behind `expected` and gives the head after it; all of it or nothing.
    ///
    /// Order: the batch's events get the numbers from `expected.size` on, in the order given; each must follow the one
    /// before it ([`onrecord_core::entry::follow`]), which is checked before anything is written.
    /// Durability: when this returns `Ok`, the batch survives a power cut. Sources that the events name must have been
    /// put before.
    /// Redactions in the batch are carried out: when this returns `Ok`, the words that they take are gone wherever this
    /// log held them, and so are bytes of sources that no event names any more.
    /// Errors: only after [`AppendError::Unknown`] may the batch have been recorded, and after
    /// [`AppendError::NotErased`] it was; after every other error it was not.
    fn append(&mut self, expected: Head, batch: &[Entry]) -> Result<Head, AppendError>;

    /// The events with these numbers, in order; an empty range gives none.
    ///
    /// Order: the entries follow each other by number and by hash, the first follows nothing if it is event 0, and the
    /// last one's hash is the head's if it is the last of the ledger. After `range.end` the scan ends; it never ends
    /// earlier without an error, and after an error nothing more comes.
    /// Errors: a range that reaches behind the head, damage, a read error.
    fn scan(&self, range: Range<u64>) -> Entries<'_>;

    /// Keeps a source's bytes under their hash.
    ///
    /// Durability: when this returns `Ok`, the bytes survive a power cut and [`EntryLog::source`] gives them. Bytes
    /// that are held already are not written again.
    fn put_source(&mut self, bytes: &[u8]) -> Result<SourceHash, StorageError>;

    /// The source bytes with this hash, or `None` if they are not held.
    ///
    /// Errors: bytes that no longer match their hash are an error and are not returned.
    fn source(&self, hash: &SourceHash) -> Result<Option<Vec<u8>>, StorageError>;
}

/// Why a batch was not acknowledged.
#[derive(Debug, Error)]
pub enum AppendError {
    /// The ledger is not where the caller thought; nothing was recorded.
    #[error("the ledger is at {} events ({}), not where this was to follow", actual.size, actual.hash.short())]
    Conflict {
        /// Where it is.
        actual: Head,
    },
    /// The answer was lost: the batch may be recorded or not. The same bytes may be sent again with the same expected
    /// head once the ledger was opened anew; if that gives a conflict, compare the hashes of the events at these
    /// numbers with those sent: equal means that they were recorded the first time.
    #[error("it is not known whether the events from {} on were recorded", expected.size)]
    Unknown {
        /// The head that the batch was to follow.
        expected: Head,
        /// What went wrong.
        source: Box<StorageError>,
    },
    /// The batch was recorded, but the words that a redaction in it takes are not gone yet. Opening the ledger to write
    /// carries on; until then nothing else may be appended.
    #[error("the redaction is recorded, but its words are not erased everywhere yet")]
    NotErased(#[source] Box<OpenError>),
    /// The batch or the state of this log does not allow it; nothing was recorded.
    #[error("the events were refused")]
    Refused(#[from] Refusal),
    /// Storage failed; nothing was recorded.
    #[error("nothing was recorded")]
    Storage(#[from] StorageError),
}

/// Why a batch is not even tried.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// A batch has at least one event.
    #[error("there is no event in the batch")]
    EmptyBatch,
    /// An event does not follow the one before it.
    #[error("entry {index} of the batch does not follow: {link}")]
    DoesNotFollow {
        /// Its place in the batch, from 0.
        index: usize,
        /// What does not fit.
        link: LinkError,
    },
    /// The batch is larger than a frame may be.
    #[error("the batch has {bytes} bytes, at most {limit} are recorded at once")]
    TooLarge {
        /// Its size in the journal.
        bytes: usize,
        /// The greatest size.
        limit: usize,
    },
    /// The ledger was opened for reading.
    #[error("the ledger was opened for reading only")]
    OpenedForReading,
    /// An earlier append failed in a way that only opening the ledger anew can settle.
    #[error("an earlier append failed; open the ledger anew before appending again")]
    AfterFailure,
}
