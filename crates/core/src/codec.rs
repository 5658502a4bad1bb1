//! The one encoding of bodies: bincode 2.0.1, fixed-width, big-endian, limited (`docs/format.md`, "Bodies").
//!
//! Invariant: bytes that `decode` accepts are exactly the bytes that `encode` makes of the value.

use bincode::config::{BigEndian, Configuration, Fixint, Limit};
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};
use thiserror::Error;

use crate::header::EVENT_LEN_MAX;

/// What a body may claim while it is decoded, so that a length that lies takes no memory. bincode counts a list's items
/// by their size in memory, which is up to four times that of their bytes and no business of the format: the limit is
/// wide enough for every body that fits an event.
const CLAIM_MAX: usize = 8 * EVENT_LEN_MAX;

const CONFIG: Configuration<BigEndian, Fixint, Limit<CLAIM_MAX>> =
    bincode::config::standard().with_big_endian().with_fixed_int_encoding().with_limit();

/// Why bytes are not a body.
#[derive(Debug, Error)]
pub enum CodecError {
    /// They do not decode.
    #[error("the body does not decode ({0})")]
    Decode(DecodeError),
    /// Something is left over, or the value would be written otherwise.
    #[error("the body is not in its one canonical form")]
    NotCanonical,
    /// The value cannot be written.
    #[error("the body cannot be written ({0})")]
    Encode(EncodeError),
}

pub(crate) fn encode<T: Encode>(value: &T) -> Result<Vec<u8>, CodecError> {
    bincode::encode_to_vec(value, CONFIG).map_err(CodecError::Encode)
}

/// `decode`, of bytes that were decoded before and are kept under a checksum since: they are not encoded again.
pub(crate) fn decode_kept<T: Decode<()>>(bytes: &[u8]) -> Result<T, CodecError> {
    let (value, read) = bincode::decode_from_slice(bytes, CONFIG).map_err(CodecError::Decode)?;
    if read == bytes.len() { Ok(value) } else { Err(CodecError::NotCanonical) }
}

pub(crate) fn decode<T: Encode + Decode<()>>(bytes: &[u8]) -> Result<T, CodecError> {
    let (value, read) = bincode::decode_from_slice(bytes, CONFIG).map_err(CodecError::Decode)?;
    if read == bytes.len() && encode(&value)? == bytes { Ok(value) } else { Err(CodecError::NotCanonical) }
}
