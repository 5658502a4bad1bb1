//! Ledgers on a full disk and where nothing may be written: nothing half-written, and reading goes on.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::mount::Mount;
use super::{APPEND, statements, with_statement};
use crate::harness::{Ran, Sandbox, copy_tree};

/// Long words, so that a frame does not fit into what is left of a page.
const LONG: usize = 40_000;
/// A user that owns nothing.
const NOBODY: u32 = 65_534;

#[test]
fn on_a_full_disk_nothing_is_half_written() {
    let sandbox = with_statement();
    let disk = sandbox.path().join("disk");
    // Where nothing can be mounted, the test of files that may not grow has to do.
    let Some(_mount) = Mount::tmpfs(&disk, "8m") else { return };
    let ledger = disk.join("ledger");
    copy_tree(&sandbox.ledger(), &ledger);
    let mut refused = 0;
    for free in [0, 4096, 8192, 16_384, 32_768, 49_152, 65_536] {
        let journal = fs::read(segment(&ledger)).unwrap();
        fill(&disk, free);
        let ran = append(&sandbox, &ledger, &format!("left-{free}"));
        let after = fs::read(segment(&ledger)).unwrap();
        if ran.status == 0 {
            assert!(after.len() > journal.len() && ran.stdout.contains("recorded"), "{free} bytes left: {ran:?}");
        } else {
            refused += 1;
            assert_refused(&ran, &["no space", "No space"]);
            assert_eq!(after, journal, "{free} bytes left: the journal is as it was");
        }
        let read = on(&sandbox, &ledger, &["replay", "--json"]);
        assert!(read.status == 0 && read.stdout.contains("qatar"), "{free} bytes left: reading goes on: {read:?}");
        fs::remove_file(disk.join("filler")).unwrap();
        let again = append(&sandbox, &ledger, &format!("left-{free}"));
        assert_eq!(again.status, 0, "{free} bytes left, then more: {again:?}");
        assert_eq!(again.stdout.contains("already recorded"), ran.status == 0, "{free} bytes left: {again:?}");
    }
    println!("{refused} of 7 appends were refused");
    assert!(refused >= 3, "the disk was full: {refused} appends refused");
    let audit = on(&sandbox, &ledger, &["audit"]);
    assert_eq!(audit.status, 0, "{audit:?}");
}

#[test]
fn where_files_may_not_grow_nothing_is_half_written() {
    let sandbox = with_statement();
    let before = (fs::read(segment(&sandbox.ledger())).unwrap(), statements(&sandbox));
    let fields = r#""id":"long","date":"2026-01-02","speaker":"qatar","issue":"truce","stance":60,"form":"quote""#;
    let file = sandbox.file("long.jsonl", format!("{{{fields},\"text\":\"{}\"}}\n", "words ".repeat(120_000)));
    let command = sandbox.command(["import", file.to_str().unwrap()]);
    // In units of 512 bytes: sled's file fits, the journal's new frame does not.
    let limit = 1 + 524_288 / 512;
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\"")]);
    limited.arg(command.get_program()).args(command.get_args()).env_clear().current_dir(sandbox.path());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = Ran::of(limited.output().unwrap());
    assert_refused(&ran, &["too large"]);
    assert_eq!(fs::read(segment(&sandbox.ledger())).unwrap(), before.0);
    sandbox.run(APPEND.split(' ').chain(["--id", "after"])).ok();
    assert_eq!(statements(&sandbox), before.1 + 1);
    sandbox.run(["audit"]).ok();
}

#[test]
fn a_ledger_on_a_read_only_disk_can_be_read() {
    let sandbox = with_statement();
    let disk = sandbox.path().join("disk");
    // Where nothing can be mounted, the test of another user's ledger has to do.
    let Some(mount) = Mount::tmpfs(&disk, "8m") else { return };
    let ledger = disk.join("ledger");
    copy_tree(&sandbox.ledger(), &ledger);
    mount.make_read_only();
    let run = |args: &[&str]| on(&sandbox, &ledger, args);
    can_only_be_read(&sandbox, run);
    let audit = run(&["audit", "--json"]);
    assert!(audit.status == 0 && audit.stdout.contains("\"findings\":0"), "{audit:?}");
}

#[test]
fn another_users_ledger_can_be_read() {
    let sandbox = with_statement();
    let ledger = sandbox.ledger();
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    for_all(&ledger, &|path| permit(path, if path.is_dir() { 0o555 } else { 0o444 }));
    permit(sandbox.path(), 0o755);
    // Run from where anybody may: the build's folder may be closed to others. Another process makes the copy: what one
    // of our threads has open for writing, another may hand down to its child, and then it cannot be run.
    let binary = sandbox.path().join("onrecord");
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_onrecord")).arg(&binary).status().unwrap();
    assert!(copied.success());
    let run = |args: &[&str]| {
        let command = on_command(&sandbox, &ledger, args);
        let mut other = Command::new(&binary);
        other.args(command.get_args()).env_clear().current_dir("/");
        other.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if is_root {
            other.uid(NOBODY).gid(NOBODY);
        }
        Ran::of(other.output().unwrap())
    };
    can_only_be_read(&sandbox, run);
    let audit = run(&["audit", "--json"]);
    assert!(audit.status == 0 && audit.stdout.contains("\"findings\":0"), "{audit:?}");
    for_all(&ledger, &|path| permit(path, if path.is_dir() { 0o755 } else { 0o644 }));
}

/// Reads with every command that reads, and is refused writing.
fn can_only_be_read(sandbox: &Sandbox, run: impl Fn(&[&str]) -> Ran) {
    for question in [&["log", "--json"][..], &["show", "--json", "4"], &["replay", "--json"], &["export"], &["stats"]] {
        let (there, here) = (run(question), sandbox.run(question));
        assert_eq!(there.status, 0, "{question:?}: {there:?}");
        if question != ["stats"] {
            assert_eq!(there.stdout, here.stdout, "{question:?}");
        }
        assert!(there.stderr.starts_with("warning: answering from the journal alone"), "{}", there.stderr);
    }
    for change in [APPEND, "source add s --url https://example.org", "recover"] {
        assert_refused(&run(&change.split(' ').collect::<Vec<_>>()), &["may not be written"]);
    }
}

#[track_caller]
fn assert_refused(ran: &Ran, words: &[&str]) {
    assert!(ran.status == 2 && ran.stdout.is_empty() && ran.stderr.contains("error: "), "{ran:?}");
    assert!(words.iter().any(|word| ran.stderr.contains(word)), "{words:?}: {}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

fn append(sandbox: &Sandbox, ledger: &Path, id: &str) -> Ran {
    let long = "w".repeat(LONG);
    let args: Vec<&str> = APPEND.split(' ').chain(["--id", id, "--note", &long]).collect();
    on(sandbox, ledger, &args)
}

fn on(sandbox: &Sandbox, ledger: &Path, args: &[&str]) -> Ran {
    Ran::of(on_command(sandbox, ledger, args).output().unwrap())
}

/// A command on a ledger elsewhere.
fn on_command(sandbox: &Sandbox, ledger: &Path, args: &[&str]) -> Command {
    let mut command = sandbox.command(args);
    command.env("ONRECORD_LEDGER", ledger);
    command
}

fn segment(ledger: &Path) -> PathBuf {
    ledger.join("journal/00000000.seg")
}

/// Leaves so many bytes on a disk.
fn fill(disk: &Path, free: u64) {
    let mut filler = fs::File::create(disk.join("filler")).unwrap();
    while filler.write_all(&[1; 4096]).is_ok() {}
    let len = filler.metadata().unwrap().len();
    filler.set_len(len.saturating_sub(free)).unwrap();
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// A folder and all that is in it, the folder last.
fn for_all(path: &Path, act: &dyn Fn(&Path)) {
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|item| for_all(&item.unwrap().path(), act));
    }
    act(path);
}
