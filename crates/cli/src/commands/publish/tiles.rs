//! The tiles and bundles of a log, made of the ledger's events and of its tree.
//!
//! Invariant: a bundle is written only if its entries have the hashes that stand in the tile beside it, so that what is
//! published has the root that was signed. No more than 256 events are in memory at a time.

use onrecord_core::published::{LogFile, bundle_bytes, files_between, tile_bytes};
use onrecord_core::tile::{TILE_WIDTH, TilePath};
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::ledger::Ledger;
use onrecord_storage::tree::LedgerTree;

use super::folder::LogFolder;
use crate::failure::Failure;

/// Where the files of a log come from.
pub(super) struct Tiles<'l> {
    pub(super) ledger: &'l Ledger,
    pub(super) tree: &'l LedgerTree,
}

impl Tiles<'_> {
    /// Writes all that a log of `size` events has and one of `from` events has not. `progress` is told how many events
    /// are done.
    pub(super) fn publish(
        &self,
        from: u64,
        size: u64,
        folder: &mut LogFolder,
        progress: impl Fn(u64),
    ) -> Result<(), Failure> {
        for file in files_between(from, size) {
            match file {
                LogFile::Tile(TilePath::Entries { index, width }) => {
                    folder.put_tile(file, &self.bundle(index, width)?)?;
                    progress(index * TILE_WIDTH as u64 + u64::from(width));
                }
                LogFile::Tile(TilePath::Hashes { level, index, width }) => {
                    let hashes = tile_bytes(self.tree, level, index, width).map_err(|error| Failure::of(&error))?;
                    folder.put_tile(file, &hashes)?;
                }
                LogFile::Checkpoint | LogFile::Words { .. } => {}
            }
        }
        Ok(())
    }

    fn bundle(&self, index: u64, width: u16) -> Result<Vec<u8>, Failure> {
        let first = index * TILE_WIDTH as u64;
        let events: Result<Vec<_>, _> =
            self.ledger.scan(first..first + u64::from(width)).map(|entry| entry.map(|entry| entry.event)).collect();
        let events = events.map_err(|error| Failure::of(&error))?;
        bundle_bytes(self.tree, index, &events).map_err(|error| Failure::of(&error))?.map_err(|seq| {
            Failure::new(format!("event {seq} is not the one in the tree")).hint("`onrecord audit` says what is intact")
        })
    }
}
