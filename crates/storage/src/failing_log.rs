//! A log that fails on purpose.
