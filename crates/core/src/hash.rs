//! The hashes and identifiers of the chain, and the domains that keep them apart (`docs/format.md`, "Hashes").

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};
use thiserror::Error;

/// What one thing that is hashed is kept apart by: a key-derivation context of BLAKE3, never reused. The hasher is made
/// from the context once and then copied, which saves a compression at every hash.
pub(crate) type Domain = LazyLock<blake3::Hasher>;

macro_rules! domains {
    ($($name:ident = $context:literal;)*) => {
        $(pub(crate) static $name: Domain = LazyLock::new(|| blake3::Hasher::new_derive_key($context));)*
    };
}

domains! {
    EVENT_CHAIN = "onrecord 2026-11-24 event chain v1";
    SLOT = "onrecord 2026-11-24 slot v1";
    SLOT_SALT = "onrecord 2026-11-24 slot salt v1";
    WORDS = "onrecord 2026-11-24 words v1";
    STATEMENT_ID = "onrecord 2026-11-24 statement id v1";
    SOURCE_SLUG = "onrecord 2026-11-24 source slug v1";
    SOURCE_BYTES = "onrecord 2026-11-24 source bytes v1";
    INDEX_NAME = "onrecord 2026-11-25 index name v1";
    JOURNAL = "onrecord 2026-11-24 journal v1";
}

/// 32 bytes that name a link of the chain: an event's chain hash, or the zeros before the first event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash([u8; 32]);

/// What `ChainHash::from_str` refuses.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a hash: 64 lower-case hexadecimal digits are expected")]
pub struct NotAHash(String);

impl ChainHash {
    /// Stands before the first event.
    pub const ZERO: ChainHash = ChainHash([0; 32]);

    /// The hash with these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        ChainHash(bytes)
    }

    /// The chain hash of an event's stored bytes.
    pub fn of_event(event: &[u8]) -> Self {
        ChainHash(derive(&EVENT_CHAIN, &[event]))
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first eight hexadecimal digits, for people.
    pub fn short(&self) -> String {
        hex(&self.0[..4])
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainHash({})", self.short())
    }
}

impl FromStr for ChainHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        parse_hex(text).map(ChainHash).ok_or_else(|| NotAHash(text.to_owned()))
    }
}

impl Serialize for ChainHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChainHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The 16 random bytes that every event of one ledger carries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LedgerId([u8; 16]);

impl LedgerId {
    /// The id with these bytes.
    pub const fn new(bytes: [u8; 16]) -> Self {
        LedgerId(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What `LedgerId::from_str` refuses.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{0}` is no ledger's id: 32 lower-case hexadecimal digits are expected")]
pub struct NotALedgerId(String);

impl FromStr for LedgerId {
    type Err = NotALedgerId;

    fn from_str(text: &str) -> Result<Self, NotALedgerId> {
        parse_hex(text).map(LedgerId).ok_or_else(|| NotALedgerId(text.to_owned()))
    }
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LedgerId({self})")
    }
}

impl Serialize for LedgerId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LedgerId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Names a source's stored bytes by what they are; the name of its file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceHash([u8; 32]);

impl SourceHash {
    /// The hash of a source's bytes.
    pub fn of(bytes: &[u8]) -> Self {
        SourceHash(derive(&SOURCE_BYTES, &[bytes]))
    }
}

impl fmt::Display for SourceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for SourceHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SourceHash({self})")
    }
}

impl FromStr for SourceHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        parse_hex(text).map(SourceHash).ok_or_else(|| NotAHash(text.to_owned()))
    }
}

/// The checksum of a frame or of a segment's header: it finds damage, it proves nothing.
pub fn journal_checksum(parts: &[&[u8]]) -> [u8; 32] {
    derive(&JOURNAL, parts)
}

/// BLAKE3 in key-derivation mode over the parts, one after the other.
pub(crate) fn derive(domain: &Domain, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::clone(domain);
    for part in parts {
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Eight bytes that stand for a name in an index, where what they lead to is compared with the name itself.
pub(crate) fn name_hash(name: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&derive(&INDEX_NAME, &[name.as_bytes()])[..8]);
    u64::from_be_bytes(first)
}

/// Lower-case hexadecimal digits of the bytes.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex<const LEN: usize>(text: &str) -> Option<[u8; LEN]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * LEN || !digits.iter().all(|d| matches!(d, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let mut bytes = [0; LEN];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// Eight hexadecimal digits that follow from what makes a source the same: the end of its slug.
pub(crate) fn source_tag(key: &str) -> String {
    hex(&derive(&SOURCE_SLUG, &[key.as_bytes()])[..4])
}

/// Whether an id looks like one that `statement_id` made.
pub(crate) fn is_made_id(id: &str) -> bool {
    let digits = id.strip_prefix(MADE_ID);
    digits.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(|d| matches!(d, b'0'..=b'9' | b'a'..=b'f')))
}

/// How ids begin that `statement_id` makes.
const MADE_ID: &str = "auto-";

/// The id of a statement whose caller gave none: it follows from the content and a secret of the ledger, so that the
/// same statement is known again but nobody without the ledger can guess what it says.
pub(crate) fn statement_id(secret: &str, content: &[u8]) -> String {
    let len = (secret.len() as u64).to_be_bytes();
    format!("{MADE_ID}{}", hex(&derive(&STATEMENT_ID, &[&len, secret.as_bytes(), content])[..16]))
}
