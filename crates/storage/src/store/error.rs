//! What can be wrong with the store.

use std::io;
use std::time::Duration;

use onrecord_core::seq::Seq;
use thiserror::Error;

use crate::system_error::{is_no_space, is_not_permitted};

/// Why the store gave no answer, or none that can be trusted.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database engine panicked.
    #[error("sled panicked while {doing}: {message}")]
    Panicked {
        /// What was asked of it.
        doing: &'static str,
        /// Its words.
        message: String,
    },
    /// The database engine did not come back.
    #[error("sled did not open within {} s", waited.as_secs_f64())]
    TimedOut {
        /// How long it was waited for.
        waited: Duration,
    },
    /// The database engine reports an error.
    #[error("sled failed while {doing}")]
    Failed {
        /// What was asked of it.
        doing: &'static str,
        /// What it says.
        source: sled::Error,
    },
    /// The database engine failed before and is not asked again.
    #[error("sled failed before and is not asked again")]
    GivenUp,
    /// The folder is not there.
    #[error("the store is missing")]
    Missing,
    /// It holds nothing.
    #[error("the store is empty")]
    Empty,
    /// The record of the head is missing or was changed.
    #[error("the store's record of the head is missing or damaged")]
    BadHead,
    /// A run of entries was changed or is incomplete.
    #[error("the entries from event {first} on do not match their checksum or are incomplete")]
    BadRun {
        /// The first event in it.
        first: Seq,
    },
    /// The last entries are not those that the head names.
    #[error("the store's last entries are not those that its head names")]
    OtherHead,
    /// A part of the indexes is missing or was changed.
    #[error("the store's indexes are damaged (`onrecord recover --indexes` makes them anew)")]
    BadIndex,
    /// A part of the tree's tiles is missing or was changed.
    #[error("the store's tiles are damaged (`onrecord recover --indexes` makes them anew)")]
    BadTiles,
    /// A redaction comes behind its end.
    #[error("it ended before a redaction and may hold the words that this one takes")]
    BeforeRedaction,
    /// There is something that does not belong in a store.
    #[error("the store holds a record that does not belong there")]
    StrangeRecord,
}

impl StoreError {
    /// The system failed while something was done beside the engine.
    pub(crate) fn of_system(doing: &'static str) -> impl Fn(io::Error) -> StoreError {
        move |error| StoreError::Failed { doing, source: sled::Error::Io(error) }
    }

    /// Whether the system failed to read or write, which says nothing about what is stored.
    pub(crate) fn io(&self) -> Option<io::ErrorKind> {
        match self {
            StoreError::Failed { source: sled::Error::Io(error), .. } => {
                let kind = error.kind();
                // A file that is missing or is a folder is damage. Errors that sled makes up itself have no code; those
                // of the system that it copies have it in their text.
                let of_system = error.raw_os_error().is_some() || error.to_string().contains("Os { code:");
                let lasting = is_no_space(error) || is_not_permitted(error);
                let damage = matches!(
                    kind,
                    io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory
                );
                (lasting || of_system && !damage).then_some(kind)
            }
            // sled unwraps some errors of the system; 5 is EIO.
            StoreError::Panicked { message, .. } if message.contains("Os { code: 5,") => Some(io::ErrorKind::Other),
            StoreError::Failed { .. }
            | StoreError::Panicked { .. }
            | StoreError::TimedOut { .. }
            | StoreError::GivenUp
            | StoreError::Missing
            | StoreError::Empty
            | StoreError::BadHead
            | StoreError::BadRun { .. }
            | StoreError::OtherHead
            | StoreError::BadIndex
            | StoreError::BadTiles
            | StoreError::BeforeRedaction
            | StoreError::StrangeRecord => None,
        }
    }

    /// Whether another process, or a database that was just dropped, holds sled's own lock.
    pub(crate) fn is_busy(&self) -> bool {
        matches!(self, StoreError::Failed { source: sled::Error::Io(error), .. }
            if error.raw_os_error().is_none() && error.to_string().contains("could not acquire lock"))
    }

    /// Whether the engine itself failed, so that it must not be called again.
    pub(crate) fn is_of_engine(&self) -> bool {
        matches!(self, StoreError::Panicked { .. } | StoreError::TimedOut { .. } | StoreError::Failed { .. })
    }
}
