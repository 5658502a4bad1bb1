//! Tiles after C2SP tlog-tiles: the hashes of a tree and its entries in pieces of 256, each a file of its own that
//! never changes once it is full.
//!
//! Invariant: a path is read in one form only, and a tile of a path has exactly the hashes or entries of its width.

mod path;

use thiserror::Error;

pub use path::{NotATilePath, TilePath};

use crate::header::EVENT_LEN_MAX;
use crate::tree::{Node, node_hash};

/// Hashes or entries in a full tile.
pub const TILE_WIDTH: usize = 256;
/// Levels of the tree that one tile spans.
pub const TILE_LEVELS: u8 = 8;

/// Consecutive hashes of one level of tiles: on level 0 those of leaves, on level l those of full tiles of level l - 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile(Vec<[u8; 32]>);

/// Why bytes are no tile or bundle.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TileError {
    /// Not 1 to 256 hashes.
    #[error("a tile has 1 to {TILE_WIDTH} hashes of 32 bytes, this one has {0} bytes")]
    Hashes(usize),
    /// Not 1 to 256 entries to the last byte.
    #[error("a bundle has 1 to {TILE_WIDTH} entries, each behind its length, and nothing else")]
    Entries,
}

impl Tile {
    /// The tile with these hashes, 1 to 256.
    pub fn new(hashes: Vec<[u8; 32]>) -> Result<Self, TileError> {
        let fits = (1..=TILE_WIDTH).contains(&hashes.len());
        if fits { Ok(Tile(hashes)) } else { Err(TileError::Hashes(hashes.len() * 32)) }
    }

    /// Reads the bytes of a tile.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TileError> {
        let (hashes, rest) = bytes.as_chunks();
        if rest.is_empty() { Tile::new(hashes.to_vec()) } else { Err(TileError::Hashes(bytes.len())) }
    }

    /// The bytes: the hashes, one after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// The hashes.
    pub fn hashes(&self) -> &[[u8; 32]] {
        &self.0
    }

    /// The hash of a full subtree over 2^height of the tile's hashes, the `index`-th of its height; none if the tile
    /// does not have all of it.
    pub fn subtree(&self, height: u8, index: usize) -> Option<[u8; 32]> {
        let width = 1_usize.checked_shl(u32::from(height))?;
        let start = index.checked_mul(width)?;
        let mut hashes = self.0.get(start..start.checked_add(width)?)?.to_vec();
        while hashes.len() > 1 {
            let (pairs, _) = hashes.as_chunks();
            hashes = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
        }
        hashes.first().copied()
    }
}

/// In which tile a node of the tree is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TilePlace {
    /// Level of the tile.
    pub level: u8,
    /// Number of the tile in its level.
    pub index: u64,
    /// Height of the node over the tile's hashes.
    pub height: u8,
    /// Which node of that height in the tile.
    pub within: usize,
}

impl TilePlace {
    /// The place of a node.
    pub const fn of(node: Node) -> Self {
        let height = node.level % TILE_LEVELS;
        // So many nodes of this height are in a tile; at most 256.
        let in_tile = (TILE_WIDTH as u64) >> height;
        TilePlace {
            level: node.level / TILE_LEVELS,
            index: node.index / in_tile,
            height,
            within: (node.index % in_tile) as usize,
        }
    }
}

/// How many hashes the tiles of a level have together, in a tree of `size` leaves.
pub const fn hashes_at(level: u8, size: u64) -> u64 {
    match size.checked_shr(level as u32 * TILE_LEVELS as u32) {
        Some(hashes) => hashes,
        None => 0,
    }
}

/// The tiles that a tree of `size` leaves has and one of `from` leaves has not, or not in this width: level by level,
/// in each from left to right.
pub fn tiles_between(from: u64, size: u64) -> impl Iterator<Item = TilePath> {
    (0..8).flat_map(move |level| {
        widths(hashes_at(level, from), hashes_at(level, size)).map(move |(index, width)| TilePath::Hashes {
            level,
            index,
            width,
        })
    })
}

/// The bundles that a log of `size` entries has and one of `from` entries has not, or not in this width.
pub fn bundles_between(from: u64, size: u64) -> impl Iterator<Item = TilePath> {
    widths(from, size).map(|(index, width)| TilePath::Entries { index, width })
}

/// The numbers and widths of the pieces that hold the items from `from` to `end`.
fn widths(from: u64, end: u64) -> impl Iterator<Item = (u64, u16)> {
    let width = TILE_WIDTH as u64;
    (from / width..end.div_ceil(width))
        .filter(move |_| from < end)
        .map(move |index| (index, width.min(end - index * width) as u16))
}

/// The bytes of a bundle: each entry behind its length. There are 1 to 256, of at most 65,535 bytes each.
pub fn bundle<'e>(entries: impl IntoIterator<Item = &'e [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in entries {
        assert!(entry.len() <= EVENT_LEN_MAX, "an event's length fits two bytes");
        bytes.extend((entry.len() as u16).to_be_bytes());
        bytes.extend(entry);
    }
    bytes
}

/// The entries of a bundle.
pub fn entries_of_bundle(mut bytes: &[u8]) -> Result<Vec<&[u8]>, TileError> {
    let mut entries = Vec::new();
    while let Some((len, rest)) = bytes.split_first_chunk() {
        let (entry, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len))).ok_or(TileError::Entries)?;
        entries.push(entry);
        bytes = rest;
    }
    if bytes.is_empty() && (1..=TILE_WIDTH).contains(&entries.len()) { Ok(entries) } else { Err(TileError::Entries) }
}

#[cfg(test)]
mod tests;
