//! One thing that happens to a ledger's files.

use std::fmt;
use std::path::{Path, PathBuf};

use super::image::{Content, Image};
use super::ledgers::Undamaged;

/// The journal's only segment.
pub(super) const SEGMENT: &str = "journal/00000000.seg";

/// Sorts of damage, a row of the table each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    JournalBit,
    JournalCut,
    JournalCutStoreBehind,
    Frames,
    SmallFileBit,
    SmallFileCut,
    StoreBit,
    StoreCut,
    FileDeleted,
    FolderDeleted,
    FilesSwapped,
    ByteAppended,
}

impl Class {
    pub(super) const ALL: [Class; 12] = [
        Class::JournalBit,
        Class::JournalCut,
        Class::JournalCutStoreBehind,
        Class::Frames,
        Class::SmallFileBit,
        Class::SmallFileCut,
        Class::StoreBit,
        Class::StoreCut,
        Class::FileDeleted,
        Class::FolderDeleted,
        Class::FilesSwapped,
        Class::ByteAppended,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Class::JournalBit => "bit of the journal",
            Class::JournalCut => "journal cut",
            Class::JournalCutStoreBehind => "journal cut, store behind",
            Class::Frames => "frames rearranged",
            Class::SmallFileBit => "bit of a small file",
            Class::SmallFileCut => "small file cut",
            Class::StoreBit => "bit of sled's files",
            Class::StoreCut => "sled's files cut",
            Class::FileDeleted => "file deleted",
            Class::FolderDeleted => "folder deleted",
            Class::FilesSwapped => "two files swapped",
            Class::ByteAppended => "byte appended",
        }
    }
}

/// What is done to the files.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Flip {
        file: PathBuf,
        at: usize,
        bit: u8,
    },
    Cut {
        file: PathBuf,
        len: usize,
    },
    /// The journal's last batch is cut off but for `torn` bytes, and the store does not have it: a power cut.
    CutStoreBehind {
        len: usize,
        torn: usize,
    },
    Content {
        file: PathBuf,
        what: String,
        bytes: Vec<u8>,
    },
    DeleteFile(PathBuf),
    DeleteFolder(PathBuf),
    Swap(PathBuf, PathBuf),
    Append {
        file: PathBuf,
        byte: u8,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Flip { file, at, bit } => write!(f, "bit {bit} of byte {at} of {} flipped", file.display()),
            Change::Cut { file, len } => write!(f, "{} cut to {len} bytes", file.display()),
            Change::CutStoreBehind { len, torn } => {
                write!(f, "journal cut to {len} bytes, {torn} of them torn, and the store from before")
            }
            Change::Content { file, what, .. } => write!(f, "{}: {what}", file.display()),
            Change::DeleteFile(path) | Change::DeleteFolder(path) => write!(f, "{} deleted", path.display()),
            Change::Swap(one, other) => write!(f, "{} and {} swapped", one.display(), other.display()),
            Change::Append { file, byte } => write!(f, "byte {byte:#x} appended to {}", file.display()),
        }
    }
}

/// A change to one of the ledgers.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) class: Class,
    /// Number of the ledger.
    pub(super) ledger: usize,
    pub(super) change: Change,
    pub(super) effort: Effort,
}

/// How much is asked of the damaged ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// An audit and a replay.
    Basic,
    /// An export and a recovery too.
    Thorough,
}

impl Case {
    /// The files after the change.
    pub(super) fn image(&self, ledger: &Undamaged) -> Image {
        let mut image = ledger.image.clone();
        match &self.change {
            Change::Flip { file, at, bit } => image.content(file).flip(*at, *bit),
            Change::Cut { file, len } => image.content(file).cut(*len),
            Change::CutStoreBehind { len, .. } => {
                let mut journal = image.content(Path::new(SEGMENT)).clone();
                journal.cut(*len);
                image = ledger.before.clone();
                *image.content(Path::new(SEGMENT)) = journal;
            }
            Change::Content { file, bytes, .. } => *image.content(file) = Content::of(bytes.clone()),
            Change::DeleteFile(file) => {
                image.files.remove(file).unwrap();
            }
            Change::DeleteFolder(folder) => image.remove_folder(folder),
            Change::Swap(one, other) => {
                let kept = image.content(one).clone();
                *image.content(one) = std::mem::replace(image.content(other), kept);
            }
            Change::Append { file, byte } => image.content(file).append(*byte),
        }
        image
    }

    /// Whether the journal is not what was written, which an audit must find.
    pub(super) fn is_of_journal(&self) -> bool {
        let is = |path: &Path| path.starts_with("journal");
        match &self.change {
            Change::Flip { file, .. }
            | Change::Cut { file, .. }
            | Change::Content { file, .. }
            | Change::Append { file, .. } => is(file),
            Change::DeleteFile(path) | Change::DeleteFolder(path) => is(path),
            Change::Swap(one, other) => is(one) || is(other),
            // Without a torn byte nothing is left to find.
            Change::CutStoreBehind { torn, .. } => *torn > 0,
        }
    }
}
