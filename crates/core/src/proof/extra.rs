//! What stands in a proof file beside the proof of the format: events, words, and their ways to the root
//! (`docs/format.md`, "Proof files").
//!
//! Invariant: the same events and words have the same bytes, and other bytes are not read.

use thiserror::Error;

use crate::header::EVENT_LEN_MAX;
use crate::tree::{InclusionProof, PROOF_LEN_MAX};

/// Opens what is ours.
const MAGIC: [u8; 4] = *b"ONRX";
const VERSION: u16 = 1;

/// An event with the words that are shown of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The event's bytes.
    pub(super) event: Vec<u8>,
    /// Its words record, in the form that gives away only what is shown; empty if it has no words.
    pub(super) words: Vec<u8>,
    /// Its way to the root; empty for the event that the proof is about.
    pub(super) inclusion: InclusionProof,
}

/// Why bytes are not what stands in a proof.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ExtraError {
    /// Made by somebody else.
    #[error("it does not begin as one of onrecord's does")]
    NoMagic,
    /// Made by a newer version.
    #[error("it has version {0}, this program reads version {VERSION}")]
    NewerVersion(u16),
    /// Lengths that do not add up.
    #[error("its lengths do not add up")]
    Length,
    /// More hashes than a way to the root has.
    #[error("a way to the root has {0} hashes, more than {PROOF_LEN_MAX}")]
    TooLong(u8),
}

/// The bytes.
pub(super) fn encode(shown: &[Shown]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_be_bytes());
    bytes.extend((shown.len() as u32).to_be_bytes());
    for shown in shown {
        assert!(shown.inclusion.0.len() <= PROOF_LEN_MAX, "no tree is higher");
        for part in [&shown.event, &shown.words] {
            bytes.extend((part.len() as u32).to_be_bytes());
            bytes.extend(part);
        }
        bytes.push(shown.inclusion.0.len() as u8);
        bytes.extend(shown.inclusion.0.as_flattened());
    }
    bytes
}

/// Reads the bytes.
pub(super) fn decode(bytes: &[u8]) -> Result<Vec<Shown>, ExtraError> {
    let mut rest = bytes.strip_prefix(&MAGIC).ok_or(ExtraError::NoMagic)?;
    let version = u16::from_be_bytes(take(&mut rest)?);
    if version != VERSION {
        return Err(ExtraError::NewerVersion(version));
    }
    let count = u32::from_be_bytes(take(&mut rest)?);
    let mut shown = Vec::new();
    for _ in 0..count {
        let event = part(&mut rest)?;
        let words = part(&mut rest)?;
        let [hashes] = take(&mut rest)?;
        if usize::from(hashes) > PROOF_LEN_MAX {
            return Err(ExtraError::TooLong(hashes));
        }
        let hashes = (0..hashes).map(|_| take(&mut rest)).collect::<Result<_, _>>()?;
        if event.len() > EVENT_LEN_MAX {
            return Err(ExtraError::Length);
        }
        shown.push(Shown { event, words, inclusion: InclusionProof(hashes) });
    }
    if rest.is_empty() && !shown.is_empty() { Ok(shown) } else { Err(ExtraError::Length) }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], ExtraError> {
    let (taken, left) = rest.split_first_chunk().ok_or(ExtraError::Length)?;
    *rest = left;
    Ok(*taken)
}

fn part(rest: &mut &[u8]) -> Result<Vec<u8>, ExtraError> {
    let len = u32::from_be_bytes(take(rest)?);
    let (part, left) = rest.split_at_checked(len as usize).ok_or(ExtraError::Length)?;
    *rest = left;
    Ok(part.to_vec())
}
