//! The bytes of sources, one file each, named by their hash.
//!
//! Invariant: under a name there are all of the bytes or none; what is returned has the hash that was asked for.

use std::io::{self, Write};
use std::path::Path;

use fs_err as fs;
use onrecord_core::hash::SourceHash;

use crate::folder::{SOURCES, sync_folder};
use crate::storage_error::StorageError;

/// Ends the name of a file that is being written.
pub(crate) const UNFINISHED: &str = ".new";

/// The source bytes with this hash in a ledger's folder, if they are held, without opening the ledger.
///
/// Errors: bytes that no longer match their hash, a read error.
pub fn read(ledger_folder: &Path, hash: &SourceHash) -> Result<Option<Vec<u8>>, StorageError> {
    get(&ledger_folder.join(SOURCES), hash)
}

/// Keeps bytes durably.
pub(crate) fn put(sources: &Path, bytes: &[u8]) -> Result<SourceHash, StorageError> {
    let failed = StorageError::io("writing a source");
    let hash = SourceHash::of(bytes);
    let path = sources.join(hash.to_string());
    let held = match fs::read(&path) {
        Ok(found) => SourceHash::of(&found) == hash,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(failed(error)),
    };
    if !held {
        write(sources, &path, hash, bytes).map_err(&failed)?;
    }
    // Also for a file that is there: whoever wrote it may have been killed before this.
    sync_folder(sources).map_err(&failed)?;
    Ok(hash)
}

/// The bytes with this hash, if they are held.
pub(crate) fn get(sources: &Path, hash: &SourceHash) -> Result<Option<Vec<u8>>, StorageError> {
    let bytes = match fs::read(sources.join(hash.to_string())) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StorageError::io("reading a source")(error)),
    };
    let found = SourceHash::of(&bytes);
    if found != *hash {
        return Err(StorageError::SourceChanged { hash: *hash, found });
    }
    Ok(Some(bytes))
}

fn write(sources: &Path, path: &Path, hash: SourceHash, bytes: &[u8]) -> io::Result<()> {
    let unfinished = sources.join(format!("{hash}{UNFINISHED}"));
    let mut file = fs::File::create(&unfinished)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // What is left of it is no source and is overwritten by the next attempt.
        let _removed = fs::remove_file(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, path)
}
