//! Proofs about one event for people who have no ledger: its bytes, the words that are to be shown, what it refers to,
//! and what later events say about it, all in the tree of one checkpoint.
//!
//! Invariant: every byte of a proof is bound by a hash under the checkpoint's root, and there is nothing in it that the
//! event does not call for. That a later event was left out cannot be seen.

mod extra;
mod gather;
mod related;
mod standing;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use self::extra::Shown;
use self::related::relate;
use self::standing::Effects;
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::entry::Entry;
use crate::event::{Event, EventError};
use crate::header::Header;
use crate::seq::Seq;
use crate::tlog_proof::TlogProof;
use crate::tree::{InclusionProof, Nodes, ProofError, leaf_hash, prove_inclusion};
use crate::words::{Slot, disclose, is_disclosure};

pub use extra::ExtraError;
pub use gather::gather;
pub use standing::Standing;

/// Which words of which event are shown.
pub type Reveal<'a> = dyn Fn(&Event, Slot) -> bool + 'a;

/// What a proof proves, but for the signatures of its checkpoint.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The checkpoint in whose tree all of it is.
    pub checkpoint: SignedCheckpoint,
    /// The event that it is about.
    pub subject: Seq,
    /// All events in it, by number. Words that are not shown read as erased.
    pub events: BTreeMap<Seq, Event>,
    /// The events that say something of the subject, of what it refers to, or of each other.
    pub later: BTreeSet<Seq>,
    effects: Effects,
}

/// Why a proof proves nothing.
#[derive(Debug, Error)]
pub enum EventProofError {
    /// A proof about something else.
    #[error("there is no event in it")]
    NoExtra,
    /// What is added to the proof cannot be read.
    #[error("what it adds to the proof cannot be read")]
    Extra(#[from] ExtraError),
    /// An event is not one, or its words are not those that it committed to.
    #[error("event {seq} is not what was recorded")]
    Event {
        /// The event, as far as it can be told.
        seq: Seq,
        /// What is wrong.
        #[source]
        source: EventError,
    },
    /// Words in a form in which they could not be kept apart.
    #[error("the words of event {0} are not in the form in which some are shown and others not")]
    Form(Seq),
    /// An event is not in the tree.
    #[error("event {seq} is not in the tree of the checkpoint")]
    NotIncluded {
        /// The event.
        seq: Seq,
        /// Why.
        #[source]
        source: ProofError,
    },
    /// Events of another ledger than that of the checkpoint.
    #[error("event {0} is of another ledger")]
    OtherLedger(Seq),
    /// The events are not in order, or one is there twice.
    #[error("event {0} is out of order")]
    Order(Seq),
    /// The event that the proof is about is not there.
    #[error("event {0}, which it is about, is not in it")]
    NoSubject(Seq),
    /// Something that the event refers to is not there.
    #[error("event {0}, which it refers to, is not in it")]
    Incomplete(Seq),
    /// Something that has nothing to do with the event.
    #[error("event {0} is in it and has nothing to do with what it proves")]
    Unrelated(Seq),
}

/// Makes the proof about an event out of all entries that belong into it ([`gather`]), which the tree must have.
pub fn prove<N: Nodes>(
    entries: &[Entry],
    subject: Seq,
    reveal: &Reveal<'_>,
    nodes: &N,
    checkpoint: SignedCheckpoint,
) -> Result<Result<TlogProof, EventError>, N::Error> {
    let size = checkpoint.checkpoint().size;
    let mut shown = Vec::new();
    for entry in entries {
        let (seq, words) = match disclosed(entry, reveal) {
            Ok(disclosed) => disclosed,
            Err(error) => return Ok(Err(error)),
        };
        // The subject's own way to the root stands where every proof has it.
        let inclusion =
            if seq == subject { InclusionProof::default() } else { prove_inclusion(nodes, seq.get(), size)? };
        shown.push(Shown { event: entry.event.clone(), words, inclusion });
    }
    let inclusion = prove_inclusion(nodes, subject.get(), size)?;
    Ok(Ok(TlogProof { extra: Some(extra::encode(&shown)), index: subject.get(), inclusion, checkpoint }))
}

fn disclosed(entry: &Entry, reveal: &Reveal<'_>) -> Result<(Seq, Vec<u8>), EventError> {
    let event = Event::open(entry)?;
    let words = disclose(&entry.words, &event.header, &|slot| reveal(&event, slot))?;
    Ok((event.seq(), words))
}

/// Checks a proof, all but the signatures under its checkpoint ([`SignedCheckpoint::verify`]).
pub fn check(proof: &TlogProof) -> Result<Proven, EventProofError> {
    let shown = extra::decode(proof.extra.as_deref().ok_or(EventProofError::NoExtra)?)?;
    let (checkpoint, subject) = (proof.checkpoint.checkpoint(), Seq::new(proof.index));
    let mut events = BTreeMap::new();
    for shown in shown {
        let event = included(&shown, proof, checkpoint)?;
        let seq = event.seq();
        if events.last_key_value().is_some_and(|(last, _)| *last >= seq) {
            return Err(EventProofError::Order(seq));
        }
        events.insert(seq, event);
    }
    let about = events.get(&subject).ok_or(EventProofError::NoSubject(subject))?;
    let ledger = about.header.ledger;
    if let Some((seq, _)) = events.iter().find(|(_, event)| event.header.ledger != ledger) {
        return Err(EventProofError::OtherLedger(*seq));
    }
    if checkpoint.is_of_another(ledger) {
        return Err(EventProofError::OtherLedger(subject));
    }
    let related = relate(about, events.values());
    if let Some(missing) = related.all().find(|seq| !events.contains_key(seq)) {
        return Err(EventProofError::Incomplete(missing));
    }
    if let Some(seq) = events.keys().copied().find(|seq| !related.has(*seq)) {
        return Err(EventProofError::Unrelated(seq));
    }
    let effects = Effects::of(related.later.iter().filter_map(|seq| events.get(seq)));
    Ok(Proven { checkpoint: proof.checkpoint.clone(), subject, later: related.later, events, effects })
}

/// An event of a proof, which is in the tree and whose words are those that it committed to.
fn included(shown: &Shown, proof: &TlogProof, checkpoint: &Checkpoint) -> Result<Event, EventProofError> {
    let at = Header::read(&shown.event).map_or(Seq::new(proof.index), |header| header.seq);
    if !is_disclosure(&shown.words) {
        return Err(EventProofError::Form(at));
    }
    let entry = Entry { event: shown.event.clone(), words: shown.words.clone() };
    let event = Event::open(&entry).map_err(|source| EventProofError::Event { seq: at, source })?;
    let seq = event.seq();
    let is_subject = seq.get() == proof.index;
    if is_subject && shown.inclusion != InclusionProof::default() {
        let source = ProofError::Length(shown.inclusion.0.len());
        return Err(EventProofError::NotIncluded { seq, source });
    }
    let inclusion = if is_subject { &proof.inclusion } else { &shown.inclusion };
    let verified = inclusion.verify(leaf_hash(&shown.event), seq.get(), checkpoint.size, checkpoint.root);
    verified.map_err(|source| EventProofError::NotIncluded { seq, source })?;
    Ok(event)
}

#[cfg(test)]
mod tests;
