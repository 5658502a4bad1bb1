//! For whom somebody spoke, where nobody said so: by the role held on that day (design: "principal").

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use super::View;
use crate::body::{Body, Kind, MembershipHeld, RoleHeld, SaidFor, StatementMade};
use crate::seq::Seq;
use crate::stated_on::StatedOn;

/// The roles and memberships of a view, by the actor who held them.
#[derive(Debug)]
pub struct Roles<'v> {
    view: &'v View,
    held: BTreeMap<Seq, Vec<&'v RoleHeld>>,
    memberships: BTreeMap<Seq, Vec<&'v MembershipHeld>>,
}

/// For whom a statement was made, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principals {
    /// For one.
    One(Seq),
    /// For those whom it names.
    Given(Vec<Seq>),
}

impl Deref for Principals {
    type Target = [Seq];

    fn deref(&self) -> &[Seq] {
        match self {
            Principals::One(one) => std::slice::from_ref(one),
            Principals::Given(given) => given,
        }
    }
}

impl<'v> Roles<'v> {
    /// The roles that a view knows.
    pub fn of(view: &'v View) -> Self {
        let mut held: BTreeMap<Seq, Vec<&RoleHeld>> = BTreeMap::new();
        for record in view.records(Kind::RoleHeld) {
            if let Body::RoleHeld(role) = record.body {
                held.entry(view.actor_now(role.actor)).or_default().push(role);
            }
        }
        let mut memberships: BTreeMap<Seq, Vec<&MembershipHeld>> = BTreeMap::new();
        for record in view.records(Kind::MembershipHeld) {
            if let Body::MembershipHeld(member) = record.body {
                memberships.entry(view.actor_now(member.actor)).or_default().push(member);
            }
        }
        Roles { view, held, memberships }
    }

    /// For whom a statement was made: those given, else the one whom the speaker's roles on that day name, else the
    /// speaker. Roles for two at once name nobody.
    pub fn principals(&self, statement: &StatementMade) -> Principals {
        let speaker = self.view.actor_now(statement.speaker);
        match &statement.said_for {
            SaidFor::Given(given) => {
                let now: BTreeSet<Seq> = given.iter().map(|actor| self.view.actor_now(*actor)).collect();
                Principals::Given(now.into_iter().collect())
            }
            SaidFor::OwnName => Principals::One(speaker),
            SaidFor::ByRole => Principals::One(self.side_of(speaker, &statement.stated_on)),
        }
    }

    /// All those for whom an actor's roles let it speak within an interval of days.
    pub fn spoken_for(&self, speaker: Seq, on: &StatedOn) -> Vec<Seq> {
        let roles = self.held.get(&self.view.actor_now(speaker)).into_iter().flatten();
        let held_then = roles.filter(|role| in_span(role.from.as_ref(), role.to.as_ref(), on));
        let of: BTreeSet<Seq> = held_then.map(|role| self.view.actor_now(role.of)).collect();
        of.into_iter().collect()
    }

    /// The one whom an actor stood for within an interval of days: by its roles, if they name one, else itself.
    pub fn side_of(&self, actor: Seq, on: &StatedOn) -> Seq {
        match self.spoken_for(actor, on).as_slice() {
            [side] => *side,
            [] | [_, _, ..] => self.view.actor_now(actor),
        }
    }

    /// The groups that an actor belonged to within an interval of days.
    pub fn groups_of(&self, actor: Seq, on: &StatedOn) -> Vec<Seq> {
        let memberships = self.memberships.get(&self.view.actor_now(actor)).into_iter().flatten();
        let held_then = memberships.filter(|member| in_span(member.from.as_ref(), member.to.as_ref(), on));
        let groups: BTreeSet<Seq> = held_then.map(|member| self.view.actor_now(member.group)).collect();
        groups.into_iter().collect()
    }
}

/// Whether an interval of days touches the span from `from` to `to`, open where a side is missing.
pub(crate) fn in_span(from: Option<&StatedOn>, to: Option<&StatedOn>, on: &StatedOn) -> bool {
    from.is_none_or(|from| from.start() <= on.end()) && to.is_none_or(|to| on.start() <= to.end())
}
