//! An iterator that another thread goes through ahead of the one that uses it.
//!
//! Invariant: the items come in their order, and at most a few batches wait at a time.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Batches that wait.
const WAITING: usize = 4;

/// The items of an iterator, as another thread makes them.
pub(crate) struct Prefetched<T> {
    batches: Receiver<Vec<T>>,
    batch: std::vec::IntoIter<T>,
}

impl<T: Send + 'static> Prefetched<T> {
    /// Begins to go through an iterator and to hand over `batch` items at once. Where no thread can be had, nothing comes: the caller is told by the error.
    pub(crate) fn of(mut items: impl Iterator<Item = T> + Send + 'static, batch: usize) -> std::io::Result<Self> {
        let (sender, batches) = sync_channel(WAITING);
        thread::Builder::new().name("reader".to_owned()).spawn(move || {
            loop {
                let batch: Vec<T> = items.by_ref().take(batch).collect();
                // An empty batch is the end; where nobody takes a batch, nobody wants the next.
                if batch.is_empty() || sender.send(batch).is_err() {
                    break;
                }
            }
        })?;
        Ok(Prefetched { batches, batch: Vec::new().into_iter() })
    }
}

impl<T> Iterator for Prefetched<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            if let Some(item) = self.batch.next() {
                return Some(item);
            }
            self.batch = self.batches.recv().ok()?.into_iter();
        }
    }
}
