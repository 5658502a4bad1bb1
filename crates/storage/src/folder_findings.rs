//! What is wrong in a ledger's folder besides its two homes.
//!
//! Invariant: nothing is changed, and finding something is no error.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use onrecord_core::hash::SourceHash;

use crate::checkpoints::{self, size_of_name};
use crate::folder::{CHECKPOINTS, JOURNAL, LEFTOVERS, LOCK, SOURCES, STORE, is_kept_home};
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

/// Looks through a ledger's folder; `also` names files that others keep in it.
pub fn folder_findings(folder: &Path, also: &[&str]) -> io::Result<Vec<FolderFinding>> {
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
    for name in names_in(&folder.join(SOURCES))? {
        findings.extend(source_finding(folder, &name));
    }
    Ok(findings)
}

fn source_finding(folder: &Path, name: &str) -> Option<FolderFinding> {
    let path = Path::new(SOURCES).join(name);
    if let Some(unfinished) = name.strip_suffix(crate::sources::UNFINISHED)
        && unfinished.parse::<SourceHash>().is_ok()
    {
        return Some(FolderFinding::Leftover { path });
    }
    let Ok(hash) = name.parse::<SourceHash>() else { return Some(FolderFinding::Foreign { path }) };
    match fs::read(folder.join(path)) {
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
