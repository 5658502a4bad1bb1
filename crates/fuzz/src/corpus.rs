//! The inputs that a run begins with: a target's seeds, and what is kept in `tests/fuzz/corpus`.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::target::Target;

/// A larger input is not kept.
const KEPT_LEN_MAX: usize = 4 << 10;

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The bytes of a file of the repository, which is there as long as this crate is.
pub(crate) fn read(path: &str) -> Vec<u8> {
    fs::read(repository(path)).unwrap_or_else(|error| panic!("{error}"))
}

/// The seeds, then the files of the corpus by name.
///
/// # Errors
/// If the folder is there and cannot be read.
pub fn load(target: &Target) -> io::Result<Vec<Vec<u8>>> {
    let mut inputs = (target.seeds)();
    let folder = folder(target);
    if folder.is_dir() {
        let mut files =
            fs::read_dir(folder)?.map(|file| file.map(|file| file.path())).collect::<io::Result<Vec<_>>>()?;
        files.sort();
        for file in files {
            inputs.push(fs::read(file)?);
        }
    }
    Ok(inputs)
}

/// Keeps an input that gave an answer of its own, unless it is large.
///
/// # Errors
/// If it cannot be written.
pub fn keep(target: &Target, name: &str, input: &[u8]) -> io::Result<()> {
    if input.len() > KEPT_LEN_MAX {
        return Ok(());
    }
    fs::create_dir_all(folder(target))?;
    fs::write(folder(target).join(name), input)
}

fn folder(target: &Target) -> PathBuf {
    repository("tests/fuzz/corpus").join(target.name)
}
