//! What is told of a position besides what is held: whether its evidence is old, changed or gone, and what groups hold.

use onrecord_core::replay::{Decided, Position, Status, last_said, score_now, unsound};
use onrecord_core::stated_on::Day;
use onrecord_core::view::{SourceChecks, View};
use onrecord_core::words::SlotName;
use serde_json::{Map, Value, json};

/// What evidence is judged by.
pub(super) struct Marks<'v> {
    pub(super) view: &'v View,
    pub(super) checks: SourceChecks,
    pub(super) at: Day,
    /// So many days are old, if anybody asks.
    pub(super) stale_after: Option<u32>,
}

impl Marks<'_> {
    /// The fields of an answer in JSON.
    pub(super) fn add(&self, fields: &mut Map<String, Value>, decided: Option<&Decided>) {
        let found = decided.map_or_else(Vec::new, |decided| unsound(self.view, &self.checks, decided));
        let checks = found.iter().map(|unsound| {
            json!({ "source": self.view.slug(unsound.source), "outcome": unsound.outcome, "seq": unsound.seq })
        });
        fields.insert("checks".to_owned(), checks.collect());
        if self.stale_after.is_some() {
            fields.insert("age_days".to_owned(), json!(self.age(decided)));
            fields.insert("stale".to_owned(), json!(self.is_stale(decided)));
        }
    }

    /// The same in words.
    pub(super) fn words(&self, decided: Option<&Decided>) -> Vec<String> {
        let old = self.age(decided).filter(|_| self.is_stale(decided)).map(|days| format!("stale: {days} days"));
        let found = decided.map_or_else(Vec::new, |decided| unsound(self.view, &self.checks, decided));
        let found =
            found.iter().map(|unsound| format!("source {}: {}", unsound.outcome, self.view.slug(unsound.source)));
        old.into_iter().chain(found).collect()
    }

    /// Days between the newest evidence of a position and the day that is asked for.
    fn age(&self, decided: Option<&Decided>) -> Option<i64> {
        Some(self.at.unix_days() - last_said(self.view, decided?)?.unix_days())
    }

    fn is_stale(&self, decided: Option<&Decided>) -> bool {
        let limit = self.stale_after.map(i64::from);
        limit.zip(self.age(decided)).is_some_and(|(limit, age)| age > limit)
    }
}

/// What a group holds, as a member's row shows it.
pub(super) fn via(view: &View, group: &Position) -> Value {
    let decided = group.decided.as_ref();
    let shown = decided.and_then(|decided| view.statement(decided.shown.seq));
    let range = decided.and_then(|decided| decided.range);
    json!({
        "group": view.slug(group.holder),
        "score": shown.and_then(|statement| score_now(view, &statement)),
        "low": range.map(|(low, _)| low),
        "high": range.map(|(_, high)| high),
        "status": decided.map_or(Status::None, Decided::status).as_str(),
        "condition": shown.and_then(|statement| statement.record.words.shown(SlotName::Condition)),
        "stated_on": shown.map(|statement| &statement.made.stated_on),
        "seq": shown.map(|statement| statement.seq()),
        "hash": shown.map(|statement| statement.record.event.hash),
    })
}
