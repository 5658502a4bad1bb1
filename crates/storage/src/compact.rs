//! Giving back the room that a store takes for nothing.
//!
//! While it is filled, sled writes each leaf several times, and keeps what was replaced until half of the half mebibyte
//! around it is: after a long import its file is two to three times as large as what is in it. Written in order into a
//! new file, the same records take little more than half of that.
//!
//! Invariant: the old store stands until the new one is complete, synced and compared with it, record by record.

use std::io;

use crate::folder::{STORE, STORE_REBUILT, remove_tree, tree_bytes};
use crate::ledger::{Ledger, StoreInUse};
use crate::limits::Limits;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::rebuild::replace_store;
use crate::store::rewrite::rewrite;

/// A smaller store is left as it is.
const STORE_BYTES_MIN: u64 = 64 << 20;

impl Ledger {
    /// Brings the index to the end, and writes the store anew if it has grown larger than the journal by a quarter. For
    /// the end of a long import: it reads and writes the whole store. What cannot be done, because the disk is full,
    /// say, is left for another time.
    pub fn compact(&mut self) {
        let large = || -> io::Result<bool> {
            let store = tree_bytes(&self.folder.join(STORE))?;
            Ok(store > STORE_BYTES_MIN && store > self.journal_bytes()? / 4 * 5)
        };
        if large().unwrap_or(false) && self.advance_index().is_ok() {
            self.rewrite_store(&Limits::default());
        }
    }

    /// Writes the store anew.
    pub(crate) fn rewrite_store(&mut self, limits: &Limits) {
        self.put_late();
        if !matches!(self.store, StoreInUse::Whole(_)) {
            return;
        }
        // Closed by this, it gives back what it keeps in memory.
        self.store = StoreInUse::None;
        let (store, building) = (self.folder.join(STORE), self.folder.join(STORE_REBUILT));
        let written =
            remove_tree(&building).is_ok_and(|()| rewrite(&store, &building, limits.open_deadline).unwrap_or_default());
        let replaced = if written {
            replace_store(&self.folder, &building, false).map(|_kept| ()).map_err(StoreError::of_system("replacing"))
        } else {
            // What cannot be removed of the new one is removed by the next writer.
            let _removed = remove_tree(&building);
            Ok(())
        };
        let opened = replaced.and_then(|()| Store::open(&store, limits.open_deadline).map_err(|fault| fault.error));
        self.store = match opened {
            Ok(store) => StoreInUse::Whole(Box::new(store)),
            // The journal has everything; the store is put right when the ledger is opened next.
            Err(error) => StoreInUse::Behind(error),
        };
    }
}
