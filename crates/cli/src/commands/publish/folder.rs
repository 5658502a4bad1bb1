//! The folder of a published log.
//!
//! Invariant: a file in its place is whole and on disk: it is written beside it, synced and moved there; the names of
//! all files are synced before the checkpoint is written.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::published::LogFile;

use crate::checkpoint_file;
use crate::failure::Failure;

/// Ends the name of a file that is being written.
const UNFINISHED: &str = ".new";
/// What stands at the top of a log's folder.
const TOP: [&str; 4] = ["checkpoint", "checkpoint.new", "tile", "words"];

/// A folder with a log, or for one.
pub(super) struct LogFolder {
    root: PathBuf,
    /// Folders with names that are not synced yet.
    unsynced: BTreeSet<PathBuf>,
    written: u64,
    removed: u64,
}

impl LogFolder {
    /// Opens or makes the folder; refuses one that has anything else in it.
    pub(super) fn open(root: &Path) -> Result<Self, Failure> {
        fs_err::create_dir_all(root).map_err(|error| Failure::of(&error))?;
        for item in fs_err::read_dir(root).map_err(|error| Failure::of(&error))? {
            let name = item.map_err(|error| Failure::of(&error))?.file_name();
            if !TOP.iter().any(|top| name == *top) {
                return Err(Failure::new(format!(
                    "{} has `{}` in it, which is no part of a log",
                    root.display(),
                    name.to_string_lossy()
                ))
                .hint("publish into a folder of its own"));
            }
        }
        Ok(LogFolder { root: root.to_owned(), unsynced: BTreeSet::new(), written: 0, removed: 0 })
    }

    /// The checkpoint that is published now; none in a new folder.
    pub(super) fn published(&self) -> Result<Option<SignedCheckpoint>, Failure> {
        let path = self.path(LogFile::Checkpoint);
        if path.exists() { checkpoint_file::read(&path).map(Some) } else { Ok(None) }
    }

    /// Writes a tile or bundle, unless it is there. What is there never changes.
    pub(super) fn put_tile(&mut self, file: LogFile, bytes: &[u8]) -> Result<(), Failure> {
        match self.read(file)? {
            Some(there) if there == bytes => Ok(()),
            Some(_) => Err(Failure::new(format!("{} is there and is not of this ledger", self.path(file).display()))
                .means_no()
                .hint("the folder holds another log, or was damaged: publish into another one")),
            None => self.write(file, bytes),
        }
    }

    /// Writes words, over others that are there.
    pub(super) fn put_words(&mut self, file: LogFile, bytes: &[u8]) -> Result<(), Failure> {
        if self.read(file)?.as_deref() == Some(bytes) { Ok(()) } else { self.write(file, bytes) }
    }

    /// Syncs all names and then writes the checkpoint.
    pub(super) fn put_checkpoint(&mut self, checkpoint: &SignedCheckpoint) -> Result<(), Failure> {
        self.sync()?;
        let bytes = checkpoint.to_string();
        if self.read(LogFile::Checkpoint)?.as_deref() != Some(bytes.as_bytes()) {
            self.write(LogFile::Checkpoint, bytes.as_bytes())?;
        }
        self.sync()
    }

    /// The files below a part of the folder, by their paths from the folder; none if it is not there.
    pub(super) fn files_below(&self, part: &str) -> Result<Vec<PathBuf>, Failure> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::from(part)];
        while let Some(folder) = folders.pop() {
            let items = match fs_err::read_dir(self.root.join(&folder)) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                items => items.map_err(|error| Failure::of(&error))?,
            };
            for item in items {
                let item = item.map_err(|error| Failure::of(&error))?;
                let is_folder = item.file_type().map_err(|error| Failure::of(&error))?.is_dir();
                let path = folder.join(item.file_name());
                if is_folder { &mut folders } else { &mut files }.push(path);
            }
        }
        Ok(files)
    }

    /// Removes a file, and the folders that are empty without it.
    pub(super) fn remove(&mut self, path: &Path) -> Result<(), Failure> {
        fs_err::remove_file(self.root.join(path)).map_err(|error| Failure::of(&error))?;
        self.removed += 1;
        for folder in path.ancestors().skip(1) {
            let folder = self.root.join(folder);
            self.unsynced.insert(folder.clone());
            if folder == self.root || fs_err::remove_dir(&folder).is_err() {
                break;
            }
            self.unsynced.remove(&folder);
        }
        Ok(())
    }

    /// Makes all names durable.
    pub(super) fn sync(&mut self) -> Result<(), Failure> {
        for folder in std::mem::take(&mut self.unsynced) {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
            fs_err::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Failure::of(&error))?;
        }
        Ok(())
    }

    /// How many files were written.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// How many files were removed.
    pub(super) fn removed(&self) -> u64 {
        self.removed
    }

    fn path(&self, file: LogFile) -> PathBuf {
        self.root.join(file.to_string())
    }

    fn read(&self, file: LogFile) -> Result<Option<Vec<u8>>, Failure> {
        match fs_err::read(self.path(file)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::of(&error)),
        }
    }

    fn write(&mut self, file: LogFile, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(file);
        let folder = path.parent().map_or_else(|| self.root.clone(), Path::to_owned);
        self.make_folder(&folder)?;
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(UNFINISHED);
        let unfinished = PathBuf::from(unfinished);
        let mut new = fs_err::File::create(&unfinished).map_err(|error| Failure::of(&error))?;
        new.write_all(bytes).and_then(|()| new.sync_all()).map_err(|error| Failure::of(&error))?;
        fs_err::rename(&unfinished, &path).map_err(|error| Failure::of(&error))?;
        self.unsynced.insert(folder);
        self.written += 1;
        Ok(())
    }

    /// Makes a folder, and remembers those whose names are new.
    fn make_folder(&mut self, folder: &Path) -> Result<(), Failure> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
        for folder in missing.into_iter().rev() {
            fs_err::create_dir(folder).map_err(|error| Failure::of(&error))?;
            self.unsynced.extend(folder.parent().map(Path::to_owned));
        }
        Ok(())
    }
}
