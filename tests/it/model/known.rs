//! What a ledger knew at S: which events stand, who is whom, and what each statement says after its corrections.
//!
//! Invariant: "Corrections, retractions, merges, role and membership changes act from their own seq on; at an earlier
//! S the old answer comes back to the letter". Events that are not known at S are dropped before anything is looked at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::interval::{self, Interval};
use super::issues::Issues;
use super::stated::{Stated, names, stance, text};
use super::{EventKind, ModelEvent};

/// What is known at S.
pub(crate) struct Known<'a> {
    /// The events known at S that no standing retraction has taken away.
    standing: Vec<&'a ModelEvent>,
    slug: &'a dyn Fn(&str) -> String,
    /// From an actor that was merged away to the one it was merged into.
    merged_into: BTreeMap<String, String>,
    issues: Issues,
    /// All events, for what was known when a statement was coded.
    events: &'a [ModelEvent],
}

impl<'a> Known<'a> {
    /// "`size:N` (the first N events)": those with a seq below the size.
    pub(crate) fn at(events: &'a [ModelEvent], known_size: u64, slug: &'a dyn Fn(&str) -> String) -> Self {
        assert!(events.is_sorted_by(|one, next| one.seq < next.seq), "the seqs of a ledger rise");
        let standing = standing_at(events, known_size);
        let merged_into = merges(&standing);
        let issues = Issues::of(&standing, events, slug);
        Self { standing, slug, merged_into, issues, events }
    }

    pub(crate) fn statements(&self) -> Vec<Stated> {
        self.standing.iter().filter_map(|event| self.stated(event.seq)).collect()
    }

    /// Corrections: "the whole new body"; the latest one that stands counts. A retracted statement does not exist,
    /// corrected or not.
    pub(crate) fn line_in_force(&self, seq: u64) -> Option<&'a Value> {
        codings(&self.standing, seq).last().map(|(_, line)| *line)
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

    /// The lines of the events of one kind that stand, each with its event.
    pub(crate) fn lines(&self, of: impl Fn(&EventKind) -> Option<&Value>) -> Vec<(u64, &Value)> {
        self.standing.iter().filter_map(|event| of(&event.kind).map(|line| (event.seq, line))).collect()
    }

    /// "Participants and speakers are resolved to principals on that day": the one whom an actor's roles name, else the
    /// actor itself.
    pub(crate) fn side_of(&self, name: &str, on: Interval) -> String {
        let actor = self.actor(name);
        let from_roles = self.roles_of(&actor, on);
        if from_roles.len() == 1 { from_roles.into_iter().collect() } else { actor }
    }

    /// As which issue a named one counts.
    pub(crate) fn issue(&self, name: &str) -> String {
        self.issues.counts_as(&self.slugged(name))
    }

    pub(crate) fn actor(&self, name: &str) -> String {
        follow(&self.merged_into, &self.slugged(name))
    }

    fn slugged(&self, name: &str) -> String {
        slugged(name, self.slug)
    }

    fn stated(&self, seq: u64) -> Option<Stated> {
        let (coding, line) = codings(&self.standing, seq).pop()?;
        let required = |field| text(line, field).unwrap_or_else(|| panic!("no {field} in statement {seq}: {line}"));
        let speaker = self.actor(required("speaker"));
        let interval = interval::parse_or_panic(required("date"));
        let owned = |field| text(line, field).map(str::to_owned);
        let issue = self.slugged(required("issue"));
        let coded = stance(line);
        let is_turned = self.issues.is_turned(&issue, self.wording_of(coding, seq, &issue));
        Some(Stated {
            seq,
            principals: self.principals(line, &speaker, interval),
            speaker,
            about: text(line, "about").map(|name| self.actor(name)),
            issue: self.issues.counts_as(&issue),
            stance: if is_turned { coded.turned() } else { coded },
            word: coded.score().is_none().then(|| owned("stance")).flatten(),
            condition: owned("condition"),
            unconditional: line["unconditional"] == true,
            stated_on: required("date").to_owned(),
            interval,
            utterance: owned("utterance"),
            // "`readout` is taken on import as paraphrase".
            form: required("form").replace("readout", "paraphrase"),
            channel: owned("channel"),
            occasion: owned("occasion"),
            in_account: line["account"] == true,
            certainty: owned("certainty").unwrap_or_else(|| "certain".to_owned()),
            relayed_by: text(line, "reported_by")
                .map_or_else(Vec::new, |name| vec![self.actor(name), self.side_of(name, interval)]),
            sources: names(&line["source"]).into_iter().map(str::to_owned).collect(),
        })
    }

    /// The event that gave `issue` the wording against which a statement was coded; none for its first wording. A
    /// correction keeps the wording for as long as it keeps the issue.
    fn wording_of(&self, coding: u64, target: u64, issue: &str) -> Option<u64> {
        let before = standing_at(self.events, coding);
        match codings(&before, target).last() {
            Some((earlier, line)) if text(line, "issue").map(|name| self.slugged(name)).as_deref() == Some(issue) => {
                self.wording_of(*earlier, target, issue)
            }
            _ => Issues::of(&before, self.events, self.slug).wording(issue),
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
        vec![self.side_of(speaker, stated_on)]
    }

    /// Whom the roles are of that the speaker held at any time of the statement's interval.
    pub(crate) fn roles_of(&self, speaker: &str, stated_on: Interval) -> BTreeSet<String> {
        let mut principals = BTreeSet::new();
        for event in &self.standing {
            if let EventKind::Role { actor, of, from, to } = &event.kind
                && self.actor(actor) == speaker
                && span(from.as_deref(), to.as_deref()).overlaps(stated_on)
            {
                principals.insert(self.actor(of));
            }
        }
        principals
    }

    /// The groups to which an actor belonged at any time of an interval.
    pub(crate) fn groups_of(&self, member: &str, on: Interval) -> BTreeSet<String> {
        let then = self.memberships(on).into_iter().filter(|(_, actor)| actor == member);
        then.map(|(group, _)| group).collect()
    }

    /// Those who belonged to a group at any time of an interval.
    pub(crate) fn members_of(&self, group: &str, on: Interval) -> BTreeSet<String> {
        let then = self.memberships(on).into_iter().filter(|(of, actor)| of == group && actor != group);
        then.map(|(_, actor)| actor).collect()
    }

    fn memberships(&self, on: Interval) -> Vec<(String, String)> {
        let mut memberships = Vec::new();
        for event in &self.standing {
            if let EventKind::Member { group, actor, from, to } = &event.kind
                && span(from.as_deref(), to.as_deref()).overlaps(on)
            {
                memberships.push((self.actor(group), self.actor(actor)));
            }
        }
        memberships
    }
}

/// From the start of one date to the end of another; where one is missing, without end.
fn span(from: Option<&str>, to: Option<&str>) -> Interval {
    Interval {
        start: from.map_or(i128::MIN, |from| interval::parse_or_panic(from).start),
        end: to.map_or(i128::MAX, |to| interval::parse_or_panic(to).end),
    }
}

/// A statement's content and that of each correction that stands, with the events they come from, in order; nothing
/// for a retracted statement.
fn codings<'a>(standing: &[&'a ModelEvent], statement: u64) -> Vec<(u64, &'a Value)> {
    let mut codings = Vec::new();
    for event in standing {
        if let EventKind::Statement(line) = &event.kind
            && event.seq == statement
        {
            codings.push((event.seq, line));
        }
        if let EventKind::Correct { target, line } = &event.kind
            && *target == statement
            && !codings.is_empty()
        {
            codings.push((event.seq, line));
        }
    }
    codings
}

/// The events known at S that no standing retraction has taken away.
pub(crate) fn standing_at(events: &[ModelEvent], known_size: u64) -> Vec<&ModelEvent> {
    let known: Vec<&ModelEvent> = events.iter().filter(|event| event.seq < known_size).collect();
    known.iter().copied().filter(|event| stands(event, &known)).collect()
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

/// "Names are slugged when they are not slugs".
pub(crate) fn slugged(name: &str, slug: &dyn Fn(&str) -> String) -> String {
    if is_slug(name) { name.to_owned() } else { slug(name) }
}

/// Runs of lower-case letters and digits with one hyphen between them.
fn is_slug(name: &str) -> bool {
    name.split('-')
        .all(|run| !run.is_empty() && run.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}
