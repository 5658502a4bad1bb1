//! The files of a published log: their paths, and which of them a log has.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::header::EVENT_LEN_MAX;
use crate::tile::{TILE_WIDTH, TilePath, bundles_between, tiles_between};

/// Path of the checkpoint.
const CHECKPOINT: &str = "checkpoint";
/// Begins the paths of bundles of entries, as in C2SP tlog-tiles.
const ENTRIES: &str = "tile/entries/";
/// Begins the paths of words.
const WORDS: &str = "words/";

/// One file of a published log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogFile {
    /// The newest checkpoint.
    Checkpoint,
    /// A tile of hashes or a bundle of entries.
    Tile(TilePath),
    /// The words of the events in a bundle.
    Words {
        /// The number of the bundle.
        index: u64,
        /// How many events it has, 1 to 256.
        width: u16,
    },
}

/// What `LogFile::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not the path of a file of a log")]
pub struct NotALogFile(String);

/// The files that a log of `size` events must have beside its checkpoint. Of words there are none without `words`.
pub fn required_files(size: u64, words: bool) -> impl Iterator<Item = LogFile> {
    let of_words = words.then(|| bundles_between(0, size).map(with_words)).into_iter().flatten();
    files_between(0, size).chain(of_words)
}

/// The tiles and bundles that a log of `size` events has and one of `from` events has not, or not in this width.
pub fn files_between(from: u64, size: u64) -> impl Iterator<Item = LogFile> {
    bundles_between(from, size).chain(tiles_between(from, size)).map(LogFile::Tile)
}

/// The words beside a bundle.
fn with_words(bundle: TilePath) -> LogFile {
    match bundle {
        TilePath::Entries { index, width } | TilePath::Hashes { index, width, .. } => LogFile::Words { index, width },
    }
}

impl LogFile {
    /// So many bytes such a file has at most: what is longer is none, and need not be read further.
    pub const fn len_max(self) -> u64 {
        match self {
            LogFile::Checkpoint => 1 << 20,
            LogFile::Tile(TilePath::Hashes { width, .. }) => width as u64 * 32,
            LogFile::Tile(TilePath::Entries { width, .. }) => width as u64 * (2 + EVENT_LEN_MAX as u64),
            // A mebibyte an event, on average; whoever checks holds the whole file.
            LogFile::Words { .. } => (TILE_WIDTH as u64) << 20,
        }
    }
}

impl fmt::Display for LogFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            LogFile::Checkpoint => f.write_str(CHECKPOINT),
            LogFile::Tile(path) => path.fmt(f),
            LogFile::Words { index, width } => {
                let beside = TilePath::Entries { index, width }.to_string();
                write!(f, "{WORDS}{}", beside.trim_start_matches(ENTRIES))
            }
        }
    }
}

impl FromStr for LogFile {
    type Err = NotALogFile;

    fn from_str(path: &str) -> Result<Self, NotALogFile> {
        let not_one = || NotALogFile(path.to_owned());
        if path == CHECKPOINT {
            return Ok(LogFile::Checkpoint);
        }
        match path.strip_prefix(WORDS) {
            Some(rest) => format!("{ENTRIES}{rest}").parse().map(with_words).map_err(|_| not_one()),
            None => path.parse().map(LogFile::Tile).map_err(|_| not_one()),
        }
    }
}
