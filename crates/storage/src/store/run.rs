//! How entries lie in sled: packed into runs of at most 6 KiB and squeezed; an entry that is larger is a run of its own, in
//! pieces.
//!
//! Invariant: no value is larger than 6 KiB and its short header (above 7 KiB sled writes files that it never syncs), and
//! every value has a checksum over its key and itself.

use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::{ChainHash, journal_checksum};
use onrecord_core::header::PREVIOUS;
use onrecord_core::seq::Seq;

use crate::journal::frame::FRAME_LEN_MAX;
use crate::store::packing::{field, packed_len, put_part, u64_at};
use crate::store::run_cursor::RunCursor;
use crate::store::squeeze::{put_squeezed, unsqueezed};

/// Bytes of packed entries in a run, and of a value that holds a run or a piece of one.
pub(crate) const RUN_BYTES_MAX: usize = 6 << 10;
/// Under this key lies the head.
pub(crate) const HEAD_KEY: [u8; 1] = *b"h";
/// Every key of a run begins with this.
pub(crate) const RUN_PREFIX: u8 = b'e';

const KEY_LEN: usize = 11;
const CHECK_LEN: usize = 8;
const HEAD_LEN: usize = 40;
/// In the number of pieces: the run is squeezed, and its links are left out.
const SQUEEZED: u16 = 1 << 15;

/// Entries that lie together, as bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) first: Seq,
    pub(crate) links: Links,
    pub(crate) packed: Vec<u8>,
}

/// Whether events carry the hash of the one before, which cannot be squeezed and follows from that one's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    /// Each of them, in runs of the first version.
    Kept,
    /// Only the run's first.
    LeftOut,
}

impl Run {
    /// A run without entries.
    pub(crate) fn begin(first: Seq) -> Self {
        Run { first, links: Links::LeftOut, packed: Vec::with_capacity(RUN_BYTES_MAX) }
    }

    /// Whether further entries may be added at all.
    pub(crate) fn may_grow(&self) -> bool {
        self.links == Links::LeftOut && self.packed.len() <= RUN_BYTES_MAX
    }

    /// Whether another entry fits behind those that are in it.
    pub(crate) fn has_room_for(&self, entry: &Entry) -> bool {
        self.may_grow() && self.packed.len() + packed_len(entry) - PREVIOUS.len() <= RUN_BYTES_MAX
    }

    /// Adds an entry, which follows the last one.
    pub(crate) fn add(&mut self, entry: &Entry) {
        assert!(self.links == Links::LeftOut, "a run of the first version does not grow");
        if self.packed.is_empty() {
            put_part(&mut self.packed, &[&entry.event]);
        } else {
            put_part(&mut self.packed, &[&entry.event[..PREVIOUS.start], &entry.event[PREVIOUS.end..]]);
        }
        put_part(&mut self.packed, &[&entry.words]);
    }

    /// The keys and values of the run.
    pub(crate) fn records(&self) -> Vec<(RunKey, Vec<u8>)> {
        let mut squeezed = Vec::new();
        put_squeezed(&mut squeezed, &self.packed);
        let pieces = squeezed.len().div_ceil(RUN_BYTES_MAX);
        assert!(pieces < usize::from(SQUEEZED), "a frame's limit keeps entries below {pieces} pieces");
        let records = (0_u16..).zip(squeezed.chunks(RUN_BYTES_MAX)).map(|(piece, chunk)| {
            let key = RunKey { first: self.first, piece };
            let mut value = Vec::with_capacity(CHECK_LEN + 2 + chunk.len());
            value.extend_from_slice(&[0; CHECK_LEN]);
            value.extend_from_slice(&(pieces as u16 | SQUEEZED).to_be_bytes());
            value.extend_from_slice(chunk);
            let check = check(&key.to_bytes(), &value[CHECK_LEN..]);
            value[..CHECK_LEN].copy_from_slice(&check);
            (key, value)
        });
        records.collect()
    }

    /// The entries in the run, or `None` if the lengths in it do not add up.
    pub(crate) fn entries(self) -> Option<Vec<Entry>> {
        let mut cursor = RunCursor::of(self);
        let mut entries = Vec::new();
        while !cursor.is_at_end() {
            entries.push(cursor.entry()?);
        }
        Some(entries)
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

/// A value of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    /// How many pieces the run has.
    pub(crate) count: u16,
    squeezed: bool,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Piece<'a> {
    /// The piece in this value, or `None` if it was changed.
    pub(crate) fn read(key: RunKey, value: &'a [u8]) -> Option<Self> {
        let (stored, rest) = value.split_first_chunk::<CHECK_LEN>()?;
        let (count, bytes) = rest.split_first_chunk::<2>()?;
        let count = u16::from_be_bytes(*count);
        let piece = Piece { count: count & !SQUEEZED, squeezed: count & SQUEEZED != 0, bytes };
        (*stored == check(&key.to_bytes(), rest)).then_some(piece)
    }

    /// The run of which this is the first piece, from the bytes of all of them.
    pub(crate) fn run(&self, first: Seq, bytes: &[u8]) -> Option<Run> {
        Some(if self.squeezed {
            Run { first, links: Links::LeftOut, packed: unsqueezed(bytes, FRAME_LEN_MAX)? }
        } else {
            Run { first, links: Links::Kept, packed: bytes.to_vec() }
        })
    }

    /// Whether this is a piece of the same run as another.
    pub(crate) fn goes_with(&self, other: &Piece<'_>) -> bool {
        (self.count, self.squeezed) == (other.count, other.squeezed)
    }
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
    use crate::sample::{largest_sample, sample_entries};

    fn run_of(entries: &[Entry]) -> Run {
        let mut run = Run::begin(Seq::new(7));
        entries.iter().for_each(|entry| run.add(entry));
        run
    }

    /// What a reader makes of records.
    fn read_back(records: &[(RunKey, Vec<u8>)]) -> Option<Run> {
        let pieces: Option<Vec<Piece<'_>>> = records.iter().map(|(key, value)| Piece::read(*key, value)).collect();
        let pieces = pieces?;
        let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.bytes).copied().collect();
        pieces[0].run(records[0].0.first, &bytes)
    }

    #[test]
    fn no_value_is_larger_than_a_run_and_its_header() {
        let (largest, _) = largest_sample(Head::EMPTY);
        let run = run_of(std::slice::from_ref(&largest));
        let records = run.records();
        assert!(records.len() > 50);
        for (key, value) in &records {
            assert!(value.len() <= RUN_BYTES_MAX + CHECK_LEN + 2);
            assert_eq!(RunKey::read(&key.to_bytes()), Some(*key));
            assert_eq!(usize::from(Piece::read(*key, value).unwrap().count), records.len());
        }
        assert_eq!(read_back(&records).unwrap(), run);
        assert_eq!(run.entries(), Some(vec![largest]));
    }

    #[test]
    fn entries_come_back_with_the_links_that_were_left_out() {
        let (entries, _) = sample_entries(Head::EMPTY, 20);
        let run = run_of(&entries);
        let all: usize = entries.iter().map(packed_len).sum();
        assert_eq!(run.packed.len(), all - 19 * PREVIOUS.len());
        assert_eq!(read_back(&run.records()).unwrap().entries().as_deref(), Some(&entries[..]));
    }

    #[test]
    fn runs_of_the_first_version_are_read_as_they_are_and_do_not_grow() {
        let (entries, _) = sample_entries(Head::EMPTY, 5);
        let key = RunKey { first: Seq::FIRST, piece: 0 };
        let mut rest = 1_u16.to_be_bytes().to_vec();
        for entry in &entries {
            put_part(&mut rest, &[&entry.event]);
            put_part(&mut rest, &[&entry.words]);
        }
        let value = [&check(&key.to_bytes(), &rest)[..], &rest].concat();
        let run = read_back(&[(key, value)]).unwrap();
        assert!(!run.may_grow() && !run.has_room_for(&entries[0]));
        assert_eq!(run.entries(), Some(entries));
    }

    #[test]
    fn a_flipped_bit_or_another_place_is_noticed() {
        let run = run_of(&sample_entries(Head::EMPTY, 1).0);
        let (key, value) = run.records().swap_remove(0);
        assert!(Piece::read(RunKey { first: Seq::new(8), piece: 0 }, &value).is_none());
        let head = head_value(Head { size: 3, hash: ChainHash::ZERO });
        for bit in 0..value.len() * 8 {
            let mut changed = value.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(Piece::read(key, &changed).is_none(), "bit {bit}");
        }
        for bit in 0..head.len() * 8 {
            let mut changed = head.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(read_head(&changed).is_none(), "bit {bit}");
        }
    }
}
