//! What groups hold, in the rows of their members.
//!
//! Invariant: a group's position stands beside a member's own and never changes it. Who is a member is asked for the day
//! on which the group said it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Position, Question, replay};
use crate::body::{Body, Kind, MembershipHeld};
use crate::seq::Seq;
use crate::view::{View, in_span};

/// A holder's position, and those of the groups that it belonged to when they said so.
#[derive(Clone, Debug)]
pub struct MemberPosition {
    /// The holder's own.
    pub own: Position,
    /// The groups', by slug.
    pub via: Vec<Position>,
}

/// A replay with the positions of groups in their members' rows; members of whom nothing else is known have rows too.
pub fn replay_with_members(view: &View, question: &Question) -> Vec<MemberPosition> {
    let asked = |wanted: &BTreeSet<Seq>, seq: Seq| wanted.is_empty() || wanted.contains(&seq);
    let mut via = through_groups(view, question);
    let mut rows: Vec<MemberPosition> = replay(view, question)
        .into_iter()
        .map(|own| MemberPosition { via: via.get(&(own.holder, own.issue)).cloned().unwrap_or_default(), own })
        .collect();
    for row in &rows {
        via.remove(&(row.own.holder, row.own.issue));
    }
    for ((holder, issue), via) in via {
        if asked(&question.holders, holder) {
            let (possible, silences, claims) = (Vec::new(), Vec::new(), Vec::new());
            let own = Position { holder, issue, decided: None, since: None, possible, silences, claims };
            rows.push(MemberPosition { own, via });
        }
    }
    // Stable: the rows of an anonymous holder stay in their order.
    rows.sort_by_cached_key(|row| (view.slug(row.own.holder).to_owned(), view.slug(row.own.issue).to_owned()));
    rows
}

/// The positions of groups, by member and issue.
fn through_groups(view: &View, question: &Question) -> BTreeMap<(Seq, Seq), Vec<Position>> {
    let mut members: BTreeMap<Seq, Vec<&MembershipHeld>> = BTreeMap::new();
    for record in view.records(Kind::MembershipHeld) {
        if let Body::MembershipHeld(held) = record.body {
            members.entry(view.actor_now(held.group)).or_default().push(held);
        }
    }
    // Whoever is asked for, it may be a member of any group.
    let of_groups = Question { holders: members.keys().copied().collect(), ..question.clone() };
    let mut via: BTreeMap<(Seq, Seq), Vec<Position>> = BTreeMap::new();
    if members.is_empty() {
        return via;
    }
    for position in replay(view, &of_groups) {
        let shown = position.decided.as_ref().and_then(|decided| view.statement(decided.shown.seq));
        let Some(said) = shown else { continue };
        let on = &said.made.stated_on;
        let memberships = members.get(&position.holder).into_iter().flatten();
        let then: BTreeSet<Seq> = memberships
            .filter(|held| in_span(held.from.as_ref(), held.to.as_ref(), on))
            .map(|held| view.actor_now(held.actor))
            .filter(|member| *member != position.holder)
            .collect();
        for member in then {
            via.entry((member, position.issue)).or_default().push(position.clone());
        }
    }
    via
}
