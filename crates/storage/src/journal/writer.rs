//! Adding frames to the journal.
//!
//! Invariant: the file ends with a whole frame before and after every call, or the writer says that it does not know
//! and takes nothing more.

use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;
use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::LedgerId;
use thiserror::Error;

use crate::folder::sync_folder;
use crate::journal::frame;
use crate::journal::segment::{SEGMENT_HEADER_LEN, SegmentHeader};
use crate::journal::segment_list::segment_name;
use crate::journal::tail::JournalTail;

/// The open end of a journal.
#[derive(Debug)]
pub(crate) struct JournalWriter {
    journal: PathBuf,
    ledger: LedgerId,
    file: fs::File,
    index: u32,
    len: u64,
    segment_len_max: u64,
}

/// Why a frame was not acknowledged.
#[derive(Debug, Error)]
pub(crate) enum WriteError {
    /// The journal is as it was.
    #[error("nothing was recorded")]
    NothingRecorded(#[source] io::Error),
    /// What was written could not be taken back, but it is no whole frame.
    #[error("nothing was recorded, but an unfinished batch is left")]
    LeftTorn(#[source] io::Error),
    /// The frame may be on the disk or not.
    #[error("it is not known whether the batch was recorded")]
    Unknown(#[source] io::Error),
}

impl JournalWriter {
    /// Makes the first segment of a new journal; the caller syncs the folder.
    pub(crate) fn create(journal: &Path, ledger: LedgerId, segment_len_max: u64) -> io::Result<JournalWriter> {
        let file = create_segment(journal, 0, SegmentHeader { ledger, before: Head::EMPTY })?;
        let len = SEGMENT_HEADER_LEN as u64;
        Ok(JournalWriter { journal: journal.to_owned(), ledger, file, index: 0, len, segment_len_max })
    }

    /// Goes on behind a journal's last whole frame, and drops the torn write there if there is one.
    pub(crate) fn go_on(journal: &Path, tail: &JournalTail, segment_len_max: u64) -> io::Result<JournalWriter> {
        let mut file = fs::OpenOptions::new().read(true).write(true).open(&tail.segment.path)?;
        if let Some(torn) = &tail.torn {
            if torn.place.segment == tail.segment.name {
                file.set_len(tail.whole_len)?;
            } else {
                fs::remove_file(journal.join(&*torn.place.segment))?;
                sync_folder(journal)?;
            }
        }
        // A writer that was killed before its fdatasync leaves frames that are whole but not yet durable.
        file.sync_all()?;
        file.seek(SeekFrom::Start(tail.whole_len))?;
        let index = tail.segment.index;
        Ok(JournalWriter {
            journal: journal.to_owned(),
            ledger: tail.ledger,
            file,
            index,
            len: tail.whole_len,
            segment_len_max,
        })
    }

    /// Adds a batch behind `head` and syncs it.
    pub(crate) fn append(&mut self, head: Head, batch: &[Entry]) -> Result<(), WriteError> {
        self.write(head, batch)?;
        strike(Step::SyncFrame).and_then(|()| self.file.sync_data()).map_err(WriteError::Unknown)
    }

    /// Adds a batch behind `head`; it is durable only after `sync`.
    pub(crate) fn write(&mut self, head: Head, batch: &[Entry]) -> Result<(), WriteError> {
        let frame = frame::encode(self.ledger, head.next_seq(), batch);
        let has_frames = self.len > SEGMENT_HEADER_LEN as u64;
        if has_frames && self.len + frame.len() as u64 > self.segment_len_max {
            self.roll(head).map_err(WriteError::NothingRecorded)?;
        }
        let written = strike(Step::WriteFrame).and_then(|()| self.file.write_all(&frame));
        if let Err(error) = written {
            return Err(match self.take_back() {
                Ok(()) => WriteError::NothingRecorded(error),
                Err(_) => WriteError::LeftTorn(error),
            });
        }
        self.len += frame.len() as u64;
        Ok(())
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Makes the file end with its last whole frame again.
    fn take_back(&mut self) -> io::Result<()> {
        strike(Step::TakeBack)?;
        self.file.set_len(self.len)?;
        self.file.seek(SeekFrom::Start(self.len))?;
        self.file.sync_all()
    }

    fn roll(&mut self, before: Head) -> io::Result<()> {
        self.file.sync_all()?;
        let index = self.index + 1;
        let made = strike(Step::MakeSegment)
            .and_then(|()| create_segment(&self.journal, index, SegmentHeader { ledger: self.ledger, before }))
            .and_then(|file| sync_folder(&self.journal).map(|()| file));
        match made {
            Ok(file) => {
                self.file = file;
                self.index = index;
                self.len = SEGMENT_HEADER_LEN as u64;
                Ok(())
            }
            Err(error) => {
                // Should this fail too, the next attempt says that the file exists; nothing of a batch is in it.
                let _removed = fs::remove_file(self.journal.join(segment_name(index)));
                Err(error)
            }
        }
    }
}

/// Makes a segment file that does not exist yet and syncs its header, but not the folder.
fn create_segment(journal: &Path, index: u32, header: SegmentHeader) -> io::Result<fs::File> {
    let path = journal.join(segment_name(index));
    let mut file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
    file.write_all(&header.to_bytes())?;
    file.sync_all()?;
    Ok(file)
}

/// A step that tests can make fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    MakeSegment,
    WriteFrame,
    TakeBack,
    SyncFrame,
    /// Putting a batch into the store.
    FillStore,
    /// Removing the bytes of sources, for a redaction.
    RemoveSources,
    /// Putting a segment in place that was written anew.
    RewriteSegment,
    /// Removing what recoveries kept.
    RemoveKept,
    /// Putting a store in place, once the old one is gone.
    PlaceStore,
}

/// Fails if a test asked for it.
#[cfg(test)]
pub(crate) fn strike(step: Step) -> io::Result<()> {
    crate::fault::strike(step)
}

/// Does nothing outside tests.
#[cfg(not(test))]
pub(crate) fn strike(_: Step) -> io::Result<()> {
    Ok(())
}
