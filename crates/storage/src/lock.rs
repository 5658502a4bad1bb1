//! The lock that keeps a ledger to one process at a time.
//!
//! Invariant: the lock is the system's, on an open file, and ends with the process; what is written in the file is only
//! there to name the holder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::folder::LOCK;
use crate::system_error::is_not_permitted;

/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(20);

/// A ledger's lock, held until this is dropped.
#[derive(Debug)]
pub struct LedgerLock {
    file: Option<File>,
    kind: LockKind,
}

/// How far a lock reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LockKind {
    /// Nobody else has the ledger open.
    Alone,
    /// Without write permission: nobody writes.
    AgainstWriters,
}

/// Why the lock was not got.
#[derive(Debug, Error)]
pub enum LockError {
    /// Another process has it.
    #[error("the ledger is in use by {}, waited {:.1} s", holder_text(*pid, command), waited.as_secs_f64())]
    Held {
        /// The process, if the lock file names it.
        pid: Option<u32>,
        /// Its command, if the lock file names it.
        command: Option<String>,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The lock file may not be opened for writing.
    #[error("{} may not be written", path.display())]
    NotPermitted {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system refused.
    #[error("{} could not be locked", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl LedgerLock {
    /// Takes the lock of the ledger in this folder, waiting for it at most `wait`; `holder` is the command that the
    /// next one who waits is told.
    pub fn acquire(ledger_folder: &Path, wait: Duration, holder: &str) -> Result<LedgerLock, LockError> {
        let path = ledger_folder.join(LOCK);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(|source| match is_not_permitted(&source) {
            true => LockError::NotPermitted { path: path.clone(), source },
            false => LockError::Io { path: path.clone(), source },
        })?;
        wait_for(&mut file, &path, wait, File::try_lock)?;
        // The text is a courtesy: a full disk must not keep anyone from reading.
        let _written = write_holder(&mut file, holder);
        Ok(LedgerLock { file: Some(file), kind: LockKind::Alone })
    }

    /// Keeps writers away without writing anything, where that can be done.
    pub(crate) fn against_writers(ledger_folder: &Path, wait: Duration) -> Result<LedgerLock, LockError> {
        let path = ledger_folder.join(LOCK);
        let kind = LockKind::AgainstWriters;
        // No lock file, or one that may not even be read: the journal under a fixed end is still sound without it.
        let Ok(mut file) = File::open(&path) else { return Ok(LedgerLock { file: None, kind }) };
        match wait_for(&mut file, &path, wait, File::try_lock_shared) {
            Ok(()) => Ok(LedgerLock { file: Some(file), kind }),
            Err(LockError::Io { .. } | LockError::NotPermitted { .. }) => Ok(LedgerLock { file: None, kind }),
            Err(held @ LockError::Held { .. }) => Err(held),
        }
    }
}

impl Drop for LedgerLock {
    fn drop(&mut self) {
        if let (Some(file), LockKind::Alone) = (&self.file, self.kind) {
            // An old name in the file would only mislead; closing the file lets go of the lock.
            let _emptied = file.set_len(0);
        }
    }
}

fn wait_for(
    file: &mut File,
    path: &Path,
    wait: Duration,
    try_lock: impl Fn(&File) -> Result<(), TryLockError>,
) -> Result<(), LockError> {
    let start = Instant::now();
    loop {
        match try_lock(file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(source)) => return Err(LockError::Io { path: path.to_owned(), source }),
            Err(TryLockError::WouldBlock) => {}
        }
        let waited = start.elapsed();
        if waited >= wait {
            let (pid, command) = read_holder(file);
            return Err(LockError::Held { pid, command, waited });
        }
        std::thread::sleep(PAUSE.min(wait - waited));
    }
}

fn write_holder(file: &mut File, holder: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(format!("{} {holder}\n", std::process::id()).as_bytes())
}

fn read_holder(file: &mut File) -> (Option<u32>, Option<String>) {
    let mut text = String::new();
    if file.rewind().and_then(|()| file.read_to_string(&mut text)).is_err() {
        return (None, None);
    }
    match text.trim_end().split_once(' ') {
        Some((pid, command)) => (pid.parse().ok(), Some(command.to_owned())),
        None => (None, None),
    }
}

fn holder_text(pid: Option<u32>, command: &Option<String>) -> String {
    match (pid, command) {
        (Some(pid), Some(command)) => format!("process {pid} (`{command}`)"),
        (Some(pid), None) => format!("process {pid}"),
        (None, _) => "another process".to_owned(),
    }
}
