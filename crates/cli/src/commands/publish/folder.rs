//! The folder of a published log.
//!
//! Invariant: a file in its place is whole and on disk: it is written beside it, synced and moved there; the names of
//! all files, also of those that were there already, are synced before the checkpoint is written.

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
        let mut folder = LogFolder { root: root.to_owned(), unsynced: BTreeSet::new(), written: 0, removed: 0 };
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.is_dir();
        folder.unsynced.extend(root.ancestors().take_while(is_missing).filter_map(Path::parent).map(Path::to_owned));
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
        Ok(folder)
    }

    /// The checkpoint that is published now; none in a new folder, which whoever was killed may have made.
    pub(super) fn published(&mut self) -> Result<Option<SignedCheckpoint>, Failure> {
        let path = self.path(LogFile::Checkpoint);
        if path.exists() {
            return checkpoint_file::read(&path).map(Some);
        }
        self.unsynced.extend(self.root.parent().map(Path::to_owned));
        Ok(None)
    }

    /// Writes a tile or bundle, unless it is there. What is there never changes.
    pub(super) fn put_tile(&mut self, file: LogFile, bytes: &[u8]) -> Result<(), Failure> {
        match self.read(file)? {
            Some(there) if there == bytes => {
                self.name(file);
                Ok(())
            }
            Some(_) => Err(Failure::new(format!("{} is there and is not of this ledger", self.path(file).display()))
                .means_no()
                .hint("the folder holds another log, or was damaged: publish into another one")),
            None => self.write(file, bytes),
        }
    }

    /// Writes words or a checkpoint, over others that are there.
    pub(super) fn put_over(&mut self, file: LogFile, bytes: &[u8]) -> Result<(), Failure> {
        if self.read(file)?.as_deref() != Some(bytes) {
            return self.write(file, bytes);
        }
        self.name(file);
        Ok(())
    }

    /// Syncs all names and then writes the checkpoint.
    pub(super) fn put_checkpoint(&mut self, checkpoint: &SignedCheckpoint) -> Result<(), Failure> {
        self.sync()?;
        self.put_over(LogFile::Checkpoint, checkpoint.to_string().as_bytes())?;
        self.sync()
    }

    /// The files below a part of the folder, by their paths from the folder; none if it is not there. Whoever took others
    /// away may have been killed before that was synced.
    pub(super) fn files_below(&mut self, part: &str) -> Result<Vec<PathBuf>, Failure> {
        let mut files = Vec::new();
        let mut folders = vec![PathBuf::from(part)];
        while let Some(folder) = folders.pop() {
            let items = match fs_err::read_dir(self.root.join(&folder)) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                items => items.map_err(|error| Failure::of(&error))?,
            };
            self.unsynced.insert(self.root.join(&folder));
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

    /// Has the names on the way to a file synced, also of one that was there: whoever wrote it, or made the folders, may
    /// have been killed before.
    fn name(&mut self, file: LogFile) {
        let path = self.path(file);
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        self.unsynced.extend(folders.map(Path::to_owned));
    }

    fn write(&mut self, file: LogFile, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(file);
        if let Some(folder) = path.parent() {
            fs_err::create_dir_all(folder).map_err(|error| Failure::of(&error))?;
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(UNFINISHED);
        let unfinished = PathBuf::from(unfinished);
        let mut new = fs_err::File::create(&unfinished).map_err(|error| Failure::of(&error))?;
        new.write_all(bytes).and_then(|()| new.sync_all()).map_err(|error| Failure::of(&error))?;
        fs_err::rename(&unfinished, &path).map_err(|error| Failure::of(&error))?;
        self.name(file);
        self.written += 1;
        Ok(())
    }
}
