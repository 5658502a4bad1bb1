//! End to end: everything here goes through the binary, as a person would.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod acknowledgement;
mod case;
mod crash;
mod damage;
mod deadline;
mod harness;
mod locked;
mod model;
mod random;
mod reader;
mod readme;
mod tour;
