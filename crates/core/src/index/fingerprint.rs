//! Two indexes compared without holding either: a number and a sum over their postings, in whatever order they come.
//!
//! Invariant: fingerprints can be compared only if they were taken under the same keys. Whoever writes an index cannot
//! know the keys of a later comparison, so postings that were made up to give the same sum cannot be found.

use std::hash::{BuildHasher, Hasher, RandomState};

use super::PostingRef;

/// How many postings there are, and the sum of their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    count: u64,
    sum: u128,
}

impl Fingerprint {
    /// Takes in a posting.
    pub fn add(&mut self, posting: PostingRef<'_>, keys: &FingerprintKeys) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(keys.hash(posting));
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

/// Random keys under which postings are hashed.
#[derive(Clone, Debug)]
pub struct FingerprintKeys([RandomState; 2]);

impl FingerprintKeys {
    /// Keys that were never used.
    pub fn random() -> Self {
        FingerprintKeys([RandomState::new(), RandomState::new()])
    }

    fn hash(&self, posting: PostingRef<'_>) -> u128 {
        let [low, high] = self.0.each_ref().map(|keys| {
            let mut hasher = keys.build_hasher();
            hasher.write_usize(posting.key.len());
            hasher.write(posting.key);
            hasher.write(posting.value);
            u128::from(hasher.finish())
        });
        low | high << 64
    }
}
