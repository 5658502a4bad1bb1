//! Single entries out of the runs that they lie in.
//!
//! Invariant: a run is checked as a whole before an entry is taken out of it, and at most one is held.

use onrecord_core::entry::Entry;
use onrecord_core::seq::Seq;

use crate::store::database::Database;
use crate::store::entries::{RunRead, StoreRuns};
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::run::{Piece, RUN_PREFIX, Run, RunKey};
use crate::store::run_cursor::RunCursor;

/// The entries with these numbers, in the order given; runs are read once if the numbers ascend.
pub(crate) struct PickedEntries<'a> {
    database: Database,
    seqs: std::slice::Iter<'a, Seq>,
    run: Option<RunCursor>,
}

impl<'a> PickedEntries<'a> {
    pub(crate) fn of(database: Database, seqs: &'a [Seq]) -> Self {
        PickedEntries { database, seqs: seqs.iter(), run: None }
    }

    fn pick(&mut self, seq: Seq) -> Result<Entry, StoreError> {
        if let Some(run) = self.run.as_mut().filter(|run| run.next() <= seq)
            && run.skip_to(seq)
            && let Some(entry) = run.entry()
        {
            return Ok(entry);
        }
        let run = self.run.insert(RunCursor::of(self.run_of(seq)?));
        run.skip_to(seq);
        run.entry().ok_or(StoreError::BadRun { first: run.first() })
    }

    /// The run that an event lies in: the last one that begins at it or before it.
    fn run_of(&self, seq: Seq) -> Result<Run, StoreError> {
        let end = RunKey { first: seq, piece: u16::MAX }.to_bytes().to_vec();
        let last = guarded("reading", || self.database.range(vec![RUN_PREFIX]..=end).next_back().transpose())?;
        let (key, value) = last.ok_or(StoreError::BadRun { first: seq })?;
        let key = RunKey::read(&key).ok_or(StoreError::StrangeRecord)?;
        let bad = StoreError::BadRun { first: key.first };
        match Piece::read(key, &value) {
            None => Err(bad),
            Some(piece) if piece.count == 1 && key.piece == 0 => piece.run(key.first, piece.bytes).ok_or(bad),
            Some(_) => match StoreRuns::begin(self.database.clone(), key.first).next() {
                Some(RunRead::Whole(run)) => Ok(run),
                Some(RunRead::Bad(error) | RunRead::End(error)) => Err(error),
                None => Err(bad),
            },
        }
    }
}

impl Iterator for PickedEntries<'_> {
    type Item = (Seq, Result<Entry, StoreError>);

    fn next(&mut self) -> Option<Self::Item> {
        let seq = *self.seqs.next()?;
        Some((seq, self.pick(seq)))
    }
}
