//! The nodes of the tree: out of tiles, and below the lowest of these out of the events.
//!
//! Invariant: 256 leaves are used only if they have the hash that stands over them in a tile, so that what is proven of
//! events is what the tiles say.

use std::cell::RefCell;

use onrecord_core::seq::Seq;
use onrecord_core::tile::{TILE_LEVELS, TILE_WIDTH, Tile, TilePlace};
use onrecord_core::tree::{Node, Nodes, leaf_hash};

use crate::store::database::Database;
use crate::store::entries::StoreEntries;
use crate::store::error::StoreError;
use crate::store::tiles::{HALF, HalfTile, read_tiles_head};

/// The nodes of a tree that the tiles in a store have reached.
#[derive(Debug)]
pub(crate) struct StoredNodes {
    database: Database,
    reached: u64,
    /// The leaves that were read last: most nodes of a proof lie over the same ones.
    leaves: RefCell<Option<(u64, Tile)>>,
}

impl StoredNodes {
    pub(crate) fn of(database: Database) -> Result<Self, StoreError> {
        let reached = read_tiles_head(&database)?.size;
        Ok(StoredNodes { database, reached, leaves: RefCell::new(None) })
    }

    fn over_leaves(&self, place: TilePlace) -> Result<[u8; 32], StoreError> {
        let mut last = self.leaves.borrow_mut();
        let (_, leaves) = match last.take().filter(|(index, _)| *index == place.index) {
            Some(last_read) => last.insert(last_read),
            None => last.insert((place.index, self.read_leaves(place.index)?)),
        };
        leaves.subtree(place.height, place.within).ok_or(StoreError::BadTiles)
    }

    /// The leaves of a tile of level 0, as many as the tiles have reached.
    fn read_leaves(&self, index: u64) -> Result<Tile, StoreError> {
        let width = TILE_WIDTH as u64;
        let first = index.checked_mul(width).filter(|first| *first < self.reached).ok_or(StoreError::BadTiles)?;
        let wanted = width.min(self.reached - first) as usize;
        let mut hashes = Vec::with_capacity(wanted);
        for stored in StoreEntries::from_run_of(self.database.clone(), Seq::new(first)) {
            let stored = stored?;
            if stored.seq.get() >= first {
                hashes.push(leaf_hash(&stored.entry.event));
            }
            if hashes.len() == wanted {
                break;
            }
        }
        let leaves = Tile::new(hashes).map_err(|_| StoreError::BadTiles)?;
        if wanted == TILE_WIDTH && leaves.subtree(TILE_LEVELS, 0) != Some(self.in_tile(1, index, 0)?) {
            return Err(StoreError::BadTiles);
        }
        Ok(leaves)
    }

    /// A node in the tiles that are kept: the `index`-th of its height in its level.
    fn in_tile(&self, level: u8, index: u64, height: u8) -> Result<[u8; 32], StoreError> {
        // So many nodes of this height are in half a tile; at least one.
        let in_half = HALF as u64 >> height;
        let half = HalfTile::read(&self.database, level, index / in_half)?;
        half.subtree(height, (index % in_half) as usize).ok_or(StoreError::BadTiles)
    }
}

impl Nodes for StoredNodes {
    type Error = StoreError;

    fn node(&self, node: Node) -> Result<[u8; 32], StoreError> {
        let place = TilePlace::of(node);
        match place.level {
            0 => self.over_leaves(place),
            level => self.in_tile(level, node.index, place.height),
        }
    }
}
