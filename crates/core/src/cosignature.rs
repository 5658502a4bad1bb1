//! Cosignatures after C2SP tlog-cosignature, in the form of Ed25519: a witness says that of all it saw of this log the
//! checkpoint is the latest, and that it goes on where the earlier ones ended.

use crate::key::{BadSignature, SIGNATURE_LEN, Signature, SigningKey, VerifyingKey};

/// The latest time that a cosignature may have.
const TIME_MAX: u64 = i64::MAX as u64;

/// A time and a signature over it and the text of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cosignature {
    time: u64,
    signature: Signature,
}

impl Cosignature {
    /// Bytes of a cosignature in a note, behind the key's id.
    pub const LEN: usize = 8 + SIGNATURE_LEN;

    /// Cosigns the text of a checkpoint at a time: seconds since 1970-01-01T00:00:00Z.
    pub fn sign(text: &str, time: u64, key: &SigningKey) -> Self {
        Cosignature { time, signature: key.sign(&message(text, time)) }
    }

    /// Reads the bytes in a note.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (time, signature) = bytes.split_first_chunk()?;
        let time = u64::from_be_bytes(*time);
        let signature = Signature::new(signature.try_into().ok()?);
        (time <= TIME_MAX).then_some(Cosignature { time, signature })
    }

    /// The bytes in a note.
    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..8].copy_from_slice(&self.time.to_be_bytes());
        bytes[8..].copy_from_slice(self.signature.as_bytes());
        bytes
    }

    /// When it was made, by the witness's clock: seconds since 1970-01-01T00:00:00Z.
    pub const fn time(&self) -> u64 {
        self.time
    }

    /// Whether it is by this key over this text of a checkpoint.
    pub fn verify(&self, text: &str, key: &VerifyingKey) -> Result<(), BadSignature> {
        key.verify(&message(text, self.time), &self.signature)
    }
}

/// What is signed; the first line keeps it apart from all else that a key may sign.
fn message(text: &str, time: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}
