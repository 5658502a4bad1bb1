//! The sled database that answers queries.
//!
//! Invariant: one `Batch` puts entries and the head that they lead to, so that the two cannot disagree; nothing here is
//! the truth, and nothing is synced for an acknowledgement.

pub mod copy;
pub mod entries;
pub mod error;

pub(crate) mod database;
pub(crate) mod guard;
pub(crate) mod index;
pub(crate) mod picked;
pub(crate) mod packing;
pub(crate) mod ready;
pub(crate) mod rebuild;
pub(crate) mod rewrite;
pub(crate) mod run;
pub(crate) mod run_cursor;
pub(crate) mod squeeze;
pub(crate) mod state;
pub(crate) mod stored_nodes;
pub mod tiles;

use std::fs;
use std::path::Path;
use std::time::Duration;

use onrecord_core::entry::{Entry, Head};
use onrecord_core::index::{Posting, PostingRef};
use onrecord_core::seq::Seq;

use crate::journal::writer::{Step, strike};
use crate::store::database::Database;
use crate::store::entries::{RunRead, StoreEntries, StoreRuns};
use crate::store::error::StoreError;
use crate::store::guard::{guarded, open_database};
use crate::store::index::{drop_index, lend_postings, merge_postings, read_index_size};
use crate::store::picked::PickedEntries;
use crate::store::run::{HEAD_KEY, Run, head_value};
use crate::store::state::{highest_readable, read_state};
use crate::store::stored_nodes::StoredNodes;
use crate::store::tiles::{HalfTile, TileGrowth, drop_tiles, put_halves, read_tiles_head};

/// An open store.
#[derive(Debug)]
pub(crate) struct Store {
    /// `None` once it was given up or this is being dropped.
    database: Option<Database>,
    head: Head,
    /// The last run, if entries may still be added to it.
    last: Option<Run>,
}

/// Why a store was not opened, and what it holds for certain.
#[derive(Debug)]
pub(crate) struct StoreFault {
    pub(crate) error: StoreError,
    /// How many events it was seen to reach, if any could be read.
    pub(crate) highest: Option<u64>,
}

impl Store {
    /// Makes an empty store in a folder that does not exist yet.
    pub(crate) fn create(folder: &Path, deadline: Duration) -> Result<Store, StoreError> {
        let database = open_database(folder, deadline)?;
        Ok(Store { database: Some(database), head: Head::EMPTY, last: None })
    }

    /// Opens a store that holds something and whose end is consistent.
    pub(crate) fn open(folder: &Path, deadline: Duration) -> Result<Store, StoreFault> {
        let unseen = |error| StoreFault { error, highest: None };
        if !folder.is_dir() {
            return Err(unseen(StoreError::Missing));
        }
        remove_unfinished_snapshots(folder).map_err(unseen)?;
        let database = open_database(folder, deadline).map_err(unseen)?;
        let mut store = Store { database: Some(database), head: Head::EMPTY, last: None };
        let state = store.database().and_then(read_state);
        match state {
            Ok(state) => {
                store.head = state.head;
                store.last = Some(state.last).filter(Run::may_grow);
                Ok(store)
            }
            Err(error) => {
                let error = store.give_up_after(error);
                let readable = store.database().ok().filter(|_| !error.is_of_engine());
                let highest = readable.and_then(highest_readable);
                Err(StoreFault { error, highest })
            }
        }
    }

    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Adds entries, of which the caller has checked that they lead from this head to `after`.
    pub(crate) fn append(&mut self, entries: &[Entry], after: Head) -> Result<(), StoreError> {
        assert_eq!(self.head.size + entries.len() as u64, after.size, "entries lead from the head to the one after");
        strike(Step::FillStore).map_err(StoreError::of_system("writing"))?;
        let mut batch = sled::Batch::default();
        let mut last = self.last.take();
        for (number, entry) in (self.head.size..).zip(entries) {
            match last.as_mut().filter(|run| run.has_room_for(entry)) {
                Some(run) => run.add(entry),
                None => {
                    last.iter().for_each(|full| put_run(&mut batch, full));
                    let mut run = Run::begin(Seq::new(number));
                    run.add(entry);
                    last = Some(run);
                }
            }
        }
        last.iter().for_each(|run| put_run(&mut batch, run));
        batch.insert(&HEAD_KEY, head_value(after));
        let database = self.database()?;
        if let Err(error) = guarded("writing", || database.apply_batch(batch)) {
            return Err(self.give_up_after(error));
        }
        self.last = last.filter(Run::may_grow);
        self.head = after;
        Ok(())
    }

    /// The entries from the run that holds event `from` on, with what is wrong between them.
    pub(crate) fn entries(&self, from: Seq) -> Result<StoreEntries, StoreError> {
        Ok(StoreEntries::from_run_of(self.database()?.clone(), from))
    }

    /// The entries with these ascending numbers.
    pub(crate) fn picked<'a>(&self, seqs: &'a [Seq]) -> Result<PickedEntries<'a>, StoreError> {
        Ok(PickedEntries::of(self.database()?.clone(), seqs))
    }

    /// How many events the index has reached.
    pub(crate) fn index_size(&self) -> Result<u64, StoreError> {
        read_index_size(self.database()?)
    }

    /// Lends the index's postings under a prefix, in order.
    pub(crate) fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), StoreError> {
        lend_postings(self.database()?, prefix, take)
    }

    /// Lends what runs and chunks hold, as it was before it was squeezed.
    pub(crate) fn lend_contents(&self, take: &mut dyn FnMut(&[u8])) -> Result<(), StoreError> {
        let database = self.database()?;
        for read in StoreRuns::begin(database.clone(), Seq::FIRST) {
            match read {
                RunRead::Whole(run) => take(&run.packed),
                RunRead::Bad(error) | RunRead::End(error) => return Err(error),
            }
        }
        lend_postings(database, &[], &mut |posting| take(posting.value))
    }

    /// Puts postings into the index, which then reaches this many events.
    pub(crate) fn merge_postings(&mut self, postings: Vec<Posting>, size: u64) -> Result<(), StoreError> {
        let merged = merge_postings(self.database()?, postings, size);
        merged.map_err(|error| self.give_up_after(error))
    }

    /// Takes the index away.
    pub(crate) fn drop_index(&mut self) -> Result<(), StoreError> {
        let dropped = drop_index(self.database()?);
        dropped.map_err(|error| self.give_up_after(error))
    }

    /// The head that the tiles have reached.
    pub(crate) fn tiles_head(&self) -> Result<Head, StoreError> {
        read_tiles_head(self.database()?)
    }

    /// What goes on behind the tiles of the first `size` events.
    pub(crate) fn tiles_behind(&self, size: u64) -> Result<TileGrowth, StoreError> {
        TileGrowth::behind(self.database()?, size)
    }

    /// Puts halves of tiles in, which then reach this head.
    pub(crate) fn put_halves(&mut self, halves: &[HalfTile], head: Head) -> Result<(), StoreError> {
        let put = put_halves(self.database()?, halves, head);
        put.map_err(|error| self.give_up_after(error))
    }

    /// Takes the tiles away.
    pub(crate) fn drop_tiles(&mut self) -> Result<(), StoreError> {
        let dropped = drop_tiles(self.database()?);
        dropped.map_err(|error| self.give_up_after(error))
    }

    /// The tree's nodes, out of the tiles.
    pub(crate) fn nodes(&self) -> Result<StoredNodes, StoreError> {
        StoredNodes::of(self.database()?.clone())
    }

    /// Gives everything to the operating system; only `folder::sync_tree` then brings it to the disk.
    pub(crate) fn flush(&self) -> Result<(), StoreError> {
        let database = self.database()?;
        guarded("flushing", || database.flush().map(drop))
    }

    fn database(&self) -> Result<&Database, StoreError> {
        self.database.as_ref().ok_or(StoreError::GivenUp)
    }

    /// After a panic sled may wait for ever for what it left half done, even to be closed: it is left alone, and its
    /// own lock stays until the process ends.
    fn give_up_after(&mut self, error: StoreError) -> StoreError {
        if matches!(error, StoreError::Panicked { .. }) {
            std::mem::forget(self.database.take());
        }
        error
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // The journal has everything: a store that cannot be flushed is rolled forward or rebuilt at the next open.
        let _flushed = self.flush();
    }
}

fn put_run(batch: &mut sled::Batch, run: &Run) {
    for (key, value) in run.records() {
        batch.insert(&key.to_bytes(), value);
    }
}

/// A snapshot that was cut short keeps sled from opening until it is deleted.
fn remove_unfinished_snapshots(folder: &Path) -> Result<(), StoreError> {
    let remove = || {
        // `std::fs`, whose errors keep the system's code.
        for item in fs::read_dir(folder)? {
            let path = item?.path();
            if path.extension().is_some_and(|extension| extension == "generating") {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    };
    remove().map_err(StoreError::of_system("opening"))
}
