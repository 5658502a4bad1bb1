//! What was learned between S1 and S2 about the end of a day V: the positions that read otherwise at S2.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{By, Row, Status, replay};
use super::Ledger;

/// A position as far as it is held: "score and condition", the range and the status.
type Held = Value;

/// The positions that differ between the ledger known at `before_size` and the same ledger as it is given, with both
/// readings (null: no position).
pub(crate) fn learned(ledger: Ledger, before_size: u64, at_day: &str) -> Vec<Value> {
    let before = held(Ledger { known_size: before_size, ..ledger }, at_day);
    let after = held(ledger, at_day);
    let mut keys: Vec<&(String, String)> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let differing = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    let rows = differing
        .map(|key| json!({"holder": key.0, "issue": key.1, "before": before.get(key), "after": after.get(key)}));
    rows.collect()
}

/// Positions by holder and issue; several of an anonymous holder in a list.
fn held(ledger: Ledger, at_day: &str) -> BTreeMap<(String, String), Vec<Held>> {
    let mut all: BTreeMap<(String, String), Vec<Held>> = BTreeMap::new();
    for row in replay(ledger.events, at_day, ledger.known_size, By::Principal, ledger.slug) {
        if row.status != Status::None {
            all.entry((row.holder.clone(), row.issue.clone())).or_default().push(reading(&row));
        }
    }
    all
}

fn reading(row: &Row) -> Held {
    json!({
        "status": row.status.as_str(),
        "score": row.score,
        "low": row.low,
        "high": row.high,
        "condition": row.condition,
    })
}
