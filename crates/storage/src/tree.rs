//! The Merkle tree over a ledger's events: roots and proofs at every size, without reading the events again.
//!
//! Invariant: tiles in the store speak for the events that are there: they name the head that they have reached, and
//! are dropped if the ledger has another event at that place.

use onrecord_core::entry::Head;
use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;
use onrecord_core::tile::TILE_WIDTH;
use onrecord_core::tree::{MerkleRoot, Node, Nodes, TreeBuilder, TreeInMemory, leaf_hash, root_at};

use crate::entry_log::EntryLog;
use crate::ledger::{Ledger, StoreInUse};
use crate::storage_error::StorageError;
use crate::store::error::StoreError;
use crate::store::stored_nodes::StoredNodes;

/// Leaves whose tiles are written at once.
const BULK: u64 = 1 << 16;

/// The nodes of a ledger's tree.
#[derive(Debug)]
pub struct LedgerTree(Home);

#[derive(Debug)]
enum Home {
    Tiles(StoredNodes),
    Memory(TreeInMemory),
}

impl Nodes for LedgerTree {
    type Error = StorageError;

    fn node(&self, node: Node) -> Result<[u8; 32], StorageError> {
        match &self.0 {
            Home::Tiles(nodes) => nodes.node(node).map_err(tile_error),
            Home::Memory(tree) => Ok(match tree.node(node) {
                Ok(hash) => hash,
            }),
        }
    }
}

impl Ledger {
    /// The tree over all events, whose tiles are brought up to the head first. Without a store to keep them in, it is
    /// made in memory.
    pub fn tree(&mut self) -> Result<LedgerTree, StorageError> {
        self.put_late();
        match self.advance_tiles() {
            Err(StorageError::Store { source: StoreError::BadTiles, .. }) => {
                self.drop_tiles()?;
                self.advance_tiles()?;
            }
            advanced => advanced?,
        }
        if let StoreInUse::Whole(store) = &self.store {
            return Ok(LedgerTree(Home::Tiles(store.nodes().map_err(tile_error)?)));
        }
        let mut tree = TreeInMemory::new();
        for entry in self.scan(0..self.head.size) {
            tree.push_hash(leaf_hash(&entry?.event));
        }
        Ok(LedgerTree(Home::Memory(tree)))
    }

    /// The root over the first `size` events, out of tiles if they reach so far, else out of the events.
    pub fn root_at(&self, size: u64) -> Result<MerkleRoot, StorageError> {
        if size > self.head.size {
            return Err(StorageError::OutOfRange { asked: Seq::new(size), size: self.head.size });
        }
        if let StoreInUse::Whole(store) = &self.store
            && self.tiles_head().is_ok_and(|head| size <= head.size)
            && let Ok(root) = store.nodes().and_then(|nodes| root_at(&nodes, size))
        {
            return Ok(root);
        }
        let mut tree = TreeBuilder::new();
        for entry in self.scan(0..size) {
            tree.push(&entry?.event);
        }
        Ok(tree.root())
    }

    /// Takes the tiles away; the next proof makes them anew.
    pub fn drop_tiles(&mut self) -> Result<(), StorageError> {
        match &mut self.store {
            StoreInUse::Whole(store) => store.drop_tiles().map_err(tile_error),
            StoreInUse::None | StoreInUse::Behind(_) => Ok(()),
        }
    }

    /// The head that the tiles have reached, if it is one of this ledger.
    fn tiles_head(&self) -> Result<Head, StorageError> {
        let StoreInUse::Whole(store) = &self.store else { return Ok(Head::EMPTY) };
        let reached = store.tiles_head().map_err(tile_error)?;
        let Some(last) = reached.size.checked_sub(1) else { return Ok(reached) };
        if reached.size > self.head.size {
            return Err(tile_error(StoreError::BadTiles));
        }
        match self.scan(last..reached.size).next().transpose()? {
            Some(entry) if ChainHash::of_event(&entry.event) == reached.hash => Ok(reached),
            Some(_) | None => Err(tile_error(StoreError::BadTiles)),
        }
    }

    fn advance_tiles(&mut self) -> Result<(), StorageError> {
        let mut reached = self.tiles_head()?;
        if reached.size == self.head.size {
            return Ok(());
        }
        let StoreInUse::Whole(store) = &self.store else { return Ok(()) };
        // Leaves of a tile that was not full are not kept.
        reached.size -= reached.size % TILE_WIDTH as u64;
        let mut growth = store.tiles_behind(reached.size).map_err(tile_error)?;
        while reached.size < self.head.size {
            let to = self.head.size.min(reached.size + BULK);
            for entry in self.scan(reached.size..to) {
                let event = entry?.event;
                growth.push(leaf_hash(&event));
                reached = Head { size: reached.size + 1, hash: ChainHash::of_event(&event) };
            }
            let mut halves = growth.take_whole();
            halves.extend(growth.unfinished());
            let StoreInUse::Whole(store) = &mut self.store else { return Ok(()) };
            store.put_halves(&halves, reached).map_err(tile_error)?;
        }
        Ok(())
    }
}

fn tile_error(source: StoreError) -> StorageError {
    StorageError::Store { seq: Seq::FIRST, source }
}
