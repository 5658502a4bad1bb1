//! Bodies of events about who signs. They have no words.

use bincode::de::Decoder;
use bincode::enc::Encoder;
use bincode::error::{DecodeError, EncodeError};
use bincode::{Decode, Encode};

use crate::key::VerifyingKey;

/// From this event on, every event of its coder is signed; this one too, with the key before if there was one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoderKeyed {
    /// The public key; none closes the name, so that no event of this coder follows.
    pub key: Option<VerifyingKey>,
}

/// From this event on, every event is signed, itself too; only those that add coders are not.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct SignaturesRequired {}

impl Encode for CoderKeyed {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.key.map(|key| *key.as_bytes()).encode(encoder)
    }
}

impl<Context> Decode<Context> for CoderKeyed {
    fn decode<D: Decoder<Context = Context>>(decoder: &mut D) -> Result<Self, DecodeError> {
        let key: Option<[u8; 32]> = Decode::decode(decoder)?;
        let key = key.map(|bytes| VerifyingKey::from_bytes(&bytes)).transpose();
        key.map(|key| CoderKeyed { key }).map_err(|error| DecodeError::OtherString(error.to_string()))
    }
}
