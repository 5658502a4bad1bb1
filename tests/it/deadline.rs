//! Runs a command that may hang or die, and says how it ended.

use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// No answer takes longer.
const DEADLINE: Duration = Duration::from_secs(10);
/// Pause between two looks at a process.
const PAUSE: Duration = Duration::from_millis(1);

/// How a command ended, and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    /// `None` if it had to be killed.
    status: Option<ExitStatus>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command; what it writes goes through files in `talk`, a folder, so that no full pipe can hold it up.
pub(crate) fn run(mut command: Command, talk: &Path) -> Ended {
    let (out, err) = (talk.join("stdout"), talk.join("stderr"));
    command.stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
    let mut child = command.spawn().unwrap();
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if start.elapsed() > DEADLINE {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(PAUSE);
    };
    let text = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    Ended { status, stdout: text(&out), stderr: text(&err) }
}

impl Ended {
    /// The exit status; -1 if there is none.
    pub(crate) fn code(&self) -> i32 {
        self.status.and_then(|status| status.code()).unwrap_or(-1)
    }

    /// What no command may do, whatever it works with.
    pub(crate) fn crash(&self) -> Option<String> {
        match self.status {
            None => Some(format!("it hung for {} s", DEADLINE.as_secs())),
            Some(status) if status.signal().is_some() => Some(format!("it died: {status}")),
            Some(_) if self.stderr.contains("panicked") => Some("it panicked".to_owned()),
            Some(_) => None,
        }
    }

    /// Whether a line on stderr begins with this heading.
    pub(crate) fn says(&self, heading: &str) -> bool {
        self.stderr.lines().any(|line| line.starts_with(heading))
    }
}
