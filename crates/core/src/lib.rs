//! The pure part of `onrecord`: what an event is, how events are chained, and what follows from them.
//!
//! Invariants of this crate:
//! - nothing here reads a file, a clock, the environment or randomness, and nothing prints: whatever is needed is an
//!   argument (clippy's `disallowed-methods` makes this a build failure);
//! - stored bytes are hashed as they are and never re-encoded in order to be verified;
//! - the same events give the same answer, byte for byte.

pub mod audit;
pub mod body;
pub mod checkpoint;
mod codec;
pub mod cosignature;
mod decimal;
pub mod entry;
pub mod erasure;
pub mod event;
pub mod hash;
pub mod header;
pub mod index;
pub mod intake;
pub mod key;
pub mod line;
pub mod note;
pub mod part;
pub mod proof;
pub mod published;
pub mod quote;
pub mod replay;
pub mod evolution;
pub mod seq;
pub mod signing;
pub mod slug;
pub mod stance;
pub mod stated_on;
#[cfg(test)]
mod testing;
pub mod tile;
pub mod tlog_proof;
pub mod tree;
pub mod view;
pub mod vocabulary;
pub mod witness;
pub mod words;
