//! Writing a home anew from the mended chain, and putting it in place.
//!
//! Invariant: a home that was written is read again and compared with the chain before anything is renamed.

use std::io;
use std::path::Path;

use fs_err as fs;
use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;

use crate::folder::{
    JOURNAL, JOURNAL_NEW, JOURNAL_OLD, STORE, STORE_NEW, free_name, remove_tree, sync_folder, sync_tree,
};
use crate::journal::entries::journal_entries;
use crate::journal::writer::{JournalWriter, WriteError};
use crate::limits::Limits;
use crate::recover::homes::Homes;
use crate::recover::recovery::RecoverError;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::packing::packed_len;
use crate::store::rebuild::{FillError, fill};

/// Entries in a frame of a rebuilt journal, and bytes after which a frame ends sooner.
const FRAME_ENTRIES: usize = 128;
const FRAME_BYTES: usize = 1 << 20;

/// Writes the mended chain into `journal.new` and compares.
pub(crate) fn rebuild_journal(homes: &Homes<'_>, limits: &Limits) -> Result<(), RecoverError> {
    let building = homes.folder.join(JOURNAL_NEW);
    let failed = RecoverError::io("rebuilding the journal");
    remove_tree(&building).and_then(|()| fs::create_dir(&building)).map_err(&failed)?;
    let mut writer = JournalWriter::create(&building, homes.ledger, limits.segment_len_max).map_err(&failed)?;
    let mut head = Head::EMPTY;
    let mut batch: Vec<Entry> = Vec::new();
    let mut bytes = 0;
    for entry in homes.mended_entries()? {
        let entry = entry?;
        // A frame may not be larger than one entry can be.
        if !batch.is_empty() && (batch.len() >= FRAME_ENTRIES || bytes + packed_len(&entry) > FRAME_BYTES) {
            head = write_frame(&mut writer, head, &batch)?;
            batch.clear();
            bytes = 0;
        }
        bytes += packed_len(&entry);
        batch.push(entry);
    }
    write_frame(&mut writer, head, &batch)?;
    writer.sync().map_err(&failed)?;
    drop(writer);
    sync_tree(&building).map_err(&failed)?;
    let written = journal_entries(&building, homes.ledger, 0)
        .map(|entry| entry.map_err(|_| RecoverError::RebuildDiffers { home: JOURNAL, seq: Seq::FIRST }));
    compare(homes, JOURNAL, written)
}

/// Writes the mended chain into `store.new` and compares.
pub(crate) fn rebuild_store(homes: &Homes<'_>, limits: &Limits) -> Result<(), RecoverError> {
    let building = homes.folder.join(STORE_NEW);
    let failed = RecoverError::io("rebuilding the store");
    remove_tree(&building).map_err(&failed)?;
    let mut store = Store::create(&building, limits.open_deadline).map_err(RecoverError::Store)?;
    fill(&mut store, homes.mended_entries()?).map_err(|error| match error {
        FillError::Store(error) => RecoverError::Store(error),
        FillError::Entries(error) => error,
    })?;
    store.flush().map_err(RecoverError::Store)?;
    drop(store);
    sync_tree(&building).map_err(&failed)?;
    let store = Store::open(&building, limits.open_deadline).map_err(|fault| RecoverError::Store(fault.error))?;
    let written =
        store.entries(Seq::FIRST).map_err(RecoverError::Store)?.map(|stored| stored.map(|stored| stored.entry));
    compare(homes, STORE, written.map(|entry: Result<Entry, StoreError>| entry.map_err(RecoverError::Store)))?;
    drop(store);
    sync_tree(&building).map_err(failed)
}

/// Puts `journal.new` in place; the damaged journal is kept, and its name given, if it may be.
pub(crate) fn swap_journal(folder: &Path, keep: bool) -> io::Result<Option<String>> {
    let journal = folder.join(JOURNAL);
    let old = folder.join(JOURNAL_OLD);
    let mut kept = None;
    if fs::symlink_metadata(&journal).is_ok() {
        let aside = if keep { free_name(folder, "journal.damaged")? } else { old.clone() };
        remove_tree(&old)?;
        fs::rename(&journal, &aside)?;
        kept = aside.file_name().filter(|_| keep).map(|name| name.to_string_lossy().into_owned());
    }
    fs::rename(folder.join(JOURNAL_NEW), &journal)?;
    sync_folder(folder)?;
    remove_tree(&old)?;
    Ok(kept)
}

fn write_frame(writer: &mut JournalWriter, head: Head, batch: &[Entry]) -> Result<Head, RecoverError> {
    let Some(last) = batch.last() else { return Ok(head) };
    writer.write(head, batch).map_err(|error| match error {
        WriteError::NothingRecorded(source) | WriteError::LeftTorn(source) | WriteError::Unknown(source) => {
            RecoverError::Io { doing: "rebuilding the journal", source }
        }
    })?;
    Ok(Head { size: head.size + batch.len() as u64, hash: ChainHash::of_event(&last.event) })
}

/// Reads a new home against the chain that it was made from.
fn compare(
    homes: &Homes<'_>,
    home: &'static str,
    mut written: impl Iterator<Item = Result<Entry, RecoverError>>,
) -> Result<(), RecoverError> {
    let mut seq = Seq::FIRST;
    for entry in homes.mended_entries()? {
        let entry = entry?;
        if written.next().transpose()? != Some(entry) {
            return Err(RecoverError::RebuildDiffers { home, seq });
        }
        seq = seq.next();
    }
    match written.next() {
        None => Ok(()),
        Some(_) => Err(RecoverError::RebuildDiffers { home, seq }),
    }
}
