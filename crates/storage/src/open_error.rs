//! Why a ledger was not opened.

use std::io;
use std::path::PathBuf;

use onrecord_core::entry::Head;
use onrecord_core::hash::ChainHash;
use thiserror::Error;

use crate::journal::damage::{Damage, DamageKind};
use crate::journal::tail::TailError;
use crate::lock::LockError;
use crate::storage_error::StorageError;
use crate::store::error::StoreError;

/// Why a ledger was not opened; nothing was changed in it unless said.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is nothing.
    #[error("there is no folder {}", .0.display())]
    Missing(PathBuf),
    /// There is something else.
    #[error("{} is not a ledger", .0.display())]
    NotALedger(PathBuf),
    /// The ledger was made by a newer program.
    #[error("{segment} has format version {version}, this program reads version 1; use a newer one")]
    NewerFormat {
        /// Name of the segment file.
        segment: String,
        /// Its version.
        version: u16,
    },
    /// Another process has the ledger.
    #[error(transparent)]
    Lock(LockError),
    /// Writing was asked for and is not permitted.
    #[error("{} may not be written", path.display())]
    ReadOnly {
        /// What may not be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The journal is damaged.
    #[error("the journal is damaged; `onrecord audit` says where, `onrecord recover` repairs it from the store")]
    Damaged(#[source] Box<Damage>),
    /// The journal's folder or all of it is missing, but the store is there.
    #[error("{} has a store but no journal; `onrecord recover` rebuilds it", .0.display())]
    JournalMissing(PathBuf),
    /// The store has events that the journal lacks, so the journal has lost something.
    #[error(
        "the store has {store} events, the journal only {}: the journal has lost some; `onrecord audit` says more, \
         `onrecord recover` rebuilds it from the store",
        journal.size
    )]
    StoreAhead {
        /// How many events the store has.
        store: u64,
        /// Where the journal ends.
        journal: Head,
    },
    /// Journal and store hold different events.
    #[error(
        "journal and store disagree on the first {size} events ({} and {}); `onrecord audit` says more, \
         `onrecord recover` says what can be done",
        journal.short(), store.short()
    )]
    Forked {
        /// At this size they differ.
        size: u64,
        /// The hash of the journal's last event there.
        journal: ChainHash,
        /// The hash of the store's last event there.
        store: ChainHash,
    },
    /// The system failed to read or write.
    #[error("{doing} failed")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The disk is full, or a quota is.
    #[error("no space left to bring the store up to date ({why}); the ledger can still be read")]
    NoSpace {
        /// What was being done, and what the system says.
        why: String,
    },
    /// Reading the journal failed, so that the store could not be brought up to date.
    #[error("the store could not be brought up to date from the journal")]
    Journal(#[source] StorageError),
    /// The store failed in a way that is no reason to replace it.
    #[error("the store could not be read or written")]
    Store(#[source] StoreError),
    /// A rebuilt store does not hold what the journal holds.
    #[error("the store was rebuilt but does not hold what the journal holds; the old one was left in place")]
    RebuildDiffers,
}

impl OpenError {
    /// The error for a system call that failed.
    pub(crate) fn io(doing: &'static str) -> impl Fn(io::Error) -> OpenError {
        move |source| OpenError::Io { doing, source }
    }

    /// The error for damage in the journal, with a newer format told apart.
    pub(crate) fn damage(damage: Box<Damage>) -> OpenError {
        if let DamageKind::NewerFormat(version) = damage.kind {
            return OpenError::NewerFormat { segment: damage.place.segment.to_string(), version };
        }
        OpenError::Damaged(damage)
    }
}

impl From<TailError> for OpenError {
    fn from(error: TailError) -> Self {
        match error {
            TailError::Io(source) => OpenError::Io { doing: "reading the journal", source },
            TailError::Damage(damage) => OpenError::damage(damage),
        }
    }
}

impl From<StorageError> for OpenError {
    fn from(error: StorageError) -> Self {
        if let StorageError::Journal(damage) = error {
            return OpenError::damage(damage);
        }
        OpenError::Journal(error)
    }
}
