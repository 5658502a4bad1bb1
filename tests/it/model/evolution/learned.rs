//! What was learned between S1 and S2 about the end of a day V: the positions that read otherwise at S2.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{Row, Status, groups, interval, row};
use super::{Group, Ledger};

/// The positions that differ between the ledger known at `before_size` and the same ledger as it is given, with both
/// readings (null: no position).
pub(crate) fn learned(ledger: Ledger, before_size: u64, at_day: &str) -> Vec<Value> {
    let before = positions(Ledger { known_size: before_size, ..ledger }, at_day);
    let after = positions(ledger, at_day);
    let mut all: Vec<&Group> = before.keys().chain(after.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let differing = all.into_iter().filter(|group| before.get(*group) != after.get(*group));
    let rows = differing.map(|group| {
        let (before, after) = (before.get(group), after.get(group));
        json!({"holder": group.holder, "issue": group.issue, "before": before, "after": after})
    });
    rows.collect()
}

fn positions(ledger: Ledger, at_day: &str) -> BTreeMap<Group, Value> {
    let known = ledger.known();
    let statements = known.statements();
    let end_of_v = interval::parse_or_panic(at_day).end;
    let mut all = BTreeMap::new();
    for (group, members) in groups(&known, &statements, ledger.by) {
        let row = row(&group, &members, end_of_v);
        if row.status != Status::None {
            all.insert(group, reading(&row));
        }
    }
    all
}

/// What is held, and by which statement it is shown.
fn reading(row: &Row) -> Value {
    json!({
        "status": row.status.as_str(),
        "score": row.score,
        "low": row.low,
        "high": row.high,
        "condition": row.condition,
        "stated_on": row.stated_on,
        "seq": row.seq,
    })
}
