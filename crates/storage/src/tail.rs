//! The postings of the last events, which the store's index has not reached yet.
//!
//! Invariant: it holds the postings of an unbroken range of events; putting them into the index later changes no answer.
//! An append leaves the index alone: a batch would touch almost as many chunks as it has postings.

use std::collections::BTreeMap;
use std::ops::Range;

use onrecord_core::entry::Entry;
use onrecord_core::index::{Posting, postings};

/// Postings by key, of the events in `range`.
#[derive(Debug)]
pub struct Tail {
    range: Range<u64>,
    postings: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Tail {
    /// Without events, behind the first `size`.
    pub(crate) fn behind(size: u64) -> Self {
        Tail { range: size..size, postings: BTreeMap::new() }
    }

    /// Which events are in it.
    pub(crate) fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// Takes in the next event.
    pub(crate) fn take(&mut self, entry: &Entry) {
        self.range.end += 1;
        self.postings.extend(postings(entry).into_iter().map(|posting| (posting.key, posting.value)));
    }

    /// The postings under a prefix, in order.
    pub(crate) fn under(&self, prefix: &[u8]) -> Vec<Posting> {
        let from = self.postings.range(prefix.to_vec()..);
        let under = from.take_while(|(key, _)| key.starts_with(prefix));
        under.map(|(key, value)| Posting { key: key.clone(), value: value.clone() }).collect()
    }

    /// All of it, in order; what is left holds nothing and goes on behind it.
    pub(crate) fn drain(&mut self) -> Vec<Posting> {
        self.range.start = self.range.end;
        let all = std::mem::take(&mut self.postings);
        all.into_iter().map(|(key, value)| Posting { key, value }).collect()
    }
}
