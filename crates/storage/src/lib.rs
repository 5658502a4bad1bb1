//! The homes of a ledger: the journal, which is the truth, and the sled store, which answers queries and can always be
//! rebuilt from it; both behind one small trait, [`entry_log::EntryLog`].
//!
//! Invariants of this crate:
//! - nothing here decodes an event's body or its words: only headers are read, through `onrecord-core`, which also says
//!   under which keys an entry is found and what redactions take from it;
//! - an append is answered with success only after the journal's `fdatasync` returned;
//! - nothing that was acknowledged is ever dropped without a refusal: an incomplete last frame is a torn write, anything
//!   else that is wrong is damage and stays where it is;
//! - a home is replaced only by a complete, synced and re-read copy;
//! - sled is named only here, and every call into it goes through one guard (`store/guard.rs`).

// The log and its contract.
pub mod access;
pub mod entry_log;
pub mod storage_error;
pub mod memory;
mod batch;

// A ledger on disk.
pub mod ledger;
pub mod create;
pub mod open;
pub mod open_error;
pub mod notice;
pub mod lock;
pub mod sources;
pub mod checkpoints;
pub mod indexing;
mod compact;
mod limits;
mod scan;
pub mod tail;
pub mod tree;

// Its homes, and how one is made from the other.
pub mod journal;
pub mod store;
pub mod recover;
pub mod redaction;
pub mod folder_findings;
mod folder;
mod system_error;

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
#[cfg(feature = "fuzzing")]
pub mod doors;
#[cfg(any(test, feature = "conformance"))]
pub mod failing_log;
#[cfg(test)]
mod fault;
#[cfg(any(test, feature = "conformance"))]
pub mod sample;
#[cfg(test)]
mod tests;
