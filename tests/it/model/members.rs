//! "`replay --members` shows a group's position in its members' rows as `via` (membership as on the stated day)".

use serde_json::{Value, json};

use super::known::Known;
use super::{By, ModelEvent, Status, interval, replay};

/// What groups hold, for each of their members, in no order.
pub(crate) fn via(events: &[ModelEvent], at_day: &str, by: By, slug: &dyn Fn(&str) -> String) -> Vec<Value> {
    let known = Known::at(events, u64::MAX, slug);
    let mut all = Vec::new();
    for row in replay(events, at_day, u64::MAX, by, slug) {
        let Some(stated_on) = row.stated_on.as_deref().filter(|_| row.status != Status::None) else { continue };
        for member in known.members_of(&row.holder, interval::parse_or_panic(stated_on)) {
            all.push(json!({
                "holder": member,
                "issue": row.issue,
                "group": row.holder,
                "score": row.score,
                "status": row.status.as_str(),
                "seq": row.seq,
            }));
        }
    }
    all
}
