//! The readers of what lies in the journal and in the store, over bytes in memory: what fuzzing calls (`crates/fuzz`).
//!
//! Invariants: a door reads with the functions of everybody and writes again what it read; `mend_*` puts checksums and
//! lengths right, so that changed bytes get past them.

use std::path::Path;

use onrecord_core::entry::{Entry, Head, follow};
use onrecord_core::hash::{LedgerId, journal_checksum};
use onrecord_core::index::Posting;
use onrecord_core::seq::Seq;

use crate::journal::frame::{self, FRAME_HEADER_LEN, FRAME_LEN_MAX, FRAME_LEN_MIN, FRAME_MAGIC, Frame, FrameHeader};
use crate::journal::segment::{SEGMENT_HEADER_LEN, SegmentHeader};
use crate::journal::tail::JournalTail;
use crate::journal::walk::{JournalWalk, Walked};
use crate::store::index::chunk::{Chunk, Packed};
use crate::store::packing::{field, put_entry};
use crate::store::run::{HEAD_KEY, Links, Piece, RUN_BYTES_MAX, Run, RunKey, check, head_value, read_head};

/// Bytes of a checksum in front of a value of the store, or behind the fields of a frame's header.
const CHECK_LEN: usize = 8;

/// A frame, written again.
pub fn frame(ledger: LedgerId, bytes: &[u8]) -> Option<Vec<u8>> {
    let header = FrameHeader::read(ledger, bytes.first_chunk()?).ok()?;
    if header.len as usize != bytes.len() {
        return None;
    }
    let frame = Frame::new(bytes);
    let entries = frame.entries().filter(|entries| entries.len() == header.count as usize)?;
    let sound = frame.checksum_is_right(ledger) && frame.trailing_length_is_right();
    sound.then(|| frame::encode(ledger, header.first, &entries))
}

/// Gives a frame its own length, and checksums over what it says.
pub fn mend_frame(ledger: LedgerId, bytes: &mut [u8]) {
    let len = bytes.len();
    if !(FRAME_LEN_MIN..=FRAME_LEN_MAX).contains(&len) {
        return;
    }
    let written = (len as u32).to_be_bytes();
    bytes[..4].copy_from_slice(&FRAME_MAGIC);
    bytes[4..8].copy_from_slice(&written);
    let header_check = journal_checksum(&[ledger.as_bytes(), &bytes[..FRAME_HEADER_LEN - CHECK_LEN]]);
    bytes[FRAME_HEADER_LEN - CHECK_LEN..FRAME_HEADER_LEN].copy_from_slice(&header_check[..CHECK_LEN]);
    let checksum = journal_checksum(&[ledger.as_bytes(), &bytes[..len - 36]]);
    bytes[len - 36..len - 4].copy_from_slice(&checksum);
    bytes[len - 4..].copy_from_slice(&written);
}

/// A segment's header, written again.
pub fn segment_header(bytes: &[u8]) -> Option<Vec<u8>> {
    let bytes: &[u8; SEGMENT_HEADER_LEN] = bytes.try_into().ok()?;
    SegmentHeader::read(bytes).ok().map(|header| header.to_bytes().to_vec())
}

/// Gives what begins like a segment's header the checksum of one.
pub fn mend_segment_header(bytes: &mut [u8]) {
    if let Some(header) = bytes.first_chunk_mut::<SEGMENT_HEADER_LEN>() {
        let checksum = journal_checksum(&[&header[..64]]);
        header[64..].copy_from_slice(&checksum);
    }
}

/// What is packed in the value of a run's only piece, and the same written again of the entries that were read. The key is as
/// sled would give it. LZ4 has many spellings for the same bytes, so the value itself may differ.
pub fn run(key: &[u8], value: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let key = RunKey::read(key)?;
    let piece = Piece::read(key, value).filter(|piece| piece.count == 1 && key.piece == 0)?;
    let run = piece.run(key.first, piece.bytes)?;
    let (links, packed) = (run.links, run.packed.clone());
    let entries = run.entries()?;
    let mut again = Run::begin(key.first);
    match links {
        Links::Kept => entries.iter().for_each(|entry| put_entry(&mut again.packed, entry)),
        Links::LeftOut => entries.iter().for_each(|entry| again.add(entry)),
    }
    Some((packed, again.packed))
}

/// Key and value of the first piece of a run with these entries.
pub fn run_of(first: u64, entries: &[Entry]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut run = Run::begin(Seq::new(first));
    entries.iter().for_each(|entry| run.add(entry));
    let (key, value) = run.records().swap_remove(0);
    Some((key.to_bytes().to_vec(), value)).filter(|(_, value)| value.len() < RUN_BYTES_MAX)
}

/// The postings in a chunk of an index as bytes, and the same written again of the postings that were read.
pub fn chunk(key: &[u8], value: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let packed = Packed::read(key, value)?;
    let bytes = packed.postings.to_vec();
    let chunk = packed.unpack()?;
    let (key, value) = (Chunk::key(&chunk.bound), chunk.value());
    let again = Packed::read(&key, &value).and_then(Packed::unpack);
    assert_eq!(again.as_ref(), Some(&chunk), "written and read");
    Some((bytes, chunk.packed()))
}

/// Key and value of a chunk with these postings.
pub fn chunk_of(postings: Vec<Posting>) -> (Vec<u8>, Vec<u8>) {
    let chunk = Chunk { postings, ..Chunk::first() };
    (Chunk::key(&chunk.bound), chunk.value())
}

/// The store's head, written again.
pub fn head(value: &[u8]) -> Option<Vec<u8>> {
    read_head(value).map(head_value)
}

/// Gives a value the checksum over its key and itself that runs and chunks have in front.
pub fn mend_value(key: &[u8], value: &mut [u8]) {
    if let Some((stored, rest)) = value.split_first_chunk_mut::<CHECK_LEN>() {
        *stored = check(key, rest);
    }
}

/// Gives the value of a head the checksum that it has behind it.
pub fn mend_head(value: &mut [u8]) {
    if let Some((fields, stored)) = value.split_last_chunk_mut::<CHECK_LEN>() {
        *stored = check(&HEAD_KEY, fields);
    }
}

/// What the two readers of a journal find in a folder: the walk, which goes through all of it, and the tail, which looks
/// at its end. Where the walk finds nothing wrong, both must give the same head.
///
/// # Errors
/// What the walk finds first, as it is told.
pub fn journal(folder: &Path) -> Result<Head, String> {
    let walk = JournalWalk::through(folder, None).map_err(|error| error.to_string())?;
    let ledger = walk.ledger();
    let (mut head, mut wrong, mut torn) = (Head::EMPTY, None, None);
    for walked in walk {
        let found = match walked {
            Walked::Entry(walked) => {
                match follow(head, ledger.unwrap_or(LedgerId::new([0; 16])), &walked.entry.event) {
                    Ok((_, after)) => {
                        head = after;
                        continue;
                    }
                    Err(error) => error.to_string(),
                }
            }
            Walked::Damage(damage) => damage.kind.to_string(),
            Walked::Torn(found) => {
                torn = Some(found);
                continue;
            }
            Walked::Unreadable { source, .. } => source.to_string(),
        };
        wrong.get_or_insert(found);
    }
    let tail = JournalTail::find(folder);
    match (wrong, tail) {
        (Some(wrong), _) => Err(wrong),
        (None, Ok(tail)) => {
            assert_eq!((tail.head, &tail.torn), (head, &torn), "the tail ends where the walk ends");
            torn.map_or(Ok(head), |torn| Err(format!("{:?}", torn.kind)))
        }
        (None, Err(error)) => panic!("the walk finds nothing wrong, the tail says: {error}"),
    }
}

/// Gives the frames that follow each other behind a segment's header their checksums, as long as they have lengths.
pub fn mend_segment(bytes: &mut [u8]) {
    mend_segment_header(bytes);
    let ledger = LedgerId::new(match bytes.get(..24) {
        Some(start) => field(start, 8),
        None => return,
    });
    let Some((_, mut frames)) = bytes.split_at_mut_checked(SEGMENT_HEADER_LEN) else { return };
    while let Some(len) = frames.get(4..8).map(|len| u32::from_be_bytes(field(len, 0)) as usize) {
        let Some((frame, rest)) = frames.split_at_mut_checked(len).filter(|_| len >= FRAME_LEN_MIN) else { return };
        mend_frame(ledger, frame);
        frames = rest;
    }
}
