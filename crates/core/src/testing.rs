//! A small ledger in memory and short ways to write events, for the tests of this crate.
//!
//! Invariant: `Ledger` goes through the same doors as everybody else: `seal`, `Event::open`, `View::apply`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::error::Error;

use crate::body::{
    ActorAdded, ActorsMerged, Body, ChannelAdded, CoderAdded, Condition, IssueAdded, IssueReworded, IssuesMerged,
    LedgerOpened, OccasionAdded, RecordCorrected, RecordRetracted, SaidFor, SourceAdded, StatementMade,
};
use crate::entry::{Entry, Head};
use crate::erasure::Erasures;
use crate::event::{Draft, Event, EventError, Stamp, seal_and_open};
use crate::hash::{LedgerId, SourceHash};
use crate::header::{Flags, RecordedAt};
use crate::intake::{Intake, Options, Outcome, Plan};
use crate::key::SigningKey;
use crate::seq::Seq;
use crate::stated_on::StatedOn;
use crate::view::{ReferenceError, View};
use crate::vocabulary::{ActorKind, Certainty, Form, RewordChange};
use crate::words::{Slot, SlotName, Words};

/// The ledger of the tests.
pub(crate) const LEDGER: LedgerId = LedgerId::new(*b"ledger of tests.");
/// The coder that `Ledger::opened` adds.
pub(crate) const CODER: Seq = Seq::new(1);

/// Entries, and what they say.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) id: LedgerId,
    pub(crate) head: Head,
    pub(crate) entries: Vec<Entry>,
    pub(crate) view: View,
}

impl Ledger {
    /// Without events.
    pub(crate) fn empty() -> Self {
        Ledger { id: LEDGER, head: Head::EMPTY, entries: Vec::new(), view: View::new() }
    }

    /// With a first event and a coder.
    pub(crate) fn opened() -> Self {
        let mut ledger = Ledger::empty();
        ledger.add(LedgerOpened {}, &[(SlotName::Secret, "a secret")]);
        ledger.add(CoderAdded {}, &[(SlotName::Name, "Ada")]);
        ledger
    }

    /// Seals an event and does not ask whether it fits the others.
    pub(crate) fn seal_only(&mut self, body: impl Into<Body>, words: Words) -> Result<Event, EventError> {
        self.seal_signed(CODER, None, body, words)
    }

    /// `seal_only` by any coder, signed or not.
    pub(crate) fn seal_signed(
        &mut self,
        coder: Seq,
        key: Option<&SigningKey>,
        body: impl Into<Body>,
        words: Words,
    ) -> Result<Event, EventError> {
        let body = body.into();
        let own = matches!(body, Body::LedgerOpened(_) | Body::CoderAdded(_));
        let stamp = stamp(self.head.size, if own { self.head.next_seq() } else { coder });
        let (entry, event) = seal_and_open(self.head, self.id, &Draft { body, words }, &stamp, key)?;
        self.entries.push(entry);
        self.head = event.head();
        Ok(event)
    }

    /// Adds an event if it fits those before it.
    pub(crate) fn push(
        &mut self,
        body: impl Into<Body>,
        words: &[(SlotName, &str)],
    ) -> Result<Seq, Box<ReferenceError>> {
        self.push_words(body, self::words(words))
    }

    /// `push`, with words of any shape.
    pub(crate) fn push_words(&mut self, body: impl Into<Body>, words: Words) -> Result<Seq, Box<ReferenceError>> {
        let before = self.head;
        let event = self.seal_only(body, words).unwrap();
        let seq = event.seq();
        if let Err(error) = self.view.apply(event) {
            self.entries.pop();
            self.head = before;
            return Err(Box::new(error));
        }
        Ok(seq)
    }

    /// Adds an event that fits.
    pub(crate) fn add(&mut self, body: impl Into<Body>, words: &[(SlotName, &str)]) -> Seq {
        self.push(body, words).unwrap()
    }

    /// Adds all that a plan has, and gives the events that say what was asked for.
    pub(crate) fn take(&mut self, plan: Plan) -> Vec<Outcome> {
        for draft in plan.drafts {
            self.push_words(draft.body, draft.words).unwrap();
        }
        plan.outcomes
    }

    /// The ledger as storage leaves it: without the words that its redactions took.
    pub(crate) fn erased(&self) -> Ledger {
        let mut erasures = Erasures::new();
        self.entries.iter().for_each(|entry| erasures.take(entry).unwrap());
        let mut erased = Ledger { view: View::new(), ..self.clone() };
        for entry in &mut erased.entries {
            *entry = erasures.erase(entry).unwrap().unwrap_or_else(|| entry.clone());
            erased.view.apply(Event::open(entry).unwrap()).unwrap();
        }
        erased
    }

    pub(crate) fn actor(&mut self, slug: &str, kind: ActorKind) -> Seq {
        self.add(ActorAdded { kind }, &[(SlotName::Slug, slug), (SlotName::Name, &slug.to_uppercase())])
    }

    pub(crate) fn issue(&mut self, slug: &str) -> Seq {
        self.add(IssueAdded {}, &[(SlotName::Slug, slug), (SlotName::Wording, &format!("Should there be {slug}?"))])
    }

    pub(crate) fn reword(&mut self, issue: Seq, change: RewordChange) -> Seq {
        let wording = format!("New wording {}", self.head.size);
        self.add(IssueReworded { issue, change }, &[(SlotName::Wording, &wording)])
    }

    pub(crate) fn channel(&mut self, name: &str) -> Seq {
        self.add(ChannelAdded {}, &[(SlotName::Name, name)])
    }

    pub(crate) fn source(&mut self, slug: &str, bytes: Option<&[u8]>) -> Seq {
        let hash = bytes.map(|bytes| SourceHash::of(bytes).to_string());
        let mut words = words(&[(SlotName::Slug, slug), (SlotName::Title, slug)]);
        words.set_some(SlotName::Bytes, hash);
        self.push_words(SourceAdded { published: None, retrieved: None }, words).unwrap()
    }

    pub(crate) fn occasion(&mut self, slug: &str, participants: &[Seq], agenda: &[Seq]) -> Seq {
        let body = OccasionAdded { on: date("2025-01-01"), participants: participants.into(), agenda: agenda.into() };
        self.add(body, &[(SlotName::Slug, slug), (SlotName::Name, slug)])
    }

    /// Adds a statement; its id is `s` and its number.
    pub(crate) fn state(&mut self, made: StatementMade) -> Seq {
        let id = format!("s{}", self.head.size);
        self.push_words(made.clone(), statement_words(&made, &id)).unwrap()
    }

    pub(crate) fn correct(&mut self, target: Seq, body: impl Into<Body>, words: Words) -> Seq {
        self.push_words(RecordCorrected::new(target, &body.into()).unwrap(), words).unwrap()
    }

    pub(crate) fn retract(&mut self, target: Seq) -> Seq {
        self.try_retract(target).unwrap()
    }

    pub(crate) fn try_retract(&mut self, target: Seq) -> Result<Seq, Box<ReferenceError>> {
        self.push(RecordRetracted { target }, REASON)
    }

    pub(crate) fn merge_actors(&mut self, from: Seq, into: Seq) -> Result<Seq, Box<ReferenceError>> {
        self.push(ActorsMerged { from, into }, REASON)
    }

    pub(crate) fn merge_issues(&mut self, from: Seq, into: Seq) -> Result<Seq, Box<ReferenceError>> {
        self.push(IssuesMerged { from, into }, REASON)
    }

    /// Intake that adds nothing on its own and holds no bytes.
    pub(crate) fn intake(&self) -> Intake<'_> {
        Intake { view: &self.view, options: STRICT, source_bytes: &no_bytes, left_out: None }
    }

    /// Intake that adds unknown names.
    pub(crate) fn lenient(&self) -> Intake<'_> {
        Intake { options: Options { add_unknown: true, ..STRICT }, ..self.intake() }
    }
}

/// Nothing is added on the way, every quote must be found.
pub(crate) const STRICT: Options = Options { add_unknown: false, unverified: false };

pub(crate) const REASON: &[(SlotName, &str)] = &[(SlotName::Reason, "because")];

pub(crate) type Bytes = Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>>;

pub(crate) fn no_bytes(_: &SourceHash) -> Bytes {
    Ok(None)
}

/// The clock of event `seq`, and a secret of its own.
pub(crate) fn stamp(seq: u64, coder: Seq) -> Stamp {
    let secret = *blake3::hash(&seq.to_be_bytes()).as_bytes();
    let recorded_at = RecordedAt::from_micros(1_700_000_000_000_000 + seq as i64 * 1_000_000);
    Stamp { recorded_at, flags: Flags::default(), coder, secret }
}

pub(crate) fn words(texts: &[(SlotName, &str)]) -> Words {
    let mut words = Words::new();
    for (slot, text) in texts {
        words.set(*slot, *text);
    }
    words
}

/// Id, condition and locators, as the body asks for them.
pub(crate) fn statement_words(made: &StatementMade, id: &str) -> Words {
    let mut words = words(&[(SlotName::Id, id)]);
    words.set_some(SlotName::Condition, (made.condition == Condition::Stated).then_some("if it holds"));
    for index in 0..made.evidence.len().min(256) {
        words.set(Slot::indexed(SlotName::Locator, index as u8), "p. 1");
    }
    words
}

/// A paraphrase by `speaker`, with nothing that may be left out.
pub(crate) fn statement(speaker: Seq, issue: Seq, stance: &str, on: &str) -> StatementMade {
    StatementMade {
        speaker,
        said_for: SaidFor::ByRole,
        about: None,
        reported_by: None,
        issue,
        wording: issue,
        stance: stance.parse().unwrap(),
        condition: Condition::NotStated,
        stated_on: date(on),
        form: if stance == "silent" { Form::Omission } else { Form::Paraphrase },
        genre: None,
        channel: None,
        certainty: Certainty::Certain,
        occasion: None,
        in_account: false,
        utterance: None,
        noted_on: None,
        evidence: Vec::new(),
    }
}

pub(crate) fn date(text: &str) -> StatedOn {
    text.parse().unwrap()
}

/// An error with its causes, on one line.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    text
}

/// A line of any type, from JSON without its outer braces.
pub(crate) fn line<T: serde::de::DeserializeOwned>(fields: &str) -> T {
    serde_json::from_str(&format!("{{{fields}}}")).unwrap()
}

/// Every way to have one bit of these bytes other than it is.
pub(crate) fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

/// Prints and gives how many of all one-bit flips of an artefact are accepted.
#[allow(clippy::disallowed_macros, reason = "a test shows what it counted")]
pub(crate) fn accepted_flips(artefact: &str, bytes: &[u8], accepts: impl Fn(&[u8]) -> bool) -> usize {
    assert!(accepts(bytes), "the {artefact} itself is accepted");
    let accepted = flips(bytes).filter(|flipped| accepts(flipped)).count();
    println!("{artefact}: {accepted} of {} one-bit flips accepted", bytes.len() * 8);
    accepted
}
