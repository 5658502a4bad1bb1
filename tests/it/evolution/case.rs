//! The real case through the binary.
