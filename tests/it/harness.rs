//! Runs the binary in a sandbox: a folder of its own, an empty environment, a fixed clock.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The instant at which everything in a sandbox happens, unless a test says otherwise.
pub(crate) const NOW: &str = "2026-01-05T09:00:00Z";

/// A folder with a ledger in it, gone when dropped.
pub(crate) struct Sandbox {
    folder: tempfile::TempDir,
}

/// What a run of the binary gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    /// A sandbox without a ledger.
    pub(crate) fn empty() -> Self {
        Sandbox { folder: tempfile::tempdir().unwrap() }
    }

    /// A sandbox without a ledger, in memory where there is a folder for that: for tests that need no disk, only speed.
    pub(crate) fn in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Sandbox { folder: folder.unwrap() }
    }

    /// A sandbox with an empty ledger in `.onrecord`.
    pub(crate) fn with_ledger() -> Self {
        let sandbox = Sandbox::empty();
        sandbox.run(["init"]).ok();
        sandbox
    }

    /// A sandbox with a ledger into which a file of this repository was imported.
    pub(crate) fn with_import(file: &Path) -> Self {
        let sandbox = Sandbox::with_ledger();
        sandbox.run([OsStr::new("import"), file.as_os_str(), OsStr::new("--new")]).ok();
        sandbox
    }

    /// The folder in which commands run.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The ledger's folder.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.path().join(".onrecord")
    }

    /// A command that is not started yet: empty environment, fixed clock, coder `tester`.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(args).current_dir(self.path()).env_clear();
        command.env("ONRECORD_NOW", NOW).env("ONRECORD_CODER", "tester").env("HOME", self.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the binary to its end.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Runs the binary with something on its standard input.
    pub(crate) fn run_with_input<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>, input: &[u8]) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || {
            // A command that refuses its input early closes the pipe.
            let _written = stdin.write_all(&input);
        });
        let ran = Ran::of(child.wait_with_output().unwrap());
        writer.join().unwrap();
        ran
    }

    /// Runs a command line, written as in a shell: words, with quotes around those that have spaces.
    pub(crate) fn on(&self, line: &str) -> Ran {
        self.run(words(line))
    }

    /// Runs a script with `sh`, which finds the binary as `onrecord`.
    pub(crate) fn sh(&self, script: &str) -> Ran {
        let binaries = Path::new(env!("CARGO_BIN_EXE_onrecord")).parent().unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).current_dir(self.path()).env_clear();
        shell.env("PATH", format!("{}:/usr/bin:/bin", binaries.display()));
        shell.env("ONRECORD_NOW", NOW).env("ONRECORD_CODER", "tester").env("HOME", self.path());
        Ran::of(shell.stdin(Stdio::null()).output().unwrap())
    }

    /// `on` at another instant than `NOW`.
    pub(crate) fn at(&self, now: &str, line: &str) -> Ran {
        Ran::of(self.command(words(line)).env("ONRECORD_NOW", now).output().unwrap())
    }

    /// A text without what differs from run to run: the sandbox's folder, hashes, ids. The widths stay.
    pub(crate) fn steady(&self, text: &str) -> String {
        let folder = self.path().to_string_lossy().into_owned();
        let text = text.replace(&folder, "SANDBOX");
        let mut steady = String::new();
        let is_word = |c: char| c.is_ascii_alphanumeric();
        for part in text.split_inclusive(|c| !is_word(c)) {
            let (word, end) = part.split_at(part.trim_end_matches(|c| !is_word(c)).len());
            let is_hex = word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            let is_random = is_hex && matches!(word.len(), 8 | 32 | 64);
            steady += &if is_random { "#".repeat(word.len()) } else { word.to_owned() };
            steady += end;
        }
        steady
    }

    /// Writes a file into the sandbox.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Ran {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Asserts the exit status.
    #[track_caller]
    pub(crate) fn status(self, expected: i32) -> Self {
        assert_eq!(self.status, expected, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Asserts exit status 0.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.status(0)
    }

    /// Asserts standard output, in which hashes stand as `########`. The expected text may be indented.
    #[track_caller]
    pub(crate) fn says(self, sandbox: &Sandbox, expected: &str) -> Self {
        let steady = sandbox.steady(&self.stdout);
        assert_eq!(steady.trim_end(), unindented(expected), "\nstdout:\n{}\nstderr:\n{}", steady, self.stderr);
        self
    }

    /// Asserts standard error in the same way.
    #[track_caller]
    pub(crate) fn tells(self, sandbox: &Sandbox, expected: &str) -> Self {
        let steady = sandbox.steady(&self.stderr);
        assert_eq!(steady.trim_end(), unindented(expected), "\nstderr:\n{}", steady);
        self
    }

    /// The one object on standard output.
    #[track_caller]
    pub(crate) fn object(&self) -> Value {
        let mut objects = self.json();
        assert_eq!(objects.len(), 1, "{}", self.stdout);
        objects.remove(0)
    }

    /// Standard output as JSON lines.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// The words of a command line: split at spaces, but not within single or double quotes.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut word, mut quote) = (None::<String>, None);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (' ' | '\n', None) => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    assert_eq!(quote, None, "an open quote in {line}");
    words.extend(word);
    words
}

/// A text without the empty lines around it and the white space that all its lines begin with.
fn unindented(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().skip_while(|line| line.trim().is_empty()).collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let common = lines.iter().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    lines.iter().map(|line| line.get(common..).unwrap_or_default().trim_end()).collect::<Vec<_>>().join("\n")
}

/// A file of this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let target = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            copy_tree(&item.path(), &target);
        } else {
            std::fs::copy(item.path(), target).unwrap();
        }
    }
}
