//! A handle on an open sled database.
//!
//! Invariant: letting go of the last handle never panics, wherever that happens. sled then syncs its file, and unwraps what
//! the system says.

use std::ops::Deref;

use crate::store::guard::guarded;

/// A handle; the database is closed with the last one.
#[derive(Clone, Debug)]
pub(crate) struct Database(Option<sled::Db>);

impl Database {
    pub(crate) fn of(database: sled::Db) -> Self {
        Database(Some(database))
    }
}

impl Deref for Database {
    type Target = sled::Db;

    #[allow(clippy::expect_used)] // only `drop` takes it
    fn deref(&self) -> &sled::Db {
        self.0.as_ref().expect("a handle that is not dropped has its database")
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let database = self.0.take();
        // What was to be kept was flushed and synced before this, and has reported its errors.
        let _closed = guarded("closing", || {
            drop(database);
            Ok(())
        });
    }
}
