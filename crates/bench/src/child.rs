//! Processes that are measured from outside: how long they ran, and how much memory they and those that they started held
//! at most.
//!
//! Invariant: a process that takes more memory than a machine can spare is ended, and that is the answer.

use std::error::Error;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A process that holds more is ended.
const MEMORY_MAX: u64 = 6 << 30;
/// So often the system is asked how much memory it held at most; what it takes in its last moment is missed.
const LOOK: Duration = Duration::from_millis(5);

/// How a process ran.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) wall: Duration,
    /// The most memory that it held, in bytes.
    pub(crate) peak: u64,
}

/// Runs a process to its end, which must be a good one; what it prints is dropped.
pub(crate) fn run(command: &mut Command) -> Result<Ran, Box<dyn Error>> {
    command.stdout(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("{command:?} does not start: {error}"))?;
    let (id, ended) = (child.id(), AtomicBool::new(false));
    let (wall, peak, status) = thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut peak = 0;
            while !ended.load(Ordering::Relaxed) {
                peak = peak.max(memory_at_most(id).unwrap_or(0));
                if peak > MEMORY_MAX {
                    // It is ours and not waited for yet, so the number is still its own.
                    return Command::new("kill").args(["-9", &id.to_string()]).status().map(|_| peak);
                }
                thread::park_timeout(LOOK);
            }
            Ok(peak)
        });
        let status = child.wait()?;
        let wall = begun.elapsed();
        ended.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        let peak = watch.join().map_err(|_| "the watch over a process failed")??;
        Ok::<_, Box<dyn Error>>((wall, peak, status))
    })?;
    if peak > MEMORY_MAX {
        return Err(format!("{command:?} took more than {} GiB of memory and was ended", MEMORY_MAX >> 30).into());
    }
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    Ok(Ran { wall, peak })
}

/// The most memory that a process held so far, while it runs, with the most of each that it started.
fn memory_at_most(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let own = line.split_whitespace().next()?.parse::<u64>().ok()? << 10;
    Some(own + children(id).filter_map(memory_at_most).sum::<u64>())
}

/// The processes that a process started and that still run.
fn children(id: u32) -> impl Iterator<Item = u32> {
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
}
