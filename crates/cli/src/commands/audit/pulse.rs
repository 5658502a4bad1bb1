//! How far an audit has come, counted by its threads and told every now and then.
//!
//! Invariant: nothing is told if nothing was done, so that silence means what it seems to mean.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::message::{Done, Message, News};
use crate::output::write_object;

/// Pause between two reports.
const PAUSE: Duration = Duration::from_millis(200);

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    pub(super) events: AtomicU64,
    /// Bytes of the journal that the walk has passed.
    pub(super) walked: Arc<AtomicU64>,
    /// Other bytes that were copied or read.
    pub(super) bytes: AtomicU64,
    pub(super) bytes_in_all: AtomicU64,
    /// Postings of the index that were gone through.
    pub(super) postings: Arc<AtomicU64>,
}

impl Pulse {
    /// Begins to tell the watcher how far it is.
    pub(super) fn tell(self: &Arc<Self>) -> io::Result<()> {
        let pulse = Arc::clone(self);
        let tell = move || {
            let mut last = Done::default();
            loop {
                thread::sleep(PAUSE);
                let done = pulse.done();
                // Where nobody listens any more, the end of the input says so too.
                if done != std::mem::replace(&mut last, done) && send(&Message::News(News::Done(done))).is_err() {
                    break;
                }
            }
        };
        thread::Builder::new().name("pulse".to_owned()).spawn(tell).map(drop)
    }

    /// Counts bytes that were copied or read.
    pub(super) fn take_bytes(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn done(&self) -> Done {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Done {
            events: count(&self.events),
            bytes: count(&self.walked) + count(&self.bytes),
            bytes_in_all: count(&self.bytes_in_all),
            postings: count(&self.postings),
        }
    }
}

/// Tells the watcher something.
pub(super) fn send(message: &Message) -> io::Result<()> {
    let mut line = Vec::new();
    write_object(&mut line, message)?;
    let mut out = io::stdout().lock();
    io::Write::write_all(&mut out, &line)?;
    io::Write::flush(&mut out)
}
