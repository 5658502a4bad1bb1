//! What answers say of words that were redacted, besides what stands in their place.

use onrecord_core::words::Words;
use serde_json::{Map, Value, json};

/// Adds the field `redacted` if there is something to say: by slot, the event that took the words.
pub(crate) fn tell(fields: &mut Map<String, Value>, words: &Words) {
    let redacted: Map<String, Value> = words.redacted().map(|(slot, by)| (slot.to_string(), json!(by))).collect();
    if !redacted.is_empty() {
        fields.insert("redacted".to_owned(), redacted.into());
    }
}

/// An object with that field.
pub(crate) fn told(object: Value, words: Option<&Words>) -> Map<String, Value> {
    let mut fields = if let Value::Object(fields) = object { fields } else { Map::new() };
    words.into_iter().for_each(|words| tell(&mut fields, words));
    fields
}
