//! End to end: everything here goes through the binary, as a person would.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod acknowledgement;
mod amend;
mod append;
mod audit_recover;
mod case;
mod cli_reference;
mod columns;
mod checkpoints;
mod crash;
mod damage;
mod deadline;
mod errors;
mod evolution;
mod export_stats;
mod export_tables;
mod faults;
mod frozen;
mod guide;
mod harness;
mod import;
mod json_reference;
mod locked;
mod log_show;
mod model;
mod proofs;
mod python;
mod pictures;
mod quotes;
mod random;
mod random_ledgers;
mod reader;
mod readme;
mod redact;
mod registry;
mod replay;
mod report;
mod signed;
mod sources;
mod terminal;
mod threats;
mod tidy;
mod tour;
mod un;
mod vectors;
