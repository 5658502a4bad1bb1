//! What it was measured on.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The machine and the versions, one a line.
pub(crate) fn lines(folder: &Path) -> Vec<String> {
    let memory = field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let said = |program: &str, argument: &str| first_line(Command::new(program).arg(argument));
    vec![
        format!(
            "{}, {cores} cores, {:.0} GiB of memory, {}",
            field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned()),
            memory.unwrap_or(0) as f64 / f64::from(1 << 20),
            file_system(folder).unwrap_or_else(|| "unknown file system".to_owned()),
        ),
        format!(
            "Linux {}, {}, SQLite {}, {}, onrecord {} at {}",
            fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim(),
            said("rustc", "--version"),
            rusqlite::version(),
            said("git", "--version"),
            env!("CARGO_PKG_VERSION"),
            first_line(Command::new("git").args(["describe", "--always", "--dirty"])),
        ),
    ]
}

/// A field of one of the system's lists, `name : value`.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

/// The type of the file system that a folder is on.
fn file_system(folder: &Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let above = fields.filter(|fields| fields.get(1).is_some_and(|place| folder.starts_with(place)));
    let nearest = above.max_by_key(|fields| fields.get(1).map_or(0, |place| place.len()))?;
    nearest.get(2).map(|name| (*name).to_owned())
}

fn first_line(command: &mut Command) -> String {
    let output = command.output().ok().filter(|output| output.status.success());
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}
