//! What the library says about how stances evolve, as rows with the fields that the model has.

use onrecord_core::body::Kind;
use onrecord_core::evolution::{
    self, Learned, ShiftQuestion, SplitQuestion, agreement, same_speaker, splits as splits_of,
};
use onrecord_core::replay::{Filter, Position, Question, replay, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::view::{Name, View};
use onrecord_core::vocabulary::ActorKind;
use onrecord_core::words::SlotName;
use serde_json::{Value, json};

use crate::model::By;
use crate::model::evolution::SplitRule;
use crate::random_ledgers::world::holder_by;

/// Rows in an order that is the same for both, where the rules ask for none.
pub(super) fn in_order(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(|row| [&row["holder"], &row["issue"], row].map(Value::to_string));
    rows
}

/// The timelines of these holders on these issues.
pub(super) fn timelines(view: &View, by: By, holders: &[&str], issues: &[&str]) -> Vec<Value> {
    let mut rows = Vec::new();
    for (holder, issue) in holders.iter().flat_map(|holder| issues.iter().map(move |issue| (*holder, *issue))) {
        let (Some(of), Some(on)) = (named(view, Kind::ActorAdded, holder), named(view, Kind::IssueAdded, issue)) else {
            continue;
        };
        if view.actor_now(of) != of || view.issue_now(on) != on {
            continue;
        }
        let entries = evolution::timeline(view, of, on, holder_by(by), Filter::ALL);
        rows.extend(entries.iter().map(|entry| {
            let made = entry.statement.made;
            json!({
                "holder": holder,
                "issue": issue,
                "stated_on": made.stated_on,
                "score": entry.score,
                "condition": entry.statement.record.words.text(SlotName::Condition),
                "change": entry.moment.to_text(),
                "seq": entry.statement.seq(),
                "speaker": view.slug(view.actor_now(made.speaker)),
                "channel": made.channel.map(|channel| view.name(channel)),
                "form": made.form,
            })
        }));
    }
    rows
}

pub(super) fn shifts(view: &View, by: By, min: u16, since: Option<&str>, until: Option<&str>) -> Vec<Value> {
    let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    let question = ShiftQuestion {
        by: holder_by(by),
        holders: [].into(),
        issues: [].into(),
        since: day(since),
        until: day(until),
        min,
        filter: Filter::ALL,
    };
    let rows = evolution::shifts(view, &question).into_iter().map(|shift| {
        let (from, to) = (view.statement(shift.from_seq).unwrap(), view.statement(shift.seq).unwrap());
        json!({
            "holder": view.slug(shift.holder),
            "issue": view.slug(shift.issue),
            "stated_on": to.made.stated_on,
            "from": shift.from,
            "to": shift.to,
            "gap": shift.gap,
            "change": shift.change.as_str(),
            "seq": shift.seq,
            "from_seq": shift.from_seq,
            "speaker": view.slug(view.actor_now(to.made.speaker)),
            "from_speaker": view.slug(view.actor_now(from.made.speaker)),
            "same_speaker": same_speaker(view, &from, &to),
        })
    });
    rows.collect()
}

pub(super) fn compare(view: &View, by: By, at: &str, a: &str, b: &str) -> Vec<Value> {
    let compared = evolution::compare(view, &positions(view, by, at, a), &positions(view, by, at, b));
    let rows = compared.iter().map(|row| {
        let issue = view.slug(row.issue);
        json!({"issue": issue, "a": row.a, "b": row.b, "gap": row.gap, "class": row.class.as_str()})
    });
    let mut rows: Vec<Value> = rows.collect();
    let agreement = agreement(&compared);
    rows.push(json!({"agreement": agreement.agreement, "shared": agreement.shared}));
    rows
}

pub(super) fn splits(view: &View, rule: SplitRule) -> Vec<Value> {
    let question =
        SplitQuestion { days: rule.days.try_into().unwrap(), min: rule.min.try_into().unwrap(), filter: Filter::ALL };
    let rows = splits_of(view, question).into_iter().map(|split| {
        let ((first, first_score), (second, second_score)) = (&split.first, &split.second);
        let channels = [first, second].map(|statement| statement.made.channel.map(|channel| view.name(channel)));
        json!({
            "holder": view.slug(split.holder),
            "issue": view.slug(split.issue),
            "first_seq": first.seq(),
            "second_seq": second.seq(),
            "scores": [first_score, second_score],
            "days_apart": split.days_apart,
            "channels": channels,
        })
    });
    rows.collect()
}

pub(super) fn learned(before: &View, after: &View, by: By, at: &str) -> Vec<Value> {
    let rows = evolution::learned(before, after, &question(by, at, [].into())).into_iter().map(|learned: Learned| {
        json!({
            "holder": learned.holder,
            "issue": learned.issue,
            "before": reading(before, learned.before.as_ref()),
            "after": reading(after, learned.after.as_ref()),
        })
    });
    rows.collect()
}

/// A position as `learned` compares it; null if there is none.
pub(super) fn reading(view: &View, position: Option<&Position>) -> Value {
    let Some(decided) = position.and_then(|position| position.decided.as_ref()) else { return Value::Null };
    let shown = view.statement(decided.shown.seq).unwrap();
    json!({
        "status": decided.status().as_str(),
        "score": score_now(view, &shown),
        "low": decided.range.map(|(low, _)| low),
        "high": decided.range.map(|(_, high)| high),
        "condition": shown.record.words.text(SlotName::Condition),
        "stated_on": shown.made.stated_on,
        "seq": shown.seq(),
    })
}

/// Actors that were not merged away and are not anonymous.
pub(super) fn holders(view: &View) -> Vec<&str> {
    let actors = view.records(Kind::ActorAdded).map(|actor| actor.seq());
    let held = actors.filter(|seq| view.actor_now(*seq) == *seq);
    held.filter(|seq| view.actor_kind(*seq) != Some(ActorKind::Anonymous)).map(|seq| view.slug(seq)).collect()
}

fn positions(view: &View, by: By, at: &str, holder: &str) -> Vec<Position> {
    let holder = named(view, Kind::ActorAdded, holder);
    holder.map_or_else(Vec::new, |holder| replay(view, &question(by, at, [view.actor_now(holder)].into())))
}

fn question(by: By, at: &str, holders: std::collections::BTreeSet<Seq>) -> Question {
    Question { at: at.parse().unwrap(), by: holder_by(by), holders, issues: [].into(), filter: Filter::ALL }
}

fn named(view: &View, kind: Kind, text: &str) -> Option<Seq> {
    view.find(Name { kind, text }).map(|record| record.seq())
}
