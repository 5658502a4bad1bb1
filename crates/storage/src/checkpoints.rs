//! The signed checkpoints in a ledger's folder, a file each, named by the size.
//!
//! Invariant: a file that is there is whole: it was written beside its place, synced and moved there.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::folder::{CHECKPOINTS, sync_folder};

/// Ends the name of a checkpoint.
const ENDING: &str = ".checkpoint";
/// Ends the name of one that is being written.
pub(crate) const UNFINISHED: &str = ".new";

/// Keeps a checkpoint of this size, in place of one that is there, and gives its path.
pub fn put(ledger_folder: &Path, size: u64, bytes: &[u8]) -> io::Result<PathBuf> {
    let folder = ledger_folder.join(CHECKPOINTS);
    let path = folder.join(format!("{size}{ENDING}"));
    replace(&path, bytes)?;
    Ok(path)
}

/// Writes a file whole or not at all, and durably.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let unfinished = PathBuf::from(unfinished);
    let mut file = fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    path.parent()
        .map_or(Ok(()), |folder| sync_folder(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }))
}

/// The paths of the checkpoints that are kept, with the sizes that their names say, in order of size.
pub fn list(ledger_folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let items = match fs::read_dir(ledger_folder.join(CHECKPOINTS)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        items => items?,
    };
    let mut found = Vec::new();
    for item in items {
        let item = item?;
        found.extend(size_of_name(&item.file_name().to_string_lossy()).map(|size| (size, item.path())));
    }
    found.sort();
    Ok(found)
}

/// The size in the name of a checkpoint, or nothing if the name is that of none.
pub(crate) fn size_of_name(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(ENDING)?;
    digits.parse::<u64>().ok().filter(|size| size.to_string() == digits)
}
