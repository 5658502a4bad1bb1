//! Postings that lie together in sled: a range of keys, in order, each key as what it does not share with the one before,
//! squeezed.
//!
//! Invariant: a chunk has every posting from its own bound up to the next one's, so that a chunk that is missing is
//! noticed at the one before it; its value is no larger than a run's, and has a checksum over its key and itself; postings
//! that are read are spelled as they are written.

use std::borrow::Cow;

use onrecord_core::index::{KEY_LEN_MAX, Posting, PostingRef};

use crate::store::packing::u32_at;
use crate::store::run::{RUN_BYTES_MAX, check};
use crate::store::squeeze::{put_squeezed, unsqueezed};

/// Every key of a chunk begins with this.
pub(crate) const CHUNK_PREFIX: u8 = b'x';
/// Checksum, number of postings, marks, and the length of the bound of the chunk that follows.
const HEAD_LEN: usize = 14;
const CHECK_LEN: usize = 8;
/// The marks: whether a chunk follows, and whether the postings are squeezed, as they are except in the first version.
const FOLLOWS: u8 = 1;
const SQUEEZED: u8 = 2;

/// Postings with keys from `bound` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// No key in it is smaller; empty in the first chunk.
    pub(crate) bound: Vec<u8>,
    /// The bound of the next chunk; none in the last.
    pub(crate) next: Option<Vec<u8>>,
    pub(crate) postings: Vec<Posting>,
}

impl Chunk {
    /// The chunk of an index that holds nothing.
    pub(crate) fn first() -> Self {
        Chunk { bound: Vec::new(), next: None, postings: Vec::new() }
    }

    /// The key in sled of the chunk with this bound.
    pub(crate) fn key(bound: &[u8]) -> Vec<u8> {
        [&[CHUNK_PREFIX], bound].concat()
    }

    /// The value in sled.
    pub(crate) fn value(&self) -> Vec<u8> {
        let mut value = vec![0; CHECK_LEN];
        value.extend((self.postings.len() as u32).to_be_bytes());
        value.push(SQUEEZED | if self.next.is_some() { FOLLOWS } else { 0 });
        let next = self.next.as_deref().unwrap_or_default();
        value.push(next.len() as u8);
        value.extend(next);
        put_squeezed(&mut value, &self.packed());
        let check = check(&Chunk::key(&self.bound), &value[CHECK_LEN..]);
        value[..CHECK_LEN].copy_from_slice(&check);
        value
    }

    /// The postings as bytes.
    pub(crate) fn packed(&self) -> Vec<u8> {
        let mut packed = Vec::with_capacity(RUN_BYTES_MAX);
        let mut before: &[u8] = &[];
        for posting in &self.postings {
            let shared = shared_len(before, &posting.key);
            packed.push(shared as u8);
            packed.push((posting.key.len() - shared) as u8);
            packed.extend(&posting.key[shared..]);
            packed.extend((posting.value.len() as u16).to_be_bytes());
            packed.extend(&posting.value);
            before = &posting.key;
        }
        packed
    }

    /// Puts in postings that belong into this chunk's range, in order; one with a key that is there already is the same.
    pub(crate) fn merge(&mut self, new: impl Iterator<Item = Posting>) {
        let mut new = new.peekable();
        let old = std::mem::take(&mut self.postings);
        for posting in old {
            while let Some(earlier) = new.next_if(|other| other.key < posting.key) {
                self.postings.push(earlier);
            }
            let _same = new.next_if(|other| other.key == posting.key);
            self.postings.push(posting);
        }
        self.postings.extend(new);
    }

    /// The chunk as chunks that fit, of about the same size.
    pub(crate) fn split(self) -> Vec<Chunk> {
        let sizes = sizes(&self.postings);
        let total: usize = sizes.iter().sum();
        let room = RUN_BYTES_MAX - HEAD_LEN - usize::from(u8::MAX);
        let pieces = total.div_ceil(room);
        let target = total.div_ceil(pieces.max(1));
        let mut chunks = vec![Chunk { bound: self.bound, next: None, postings: Vec::new() }];
        let mut filled = 0;
        for (posting, size) in self.postings.into_iter().zip(sizes) {
            let full = chunks.last().is_some_and(|chunk| !chunk.postings.is_empty());
            if full && (filled >= target || filled + size > room) {
                let bound = posting.key.clone();
                if let Some(last) = chunks.last_mut() {
                    last.next = Some(bound.clone());
                }
                chunks.push(Chunk { bound, next: None, postings: Vec::new() });
                filled = 0;
            }
            filled += size;
            if let Some(last) = chunks.last_mut() {
                last.postings.push(posting);
            }
        }
        if let Some(last) = chunks.last_mut() {
            last.next = self.next;
        }
        chunks
    }
}

/// A chunk as it lies in sled, checked as a whole and not unpacked.
#[derive(Clone, Debug)]
pub(crate) struct Packed<'a> {
    bound: &'a [u8],
    /// As in [`Chunk`].
    pub(crate) next: Option<&'a [u8]>,
    count: u32,
    pub(crate) postings: Cow<'a, [u8]>,
}

impl<'a> Packed<'a> {
    /// The chunk in a record of sled, or `None` if it was changed.
    pub(crate) fn read(key: &'a [u8], value: &'a [u8]) -> Option<Packed<'a>> {
        let bound = key.strip_prefix(&[CHUNK_PREFIX])?;
        let stored: [u8; CHECK_LEN] = *value.first_chunk()?;
        if value.len() < HEAD_LEN || stored != check(key, &value[CHECK_LEN..]) {
            return None;
        }
        let (count, marks) = (u32_at(value, 8), value[12]);
        let (next, postings) = value[HEAD_LEN..].split_at_checked(usize::from(value[13]))?;
        let next = match marks & !SQUEEZED {
            0 if next.is_empty() => None,
            FOLLOWS => Some(next),
            _ => return None,
        };
        let postings = match marks & SQUEEZED {
            0 => Cow::Borrowed(postings),
            _ => Cow::Owned(unsqueezed(postings, RUN_BYTES_MAX)?),
        };
        Some(Packed { bound, next, count, postings })
    }

    /// Whether a key from the bound on lies in its range.
    pub(crate) fn reaches(&self, key: &[u8]) -> bool {
        self.next.is_none_or(|next| key < next)
    }

    /// Lends each posting in order; `None` if their lengths do not add up, or they are not spelled as they are written.
    pub(crate) fn each(&self, mut take: impl FnMut(PostingRef<'_>)) -> Option<()> {
        let (mut key, mut rest) = (Vec::with_capacity(KEY_LEN_MAX), &self.postings[..]);
        for _ in 0..self.count {
            let (&[shared, len], behind) = rest.split_first_chunk::<2>()?;
            let (own, behind) = behind.split_at_checked(usize::from(len))?;
            let (_, replaced) = key.split_at_checked(usize::from(shared))?;
            // In order of the keys, and all that is shared is.
            if own.first() <= replaced.first() {
                return None;
            }
            key.truncate(usize::from(shared));
            key.extend_from_slice(own);
            let (len, behind) = behind.split_first_chunk::<2>()?;
            let (value, behind) = behind.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
            take(PostingRef { key: &key, value });
            rest = behind;
        }
        rest.is_empty().then_some(())
    }

    /// The chunk itself; `None` as from `each`.
    pub(crate) fn unpack(self) -> Option<Chunk> {
        let mut postings = Vec::new();
        self.each(|posting| postings.push(posting.keep()))?;
        Some(Chunk { bound: self.bound.to_vec(), next: self.next.map(<[u8]>::to_vec), postings })
    }
}

/// What each posting adds to a value, where it does not begin one.
fn sizes(postings: &[Posting]) -> Vec<usize> {
    let befores = std::iter::once(&[][..]).chain(postings.iter().map(|posting| &posting.key[..]));
    let sizes = postings
        .iter()
        .zip(befores)
        .map(|(posting, before)| 4 + posting.key.len() - shared_len(before, &posting.key) + posting.value.len());
    sizes.collect()
}

fn shared_len(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test fails by panicking
mod tests {
    use super::*;

    fn read(key: &[u8], value: &[u8]) -> Option<Chunk> {
        Packed::read(key, value).and_then(Packed::unpack)
    }

    fn posting(number: u32, len: usize) -> Posting {
        Posting { key: format!("key {number:06}").into_bytes(), value: vec![number as u8; len] }
    }

    #[test]
    fn what_is_split_reads_back_and_leaves_no_gap() {
        for (count, len) in [(0, 0), (1, 1024), (7, 1024), (100, 60), (1000, 17), (5000, 0)] {
            let all: Vec<Posting> = (0..count).map(|number| posting(number, len)).collect();
            let whole = Chunk { bound: b"bound".to_vec(), next: Some(b"next".to_vec()), postings: all.clone() };
            let chunks = whole.split();
            assert_eq!(
                (&chunks[0].bound[..], chunks.last().unwrap().next.as_deref()),
                (&b"bound"[..], Some(&b"next"[..]))
            );
            assert!(chunks.windows(2).all(|pair| pair[0].next.as_ref() == Some(&pair[1].bound)));
            for chunk in &chunks {
                assert!(chunk.value().len() <= RUN_BYTES_MAX);
                assert_eq!(read(&Chunk::key(&chunk.bound), &chunk.value()).as_ref(), Some(chunk));
            }
            assert_eq!(chunks.into_iter().flat_map(|chunk| chunk.postings).collect::<Vec<_>>(), all);
        }
    }

    #[test]
    fn merging_keeps_the_order_and_takes_nothing_twice() {
        let mut chunk = Chunk::first();
        chunk.merge([2, 4, 6].into_iter().map(|number| posting(number, 1)));
        chunk.merge([1, 2, 5, 6, 7].into_iter().map(|number| posting(number, 1)));
        assert_eq!(chunk.postings, [1, 2, 4, 5, 6, 7].map(|number| posting(number, 1)));
    }

    #[test]
    fn a_value_that_no_chunk_is_written_as_is_none() {
        let chunk = Chunk { bound: Vec::new(), next: None, postings: vec![posting(1, 1), posting(2, 1)] };
        let packed = chunk.packed();
        // Where the second posting's share of the first key stands, and what is its own.
        let second = 2 + 10 + 2 + 1;
        assert_eq!(packed[second..second + 3], [9, 1, b'2']);
        let none = (&[0][..], &[0][..]);
        for (what, (marks, next), len, with) in [
            ("nothing is changed", none, 0, &[][..]),
            ("a mark that there is not", (&[4], &[0]), 0, &[]),
            ("a bound of none that follows", (&[0], &[4, b'n', b'e', b'x', b't']), 0, &[]),
            ("a key with less shared than it has", none, 3, &[8, 2, b'0', b'2']),
            ("a key that is there already", none, 3, &[9, 1, b'1']),
            ("a key that is smaller", none, 3, &[9, 1, b'0']),
            ("a key that is a beginning of the one before", none, 3, &[9, 0]),
        ] {
            let mut postings = packed.clone();
            postings.splice(second..second + len, with.iter().copied());
            let rest = [&[0, 0, 0, 2][..], marks, next, &postings].concat();
            let value = [&check(b"x", &rest)[..], &rest].concat();
            assert_eq!(read(b"x", &value).is_some(), what == "nothing is changed", "{what}");
        }
    }

    #[test]
    fn a_flipped_bit_or_another_place_is_noticed() {
        let mut chunk = Chunk::first();
        chunk.merge([2, 4].into_iter().map(|number| posting(number, 3)));
        let value = chunk.value();
        assert!(read(b"xother", &value).is_none());
        for bit in 0..value.len() * 8 {
            let mut changed = value.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(read(b"x", &changed).is_none(), "bit {bit}");
        }
    }

    #[test]
    fn chunks_of_the_first_version_are_read_as_they_are() {
        let mut chunk = Chunk { next: Some(b"next".to_vec()), ..Chunk::first() };
        chunk.merge([2, 4].into_iter().map(|number| posting(number, 3)));
        let rest = [&[0, 0, 0, 2, 1, 4][..], b"next", &chunk.packed()].concat();
        let value = [&check(b"x", &rest)[..], &rest].concat();
        assert_eq!(read(b"x", &value), Some(chunk));
    }
}
