//! Looking for bytes in every file of a ledger's folder, and in what the store has squeezed into its own.
//!
//! Invariant: a file is read as it lies there, whatever it is for; nothing is changed.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use fs_err as fs;
use memchr::memmem::Finder;
use onrecord_core::seq::Seq;

use crate::ledger::{Ledger, StoreInUse};
use crate::storage_error::StorageError;

/// Read at a time.
const WINDOW: usize = 1 << 20;

/// A file in which something was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundIn {
    /// Its path in the folder.
    pub path: PathBuf,
    /// Which of the things that were looked for, by their places in the list.
    pub which: Vec<usize>,
}

/// Looks for these bytes, none of them empty, in every file below a folder. Gives how many files were read, and those
/// in which something was found, in order of their paths.
pub fn search_folder(folder: &Path, wanted: &[&[u8]]) -> io::Result<(usize, Vec<FoundIn>)> {
    let finders: Vec<Finder<'_>> = wanted.iter().map(|bytes| Finder::new(*bytes)).collect();
    let longest = wanted.iter().map(|bytes| bytes.len()).max().unwrap_or(0);
    let (mut files, mut found) = (0, Vec::new());
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for item in fs::read_dir(folder.join(&below))? {
            let item = item?;
            let path = below.join(item.file_name());
            if item.file_type()?.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let which = search_file(&item.path(), &finders, longest)?;
            if !which.is_empty() {
                found.push(FoundIn { path, which });
            }
        }
    }
    found.sort();
    Ok((files, found))
}

impl Ledger {
    /// Looks for these bytes, none of them empty, in the events and postings of the store, which files have squeezed. Gives
    /// the places in the list of those that were found.
    pub fn search_store(&self, wanted: &[&[u8]]) -> Result<Vec<usize>, StorageError> {
        let StoreInUse::Whole(store) = &self.store else { return Ok(Vec::new()) };
        let finders: Vec<Finder<'_>> = wanted.iter().map(|bytes| Finder::new(*bytes)).collect();
        let mut which = vec![false; finders.len()];
        let mut look = |bytes: &[u8]| look_for(&finders, bytes, &mut which);
        store.lend_contents(&mut look).map_err(|source| StorageError::Store { seq: Seq::FIRST, source })?;
        Ok(places(&which))
    }
}

fn look_for(finders: &[Finder<'_>], bytes: &[u8], which: &mut [bool]) {
    for (found, finder) in which.iter_mut().zip(finders) {
        *found = *found || finder.find(bytes).is_some();
    }
}

fn places(which: &[bool]) -> Vec<usize> {
    which.iter().enumerate().filter(|(_, found)| **found).map(|(place, _)| place).collect()
}

fn search_file(path: &Path, finders: &[Finder<'_>], longest: usize) -> io::Result<Vec<usize>> {
    let mut file = fs::File::open(path)?;
    let mut which = vec![false; finders.len()];
    let mut bytes = Vec::new();
    loop {
        // What may begin in one window and end in the next is looked at again.
        let keep = bytes.len().saturating_sub(longest.saturating_sub(1));
        bytes.drain(..keep);
        let read = file.by_ref().take(WINDOW as u64).read_to_end(&mut bytes)?;
        if read == 0 {
            break;
        }
        look_for(finders, &bytes, &mut which);
    }
    Ok(places(&which))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_in_every_file_and_across_windows() {
        let temp = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(temp.path().join("a/b")).unwrap();
        let needle = b"the words that were erased";
        for (name, at) in [("a/b/one", 0), ("a/two", WINDOW - 7), ("three", WINDOW * 2 + 100)] {
            let mut bytes = vec![b'.'; WINDOW * 2 + 500];
            bytes[at..at + needle.len()].copy_from_slice(needle);
            std::fs::write(temp.path().join(name), bytes).unwrap();
        }
        std::fs::write(temp.path().join("four"), b"the words that were erase").unwrap();
        let (files, found) = search_folder(temp.path(), &[b"nowhere", needle]).unwrap();
        assert_eq!(files, 4);
        let found: Vec<_> = found.iter().map(|found| (found.path.to_str().unwrap(), &found.which[..])).collect();
        assert_eq!(found, [("a/b/one", &[1][..]), ("a/two", &[1]), ("three", &[1])]);
    }
}
