//! How entries lie in sled: packed into runs of at most 6 KiB; an entry that is larger is a run of its own, in pieces.
//!
//! Invariant: no value is larger than 6 KiB and its short header (above 7 KiB sled writes files that it never syncs), and
//! every value has a checksum over its key and itself.

use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::{ChainHash, journal_checksum};
use onrecord_core::seq::Seq;

use crate::store::packing::{field, packed_len, put_entry, u64_at, unpack};

/// Bytes of packed entries in a run, or in a piece of one.
pub(crate) const RUN_BYTES_MAX: usize = 6 << 10;
/// Under this key lies the head.
pub(crate) const HEAD_KEY: [u8; 1] = *b"h";
/// Every key of a run begins with this.
pub(crate) const RUN_PREFIX: u8 = b'e';

const KEY_LEN: usize = 11;
const CHECK_LEN: usize = 8;
const HEAD_LEN: usize = 40;

/// Entries that lie together, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) first: Seq,
    pub(crate) packed: Vec<u8>,
}

impl Run {
    /// Whether another entry fits behind those that are in it.
    pub(crate) fn has_room_for(&self, entry: &Entry) -> bool {
        self.packed.len() + packed_len(entry) <= RUN_BYTES_MAX
    }

    pub(crate) fn add(&mut self, entry: &Entry) {
        put_entry(&mut self.packed, entry);
    }

    /// The keys and values of the run.
    pub(crate) fn records(&self) -> impl Iterator<Item = (RunKey, Vec<u8>)> + '_ {
        let pieces = self.packed.len().div_ceil(RUN_BYTES_MAX);
        assert!(pieces <= usize::from(u16::MAX), "a frame's limit keeps entries below {pieces} pieces");
        (0_u16..).zip(self.packed.chunks(RUN_BYTES_MAX)).map(move |(piece, chunk)| {
            let key = RunKey { first: self.first, piece };
            let mut value = vec![0; CHECK_LEN];
            value.extend_from_slice(&(pieces as u16).to_be_bytes());
            value.extend_from_slice(chunk);
            let check = check(&key.to_bytes(), &value[CHECK_LEN..]);
            value[..CHECK_LEN].copy_from_slice(&check);
            (key, value)
        })
    }

    /// The entries in the run with their numbers, or `None` if the lengths in it do not add up.
    pub(crate) fn entries(&self) -> Option<Vec<Entry>> {
        unpack(&self.packed)
    }
}

/// The key of a piece of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RunKey {
    pub(crate) first: Seq,
    pub(crate) piece: u16,
}

impl RunKey {
    pub(crate) fn to_bytes(self) -> [u8; KEY_LEN] {
        let mut bytes = [RUN_PREFIX; KEY_LEN];
        bytes[1..9].copy_from_slice(&self.first.get().to_be_bytes());
        bytes[9..].copy_from_slice(&self.piece.to_be_bytes());
        bytes
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<RunKey> {
        let bytes: &[u8; KEY_LEN] = bytes.try_into().ok()?;
        let key = RunKey { first: Seq::new(u64_at(bytes, 1)), piece: u16::from_be_bytes(field(bytes, 9)) };
        (bytes[0] == RUN_PREFIX).then_some(key)
    }
}

/// How many pieces the run has and the bytes of this one, or `None` if the value was changed.
pub(crate) fn read_piece(key: RunKey, value: &[u8]) -> Option<(u16, &[u8])> {
    let (stored, rest) = value.split_first_chunk::<CHECK_LEN>()?;
    let (pieces, chunk) = rest.split_first_chunk::<2>()?;
    (*stored == check(&key.to_bytes(), rest)).then_some((u16::from_be_bytes(*pieces), chunk))
}

/// The value under [`HEAD_KEY`].
pub(crate) fn head_value(head: Head) -> Vec<u8> {
    let mut value = head.size.to_be_bytes().to_vec();
    value.extend_from_slice(head.hash.as_bytes());
    let check = check(&HEAD_KEY, &value);
    value.extend_from_slice(&check);
    value
}

/// The head in a value, or `None` if the value was changed.
pub(crate) fn read_head(value: &[u8]) -> Option<Head> {
    let (fields, stored) = value.split_at_checked(HEAD_LEN)?;
    (stored == check(&HEAD_KEY, fields))
        .then(|| Head { size: u64_at(fields, 0), hash: ChainHash::new(field(fields, 8)) })
}

/// The checksum of a value over its key and itself.
pub(crate) fn check(key: &[u8], value: &[u8]) -> [u8; CHECK_LEN] {
    let key_len = [key.len() as u8];
    field(&journal_checksum(&[&key_len, key, value]), 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test fails by panicking
mod tests {
    use super::*;

    #[test]
    fn no_value_is_larger_than_a_run_and_its_header() {
        let mut run = Run { first: Seq::new(7), packed: Vec::new() };
        run.add(&Entry { event: vec![1; 65_535], words: vec![2; 1 << 20] });
        let records: Vec<_> = run.records().collect();
        assert_eq!(records.len(), (8 + 65_535 + (1_usize << 20)).div_ceil(RUN_BYTES_MAX));
        let mut packed = Vec::new();
        for (key, value) in &records {
            assert!(value.len() <= RUN_BYTES_MAX + CHECK_LEN + 2);
            assert_eq!(RunKey::read(&key.to_bytes()), Some(*key));
            let (pieces, chunk) = read_piece(*key, value).unwrap();
            assert_eq!(usize::from(pieces), records.len());
            packed.extend_from_slice(chunk);
        }
        assert_eq!(packed, run.packed);
    }

    #[test]
    fn a_flipped_bit_or_another_place_is_noticed() {
        let mut run = Run { first: Seq::new(7), packed: Vec::new() };
        run.add(&Entry { event: vec![1; 20], words: vec![] });
        let (key, value) = run.records().next().unwrap();
        assert!(read_piece(RunKey { first: Seq::new(8), piece: 0 }, &value).is_none());
        let head = head_value(Head { size: 3, hash: ChainHash::ZERO });
        for bit in 0..value.len() * 8 {
            let mut changed = value.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(read_piece(key, &changed).is_none(), "bit {bit}");
        }
        for bit in 0..head.len() * 8 {
            let mut changed = head.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(read_head(&changed).is_none(), "bit {bit}");
        }
    }
}
