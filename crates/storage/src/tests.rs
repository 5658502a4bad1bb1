//! Tests of the homes together, by what they are about.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test fails by panicking

mod append;
mod harness;
mod index;
mod inspect;
mod journal_damage;
mod open;
mod redaction;
mod recover;
mod suite;
mod tree;
