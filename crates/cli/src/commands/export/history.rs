//! The events as they were recorded, corrections and retractions among them.

use onrecord_core::body::Body;
use onrecord_core::event::Event;
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use serde::Serialize;
use serde_json::{Map, json};

use super::table::{Column, Sort, Value};
use crate::clock::show_instant;
use crate::describe;

/// The columns, and the fields of a line.
pub(super) const COLUMNS: [Column; 10] = [
    Column { name: "seq", sort: Sort::Number },
    Column { name: "hash", sort: Sort::Term },
    Column { name: "previous", sort: Sort::Term },
    Column { name: "kind", sort: Sort::Term },
    Column { name: "recorded_at", sort: Sort::Instant },
    Column { name: "coder", sort: Sort::Words },
    Column { name: "refers_to", sort: Sort::Term },
    Column { name: "summary", sort: Sort::Words },
    Column { name: "words", sort: Sort::Words },
    Column { name: "erased", sort: Sort::Term },
];

/// An event with names in place of what only the ledger can read.
#[derive(Serialize)]
pub(super) struct Told {
    seq: Seq,
    hash: String,
    previous: String,
    kind: &'static str,
    recorded_at: String,
    coder: String,
    /// The events that it names, what it corrects or retracts first.
    refers_to: Vec<Seq>,
    summary: String,
    /// By slot. The ledger's own secret is none of them.
    words: Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    erased: Vec<String>,
    /// By slot, the event that erased the words.
    #[serde(skip_serializing_if = "Map::is_empty")]
    redacted: Map<String, serde_json::Value>,
    #[serde(skip)]
    micros: i64,
}

impl Told {
    /// Tells an event.
    pub(super) fn of(view: &View, event: &Event) -> Self {
        let header = &event.header;
        let mut refers_to: Vec<Seq> = Vec::new();
        let corrects = if let Body::RecordCorrected(corrected) = &event.body { Some(corrected.target) } else { None };
        for seq in corrects.into_iter().chain(view.named_by(event)) {
            if seq != event.seq() && !refers_to.contains(&seq) {
                refers_to.push(seq);
            }
        }
        let slots = event.words.slots().filter(|slot| slot.name() != SlotName::Secret);
        let words = slots.filter_map(|slot| Some((slot.to_string(), event.words.text(slot)?.into())));
        let redacted = event.words.redacted().map(|(slot, by)| (slot.to_string(), by));
        let redacted: Vec<(String, Option<Seq>)> = redacted.collect();
        Told {
            seq: event.seq(),
            hash: event.hash.to_string(),
            previous: header.previous.to_string(),
            kind: event.body.kind().as_str(),
            recorded_at: show_instant(header.recorded_at),
            coder: view.record(header.coder).map_or_else(String::new, |coder| coder.text(SlotName::Name).to_owned()),
            refers_to,
            summary: describe::summary(view, event),
            words: words.collect(),
            erased: redacted.iter().map(|(slot, _)| slot.clone()).collect(),
            redacted: redacted.into_iter().map(|(slot, by)| (slot, json!(by))).collect(),
            micros: header.recorded_at.micros(),
        }
    }

    /// The row of the event, in the order of `COLUMNS`.
    pub(super) fn row(self) -> Vec<Value> {
        let refers_to: Vec<String> = self.refers_to.iter().map(|seq| seq.to_string()).collect();
        let words =
            if self.words.is_empty() { String::new() } else { serde_json::Value::Object(self.words).to_string() };
        vec![
            Value::number(Some(self.seq.get())),
            Value::text(self.hash),
            Value::text(self.previous),
            Value::text(self.kind.to_owned()),
            Value::Instant(self.micros),
            Value::text(self.coder),
            Value::texts(refers_to.iter().map(String::as_str)),
            Value::text(self.summary),
            Value::text(words),
            Value::texts(self.erased.iter().map(String::as_str)),
        ]
    }
}
