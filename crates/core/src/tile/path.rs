//! The paths of tiles and bundles below the address of a log.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::TILE_WIDTH;

/// The greatest level of tiles that a path may name.
const LEVEL_MAX: u8 = 63;

/// Where a tile or bundle is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TilePath {
    /// A tile of hashes: `tile/LEVEL/INDEX`, and `.p/WIDTH` behind it if it is not full.
    Hashes {
        /// Its level, 0 to 63.
        level: u8,
        /// Its number in the level.
        index: u64,
        /// How many hashes it has, 1 to 256.
        width: u16,
    },
    /// A bundle of entries: `tile/entries/INDEX`, and `.p/WIDTH` behind it if it is not full.
    Entries {
        /// Its number.
        index: u64,
        /// How many entries it has, 1 to 256.
        width: u16,
    },
}

/// What `TilePath::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not the path of a tile, such as `tile/0/x001/234` or `tile/entries/000.p/17`")]
pub struct NotATilePath(String);

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match self {
            TilePath::Hashes { level, index, width } => {
                write!(f, "tile/{level}/")?;
                (index, width)
            }
            TilePath::Entries { index, width } => {
                write!(f, "tile/entries/")?;
                (index, width)
            }
        };
        let digits = index.to_string();
        let digits = format!("{digits:0>width$}", width = digits.len().next_multiple_of(3));
        let (higher, last) = digits.split_at(digits.len() - 3);
        for three in higher.as_bytes().chunks(3) {
            write!(f, "x{}/", String::from_utf8_lossy(three))?;
        }
        f.write_str(last)?;
        if usize::from(*width) < TILE_WIDTH { write!(f, ".p/{width}") } else { Ok(()) }
    }
}

impl FromStr for TilePath {
    type Err = NotATilePath;

    fn from_str(text: &str) -> Result<Self, NotATilePath> {
        // Numbers have many spellings and each path has one: what does not print back the same is none.
        parse(text).filter(|path| path.to_string() == text).ok_or_else(|| NotATilePath(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<TilePath> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok().filter(|width| (1..TILE_WIDTH as u16).contains(width))?),
        None => (rest, TILE_WIDTH as u16),
    };
    let index = index.replace("/", "").replace('x', "").parse().ok()?;
    if kind == "entries" {
        return Some(TilePath::Entries { index, width });
    }
    let level = kind.parse().ok().filter(|level| *level <= LEVEL_MAX)?;
    Some(TilePath::Hashes { level, index, width })
}
