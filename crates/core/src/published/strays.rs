//! Files of a published log that its checkpoint does not ask for: narrower tiles of earlier checkpoints, which stay,
//! and whatever does not belong there.
//!
//! Invariant: a narrower tile says nothing that the wider one does not say, and its whole set is there.

use super::{LogFile, ReadFile};
use crate::audit::{Finding, FindingKind};
use crate::tile::{TILE_WIDTH, TilePath, entries_of_bundle, hashes_at};

/// Checks the place of one file, given by its path below the log's folder, in a log of `size` events whose required
/// files were checked already ([`super::check_log`]).
pub fn check_place<E>(path: &str, (size, words): (u64, bool), read: impl ReadFile<E>) -> Result<Option<Finding>, E> {
    let unexpected = |why: &str| Some(finding(FindingKind::FileUnexpected, format!("{path} {why}")));
    let Ok(file) = path.parse::<LogFile>() else {
        return Ok(unexpected("is no file of a log"));
    };
    let (items, index, width) = match file {
        LogFile::Checkpoint => return Ok(None),
        LogFile::Words { .. } if !words => return Ok(unexpected("is not asked for")),
        LogFile::Words { index, width } | LogFile::Tile(TilePath::Entries { index, width }) => (size, index, width),
        LogFile::Tile(TilePath::Hashes { level, index, width }) => (hashes_at(level, size), index, width),
    };
    let there = items.saturating_sub(index.saturating_mul(TILE_WIDTH as u64)).min(TILE_WIDTH as u64) as u16;
    if width > there {
        return Ok(unexpected("is beyond the checkpoint"));
    }
    if width == there {
        return Ok(None);
    }
    match file {
        LogFile::Checkpoint | LogFile::Words { .. } => Ok(unexpected("is not of this checkpoint")),
        LogFile::Tile(narrow) => check_narrow(narrow, there, read),
    }
}

/// Checks a tile or bundle of an earlier checkpoint against the wider one in its place.
fn check_narrow<E>(narrow: TilePath, there: u16, read: impl ReadFile<E>) -> Result<Option<Finding>, E> {
    let (wide, size) = match narrow {
        TilePath::Entries { index, width } => {
            (TilePath::Entries { index, width: there }, Some(index * TILE_WIDTH as u64 + u64::from(width)))
        }
        TilePath::Hashes { level, index, width } => {
            let size = (level == 0).then(|| index * TILE_WIDTH as u64 + u64::from(width));
            (TilePath::Hashes { level, index, width: there }, size)
        }
    };
    // A wider one that is missing was found already.
    let Some(wide) = read(LogFile::Tile(wide))? else { return Ok(None) };
    let Some(bytes) = read(LogFile::Tile(narrow))? else { return Ok(None) };
    let whole = match narrow {
        TilePath::Entries { width, .. } => {
            entries_of_bundle(&bytes).is_ok_and(|entries| entries.len() == usize::from(width))
        }
        TilePath::Hashes { width, .. } => bytes.len() == usize::from(width) * 32,
    };
    if !whole || !wide.starts_with(&bytes) {
        let detail = format!("{narrow} is not how the wider one in its place begins");
        return Ok(Some(finding(FindingKind::FileDiffers, detail)));
    }
    for part in size.into_iter().flat_map(set_of) {
        if read(LogFile::Tile(part))?.is_none() {
            let detail = format!("{part} is missing, {narrow} of the same checkpoint is there");
            return Ok(Some(finding(FindingKind::FileMissing, detail)));
        }
    }
    Ok(None)
}

/// The partial tiles and the partial bundle that a log of this size had.
fn set_of(size: u64) -> impl Iterator<Item = TilePath> {
    let last = |hashes: u64| (hashes / TILE_WIDTH as u64, (hashes % TILE_WIDTH as u64) as u16);
    let tiles = (0..8).filter_map(move |level| {
        let (index, width) = last(hashes_at(level, size));
        (width > 0).then_some(TilePath::Hashes { level, index, width })
    });
    let (index, width) = last(size);
    tiles.chain((width > 0).then_some(TilePath::Entries { index, width }))
}

fn finding(kind: FindingKind, detail: String) -> Finding {
    Finding { seq: None, kind, detail }
}
