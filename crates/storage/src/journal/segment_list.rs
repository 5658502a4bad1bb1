//! The segment files of a journal, in order, with the sizes that they have now.
//!
//! Invariant: a list is taken once and its sizes are a fixed end: what is written later is not seen through it.

use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fs_err as fs;

use crate::journal::damage::{Damage, DamageKind, Place};
use crate::journal::segment::{SEGMENT_HEADER_LEN, SegmentHeader};

/// A segment file.
#[derive(Clone, Debug)]
pub(crate) struct SegmentFile {
    pub(crate) index: u32,
    pub(crate) path: PathBuf,
    pub(crate) name: Arc<str>,
    /// Bytes in it when the list was taken.
    pub(crate) len: u64,
    /// The file, if it was opened when the list was taken.
    held: Option<Arc<fs::File>>,
}

impl SegmentFile {
    /// Reads the segment's header; `None` if the file is too short for one.
    pub(crate) fn header(&self) -> io::Result<Option<Result<SegmentHeader, DamageKind>>> {
        if self.len < SEGMENT_HEADER_LEN as u64 {
            return Ok(None);
        }
        let mut bytes = [0; SEGMENT_HEADER_LEN];
        self.open()?.read_exact(&mut bytes)?;
        Ok(Some(SegmentHeader::read(&bytes)))
    }

    /// The file at its beginning: the one that is held, whatever stands under its name by now, else that one. What is held
    /// has one place for all who read in it, so nobody else may do so meanwhile.
    pub(crate) fn open(&self) -> io::Result<fs::File> {
        let Some(held) = &self.held else { return fs::File::open(&self.path) };
        let mut file = held.try_clone()?;
        file.rewind()?;
        Ok(file)
    }

    /// Opens the file now, if that can be done; whoever reads in it later is told if not.
    pub(crate) fn hold(&mut self) {
        self.held = fs::File::open(&self.path).ok().map(Arc::new);
    }

    /// A byte of this segment.
    pub(crate) fn place(&self, offset: u64) -> Place {
        Place { segment: Arc::clone(&self.name), offset }
    }

    /// Damage of the file as a whole or of its header.
    pub(crate) fn damage(&self, kind: DamageKind) -> Damage {
        Damage { place: self.place(0), first_seq: None, held: None, kind }
    }
}

/// The file name of a segment.
pub(crate) fn segment_name(index: u32) -> String {
    format!("{index:08}.seg")
}

/// The segment files in a journal folder by number, gaps included; other names are passed over.
pub(crate) fn list_segments(journal: &Path) -> io::Result<Vec<SegmentFile>> {
    let mut segments = Vec::new();
    for item in fs::read_dir(journal)? {
        let item = item?;
        let Some(index) = item.file_name().to_str().and_then(segment_index) else { continue };
        let name = segment_name(index).into();
        segments.push(SegmentFile { index, path: item.path(), name, len: item.metadata()?.len(), held: None });
    }
    segments.sort_by_key(|segment| segment.index);
    Ok(segments)
}

/// The first number that is missing in the row, as damage.
pub(crate) fn missing_segment(segments: &[SegmentFile]) -> Option<Damage> {
    let missing = (0..).zip(segments).find(|(due, segment)| *due != segment.index);
    let index = match missing {
        Some((due, _)) => due,
        None if segments.is_empty() => 0,
        None => return None,
    };
    let place = Place { segment: segment_name(index).into(), offset: 0 };
    Some(Damage { place, first_seq: None, held: None, kind: DamageKind::SegmentMissing })
}

/// The number in a segment's file name.
pub(crate) fn segment_index(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".seg")?;
    (digits.len() == 8 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok())?
}
