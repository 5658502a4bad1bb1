//! A secret key with its name, and the text in which it is kept: the one of Go's `sumdb/note`, so that its tools can
//! sign with it too.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::verifier::{digits, key_id};
use super::{Algorithm, KeyName, NotAKeyName, NoteSignature, Verifier};
use crate::cosignature::Cosignature;
use crate::key::SigningKey;

const MARK: &str = "PRIVATE+KEY+";

/// A named secret key.
#[derive(Clone, Debug)]
pub struct Signer {
    name: KeyName,
    key: SigningKey,
}

/// What `Signer::from_str` refuses. It never repeats the text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotASecretKey {
    /// Not the parts of a secret key.
    #[error("it does not begin with `{MARK}`, a name, eight hexadecimal digits and base64, parted by `+`")]
    Shape,
    /// A name that no key has.
    #[error(transparent)]
    Name(#[from] NotAKeyName),
    /// Not base64 of the number of Ed25519 and 32 bytes.
    #[error("its last part is not the number 1 (Ed25519) and 32 bytes in standard base64")]
    Bytes,
    /// The digits are not those that follow from name and key.
    #[error("it says that its id is `{found}`; of this name and key it is `{expected}`")]
    Id {
        /// The digits that follow from the rest.
        expected: String,
        /// The digits in the text.
        found: String,
    },
}

impl Signer {
    /// The key of this name.
    pub const fn new(name: KeyName, key: SigningKey) -> Self {
        Signer { name, key }
    }

    /// The name.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The key itself.
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// What others need to check notes that this key signed.
    pub fn verifier(&self) -> Verifier {
        Verifier::new(self.name.clone(), Algorithm::Ed25519, self.key.verifying_key())
    }

    /// What others need to check checkpoints that this key cosigned as a witness.
    pub fn cosigner_verifier(&self) -> Verifier {
        Verifier::new(self.name.clone(), Algorithm::Cosignature, self.key.verifying_key())
    }

    /// Signs the text of a note.
    pub fn sign(&self, text: &str) -> NoteSignature {
        self.signature(Algorithm::Ed25519, self.key.sign(text.as_bytes()).as_bytes().to_vec())
    }

    /// Cosigns the text of a checkpoint as a witness, at a time in seconds since 1970-01-01T00:00:00Z.
    pub fn cosign(&self, text: &str, time: u64) -> NoteSignature {
        self.signature(Algorithm::Cosignature, Cosignature::sign(text, time, &self.key).to_bytes().to_vec())
    }

    fn signature(&self, algorithm: Algorithm, bytes: Vec<u8>) -> NoteSignature {
        NoteSignature::new(self.name.clone(), key_id(&self.name, algorithm, &self.key.verifying_key()), bytes)
    }

    /// The text in which the key is kept; whoever reads it can sign in this name.
    pub fn secret_text(&self) -> String {
        let seed = [&[Algorithm::Ed25519 as u8][..], &self.key.seed()].concat();
        format!("{MARK}{}+{}+{}", self.name, digits(self.verifier().id()), STANDARD.encode(seed))
    }
}

impl FromStr for Signer {
    type Err = NotASecretKey;

    fn from_str(text: &str) -> Result<Self, NotASecretKey> {
        let mut parts = text.strip_prefix(MARK).ok_or(NotASecretKey::Shape)?.splitn(3, '+');
        let (Some(name), Some(found), Some(seed)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotASecretKey::Shape);
        };
        let name = name.parse()?;
        let bytes = STANDARD.decode(seed).unwrap_or_default();
        let seed = bytes.strip_prefix(&[Algorithm::Ed25519 as u8]).and_then(|seed| seed.try_into().ok());
        let signer = Signer { name, key: SigningKey::from_seed(seed.ok_or(NotASecretKey::Bytes)?) };
        let expected = digits(signer.verifier().id());
        if expected != found {
            return Err(NotASecretKey::Id { expected, found: found.to_owned() });
        }
        Ok(signer)
    }
}
