//! Events about earlier events: corrections, retractions, merges, new wordings, checks of sources, further evidence.

use super::names::one_line_some;
use super::registry::{actor, filled, issue, rule, source};
use super::{Building, Intake, IntakeError, Note, Outcome, Plan};
use crate::body::{
    ActorsMerged, Body, Evidence, EvidenceAttached, IssueAdded, IssueReworded, IssuesMerged, Kind, RecordCorrected,
    RecordRetracted, SourceChecked,
};
use crate::hash::SourceHash;
use crate::line::{ActorLine, IssueLine, SourceLine, StatementLine};
use crate::seq::Seq;
use crate::view::{BroughtBack, MergeError, Sense};
use crate::vocabulary::{CheckOutcome, RewordChange};
use crate::words::{Slot, SlotName, Words, stand_in};

/// The whole new content of a record, by name.
#[derive(Clone, Debug)]
pub enum Change {
    /// Of a statement.
    Statement(Box<StatementLine>),
    /// Of an actor.
    Actor(ActorLine),
    /// Of an issue.
    Issue(IssueLine),
    /// Of a source.
    Source(SourceLine),
}

impl Intake<'_> {
    /// Gives a record new content. The record keeps its seq, its id and, where the issue stays, its wording.
    pub fn correct(&self, target: Seq, change: &Change, reason: Option<&str>) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let record = self.view.record(target).ok_or_else(|| no_such(target))?;
        if record.retracted_by.is_some() {
            return Err(IntakeError::Rule(format!("event {target} was retracted: there is nothing to correct")));
        }
        let (body, mut words): (Body, Words) = match change {
            Change::Statement(line) => {
                let old = self.view.statement(target).ok_or_else(|| no_such(target))?;
                let (made, mut words) = building.statement_draft(line, None, Some(&old))?;
                // The record keeps its id; where that was redacted, what stands in for it.
                let id = record.words.get(SlotName::Id).cloned();
                words.set(SlotName::Id, id.unwrap_or_else(|| stand_in(target).into()));
                building.refuse_two_roles(&made)?;
                (made.into(), words)
            }
            Change::Actor(line) => actor(line).map(|(body, words)| (body.into(), words))?,
            Change::Issue(line) => (IssueAdded {}.into(), issue(line)?),
            Change::Source(line) => {
                let bytes = record.words.text(SlotName::Bytes).and_then(|hash| hash.parse().ok());
                source(line, bytes).map(|(body, words)| (body.into(), words))?
            }
        };
        if body.kind() != record.body.kind() {
            let (is, would_be) = (record.body.kind(), body.kind());
            return Err(IntakeError::Rule(format!("event {target} is `{is}`, it cannot become `{would_be}`")));
        }
        if body == *record.body && words.same_as(&record.words.without_reason()) {
            return Err(IntakeError::NoChange(target));
        }
        self.view.check_names(&body, &words, target).map_err(|error| IntakeError::Taken {
            kind: body.kind(),
            name: error.name,
            seq: error.taken_by,
        })?;
        words.set_some(SlotName::Reason, reason.map(|reason| filled("reason", reason)).transpose()?);
        let corrected = RecordCorrected::new(target, &body).map_err(|error| rule(&error))?;
        let outcome = Outcome::New(building.draft(corrected, words));
        building.plan(vec![outcome])
    }

    /// Says that an event should not be there.
    pub fn retract(&self, target: Seq, reason: &str) -> Result<Plan, IntakeError> {
        let record = self.view.record(target).ok_or_else(|| no_such(target))?;
        if let Some(by) = record.retracted_by {
            return Err(IntakeError::Rule(format!("event {target} was retracted already, by event {by}")));
        }
        let kind = record.event.body.kind();
        if kind.stays() {
            return Err(IntakeError::Rule(format!("event {target} is `{kind}`: events of this kind stay")));
        }
        if let Some(user) = self.view.user_of(target) {
            return Err(IntakeError::Rule(format!(
                "event {target} (`{kind}`) is still referred to by event {user}: correct or retract that one first, \
                 or merge the two records if they are one"
            )));
        }
        self.refuse_return(target)?;
        self.one(RecordRetracted { target }.into(), reason)
    }

    /// Refuses a retraction that would bring something back which no longer fits.
    fn refuse_return(&self, target: Seq) -> Result<(), IntakeError> {
        let Some(BroughtBack { seq, body, words }) = self.view.brought_back(target) else {
            return Ok(());
        };
        if let Some(gone) = self.view.gone_reference(body) {
            return Err(IntakeError::Rule(format!(
                "without event {target}, event {seq} would refer to event {gone} again, which was retracted: bring \
                 that one back first"
            )));
        }
        self.view.check_names(body, words, seq).map_err(|error| IntakeError::Taken {
            kind: body.kind(),
            name: error.name,
            seq: error.taken_by,
        })?;
        if let Body::ActorsMerged(merged) = body {
            self.fits(Kind::ActorAdded, merged.from, merged.into)
        } else if let Body::IssuesMerged(merged) = body {
            self.fits(Kind::IssueAdded, merged.from, merged.into)
        } else {
            Ok(())
        }
    }

    /// Whether a merge can be made, as things stand.
    fn fits(&self, kind: Kind, from: Seq, into: Seq) -> Result<(), IntakeError> {
        let slug = |seq: Seq| self.view.slug(seq);
        self.view.check_merge(kind, from, into).map_err(|error| {
            IntakeError::Rule(match error {
                MergeError::Already { from, into, by } => {
                    format!("`{}` was merged into `{}` already, by event {by}", slug(from), slug(into))
                }
                MergeError::Circle { from, into } => format!(
                    "`{}` counts as `{}` already: merging them the other way would make a circle",
                    slug(into),
                    slug(from)
                ),
            })
        })
    }

    /// Says that two actors, or two issues, were one.
    pub fn merge(&self, kind: Kind, from: &str, into: &str, reason: &str) -> Result<Plan, IntakeError> {
        let mut building =
            Building::on(Intake { options: super::Options { add_unknown: false, ..self.options }, ..*self });
        let (source, target) = (building.known(kind, from)?, building.known(kind, into)?);
        if source == target {
            return Err(IntakeError::Rule(match from == into {
                true => format!("`{from}` cannot be merged into itself"),
                false => format!("`{from}` and `{into}` are two names of one record already"),
            }));
        }
        let body: Body = if kind == Kind::IssueAdded {
            IssuesMerged { from: source, into: target }.into()
        } else {
            ActorsMerged { from: source, into: target }.into()
        };
        self.fits(kind, source, target)?;
        self.one(body, reason)
    }

    /// Puts an issue into new words. The name of one that was merged away stands for the one that it counts as.
    pub fn reword(&self, slug: &str, wording: &str, change: RewordChange) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let named = building.known(Kind::IssueAdded, slug)?;
        let issue = self.view.issue_now(named);
        // Which way round the new wording is, only the person can say who has one of the two before them.
        if self.view.sense(named, self.view.current_wording(named)) == Sense::Reversed {
            return Err(IntakeError::Rule(format!(
                "`{slug}` was merged into `{now}`, which is put the other way round by now (\"{}\"); reword `{now}`",
                self.view.wording_now(issue),
                now = self.view.slug(issue)
            )));
        }
        if named != issue {
            let (given, slug) = (slug.to_owned(), self.view.slug(issue).to_owned());
            building.notes.push(Note::CountsAs { kind: Kind::IssueAdded, given, slug });
        }
        let wording = filled("wording", wording)?;
        if self.view.wording_now(issue) == wording {
            return Err(IntakeError::Rule(format!("`{slug}` has that wording already")));
        }
        let mut words = Words::new();
        words.set(SlotName::Wording, wording);
        let outcome = Outcome::New(building.draft(IssueReworded { issue, change }, words));
        building.plan(vec![outcome])
    }

    /// Notes what a later look at a source found.
    pub fn check_source(
        &self,
        slug: &str,
        outcome: CheckOutcome,
        bytes: Option<SourceHash>,
        note: Option<&str>,
    ) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let source = building.known(Kind::SourceAdded, slug)?;
        let mut words = Words::new();
        words.set_some(SlotName::Bytes, bytes.map(|hash| hash.to_string()));
        words.set_some(SlotName::Note, note);
        let outcome = Outcome::New(building.draft(SourceChecked { source, outcome }, words));
        building.plan(vec![outcome])
    }

    /// Attaches a further source to a statement; `text` are the words that stand in it.
    pub fn attach(
        &self,
        statement: Seq,
        slug: &str,
        locator: Option<&str>,
        text: Option<&str>,
    ) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        if self.view.statement(statement).is_none() {
            return Err(IntakeError::Rule(format!(
                "event {statement} is no statement: evidence belongs to statements"
            )));
        }
        let source = building.known(Kind::SourceAdded, slug)?;
        let mut words = Words::new();
        words.set_some(SlotName::Text, text);
        words.set_some(Slot::from(SlotName::Locator), one_line_some("locator", locator)?);
        let quote = building.check_quote(source, &words)?;
        let body: Body = EvidenceAttached { statement, evidence: Evidence { source, quote } }.into();
        let mut attached = self.view.records(Kind::EvidenceAttached);
        let outcome = match attached.find(|record| *record.body == body && record.words.same_as(&words)) {
            Some(record) => Outcome::AlreadyRecorded(record.seq()),
            None => Outcome::New(building.draft(body, words)),
        };
        building.plan(vec![outcome])
    }

    fn one(&self, body: Body, reason: &str) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let mut words = Words::new();
        words.set(SlotName::Reason, filled("reason", reason)?);
        let outcome = Outcome::New(building.draft(body, words));
        building.plan(vec![outcome])
    }
}

fn no_such(seq: Seq) -> IntakeError {
    IntakeError::Rule(format!("there is no event {seq}"))
}
