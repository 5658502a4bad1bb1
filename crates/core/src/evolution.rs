//! How stances evolve: what changed between statements, when positions shifted, who stands with whom, which accounts
//! split, what was left unsaid, what came to be known.
//!
//! Invariant: everything here follows from a view and a question, and nothing of ours (a correction, a retraction, a
//! merge) ever looks like a move of theirs, because views have those applied already.

mod change;
mod compare;
mod learned;
mod omissions;
mod same_speaker;
mod shifts;
mod splits;
mod timeline;

pub use change::{Change, Coded};
pub use compare::{Agreement, Class, Comparison, agreement, compare};
pub use learned::{Cause, Learned, learned};
pub use omissions::{Omission, omissions};
pub use same_speaker::same_speaker;
pub use shifts::{Shift, ShiftQuestion, positions, shifts};
pub use splits::{AccountRow, Split, SplitQuestion, accounts, splits};
pub use timeline::{Entry, Moment, timeline};
