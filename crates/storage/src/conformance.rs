//! The suite that every [`EntryLog`] must pass.
