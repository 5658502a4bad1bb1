//! What can be said of entries before they are judged one after the other: each alone, but for who signs with what.
//!
//! Invariant: an event whose signature is not the one that is due changes nothing for those behind it, so that who puts
//! in a key without having the one before is found in all that follows.

use crate::body::{Body, BodyError};
use crate::entry::Entry;
use crate::hash::ChainHash;
use crate::header::{Header, HeaderError};
use crate::index::{Fingerprint, FingerprintKeys, lend_postings};
use crate::signing::{Signing, SigningError};
use crate::tree::leaf_hash;
use crate::words::{Words, WordsError};

/// Body and words, or why they are none.
pub(super) type Content = (Result<Body, BodyError>, Result<Words, WordsError>);

/// Examines entries in their order, so that this part of an audit can run beside the other.
#[derive(Clone, Debug, Default)]
pub struct Examiner {
    signing: Signing,
}

/// An entry that was examined.
#[derive(Debug)]
pub struct Examined {
    pub(super) hash: ChainHash,
    pub(super) leaf: [u8; 32],
    pub(super) header: Result<Header, HeaderError>,
    /// None without a header.
    pub(super) content: Option<Content>,
    /// What is wrong with its signature, or that it has none.
    pub(super) signature: Result<(), SigningError>,
}

impl Examined {
    /// The chain hash of the event.
    pub const fn hash(&self) -> ChainHash {
        self.hash
    }

    /// The fingerprint of the postings (`index::postings`) of the entry that was examined.
    pub fn fingerprint(&self, entry: &Entry, keys: &FingerprintKeys) -> Fingerprint {
        let mut fingerprint = Fingerprint::default();
        if let Ok(header) = &self.header {
            let body = self.content.as_ref().and_then(|(body, _)| body.as_ref().ok());
            lend_postings(entry, header, body, &mut |posting| fingerprint.add(posting, keys));
        }
        fingerprint
    }

    /// The hash of the event as a leaf of the tree.
    pub const fn leaf(&self) -> [u8; 32] {
        self.leaf
    }
}

impl Examiner {
    /// Examines the next entry: hashes, header, canonical body, words against their commitment, signature.
    pub fn examine(&mut self, entry: &Entry) -> Examined {
        let header = Header::read(&entry.event);
        let content = header.as_ref().ok().map(|header| {
            let body = Body::from_bytes(header.kind, header.schema, header.body(&entry.event));
            (body, Words::open(&entry.words, header.ledger, header.seq, header.words))
        });
        let signature = match (&header, &content) {
            (Ok(header), Some((Ok(body), _))) => self.signature(header, body, &entry.event),
            // What cannot be read is found anyway.
            (Ok(_) | Err(_), _) => Ok(()),
        };
        let (hash, leaf) = (ChainHash::of_event(&entry.event), leaf_hash(&entry.event));
        Examined { hash, leaf, header, content, signature }
    }

    /// Examines the next event without its words, and says what is wrong with its body: hashes, header, signature.
    pub fn examine_event(&mut self, event: &[u8]) -> (Examined, Result<(), BodyError>) {
        let header = Header::read(event);
        let body = header.as_ref().ok().map(|header| Body::from_bytes(header.kind, header.schema, header.body(event)));
        let signature = match (&header, &body) {
            (Ok(header), Some(Ok(body))) => self.signature(header, body, event),
            (Ok(_) | Err(_), _) => Ok(()),
        };
        let (hash, leaf) = (ChainHash::of_event(event), leaf_hash(event));
        (Examined { hash, leaf, header, content: None, signature }, body.map_or(Ok(()), |body| body.map(|_| ())))
    }

    fn signature(&mut self, header: &Header, body: &Body, event: &[u8]) -> Result<(), SigningError> {
        self.signing.check(header, body, event)?;
        self.signing.take(header, body);
        Ok(())
    }
}
