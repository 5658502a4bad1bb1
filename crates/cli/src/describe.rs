//! Events in words: a line for the log, fields for `show`.

use onrecord_core::body::{Body, Kind};
use onrecord_core::event::Event;
use onrecord_core::line::{Naming, actor_line, issue_line, source_line, statement_line};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::words::{SlotName, Words};
use serde_json::{Map, Value, json};

use crate::redacted;

/// One line that says what an event says.
pub(crate) fn summary(view: &View, event: &Event) -> String {
    let says = content_summary(view, &event.body, &event.words);
    match coder(view, event).filter(|_| event.body.kind() == Kind::CoderKeyed) {
        Some(coder) => format!("{coder}: {says}"),
        None => says,
    }
}

/// Who recorded an event. The first one names itself as its coder and has none: there was nobody yet.
pub(crate) fn coder(view: &View, event: &Event) -> Option<String> {
    let coder = view.record(event.header.coder).filter(|coder| coder.event.body.kind() == Kind::CoderAdded)?;
    Some(coder.text(SlotName::Name).to_owned())
}

fn content_summary(view: &View, body: &Body, words: &Words) -> String {
    let text = |slot: SlotName| words.shown(slot).unwrap_or_default();
    let slug = |seq: Seq| view.slug(seq);
    match body {
        Body::LedgerOpened(_) => text(SlotName::Name).to_owned(),
        Body::CoderAdded(_) | Body::ChannelAdded(_) => text(SlotName::Name).to_owned(),
        Body::ActorAdded(actor) => format!("{} ({}), {}", text(SlotName::Slug), actor.kind, text(SlotName::Name)),
        Body::RoleHeld(role) => format!(
            "{}: {} of {}{}",
            slug(role.actor),
            text(SlotName::Title),
            slug(role.of),
            span(role.from.as_ref(), role.to.as_ref())
        ),
        Body::MembershipHeld(member) => format!(
            "{} in {}{}",
            slug(member.actor),
            slug(member.group),
            span(member.from.as_ref(), member.to.as_ref())
        ),
        Body::IssueAdded(_) => format!("{}: {}", text(SlotName::Slug), text(SlotName::Wording)),
        Body::IssueReworded(reworded) => {
            format!("{} ({}): {}", slug(reworded.issue), reworded.change, text(SlotName::Wording))
        }
        Body::SourceAdded(_) => {
            let title = words.shown(SlotName::Title).or(words.shown(SlotName::Url)).unwrap_or_default();
            format!("{}: {title}", text(SlotName::Slug))
        }
        Body::SourceChecked(checked) => format!("{}: {}", slug(checked.source), checked.outcome),
        Body::EvidenceAttached(attached) => {
            format!("{} for event {}", slug(attached.evidence.source), attached.statement)
        }
        Body::OccasionAdded(occasion) => format!("{} on {}", text(SlotName::Slug), occasion.on),
        Body::AccountGiven(account) => {
            format!("{} by {}, seen {}", slug(account.occasion), slug(account.by), account.seen)
        }
        Body::StatementMade(made) => {
            let coded = format!("{} {} {} {}", made.stated_on, slug(made.speaker), slug(made.issue), made.stance);
            match words.shown(SlotName::Text).or(words.shown(SlotName::Original)) {
                Some(words) => format!("{coded}: {words}"),
                None => coded,
            }
        }
        Body::RecordCorrected(corrected) => {
            let new = corrected.new_body().map(|body| content_summary(view, &body, words));
            format!("event {}: {}", corrected.target, new.unwrap_or_default())
        }
        Body::RecordRetracted(retracted) => format!("event {}: {}", retracted.target, text(SlotName::Reason)),
        Body::ActorsMerged(merged) => format!("{} into {}", slug(merged.from), slug(merged.into)),
        Body::IssuesMerged(merged) => format!("{} into {}", slug(merged.from), slug(merged.into)),
        Body::WordsRedacted(redacted) => {
            let slots = redacted.slots.iter().map(|slot| format!("{} of event {}", slot.slot, slot.event));
            format!("{}: {}", slots.collect::<Vec<_>>().join(", "), text(SlotName::Reason))
        }
        Body::CoderKeyed(keyed) => keyed.key.map_or_else(|| "closed".to_owned(), |key| format!("key {key}")),
        Body::SignaturesRequired(_) => String::new(),
    }
}

fn span(from: Option<&onrecord_core::stated_on::StatedOn>, to: Option<&onrecord_core::stated_on::StatedOn>) -> String {
    match (from, to) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", from {from}"),
        (None, Some(to)) => format!(", to {to}"),
        (Some(from), Some(to)) => format!(", {from} to {to}"),
    }
}

/// What a record says as it stands, with names in place of numbers.
pub(crate) fn fields(view: &View, seq: Seq) -> Map<String, Value> {
    let Some(record) = view.record(seq) else {
        return Map::new();
    };
    let line = match record.body.kind() {
        Kind::StatementMade => view
            .statement(seq)
            .and_then(|statement| serde_json::to_value(statement_line(view, &statement, Naming::AsRecorded)).ok()),
        Kind::ActorAdded => actor_line(&record).and_then(|line| serde_json::to_value(line).ok()),
        Kind::IssueAdded => serde_json::to_value(issue_line(&record)).ok(),
        Kind::SourceAdded => source_line(&record).and_then(|line| serde_json::to_value(line).ok()),
        Kind::LedgerOpened
        | Kind::CoderAdded
        | Kind::RoleHeld
        | Kind::MembershipHeld
        | Kind::IssueReworded
        | Kind::ChannelAdded
        | Kind::SourceChecked
        | Kind::EvidenceAttached
        | Kind::OccasionAdded
        | Kind::AccountGiven
        | Kind::RecordCorrected
        | Kind::RecordRetracted
        | Kind::ActorsMerged
        | Kind::IssuesMerged
        | Kind::WordsRedacted
        | Kind::CoderKeyed
        | Kind::SignaturesRequired => None,
    };
    let mut fields = match line {
        Some(Value::Object(fields)) => fields,
        Some(_) | None => others(view, record.body, record.words),
    };
    redacted::tell(&mut fields, record.words);
    fields
}

/// The fields of records that have no line of their own.
fn others(view: &View, body: &Body, words: &Words) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("summary".to_owned(), json!(content_summary(view, body, words)));
    for slot in words.slots().filter(|slot| slot.name() != SlotName::Secret) {
        if let Some(text) = words.shown(slot) {
            fields.insert(slot.to_string(), json!(text));
        }
    }
    fields
}
