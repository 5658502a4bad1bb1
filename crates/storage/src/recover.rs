//! Making a ledger whole again: either home is rebuilt from what both hold.
//!
//! Invariant: nothing is replaced before its successor is complete, synced, re-read and compared; the result has every
//! event that either home held for certain, or nothing is done.

pub mod recovery;

pub(crate) mod homes;
pub(crate) mod mend;
pub(crate) mod mend_side;
pub(crate) mod rebuilt_homes;

use std::io;
use std::path::Path;
use std::time::Duration;

use fs_err as fs;
use onrecord_core::entry::Entry;
use onrecord_core::seq::Seq;

use crate::access::Access;
use crate::folder::{JOURNAL, JOURNAL_NEW, SOURCES, STORE, STORE_NEW, STORE_OLD, sync_folder};
use crate::indexing::IndexState;
use crate::limits::Limits;
use crate::lock::LedgerLock;
use crate::open::open_locked;
use crate::recover::homes::Homes;
use crate::recover::rebuilt_homes::{rebuild_journal, rebuild_store, swap_journal};
use crate::recover::recovery::{HomeOutcome, Problem, RecoverError, Recovery};
use crate::redaction::{remove_kept, remove_sources, still_there};
use crate::storage_error::StorageError;
use crate::store::rebuild::replace_store;

/// Rebuilds whichever home of the ledger in this folder is damaged from what both homes hold.
///
/// `words_whole` says whether an entry's words are those that its event commits to, which storage cannot tell. An event
/// is taken from the journal if it is whole there, else from the store. A damaged journal is kept beside the new one as
/// `journal.damaged-1`, `-2`, ...; a damaged store is dropped, because all of it is derived. Indexes of a sound store that
/// are not those that its events give are made anew.
/// Errors: if an event that a home held is whole in neither, or the homes hold different events, nothing is changed.
pub fn recover(
    folder: &Path,
    wait: Duration,
    holder: &str,
    words_whole: &dyn Fn(&Entry) -> bool,
) -> Result<Recovery, RecoverError> {
    recover_with(folder, wait, holder, words_whole, &Limits::default())
}

pub(crate) fn recover_with(
    folder: &Path,
    wait: Duration,
    holder: &str,
    words_whole: &dyn Fn(&Entry) -> bool,
    limits: &Limits,
) -> Result<Recovery, RecoverError> {
    check_folder(folder)?;
    let lock = LedgerLock::acquire(folder, wait, holder).map_err(RecoverError::Lock)?;
    finish_interrupted_swap(folder).map_err(RecoverError::io("finishing an interrupted recovery"))?;
    let mut homes = Homes::find(folder, words_whole, limits)?;
    let mut survey = homes.survey()?;
    let mut journal = HomeOutcome::Sound;
    let mut store = HomeOutcome::Sound;
    if !survey.journal_is_sound {
        rebuild_journal(&homes, limits)?;
    }
    if !survey.store_is_sound {
        rebuild_store(&homes, limits)?;
    }
    // From here on both homes have a complete successor where they need one. What was damaged is kept for whoever wants
    // to look at it, but not where redactions took words that it may hold.
    let redacted = !homes.erasures.is_empty();
    if !survey.journal_is_sound {
        let kept = swap_journal(folder, !redacted).map_err(RecoverError::io("replacing the journal"))?;
        journal = HomeOutcome::Rebuilt { kept };
    }
    if redacted {
        erase_beside_homes(&homes)?;
    }
    if !survey.store_is_sound {
        let swapped = replace_store(folder, &folder.join(STORE_NEW), false);
        let kept = swapped.map_err(RecoverError::io("replacing the store"))?;
        store = HomeOutcome::Rebuilt { kept };
    }
    let opened = open_locked(folder, lock, Access::Write, limits);
    let mut opened = opened.map_err(|error| RecoverError::StillUnusable(Box::new(error)))?;
    if opened.ledger.head != survey.head {
        return Err(RecoverError::RebuildDiffers { home: JOURNAL, seq: survey.head.next_seq() });
    }
    match opened.ledger.mend_index().map_err(RecoverError::NotIndexed)? {
        IndexState::Rebuilt if store == HomeOutcome::Sound => {
            survey.problems.push(Problem::Index);
            store = HomeOutcome::Reindexed;
        }
        IndexState::Rebuilt | IndexState::Ready => {}
    }
    Ok(Recovery { problems: survey.problems, journal, store, head: survey.head, notices: opened.notices })
}

/// Erases what redactions took beside the homes.
fn erase_beside_homes(homes: &Homes<'_>) -> Result<(), RecoverError> {
    let failed = RecoverError::io("erasing redacted words");
    let entries = homes.mended_entries()?.map(|entry| entry.map_err(|_| StorageError::Missing { seq: Seq::FIRST }));
    let (_, kept) = still_there(&homes.erasures, Box::new(entries)).map_err(RecoverError::NotErased)?;
    if homes.erasures.of_sources() {
        remove_sources(&homes.folder.join(SOURCES), &kept).map_err(&failed)?;
    }
    remove_kept(homes.folder, &[STORE_NEW]).map_err(failed)?;
    Ok(())
}

/// Whether there is anything of a ledger in the folder.
fn check_folder(folder: &Path) -> Result<(), RecoverError> {
    if !folder.exists() {
        return Err(RecoverError::Missing(folder.to_owned()));
    }
    let any = [JOURNAL, STORE, JOURNAL_NEW, STORE_NEW, STORE_OLD].iter().any(|name| folder.join(name).is_dir());
    if any { Ok(()) } else { Err(RecoverError::NotALedger(folder.to_owned())) }
}

/// A recovery that was cut short between two renames left a complete home under another name.
fn finish_interrupted_swap(folder: &Path) -> io::Result<()> {
    for (missing, complete) in [(JOURNAL, JOURNAL_NEW), (STORE, STORE_NEW), (STORE, STORE_OLD)] {
        let (missing, complete) = (folder.join(missing), folder.join(complete));
        if !missing.exists() && complete.is_dir() {
            fs::rename(complete, missing)?;
            sync_folder(folder)?;
        }
    }
    Ok(())
}
