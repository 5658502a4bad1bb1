//! Replay: who held what at the end of a day, as far as a view knows.
//!
//! Invariant: the answer follows from the view and the question alone, and its rows stand in a fixed order.

mod deciding;
mod evidence;
mod members;

use std::collections::{BTreeMap, BTreeSet};

pub use deciding::{Decided, Status, Weight, decide, since};
pub use evidence::{Unsound, last_said, unsound};
pub use members::{MemberPosition, replay_with_members};

use crate::body::{Kind, StatementMade};
use crate::seq::Seq;
use crate::stance::Stance;
use crate::stated_on::{Day, Point};
use crate::view::{Principals, Roles, Sense, Statement, View};
use crate::vocabulary::{ActorKind, Certainty};

/// Whom positions are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderBy {
    /// For whom it was said.
    Principal,
    /// Who said it.
    Speaker,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The day at whose end positions are asked for.
    pub at: Day,
    /// Who counts as the holder.
    pub by: HolderBy,
    /// Only these holders, if any are named.
    pub holders: BTreeSet<Seq>,
    /// Only these issues, if any are named.
    pub issues: BTreeSet<Seq>,
    /// Which statements count.
    pub filter: Filter,
}

/// Which statements count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Leave out what somebody outside the holder's own side relayed.
    pub first_hand: bool,
    /// Leave out anonymous speakers.
    pub named_only: bool,
    /// Leave out what the coder was less sure of.
    pub certainty_min: Certainty,
}

/// What one holder holds on one issue.
#[derive(Clone, Debug)]
pub struct Position {
    /// The holder.
    pub holder: Seq,
    /// The issue.
    pub issue: Seq,
    /// What was decided, if anything was.
    pub decided: Option<Decided>,
    /// The statement with which the unbroken run of this score began.
    pub since: Option<Seq>,
    /// Statements that may have been made by then, or later.
    pub possible: Vec<Seq>,
    /// Statements after the deciding day that take no position.
    pub silences: Vec<Seq>,
    /// What others say that the holder holds.
    pub claims: Vec<Seq>,
}

/// What makes statements stand together: holder, issue and, for anonymous holders, the utterance.
pub type Together = (Seq, Seq, Option<Seq>);

/// A statement as far as positions follow from it: without its words.
pub trait Coding: Copy {
    /// Its number.
    fn seq(&self) -> Seq;
    /// What holds of it now.
    fn made(&self) -> &StatementMade;
}

impl Coding for Statement<'_> {
    fn seq(&self) -> Seq {
        Statement::seq(self)
    }

    fn made(&self) -> &StatementMade {
        self.made
    }
}

impl Coding for (Seq, &StatementMade) {
    fn seq(&self) -> Seq {
        self.0
    }

    fn made(&self) -> &StatementMade {
        self.1
    }
}

/// Everything that was said by or of one holder on one issue.
#[derive(Clone, Debug)]
pub struct Course<C> {
    /// The holder's own statements, by seq.
    pub own: Vec<(C, Weight)>,
    /// What others said that the holder holds, by seq.
    pub claims: Vec<C>,
}

impl<C> Default for Course<C> {
    fn default() -> Self {
        Course { own: Vec::new(), claims: Vec::new() }
    }
}

/// The answer, by holder slug, issue slug and first statement.
pub fn replay(view: &View, question: &Question) -> Vec<Position> {
    replay_of(view, view.statements(), question)
}

/// The answer that follows from these statements, given by seq, each as it stands in the view.
pub fn replay_of<C: Coding>(view: &View, codings: impl Iterator<Item = C>, question: &Question) -> Vec<Position> {
    let asked = |wanted: &BTreeSet<Seq>, seq: Seq| wanted.is_empty() || wanted.contains(&seq);
    let mut positions: Vec<(Together, Position)> = courses_of(view, codings, question.by, question.filter)
        .into_iter()
        .filter(|((holder, issue, _), _)| asked(&question.holders, *holder) && asked(&question.issues, *issue))
        .map(|(together, course)| (together, course.position(together, question.at)))
        .collect();
    let mut holder_slug = remembering_last(|holder| view.slug(holder));
    positions
        .sort_by_cached_key(|((holder, issue, utterance), _)| (holder_slug(*holder), view.slug(*issue), *utterance));
    positions.into_iter().map(|(_, position)| position).collect()
}

/// All statements that count, by holder and issue.
pub fn courses(view: &View, by: HolderBy, filter: Filter) -> BTreeMap<Together, Course<Statement<'_>>> {
    courses_of(view, view.statements(), by, filter)
}

fn courses_of<C: Coding>(
    view: &View,
    codings: impl Iterator<Item = C>,
    by: HolderBy,
    filter: Filter,
) -> BTreeMap<Together, Course<C>> {
    let roles = Roles::of(view);
    let mut is_anonymous = remembering_last(|holder| view.actor_kind(holder) == Some(ActorKind::Anonymous));
    let mut courses: BTreeMap<Together, Course<C>> = BTreeMap::new();
    for coding in codings {
        let made = coding.made();
        let principals = roles.principals(made);
        if !filter.lets_pass(view, &roles, made, &principals) {
            continue;
        }
        let issue = view.issue_now(made.issue);
        let mut together =
            |holder: Seq| (holder, issue, is_anonymous(holder).then(|| made.utterance.unwrap_or(coding.seq())));
        if let Some(about) = made.about {
            courses.entry(together(view.actor_now(about))).or_default().claims.push(coding);
            continue;
        }
        let weight = Weight {
            seq: coding.seq(),
            start: made.stated_on.start(),
            end: made.stated_on.end(),
            score: score_of(view, made),
            joint: principals.len() > 1,
        };
        let holders = match by {
            HolderBy::Principal => principals,
            HolderBy::Speaker => Principals::One(view.actor_now(made.speaker)),
        };
        for holder in holders.iter().copied() {
            courses.entry(together(holder)).or_default().own.push((coding, weight));
        }
    }
    courses
}

/// Looks something up anew only where it is not what was looked up last: statements come in long runs of one holder.
fn remembering_last<V: Copy>(look_up: impl Fn(Seq) -> V) -> impl FnMut(Seq) -> V {
    let mut last: Option<(Seq, V)> = None;
    move |asked| match last {
        Some((of, found)) if of == asked => found,
        Some(_) | None => last.insert((asked, look_up(asked))).1,
    }
}

/// A statement's score in the current wording of its issue.
pub fn score_now(view: &View, statement: &Statement<'_>) -> Option<i8> {
    score_of(view, statement.made)
}

fn score_of(view: &View, made: &StatementMade) -> Option<i8> {
    let score = made.stance.score()?;
    match view.sense(made.issue, made.wording) {
        Sense::Same => Some(score),
        Sense::Reversed => Some(-score),
    }
}

impl<C: Coding> Course<C> {
    /// The position at the end of a day.
    fn position(&self, (holder, issue, _): Together, at: Day) -> Position {
        let end = at.end();
        let weights: Vec<Weight> = self.weights().collect();
        let decided = decide(&weights, end);
        let own = |wanted: &dyn Fn(&StatementMade) -> bool| -> Vec<Seq> {
            self.own.iter().filter(|(coding, _)| wanted(coding.made())).map(|(coding, _)| coding.seq()).collect()
        };
        let deciding_day = decided.as_ref().map(|decided| decided.since_start.day());
        Position {
            holder,
            issue,
            since: since(&weights, end).map(|weight| weight.seq),
            possible: own(&|made| {
                let on = &made.stated_on;
                on.start() <= end && end < on.end()
            }),
            silences: own(&|made| {
                let on = &made.stated_on;
                let later = deciding_day.is_none_or(|day| on.end().day() > day);
                made.stance.is_silence() && on.end() <= end && later
            }),
            claims: claims_by(&self.claims, end),
            decided,
        }
    }

    /// The statements that a position can follow from: those with a score, and withdrawals.
    pub fn weights(&self) -> impl Iterator<Item = Weight> {
        let weighed = self
            .own
            .iter()
            .filter(|(coding, weight)| weight.score.is_some() || coding.made().stance == Stance::Withdrawn);
        weighed.map(|(_, weight)| *weight)
    }
}

fn claims_by<C: Coding>(claims: &[C], end: Point) -> Vec<Seq> {
    claims.iter().filter(|claim| claim.made().stated_on.end() <= end).map(C::seq).collect()
}

impl Filter {
    /// Every statement counts.
    pub const ALL: Filter = Filter { first_hand: false, named_only: false, certainty_min: Certainty::Doubtful };

    fn lets_pass(self, view: &View, roles: &Roles<'_>, made: &StatementMade, principals: &[Seq]) -> bool {
        let anonymous = || view.actor_kind(view.actor_now(made.speaker)) == Some(ActorKind::Anonymous);
        made.certainty >= self.certainty_min
            && !(self.named_only && anonymous())
            && (!self.first_hand || is_first_hand(view, roles, made, principals))
    }
}

/// No claim, and nobody outside the principal's own side relayed it: only the speaker, a principal, or somebody who
/// spoke for one or belonged to one on that day.
fn is_first_hand(view: &View, roles: &Roles<'_>, made: &StatementMade, principals: &[Seq]) -> bool {
    let Some(reporter) = made.reported_by.map(|reporter| view.actor_now(reporter)) else {
        return !made.is_claim();
    };
    let own_side = reporter == view.actor_now(made.speaker)
        || principals.contains(&reporter)
        || roles.spoken_for(reporter, &made.stated_on).iter().any(|side| principals.contains(side))
        || roles.groups_of(reporter, &made.stated_on).iter().any(|side| principals.contains(side));
    own_side && !made.is_claim()
}

impl View {
    /// What sort of actor a record is; none if it is no actor.
    pub fn actor_kind(&self, actor: Seq) -> Option<ActorKind> {
        let record = self.record(actor).filter(|record| record.body.kind() == Kind::ActorAdded)?;
        if let crate::body::Body::ActorAdded(actor) = record.body { Some(actor.kind) } else { None }
    }
}

#[cfg(test)]
mod tests;
