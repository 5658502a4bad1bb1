//! An event's header: 120 bytes of fixed layout in front of every body (`docs/format.md`, "Header").
//!
//! Invariant: a `Header` that exists has been read from, or can be written as, exactly these bytes.

use thiserror::Error;

use crate::hash::{ChainHash, LedgerId};
pub use crate::key::SIGNATURE_LEN;
use crate::key::Signature;
use crate::seq::Seq;

/// Opens every event: three letters and the version of the layout.
const MAGIC: [u8; 4] = *b"ONR\x01";
/// Bytes of a header of version 1.
pub const HEADER_LEN: usize = 120;
/// An event is at most this long, header and signature included, so that it fits an entry bundle's 16-bit length.
pub const EVENT_LEN_MAX: usize = 65_535;
/// Where the hash of the event before stands.
pub const PREVIOUS: std::ops::Range<usize> = 32..64;

/// The instant at which the ledger took an event: microseconds since 1970-01-01T00:00:00Z. Never compared with a day
/// on which something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordedAt(i64);

impl RecordedAt {
    /// The instant this many microseconds after the Unix epoch.
    pub const fn from_micros(micros: i64) -> Self {
        RecordedAt(micros)
    }

    /// Microseconds since the Unix epoch.
    pub const fn micros(self) -> i64 {
        self.0
    }
}

/// What is noted about an event's clock and signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// The instant was given by the caller instead of the machine's clock.
    pub clock_supplied: bool,
    /// The clock had gone back a little; the instant is the last event's.
    pub clock_held: bool,
    /// The coder's signature follows the body.
    pub signed: bool,
}

impl Flags {
    const SUPPLIED: u16 = 1;
    const HELD: u16 = 2;
    const SIGNED: u16 = 4;

    fn bits(self) -> u16 {
        let mut bits = 0;
        for (set, bit) in
            [(self.clock_supplied, Self::SUPPLIED), (self.clock_held, Self::HELD), (self.signed, Self::SIGNED)]
        {
            if set {
                bits |= bit;
            }
        }
        bits
    }

    fn from_bits(bits: u16) -> Option<Self> {
        (bits & !(Self::SUPPLIED | Self::HELD | Self::SIGNED) == 0).then_some(Flags {
            clock_supplied: bits & Self::SUPPLIED != 0,
            clock_held: bits & Self::HELD != 0,
            signed: bits & Self::SIGNED != 0,
        })
    }
}

/// The fixed part of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Clock and signature.
    pub flags: Flags,
    /// The ledger that the event belongs to.
    pub ledger: LedgerId,
    /// The event's number.
    pub seq: Seq,
    /// Chain hash of the event before; zeros for the first.
    pub previous: ChainHash,
    /// When the ledger took it.
    pub recorded_at: RecordedAt,
    /// The event that added the coder who recorded this one.
    pub coder: Seq,
    /// Number of the kind of body.
    pub kind: u16,
    /// Version of that kind's body.
    pub schema: u16,
    /// Commitment to the words kept beside the event; zeros if there are none.
    pub words: [u8; 32],
    /// Bytes of the body.
    pub body_len: u32,
}

/// Why bytes are not an event.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HeaderError {
    /// Shorter than a header.
    #[error("an event has at least {HEADER_LEN} bytes, these are {0}")]
    TooShort(usize),
    /// Longer than an event may be.
    #[error("an event has at most {EVENT_LEN_MAX} bytes, these are {0}")]
    TooLong(usize),
    /// Does not begin like an event.
    #[error("the bytes do not begin with the mark of an event")]
    NoMagic,
    /// Written by a newer version.
    #[error("the event has layout version {0}, this program reads version 1")]
    NewerVersion(u8),
    /// The header length does not fit the version.
    #[error("the header claims {0} bytes instead of {HEADER_LEN}")]
    HeaderLength(u16),
    /// Unknown flags are set.
    #[error("the event has unknown flags {0:#06x}")]
    UnknownFlags(u16),
    /// The lengths do not add up to the bytes at hand.
    #[error("the header announces {announced} bytes, there are {found}")]
    Length {
        /// Header, body and signature together.
        announced: usize,
        /// The bytes at hand.
        found: usize,
    },
}

impl Header {
    /// The header's 120 bytes.
    pub fn to_bytes(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        let mut at = 0;
        let mut put = |part: &[u8]| {
            bytes[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        };
        put(&MAGIC);
        put(&(HEADER_LEN as u16).to_be_bytes());
        put(&self.flags.bits().to_be_bytes());
        put(self.ledger.as_bytes());
        put(&self.seq.get().to_be_bytes());
        put(self.previous.as_bytes());
        put(&self.recorded_at.micros().to_be_bytes());
        put(&self.coder.get().to_be_bytes());
        put(&self.kind.to_be_bytes());
        put(&self.schema.to_be_bytes());
        put(&self.words);
        put(&self.body_len.to_be_bytes());
        assert_eq!(at, HEADER_LEN, "the fields fill the header");
        bytes
    }

    /// Reads the header of a whole event and checks that its lengths add up to these bytes.
    pub fn read(event: &[u8]) -> Result<Header, HeaderError> {
        let header = Header::read_prefix(event)?;
        let signature = if header.flags.signed { SIGNATURE_LEN } else { 0 };
        let announced = HEADER_LEN + header.body_len as usize + signature;
        if announced != event.len() {
            return Err(HeaderError::Length { announced, found: event.len() });
        }
        Ok(header)
    }

    /// The body within a whole event that this header was read from.
    pub fn body<'e>(&self, event: &'e [u8]) -> &'e [u8] {
        event.get(HEADER_LEN..HEADER_LEN + self.body_len as usize).unwrap_or_default()
    }

    /// What is signed of a whole event that this header was read from, and the signature behind it; none if it is not
    /// signed.
    pub fn signature<'e>(&self, event: &'e [u8]) -> Option<(&'e [u8], Signature)> {
        let (signed, signature) = event.split_last_chunk().filter(|_| self.flags.signed)?;
        Some((signed, Signature::new(*signature)))
    }

    fn read_prefix(event: &[u8]) -> Result<Header, HeaderError> {
        if event.len() > EVENT_LEN_MAX {
            return Err(HeaderError::TooLong(event.len()));
        }
        let fixed: &[u8; HEADER_LEN] = event.first_chunk().ok_or(HeaderError::TooShort(event.len()))?;
        if fixed[..3] != MAGIC[..3] {
            return Err(HeaderError::NoMagic);
        }
        if fixed[3] != MAGIC[3] {
            return Err(HeaderError::NewerVersion(fixed[3]));
        }
        let header_len = u16::from_be_bytes(field(fixed, 4));
        if usize::from(header_len) != HEADER_LEN {
            return Err(HeaderError::HeaderLength(header_len));
        }
        let bits = u16::from_be_bytes(field(fixed, 6));
        Ok(Header {
            flags: Flags::from_bits(bits).ok_or(HeaderError::UnknownFlags(bits))?,
            ledger: LedgerId::new(field(fixed, 8)),
            seq: Seq::new(u64::from_be_bytes(field(fixed, 24))),
            previous: ChainHash::new(field(fixed, 32)),
            recorded_at: RecordedAt::from_micros(i64::from_be_bytes(field(fixed, 64))),
            coder: Seq::new(u64::from_be_bytes(field(fixed, 72))),
            kind: u16::from_be_bytes(field(fixed, 80)),
            schema: u16::from_be_bytes(field(fixed, 82)),
            words: field(fixed, 84),
            body_len: u32::from_be_bytes(field(fixed, 116)),
        })
    }
}

/// The `N` bytes at an offset of the header, which the layout keeps inside its 120 bytes.
fn field<const N: usize>(header: &[u8; HEADER_LEN], at: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.copy_from_slice(&header[at..at + N]);
    bytes
}

#[cfg(test)]
mod tests;
