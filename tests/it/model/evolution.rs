//! How stances evolve, by the same independent reading of the rules: timelines, shifts, comparisons, splits, and what
//! was learned.
//!
//! Where sections 2 and 6 of the design leave a choice, the reading is: a withdrawal or a word in a timeline resets
//! nothing; a claim stands in the timeline of the one it is about, with the change `claim`; the days of a shift are the
//! end days of scored and withdrawn statements; zero has no sign; a sign differs only from the other sign.
//!
//! Invariant: every answer is a function of the events known at S and of what is asked, written as JSON with the field
//! names of section 6, in a fixed order.

mod changes;
mod compared;
mod examples;
mod learned;
mod omitted;
mod shifted;
mod split;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::changes::Scored;
use super::known::Known;
use super::stated::Stated;
use super::{By, Group, ModelEvent, groups};

pub(crate) use self::compared::compare;
pub(crate) use self::learned::learned;
pub(crate) use self::omitted::omissions;
pub(crate) use self::shifted::{Days, shifts};
pub(crate) use self::split::{SplitRule, splits};

/// A ledger as far as it was known at S: its first `known_size` seqs.
#[derive(Clone, Copy)]
pub(crate) struct Ledger<'a> {
    pub(crate) events: &'a [ModelEvent],
    pub(crate) known_size: u64,
    pub(crate) by: By,
    pub(crate) slug: &'a dyn Fn(&str) -> String,
}

/// "`timeline`: every statement in order of (end, start, seq)", of every holder and issue: claims are in the timeline of
/// whom they are about.
pub(crate) fn timelines(ledger: Ledger) -> Vec<Value> {
    let known = ledger.known();
    let statements = known.statements();
    let mut rows = Vec::new();
    for (group, mut members) in groups(&known, &statements, ledger.by) {
        members.sort_by_key(|statement| in_order(statement));
        let mut before: Option<Scored> = None;
        for statement in members {
            rows.push(row(&group, statement, before));
            // "`change` against the scored statement before".
            before = Scored::of(statement).or(before);
        }
    }
    rows
}

impl<'a> Ledger<'a> {
    fn known(self) -> Known<'a> {
        Known::at(self.events, self.known_size, self.slug)
    }
}

/// "(end, start, seq)".
fn in_order(statement: &Stated) -> (i128, i128, u64) {
    (statement.interval.end, statement.interval.start, statement.seq)
}

/// The statements of each holder on each issue that are the holder's own, without claims.
fn own_statements<'a>(known: &Known, statements: &'a [Stated], by: By) -> BTreeMap<Group, Vec<&'a Stated>> {
    let mut all = groups(known, statements, by);
    for members in all.values_mut() {
        members.retain(|statement| statement.about.is_none());
    }
    all
}

fn row(group: &Group, statement: &Stated, before: Option<Scored>) -> Value {
    json!({
        "holder": group.holder,
        "issue": group.issue,
        "stated_on": statement.stated_on,
        "score": statement.stance.score(),
        "condition": statement.condition,
        "change": changes::in_timeline(statement, before),
        "seq": statement.seq,
        "speaker": statement.speaker,
        "channel": statement.channel,
        "form": statement.form,
    })
}

/// "anonymous: never treated as the same one twice": an anonymous speaker is the same only within one utterance.
fn same_speaker(known: &Known, one: &Stated, other: &Stated) -> bool {
    let same_utterance = one.seq == other.seq || (one.utterance.is_some() && one.utterance == other.utterance);
    one.speaker == other.speaker && (!known.is_anonymous(&one.speaker) || same_utterance)
}
