//! What the two processes of an audit tell each other: a JSON object a line.
//!
//! Invariant: hashes, roots and numbers come back through the doors through which everybody must go.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_core::audit::Finding;
use onrecord_core::hash::{ChainHash, LedgerId};
use onrecord_core::tree::MerkleRoot;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// What is to be done.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) homes: Homes,
    /// The sizes at which the root is wanted.
    pub(super) sizes: BTreeSet<u64>,
}

/// Which homes are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Homes {
    Both,
    /// The store was the end of the process that looked into it.
    JournalAlone,
}

/// What is told on the way and at the end.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    News(News),
    Verdict(Box<Verdict>),
    Failed(Failure),
}

/// What is told on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum News {
    /// All that is looked at is held as it is now: others may write.
    Fixed,
    /// It goes on.
    Done(Done),
}

/// How far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) events: u64,
    pub(super) bytes: u64,
    /// All the bytes that there are.
    pub(super) bytes_in_all: u64,
    pub(super) postings: u64,
}

/// What was found in a ledger, without its checkpoints.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Verdict {
    pub(super) events: u64,
    pub(super) head: ChainHash,
    pub(super) root: MerkleRoot,
    /// The roots at the sizes that were asked for and reached.
    pub(super) roots: BTreeMap<u64, MerkleRoot>,
    /// The ledger, if its first event tells.
    pub(super) ledger: Option<LedgerId>,
    pub(super) findings: Vec<Finding>,
    pub(super) checked: Vec<String>,
    pub(super) not_checked: Vec<String>,
}
