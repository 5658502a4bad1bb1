//! Redactions: which words go when somebody names a record and a slot.
//!
//! Invariants: what goes is decided here and nowhere else, and all of it stands in the event. Words go wherever the
//! record has them (corrections, further evidence), and with them whatever was made from them and could confirm a guess.

mod group;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use self::group::Group;
use super::names::source_slug;
use super::registry::filled;
use super::{Building, Intake, IntakeError, Outcome, Plan};
use crate::body::{Body, Kind, RedactedSlot, WordsRedacted};
use crate::erasure::TRACE_LEN_MIN;
use crate::event::Event;
use crate::hash::is_made_id;
use crate::seq::Seq;
use crate::slug::Slug;
use crate::view::source_key;
use crate::words::{Slot, SlotName, UnknownSlot, Words, stand_in};

/// Slots as a person names them: `locator` for all of that name, `locator.1` for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WantedSlots {
    /// All of a name.
    Named(SlotName),
    /// One.
    One(Slot),
}

/// What `WantedSlots::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(transparent)]
pub struct NotSlots(#[from] UnknownSlot);

impl WantedSlots {
    fn name(self) -> SlotName {
        match self {
            WantedSlots::Named(name) => name,
            WantedSlots::One(slot) => slot.name(),
        }
    }

    fn takes(self, slot: Slot) -> bool {
        match self {
            WantedSlots::Named(name) => slot.name() == name,
            WantedSlots::One(one) => slot == one,
        }
    }
}

impl FromStr for WantedSlots {
    type Err = NotSlots;

    fn from_str(text: &str) -> Result<Self, NotSlots> {
        let slot: Slot = text.parse()?;
        Ok(if text.contains('.') { WantedSlots::One(slot) } else { WantedSlots::Named(slot.name()) })
    }
}

impl fmt::Display for WantedSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WantedSlots::Named(name) => name.fmt(f),
            WantedSlots::One(slot) => slot.fmt(f),
        }
    }
}

impl Intake<'_> {
    /// Says that words must go: those of the record that `target` made or is about. The view must hold the statements of
    /// its utterance.
    pub fn redact(&self, target: Seq, wanted: &[WantedSlots], reason: &str) -> Result<Plan, IntakeError> {
        let reason = filled("reason", reason)?;
        let group =
            Group::around(self.view, target).ok_or_else(|| IntakeError::Rule(format!("there is no event {target}")))?;
        let mut going = Going { slots: BTreeSet::new() };
        for wanted in wanted {
            going.take(self, &group, *wanted)?;
        }
        going.take_made(&group);
        going.refuse_taken_names(self, &group)?;
        if let Some(slot) = going.slots.iter().find(|slot| group.text(**slot).is_some_and(|text| repeats(reason, text)))
        {
            return Err(IntakeError::Rule(format!(
                "the reason repeats the words in `{}` of event {}, and would keep them: say why in other words",
                slot.slot, slot.event
            )));
        }
        let is_source = |seq: &Seq| self.view.record(*seq).is_some_and(|at| at.event.body.kind() == Kind::SourceAdded);
        let of_bytes = going.slots.iter().filter(|slot| slot.slot.name() == SlotName::Bytes);
        let sources: BTreeSet<Seq> = of_bytes.map(|slot| group.owner(slot.event)).filter(is_source).collect();
        let body = WordsRedacted { slots: going.slots.into_iter().collect(), sources: sources.into_iter().collect() };
        let mut words = Words::new();
        words.set(SlotName::Reason, reason);
        let mut building = Building::on(*self);
        let outcome = Outcome::New(building.draft(body, words));
        building.plan(vec![outcome])
    }
}

/// Whether a reason has words in it that are to go; what is too short to be looked for is not looked for here.
fn repeats(reason: &str, text: &str) -> bool {
    let text = text.trim();
    text.len() >= TRACE_LEN_MIN && reason.contains(text)
}

/// What goes.
struct Going {
    slots: BTreeSet<RedactedSlot>,
}

impl Going {
    /// Takes what a person named, and the same words in the rest of the utterance.
    fn take(&mut self, intake: &Intake<'_>, group: &Group<'_>, wanted: WantedSlots) -> Result<(), IntakeError> {
        let name = wanted.name();
        if name == SlotName::Secret {
            return Err(IntakeError::Rule(
                "the ledger's secret stays: the ids of statements are made with it, and it is never shown".to_owned(),
            ));
        }
        let named = group.of_record(name);
        let there: Vec<RedactedSlot> = named.iter().flat_map(|event| slots_in(event, wanted)).collect();
        let kept: Vec<RedactedSlot> = there.iter().copied().filter(|slot| group.text(*slot).is_some()).collect();
        if kept.is_empty() {
            let by = there.iter().find_map(|slot| intake.view.redaction_of(slot.event, slot.slot));
            return Err(match (there.first(), by) {
                (Some(slot), Some(by)) => IntakeError::Rule(format!(
                    "`{}` of event {} was redacted already, by event {by}",
                    slot.slot, slot.event
                )),
                (_, _) => no_such_slot(group, wanted),
            });
        }
        let texts: BTreeSet<&str> = kept.iter().filter_map(|slot| group.text(*slot)).collect();
        let of_utterance = matches!(name, SlotName::Text | SlotName::Original) && group.is_of_statement();
        let others = group.of_utterance().flat_map(|event| slots_in(event, WantedSlots::Named(name)));
        let same = others.filter(|slot| {
            let text = group.text(*slot);
            text.is_some_and(|text| texts.contains(text) || (of_utterance && !group.is_evidence(slot.event)))
        });
        self.slots.extend(same);
        self.slots.extend(kept);
        Ok(())
    }

    /// Takes what was made from words that go: ids and slugs from which a guess at them could be confirmed.
    fn take_made(&mut self, group: &Group<'_>) {
        let mut made = BTreeSet::new();
        for RedactedSlot { event, slot } in &self.slots {
            let owner = group.owner(*event);
            let Some(first) = group.event(owner) else { continue };
            let text = |slot: SlotName| first.words.text(slot);
            let of_made_id = first.body.kind() == Kind::StatementMade && text(SlotName::Id).is_some_and(is_made_id);
            let of_made_slug = text(SlotName::Slug).is_some_and(|slug| is_made_slug(first, slug, *slot, group));
            for (is_made, name) in [(of_made_id, SlotName::Id), (of_made_slug, SlotName::Slug)] {
                let versions = group.versions(owner).iter().filter(|_| is_made);
                made.extend(versions.flat_map(|event| slots_in(event, WantedSlots::Named(name))));
            }
        }
        self.slots.extend(made.into_iter().filter(|slot| group.text(*slot).is_some()));
    }

    /// Refuses to take a slug whose stand-in is the name of something else.
    fn refuse_taken_names(&self, intake: &Intake<'_>, group: &Group<'_>) -> Result<(), IntakeError> {
        for slot in self.slots.iter().filter(|slot| slot.slot.name() == SlotName::Slug) {
            let owner = group.owner(slot.event);
            let Some(kind) = group.event(owner).map(|event| event.body.kind()) else { continue };
            let name = stand_in(owner);
            if let Some(seq) = intake.view.find_firm(kind, &name).filter(|seq| *seq != owner) {
                return Err(IntakeError::Rule(format!(
                    "`{name}`, which would stand in for the slug of event {owner}, is a name of event {seq}: give that \
                     one another name first"
                )));
            }
        }
        Ok(())
    }
}

/// Whether a slug follows from words that go: from a name, or from a source's description.
fn is_made_slug(first: &Event, slug: &str, going: Slot, group: &Group<'_>) -> bool {
    let text = |slot: SlotName| first.words.text(slot);
    match (&first.body, going.name()) {
        (_, SlotName::Name | SlotName::Wording) => {
            let going = RedactedSlot { event: first.seq(), slot: going };
            group.text(going).and_then(|name| Slug::from_name(name).ok()).is_some_and(|made| made.as_str() == slug)
        }
        (Body::SourceAdded(source), SlotName::Url | SlotName::Title | SlotName::Publisher) => {
            let (url, title, publisher) = (text(SlotName::Url), text(SlotName::Title), text(SlotName::Publisher));
            let key = source_key(url, title, publisher, source.published.as_ref().map(|day| day.as_str()));
            source_slug(publisher.or(title).unwrap_or("source"), &key) == slug
        }
        (_, _) => false,
    }
}

fn slots_in(event: &Event, wanted: WantedSlots) -> Vec<RedactedSlot> {
    let slots = event.words.slots().filter(|slot| wanted.takes(*slot));
    slots.map(|slot| RedactedSlot { event: event.seq(), slot }).collect()
}

fn no_such_slot(group: &Group<'_>, wanted: WantedSlots) -> IntakeError {
    let (target, has) = (group.target(), group.names_of_target());
    let has = if has.is_empty() { "no words".to_owned() } else { has.join(", ") };
    IntakeError::Rule(format!("event {target} has no `{wanted}`: it has {has}"))
}
