//! Two indexes compared without holding either: a number and a sum over their postings, in whatever order they come.

use super::{Posting, postings};
use crate::entry::Entry;
use crate::hash::{INDEX_POSTING, derive};

/// How many postings there are, and the sum of their hashes. It finds damage, it proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    count: u64,
    sum: u128,
}

impl Fingerprint {
    /// Of the postings of one entry.
    pub fn of(entry: &Entry) -> Self {
        let mut fingerprint = Fingerprint::default();
        postings(entry).iter().for_each(|posting| fingerprint.add(posting));
        fingerprint
    }

    /// Takes in a posting.
    pub fn add(&mut self, posting: &Posting) {
        let len = (posting.key.len() as u64).to_be_bytes();
        let hash = derive(&INDEX_POSTING, &[&len, &posting.key, &posting.value]);
        let mut half = [0; 16];
        half.copy_from_slice(&hash[..16]);
        self.count += 1;
        self.sum = self.sum.wrapping_add(u128::from_be_bytes(half));
    }

    /// Takes in all that another one has.
    pub fn join(&mut self, other: Fingerprint) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }

    /// How many postings there are.
    pub fn count(&self) -> u64 {
        self.count
    }
}
