//! Which events must carry a signature, and by which key (`docs/format.md`, "Signatures").
//!
//! Invariants: what is due of an event follows from the events before it alone; a name that has a key never goes back to
//! unsigned events, it can only be closed.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::body::{Body, Kind};
use crate::header::Header;
use crate::key::{Signature, VerifyingKey};
use crate::seq::Seq;

/// A signature that does not fit is tried with the latest so many keys of the ledger, to say whose it is.
const KEYS_TRIED_MAX: usize = 64;

/// Who signs with what, after some events.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    /// By coder, its keys and the events that brought them, oldest first; the last has none if the name was closed.
    coders: BTreeMap<Seq, Vec<(Seq, Option<VerifyingKey>)>>,
    required_since: Option<Seq>,
}

/// How a coder signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not: the coder has no key.
    NoKey,
    /// With a key, which this event brought.
    Key(VerifyingKey, Seq),
    /// Not any more: this event closed the name.
    Closed(Seq),
}

/// What an event must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// No signature.
    Unsigned,
    /// A signature by this key.
    SignedBy(VerifyingKey),
}

/// Why an event may not be recorded, or its signature is not the one that is due.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SigningError {
    /// The coder's name was closed before.
    #[error("event {since} closed the name of its coder (event {coder})")]
    Closed {
        /// The coder.
        coder: Seq,
        /// The event that closed the name.
        since: Seq,
    },
    /// A coder without a key records in a ledger that requires signatures.
    #[error("event {since} requires signatures, and its coder (event {coder}) has no key")]
    Required {
        /// The coder.
        coder: Seq,
        /// The event that requires them.
        since: Seq,
    },
    /// A coder without a key does what only one with a key can do.
    #[error("`{kind}` is recorded by a coder who has a key, and its coder (event {coder}) has none")]
    NoKey {
        /// The coder.
        coder: Seq,
        /// What is to be recorded.
        kind: Kind,
    },
    /// The coder has a key and did not sign.
    #[error("its coder (event {coder}) signs since event {since}, and it is not signed")]
    Missing {
        /// The coder.
        coder: Seq,
        /// The event that brought the coder's key.
        since: Seq,
    },
    /// It is signed although its coder has no key.
    #[error("it is signed, and its coder (event {coder}) has no key")]
    Unexpected {
        /// The coder.
        coder: Seq,
    },
    /// It is signed with a key that is not the coder's, or not at that time.
    #[error("it is signed with another key than its coder's (event {coder}): with that of event {of}")]
    Foreign {
        /// The coder.
        coder: Seq,
        /// The event that brought the key with which it is signed.
        of: Seq,
    },
    /// The signature is by no key that is known.
    #[error("the signature is not by its coder (event {coder}) with the key of event {since}, over these bytes")]
    Wrong {
        /// The coder.
        coder: Seq,
        /// The event that brought the coder's key.
        since: Seq,
    },
}

impl Signing {
    /// How a coder signs now.
    pub fn standing(&self, coder: Seq) -> Standing {
        match self.coders.get(&coder).and_then(|keys| keys.last()) {
            None => Standing::NoKey,
            Some((since, Some(key))) => Standing::Key(*key, *since),
            Some((since, None)) => Standing::Closed(*since),
        }
    }

    /// The event from which on every event is signed, but those that add coders.
    pub fn required_since(&self) -> Option<Seq> {
        self.required_since
    }

    /// The key with which a coder's event is signed; these events may be of a later time than that one.
    pub fn key_at(&self, coder: Seq, event: Seq) -> Option<VerifyingKey> {
        let keys = self.coders.get(&coder)?;
        // What brings another key, or none, is signed with the key before; what brings the first, with that.
        let first = keys.first().filter(|(since, _)| *since == event);
        keys.iter().rev().find(|(since, _)| *since < event).or(first).and_then(|(_, key)| *key)
    }

    /// What the next event must have if this coder records this.
    pub fn due(&self, coder: Seq, body: &Body) -> Result<Due, SigningError> {
        let kind = body.kind();
        if matches!(kind, Kind::LedgerOpened | Kind::CoderAdded) {
            return Ok(Due::Unsigned);
        }
        match self.standing(coder) {
            Standing::Key(key, _) => Ok(Due::SignedBy(key)),
            Standing::Closed(since) => Err(SigningError::Closed { coder, since }),
            Standing::NoKey => match (body, self.required_since) {
                (Body::CoderKeyed(keyed), _) => keyed.key.map(Due::SignedBy).ok_or(SigningError::NoKey { coder, kind }),
                (Body::SignaturesRequired(_), _) => Err(SigningError::NoKey { coder, kind }),
                (_, Some(since)) => Err(SigningError::Required { coder, since }),
                (_, None) => Ok(Due::Unsigned),
            },
        }
    }

    /// Refuses the next event if it is signed and should not be, or the other way round. Whether the signature is good
    /// is not looked at.
    pub fn check_presence(&self, header: &Header, body: &Body) -> Result<Due, SigningError> {
        let coder = header.coder;
        let due = match self.due(coder, body) {
            Err(SigningError::Required { coder, .. }) if header.flags.signed => {
                return Err(SigningError::Unexpected { coder });
            }
            due => due?,
        };
        match (due, header.flags.signed) {
            (Due::Unsigned, true) => Err(SigningError::Unexpected { coder }),
            (Due::SignedBy(_), false) => Err(SigningError::Missing { coder, since: self.bound_by(header) }),
            (Due::Unsigned, false) | (Due::SignedBy(_), true) => Ok(due),
        }
    }

    /// Checks the signature of the next event, which has these bytes.
    pub fn check(&self, header: &Header, body: &Body, event: &[u8]) -> Result<(), SigningError> {
        let Due::SignedBy(key) = self.check_presence(header, body)? else {
            return Ok(());
        };
        match header.signature(event) {
            Some((signed, signature)) if key.verify(signed, &signature).is_err() => {
                let (coder, since) = (header.coder, self.bound_by(header));
                Err(match self.signed_with(signed, &signature) {
                    Some(of) => SigningError::Foreign { coder, of },
                    None => SigningError::Wrong { coder, since },
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Takes in an event, and with it what it changes for those behind it.
    pub fn take(&mut self, header: &Header, body: &Body) {
        if let Body::CoderKeyed(keyed) = body {
            self.coders.entry(header.coder).or_default().push((header.seq, keyed.key));
        } else if let Body::SignaturesRequired(_) = body {
            self.required_since.get_or_insert(header.seq);
        }
    }

    /// The event that brought the key with which an event is to be signed: itself, if it brings the coder's first.
    fn bound_by(&self, header: &Header) -> Seq {
        match self.standing(header.coder) {
            Standing::Key(_, since) => since,
            Standing::NoKey | Standing::Closed(_) => header.seq,
        }
    }

    /// The event that brought the key with which this is signed.
    fn signed_with(&self, signed: &[u8], signature: &Signature) -> Option<Seq> {
        let mut keys: Vec<(Seq, VerifyingKey)> =
            self.coders.values().flatten().filter_map(|(seq, key)| Some((*seq, (*key)?))).collect();
        keys.sort_unstable_by_key(|(seq, _)| *seq);
        let mut tried = keys.iter().rev().take(KEYS_TRIED_MAX);
        tried.find(|(_, key)| key.verify(signed, signature).is_ok()).map(|(seq, _)| *seq)
    }
}

#[cfg(test)]
mod tests;
