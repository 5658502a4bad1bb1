//! `--amend`: a row whose id is known with another content becomes a correction.

use onrecord_core::line::{Naming, StatementLine, statement_line};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use serde_json::Value;

/// So much of a value is shown, in characters.
const SHOWN_MAX: usize = 60;

/// What a row would change.
#[derive(Clone, Debug)]
pub(super) struct Amendment {
    /// The statement.
    pub(super) target: Seq,
    /// The fields that differ, as intake names them.
    pub(super) differs: String,
}

impl Amendment {
    /// What changes, field by field, as the view stands before it.
    pub(super) fn preview(&self, view: &View, new: &StatementLine) -> String {
        let old = view.statement(self.target).map(|old| statement_line(view, &old, Naming::AsRecorded));
        let id = new.id.as_deref().unwrap_or_default();
        let old = old.and_then(|old| serde_json::to_value(old).ok()).unwrap_or_default();
        let new = serde_json::to_value(new).unwrap_or_default();
        let fields = self
            .differs
            .split(", ")
            .map(|field| format!("{field} {} -> {}", shown(old.get(field)), shown(new.get(field))));
        format!("event {} (`{id}`): {}", self.target, fields.collect::<Vec<_>>().join(", "))
    }
}

fn shown(value: Option<&Value>) -> String {
    let text = match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(Value::String(text)) => format!("\"{text}\""),
        Some(other) => other.to_string(),
    };
    if text.chars().count() <= SHOWN_MAX {
        return text;
    }
    text.chars().take(SHOWN_MAX).chain(['…']).collect()
}
