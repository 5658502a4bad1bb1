//! Statements with what an omission depends on: for whom, on which issue, at which meeting, in which documents.
//!
//! Invariant: every list is in the order of recording, with each statement once, however many it was made for.

use std::collections::{BTreeMap, BTreeSet};

use crate::replay::{Filter, HolderBy, courses};
use crate::seq::Seq;
use crate::view::{Roles, Statement, View};

/// A statement, names resolved and merges followed.
#[derive(Debug)]
pub(super) struct Said<'v> {
    pub(super) statement: Statement<'v>,
    /// For whom it was made.
    pub(super) principals: Vec<Seq>,
    pub(super) speaker: Seq,
    /// Who relayed it, with the side that one stood for on that day.
    pub(super) relayed_by: Option<[Seq; 2]>,
    pub(super) issue: Seq,
    /// The documents in which it stands.
    pub(super) sources: BTreeSet<Seq>,
    /// Whether the filter lets it pass.
    pub(super) counts: bool,
}

/// All statements, with what they are looked up by.
#[derive(Debug)]
pub(super) struct Sayings<'v> {
    all: Vec<Said<'v>>,
    by_occasion: BTreeMap<Seq, Vec<usize>>,
    by_issue: BTreeMap<Seq, Vec<usize>>,
}

impl<'v> Sayings<'v> {
    pub(super) fn of(view: &'v View, roles: &Roles<'v>, filter: Filter) -> Self {
        let courses = courses(view, HolderBy::Principal, filter);
        let own = courses.values().flat_map(|course| course.own.iter().map(|(statement, _)| statement.seq()));
        let claims = courses.values().flat_map(|course| course.claims.iter().map(Statement::seq));
        let counted: BTreeSet<Seq> = own.chain(claims).collect();
        let all: Vec<Said<'v>> = view
            .statements()
            .map(|statement| {
                let made = statement.made;
                let relayed_by = made.reported_by.map(|reporter| {
                    let reporter = view.actor_now(reporter);
                    [reporter, roles.side_of(reporter, &made.stated_on)]
                });
                Said {
                    principals: roles.principals(made).to_vec(),
                    speaker: view.actor_now(made.speaker),
                    relayed_by,
                    issue: view.issue_now(made.issue),
                    sources: view.cited(&statement).iter().map(|cited| cited.evidence.source).collect(),
                    counts: counted.contains(&statement.seq()),
                    statement,
                }
            })
            .collect();
        let mut sayings = Sayings { all, by_occasion: BTreeMap::new(), by_issue: BTreeMap::new() };
        for (place, said) in sayings.all.iter().enumerate() {
            if let Some(occasion) = said.statement.made.occasion {
                sayings.by_occasion.entry(occasion).or_default().push(place);
            }
            sayings.by_issue.entry(said.issue).or_default().push(place);
        }
        sayings
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Said<'v>> {
        self.all.iter()
    }

    /// Those that were coded as made at or about an occasion.
    pub(super) fn at(&self, occasion: Seq) -> impl Iterator<Item = &Said<'v>> {
        self.listed(&self.by_occasion, occasion)
    }

    /// Those on an issue.
    pub(super) fn on(&self, issue: Seq) -> impl Iterator<Item = &Said<'v>> {
        self.listed(&self.by_issue, issue)
    }

    fn listed(&self, list: &BTreeMap<Seq, Vec<usize>>, key: Seq) -> impl Iterator<Item = &Said<'v>> {
        let places = list.get(&key).cloned().unwrap_or_default();
        places.into_iter().filter_map(|place| self.all.get(place))
    }
}

impl Said<'_> {
    /// Whether it says what somebody else holds.
    pub(super) fn is_claim(&self) -> bool {
        self.statement.made.about.is_some()
    }
}
