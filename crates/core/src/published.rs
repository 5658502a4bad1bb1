//! A published log: a ledger's events and the tree over them in files that any web server can hand out, after C2SP
//! tlog-tiles, and beside them its words where they are published too (`docs/format.md`, "A published log").
//!
//! Invariant: which files a log of a size has follows from the size alone. A file is whole or not there; all but the
//! checkpoint and the words never change.

mod check;
mod files;
mod make;
mod strays;
mod words;

pub use check::{CheckedLog, LogCheck, ReadFile, check_log};
pub use files::{LogFile, NotALogFile, files_between, required_files};
pub use make::{bundle_bytes, tile_bytes};
pub use strays::check_place;
pub use words::{NotWords, published_words, records_of_words, words_bytes};

#[cfg(test)]
mod tests;
