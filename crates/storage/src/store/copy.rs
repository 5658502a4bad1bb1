//! Looking into a ledger's store without changing it: opening sled is a write, so a copy is opened.
//!
//! Invariant: the ledger's own store is only read as files. Hold the ledger's lock while the copy is taken, or a writer
//! may change the files under it.

use std::io;
use std::path::{Path, PathBuf};
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

/// A copy of a store, in a temporary folder that goes when this is dropped.
#[derive(Debug)]
pub struct StoreCopy {
    database: Database,
    _folder: TempDir,
}

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
    /// Copies the store of the ledger in this folder and opens the copy.
    pub fn take(ledger_folder: &Path) -> Result<StoreCopy, StoreCopyError> {
        StoreCopy::of(&ledger_folder.join(STORE), OPEN_DEADLINE)
    }

    /// Copies a store's folder and opens the copy.
    pub(crate) fn of(store: &Path, deadline: Duration) -> Result<StoreCopy, StoreCopyError> {
        if !store.is_dir() {
            return Err(StoreError::Missing.into());
        }
        let folder = tempfile::Builder::new().prefix("onrecord-store-").tempdir()?;
        let copy: PathBuf = folder.path().join(STORE);
        copy_tree(store, &copy)?;
        Ok(StoreCopy { database: open_with_cache(&copy, deadline, CACHE_BYTES_ONCE)?, _folder: folder })
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

    /// What takes the fingerprint of all postings in the index, in whatever thread.
    pub fn fingerprint(
        &self,
        keys: FingerprintKeys,
    ) -> impl FnOnce() -> Result<Fingerprint, StoreError> + Send + use<> {
        let database = self.database.clone();
        move || {
            let mut found = Fingerprint::default();
            lend_postings(&database, &[], &mut |posting| found.add(posting, &keys))?;
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

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let (path, copy) = (item.path(), to.join(item.file_name()));
        if item.file_type()?.is_dir() {
            copy_tree(&path, &copy)?;
        } else if path.extension().is_none_or(|extension| extension != "generating") {
            // A snapshot that was cut short would keep sled from opening.
            // The bytes alone: a file that may not be written would give a copy that sled cannot open.
            // As files of the standard library, of which the system copies the bytes by itself.
            io::copy(&mut fs::File::open(&path)?.into_file(), &mut fs::File::create_new(&copy)?.into_file())?;
        }
    }
    Ok(())
}
