//! The page beside a proof: what it proves and how to check it, for people who have never heard of either.
//!
//! Invariant: everything recorded goes through maud's escaping, and nothing on the page is needed to check the proof.

use maud::{DOCTYPE, Markup, html};
use onrecord_core::proof::Proven;
use serde_json::{Map, Value};

use crate::output::{Lines, printable};
use crate::proven;

/// What a browser may do with the file: show it, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE: &str = "body{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
                     th{text-align:left;vertical-align:top;padding-right:1rem;font-weight:600}td{overflow-wrap:anywhere}\
                     pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#eee;color:#111;padding:.5rem}";

/// The page of a proof in a file of this name.
pub(super) fn write(proven: &Proven, file: &str, vkey: Option<&str>) -> String {
    let fields = proven::fields(proven);
    let object = |name: &str| fields.get(name).and_then(Value::as_object);
    let (subject, size) = (proven.subject, proven.checkpoint.checkpoint().size);
    // A name may have any characters, and people paste what stands here into a shell.
    let is_plain = |vkey: &&str| vkey.chars().all(|c| c.is_ascii_alphanumeric() || "+/=.-_:".contains(c));
    let command = format!("onrecord verify {file} --vkey {}", vkey.filter(is_plain).unwrap_or("VKEY"));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { "Event " (subject) }
                style { (STYLE) }
            }
            body {
                h1 { "Event " (subject) }
                p { "It is one of the first " (size) " events of " (proven.checkpoint.checkpoint().origin)
                    ". How it stands: " (proven::standing(proven)) "." }
                h2 { "What was recorded" }
                (table(&fields, &["recorded_at", "coder", "kind", "hash"]))
                @if let Some(says) = object("says") { (table(says, &[])) }
                @if let Some(now) = object("now") {
                    h2 { "As it was corrected" }
                    (table(now, &[]))
                }
                @if let Some(later) = fields.get("later").and_then(Value::as_array).filter(|later| !later.is_empty()) {
                    h2 { "Later events about it" }
                    @for event in later.iter().filter_map(Value::as_object) { (table(event, &[])) }
                }
                h2 { "How to check" }
                p { "Get onrecord. Get the vkey from whoever keeps the ledger by another way than this page: it is "
                    "what you trust. Then, without the ledger:" }
                pre { (command) }
                p { "The proof does not show " (proven::NOT_SHOWN.join("; nor ")) "." }
            }
        }
    };
    page.into_string() + "\n"
}

/// Fields one below the other: those named, or all.
fn table(fields: &Map<String, Value>, named: &[&str]) -> Markup {
    let is_wanted = |name: &str| named.is_empty() || named.contains(&name);
    html! {
        table {
            @for (name, value) in fields.iter().filter(|(name, value)| is_wanted(name) && !value.is_null()) {
                tr { th { (name.replace('_', " ")) } td { (text(value)) } }
            }
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => printable(text, Lines::Joined),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => fields.values().map(text).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
