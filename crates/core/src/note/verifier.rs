//! A public key with its name: what a stranger must have, and must have got by another way than the notes it checks.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{KeyName, NotAKeyName, NoteSignature};
use crate::cosignature::Cosignature;
use crate::key::{BadSignature, NotAKey, Signature, VerifyingKey};

/// What a key signs, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Algorithm {
    /// Ed25519 over the text of a note: a log's own signature.
    Ed25519 = 0x01,
    /// Ed25519 over a time and the text of a checkpoint: a witness's signature.
    Cosignature = 0x04,
}

/// A named public key. As text, a *vkey*: name, id and key, parted by `+`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: KeyName,
    algorithm: Algorithm,
    key: VerifyingKey,
}

/// What `Verifier::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotAVerifierKey {
    /// Not three parts.
    #[error("`{0}` is no vkey: a name, eight hexadecimal digits and base64 are expected, parted by `+`")]
    Shape(String),
    /// A name that no key has.
    #[error(transparent)]
    Name(#[from] NotAKeyName),
    /// Not base64 of a number and 32 bytes.
    #[error("`{0}` is not the number of an algorithm and 32 bytes in standard base64")]
    Bytes(String),
    /// An algorithm that is not known here.
    #[error("the vkey is for algorithm {0:#04x}; known are 0x01 (Ed25519) and 0x04 (cosignatures by Ed25519)")]
    Algorithm(u8),
    /// 32 bytes that are no key.
    #[error(transparent)]
    Key(#[from] NotAKey),
    /// The digits are not those that follow from name and key.
    #[error("the vkey says that its id is `{found}`; of this name and key it is `{expected}`")]
    Id {
        /// The digits that follow from the rest.
        expected: String,
        /// The digits in the text.
        found: String,
    },
}

impl Algorithm {
    fn from_number(number: u8) -> Option<Self> {
        [Algorithm::Ed25519, Algorithm::Cosignature].into_iter().find(|known| *known as u8 == number)
    }
}

impl Verifier {
    /// The key of this name.
    pub const fn new(name: KeyName, algorithm: Algorithm, key: VerifyingKey) -> Self {
        Verifier { name, algorithm, key }
    }

    /// The name.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key itself.
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The id by which notes name the key, beside its name.
    pub fn id(&self) -> [u8; 4] {
        key_id(&self.name, self.algorithm, &self.key)
    }

    /// Whether a signature says that it is by this key.
    pub fn is_named_by(&self, signature: &NoteSignature) -> bool {
        *signature.name() == self.name && signature.id() == self.id()
    }

    /// When this key cosigned the text, if a signature is its cosignature of it: seconds since 1970-01-01T00:00:00Z.
    pub fn cosigned_at(&self, text: &str, signature: &NoteSignature) -> Option<u64> {
        if self.is_named_by(signature) { self.check(text, signature).ok().flatten() } else { None }
    }

    /// Whether a signature is by this key under this text, and when it was made if that was signed too.
    pub(super) fn check(&self, text: &str, signature: &NoteSignature) -> Result<Option<u64>, BadSignature> {
        match self.algorithm {
            Algorithm::Ed25519 => {
                let bytes = signature.bytes().try_into().map_err(|_| BadSignature)?;
                self.key.verify(text.as_bytes(), &Signature::new(bytes))?;
                Ok(None)
            }
            Algorithm::Cosignature => {
                let cosignature = Cosignature::from_bytes(signature.bytes()).ok_or(BadSignature)?;
                cosignature.verify(text, &self.key)?;
                Ok(Some(cosignature.time()))
            }
        }
    }
}

/// The id that follows from a key and its name.
pub(super) fn key_id(name: &KeyName, algorithm: Algorithm, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name.as_str()).chain_update([b'\n', algorithm as u8]);
    let hash: [u8; 32] = hash.chain_update(key.as_bytes()).finalize().into();
    let [a, b, c, d, ..] = hash;
    [a, b, c, d]
}

/// An id in eight digits.
pub(super) fn digits(id: [u8; 4]) -> String {
    crate::hash::hex(&id)
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.algorithm as u8][..], self.key.as_bytes()].concat();
        write!(f, "{}+{}+{}", self.name, digits(self.id()), STANDARD.encode(key))
    }
}

impl FromStr for Verifier {
    type Err = NotAVerifierKey;

    fn from_str(text: &str) -> Result<Self, NotAVerifierKey> {
        // The base64 may have a `+` of its own.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(found), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotAVerifierKey::Shape(text.to_owned()));
        };
        let name = name.parse()?;
        let bytes = STANDARD.decode(key).unwrap_or_default();
        let Some((&algorithm, key_bytes)) = bytes.split_first() else {
            return Err(NotAVerifierKey::Bytes(key.to_owned()));
        };
        let algorithm = Algorithm::from_number(algorithm).ok_or(NotAVerifierKey::Algorithm(algorithm))?;
        let key_bytes = key_bytes.try_into().map_err(|_| NotAVerifierKey::Bytes(key.to_owned()))?;
        let verifier = Verifier { name, algorithm, key: VerifyingKey::from_bytes(key_bytes)? };
        let expected = digits(verifier.id());
        if expected != found {
            return Err(NotAVerifierKey::Id { expected, found: found.to_owned() });
        }
        Ok(verifier)
    }
}
