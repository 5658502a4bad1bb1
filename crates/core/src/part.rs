//! Reading a part of a ledger: everything but the statements, and of these the ones that a question is about.
//!
//! Invariant: a view of a part answers its question as the view of the whole would.

mod around;
mod counts;
mod positions;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::body::{Body, Kind};
use crate::entry::{Entry, Head};
use crate::event::{Event, EventError};
use crate::hash::ChainHash;
use crate::header::{Header, RecordedAt};
use crate::index::{self, PostingRef};
use crate::replay::HolderBy;
use crate::seq::Seq;
use crate::view::{ReferenceError, View};

pub use around::around;
pub use counts::counts;
pub use positions::{positions, positions_of_each};

/// Items of a shelf, in order.
pub type Items<'a, T, E> = Box<dyn Iterator<Item = Result<T, E>> + 'a>;

/// Where events are found without reading all of them.
pub trait Shelf {
    /// Why something was not found.
    type Error;

    /// The events with these ascending numbers, in this order, without reading those between them.
    ///
    /// The entries carry these numbers and the ledger's id; that they follow those before them is not checked here.
    /// Errors: a number behind the head, damage, a read error; nothing comes after an error.
    fn entries_at<'a>(&'a self, seqs: &'a [Seq]) -> Items<'a, Entry, Self::Error>;

    /// Lends the postings of all events whose key begins with `prefix` (see [`crate::index`]), in order of their keys;
    /// none is lent twice, and none is missing.
    ///
    /// Errors: damage, a read error; what was lent before it is right.
    fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), Self::Error>;
}

/// Why a part could not be read.
#[derive(Debug, Error)]
pub enum PartError<E> {
    /// The shelf failed.
    #[error(transparent)]
    Shelf(E),
    /// An event is not one.
    #[error("event {seq} is damaged")]
    Event {
        /// The event.
        seq: Seq,
        /// What is wrong.
        #[source]
        source: EventError,
    },
    /// An event does not fit the others.
    #[error("event {seq} is damaged")]
    Reference {
        /// The event.
        seq: Seq,
        /// What is wrong.
        #[source]
        source: ReferenceError,
    },
}

/// The view of the first `size` events without their statements.
pub fn registry<S: Shelf>(shelf: &S, size: u64) -> Result<View, PartError<S::Error>> {
    let mut view = View::new();
    know_redactions(&mut view, shelf)?;
    let mut entries = BTreeMap::new();
    let mut unread = Vec::new();
    let mut take = |posting: PostingRef<'_>| {
        let Some(seq) = posting.seq().filter(|seq| seq.get() < size) else { return };
        match posting.entry() {
            Some(entry) => drop(entries.insert(seq, entry)),
            None => unread.push(seq),
        }
    };
    shelf.postings(&index::registry(), &mut take).map_err(PartError::Shelf)?;
    unread.sort_unstable();
    for (seq, entry) in unread.iter().zip(shelf.entries_at(&unread)) {
        entries.insert(*seq, entry.map_err(PartError::Shelf)?);
    }
    for (seq, entry) in entries {
        let event = open(seq, &entry)?;
        view.admit(event).map_err(|source| PartError::Reference { seq, source })?;
    }
    passed(view, shelf, size)
}

/// Tells a view of all redactions, those behind the size that it is to have too: what they took is gone at any size.
pub fn know_redactions<S: Shelf>(view: &mut View, shelf: &S) -> Result<(), PartError<S::Error>> {
    let redactions = below(shelf, &index::of_kind(Kind::WordsRedacted), u64::MAX)?;
    for (seq, entry) in redactions.iter().zip(shelf.entries_at(&redactions)) {
        view.know_redaction(&open(*seq, &entry.map_err(PartError::Shelf)?)?);
    }
    Ok(())
}

/// A view that has all that it holds of the first `size` events, with their head.
fn passed<S: Shelf>(mut view: View, shelf: &S, size: u64) -> Result<View, PartError<S::Error>> {
    if let Some((head, recorded_at)) = head_at(shelf, size)? {
        view.pass(head, recorded_at);
    }
    Ok(view)
}

/// The head of the first `size` events, and when the last of them was recorded; none without events.
pub fn head_at<S: Shelf>(shelf: &S, size: u64) -> Result<Option<(Head, RecordedAt)>, PartError<S::Error>> {
    let Some(last) = size.checked_sub(1).map(Seq::new) else { return Ok(None) };
    let seqs = [last];
    let entry = shelf.entries_at(&seqs).next().transpose().map_err(PartError::Shelf)?;
    let Some(entry) = entry else { return Ok(None) };
    let unreadable = |error: crate::header::HeaderError| PartError::Event { seq: last, source: error.into() };
    let header = Header::read(&entry.event).map_err(unreadable)?;
    Ok(Some((Head { size, hash: ChainHash::of_event(&entry.event) }, header.recorded_at)))
}

/// How many events were recorded up to and including an instant, of the first `size`.
pub fn size_at<S: Shelf>(shelf: &S, size: u64, instant: RecordedAt) -> Result<u64, PartError<S::Error>> {
    // Instants never go back, so the first that is later is found by halving.
    let (mut known, mut unknown) = (0, size);
    while known < unknown {
        let middle = known + (unknown - known) / 2;
        let later = head_at(shelf, middle + 1)?.is_none_or(|(_, recorded_at)| recorded_at > instant);
        if later {
            unknown = middle;
        } else {
            known = middle + 1;
        }
    }
    Ok(known)
}

/// Takes statements into a view that left them out, with the first ones of their utterances; numbers of other events,
/// and of events behind the view's head, are passed over.
pub fn include<S: Shelf>(view: &mut View, shelf: &S, seqs: &BTreeSet<Seq>) -> Result<(), PartError<S::Error>> {
    let size = view.head().size;
    let mut wanted: Vec<Seq> = seqs.iter().copied().filter(|seq| seq.get() < size && !view.holds(*seq)).collect();
    while !wanted.is_empty() {
        let mut firsts = BTreeSet::new();
        for (seq, entry) in wanted.iter().zip(shelf.entries_at(&wanted)) {
            let event = open(*seq, &entry.map_err(PartError::Shelf)?)?;
            if let Body::StatementMade(made) = &event.body {
                firsts.extend(made.utterance);
            }
            view.include(event);
        }
        wanted = firsts.into_iter().filter(|seq| seq.get() < size && !view.holds(*seq)).collect();
    }
    Ok(())
}

/// Takes statements into a view whatever its head, without those that they name.
pub fn include_unnamed<S: Shelf>(view: &mut View, shelf: &S, seqs: &[Seq]) -> Result<(), PartError<S::Error>> {
    for (seq, entry) in seqs.iter().zip(shelf.entries_at(seqs)) {
        view.include(open(*seq, &entry.map_err(PartError::Shelf)?)?);
    }
    Ok(())
}

/// The statements from which these holders' positions on these issues can follow; no names stand for all. They may be
/// more than needed, never less.
pub fn statements_of<S: Shelf>(
    view: &View,
    shelf: &S,
    by: HolderBy,
    holders: &BTreeSet<Seq>,
    issues: &BTreeSet<Seq>,
) -> Result<BTreeSet<Seq>, PartError<S::Error>> {
    if holders.is_empty() && issues.is_empty() {
        return Ok(below(shelf, &index::all_by_issue(), view.head().size)?.into_iter().collect());
    }
    let issues = view.counting_as(Kind::IssueAdded, issues);
    let mut found = BTreeSet::new();
    if holders.is_empty() {
        for issue in issues {
            found.extend(below(shelf, &index::of_issue(issue), view.head().size)?);
        }
        return Ok(found);
    }
    for prefix in prefixes(&view.speaking_for(by, holders), &issues) {
        found.extend(below(shelf, &prefix, view.head().size)?);
    }
    Ok(found)
}

/// Where the statements of these actors are found: on these issues, or if none is named on all.
fn prefixes(actors: &BTreeSet<Seq>, issues: &BTreeSet<Seq>) -> Vec<Vec<u8>> {
    let of = |actor: Seq| {
        if issues.is_empty() {
            vec![index::of_actor(actor)]
        } else {
            issues.iter().map(|issue| index::of_actor_on(actor, *issue)).collect()
        }
    };
    actors.iter().copied().flat_map(of).collect()
}

/// The numbers under a prefix that are below a size, ascending.
pub fn below<S: Shelf>(shelf: &S, prefix: &[u8], size: u64) -> Result<Vec<Seq>, PartError<S::Error>> {
    let mut seqs = Vec::new();
    let mut take = |posting: PostingRef<'_>| seqs.extend(posting.seq().filter(|seq| seq.get() < size));
    shelf.postings(prefix, &mut take).map_err(PartError::Shelf)?;
    seqs.sort_unstable();
    seqs.dedup();
    Ok(seqs)
}

fn open<E>(seq: Seq, entry: &Entry) -> Result<Event, PartError<E>> {
    Event::open(entry).map_err(|source| PartError::Event { seq, source })
}
