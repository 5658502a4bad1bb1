//! What is wrong in a ledger's folder besides its two homes.
//!
//! Invariant: nothing is changed, and finding something is no error.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use onrecord_core::hash::SourceHash;

use crate::checkpoints::{self, size_of_name};
use crate::folder::{CHECKPOINTS, JOURNAL, LEFTOVERS, LOCK, SOURCES, STORE, is_kept_home, tree_bytes};
use crate::journal::segment_list::segment_index;

/// Something in a ledger's folder that should not be so.
#[derive(Debug)]
pub enum FolderFinding {
    /// A folder that every ledger has is missing.
    MissingFolder {
        /// Its name.
        name: &'static str,
    },
    /// A file or folder that is none of a ledger's.
    Foreign {
        /// Its path in the ledger's folder.
        path: PathBuf,
    },
    /// Something that an interrupted run left behind; the next writer removes it.
    Leftover {
        /// Its path in the ledger's folder.
        path: PathBuf,
    },
    /// A source's bytes do not match their name.
    SourceChanged {
        /// The hash that they should have.
        hash: SourceHash,
        /// The hash that they have.
        found: SourceHash,
    },
    /// A source could not be read.
    SourceUnreadable {
        /// Its hash.
        hash: SourceHash,
        /// What the system says.
        source: io::Error,
    },
}

/// Looks at the names in a ledger's folder; `also` are those that others keep in it. Gives the sources that are there
/// too, whose bytes are [`source_finding`]'s. Hold the ledger's lock meanwhile, or what a writer is about to move into
/// place is taken for a leftover.
pub fn folder_findings(folder: &Path, also: &[&str]) -> io::Result<(Vec<FolderFinding>, Vec<SourceHash>)> {
    let mut findings = Vec::new();
    for name in [JOURNAL, STORE, SOURCES, CHECKPOINTS] {
        if !folder.join(name).is_dir() {
            findings.push(FolderFinding::MissingFolder { name });
        }
    }
    for name in names_in(folder)? {
        let path = PathBuf::from(&name);
        let known = [JOURNAL, STORE, SOURCES, CHECKPOINTS, LOCK].contains(&name.as_str());
        if LEFTOVERS.contains(&name.as_str()) {
            findings.push(FolderFinding::Leftover { path });
        } else if !known && !also.contains(&name.as_str()) && !is_kept_home(&name) {
            findings.push(FolderFinding::Foreign { path });
        }
    }
    for name in names_in(&folder.join(JOURNAL))? {
        if segment_index(&name).is_none() {
            findings.push(FolderFinding::Foreign { path: Path::new(JOURNAL).join(name) });
        }
    }
    for name in names_in(&folder.join(CHECKPOINTS))? {
        let path = Path::new(CHECKPOINTS).join(&name);
        let unfinished = name.strip_suffix(checkpoints::UNFINISHED).unwrap_or(&name);
        if size_of_name(unfinished).is_none() {
            findings.push(FolderFinding::Foreign { path });
        } else if unfinished != name {
            findings.push(FolderFinding::Leftover { path });
        }
    }
    let mut sources = Vec::new();
    for name in names_in(&folder.join(SOURCES))? {
        let path = Path::new(SOURCES).join(&name);
        let unfinished = name.strip_suffix(crate::sources::UNFINISHED).unwrap_or(&name);
        match unfinished.parse::<SourceHash>() {
            Err(_) => findings.push(FolderFinding::Foreign { path }),
            Ok(_) if unfinished != name => findings.push(FolderFinding::Leftover { path }),
            Ok(hash) => sources.push(hash),
        }
    }
    Ok((findings, sources))
}

/// Bytes of a ledger's journal, store and sources, as far as that can be told: what there is to be looked through.
pub fn bytes_of(folder: &Path) -> u64 {
    [JOURNAL, STORE, SOURCES].iter().filter_map(|name| tree_bytes(&folder.join(name)).ok()).sum()
}

/// What is wrong with the bytes of a source that was in a ledger's folder. One that is there no longer went with a
/// redaction or was never named.
pub fn source_finding(folder: &Path, hash: SourceHash) -> Option<FolderFinding> {
    match fs::read(folder.join(SOURCES).join(hash.to_string())) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => None,
        Err(source) => Some(FolderFinding::SourceUnreadable { hash, source }),
        Ok(bytes) => {
            let found = SourceHash::of(&bytes);
            (found != hash).then_some(FolderFinding::SourceChanged { hash, found })
        }
    }
}

/// The names in a folder in order; none if it is missing.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let items = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        items => items?,
    };
    let names = items.map(|item| Ok(item?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
