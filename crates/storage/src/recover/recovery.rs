//! What recovering a ledger came to, or why it was refused.

use std::io;
use std::path::PathBuf;

use onrecord_core::entry::Head;
use onrecord_core::hash::LedgerId;
use onrecord_core::seq::Seq;
use thiserror::Error;

use crate::journal::damage::Damage;
use crate::lock::LockError;
use crate::notice::Notice;
use crate::open_error::OpenError;
use crate::storage_error::StorageError;
use crate::store::error::StoreError;

/// A ledger that is whole again, or always was.
#[derive(Debug)]
pub struct Recovery {
    /// What was wrong, at most [`PROBLEMS_MAX`] for each home; empty if nothing was.
    pub problems: Vec<Problem>,
    /// What was done with the journal.
    pub journal: HomeOutcome,
    /// What was done with the store.
    pub store: HomeOutcome,
    /// Where the ledger stands now.
    pub head: Head,
    /// What opening the ledger at the end did besides.
    pub notices: Vec<Notice>,
}

/// More problems of one home than this are not listed.
pub const PROBLEMS_MAX: usize = 1000;

impl Recovery {
    /// Whether there was nothing to rebuild.
    pub fn nothing_to_do(&self) -> bool {
        self.journal == HomeOutcome::Sound && self.store == HomeOutcome::Sound
    }
}

/// What was done with a home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeOutcome {
    /// It was sound and is as it was.
    Sound,
    /// It was sound, and its indexes were made anew.
    Reindexed,
    /// It was rebuilt.
    Rebuilt {
        /// Where the damaged one was kept in the ledger's folder, if it was.
        kept: Option<String>,
    },
}

/// Something that was wrong with a home.
#[derive(Debug, Error)]
pub enum Problem {
    /// The journal is damaged.
    #[error(transparent)]
    Journal(Damage),
    /// The journal is not there.
    #[error("the journal is missing")]
    JournalMissing,
    /// The journal does not have an event as it should be.
    #[error("the journal lacks event {0}, or has it changed")]
    JournalLacks(Seq),
    /// A home holds words that a redaction took.
    #[error("the {home} still holds words of event {seq} that a redaction took")]
    NotErased {
        /// Which home.
        home: &'static str,
        /// The first such event.
        seq: Seq,
    },
    /// The store is damaged.
    #[error(transparent)]
    Store(StoreError),
    /// The store does not have an event as it should be.
    #[error("the store lacks event {0}, or has it changed")]
    StoreLacks(Seq),
    /// The store has its events, but not the indexes over them.
    #[error("the store's indexes are not those that its events give")]
    Index,
}

/// Why nothing was recovered; both homes are as they were.
#[derive(Debug, Error)]
pub enum RecoverError {
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
    /// Another process has the ledger, or it may not be written.
    #[error(transparent)]
    Lock(LockError),
    /// No event can be read in either home.
    #[error("neither journal nor store of {} has an event that can be read", .0.display())]
    NothingReadable(PathBuf),
    /// An event is damaged in both homes.
    #[error("event {seq} is damaged in both homes, and {held} events were recorded; restore a backup")]
    BothDamaged {
        /// The first such event.
        seq: Seq,
        /// How many events a home held for certain.
        held: u64,
    },
    /// The homes hold different events.
    #[error(
        "journal and store of ledger {ledger} hold different events {seq}; only a checkpoint can tell which is right"
    )]
    Forked {
        /// The ledger.
        ledger: LedgerId,
        /// The first such event.
        seq: Seq,
    },
    /// A home could not be read for a reason that says nothing about what is in it.
    #[error("{what} could not be read; copy the ledger to a sound disk and recover the copy")]
    Unreadable {
        /// What could not be read.
        what: String,
        /// What the system says.
        source: io::Error,
    },
    /// The store failed for a reason that says nothing about what is in it.
    #[error("the store could not be read or written")]
    Store(#[source] StoreError),
    /// The system refused to write.
    #[error("{doing} failed")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// Redacted words could not be erased.
    #[error("words that a redaction took could not be erased")]
    NotErased(#[source] StorageError),
    /// Both homes are whole, but the indexes are not.
    #[error("both homes are whole, but the store's indexes could not be made anew")]
    NotIndexed(#[source] StorageError),
    /// A rebuilt home does not hold what it should.
    #[error("the rebuilt {home} does not hold event {seq} as it should; nothing was replaced")]
    RebuildDiffers {
        /// Which home.
        home: &'static str,
        /// The first event that differs.
        seq: Seq,
    },
    /// The ledger cannot be opened, although its homes were rebuilt.
    #[error("the homes were rebuilt, but the ledger cannot be opened")]
    StillUnusable(#[source] Box<OpenError>),
}

impl RecoverError {
    /// The error for a system call that failed.
    pub(crate) fn io(doing: &'static str) -> impl Fn(io::Error) -> RecoverError {
        move |source| RecoverError::Io { doing, source }
    }
}
