//! Go's `golang.org/x/mod/sumdb`, which nobody here wrote, checks what we sign, prove and publish
//! (`tests/go/checklog`). Without Go nothing is shown here, so its absence is a failure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use onrecord_core::tile::entries_of_bundle;

use crate::harness::{Ran, Sandbox, repository};
use crate::publish::import;

/// The program, built once.
fn checklog() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let built = target.join("checklog");
        let mut go = Command::new("go");
        go.args(["build", "-o"]).arg(&built).arg("./tests/go/checklog").current_dir(repository(""));
        go.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOCACHE", target.join("go"));
        let needed = "the Debian packages golang-go and golang-golang-x-mod-dev are needed";
        let built_by = go.output().unwrap_or_else(|error| panic!("go cannot be run ({error}): {needed}"));
        assert!(built_by.status.success(), "{needed}: {}", String::from_utf8_lossy(&built_by.stderr));
        built
    })
}

fn go(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut command = Command::new(checklog());
    command.args(arguments).current_dir(folder).env_clear();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Where it does not read what it is given, it has failed and says so.
    let _written = child.stdin.take().unwrap().write_all(input.as_bytes());
    Ran::of(child.wait_with_output().unwrap())
}

/// A ledger with a checkpoint at each of these sizes (of statements), and its vkey.
fn with_checkpoints(sizes: &[usize]) -> (Sandbox, String) {
    let sandbox = Sandbox::with_ledger();
    let vkey = sandbox.on("key new").ok().stdout.trim_end().to_owned();
    let mut from = 0;
    for (number, to) in sizes.iter().enumerate() {
        if from < *to {
            import(&sandbox, from, *to);
        }
        let checkpoint = sandbox.on("checkpoint").ok().stdout;
        sandbox.file(&format!("c{number}"), checkpoint);
        from = *to;
    }
    (sandbox, vkey)
}

fn secret(sandbox: &Sandbox) -> String {
    let files = std::fs::read_dir(sandbox.path().join(".config/onrecord")).unwrap().map(|item| item.unwrap().path());
    let file = files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "key")).unwrap();
    std::fs::read_to_string(file).unwrap().trim_end().to_owned()
}

#[test]
fn go_reads_what_we_sign_and_signs_what_we_read() {
    let (sandbox, vkey) = with_checkpoints(&[0, 3]);
    let signed = std::fs::read_to_string(sandbox.path().join("c1")).unwrap();
    let size = signed.lines().nth(1).unwrap();
    let ran = go(sandbox.path(), &["note", &vkey], &signed).ok();
    assert!(ran.stdout.starts_with(&format!("ok {size} ")), "{}", ran.stdout);
    go(sandbox.path(), &["note", &vkey], &signed.replace(&format!("\n{size}\n"), "\n9\n")).status(1);
    let text = format!("{}\n", signed.split("\n\n").next().unwrap());
    let theirs = go(sandbox.path(), &["sign", &secret(&sandbox)], &text).ok().stdout;
    assert_eq!(theirs, signed, "both sign alike");
    // What only Go signed is taken by us: as a checkpoint of the same ledger, checked with its key.
    sandbox.file("theirs", theirs);
    sandbox.on(&format!("audit --since theirs --vkey {vkey}")).ok();
}

#[test]
fn go_finds_every_entry_and_tile_of_published_logs() {
    for sizes in [&[0][..], &[1], &[40, 254], &[10, 251, 252, 300, 1200]] {
        let (sandbox, vkey) = with_checkpoints(sizes);
        sandbox.on("publish log --words").ok();
        let ran = go(sandbox.path(), &["log", "log", &vkey], "").ok();
        let newest = std::fs::read_to_string(sandbox.path().join("log/checkpoint")).unwrap();
        let size = newest.lines().nth(1).unwrap().to_owned();
        assert!(ran.stdout.starts_with(&format!("ok {size} entries")), "{}", ran.stdout);
        sandbox.on(&format!("verify --log log --vkey {vkey}")).ok();
        let bundle = sandbox.path().join("log/tile/entries/000");
        let bundle =
            if bundle.exists() { bundle } else { sandbox.path().join(format!("log/tile/entries/000.p/{size}")) };
        let mut bytes = std::fs::read(&bundle).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&bundle, bytes).unwrap();
        go(sandbox.path(), &["log", "log", &vkey], "").status(1);
        sandbox.on(&format!("verify --log log --vkey {vkey}")).status(1);
    }
}

#[test]
fn go_follows_our_consistency_proofs() {
    let (sandbox, vkey) = with_checkpoints(&[0, 1, 60, 124, 125, 252, 253, 500, 700]);
    let root = |number: usize| {
        let checkpoint = std::fs::read_to_string(sandbox.path().join(format!("c{number}"))).unwrap();
        checkpoint.lines().nth(2).unwrap().to_owned()
    };
    let mut proofs = 0;
    for old in 0..=8 {
        let request = sandbox.on(&format!("witness request --since c{old}")).ok().stdout;
        sandbox.file("request", request);
        go(sandbox.path(), &["request", "request", &root(old), &vkey], "").ok();
        go(sandbox.path(), &["request", "request", &root((old + 1) % 9), &vkey], "").status(1);
        proofs += 1;
    }
    assert_eq!(proofs, 9);
}

#[test]
fn go_follows_our_inclusion_proofs() {
    let (sandbox, vkey) = with_checkpoints(&[90, 300]);
    sandbox.on("publish log").ok();
    let events: Vec<Vec<u8>> = ["000", "001.p/48"]
        .iter()
        .flat_map(|bundle| {
            let bytes = std::fs::read(sandbox.path().join("log/tile/entries").join(bundle)).unwrap();
            entries_of_bundle(&bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>()
        })
        .collect();
    for seq in [0, 1, 2, 4, 93, 127, 128, 255, 256, 302, 303] {
        sandbox.file("proof", sandbox.on(&format!("prove {seq}")).ok().stdout);
        sandbox.file("leaf", &events[seq]);
        let ran = go(sandbox.path(), &["proof", "proof", "leaf", &vkey], "").ok();
        assert_eq!(ran.stdout, format!("ok {seq} of 304\n"));
        sandbox.file("leaf", &events[(seq + 1) % 304]);
        go(sandbox.path(), &["proof", "proof", "leaf", &vkey], "").status(1);
    }
}
