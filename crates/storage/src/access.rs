//! What a ledger is opened for.

/// Whether the journal may be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing is added to the journal. The store, which is derived, is still brought up to date if the files permit, and a
    /// redaction that was cut short is finished.
    Read,
    /// Events may be appended.
    Write,
}
