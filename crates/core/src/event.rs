//! An event, sealed into bytes and read back.
//!
//! Invariants: an `Event` was read from bytes whose header, body and words all fit; `seal` never gives out bytes that
//! `Event::open` would refuse.

use thiserror::Error;

use crate::body::{Body, BodyError};
use crate::entry::{Entry, Head};
use crate::hash::{ChainHash, LedgerId};
use crate::header::{EVENT_LEN_MAX, Flags, HEADER_LEN, Header, HeaderError, RecordedAt, SIGNATURE_LEN};
use crate::key::SigningKey;
use crate::seq::Seq;
use crate::words::{Words, WordsError};

/// An event as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The fixed part.
    pub header: Header,
    /// The chain hash of its bytes.
    pub hash: ChainHash,
    /// What it says.
    pub body: Body,
    /// The words beside it.
    pub words: Words,
}

/// An event that is not yet numbered, chained and stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it says.
    pub body: Body,
    /// The words beside it.
    pub words: Words,
}

/// What the outside world adds to a draft.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// When the ledger takes it.
    pub recorded_at: RecordedAt,
    /// How that instant came about. Whether the event is signed follows from the key that it is sealed with.
    pub flags: Flags,
    /// The event that added the coder.
    pub coder: Seq,
    /// 32 random bytes, used for this event alone; its words' salts come from them.
    pub secret: [u8; 32],
}

/// Why an entry is not an event, or a draft cannot become one.
#[derive(Debug, Error)]
pub enum EventError {
    /// The header is not one.
    #[error("the header cannot be read")]
    Header(#[from] HeaderError),
    /// The body is not one.
    #[error("the body is not as it must be")]
    Body(#[from] BodyError),
    /// The words are not what the event committed to.
    #[error("the words are not as they must be")]
    Words(#[from] WordsError),
    /// The body would make the event too long.
    #[error("the event would have {0} bytes, at most {EVENT_LEN_MAX} fit: name fewer actors, issues or sources in it")]
    TooLong(usize),
}

impl Event {
    /// Reads an entry: header, canonical body, and words against their commitment. Links are not its business
    /// (`entry::follow`).
    pub fn open(entry: &Entry) -> Result<Event, EventError> {
        let header = Header::read(&entry.event)?;
        let body = Body::from_bytes(header.kind, header.schema, header.body(&entry.event))?;
        let words = Words::open(&entry.words, header.ledger, header.seq, header.words)?;
        Ok(Event { hash: ChainHash::of_event(&entry.event), header, body, words })
    }

    /// The event's number.
    pub fn seq(&self) -> Seq {
        self.header.seq
    }

    /// The head of a ledger that ends with this event.
    pub fn head(&self) -> Head {
        Head { size: self.header.seq.get().saturating_add(1), hash: self.hash }
    }
}

impl Draft {
    /// Refuses a draft that would be too long for an event or has words too long for their slot.
    pub fn check_size(&self) -> Result<(), EventError> {
        self.words.check_size()?;
        // Whoever records it may have a key.
        let len = HEADER_LEN + self.body.to_bytes()?.len() + SIGNATURE_LEN;
        if len > EVENT_LEN_MAX { Err(EventError::TooLong(len)) } else { Ok(()) }
    }
}

/// Makes the event that follows `head` in ledger `ledger`, unsigned, and the head after it.
pub fn seal(head: Head, ledger: LedgerId, draft: &Draft, stamp: &Stamp) -> Result<(Entry, Head), EventError> {
    seal_and_open(head, ledger, draft, stamp, None).map(|(entry, event)| (entry, event.head()))
}

/// Makes the event that follows `head` in ledger `ledger`, as it is stored and as it reads; signed if there is a key.
pub fn seal_and_open(
    head: Head,
    ledger: LedgerId,
    draft: &Draft,
    stamp: &Stamp,
    key: Option<&SigningKey>,
) -> Result<(Entry, Event), EventError> {
    let seq = head.next_seq();
    let body = draft.body.to_bytes()?;
    let words = draft.words.seal(ledger, seq, stamp.secret)?;
    let len = HEADER_LEN + body.len() + key.map_or(0, |_| SIGNATURE_LEN);
    if len > EVENT_LEN_MAX {
        return Err(EventError::TooLong(len));
    }
    let header = Header {
        flags: Flags { signed: key.is_some(), ..stamp.flags },
        ledger,
        seq,
        previous: head.hash,
        recorded_at: stamp.recorded_at,
        coder: stamp.coder,
        kind: draft.body.kind().number(),
        schema: draft.body.schema(),
        words: words.commitment,
        body_len: body.len() as u32,
    };
    let mut event = header.to_bytes().to_vec();
    event.extend(body);
    if let Some(key) = key {
        event.extend(key.sign(&event).as_bytes());
    }
    let entry = Entry { event, words: words.record };
    let opened = Event::open(&entry)?;
    assert!(opened.body == draft.body && opened.words == draft.words, "what is sealed opens to the same");
    Ok((entry, opened))
}

#[cfg(test)]
mod tests;
