//! A signature under a note: who made it, with which key, and its bytes.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::{KeyName, NotAKeyName};

/// Opens every line of a signature: a long dash and a space.
const MARK: &str = "\u{2014} ";

/// One signature, of which it is not known yet whether it fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    id: [u8; 4],
    bytes: Vec<u8>,
}

/// Why a line is no signature.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SignatureLineError {
    /// Not a dash, a name and a text, with one space between.
    #[error("it is not a dash (U+2014), the name of a key and base64, parted by single spaces")]
    Shape,
    /// A name that no key has.
    #[error(transparent)]
    Name(#[from] NotAKeyName),
    /// Not base64 of an id and a signature.
    #[error("`{0}` is not the id of a key and a signature in standard base64")]
    Bytes(String),
}

impl NoteSignature {
    /// The signature that the key with this name and id made.
    pub(crate) const fn new(name: KeyName, id: [u8; 4], bytes: Vec<u8>) -> Self {
        NoteSignature { name, id, bytes }
    }

    /// In whose name it is.
    pub const fn name(&self) -> &KeyName {
        &self.name
    }

    /// The id of the key.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// What the key made; what is in it depends on the key.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl FromStr for NoteSignature {
    type Err = SignatureLineError;

    fn from_str(line: &str) -> Result<Self, SignatureLineError> {
        let (name, text) =
            line.strip_prefix(MARK).and_then(|rest| rest.split_once(' ')).ok_or(SignatureLineError::Shape)?;
        let name = name.parse()?;
        let bytes = STANDARD.decode(text).unwrap_or_default();
        match bytes.split_first_chunk() {
            Some((id, bytes)) if !bytes.is_empty() => Ok(NoteSignature { name, id: *id, bytes: bytes.to_vec() }),
            Some(_) | None => Err(SignatureLineError::Bytes(text.to_owned())),
        }
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{} {}", self.name, STANDARD.encode([&self.id[..], &self.bytes].concat()))
    }
}
