//! The tree's tiles in the store, of the first events up to a head: each level's hashes in halves of a tile, since a
//! whole one is larger than a value may be. Level 0 is not kept: its tiles follow from 256 events each, and
//! have 256 times the hashes of all others.
//!
//! Invariant: the record of the head is written together with the last halves that it speaks for. Nothing is written
//! for a tile when an event is appended: tiles follow in bulk when a proof or a checkpoint needs them.

use std::fmt;

use onrecord_core::entry::Head;
use onrecord_core::hash::ChainHash;
use onrecord_core::tile::{TILE_LEVELS, TILE_WIDTH, Tile, hashes_at};
use onrecord_core::tree::node_hash;

use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::packing::{field, u64_at};
use crate::store::run::check;

/// Under this key lies the head that the tiles have reached.
const HEAD_KEY: [u8; 1] = *b"m";
/// Every key of a half begins with this.
const HALF_PREFIX: u8 = b'n';
const CHECK_LEN: usize = 8;
const HEAD_LEN: usize = 40;
/// Hashes in half a tile.
pub(super) const HALF: usize = TILE_WIDTH / 2;
/// The height of a whole half over its hashes.
const HALF_HEIGHT: u8 = TILE_LEVELS - 1;
/// Levels of tiles that 2^64 events can have.
const LEVELS: u8 = 8;

/// Half a tile: 1 to 128 hashes of a level above 0, from a multiple of 128 on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfTile {
    level: u8,
    number: u64,
    hashes: Vec<[u8; 32]>,
}

impl HalfTile {
    fn key(level: u8, number: u64) -> [u8; 10] {
        let mut key = [HALF_PREFIX; 10];
        key[1] = level;
        key[2..].copy_from_slice(&number.to_be_bytes());
        key
    }

    fn value(&self) -> Vec<u8> {
        let mut value = vec![0; CHECK_LEN];
        value.extend(self.hashes.as_flattened());
        let check = check(&HalfTile::key(self.level, self.number), &value[CHECK_LEN..]);
        value[..CHECK_LEN].copy_from_slice(&check);
        value
    }

    pub(super) fn read(database: &Database, level: u8, number: u64) -> Result<Tile, StoreError> {
        let key = HalfTile::key(level, number);
        let value = guarded("reading", || database.get(key))?.ok_or(StoreError::BadTiles)?;
        let (found, hashes) = value.split_at_checked(CHECK_LEN).ok_or(StoreError::BadTiles)?;
        if found != check(&key, hashes) {
            return Err(StoreError::BadTiles);
        }
        Tile::from_bytes(hashes).map_err(|_| StoreError::BadTiles)
    }

    /// Whether the store holds just this half.
    pub(crate) fn is_in(&self, database: &Database) -> Result<bool, StoreError> {
        match HalfTile::read(database, self.level, self.number) {
            Ok(tile) => Ok(tile.hashes() == self.hashes),
            Err(StoreError::BadTiles) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Display for HalfTile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = if self.number.is_multiple_of(2) { "left" } else { "right" };
        write!(f, "the {side} half of tile {}, level {}", self.number / 2, self.level)
    }
}

/// The head that the tiles have reached; none reach the empty one.
pub(crate) fn read_tiles_head(database: &Database) -> Result<Head, StoreError> {
    let Some(value) = guarded("reading", || database.get(HEAD_KEY))? else { return Ok(Head::EMPTY) };
    if value.len() <= HEAD_LEN || check(&HEAD_KEY, &value[..HEAD_LEN]) != value[HEAD_LEN..] {
        return Err(StoreError::BadTiles);
    }
    Ok(Head { size: u64_at(&value, 0), hash: ChainHash::new(field(&value, 8)) })
}

/// Puts in halves, and the head that is reached with them.
pub(crate) fn put_halves(database: &Database, halves: &[HalfTile], head: Head) -> Result<(), StoreError> {
    let mut batch = sled::Batch::default();
    for half in halves {
        batch.insert(&HalfTile::key(half.level, half.number), half.value());
    }
    let mut value = head.size.to_be_bytes().to_vec();
    value.extend(head.hash.as_bytes());
    value.extend(check(&HEAD_KEY, &value));
    batch.insert(&HEAD_KEY, value);
    guarded("writing", || database.apply_batch(batch))
}

/// How many halves there are, whatever is in them.
pub(crate) fn count_halves(database: &Database) -> Result<u64, StoreError> {
    let halves = [HALF_PREFIX, 1]..[HALF_PREFIX + 1, 0];
    guarded("reading", || database.range(halves).keys().try_fold(0, |count, key| key.map(|_| count + 1)))
}

/// Takes all tiles away.
pub(crate) fn drop_tiles(database: &Database) -> Result<(), StoreError> {
    guarded("writing", || database.remove(HEAD_KEY).map(drop))?;
    loop {
        let keys: Vec<sled::IVec> =
            guarded("reading", || database.scan_prefix([HALF_PREFIX]).keys().take(1024).collect())?;
        if keys.is_empty() {
            return Ok(());
        }
        let mut batch = sled::Batch::default();
        keys.into_iter().for_each(|key| batch.remove(key));
        guarded("writing", || database.apply_batch(batch))?;
    }
}

/// Takes the leaves of a tree in order and gives the halves of its tiles.
#[derive(Debug, Default)]
pub struct TileGrowth {
    levels: Vec<Edge>,
    whole: Vec<HalfTile>,
}

/// The right edge of a level.
#[derive(Clone, Debug, Default)]
struct Edge {
    /// Whole halves before it.
    halves: u64,
    /// The hashes behind them.
    hashes: Vec<[u8; 32]>,
    /// The hash over the half before it, if that is the left half of a tile whose right half is not whole yet.
    left: Option<[u8; 32]>,
}

impl TileGrowth {
    /// Goes on behind the tiles of a tree of `size` leaves, which fill the last tile of level 0.
    pub(crate) fn behind(database: &Database, size: u64) -> Result<Self, StoreError> {
        assert!(size.is_multiple_of(TILE_WIDTH as u64), "leaves of a tile that is not full are not kept");
        let mut growth = TileGrowth { levels: vec![Edge::default()], whole: Vec::new() };
        for level in 1..LEVELS {
            let hashes = hashes_at(level, size);
            let (halves, rest) = (hashes / HALF as u64, (hashes % HALF as u64) as usize);
            let mut edge = Edge { halves, ..Edge::default() };
            if rest > 0 {
                edge.hashes = HalfTile::read(database, level, halves)?
                    .hashes()
                    .get(..rest)
                    .map(<[_]>::to_vec)
                    .ok_or(StoreError::BadTiles)?;
            }
            if halves % 2 == 1 {
                let left = HalfTile::read(database, level, halves - 1)?;
                edge.left = Some(left.subtree(HALF_HEIGHT, 0).ok_or(StoreError::BadTiles)?);
            }
            growth.levels.push(edge);
        }
        Ok(growth)
    }

    /// Takes the next leaf's hash.
    pub fn push(&mut self, leaf: [u8; 32]) {
        let mut hash = leaf;
        for level in 0..LEVELS {
            if self.levels.len() <= usize::from(level) {
                self.levels.push(Edge::default());
            }
            let edge = &mut self.levels[usize::from(level)];
            edge.hashes.push(hash);
            if edge.hashes.len() < HALF {
                return;
            }
            let half = HalfTile { level, number: edge.halves, hashes: std::mem::take(&mut edge.hashes) };
            edge.halves += 1;
            let over = over(&half.hashes);
            if level > 0 {
                self.whole.push(half);
            }
            match edge.left.take() {
                None => {
                    edge.left = Some(over);
                    return;
                }
                Some(left) => hash = node_hash(&left, &over),
            }
        }
    }

    /// The halves that became whole since they were taken last.
    pub fn take_whole(&mut self) -> Vec<HalfTile> {
        std::mem::take(&mut self.whole)
    }

    /// The halves at the right edge, which more leaves will change.
    pub fn unfinished(&self) -> impl Iterator<Item = HalfTile> + '_ {
        let edges = (0..).zip(&self.levels).skip(1).filter(|(_, edge)| !edge.hashes.is_empty());
        edges.map(|(level, edge)| HalfTile { level, number: edge.halves, hashes: edge.hashes.clone() })
    }
}

/// The hash over all hashes of a whole half.
fn over(hashes: &[[u8; 32]]) -> [u8; 32] {
    let mut hashes = hashes.to_vec();
    while hashes.len() > 1 {
        let (pairs, _) = hashes.as_chunks();
        hashes = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    hashes.concat().try_into().unwrap_or_default()
}
