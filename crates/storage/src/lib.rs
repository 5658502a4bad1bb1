//! The homes of a ledger: the journal, which is the truth, and the sled store, which answers queries and can always be
//! rebuilt from it; both behind one small trait, [`entry_log::EntryLog`].
//!
//! Invariants of this crate:
//! - nothing here decodes an event's body or its words: only headers are read, through `onrecord-core`;
//! - an append is answered with success only after the journal's `fdatasync` returned;
//! - nothing that was acknowledged is ever dropped without a refusal: an incomplete last frame is a torn write, anything
//!   else that is wrong is damage and stays where it is;
//! - a home is replaced only by a complete, synced and re-read copy;
//! - sled is named only here, and every call into it goes through one guard (`guard.rs`).

pub mod access;
pub mod entry_log;
pub mod storage_error;

pub mod create;
pub mod ledger;
pub mod lock;
pub mod memory;
pub mod notice;
pub mod open;
pub mod open_error;

pub mod damage;
pub mod folder_findings;
pub mod journal_walk;
pub mod recover;
pub mod recovery;
pub mod store_copy;
pub mod store_error;

mod batch;
mod folder;
mod frame;
mod frame_walk;
mod guard;
mod homes;
mod journal_entries;
mod journal_tail;
mod journal_writer;
mod mend;
mod mend_side;
mod packing;
mod ready_store;
mod rebuilt_homes;
mod resync;
mod run;
mod scan;
mod segment;
mod segment_cursor;
mod segment_list;
mod sources;
mod store;
pub mod store_entries;
mod store_rebuild;
mod store_state;

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
#[cfg(any(test, feature = "conformance"))]
pub mod failing_log;
#[cfg(test)]
mod fault;
#[cfg(any(test, feature = "conformance"))]
pub mod sample;
#[cfg(test)]
mod tests;
