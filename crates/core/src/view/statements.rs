//! The statements of a view, as they stand.

use super::{Record, View};
use crate::body::{Body, Kind, StatementMade};
use crate::seq::Seq;
use crate::vocabulary::RewordChange;

/// A statement with the content that holds now.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'v> {
    /// The record.
    pub record: Record<'v>,
    /// Its body.
    pub made: &'v StatementMade,
}

/// How a score reads in the current wording of its issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// As it was coded.
    Same,
    /// With the other sign: the question was turned round since.
    Reversed,
}

impl View {
    /// The statements that were not retracted, oldest record first.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'_>> {
        self.records(Kind::StatementMade).filter_map(Statement::of)
    }

    /// The statement that an event made, retracted or not.
    pub fn statement(&self, seq: Seq) -> Option<Statement<'_>> {
        self.record(seq).and_then(Statement::of)
    }

    /// The wordings of an issue, oldest first: the events that gave them.
    pub fn wordings(&self, issue: Seq) -> Vec<Record<'_>> {
        let reworded = self.records(Kind::IssueReworded);
        let of_issue =
            reworded.filter(|record| matches!(record.body, Body::IssueReworded(body) if body.issue == issue));
        self.record(issue).into_iter().chain(of_issue).collect()
    }

    /// How a score coded against `wording` of `issue` reads in the issue's current wording.
    pub fn sense(&self, issue: Seq, wording: Seq) -> Sense {
        let turned = self.wordings(issue).into_iter().filter(|record| {
            let reversed =
                |body: &Body| matches!(body, Body::IssueReworded(body) if body.change == RewordChange::Reversed);
            record.seq() > wording && reversed(record.body)
        });
        if turned.count() % 2 == 0 { Sense::Same } else { Sense::Reversed }
    }
}

impl<'v> Statement<'v> {
    fn of(record: Record<'v>) -> Option<Self> {
        if let Body::StatementMade(made) = record.body { Some(Statement { record, made }) } else { None }
    }

    /// The statement's number.
    pub fn seq(&self) -> Seq {
        self.record.seq()
    }
}
