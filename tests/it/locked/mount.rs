//! A small file system in memory, mounted for a test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A mounted tmpfs, gone when dropped.
#[derive(Debug)]
pub(super) struct Mount {
    path: PathBuf,
}

impl Mount {
    /// Mounts one of this size on a folder; `None` where that is not permitted.
    pub(super) fn tmpfs(path: &Path, size: &str) -> Option<Mount> {
        std::fs::create_dir_all(path).unwrap();
        let options = format!("size={size}");
        let mounted = run(Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path));
        mounted.then(|| Mount { path: path.to_owned() })
    }

    /// Allows no more writing.
    pub(super) fn make_read_only(&self) {
        assert!(run(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.path)), "{self:?} is remounted");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        run(Command::new("umount").arg("-l").arg(&self.path));
    }
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
