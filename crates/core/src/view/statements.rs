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

    /// How a score coded against `wording` of `issue` reads in the current wording of the issue as which this one
    /// counts. A merge says that both were one as they were put then: from there on only the turns of the one that
    /// stays count.
    pub fn sense(&self, issue: Seq, wording: Seq) -> Sense {
        let (mut at, mut since, mut turns) = (issue, wording, 0);
        while let Some((into, by)) = self.issue_merges.step(at) {
            turns += self.turns(at, since.min(by), Some(since.max(by)));
            (at, since) = (into, by);
        }
        turns += self.turns(at, since, None);
        if turns.is_multiple_of(2) { Sense::Same } else { Sense::Reversed }
    }

    /// How often an issue was turned round after one event and, if another is named, up to that one.
    fn turns(&self, issue: Seq, after: Seq, until: Option<Seq>) -> usize {
        let turned = |body: &Body| matches!(body, Body::IssueReworded(body) if body.issue == issue && body.change == RewordChange::Reversed);
        let within = |seq: Seq| seq > after && until.is_none_or(|until| seq <= until);
        self.records(Kind::IssueReworded).filter(|record| within(record.seq()) && turned(record.body)).count()
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
