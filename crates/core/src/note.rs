//! Signed notes after C2SP signed-note: a text, an empty line, and signatures by named keys.
//!
//! Invariants: a note is read in one form only, so that a note that was read prints as the bytes that were read. A
//! signature by an unknown key says nothing; one by a known key that does not fit spoils the whole note.

mod key_name;
mod signature_line;
mod signer;
mod verifier;

use std::fmt;

use thiserror::Error;

pub use key_name::{KeyName, NotAKeyName};
pub use signature_line::{NoteSignature, SignatureLineError};
pub use signer::{NotASecretKey, Signer};
pub use verifier::{Algorithm, NotAVerifierKey, Verifier};

/// A note has at most this many signatures; the specification asks for 16.
pub const SIGNATURES_MAX: usize = 64;
/// A note has at most this many bytes.
pub const NOTE_LEN_MAX: usize = 1 << 20;

/// A text and the signatures under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// Why bytes are no note.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoteError {
    /// Longer than a note may be.
    #[error("a note has at most {NOTE_LEN_MAX} bytes, these are {0}")]
    TooLong(usize),
    /// Not text.
    #[error("a note is UTF-8, these bytes are not")]
    NotText,
    /// A character that cannot stand in a note.
    #[error("a note has no control characters but line breaks, this one has {0:?}")]
    Control(char),
    /// No empty line, or no line break at the end of the text or of the signatures.
    #[error("a note is lines of text, an empty line, and lines of signatures")]
    Shape,
    /// A line under the text that is no signature.
    #[error("line {number} of the signatures is none")]
    Signature {
        /// The line, from 1.
        number: usize,
        /// What is wrong with it.
        source: SignatureLineError,
    },
    /// More signatures than a note may have.
    #[error("a note has at most {SIGNATURES_MAX} signatures")]
    TooManySignatures,
}

/// Why a note is not to be believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VerifyError {
    /// A known key is named, and the signature is not by it.
    #[error("the signature in the name of {0} is not by that key over this text")]
    BadSignature(KeyName),
    /// Two of the known keys have one name and id, so that it is not known whose signature it is.
    #[error("two of the keys given have the name {0} and the same id")]
    Ambiguous(KeyName),
    /// Nobody who is known signed it.
    #[error("none of the keys given signed it; it is signed by {0}")]
    NobodyKnown(String),
}

/// A signature that a known key made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'v> {
    /// Whose it is.
    pub verifier: &'v Verifier,
    /// When it was made, by a cosigner's clock: seconds since 1970-01-01T00:00:00Z.
    pub time: Option<u64>,
}

impl Note {
    /// Signs a text, which ends in a line break.
    pub fn sign(text: String, signer: &Signer) -> Result<Note, NoteError> {
        check_text(&text)?;
        let signature = signer.sign(&text);
        Ok(Note { text, signatures: vec![signature] })
    }

    /// Puts a further signature under the others.
    pub fn add(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.len() >= SIGNATURES_MAX {
            return Err(NoteError::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// The same text under the first signature of a sort, and one more.
    pub(crate) fn with_signatures(&self, of: impl Fn(&NoteSignature) -> bool, more: &NoteSignature) -> Note {
        let first = self.signatures.iter().find(|signature| of(signature)).into_iter();
        Note { text: self.text.clone(), signatures: first.chain([more]).cloned().collect() }
    }

    /// Reads the bytes of a note.
    pub fn from_bytes(bytes: &[u8]) -> Result<Note, NoteError> {
        if bytes.len() > NOTE_LEN_MAX {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        // The text is parted from the signatures at the last empty line.
        let end = note.rfind("\n\n").ok_or(NoteError::Shape)? + 1;
        let (text, lines) = (&note[..end], &note[end + 1..]);
        check_text(text)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Shape)?;
        let mut signatures = Vec::new();
        for (number, line) in (1..).zip(lines.split('\n')) {
            if number > SIGNATURES_MAX {
                return Err(NoteError::TooManySignatures);
            }
            signatures.push(line.parse().map_err(|source| NoteError::Signature { number, source })?);
        }
        Ok(Note { text: text.to_owned(), signatures })
    }

    /// What was signed, with its last line break.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signatures, by whomever.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The signatures by known keys, at least one. Refuses the note if one in a known key's name is not by that key.
    pub fn verify<'v>(&self, known: &'v [Verifier]) -> Result<Vec<Signed<'v>>, VerifyError> {
        let mut signed = Vec::new();
        for signature in &self.signatures {
            let mut named = known.iter().filter(|verifier| verifier.is_named_by(signature));
            let Some(verifier) = named.next() else { continue };
            if named.any(|other| other != verifier) {
                return Err(VerifyError::Ambiguous(signature.name().clone()));
            }
            let time = verifier.check(&self.text, signature);
            let time = time.map_err(|_| VerifyError::BadSignature(signature.name().clone()))?;
            signed.push(Signed { verifier, time });
        }
        if signed.is_empty() {
            let names: Vec<&str> = self.signatures.iter().map(|signature| signature.name().as_str()).collect();
            return Err(VerifyError::NobodyKnown(names.join(", ")));
        }
        Ok(signed)
    }
}

/// As the note is written in a file.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// The rules for a note's text.
fn check_text(text: &str) -> Result<(), NoteError> {
    if let Some(control) = text.chars().find(|character| *character < ' ' && *character != '\n') {
        return Err(NoteError::Control(control));
    }
    if text.ends_with('\n') { Ok(()) } else { Err(NoteError::Shape) }
}

#[cfg(test)]
mod tests;
