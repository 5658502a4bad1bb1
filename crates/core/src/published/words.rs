//! Words in a published log: the words records of the events in a bundle, each behind its length.
//!
//! Invariant: the words of event 0 are never published: among them is the secret from which a ledger makes ids.

use thiserror::Error;

use crate::entry::Entry;
use crate::event::EventError;
use crate::header::Header;
use crate::seq::Seq;
use crate::tile::TILE_WIDTH;
use crate::words::{Words, WordsError};

/// Why bytes are no file of words.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("a file of words has 1 to {TILE_WIDTH} words records, each behind its length, and nothing else")]
pub struct NotWords;

/// The words record of an entry as it is published.
///
/// Errors: words that do not fit their event.
pub fn published_words(entry: &Entry) -> Result<&[u8], EventError> {
    let header = Header::read(&entry.event)?;
    Words::open(&entry.words, header.ledger, header.seq, header.words)?;
    Ok(if header.seq == Seq::FIRST { &[] } else { &entry.words })
}

/// Checks a published words record against its event's header.
pub(super) fn check_published_words(record: &[u8], header: &Header) -> Result<(), WordsError> {
    if header.seq == Seq::FIRST {
        return if record.is_empty() { Ok(()) } else { Err(WordsError::Malformed("words of event 0 are published")) };
    }
    Words::open(record, header.ledger, header.seq, header.words).map(|_words| ())
}

/// The bytes of a file of words: each record behind its length, which is 0 for an event without words.
pub fn words_bytes<'r>(records: impl IntoIterator<Item = &'r [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for record in records {
        // A frame, in which it was recorded, has at most 32 MiB.
        assert!(u32::try_from(record.len()).is_ok(), "a words record's length fits four bytes");
        bytes.extend((record.len() as u32).to_be_bytes());
        bytes.extend(record);
    }
    bytes
}

/// The words records in a file.
pub fn records_of_words(mut bytes: &[u8]) -> Result<Vec<&[u8]>, NotWords> {
    let mut records = Vec::new();
    while let Some((len, rest)) = bytes.split_first_chunk() {
        let (record, rest) = rest.split_at_checked(u32::from_be_bytes(*len) as usize).ok_or(NotWords)?;
        records.push(record);
        bytes = rest;
    }
    if bytes.is_empty() && (1..=TILE_WIDTH).contains(&records.len()) { Ok(records) } else { Err(NotWords) }
}
