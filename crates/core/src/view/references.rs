//! What an event may refer to: earlier events of the right kind, and only so that everything still fits together.

use thiserror::Error;

use super::{MergeError, NameError, View};
use crate::body::{Body, Condition, Kind, RedactedSlot, SaidFor, StatementMade, WordsRedacted};
use crate::event::Event;
use crate::seq::Seq;
use crate::signing::SigningError;
use crate::words::{Slot, SlotName, Words};

/// Why an event does not fit the events before it.
#[derive(Debug, Error)]
pub enum ReferenceError {
    /// It refers to an event that is not there, or not yet.
    #[error("event {seq} names event {target} as its {what}, which is not there before it")]
    Missing {
        /// The event.
        seq: Seq,
        /// What it takes the other for.
        what: &'static str,
        /// The other.
        target: Seq,
    },
    /// It refers to an event of another kind.
    #[error("event {seq} names event {target} as its {what}, but that one is `{found}`")]
    WrongKind {
        /// The event.
        seq: Seq,
        /// What it takes the other for.
        what: &'static str,
        /// The other.
        target: Seq,
        /// What the other is.
        found: Kind,
    },
    /// Words that its kind must have are not there, or there are words that its kind cannot have.
    #[error("event {seq} (`{kind}`) {problem} `{slot}`")]
    Slot {
        /// The event.
        seq: Seq,
        /// Its kind.
        kind: Kind,
        /// What is wrong.
        problem: &'static str,
        /// The slot's name.
        slot: SlotName,
    },
    /// It takes a name that another record has.
    #[error("event {seq} takes a name that is in use")]
    Name {
        /// The event.
        seq: Seq,
        /// The name.
        #[source]
        source: NameError,
    },
    /// It merges what cannot be merged.
    #[error("event {seq} makes a merge that does not fit")]
    Merge {
        /// The event.
        seq: Seq,
        /// Why.
        #[source]
        source: MergeError,
    },
    /// It is not signed as it must be.
    #[error("event {seq} cannot be recorded so")]
    Signing {
        /// The event.
        seq: Seq,
        /// Why.
        #[source]
        source: SigningError,
    },
    /// It breaks another rule of what may follow what.
    #[error("event {seq} does not fit: {rule}")]
    Rule {
        /// The event.
        seq: Seq,
        /// The rule.
        rule: &'static str,
    },
}

/// Checks an event against the view before it.
pub(super) fn check(view: &View, event: &Event) -> Result<(), ReferenceError> {
    let seq = event.seq();
    let rule = |rule| Err(ReferenceError::Rule { seq, rule });
    if (seq == Seq::FIRST) != (event.body.kind() == Kind::LedgerOpened) {
        return rule("a ledger is opened by its first event and by no other");
    }
    if seq != view.head().next_seq() {
        return rule("events are numbered without a gap");
    }
    let own_coder = matches!(event.body, Body::LedgerOpened(_) | Body::CoderAdded(_));
    if own_coder {
        if event.header.coder != seq {
            return rule("the event that opens a ledger or adds a coder names itself as coder");
        }
    } else {
        refer(view, seq, "coder", event.header.coder, &[Kind::CoderAdded])?;
    }
    check_body(view, seq, seq, &event.body, &event.words)?;
    let Body::RecordCorrected(corrected) = &event.body else {
        return Ok(());
    };
    let body = corrected.new_body().map_err(|_| ReferenceError::Rule { seq, rule: "the new body can be read" })?;
    refer(view, seq, "corrected record", corrected.target, &[body.kind()])?;
    check_body(view, seq, corrected.target, &body, &event.words)
}

/// References, words and names of one body, which the record `owner` has or will have.
fn check_body(view: &View, seq: Seq, owner: Seq, body: &Body, words: &Words) -> Result<(), ReferenceError> {
    for (what, target, kinds) in references(body) {
        refer(view, seq, what, target, kinds)?;
    }
    let kind = body.kind();
    for slot in required_slots(body) {
        if !words.slots().any(|there| there == Slot::from(*slot)) {
            return Err(ReferenceError::Slot { seq, kind, problem: "lacks the words", slot: *slot });
        }
    }
    let corrects = owner != seq;
    let fits = |slot: Slot| may_have(body, slot) || (corrects && slot == Slot::from(SlotName::Reason));
    if kind != Kind::RecordCorrected
        && let Some(slot) = words.slots().find(|slot| !fits(*slot))
    {
        return Err(ReferenceError::Slot { seq, kind, problem: "cannot have the words", slot: slot.name() });
    }
    match body {
        Body::StatementMade(statement) => check_statement(view, seq, statement, words),
        Body::RecordRetracted(retracted) => {
            if view.is_live(retracted.target) {
                check_retraction(view, seq, retracted.target)
            } else {
                Err(ReferenceError::Rule { seq, rule: "what was retracted is not retracted again" })
            }
        }
        Body::ActorsMerged(merged) => view.actor_merges.check(merged.from, merged.into).map_err(|source| {
            // The error names events; the caller puts names to them.
            ReferenceError::Merge { seq, source }
        }),
        Body::IssuesMerged(merged) => {
            view.issue_merges.check(merged.from, merged.into).map_err(|source| ReferenceError::Merge { seq, source })
        }
        Body::CoderAdded(_)
        | Body::ActorAdded(_)
        | Body::IssueAdded(_)
        | Body::ChannelAdded(_)
        | Body::SourceAdded(_)
        | Body::OccasionAdded(_) => {
            view.check_names(body, words, owner).map_err(|source| ReferenceError::Name { seq, source })
        }
        Body::LedgerOpened(_)
        | Body::RoleHeld(_)
        | Body::MembershipHeld(_)
        | Body::IssueReworded(_)
        | Body::SourceChecked(_)
        | Body::EvidenceAttached(_)
        | Body::AccountGiven(_)
        | Body::RecordCorrected(_)
        | Body::CoderKeyed(_)
        | Body::SignaturesRequired(_) => Ok(()),
        Body::WordsRedacted(redacted) => check_redaction(view, seq, redacted),
    }
}

fn check_redaction(view: &View, seq: Seq, redacted: &WordsRedacted) -> Result<(), ReferenceError> {
    let rule = |rule| Err(ReferenceError::Rule { seq, rule });
    for RedactedSlot { event, slot } in &redacted.slots {
        if slot.name() == SlotName::Secret {
            return rule("the ledger's secret is not redacted");
        }
        if view.redaction_of(*event, *slot).is_some_and(|by| by < seq) {
            return rule("words are redacted once");
        }
        // A statement that was set aside is not asked.
        if view.held.get(event).is_some_and(|held| held.words.slots().all(|there| there != *slot)) {
            return rule("a redaction names slots that are there");
        }
    }
    Ok(())
}

fn check_statement(view: &View, seq: Seq, statement: &StatementMade, words: &Words) -> Result<(), ReferenceError> {
    let rule = |rule| Err(ReferenceError::Rule { seq, rule });
    let stated = words.slots().any(|slot| slot.name() == SlotName::Condition);
    if stated != (statement.condition == Condition::Stated) {
        return rule("the words of a condition are there if, and only if, the statement has one");
    }
    let reworded = view.record(statement.wording).map(|wording| wording.event.body.clone());
    let fits = matches!(reworded, Some(Body::IssueReworded(reworded)) if reworded.issue == statement.issue);
    if statement.wording != statement.issue && !fits {
        return rule("a statement is coded against a wording of its own issue");
    }
    let is_first = |first: Seq| {
        let body = view.record(first).map(|record| &record.event.body);
        let further = matches!(body, Some(Body::StatementMade(made)) if made.utterance.is_some());
        !further && !view.not_first.contains(&first)
    };
    if !statement.utterance.is_none_or(is_first) {
        return rule("an utterance is named by its first statement");
    }
    Ok(())
}

fn check_retraction(view: &View, seq: Seq, target: Seq) -> Result<(), ReferenceError> {
    if view.kind_of(target).is_some_and(Kind::stays) {
        Err(ReferenceError::Rule { seq, rule: "events of this kind are not retracted" })
    } else {
        Ok(())
    }
}

impl View {
    /// A live record that refers to this one as part of what it says, or a merge of it; none if nothing does. What only
    /// speaks about a record (a correction, a check) does not count.
    pub fn user_of(&self, target: Seq) -> Option<Seq> {
        const USERS: &[Kind] = &[
            Kind::RoleHeld,
            Kind::MembershipHeld,
            Kind::OccasionAdded,
            Kind::AccountGiven,
            Kind::StatementMade,
            Kind::EvidenceAttached,
            Kind::ActorsMerged,
            Kind::IssuesMerged,
        ];
        let registry = self.record(target).is_some_and(|record| record.event.body.kind() != Kind::StatementMade);
        let mut users = USERS.iter().flat_map(|kind| self.records(*kind)).filter(|_| registry);
        // Who names a record that was merged into this one uses this one.
        let used = |seq: Seq| seq == target || self.actor_now(self.issue_now(seq)) == target;
        users.find(|user| references(user.body).iter().any(|(_, seq, _)| used(*seq))).map(|user| user.seq())
    }

    /// The records that an event names: those that it refers to, and itself if it is one.
    pub fn named_by(&self, event: &Event) -> Vec<Seq> {
        let corrected =
            if let Body::RecordCorrected(corrected) = &event.body { corrected.new_body().ok() } else { None };
        let bodies = std::iter::once(&event.body).chain(&corrected);
        let named = bodies.flat_map(references).map(|(_, seq, _)| seq);
        std::iter::once(event.seq()).chain(named).collect()
    }

    /// Whether two records of a kind can be merged.
    pub fn check_merge(&self, kind: Kind, from: Seq, into: Seq) -> Result<(), MergeError> {
        let merges = if kind == Kind::IssueAdded { &self.issue_merges } else { &self.actor_merges };
        merges.check(from, into)
    }
}

fn refer(view: &View, seq: Seq, what: &'static str, target: Seq, kinds: &[Kind]) -> Result<(), ReferenceError> {
    let found = view.kind_of(target).ok_or(ReferenceError::Missing { seq, what, target })?;
    if kinds.is_empty() || kinds.contains(&found) {
        Ok(())
    } else {
        Err(ReferenceError::WrongKind { seq, what, target, found })
    }
}

type Reference = (&'static str, Seq, &'static [Kind]);

/// Everything that a body refers to, and which kinds will do; an empty list stands for any kind.
pub(crate) fn references(body: &Body) -> Vec<Reference> {
    const ACTOR: &[Kind] = &[Kind::ActorAdded];
    const ISSUE: &[Kind] = &[Kind::IssueAdded];
    const SOURCE: &[Kind] = &[Kind::SourceAdded];
    const OCCASION: &[Kind] = &[Kind::OccasionAdded];
    const STATEMENT: &[Kind] = &[Kind::StatementMade];
    match body {
        Body::RoleHeld(role) => vec![("actor", role.actor, ACTOR), ("principal", role.of, ACTOR)],
        Body::MembershipHeld(member) => vec![("group", member.group, ACTOR), ("member", member.actor, ACTOR)],
        Body::IssueReworded(reworded) => vec![("issue", reworded.issue, ISSUE)],
        Body::SourceChecked(checked) => vec![("source", checked.source, SOURCE)],
        Body::EvidenceAttached(attached) => {
            vec![("statement", attached.statement, STATEMENT), ("source", attached.evidence.source, SOURCE)]
        }
        Body::OccasionAdded(occasion) => {
            let participants = occasion.participants.iter().map(|actor| ("participant", *actor, ACTOR));
            participants.chain(occasion.agenda.iter().map(|issue| ("agenda item", *issue, ISSUE))).collect()
        }
        Body::AccountGiven(account) => {
            vec![
                ("occasion", account.occasion, OCCASION),
                ("participant", account.by, ACTOR),
                ("source", account.source, SOURCE),
            ]
        }
        Body::StatementMade(statement) => {
            const WORDING: &[Kind] = &[Kind::IssueAdded, Kind::IssueReworded];
            let mut all = vec![
                ("speaker", statement.speaker, ACTOR),
                ("issue", statement.issue, ISSUE),
                ("wording", statement.wording, WORDING),
            ];
            if let SaidFor::Given(given) = &statement.said_for {
                all.extend(given.iter().map(|actor| ("principal", *actor, ACTOR)));
            }
            all.extend(statement.about.map(|actor| ("subject", actor, ACTOR)));
            all.extend(statement.reported_by.map(|actor| ("reporter", actor, ACTOR)));
            all.extend(statement.channel.map(|channel| ("channel", channel, &[Kind::ChannelAdded][..])));
            all.extend(statement.occasion.map(|occasion| ("occasion", occasion, OCCASION)));
            all.extend(statement.utterance.map(|first| ("first of the utterance", first, STATEMENT)));
            all.extend(statement.evidence.iter().map(|evidence| ("source", evidence.source, SOURCE)));
            all
        }
        Body::RecordRetracted(retracted) => vec![("retracted record", retracted.target, &[])],
        Body::ActorsMerged(merged) => vec![("actor", merged.from, ACTOR), ("actor", merged.into, ACTOR)],
        Body::IssuesMerged(merged) => vec![("issue", merged.from, ISSUE), ("issue", merged.into, ISSUE)],
        Body::WordsRedacted(redacted) => {
            let slots = redacted.slots.iter().map(|slot| ("redacted event", slot.event, &[][..]));
            slots.chain(redacted.sources.iter().map(|source| ("source", *source, SOURCE))).collect()
        }
        Body::LedgerOpened(_)
        | Body::CoderAdded(_)
        | Body::ActorAdded(_)
        | Body::IssueAdded(_)
        | Body::ChannelAdded(_)
        | Body::SourceAdded(_)
        | Body::RecordCorrected(_)
        | Body::CoderKeyed(_)
        | Body::SignaturesRequired(_) => Vec::new(),
    }
}

/// The words without which an event of this kind says nothing (an erased slot counts as there).
fn required_slots(body: &Body) -> &'static [SlotName] {
    match body {
        Body::LedgerOpened(_) => &[SlotName::Secret],
        Body::CoderAdded(_) | Body::ChannelAdded(_) => &[SlotName::Name],
        Body::ActorAdded(_) | Body::OccasionAdded(_) => &[SlotName::Slug, SlotName::Name],
        Body::IssueAdded(_) => &[SlotName::Slug, SlotName::Wording],
        Body::IssueReworded(_) => &[SlotName::Wording],
        Body::SourceAdded(_) => &[SlotName::Slug],
        Body::RoleHeld(_) => &[SlotName::Title],
        Body::StatementMade(_) => &[SlotName::Id],
        Body::RecordRetracted(_) | Body::ActorsMerged(_) | Body::IssuesMerged(_) | Body::WordsRedacted(_) => {
            &[SlotName::Reason]
        }
        Body::RecordCorrected(_)
        | Body::MembershipHeld(_)
        | Body::SourceChecked(_)
        | Body::EvidenceAttached(_)
        | Body::AccountGiven(_)
        | Body::CoderKeyed(_)
        | Body::SignaturesRequired(_) => &[],
    }
}

/// Whether an event of this kind may have words in a slot.
fn may_have(body: &Body, slot: Slot) -> bool {
    let name = slot.name();
    let several = (name == SlotName::Alias && body.kind() == Kind::ActorAdded)
        || (name == SlotName::Locator && body.kind() == Kind::StatementMade);
    several || (slot.index() == 0 && (required_slots(body).contains(&name) || optional_slots(body).contains(&name)))
}

/// The words that an event of this kind has or has not, apart from those of which it has several.
fn optional_slots(body: &Body) -> &'static [SlotName] {
    match body {
        Body::LedgerOpened(_) => &[SlotName::Name],
        Body::ActorAdded(_) | Body::IssueAdded(_) | Body::AccountGiven(_) => &[SlotName::Note],
        Body::SourceAdded(_) => {
            &[SlotName::Title, SlotName::Publisher, SlotName::Url, SlotName::Language, SlotName::Via, SlotName::Bytes]
        }
        Body::SourceChecked(_) => &[SlotName::Bytes, SlotName::Note],
        Body::EvidenceAttached(_) => &[SlotName::Text, SlotName::Locator],
        Body::StatementMade(_) => &[
            SlotName::Text,
            SlotName::Original,
            SlotName::Condition,
            SlotName::Note,
            SlotName::Role,
            SlotName::Utterance,
        ],
        Body::CoderAdded(_)
        | Body::RoleHeld(_)
        | Body::MembershipHeld(_)
        | Body::IssueReworded(_)
        | Body::ChannelAdded(_)
        | Body::OccasionAdded(_)
        | Body::RecordCorrected(_)
        | Body::RecordRetracted(_)
        | Body::ActorsMerged(_)
        | Body::IssuesMerged(_)
        | Body::WordsRedacted(_)
        | Body::CoderKeyed(_)
        | Body::SignaturesRequired(_) => &[],
    }
}
