//! Whether two statements have the same speaker, as far as anybody can tell.
//!
//! Invariant: an anonymous speaker is never taken for the same one twice; only one utterance has one speaker.

use crate::view::{Statement, View};
use crate::vocabulary::ActorKind;

/// Whether the same one spoke, merges followed.
pub fn same_speaker(view: &View, one: &Statement<'_>, other: &Statement<'_>) -> bool {
    let [a, b] = [one, other].map(|statement| view.actor_now(statement.made.speaker));
    let utterance = |statement: &Statement<'_>| statement.made.utterance.unwrap_or(statement.seq());
    a == b && (view.actor_kind(a) != Some(ActorKind::Anonymous) || utterance(one) == utterance(other))
}
