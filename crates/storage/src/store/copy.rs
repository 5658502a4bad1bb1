//! Looking into a ledger's store without changing it: opening sled is a write, so a copy is opened.
//!
//! Invariant: the ledger's own store is only read as files. Hold the ledger's lock while the copy is taken, or a writer
//! may change the files under it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use fs_err as fs;
use onrecord_core::entry::Head;
use onrecord_core::index::{Fingerprint, FingerprintKeys};
use onrecord_core::seq::Seq;
use tempfile::TempDir;
use thiserror::Error;

use crate::folder::STORE;
use crate::store::database::Database;
use crate::store::entries::{StoreEntries, StoredRuns};
use crate::store::error::StoreError;
use crate::store::guard::{CACHE_BYTES_ONCE, OPEN_DEADLINE, open_with_cache};
use crate::store::index::{lend_postings, read_index_size};
use crate::store::state::{read_head_record, read_state};
use crate::store::tiles::{HalfTile, count_halves, read_tiles_head};

/// A copy of a store that is open.
#[derive(Debug)]
pub struct StoreCopy {
    database: Database,
    /// The temporary folder that goes with it, if it was not the caller's choice where the copy is.
    _folder: Option<TempDir>,
}

/// So much is copied between two calls of whoever follows the copying, in bytes.
const COPIED_AT_ONCE: u64 = 4 << 20;

/// Why there is no copy to look into.
#[derive(Debug, Error)]
pub enum StoreCopyError {
    /// The files could not be copied.
    #[error("the store could not be copied")]
    Io(#[from] io::Error),
    /// The copy could not be opened; the same holds for the store.
    #[error("the store cannot be opened")]
    Store(#[from] StoreError),
}

impl StoreCopy {
    /// Copies the store of the ledger in this folder and opens the copy, `store` in the folder `into`; the caller removes
    /// it, also if that fails. `copied` is told of every so many bytes.
    pub fn take(ledger_folder: &Path, into: &Path, copied: &dyn Fn(u64)) -> Result<StoreCopy, StoreCopyError> {
        StoreCopy::made(&ledger_folder.join(STORE), into, OPEN_DEADLINE, copied)
    }

    /// Removes a copy in the folder `into`, also one that is not finished, and the folder: for whoever must end at once.
    pub fn remove(into: &Path) {
        // sled may be writing: what it makes while its folder goes is found the second time. There is nobody to tell.
        let _removed = fs::remove_dir_all(into.join(STORE)).or_else(|_| fs::remove_dir_all(into.join(STORE)));
        let _removed = fs::remove_dir(into);
    }

    /// Copies a store's folder and opens the copy, in a temporary folder.
    pub(crate) fn of(store: &Path, deadline: Duration) -> Result<StoreCopy, StoreCopyError> {
        let folder = tempfile::Builder::new().prefix("onrecord-store-").tempdir()?;
        let copy = StoreCopy::made(store, folder.path(), deadline, &|_| ())?;
        Ok(StoreCopy { _folder: Some(folder), ..copy })
    }

    fn made(store: &Path, into: &Path, deadline: Duration, copied: &dyn Fn(u64)) -> Result<StoreCopy, StoreCopyError> {
        if !store.is_dir() {
            return Err(StoreError::Missing.into());
        }
        let copy: PathBuf = into.join(STORE);
        copy_tree(store, &copy, copied)?;
        Ok(StoreCopy { database: open_with_cache(&copy, deadline, CACHE_BYTES_ONCE)?, _folder: None })
    }

    /// The head that the store has recorded.
    pub fn head(&self) -> Result<Head, StoreError> {
        read_head_record(&self.database)
    }

    /// Checks that the head is that of the store's last entries.
    pub fn check_end(&self) -> Result<Head, StoreError> {
        read_state(&self.database).map(|state| state.head)
    }

    /// How many events the index has reached.
    pub fn index_size(&self) -> Result<u64, StoreError> {
        read_index_size(&self.database)
    }

    /// What takes the fingerprint of all postings in the index, in whatever thread, and counts them on the way.
    pub fn fingerprint(
        &self,
        keys: FingerprintKeys,
        passed: Arc<AtomicU64>,
    ) -> impl FnOnce() -> Result<Fingerprint, StoreError> + Send + use<> {
        let database = self.database.clone();
        move || {
            let mut found = Fingerprint::default();
            lend_postings(&database, &[], &mut |posting| {
                found.add(posting, &keys);
                passed.store(found.count(), Ordering::Relaxed);
            })?;
            Ok(found)
        }
    }

    /// The head that the tiles have reached.
    pub fn tiles_head(&self) -> Result<Head, StoreError> {
        read_tiles_head(&self.database)
    }

    /// Whether the store holds just this half of a tile.
    pub fn has_half(&self, half: &HalfTile) -> Result<bool, StoreError> {
        half.is_in(&self.database)
    }

    /// How many halves of tiles there are.
    pub fn halves(&self) -> Result<u64, StoreError> {
        count_halves(&self.database)
    }

    /// The entries in order, run by run, with what is wrong between them.
    pub fn runs(&self) -> StoredRuns {
        StoredRuns::of(self.database.clone())
    }

    /// The entries in order, with what is wrong between them.
    pub fn entries(&self) -> StoreEntries {
        StoreEntries::from_run_of(self.database.clone(), Seq::FIRST)
    }
}

fn copy_tree(from: &Path, to: &Path, copied: &dyn Fn(u64)) -> io::Result<()> {
    fs::create_dir(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let (path, copy) = (item.path(), to.join(item.file_name()));
        if item.file_type()?.is_dir() {
            copy_tree(&path, &copy, copied)?;
        } else if path.extension().is_none_or(|extension| extension != "generating") {
            // A snapshot that was cut short would keep sled from opening.
            // The bytes alone: a file that may not be written would give a copy that sled cannot open.
            // As files of the standard library, of which the system copies the bytes by itself.
            let (mut file, mut copy) = (fs::File::open(&path)?.into_file(), fs::File::create_new(&copy)?.into_file());
            while let bytes @ 1.. = io::copy(&mut file.by_ref().take(COPIED_AT_ONCE), &mut copy)? {
                copied(bytes);
            }
        }
    }
    Ok(())
}
