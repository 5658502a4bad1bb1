//! A store's records in order, written into a new database.
//!
//! Invariant: the store that is read stays as it is, and the copy is only called the same after it was opened and read again.

use std::path::Path;
use std::time::Duration;

use crate::folder::sync_tree;
use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::store::guard::{CACHE_BYTES_ONCE, guarded, open_with_cache};

/// Bytes that are written at once.
const BATCH_BYTES: usize = 1 << 20;

/// Writes the records of a store that is closed into a folder that does not exist yet, and brings them to the disk. Says
/// whether they are the same when they come back from there.
pub(crate) fn rewrite(store: &Path, folder: &Path, deadline: Duration) -> Result<bool, StoreError> {
    let database = open_with_cache(store, deadline, CACHE_BYTES_ONCE)?;
    write_records(&database, folder, deadline)?;
    has_same_records(&database, folder, deadline)
}

fn write_records(from: &Database, folder: &Path, deadline: Duration) -> Result<(), StoreError> {
    let copy = open_with_cache(folder, deadline, CACHE_BYTES_ONCE)?;
    let mut batch = sled::Batch::default();
    let mut bytes = 0;
    for record in Records::of(from.clone()) {
        let (key, value) = record?;
        bytes += value.len();
        batch.insert(key, value);
        if bytes >= BATCH_BYTES {
            let full = std::mem::take(&mut batch);
            guarded("writing", || copy.apply_batch(full))?;
            bytes = 0;
        }
    }
    guarded("writing", || copy.apply_batch(batch))?;
    guarded("flushing", || copy.flush().map(drop))?;
    drop(copy);
    sync_tree(folder).map_err(StoreError::of_system("syncing"))
}

/// Whether a database has the same records as the one in a folder, which is opened anew for that.
fn has_same_records(one: &Database, folder: &Path, deadline: Duration) -> Result<bool, StoreError> {
    let mut others = Records::of(open_with_cache(folder, deadline, CACHE_BYTES_ONCE)?);
    for record in Records::of(one.clone()) {
        if others.next().transpose()? != Some(record?) {
            return Ok(false);
        }
    }
    Ok(others.next().transpose()?.is_none())
}

type Record = (sled::IVec, sled::IVec);

/// All records in order, read one by one so that sled lets go of them (`entries.rs`).
struct Records {
    database: Database,
    /// The key from which to read on; none at the end.
    next: Option<Vec<u8>>,
}

impl Records {
    fn of(database: Database) -> Self {
        Records { database, next: Some(Vec::new()) }
    }
}

impl Iterator for Records {
    type Item = Result<Record, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.next.take()?;
        let record = guarded("reading", || self.database.range(from..).next().transpose()).transpose()?;
        self.next = record.as_ref().ok().map(|(key, _)| [key, &[0][..]].concat());
        Some(record)
    }
}
