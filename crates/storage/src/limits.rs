//! What is fixed for people and set otherwise by tests.

use std::time::Duration;

use crate::journal::segment::SEGMENT_LEN_MAX;
use crate::store::guard::OPEN_DEADLINE;

/// What tests set otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) segment_len_max: u64,
    pub(crate) open_deadline: Duration,
    /// Whether to behave as if the lock file could not be written: tests run as root, for whom it always can.
    pub(crate) permission: Permission,
}

/// Whether the ledger's files may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    AsFound,
    #[cfg(test)]
    Denied,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { segment_len_max: SEGMENT_LEN_MAX, open_deadline: OPEN_DEADLINE, permission: Permission::AsFound }
    }
}
