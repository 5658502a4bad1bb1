//! How many records of each kind there are, without reading them.

use std::collections::BTreeMap;

use super::{PartError, Shelf, below, open};
use crate::body::Kind;
use crate::index;
use crate::seq::Seq;
use crate::view::View;

/// How many of the first `size` events are records of a kind that were not retracted.
pub fn counts<S: Shelf>(shelf: &S, size: u64) -> Result<BTreeMap<Kind, u64>, PartError<S::Error>> {
    let mut counts: BTreeMap<Kind, u64> = BTreeMap::new();
    let mut others = 0;
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::StatementMade) {
        let count = below(shelf, &index::of_kind(kind), size)?.len() as u64;
        counts.insert(kind, count);
        others += count;
    }
    counts.insert(Kind::StatementMade, size.saturating_sub(others));
    for kind in retracted_kinds(shelf, size)? {
        counts.entry(kind).and_modify(|count| *count = count.saturating_sub(1));
    }
    Ok(counts)
}

/// The kind of each event that was retracted.
fn retracted_kinds<S: Shelf>(shelf: &S, size: u64) -> Result<Vec<Kind>, PartError<S::Error>> {
    let mut view = View::new();
    let retractions = below(shelf, &index::of_kind(Kind::RecordRetracted), size)?;
    for (seq, entry) in retractions.iter().zip(shelf.entries_at(&retractions)) {
        let event = open(*seq, &entry.map_err(PartError::Shelf)?)?;
        view.admit(event).map_err(|source| PartError::Reference { seq: *seq, source })?;
    }
    let retracted: Vec<Seq> = view.retracted().collect();
    let mut kinds = Vec::new();
    for (seq, entry) in retracted.iter().zip(shelf.entries_at(&retracted)) {
        kinds.push(open(*seq, &entry.map_err(PartError::Shelf)?)?.body.kind());
    }
    Ok(kinds)
}
