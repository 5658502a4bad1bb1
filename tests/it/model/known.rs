//! What a ledger knew at S: which events stand, who is whom, and what each statement says after its corrections.
//!
//! Invariant: "Corrections, retractions, merges, role and membership changes act from their own seq on; at an earlier
//! S the old answer comes back to the letter". Events that are not known at S are dropped before anything is looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::interval::{self, Interval};
use super::{EventKind, ModelEvent};

/// One statement as it counts at S: corrected, names resolved, principals found.
pub(crate) struct Stated {
    pub(crate) seq: u64,
    pub(crate) speaker: String,
    /// Distinct, sorted, never empty. More than one: a joint statement.
    pub(crate) principals: Vec<String>,
    /// Given: it is a claim about this actor.
    pub(crate) about: Option<String>,
    pub(crate) issue: String,
    pub(crate) stance: Stance,
    pub(crate) condition: Option<String>,
    pub(crate) stated_on: String,
    pub(crate) interval: Interval,
    pub(crate) utterance: Option<String>,
}

impl Stated {
    pub(crate) fn is_joint(&self) -> bool {
        self.principals.len() > 1
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    Score(i64),
    Withdrawn,
    /// `noncommittal`, `declined`, `silent`, `absent`, `unclear`: they "never change a position".
    Silence,
}

impl Stance {
    pub(crate) fn score(self) -> Option<i64> {
        match self {
            Self::Score(score) => Some(score),
            Self::Withdrawn | Self::Silence => None,
        }
    }

    pub(crate) fn is_silence(self) -> bool {
        self == Self::Silence
    }
}

/// What is known at S.
pub(crate) struct Known<'a> {
    /// The events known at S that no standing retraction has taken away.
    standing: Vec<&'a ModelEvent>,
    slug: &'a dyn Fn(&str) -> String,
    /// From an actor that was merged away to the one it was merged into.
    merged_into: BTreeMap<String, String>,
}

impl<'a> Known<'a> {
    /// "`size:N` (the first N events)": those with a seq below the size.
    pub(crate) fn at(events: &'a [ModelEvent], known_size: u64, slug: &'a dyn Fn(&str) -> String) -> Self {
        assert!(events.is_sorted_by(|one, next| one.seq < next.seq), "the seqs of a ledger rise");
        let known: Vec<&ModelEvent> = events.iter().filter(|event| event.seq < known_size).collect();
        let standing: Vec<&ModelEvent> = known.iter().copied().filter(|event| stands(event, &known)).collect();
        let merged_into = merges(&standing);
        Self { standing, slug, merged_into }
    }

    pub(crate) fn statements(&self) -> Vec<Stated> {
        self.standing.iter().filter_map(|event| Some(self.stated(event.seq, self.line_in_force(event.seq)?))).collect()
    }

    /// Corrections: "the whole new body"; the latest one that stands counts. A retracted statement does not exist,
    /// corrected or not.
    pub(crate) fn line_in_force(&self, seq: u64) -> Option<&'a Value> {
        let statement = self.standing.iter().find(|event| event.seq == seq)?;
        let EventKind::Statement(original) = &statement.kind else { return None };
        let mut in_force = original;
        for event in self.standing.iter().filter(|event| event.seq > seq) {
            if let EventKind::Correct { target, line } = &event.kind
                && *target == seq
            {
                in_force = line;
            }
        }
        Some(in_force)
    }

    /// The kind is the one that was given last for this slug.
    pub(crate) fn is_anonymous(&self, actor: &str) -> bool {
        let mut anonymous = false;
        for event in &self.standing {
            if let EventKind::Actor { slug, kind } = &event.kind
                && slug == actor
            {
                anonymous = kind == "anonymous";
            }
        }
        anonymous
    }

    fn actor(&self, name: &str) -> String {
        follow(&self.merged_into, &self.slugged(name))
    }

    /// "Names are slugged when they are not slugs".
    fn slugged(&self, name: &str) -> String {
        if is_slug(name) { name.to_owned() } else { (self.slug)(name) }
    }

    fn stated(&self, seq: u64, line: &Value) -> Stated {
        let required = |field| text(line, field).unwrap_or_else(|| panic!("no {field} in statement {seq}: {line}"));
        let speaker = self.actor(required("speaker"));
        let interval = interval::parse_or_panic(required("date"));
        Stated {
            seq,
            principals: self.principals(line, &speaker, interval),
            speaker,
            about: text(line, "about").map(|name| self.actor(name)),
            issue: self.slugged(required("issue")),
            stance: stance(line),
            condition: text(line, "condition").map(str::to_owned),
            stated_on: required("date").to_owned(),
            interval,
            utterance: text(line, "utterance").map(str::to_owned),
        }
    }

    /// "principal: whom it was said for: given (several for a joint statement), else resolved at replay from the role
    /// the speaker held on that day as far as known, else the speaker."
    fn principals(&self, line: &Value, speaker: &str, stated_on: Interval) -> Vec<String> {
        let given: BTreeSet<String> = names(&line["on_behalf_of"]).into_iter().map(|name| self.actor(name)).collect();
        if !given.is_empty() {
            return given.into_iter().collect();
        }
        // "`--own-name` for the speaker's own capacity".
        if line["own_name"] == true {
            return vec![speaker.to_owned()];
        }
        // "Two roles at once: refuse and ask": if a replay meets them after all, it is the speaker.
        let from_roles: BTreeSet<String> = self.roles_of(speaker, stated_on);
        if from_roles.len() == 1 { from_roles.into_iter().collect() } else { vec![speaker.to_owned()] }
    }

    /// Whom the roles are of that the speaker held at any time of the statement's interval.
    fn roles_of(&self, speaker: &str, stated_on: Interval) -> BTreeSet<String> {
        let mut principals = BTreeSet::new();
        for event in &self.standing {
            if let EventKind::Role { actor, of, from, to } = &event.kind {
                let held = Interval {
                    start: from.as_deref().map_or(i128::MIN, |from| interval::parse_or_panic(from).start),
                    end: to.as_deref().map_or(i128::MAX, |to| interval::parse_or_panic(to).end),
                };
                if self.actor(actor) == speaker && held.overlaps(stated_on) {
                    principals.insert(self.actor(of));
                }
            }
        }
        principals
    }
}

/// "retract: we should not have it". It may name another retraction, which then no longer takes anything away, so that
/// what it had taken away is back.
fn stands(event: &ModelEvent, known: &[&ModelEvent]) -> bool {
    !known.iter().any(|later| {
        matches!(later.kind, EventKind::Retract { target } if target == event.seq)
            && later.seq > event.seq
            && stands(later, known)
    })
}

/// "merge: two were one": every mention of A counts as B from then on, also the mentions in later merges.
fn merges(standing: &[&ModelEvent]) -> BTreeMap<String, String> {
    let mut merged_into = BTreeMap::new();
    for event in standing {
        if let EventKind::MergeActors { from, into } = &event.kind {
            let (from, into) = (follow(&merged_into, from), follow(&merged_into, into));
            if from != into {
                merged_into.insert(from, into);
            }
        }
    }
    merged_into
}

/// Chains of merges are followed to their end.
fn follow(merged_into: &BTreeMap<String, String>, actor: &str) -> String {
    let mut actor = actor;
    while let Some(into) = merged_into.get(actor) {
        actor = into;
    }
    actor.to_owned()
}

/// "stance: a score -100 (opposes) .. 100 (supports), or a word."
fn stance(line: &Value) -> Stance {
    let stance = &line["stance"];
    if let Some(score @ -100..=100) = stance.as_i64() {
        return Stance::Score(score);
    }
    match stance.as_str() {
        Some("support" | "yes") => Stance::Score(100),
        Some("lean-support") => Stance::Score(50),
        Some("neutral" | "abstain") => Stance::Score(0),
        Some("lean-oppose") => Stance::Score(-50),
        Some("oppose" | "no") => Stance::Score(-100),
        Some("withdrawn") => Stance::Withdrawn,
        Some("noncommittal" | "declined" | "silent" | "absent" | "unclear") => Stance::Silence,
        Some(_) | None => {
            panic!("the model is given a stance that is neither -100..100 nor a word of the rules: {line}")
        }
    }
}

/// A text field; missing, null and empty are the same.
fn text<'a>(line: &'a Value, field: &str) -> Option<&'a str> {
    line[field].as_str().filter(|text| !text.is_empty())
}

/// "`on_behalf_of?` (name or list)".
fn names(value: &Value) -> Vec<&str> {
    let given = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    given.iter().filter_map(Value::as_str).filter(|name| !name.is_empty()).collect()
}

/// Runs of lower-case letters and digits with one hyphen between them.
fn is_slug(name: &str) -> bool {
    name.split('-')
        .all(|run| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}
