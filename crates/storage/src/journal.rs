//! The journal, which is the truth: segments of frames, appended to, and written anew only to erase redacted words.
//!
//! Invariant: only an incomplete frame at the very end is a write that was cut short; everything else that is wrong is
//! damage, is named with its place, and stays where it is.

pub mod damage;
pub mod walk;

pub(crate) mod segment;
pub(crate) mod segment_list;
pub(crate) mod segment_cursor;
pub(crate) mod frame;
pub(crate) mod frame_walk;
pub(crate) mod resync;
pub(crate) mod entries;
pub(crate) mod tail;
pub(crate) mod writer;
