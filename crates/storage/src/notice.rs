//! What opening a ledger did without being asked, so that it can be said.

use std::fmt;

use crate::journal::damage::Torn;
use crate::store::error::StoreError;

/// Something that was done, or passed over, while a ledger was opened.
#[derive(Debug)]
pub enum Notice {
    /// An unfinished write at the journal's end was dropped; it was never acknowledged.
    TornDropped(Torn),
    /// An unfinished write at the journal's end was passed over; the next writer drops it.
    TornIgnored(Torn),
    /// The store lacked events that the journal has, and now has them.
    StoreRolledForward {
        /// How many events it had.
        from: u64,
        /// How many it has.
        to: u64,
    },
    /// The store could not be used and was rebuilt from the journal.
    StoreRebuilt {
        /// Why it could not be used.
        why: StoreError,
        /// How many events the new one has.
        events: u64,
        /// Where the old one was kept, if it was.
        kept: Option<String>,
    },
    /// A redaction that was cut short was carried out: nothing but the store held words that it takes.
    RedactionFinished {
        /// Segments of the journal that were written anew.
        segments: usize,
        /// Files of sources that were removed.
        sources: usize,
    },
    /// The store's indexes were damaged and made anew from its events.
    IndexRebuilt,
    /// The ledger answers from its journal, because its files may not be written.
    JournalOnly {
        /// What may not be written, and why.
        why: String,
    },
    /// Something that a crash had left behind was removed.
    LeftoverRemoved {
        /// Its name in the ledger's folder.
        name: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::TornDropped(torn) => write!(f, "dropped {torn}; it was never acknowledged"),
            Notice::TornIgnored(torn) => write!(f, "passed over {torn}; it was never acknowledged"),
            Notice::StoreRolledForward { from, to } => {
                write!(f, "the store had {from} of {to} events; the rest was added from the journal")
            }
            Notice::StoreRebuilt { why, events, kept } => {
                write!(f, "the store was rebuilt from the journal, {events} events, because {why}")?;
                match kept {
                    Some(name) => write!(f, "; the old one was kept as {name}"),
                    None => Ok(()),
                }
            }
            Notice::RedactionFinished { segments, sources } => write!(
                f,
                "finished a redaction that was cut short: words were erased in {segments} segments of the journal, and \
                 {sources} files of sources were removed"
            ),
            Notice::IndexRebuilt => f.write_str("the store's indexes were damaged and were made anew"),
            Notice::JournalOnly { why } => write!(f, "answering from the journal alone: {why}"),
            Notice::LeftoverRemoved { name } => write!(f, "removed {name}, which an interrupted run had left behind"),
        }
    }
}
