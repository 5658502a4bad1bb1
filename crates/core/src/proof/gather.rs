//! Finding the events of a proof in a ledger, without reading all of it.

use std::collections::BTreeMap;

use super::related::{ABOUT_OTHERS, relate};
use crate::entry::Entry;
use crate::event::Event;
use crate::index;
use crate::part::{PartError, Shelf, below};
use crate::seq::Seq;

/// The entries that belong into a proof about an event, as of the first `size` events, which must have it.
pub fn gather<S: Shelf>(shelf: &S, size: u64, subject: Seq) -> Result<Vec<Entry>, PartError<S::Error>> {
    let mut about = Vec::new();
    for kind in ABOUT_OTHERS {
        about.extend(below(shelf, &index::of_kind(*kind), size)?);
    }
    about.push(subject);
    about.sort_unstable();
    about.dedup();
    let mut entries = read(shelf, &about)?;
    let related = match entries.get(&subject) {
        Some((subject, _)) => relate(subject, entries.values().map(|(event, _)| event)),
        None => return Ok(Vec::new()),
    };
    let unread: Vec<Seq> = related.all().filter(|seq| !entries.contains_key(seq)).collect();
    entries.extend(read(shelf, &unread)?);
    entries.retain(|seq, _| related.has(*seq));
    Ok(entries.into_values().map(|(_, entry)| entry).collect())
}

/// Events as they read and as they are kept.
type Found = BTreeMap<Seq, (Event, Entry)>;

fn read<S: Shelf>(shelf: &S, seqs: &[Seq]) -> Result<Found, PartError<S::Error>> {
    let mut read = BTreeMap::new();
    for (seq, entry) in seqs.iter().zip(shelf.entries_at(seqs)) {
        let entry = entry.map_err(PartError::Shelf)?;
        let event = Event::open(&entry).map_err(|source| PartError::Event { seq: *seq, source })?;
        read.insert(*seq, (event, entry));
    }
    Ok(read)
}
