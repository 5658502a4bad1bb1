//! What can go wrong with a ledger that is open.

use std::io;

use onrecord_core::entry::LinkError;
use onrecord_core::event::EventError;
use onrecord_core::hash::{ChainHash, SourceHash};
use onrecord_core::seq::Seq;
use thiserror::Error;

use crate::journal::damage::Damage;
use crate::store::error::StoreError;
use crate::system_error::is_no_space;

/// Why an open ledger could not do what was asked.
#[derive(Debug, Error)]
pub enum StorageError {
    /// The disk is full, or a quota is; nothing was recorded.
    #[error("no space left for {doing}; nothing was recorded")]
    NoSpace {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused to read or write.
    #[error("{doing} failed")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The ledger was opened for reading.
    #[error("the ledger was opened for reading only")]
    OpenedForReading,
    /// More was asked for than there is.
    #[error("event {asked} was asked for, the ledger has {size} events")]
    OutOfRange {
        /// The last event that was asked for.
        asked: Seq,
        /// How many there are.
        size: u64,
    },
    /// The journal is damaged.
    #[error("the journal is damaged (`onrecord recover` repairs it from the store)")]
    Journal(#[source] Box<Damage>),
    /// The store is damaged or failed.
    #[error("the store fails at event {seq} (`onrecord recover` rebuilds it from the journal)")]
    Store {
        /// The event that was due.
        seq: Seq,
        /// What is wrong.
        source: StoreError,
    },
    /// An event does not follow the one before it.
    #[error("the chain is broken at event {seq} (`onrecord audit` says more, `onrecord recover` repairs what it can)")]
    Broken {
        /// The event.
        seq: Seq,
        /// What does not fit.
        source: LinkError,
    },
    /// The last event is not the one that the head names.
    #[error(
        "the last event, {seq}, has the hash {found} instead of {expected} (`onrecord recover` repairs what it can)"
    )]
    OtherHead {
        /// The event.
        seq: Seq,
        /// The hash in the head.
        expected: ChainHash,
        /// The hash of the event.
        found: ChainHash,
    },
    /// An event's words are not those that it commits to, so that they cannot be taken apart.
    #[error(
        "the words of event {seq} are damaged (`onrecord audit` says more, `onrecord recover` repairs what it can)"
    )]
    Words {
        /// The event.
        seq: Seq,
        /// What is wrong.
        source: EventError,
    },
    /// Events are missing.
    #[error("event {seq} is missing (`onrecord audit` says more, `onrecord recover` repairs what it can)")]
    Missing {
        /// The event that was due.
        seq: Seq,
    },
    /// A source's bytes were changed.
    #[error("the bytes of source {hash} were changed: they now have the hash {found}")]
    SourceChanged {
        /// The name under which they are kept.
        hash: SourceHash,
        /// What they hash to.
        found: SourceHash,
    },
}

impl From<Damage> for StorageError {
    fn from(damage: Damage) -> Self {
        StorageError::Journal(Box::new(damage))
    }
}

impl StorageError {
    /// The error for a failed read or write, with a full disk told apart.
    pub(crate) fn io(doing: &'static str) -> impl Fn(io::Error) -> StorageError {
        move |source| {
            if is_no_space(&source) {
                StorageError::NoSpace { doing, source }
            } else {
                StorageError::Io { doing, source }
            }
        }
    }
}
