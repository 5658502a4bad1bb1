//! Fuzzing: every door through which bytes or text come in is a target, and a target is a function of bytes.
//!
//! Invariants of this crate:
//! - a run follows from its seed, its corpus and the number of its inputs alone, so that a failure can be repeated;
//! - a target calls the functions that everybody calls, and judges them: no panic, memory bounded by the input, and what
//!   is accepted is written again as the same bytes (`docs/decisions/0030-fuzzing.md`).

pub mod corpus;
pub mod mutator;
pub mod parts;
pub mod run;
pub mod target;
pub mod targets;

mod vectors;

use peak_alloc::PeakAlloc;

/// Counts what is allocated, so that a length that lies is seen before the machine feels it.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;
