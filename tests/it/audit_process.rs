//! An audit examines the ledger in a process of its own: what becomes of it when that process dies, hangs or is left
//! alone, and what others may do meanwhile.
//!
//! The process is held where it is wanted by a pipe in the place of a file: it waits there until the other end is opened.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Ran, Sandbox};

/// So long a test waits for what must come.
const DEADLINE: Duration = Duration::from_secs(60);

/// A ledger with two kept sources, and a folder for what is temporary.
fn ledger() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for name in ["first", "second"] {
        sandbox.file(&format!("{name}.txt"), format!("The {name} page"));
        sandbox.on(&format!("source add {name} --file {name}.txt")).ok();
    }
    fs::create_dir(sandbox.path().join("temporary")).unwrap();
    sandbox
}

fn is_tidy(sandbox: &Sandbox) -> bool {
    fs::read_dir(sandbox.path().join("temporary")).unwrap().next().is_none()
}

/// An audit under way.
struct Audit(Child);

impl Audit {
    fn begin(sandbox: &Sandbox, args: &str) -> Self {
        let mut command = sandbox.command(args.split(' '));
        Audit(command.env("TMPDIR", sandbox.path().join("temporary")).spawn().unwrap())
    }

    fn end(self) -> Ran {
        Ran::of(self.0.wait_with_output().unwrap())
    }

    fn signal(&self, name: &str) {
        kill(name, self.0.id());
    }

    /// The process that examines.
    fn examiner(&self) -> u32 {
        awaited(|| children(self.0.id()).pop())
    }
}

fn kill(signal: &str, process: u32) {
    // No core is wanted of one that aborts; its limit is that of the test.
    let status = Command::new("kill").args([&format!("-{signal}"), &process.to_string()]).status().unwrap();
    assert!(status.success());
}

fn children(of: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{of}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().map(|id| id.parse().unwrap()).collect::<Vec<_>>()).collect()
}

/// A process that is over, whether or not anybody has taken note.
fn is_over(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).map_or(true, |stat| stat.contains(") Z "))
}

#[track_caller]
fn awaited<T>(look: impl Fn() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < DEADLINE, "it did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Puts a pipe where there is no file.
fn pipe(path: &Path) -> PathBuf {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    path.to_owned()
}

/// Waits until somebody reads from a pipe, and holds the other end.
fn opened(pipe: &Path) -> File {
    File::options().write(true).open(pipe).unwrap()
}

#[test]
fn an_examination_that_dies_over_the_store_is_a_finding_and_the_journal_is_examined_all_the_same() {
    for (signal, told) in [("ABRT", "signal: 6 (SIGABRT)"), ("KILL", "signal: 9 (SIGKILL)")] {
        let sandbox = ledger();
        let stats = sandbox.on("stats --json").ok().object();
        let pipe = pipe(&sandbox.ledger().join("store/pipe"));
        let audit = Audit::begin(&sandbox, "audit --json");
        let _held = opened(&pipe);
        kill(signal, audit.examiner());
        let objects = audit.end().status(1).json();
        let [finding, report] = &objects[..] else { panic!("{objects:?}") };
        assert_eq!(finding["finding"], "store-crashed");
        let detail = finding["detail"].as_str().unwrap();
        let expected = format!("the process that looked into the store ended without a verdict ({told}");
        assert!(finding["seq"].is_null() && detail.starts_with(&expected), "{detail}");
        assert_eq!((&report["events"], &report["head"]), (&stats["events"], &stats["head"]));
        assert_eq!(report["findings"], 1);
        let lists = |field: &str| report[field].as_array().unwrap().iter().any(|text| text == "the store");
        assert!(lists("not_checked") && !report["checked"].to_string().contains("in the store"), "{report}");
        assert!(is_tidy(&sandbox), "the copy of the store is still there");
    }
}

#[test]
fn an_examination_that_dies_without_the_store_too_is_no_answer() {
    let sandbox = ledger();
    let pipe = pipe(&sandbox.ledger().join("sources").join("0".repeat(64)));
    let audit = Audit::begin(&sandbox, "audit");
    let _held = opened(&pipe);
    let first = audit.examiner();
    kill("KILL", first);
    let second = awaited(|| children(audit.0.id()).into_iter().find(|child| *child != first));
    kill("KILL", second);
    audit.end().status(2).says(&sandbox, "").tells(
        &sandbox,
        "
        error: the process that examines the ledger ended without a verdict (signal: 9 (SIGKILL))
        hint: it is not the store: it ended so without looking into it too",
    );
    assert!(is_tidy(&sandbox), "the copy of the store is still there");
}

#[test]
fn an_examination_that_is_left_alone_ends_and_takes_its_copy_with_it() {
    // Ctrl-C strikes the watcher alone, as these do. (Tests that run in the background ignore it.)
    for signal in ["TERM", "KILL"] {
        let sandbox = ledger();
        let store = pipe(&sandbox.ledger().join("store/pipe"));
        let audit = Audit::begin(&sandbox, "audit");
        let held = opened(&store);
        let examiner = audit.examiner();
        assert!(!is_tidy(&sandbox), "the copy is being made");
        audit.signal(signal);
        assert_eq!(audit.end().stdout, "");
        awaited(|| is_over(examiner).then_some(()));
        assert!(is_tidy(&sandbox), "{signal}");
        drop(held);
        sandbox.on("log").ok();
    }
}

/// A kept source: its event, and its file.
fn page(sandbox: &Sandbox, name: &str) -> (String, PathBuf) {
    let shown = sandbox.on(&format!("source show {name} --json")).ok().object();
    (shown["seq"].to_string(), sandbox.ledger().join("sources").join(shown["bytes"].as_str().unwrap()))
}

#[test]
fn others_record_and_redact_while_an_audit_goes_on() {
    let sandbox = ledger();
    let ((_, first), (seq, second)) = (page(&sandbox, "first"), page(&sandbox, "second"));
    let stats = sandbox.on("stats --json").ok().object();
    fs::remove_file(&first).unwrap();
    pipe(&first);
    let audit = Audit::begin(&sandbox, "audit --json");
    let mut held = opened(&first);
    // The journal was gone through, and the sources are being read.
    fs::remove_file(&first).unwrap();
    sandbox.file("again.txt", "The first page");
    fs::rename(sandbox.path().join("again.txt"), &first).unwrap();
    sandbox.on(&format!("redact {seq} --slot bytes --reason privacy")).ok();
    assert!(!second.exists());
    sandbox.on("actor add qatar --kind state --name Qatar").ok();
    held.write_all(b"The first page").unwrap();
    drop(held);
    let report = audit.end().ok().object();
    assert_eq!((&report["events"], &report["head"]), (&stats["events"], &stats["head"]), "as it was when it began");
    // And what is missing without a redaction is found as ever.
    fs::remove_file(&first).unwrap();
    assert_eq!(sandbox.on("audit --json").status(1).json()[0]["finding"], "source-missing");
}

#[test]
fn on_a_terminal_an_audit_shows_how_far_it_is_and_elsewhere_nothing() {
    let sandbox = ledger();
    let (_, first) = page(&sandbox, "first");
    for (args, on_terminal, shows) in
        [("audit", true, true), ("audit --json", true, true), ("audit --quiet", true, false), ("audit", false, false)]
    {
        fs::remove_file(&first).unwrap();
        pipe(&first);
        let binary = env!("CARGO_BIN_EXE_onrecord");
        // `script` gives its command a terminal, and what is written there to its own output.
        let line =
            if on_terminal { format!("{binary} {args} >/dev/null") } else { format!("{binary} {args} 2>&1 | cat") };
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(sandbox.path()).env_clear();
        command.env("PATH", "/usr/bin:/bin").env("HOME", sandbox.path()).env("TERM", "xterm");
        let running = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut held = opened(&first);
        // Three times as long as it takes until something is told.
        std::thread::sleep(Duration::from_millis(600));
        held.write_all(b"The first page").unwrap();
        drop(held);
        let shown = Ran::of(running.wait_with_output().unwrap()).stdout;
        assert_eq!(shown.contains(" events, ") && shown.contains(" a second"), shows, "{args}: {shown:?}");
        assert_eq!(shown.contains(" left"), shows, "{args}: {shown:?}");
        fs::remove_file(&first).unwrap();
        sandbox.file("again.txt", "The first page");
        fs::rename(sandbox.path().join("again.txt"), &first).unwrap();
    }
}
