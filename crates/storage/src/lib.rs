//! The homes of a ledger.
