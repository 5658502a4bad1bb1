//! What came to be known between two record times about the positions on one day, and by which events.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{Body, Kind};
use crate::event::Event;
use crate::replay::{Position, Question, Status, courses, replay};
use crate::seq::Seq;
use crate::stated_on::StatedOn;
use crate::view::{Name, View};
use crate::vocabulary::ActorKind;
use crate::words::SlotName;

/// A position that is known otherwise than before.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The holder, by its slug, since merges may change which record it is.
    pub holder: String,
    /// The issue, by its slug.
    pub issue: String,
    /// The position as it was known then.
    pub before: Option<Position>,
    /// The position as it is known now.
    pub after: Option<Position>,
    /// Why it is known otherwise.
    pub causes: BTreeMap<Cause, Vec<Seq>>,
}

/// Why a position is known otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A statement that was recorded since.
    Statement,
    /// A correction of ours.
    Correction,
    /// A retraction.
    Retraction,
    /// A merge.
    Merge,
    /// A role or membership.
    Role,
    /// A new wording of the issue.
    Wording,
}

impl Cause {
    /// How it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Cause::Statement => "statement",
            Cause::Correction => "correction",
            Cause::Retraction => "retraction",
            Cause::Merge => "merge",
            Cause::Role => "role",
            Cause::Wording => "wording",
        }
    }

    fn of(event: &Event) -> Option<Cause> {
        match event.body.kind() {
            Kind::StatementMade => Some(Cause::Statement),
            Kind::RecordCorrected => Some(Cause::Correction),
            Kind::RecordRetracted => Some(Cause::Retraction),
            Kind::ActorsMerged | Kind::IssuesMerged => Some(Cause::Merge),
            Kind::RoleHeld | Kind::MembershipHeld => Some(Cause::Role),
            Kind::IssueReworded => Some(Cause::Wording),
            Kind::LedgerOpened
            | Kind::CoderAdded
            | Kind::ActorAdded
            | Kind::IssueAdded
            | Kind::ChannelAdded
            | Kind::SourceAdded
            | Kind::SourceChecked
            | Kind::EvidenceAttached
            | Kind::OccasionAdded
            | Kind::AccountGiven
            | Kind::WordsRedacted
            | Kind::CoderKeyed
            | Kind::SignaturesRequired => None,
        }
    }
}

/// What the later view says otherwise, by holder and issue; of an anonymous holder, utterance by utterance. The earlier
/// view must be of the first events of the later.
pub fn learned(before: &View, after: &View, question: &Question) -> Vec<Learned> {
    let (then, now) = (known(before, question), known(after, question));
    let said = [said(before, question), said(after, question)];
    let news: Vec<&Event> = after.events().skip(usize::try_from(before.head().size).unwrap_or(usize::MAX)).collect();
    let all: BTreeSet<&(Names, Option<Seq>)> = then.keys().chain(now.keys()).collect();
    let mut found = Vec::new();
    for key in all {
        let (was, is) = (then.get(key), now.get(key));
        let reading = |view, position: Option<&Position>| position.and_then(|position| Reading::of(view, position));
        if reading(before, was) == reading(after, is) {
            continue;
        }
        let (names, _) = key;
        let decided = [was, is].into_iter().flatten().filter_map(|position| position.decided.as_ref());
        let deciding: BTreeSet<Seq> = decided.flat_map(|decided| decided.deciding.iter().copied()).collect();
        let mut causes = causes_among(after, &news, names, &deciding);
        if causes.is_empty() {
            // What decides is the same, and yet it reads otherwise: a statement that stood behind those is gone.
            let related: BTreeSet<Seq> = said.iter().filter_map(|said| said.get(names)).flatten().copied().collect();
            causes = causes_among(after, &news, names, &related);
        }
        let (holder, issue) = names.clone();
        found.push(Learned { holder, issue, before: was.cloned(), after: is.cloned(), causes });
    }
    found
}

/// The positions that were decided, by holder, issue and, for anonymous holders, the utterance.
fn known(view: &View, question: &Question) -> BTreeMap<(Names, Option<Seq>), Position> {
    let mut known = BTreeMap::new();
    for position in replay(view, question) {
        let Some(shown) = position.decided.as_ref().and_then(|decided| view.statement(decided.shown.seq)) else {
            continue;
        };
        let anonymous = view.actor_kind(position.holder) == Some(ActorKind::Anonymous);
        let utterance = anonymous.then(|| shown.made.utterance.unwrap_or(shown.seq()));
        let names = (view.slug(position.holder).to_owned(), view.slug(position.issue).to_owned());
        known.insert((names, utterance), position);
    }
    known
}

/// Slugs of a holder and an issue.
type Names = (String, String);

/// The statements of each holder on each issue.
fn said(view: &View, question: &Question) -> BTreeMap<Names, Vec<Seq>> {
    let mut said: BTreeMap<Names, Vec<Seq>> = BTreeMap::new();
    for ((holder, issue, _), course) in courses(view, question.by, question.filter) {
        let names = (view.slug(holder).to_owned(), view.slug(issue).to_owned());
        said.entry(names).or_default().extend(course.own.iter().map(|(statement, _)| statement.seq()));
    }
    said
}

/// What a position says to a reader: two positions that say the same are not known otherwise, whatever else was weighed.
#[derive(PartialEq, Eq)]
struct Reading<'v> {
    status: Status,
    score: Option<i8>,
    range: Option<(i8, i8)>,
    condition: Option<&'v str>,
    stated_on: &'v StatedOn,
    seq: Seq,
}

impl<'v> Reading<'v> {
    fn of(view: &'v View, position: &Position) -> Option<Self> {
        let decided = position.decided.as_ref()?;
        let shown = view.statement(decided.shown.seq)?;
        Some(Reading {
            status: decided.status(),
            score: decided.shown.score,
            range: decided.range,
            condition: shown.record.words.shown(SlotName::Condition),
            stated_on: &shown.made.stated_on,
            seq: decided.shown.seq,
        })
    }
}

/// The new events by which a holder's position on an issue is known otherwise, as far as they bear on these statements, their
/// speakers, the holder or the issue.
fn causes_among(view: &View, news: &[&Event], names: &Names, statements: &BTreeSet<Seq>) -> BTreeMap<Cause, Vec<Seq>> {
    let speakers = statements.iter().filter_map(|seq| view.statement(*seq)).map(|statement| statement.made.speaker);
    let mut concerned: BTreeSet<Seq> = speakers.map(|speaker| view.actor_now(speaker)).collect();
    let named = |kind: Kind, text: &str| view.find(Name { kind, text }).map(|record| record.seq());
    concerned.extend(named(Kind::ActorAdded, &names.0).map(|holder| view.actor_now(holder)));
    concerned.extend(named(Kind::IssueAdded, &names.1).map(|issue| view.issue_now(issue)));
    let mut causes: BTreeMap<Cause, Vec<Seq>> = BTreeMap::new();
    for event in news {
        let Some(cause) = Cause::of(event) else { continue };
        let root = root(view, event.seq());
        let touches = match view.record(root).map(|record| record.event) {
            Some(record) if record.body.kind() == Kind::StatementMade => statements.contains(&root),
            Some(record) => view
                .named_by(record)
                .iter()
                .any(|seq| concerned.contains(&view.actor_now(*seq)) || concerned.contains(&view.issue_now(*seq))),
            None => false,
        };
        if touches {
            causes.entry(cause).or_default().push(event.seq());
        }
    }
    causes
}

/// The record that an event is about in the end: what it corrects or retracts, or itself.
fn root(view: &View, seq: Seq) -> Seq {
    let mut at = seq;
    while let Some(record) = view.record(at) {
        at = if let Body::RecordCorrected(corrected) = &record.event.body {
            corrected.target
        } else if let Body::RecordRetracted(retracted) = &record.event.body {
            retracted.target
        } else {
            break;
        };
    }
    at
}
