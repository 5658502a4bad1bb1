//! What a ledger is opened for.

/// Whether the journal may be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing in the journal is changed. The store, which is derived, is still brought up to date if the files permit.
    Read,
    /// Events may be appended.
    Write,
}
