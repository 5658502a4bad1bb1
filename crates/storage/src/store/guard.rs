//! The one way into sled: whatever it does comes back as a value.
//!
//! Invariant: no panic of sled leaves this module, none is printed, and an open that hangs is given up.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::{Once, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use crate::store::database::Database;
use crate::store::error::StoreError;

/// How long sled may take to open.
pub(crate) const OPEN_DEADLINE: Duration = Duration::from_secs(10);
/// What sled may keep of a store that answers queries.
const CACHE_BYTES: u64 = 64 << 20;
/// What it may keep of one that is only gone through once.
pub(crate) const CACHE_BYTES_ONCE: u64 = 8 << 20;
/// Pause between two attempts at sled's own lock, which outlives a dropped database by a moment.
const PAUSE: Duration = Duration::from_millis(5);
/// How long that moment may be.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// Runs a call into sled; `doing` names it in the error.
pub(crate) fn guarded<T>(doing: &'static str, call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    silence_panics();
    SILENT.set(true);
    // What a panic leaves half done is only sled's; the caller gives the database up after an error.
    let outcome = panic::catch_unwind(AssertUnwindSafe(call));
    SILENT.set(false);
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(source)) => Err(StoreError::Failed { doing, source }),
        Err(payload) => Err(StoreError::Panicked { doing, message: message_of(&*payload) }),
    }
}

/// Opens the database in this folder, or gives up after `deadline`.
pub(crate) fn open_database(folder: &Path, deadline: Duration) -> Result<Database, StoreError> {
    open_with_cache(folder, deadline, CACHE_BYTES)
}

/// `open_database`, with as much memory.
pub(crate) fn open_with_cache(folder: &Path, deadline: Duration, cache_bytes: u64) -> Result<Database, StoreError> {
    let config = sled::Config::new().path(folder).cache_capacity(cache_bytes).flush_every_ms(None);
    let (sender, receiver) = mpsc::channel();
    let opener = thread::Builder::new().name("sled-open".to_owned()).spawn(move || {
        let opened = open_when_unlocked(&config);
        // Nobody receives it after the deadline; the database is then closed again.
        let _delivered = sender.send(opened);
    });
    if let Err(source) = opener {
        return Err(StoreError::Failed { doing: "opening", source: sled::Error::Io(source) });
    }
    receiver.recv_timeout(deadline).unwrap_or(Err(StoreError::TimedOut { waited: deadline }))
}

fn open_when_unlocked(config: &sled::Config) -> Result<Database, StoreError> {
    let start = Instant::now();
    loop {
        let opened = guarded("opening", || config.open()).map(Database::of);
        match &opened {
            Err(error) if error.is_busy() && start.elapsed() < LOCK_WAIT => thread::sleep(PAUSE),
            Err(_) | Ok(_) => return opened,
        }
    }
}

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of guarded calls and of sled's own threads from being printed; all others are as before.
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let printing = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let of_sled = thread::current().name().is_some_and(|name| name.starts_with("sled-"));
            if !SILENT.get() && !of_sled {
                printing(info);
            }
        }));
    });
}

fn message_of(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_value() {
        let outcome: Result<(), _> = guarded("testing", || panic!("boom {}", 1));
        assert!(matches!(outcome, Err(StoreError::Panicked { message, .. }) if message == "boom 1"));
    }
}
