//! What a store says of its end, and whether that is consistent.

use onrecord_core::entry::Head;
use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;

use crate::store::database::Database;
use crate::store::entries::{RunRead, StoreRuns};
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::run::{HEAD_KEY, RUN_PREFIX, Run, RunKey, read_head};

/// The end of a store that holds something.
#[derive(Debug)]
pub(crate) struct StoreState {
    pub(crate) head: Head,
    pub(crate) last: Run,
}

/// Reads the head and the last run, and checks that they agree.
pub(crate) fn read_state(database: &Database) -> Result<StoreState, StoreError> {
    let head = guarded("reading", || database.get(HEAD_KEY))?;
    let last_key = last_run_key(database, None)?;
    let (head, last_key) = match (head, last_key) {
        (None, None) => return Err(StoreError::Empty),
        (None, Some(_)) => return Err(StoreError::BadHead),
        (Some(_), None) => return Err(StoreError::OtherHead),
        (Some(head), Some(last_key)) => (read_head(&head).ok_or(StoreError::BadHead)?, last_key),
    };
    let last = read_run(database, last_key.first)?;
    let entries = last.clone().entries().ok_or(StoreError::BadRun { first: last.first })?;
    let size = last.first.get() + entries.len() as u64;
    let hash = entries.last().map(|entry| ChainHash::of_event(&entry.event));
    if size != head.size || hash != Some(head.hash) {
        return Err(StoreError::OtherHead);
    }
    Ok(StoreState { head, last })
}

/// The record of the head alone.
pub(crate) fn read_head_record(database: &Database) -> Result<Head, StoreError> {
    let value = guarded("reading", || database.get(HEAD_KEY))?;
    value.as_deref().and_then(read_head).ok_or(StoreError::BadHead)
}

/// How many events the store reaches for certain, looking from the end for the last run that is whole.
pub(crate) fn highest_readable(database: &Database) -> Option<u64> {
    let by_head = read_head_record(database).ok().map(|head| head.size);
    let mut before = None;
    let by_run = loop {
        let Ok(Some(key)) = last_run_key(database, before) else { break None };
        if let Ok(run) = read_run(database, key.first)
            && let Some(entries) = run.entries()
        {
            break Some(key.first.get() + entries.len() as u64);
        }
        before = Some(key.first);
    };
    by_head.max(by_run)
}

fn read_run(database: &Database, first: Seq) -> Result<Run, StoreError> {
    match StoreRuns::begin(database.clone(), first).next() {
        Some(RunRead::Whole(run)) if run.first == first => Ok(run),
        Some(RunRead::Whole(_)) | None => Err(StoreError::BadRun { first }),
        Some(RunRead::Bad(error) | RunRead::End(error)) => Err(error),
    }
}

/// The key of the last run, or of the last one before another.
fn last_run_key(database: &Database, before: Option<Seq>) -> Result<Option<RunKey>, StoreError> {
    let end = match before {
        Some(first) => RunKey { first, piece: 0 }.to_bytes().to_vec(),
        None => vec![RUN_PREFIX + 1],
    };
    let last = guarded("reading", || database.range(vec![RUN_PREFIX]..end).next_back().transpose())?;
    match last {
        None => Ok(None),
        Some((key, _)) => RunKey::read(&key).map(Some).ok_or(StoreError::StrangeRecord),
    }
}
