//! What is around one event: all that it names, and what later events say of that.

use std::collections::{BTreeMap, BTreeSet};

use super::{PartError, Shelf, below, know_redactions, open, passed};
use crate::body::Kind;
use crate::event::Event;
use crate::index;
use crate::seq::Seq;
use crate::view::View;

/// Kinds of which every event may say something of an earlier one. The others are read where they are named.
const ABOUT_OTHERS: &[Kind] = &[
    Kind::LedgerOpened,
    Kind::RoleHeld,
    Kind::MembershipHeld,
    Kind::IssueReworded,
    Kind::SourceChecked,
    Kind::EvidenceAttached,
    Kind::AccountGiven,
    Kind::RecordCorrected,
    Kind::RecordRetracted,
    Kind::ActorsMerged,
    Kind::IssuesMerged,
    Kind::WordsRedacted,
    Kind::CoderKeyed,
    Kind::SignaturesRequired,
];

/// The view of the first `size` events in which one event reads as in the view of all of them.
pub fn around<S: Shelf>(shelf: &S, size: u64, target: Seq) -> Result<View, PartError<S::Error>> {
    let mut wanted = BTreeSet::from([target]);
    for kind in ABOUT_OTHERS {
        wanted.extend(below(shelf, &index::of_kind(*kind), size)?);
    }
    let mut events: BTreeMap<Seq, Event> = BTreeMap::new();
    while !wanted.is_empty() {
        let seqs: Vec<Seq> = wanted.into_iter().collect();
        wanted = BTreeSet::new();
        for (seq, entry) in seqs.iter().zip(shelf.entries_at(&seqs)) {
            let event = open(*seq, &entry.map_err(PartError::Shelf)?)?;
            wanted.extend(View::new().named_by(&event));
            wanted.insert(event.header.coder);
            events.insert(*seq, event);
        }
        wanted.retain(|seq| seq.get() < size && !events.contains_key(seq));
    }
    let mut view = View::new();
    know_redactions(&mut view, shelf)?;
    for (seq, event) in events {
        if event.body.kind() == Kind::StatementMade {
            view.include(event);
        } else {
            view.admit(event).map_err(|source| PartError::Reference { seq, source })?;
        }
    }
    passed(view, shelf, size)
}
