//! End to end: everything here goes through the binary, as a person would.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod append;
mod case;
mod evolution;
mod harness;
mod import;
mod model;
mod quotes;
mod random_ledgers;
mod reader;
mod readme;
mod registry;
mod sources;
mod terminal;
mod tour;
