//! Walking through the store in order.
//!
//! Invariant: one run is held at a time, and what is wrong is said where it is, not passed over. Records are asked for one
//! by one: sled lets go of a page that was read only after 64 looks at pages of the same one of its 256 groups, and a
//! walk that looks once at each page ends up with all of them in memory.

use std::collections::VecDeque;

use onrecord_core::entry::Entry;
use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;

use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::run::{Piece, RUN_PREFIX, Run, RunKey};
use crate::store::run_cursor::RunCursor;

/// An entry of the store with its number by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The number.
    pub seq: Seq,
    /// The bytes.
    pub entry: Entry,
}

/// The store's entries in order; damage stands where entries are missing.
pub struct StoreEntries {
    runs: StoreRuns,
    entries: VecDeque<StoredEntry>,
}

impl StoreEntries {
    /// Begins with the run that holds event `seq`, so that a few entries before it may come first.
    pub(crate) fn from_run_of(database: Database, seq: Seq) -> Self {
        let end = RunKey { first: seq, piece: u16::MAX }.to_bytes().to_vec();
        let found = guarded("reading", || database.range(vec![RUN_PREFIX]..=end).next_back().transpose());
        let mut runs = StoreRuns::begin(database, seq);
        match found {
            Ok(Some((key, _))) => runs.start_at(RunKey::read(&key).map_or(seq, |key| key.first)),
            Ok(None) => {}
            Err(error) => runs.fail(error),
        }
        StoreEntries { runs, entries: VecDeque::new() }
    }
}

impl Iterator for StoreEntries {
    type Item = Result<StoredEntry, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(entry) = self.entries.pop_front() {
                return Some(Ok(entry));
            }
            let run = match self.runs.next()? {
                RunRead::Whole(run) => run,
                RunRead::Bad(error) | RunRead::End(error) => return Some(Err(error)),
            };
            let first = run.first;
            let Some(entries) = run.entries() else { return Some(Err(StoreError::BadRun { first })) };
            let numbers = first.get()..;
            self.entries =
                numbers.zip(entries).map(|(number, entry)| StoredEntry { seq: Seq::new(number), entry }).collect();
        }
    }
}

/// A run of the store's entries, to be compared with others.
pub struct StoredRun(RunCursor);

impl StoredRun {
    /// The number of the next entry to compare; none at the end.
    pub fn next_seq(&self) -> Option<Seq> {
        (!self.0.is_at_end()).then(|| self.0.next())
    }

    /// Passes the next entry, and gives it if it is not this one, whose event has this chain hash. Errors: the lengths
    /// in the run do not add up.
    pub fn pass(&mut self, entry: &Entry, hash: ChainHash) -> Result<Option<Entry>, StoreError> {
        self.0.pass(entry, hash).ok_or(StoreError::BadRun { first: self.0.first() })
    }

    /// Passes the entries before a number.
    pub fn skip_to(&mut self, seq: Seq) {
        self.0.skip_to(seq);
    }
}

/// The store's entries in order, run by run; damage stands where entries are missing.
pub struct StoredRuns(StoreRuns);

impl StoredRuns {
    pub(crate) fn of(database: Database) -> Self {
        StoredRuns(StoreRuns::begin(database, Seq::FIRST))
    }
}

impl Iterator for StoredRuns {
    type Item = Result<StoredRun, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(match self.0.next()? {
            RunRead::Whole(run) => Ok(StoredRun(RunCursor::of(run))),
            RunRead::Bad(error) | RunRead::End(error) => Err(error),
        })
    }
}

/// What stands at a place among the runs.
#[derive(Debug)]
pub(crate) enum RunRead {
    /// A run, with all its pieces.
    Whole(Run),
    /// One that is damaged; the walk goes on behind it.
    Bad(StoreError),
    /// The engine failed; the walk ends.
    End(StoreError),
}

/// The store's runs in order.
pub(crate) struct StoreRuns {
    database: Database,
    /// The next key to read; `None` at the end.
    next: Option<Vec<u8>>,
    failed: Option<StoreError>,
}

impl StoreRuns {
    /// Begins at the run whose first entry is event `first`, or the next one.
    pub(crate) fn begin(database: Database, first: Seq) -> Self {
        let mut runs = StoreRuns { database, next: None, failed: None };
        runs.start_at(first);
        runs
    }

    fn start_at(&mut self, first: Seq) {
        self.next = Some(RunKey { first, piece: 0 }.to_bytes().to_vec());
    }

    fn fail(&mut self, error: StoreError) {
        self.failed = Some(error);
        self.next = None;
    }

    fn record(&mut self) -> Result<Option<(sled::IVec, sled::IVec)>, StoreError> {
        let Some(next) = self.next.take() else { return Ok(None) };
        let record = guarded("reading", || self.database.range(next..vec![RUN_PREFIX + 1]).next().transpose())?;
        self.next = record.as_ref().map(|(key, _)| behind(key));
        Ok(record)
    }

    /// The run that begins with this record, or what is wrong with it.
    fn read_run(&mut self, key: RunKey, value: &[u8]) -> Result<Result<Run, StoreError>, StoreError> {
        let bad = || StoreError::BadRun { first: key.first };
        let Some(start) = Piece::read(key, value).filter(|_| key.piece == 0) else {
            return Ok(Err(bad()));
        };
        if start.count == 1 {
            return Ok(start.run(key.first, start.bytes).ok_or_else(bad));
        }
        let mut bytes = start.bytes.to_vec();
        for piece in 1..start.count {
            let due = RunKey { piece, ..key };
            let at = due.to_bytes();
            let value = guarded("reading", || self.database.get(at))?;
            if value.is_some() {
                self.next = Some(behind(&at));
            }
            match value.as_deref().and_then(|value| Piece::read(due, value)).filter(|piece| piece.goes_with(&start)) {
                Some(piece) => bytes.extend_from_slice(piece.bytes),
                None => return Ok(Err(bad())),
            }
        }
        Ok(start.run(key.first, &bytes).ok_or_else(bad))
    }
}

impl Iterator for StoreRuns {
    type Item = RunRead;

    fn next(&mut self) -> Option<RunRead> {
        if let Some(error) = self.failed.take() {
            return Some(RunRead::End(error));
        }
        let read = self.record().transpose()?.and_then(|(key, value)| match RunKey::read(&key) {
            Some(key) => self.read_run(key, &value),
            None => Ok(Err(StoreError::StrangeRecord)),
        });
        Some(match read {
            Ok(Ok(run)) => RunRead::Whole(run),
            Ok(Err(error)) => RunRead::Bad(error),
            Err(error) => {
                self.next = None;
                RunRead::End(error)
            }
        })
    }
}

/// The first key that may follow another one.
fn behind(key: &[u8]) -> Vec<u8> {
    [key, &[0]].concat()
}
