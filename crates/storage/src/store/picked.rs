//! Single entries out of the runs that they lie in.
//!
//! Invariant: a run is checked as a whole before an entry is taken out of it, and at most one is held.

use onrecord_core::entry::Entry;
use onrecord_core::seq::Seq;

use crate::store::database::Database;
use crate::store::entries::{RunRead, StoreRuns};
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::packing::unpack_one;
use crate::store::run::{RUN_PREFIX, Run, RunKey, read_piece};

/// The entries with these numbers, in the order given; runs are read once if the numbers ascend.
pub(crate) struct PickedEntries<'a> {
    database: Database,
    seqs: std::slice::Iter<'a, Seq>,
    run: Option<Run>,
}

impl<'a> PickedEntries<'a> {
    pub(crate) fn of(database: Database, seqs: &'a [Seq]) -> Self {
        PickedEntries { database, seqs: seqs.iter(), run: None }
    }

    fn pick(&mut self, seq: Seq) -> Result<Entry, StoreError> {
        if let Some(run) = &self.run
            && let Some(entry) = entry_in(run, seq)
        {
            return Ok(entry);
        }
        let run = self.run_of(seq)?;
        let entry = entry_in(&run, seq).ok_or(StoreError::BadRun { first: run.first })?;
        self.run = Some(run);
        Ok(entry)
    }

    /// The run that an event lies in: the last one that begins at it or before it.
    fn run_of(&self, seq: Seq) -> Result<Run, StoreError> {
        let end = RunKey { first: seq, piece: u16::MAX }.to_bytes().to_vec();
        let last = guarded("reading", || self.database.range(vec![RUN_PREFIX]..=end).next_back().transpose())?;
        let (key, value) = last.ok_or(StoreError::BadRun { first: seq })?;
        let key = RunKey::read(&key).ok_or(StoreError::StrangeRecord)?;
        match read_piece(key, &value).ok_or(StoreError::BadRun { first: key.first })? {
            (1, packed) if key.piece == 0 => Ok(Run { first: key.first, packed: packed.to_vec() }),
            _ => match StoreRuns::begin(self.database.clone(), key.first).next() {
                Some(RunRead::Whole(run)) => Ok(run),
                Some(RunRead::Bad(error) | RunRead::End(error)) => Err(error),
                None => Err(StoreError::BadRun { first: key.first }),
            },
        }
    }
}

fn entry_in(run: &Run, seq: Seq) -> Option<Entry> {
    let place = seq.get().checked_sub(run.first.get())?;
    unpack_one(&run.packed, usize::try_from(place).ok()?)
}

impl Iterator for PickedEntries<'_> {
    type Item = (Seq, Result<Entry, StoreError>);

    fn next(&mut self) -> Option<Self::Item> {
        let seq = *self.seqs.next()?;
        Some((seq, self.pick(seq)))
    }
}
