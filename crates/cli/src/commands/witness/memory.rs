//! What a witness remembers: a folder with a file for each log, the last checkpoint cosigned, and a lock.
//!
//! Invariant: whoever holds a `Memory` is the only one who reads and writes in its folder; what it remembers is on disk
//! when `remember` returns.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use onrecord_core::note::{KeyName, Verifier};
use onrecord_core::witness::Cosigned;
use onrecord_storage::checkpoints;
use onrecord_storage::lock::{LedgerLock, LockError};

use crate::args::Global;
use crate::failure::Failure;
use crate::session::holder;

/// The file of one log, under lock.
pub(super) struct Memory {
    path: PathBuf,
    _lock: LedgerLock,
}

impl Memory {
    /// Locks the folder, which must be there, for the file of this log.
    pub(super) fn of(folder: &Path, log: &Verifier, global: &Global) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Err(Failure::new(format!("there is no folder {}", folder.display())).hint(
                "make it once, and keep it as long as the key: a witness that has forgotten what it saw cosigns a \
                 forgery",
            ));
        }
        let lock = LedgerLock::acquire(folder, Duration::from_secs(global.wait), &holder());
        let lock = lock.map_err(|error| {
            let failure = Failure::of(&error);
            match error {
                LockError::Held { .. } => Failure::new(format!("{} is in use by another process", folder.display()))
                    .hint("--wait SECONDS waits longer"),
                LockError::NotPermitted { .. } | LockError::Io { .. } => failure,
            }
        })?;
        Ok(Memory { path: folder.join(file_name(log.name())), _lock: lock })
    }

    /// The last checkpoint of this log that this witness cosigned; none if it never saw one.
    pub(super) fn read(&self, log: &Verifier, witness: &Verifier) -> Result<Option<Cosigned>, Failure> {
        let bytes = match fs_err::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Failure::of(&error)),
        };
        let cosigned = Cosigned::from_bytes(&bytes, log, witness).map_err(|error| {
            let mut failure = Failure::of(&error);
            let message =
                format!("what this witness remembers of the log, {}, cannot be believed", self.path.display());
            failure.causes.insert(0, std::mem::replace(&mut failure.message, message));
            failure
                .hint("without it nothing is cosigned: put it back from a copy, or take a new key and tell everybody")
        });
        cosigned.map(Some)
    }

    /// Remembers a checkpoint in place of the last one.
    pub(super) fn remember(&self, cosigned: &Cosigned) -> Result<(), Failure> {
        checkpoints::replace(&self.path, cosigned.to_string().as_bytes()).map_err(|error| Failure::of(&error))
    }

    /// The file of this log.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The name of a log's file: its origin, with all but letters, digits, `-`, `_` and `.` written as `%XX`.
fn file_name(origin: &KeyName) -> String {
    let mut name = String::new();
    for byte in origin.as_str().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    name + ".checkpoint"
}
