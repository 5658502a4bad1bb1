//! What redactions take away: which words of which events, and the entries without them.
//!
//! Invariant: an entry without its redacted words has the same event, byte for byte, and words that still fit its
//! commitment. A redaction only names earlier events, so whoever has read a ledger once knows all that must be gone.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::{Body, Kind, WordsRedacted};
use crate::entry::Entry;
use crate::event::{Event, EventError};
use crate::hash::SourceHash;
use crate::header::{Header, HeaderError};
use crate::seq::Seq;
use crate::words::{self, Slot, SlotName, Traces};

/// Shorter words, in bytes, are found by chance and not searched for.
pub const TRACE_LEN_MIN: usize = 6;

/// The slots that redactions name, by event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasures {
    slots: BTreeMap<Seq, BTreeSet<Slot>>,
    of_sources: bool,
}

impl Erasures {
    /// None.
    pub fn new() -> Self {
        Erasures::default()
    }

    /// What a redaction takes away.
    pub fn of(redacted: &WordsRedacted) -> Self {
        let mut erasures = Erasures::new();
        erasures.add(redacted);
        erasures
    }

    /// Adds what this entry takes away, if it is a redaction.
    pub fn take(&mut self, entry: &Entry) -> Result<(), EventError> {
        if !is_redaction(&entry.event)? {
            return Ok(());
        }
        if let Body::WordsRedacted(redacted) = Event::open(entry)?.body {
            self.add(&redacted);
        }
        Ok(())
    }

    fn add(&mut self, redacted: &WordsRedacted) {
        for slot in &redacted.slots {
            self.slots.entry(slot.event).or_default().insert(slot.slot);
        }
        self.of_sources |= !redacted.sources.is_empty();
    }

    /// Whether nothing is to go.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty() && !self.of_sources
    }

    /// The events of which words are to go, in order.
    pub fn events(&self) -> impl Iterator<Item = Seq> {
        self.slots.keys().copied()
    }

    /// Whether words of this event are to go.
    pub fn names(&self, seq: Seq) -> bool {
        self.slots.contains_key(&seq)
    }

    /// Whether bytes of sources are to go: those that no event names any more.
    pub fn of_sources(&self) -> bool {
        self.of_sources
    }

    /// The entry without the words that are to go; none if it has none of them.
    ///
    /// Errors: words that do not fit their event, which are not taken apart.
    pub fn erase(&self, entry: &Entry) -> Result<Option<Entry>, EventError> {
        let header = Header::read(&entry.event)?;
        let Some(slots) = self.slots.get(&header.seq) else { return Ok(None) };
        let left = words::erase(&entry.words, &header, slots)?;
        Ok(left.map(|words| Entry { event: entry.event.clone(), words }))
    }

    /// What the words of this entry that are to go would be found by.
    pub fn traces(&self, entry: &Entry) -> Result<Vec<Traces>, EventError> {
        let header = Header::read(&entry.event)?;
        let Some(slots) = self.slots.get(&header.seq) else { return Ok(Vec::new()) };
        Ok(words::traces(&entry.words, &header, slots)?)
    }
}

/// Whether these bytes of an event are those of a redaction.
pub fn is_redaction(event: &[u8]) -> Result<bool, HeaderError> {
    Header::read(event).map(|header| header.kind == Kind::WordsRedacted.number())
}

/// The source bytes that an entry names and that were not redacted.
pub fn kept_bytes(entry: &Entry) -> Result<Option<SourceHash>, EventError> {
    let header = Header::read(&entry.event)?;
    let named = [Kind::SourceAdded, Kind::SourceChecked, Kind::RecordCorrected].map(Kind::number);
    if !named.contains(&header.kind) {
        return Ok(None);
    }
    let words = words::Words::open(&entry.words, header.ledger, header.seq, header.words)?;
    Ok(words.text(SlotName::Bytes).and_then(|hash| hash.parse().ok()))
}

/// How many slots of an entry are erased, whoever did it.
pub fn erased_slots(entry: &Entry) -> Result<usize, EventError> {
    let header = Header::read(&entry.event)?;
    Ok(words::erased_count(&entry.words, &header)?)
}

#[cfg(test)]
mod tests;
