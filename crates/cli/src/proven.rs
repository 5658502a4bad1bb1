//! What a proof about an event says, in words: for people, programs and pages alike.

use onrecord_core::body::{Body, Condition, SaidFor, StatementMade};
use onrecord_core::event::Event;
use onrecord_core::proof::{Proven, Standing};
use onrecord_core::seq::Seq;
use onrecord_core::words::{SlotName, Words};
use serde_json::{Map, Value, json};

use crate::clock::show_instant;

/// What nobody can tell from a proof alone.
pub(crate) const NOT_SHOWN: [&str; 3] = [
    "whether a later event about it was left out of the proof",
    "what was recorded after the checkpoint",
    "whether what was recorded is true",
];

/// What is proved, field by field.
pub(crate) fn fields(proven: &Proven) -> Map<String, Value> {
    let mut fields = Map::new();
    let checkpoint = proven.checkpoint.checkpoint();
    fields.insert("proved".to_owned(), json!(true));
    fields.insert("origin".to_owned(), json!(checkpoint.origin.as_str()));
    fields.insert("size".to_owned(), json!(checkpoint.size));
    fields.insert("root".to_owned(), json!(checkpoint.root));
    let Some(event) = proven.events.get(&proven.subject) else { return fields };
    let (standing, by) = match proven.standing(proven.subject) {
        Standing::Stands => ("stands", None),
        Standing::Corrected(by) => ("corrected", Some(by)),
        Standing::Retracted(by) => ("retracted", Some(by)),
    };
    fields.insert("seq".to_owned(), json!(event.seq()));
    fields.insert("hash".to_owned(), json!(event.hash));
    fields.insert("ledger".to_owned(), json!(event.header.ledger));
    fields.insert("kind".to_owned(), json!(event.body.kind().as_str()));
    fields.insert("recorded_at".to_owned(), json!(show_instant(event.header.recorded_at)));
    fields.insert("coder".to_owned(), json!(label(proven, event.header.coder)));
    fields.insert("standing".to_owned(), json!(standing));
    fields.insert("by".to_owned(), json!(by));
    fields.insert("says".to_owned(), Value::Object(says(proven, event)));
    if let Some(now) = proven.now(proven.subject).filter(|now| now.seq() != event.seq()) {
        fields.insert("now".to_owned(), Value::Object(says(proven, now)));
    }
    fields.insert(
        "later".to_owned(),
        json!(proven.later.iter().filter_map(|seq| later(proven, *seq)).collect::<Vec<_>>()),
    );
    fields
}

/// How the event stands, in a sentence.
pub(crate) fn standing(proven: &Proven) -> String {
    let size = proven.checkpoint.checkpoint().size;
    match proven.standing(proven.subject) {
        Standing::Stands => format!("stands as of the first {size} events"),
        Standing::Corrected(by) => format!("corrected by event {by}, as of the first {size} events"),
        Standing::Retracted(by) => format!("retracted by event {by}, as of the first {size} events"),
    }
}

/// What an event says: its body with names in place of numbers, and the words that are shown.
fn says(proven: &Proven, event: &Event) -> Map<String, Value> {
    let corrected = if let Body::RecordCorrected(corrected) = &event.body { corrected.new_body().ok() } else { None };
    let body = corrected.as_ref().unwrap_or(&event.body);
    let mut says = if let Body::StatementMade(made) = body { statement(proven, made) } else { about(proven, body) };
    words(proven, event.seq(), &event.words, &mut says);
    says
}

fn statement(proven: &Proven, made: &StatementMade) -> Map<String, Value> {
    let name = |seq: Seq| json!(label(proven, seq));
    let mut says = Map::new();
    let mut put = |field: &str, value: Value| drop(says.insert(field.to_owned(), value));
    put("date", json!(made.stated_on.to_string()));
    put("speaker", name(made.speaker));
    match &made.said_for {
        SaidFor::ByRole => {}
        SaidFor::OwnName => put("own_name", json!(true)),
        SaidFor::Given(given) => {
            put("on_behalf_of", json!(given.iter().map(|seq| label(proven, *seq)).collect::<Vec<_>>()))
        }
    }
    made.about.into_iter().for_each(|about| put("about", name(about)));
    made.reported_by.into_iter().for_each(|by| put("reported_by", name(by)));
    put("issue", name(made.issue));
    let wording = proven.events.get(&made.wording).and_then(|wording| wording.words.text(SlotName::Wording));
    wording.into_iter().for_each(|wording| put("wording", json!(wording)));
    put("stance", json!(made.stance.to_string()));
    if made.condition == Condition::Waived {
        put("unconditional", json!(true));
    }
    put("form", json!(made.form.as_str()));
    made.genre.into_iter().for_each(|genre| put("genre", json!(genre.as_str())));
    made.channel.into_iter().for_each(|channel| put("channel", name(channel)));
    made.occasion.into_iter().for_each(|occasion| put("occasion", name(occasion)));
    let sources: Vec<Value> = made.evidence.iter().map(|evidence| source(proven, evidence.source)).collect();
    if !sources.is_empty() {
        put("source", json!(sources));
    }
    put("certainty", json!(made.certainty.as_str()));
    says
}

/// A source by what is shown of it.
fn source(proven: &Proven, seq: Seq) -> Value {
    let mut shown = Map::new();
    shown.insert("slug".to_owned(), json!(label(proven, seq)));
    if let Some(now) = proven.now(seq) {
        for slot in [SlotName::Title, SlotName::Publisher, SlotName::Url] {
            now.words.text(slot).into_iter().for_each(|text| drop(shown.insert(slot.to_string(), json!(text))));
        }
    }
    Value::Object(shown)
}

/// Events that are no statements: the events that they are about.
fn about(proven: &Proven, body: &Body) -> Map<String, Value> {
    let mut says = Map::new();
    let mut put = |field: &str, value: Value| drop(says.insert(field.to_owned(), value));
    let name = |seq: Seq| json!(label(proven, seq));
    match body {
        Body::ActorAdded(actor) => put("actor_kind", json!(actor.kind.as_str())),
        Body::RoleHeld(role) => {
            put("actor", name(role.actor));
            put("of", name(role.of));
        }
        Body::MembershipHeld(member) => {
            put("actor", name(member.actor));
            put("group", name(member.group));
        }
        Body::IssueReworded(reworded) => {
            put("issue", name(reworded.issue));
            put("change", json!(reworded.change.as_str()));
        }
        Body::SourceChecked(checked) => {
            put("source", name(checked.source));
            put("outcome", json!(checked.outcome.as_str()));
        }
        Body::EvidenceAttached(attached) => {
            put("event", json!(attached.statement));
            put("source", source(proven, attached.evidence.source));
        }
        Body::OccasionAdded(occasion) => {
            put("date", json!(occasion.on.to_string()));
            put("participants", json!(occasion.participants.iter().map(|seq| label(proven, *seq)).collect::<Vec<_>>()));
            put("agenda", json!(occasion.agenda.iter().map(|seq| label(proven, *seq)).collect::<Vec<_>>()));
        }
        Body::AccountGiven(account) => {
            put("occasion", name(account.occasion));
            put("actor", name(account.by));
            put("seen", json!(account.seen.as_str()));
        }
        Body::RecordCorrected(corrected) => put("event", json!(corrected.target)),
        Body::RecordRetracted(retracted) => put("event", json!(retracted.target)),
        Body::ActorsMerged(merged) => {
            put("from", name(merged.from));
            put("into", name(merged.into));
        }
        Body::IssuesMerged(merged) => {
            put("from", name(merged.from));
            put("into", name(merged.into));
        }
        Body::WordsRedacted(redacted) => {
            let erased = redacted.slots.iter().map(|slot| format!("{} of event {}", slot.slot, slot.event));
            put("erased_words", json!(erased.collect::<Vec<_>>()));
        }
        Body::CoderKeyed(keyed) => put("key", json!(keyed.key.map(|key| key.to_string()))),
        Body::StatementMade(_)
        | Body::SignaturesRequired(_)
        | Body::LedgerOpened(_)
        | Body::CoderAdded(_)
        | Body::IssueAdded(_)
        | Body::ChannelAdded(_)
        | Body::SourceAdded(_) => {}
    }
    says
}

/// The words that are shown, and which are not.
fn words(proven: &Proven, seq: Seq, words: &Words, says: &mut Map<String, Value>) {
    let (mut hidden, mut erased) = (Vec::new(), Vec::new());
    for slot in words.slots() {
        match (words.text(slot), proven.erased_by(seq, slot)) {
            (Some(text), _) => drop(says.insert(slot.to_string(), json!(text))),
            (None, Some(by)) => erased.push(json!({ "slot": slot.to_string(), "by": by })),
            (None, None) => hidden.push(slot.to_string()),
        }
    }
    for (field, list) in [("hidden", json!(hidden)), ("erased", json!(erased))] {
        if list.as_array().is_some_and(|list| !list.is_empty()) {
            says.insert(field.to_owned(), list);
        }
    }
}

/// A later event, in a few fields.
fn later(proven: &Proven, seq: Seq) -> Option<Value> {
    let event = proven.events.get(&seq)?;
    let mut fields = Map::new();
    fields.insert("seq".to_owned(), json!(seq));
    fields.insert("kind".to_owned(), json!(event.body.kind().as_str()));
    fields.insert("recorded_at".to_owned(), json!(show_instant(event.header.recorded_at)));
    fields.insert(
        "standing".to_owned(),
        json!(match proven.standing(seq) {
            Standing::Stands => "stands",
            Standing::Corrected(_) => "corrected",
            Standing::Retracted(_) => "retracted",
        }),
    );
    fields.extend(about(proven, &event.body));
    Some(Value::Object(fields))
}

/// What a record is called, or its number where its name is not shown.
fn label(proven: &Proven, seq: Seq) -> String {
    let own = proven.label(seq).map_or_else(|| format!("event {seq}"), str::to_owned);
    match proven.merged(seq) {
        Some((_, into)) => {
            let into = proven.label(into).map_or_else(|| format!("event {into}"), str::to_owned);
            format!("{own} (merged into {into})")
        }
        None => own,
    }
}
