//! Walking through the store in order and in bounded pieces.
//!
//! Invariant: at most one window of values is held at a time, and what is wrong is said where it is, not passed over.

use std::collections::VecDeque;

use onrecord_core::entry::Entry;
use onrecord_core::seq::Seq;

use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::run::{RUN_PREFIX, Run, RunKey, read_piece};

/// Values that are read at a time, 6 KiB each.
const WINDOW: usize = 64;

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
            let Some(entries) = run.entries() else { return Some(Err(StoreError::BadRun { first: run.first })) };
            let numbers = run.first.get()..;
            self.entries =
                numbers.zip(entries).map(|(number, entry)| StoredEntry { seq: Seq::new(number), entry }).collect();
        }
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
    window: VecDeque<(sled::IVec, sled::IVec)>,
    failed: Option<StoreError>,
}

impl StoreRuns {
    /// Begins at the run whose first entry is event `first`, or the next one.
    pub(crate) fn begin(database: Database, first: Seq) -> Self {
        let mut runs = StoreRuns { database, next: None, window: VecDeque::new(), failed: None };
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

    fn fill(&mut self) -> Result<(), StoreError> {
        let Some(next) = self.next.take() else { return Ok(()) };
        let range = next..vec![RUN_PREFIX + 1];
        let window: Vec<_> = guarded("reading", || self.database.range(range).take(WINDOW).collect())?;
        if window.len() == WINDOW {
            self.next = window.last().map(|(key, _)| [key, &[0][..]].concat());
        }
        self.window = window.into();
        Ok(())
    }

    fn record(&mut self) -> Result<Option<(sled::IVec, sled::IVec)>, StoreError> {
        if self.window.is_empty() {
            self.fill()?;
        }
        Ok(self.window.pop_front())
    }

    /// The run that begins with this record, or what is wrong with it.
    fn read_run(&mut self, key: RunKey, value: &[u8]) -> Result<Result<Run, StoreError>, StoreError> {
        let bad = || StoreError::BadRun { first: key.first };
        let Some((pieces, chunk)) = read_piece(key, value).filter(|_| key.piece == 0) else {
            return Ok(Err(bad()));
        };
        let mut run = Run { first: key.first, packed: chunk.to_vec() };
        for piece in 1..pieces {
            let due = RunKey { piece, ..key };
            if self.window.is_empty() {
                self.fill()?;
            }
            // A record of another run is left for the next call.
            if self.window.front().and_then(|(key, _)| RunKey::read(key)) != Some(due) {
                return Ok(Err(bad()));
            }
            let value = self.record()?.map(|(_, value)| value);
            match value.as_deref().and_then(|value| read_piece(due, value)).filter(|(count, _)| *count == pieces) {
                Some((_, chunk)) => run.packed.extend_from_slice(chunk),
                None => return Ok(Err(bad())),
            }
        }
        Ok(Ok(run))
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
                self.window.clear();
                RunRead::End(error)
            }
        })
    }
}
