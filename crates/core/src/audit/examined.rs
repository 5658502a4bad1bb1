//! What can be said of one entry alone: the part of an audit that can be done for many at a time.

use crate::body::{Body, BodyError};
use crate::entry::Entry;
use crate::hash::ChainHash;
use crate::header::{Header, HeaderError};
use crate::tree::leaf_hash;
use crate::words::{Words, WordsError};

/// Body and words, or why they are none.
pub(super) type Content = (Result<Body, BodyError>, Result<Words, WordsError>);

/// An entry that was examined without any other.
#[derive(Debug)]
pub struct Examined {
    pub(super) hash: ChainHash,
    pub(super) leaf: [u8; 32],
    pub(super) header: Result<Header, HeaderError>,
    /// None without a header.
    pub(super) content: Option<Content>,
}

impl Examined {
    /// Examines an entry: hashes, header, canonical body, words against their commitment.
    pub fn of(entry: &Entry) -> Self {
        let header = Header::read(&entry.event);
        let content = header.as_ref().ok().map(|header| {
            let body = Body::from_bytes(header.kind, header.schema, header.body(&entry.event));
            (body, Words::open(&entry.words, header.ledger, header.seq, header.words))
        });
        Examined { hash: ChainHash::of_event(&entry.event), leaf: leaf_hash(&entry.event), header, content }
    }
}
