//! A ledger's folder as bytes in memory, from which damaged copies are written quickly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// All files and folders of a ledger, by their paths in it.
#[derive(Clone, Debug)]
pub(super) struct Image {
    pub(super) folders: BTreeSet<PathBuf>,
    pub(super) files: BTreeMap<PathBuf, Content>,
}

/// A file's bytes; sled's file is half a megabyte of which nearly all is zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// The bytes up to the last that is not zero.
    written: Vec<u8>,
    len: usize,
}

impl Image {
    pub(super) fn of(folder: &Path) -> Image {
        let mut image = Image { folders: BTreeSet::new(), files: BTreeMap::new() };
        image.add(folder, Path::new(""));
        image
    }

    fn add(&mut self, root: &Path, below: &Path) {
        for item in fs::read_dir(root.join(below)).unwrap() {
            let path = below.join(item.unwrap().file_name());
            if root.join(&path).is_dir() {
                self.folders.insert(path.clone());
                self.add(root, &path);
            } else {
                let content = Content::of(fs::read(root.join(&path)).unwrap());
                self.files.insert(path, content);
            }
        }
    }

    /// Writes the ledger anew, whatever is there.
    pub(super) fn write(&self, folder: &Path) {
        if folder.exists() {
            fs::remove_dir_all(folder).unwrap();
        }
        fs::create_dir(folder).unwrap();
        for path in &self.folders {
            fs::create_dir(folder.join(path)).unwrap();
        }
        for (path, content) in &self.files {
            let mut file = File::create(folder.join(path)).unwrap();
            file.write_all(&content.written).unwrap();
            file.set_len(content.len as u64).unwrap();
        }
    }

    /// The first file that is no longer as in this image; the lock says who has the ledger, so it may change.
    pub(super) fn first_difference(&self, folder: &Path) -> Option<&Path> {
        let same = |path: &Path, content: &Content| {
            let found = fs::read(folder.join(path)).unwrap_or_default();
            found.len() == content.len && found.starts_with(&content.written)
        };
        let mut files = self.files.iter().filter(|(path, _)| *path != Path::new("lock"));
        files.find(|(path, content)| !same(path, content)).map(|(path, _)| path.as_path())
    }

    pub(super) fn content(&mut self, file: &Path) -> &mut Content {
        self.files.get_mut(file).unwrap()
    }

    pub(super) fn remove_folder(&mut self, folder: &Path) {
        self.folders.retain(|path| !path.starts_with(folder));
        self.files.retain(|path, _| !path.starts_with(folder));
    }
}

impl Content {
    pub(super) fn of(mut bytes: Vec<u8>) -> Content {
        let len = bytes.len();
        bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1));
        Content { written: bytes, len }
    }

    /// Bytes in the file.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes up to the last that is not zero.
    pub(super) fn written_len(&self) -> usize {
        self.written.len()
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.written.clone();
        bytes.resize(self.len, 0);
        bytes
    }

    pub(super) fn flip(&mut self, at: usize, bit: u8) {
        assert!(at < self.len, "byte {at} of {}", self.len);
        self.written.resize(self.written.len().max(at + 1), 0);
        self.written[at] ^= 1 << bit;
    }

    pub(super) fn cut(&mut self, len: usize) {
        self.written.truncate(len);
        self.len = len;
    }

    pub(super) fn append(&mut self, byte: u8) {
        self.written.resize(self.len, 0);
        self.written.push(byte);
        self.len += 1;
    }
}
