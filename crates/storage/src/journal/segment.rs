//! The 96 bytes that open every segment file of the journal.
//!
//! Invariant: a segment is tied to its ledger and to the chain before it, so that files cannot change places unnoticed.

use onrecord_core::entry::Head;
use onrecord_core::hash::{ChainHash, LedgerId, journal_checksum};

use crate::journal::damage::DamageKind;
use crate::store::packing::{field, u64_at};

/// Bytes of a segment's header.
pub(crate) const SEGMENT_HEADER_LEN: usize = 96;
/// A segment is rolled before a frame would take it over this.
pub(crate) const SEGMENT_LEN_MAX: u64 = 64 << 20;

const MAGIC: [u8; 4] = *b"ONRS";
const VERSION: u16 = 1;

/// What a segment's header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentHeader {
    pub(crate) ledger: LedgerId,
    /// The chain before the segment's first event: its seq, and the hash that it follows.
    pub(crate) before: Head,
}

impl SegmentHeader {
    pub(crate) fn to_bytes(self) -> [u8; SEGMENT_HEADER_LEN] {
        let mut bytes = [0; SEGMENT_HEADER_LEN];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&VERSION.to_be_bytes());
        bytes[6..8].copy_from_slice(&(SEGMENT_HEADER_LEN as u16).to_be_bytes());
        bytes[8..24].copy_from_slice(self.ledger.as_bytes());
        bytes[24..32].copy_from_slice(&self.before.size.to_be_bytes());
        bytes[32..64].copy_from_slice(self.before.hash.as_bytes());
        let checksum = journal_checksum(&[&bytes[..64]]);
        bytes[64..].copy_from_slice(&checksum);
        bytes
    }

    pub(crate) fn read(bytes: &[u8; SEGMENT_HEADER_LEN]) -> Result<SegmentHeader, DamageKind> {
        if bytes[..4] != MAGIC {
            return Err(DamageKind::SegmentMagic);
        }
        if journal_checksum(&[&bytes[..64]]) != field::<32>(bytes, 64) {
            return Err(DamageKind::SegmentChecksum);
        }
        let version = u16::from_be_bytes(field(bytes, 4));
        if version > VERSION {
            return Err(DamageKind::NewerFormat(version));
        }
        let header_len = u16::from_be_bytes(field(bytes, 6));
        if version != VERSION || usize::from(header_len) != SEGMENT_HEADER_LEN {
            return Err(DamageKind::SegmentChecksum);
        }
        let hash = ChainHash::new(field(bytes, 32));
        Ok(SegmentHeader { ledger: LedgerId::new(field(bytes, 8)), before: Head { size: u64_at(bytes, 24), hash } })
    }
}
