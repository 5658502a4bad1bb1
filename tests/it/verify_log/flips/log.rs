//! A published log in memory, judged by the functions that `onrecord verify --log` calls, in the same order.

use std::collections::BTreeMap;
use std::convert::Infallible;

use onrecord_core::checkpoint::{Checkpoint, SignedCheckpoint};
use onrecord_core::note::Verifier;
use onrecord_core::published::{LogCheck, LogFile, check_log, check_place};
use onrecord_core::tile::{TILE_WIDTH, TilePath};

/// Files, the keys that are believed, and the checks that were done before each bundle.
#[derive(Clone)]
pub(super) struct MemoryLog {
    files: BTreeMap<String, Vec<u8>>,
    keys: [Verifier; 2],
    /// The undamaged checkpoint, and the check before each bundle of it and behind the last.
    checkpoint: &'static Checkpoint,
    before: Vec<LogCheck<'static>>,
}

impl MemoryLog {
    pub(super) fn new(files: BTreeMap<String, Vec<u8>>, log: &str, witness: &str) -> Self {
        let mut log = MemoryLog::with_keys(files, log, witness).unwrap();
        let mut check = LogCheck::new(log.checkpoint, log.has_words());
        loop {
            log.before.push(check.clone());
            let Ok(more) = check.next_bundle(&|file| log.read(file));
            if !more {
                return log;
            }
        }
    }

    /// None if a key cannot be read.
    pub(super) fn with_keys(files: BTreeMap<String, Vec<u8>>, log: &str, witness: &str) -> Option<Self> {
        let keys = [log.parse().ok()?, witness.parse().ok()?];
        let signed = SignedCheckpoint::from_bytes(&files["checkpoint"]).ok()?;
        // As long as the process lives: the checks refer to it.
        let checkpoint = Box::leak(Box::new(signed.checkpoint().clone()));
        Some(MemoryLog { files, keys, checkpoint, before: Vec::new() })
    }

    pub(super) fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }

    pub(super) fn has_words(&self) -> bool {
        self.files.keys().any(|path| path.starts_with("words/"))
    }

    pub(super) fn without(&self, path: &str) -> MemoryLog {
        let mut log = self.clone();
        log.files.remove(path);
        log
    }

    pub(super) fn swapped(&self, one: &str, other: &str) -> MemoryLog {
        let mut log = self.clone();
        log.files.insert(one.to_owned(), self.files[other].clone());
        log.files.insert(other.to_owned(), self.files[one].clone());
        log
    }

    /// Whether a stranger with both keys would take the log for whole.
    pub(super) fn is_accepted(&self) -> bool {
        let signed = self.files.get("checkpoint").and_then(|bytes| self.checkpoint_of(bytes));
        let Some(signed) = signed else { return false };
        let read = |file: LogFile| self.read(file);
        let Ok(checked) = check_log(&signed, self.has_words(), read, |_| ());
        checked.findings.is_empty()
            && self.files.keys().all(|path| {
                let Ok(stray) = check_place(path, (signed.size, self.has_words()), read);
                stray.is_none()
            })
    }

    /// Whether the log would be accepted with other bytes in this file.
    pub(super) fn accepts(&self, path: &str, bytes: Vec<u8>) -> bool {
        if self.is_refused_by_itself(path, &bytes) {
            return false;
        }
        let mut log = self.clone();
        log.files.insert(path.to_owned(), bytes);
        log.is_accepted()
    }

    /// Whether what is checked up to this file already refuses it.
    fn is_refused_by_itself(&self, path: &str, bytes: &[u8]) -> bool {
        let Ok(file) = path.parse::<LogFile>() else { return false };
        let read = |asked: LogFile| -> Result<_, Infallible> {
            if asked == file { Ok(Some(bytes.to_vec())) } else { self.read(asked) }
        };
        let (size, words) = (self.checkpoint.size, self.has_words());
        let Ok(stray) = check_place(path, (size, words), read);
        let turn = match file {
            LogFile::Checkpoint => return self.checkpoint_of(bytes).is_none(),
            LogFile::Words { index, .. } | LogFile::Tile(TilePath::Entries { index, .. }) => index as usize,
            LogFile::Tile(TilePath::Hashes { level: 0, index, width }) if usize::from(width) == TILE_WIDTH => {
                index as usize
            }
            LogFile::Tile(TilePath::Hashes { .. }) => self.before.len() - 1,
        };
        let mut check = self.before[turn].clone();
        let Ok(read_on) = check.next_bundle(&read);
        let is_last = turn + 2 >= self.before.len();
        stray.is_some() || !check.is_clean() || (!read_on && !is_last) || {
            let Ok(checked) = if is_last { check.finish(&read) } else { return false };
            !checked.findings.is_empty()
        }
    }

    fn checkpoint_of(&self, bytes: &[u8]) -> Option<Checkpoint> {
        let signed = SignedCheckpoint::from_bytes(bytes).ok()?;
        let signatures = signed.verify(&self.keys).ok()?;
        let by = |key: &Verifier| signatures.iter().any(|signature| signature.verifier == key);
        (by(&self.keys[0]) && by(&self.keys[1])).then(|| signed.checkpoint().clone())
    }

    fn read(&self, file: LogFile) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.files.get(&file.to_string()).cloned())
    }
}
