//! Keys and checkpoints: what is signed, what is refused, and what a checkpoint from then shows about a ledger now.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use onrecord_core::checkpoint::SignedCheckpoint;
use onrecord_core::note::Verifier;
use serde_json::json;

use crate::harness::{Ran, Sandbox, copy_tree};

mod audits;

/// A ledger with a key, and a checkpoint of its first two events in `c2`.
fn keyed() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("key new").ok();
    checkpoint(&sandbox, "c2");
    sandbox
}

/// Signs a checkpoint and keeps it in a file.
fn checkpoint(sandbox: &Sandbox, name: &str) -> Ran {
    let ran = sandbox.on("checkpoint").ok();
    sandbox.file(name, &ran.stdout);
    ran
}

fn key_file(sandbox: &Sandbox) -> PathBuf {
    let folder = sandbox.path().join(".config/onrecord");
    let mut names = std::fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
    names.find(|path| path.extension().is_some_and(|ending| ending == "key")).unwrap()
}

fn vkey(sandbox: &Sandbox) -> String {
    sandbox.on("key show").ok().stdout.trim_end().to_owned()
}

fn state(sandbox: &Sandbox, id: &str) {
    sandbox.on(&format!("append --speaker a --issue b=1 --on 2025 --form vote --id {id} --new")).ok();
}

/// Puts the ledger's folder aside, so that it can be put back.
fn keep_folder(sandbox: &Sandbox, name: &str) {
    copy_tree(&sandbox.ledger(), &sandbox.path().join(name));
}

fn put_back(sandbox: &Sandbox, name: &str) {
    std::fs::remove_dir_all(sandbox.ledger()).unwrap();
    copy_tree(&sandbox.path().join(name), &sandbox.ledger());
}

#[test]
fn a_key_is_for_its_owner_alone_and_is_never_written_over() {
    let sandbox = Sandbox::with_ledger();
    let made = sandbox.on("key new").ok();
    let file = key_file(&sandbox);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(vkey(&sandbox), made.stdout.trim_end());
    let id = sandbox.on("stats --json").ok().object()["ledger"].as_str().unwrap().to_owned();
    let verifier: Verifier = made.stdout.trim_end().parse().unwrap();
    assert_eq!(verifier.name().as_str(), format!("onrecord/{id}"));
    let secret = std::fs::read_to_string(&file).unwrap();
    assert!(secret.starts_with("PRIVATE+KEY+onrecord/") && secret.ends_with('\n'));
    let again = sandbox.on("key new").status(1);
    assert!(again.stdout.is_empty() && again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), secret);
    let seed = secret.trim_end().rsplit('+').next().unwrap();
    for ran in [made, again, sandbox.on("key show --json").ok(), sandbox.on("checkpoint --json").ok()] {
        assert!(!ran.stdout.contains(seed) && !ran.stderr.contains(seed), "the secret is never shown");
    }
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(sandbox.on("key show").ok().stderr.starts_with("warning: others can read "));
}

#[test]
fn a_key_of_another_name_needs_no_ledger_and_never_lies_in_one() {
    let sandbox = Sandbox::empty();
    let made = sandbox.on("key new --key k --origin example.org/positions").ok();
    assert!(made.stdout.starts_with("example.org/positions+"), "{}", made.stdout);
    sandbox.on("init").ok();
    sandbox.on("key new --key .onrecord/k").status(2);
    std::fs::copy(sandbox.path().join("k"), sandbox.ledger().join("k")).unwrap();
    sandbox.on("checkpoint --key .onrecord/k").status(2);
    std::fs::remove_file(sandbox.ledger().join("k")).unwrap();
    let signed = sandbox.on("checkpoint --key k").ok().stdout;
    assert!(signed.starts_with("example.org/positions\n2\n"), "{signed}");
    // The key of another ledger, by its name.
    let other = Sandbox::with_ledger();
    other.on("key new").ok();
    sandbox.file("other", std::fs::read(key_file(&other)).unwrap());
    let refused = sandbox.on("checkpoint --key other").status(2);
    assert!(refused.stderr.contains("the key is that of onrecord/"), "{}", refused.stderr);
}

#[test]
fn a_checkpoint_is_a_note_that_the_key_signed_and_stays_in_the_ledger() {
    let sandbox = keyed();
    state(&sandbox, "x");
    let ran = checkpoint(&sandbox, "c5");
    assert!(ran.stderr.contains("keep it elsewhere too"), "{}", ran.stderr);
    let known = [vkey(&sandbox).parse::<Verifier>().unwrap()];
    let signed = SignedCheckpoint::from_bytes(ran.stdout.as_bytes()).unwrap();
    assert_eq!(signed.verify(&known).unwrap().len(), 1);
    let audit = sandbox.on("audit --json").ok().object();
    assert_eq!((json!(signed.checkpoint().size), json!(signed.checkpoint().root)), (json!(5), audit["root"].clone()));
    let kept = std::fs::read_to_string(sandbox.ledger().join("checkpoints/5.checkpoint")).unwrap();
    assert_eq!(kept, ran.stdout);
    let again = sandbox.on("checkpoint --json").ok().object();
    assert_eq!(again["checkpoint"], json!(ran.stdout), "the same size is signed the same");
    assert!(sandbox.on("audit").ok().stderr.contains("2 checkpoints"));
}

#[test]
fn nothing_is_signed_that_does_not_go_on_where_the_last_checkpoint_ended() {
    let sandbox = keyed();
    keep_folder(&sandbox, "early");
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    let refused = |why: &str| {
        let ran = sandbox.on("checkpoint").status(1);
        assert!(ran.stdout.is_empty() && ran.stderr.contains(why), "{}", ran.stderr);
    };
    // The folder is put back: what it forgot is known beside the key.
    put_back(&sandbox, "early");
    refused("has 5 events, the ledger 2: it was put back or cut off");
    // It goes on with another event in the place of the one that was signed.
    state(&sandbox, "y");
    refused("the first 5 events are not those of");
    state(&sandbox, "z");
    refused("the first 5 events are not those of");
    assert!(!sandbox.ledger().join("checkpoints/6.checkpoint").exists());
    // Without what is known beside the key the checkpoints in the folder still count.
    std::fs::remove_file(key_file(&sandbox).with_extension("key.last")).unwrap();
    std::fs::copy(sandbox.path().join("c5"), sandbox.ledger().join("checkpoints/5.checkpoint")).unwrap();
    refused("the first 5 events are not those of");
    std::fs::write(sandbox.ledger().join("checkpoints/5.checkpoint"), "nothing\n").unwrap();
    let unreadable = sandbox.on("checkpoint").status(2);
    assert!(unreadable.stderr.contains("is no checkpoint"), "{}", unreadable.stderr);
}

#[test]
fn two_checkpoints_fit_each_other_or_it_is_said_how_they_do_not() {
    let sandbox = keyed();
    keep_folder(&sandbox, "early");
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    keep_folder(&sandbox, "here");
    put_back(&sandbox, "early");
    state(&sandbox, "y");
    std::fs::remove_file(key_file(&sandbox).with_extension("key.last")).unwrap();
    checkpoint(&sandbox, "fork5");
    state(&sandbox, "z");
    checkpoint(&sandbox, "fork6");
    let verdict = |old: &str, new: &str, status: i32| {
        let object = sandbox.on(&format!("consistency {old} {new} --json")).status(status).object();
        assert_eq!(object["signatures_checked"], true);
        object["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict("fork5", "c5", 1), "fork");
    assert_eq!(verdict("fork6", "fork6", 0), "same");
    assert_eq!(verdict("fork5", "fork6", 0), "consistent");
    assert_eq!(verdict("c5", "fork6", 1), "rewrite");
    put_back(&sandbox, "here");
    assert_eq!(verdict("c2", "c5", 0), "consistent");
    assert_eq!(verdict("c5", "c2", 1), "rollback");
    assert_eq!(verdict("c2", "fork5", 1), "fork");
    assert_eq!(verdict("c2", "fork6", 1), "truncated");
    state(&sandbox, "v");
    state(&sandbox, "w");
    assert_eq!(verdict("c5", "fork6", 1), "fork");
    assert_eq!(verdict("fork5", "fork6", 1), "foreign");
    let text = sandbox.on("consistency c2 c5").ok().stdout;
    assert!(text.starts_with("consistent: the checkpoint of 5 events goes on where the one of 2 ended"), "{text}");
}

#[test]
fn signatures_count_where_a_key_is_known() {
    let sandbox = keyed();
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    let vkey = vkey(&sandbox);
    let text = std::fs::read_to_string(sandbox.path().join("c5")).unwrap();
    sandbox.file("forged", text.replacen("\n5\n", "\n6\n", 1));
    let forged = sandbox.on("consistency c2 forged").status(1);
    assert!(forged.stderr.contains("is not by that key over this text"), "{}", forged.stderr);
    // Elsewhere, without ledger and key file.
    let elsewhere = Sandbox::empty();
    elsewhere.file("c5", &text);
    elsewhere.file("c2", std::fs::read(sandbox.path().join("c2")).unwrap());
    elsewhere.on(&format!("consistency c5 c5 --vkey {vkey}")).ok().tells(&elsewhere, "");
    let unknown = elsewhere.on("consistency c5 c5").ok();
    assert!(unknown.stderr.contains("the signatures were not checked"), "{}", unknown.stderr);
    let different = elsewhere.on("consistency c2 c5").status(2);
    assert!(different.stderr.contains("say nothing about each other without the ledger"), "{}", different.stderr);
}

#[test]
fn a_checkpoint_says_what_was_known() {
    let sandbox = keyed();
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    state(&sandbox, "y");
    let by_file = sandbox.on("replay --known-at c5 --json").ok();
    assert_eq!(by_file.stdout, sandbox.on("replay --known-at size:5 --json").ok().stdout);
    assert_eq!(by_file.object()["known_at"], 5);
    let text = std::fs::read_to_string(sandbox.path().join("c5")).unwrap();
    for (size, why) in [("\n4\n", "is not one of this ledger"), ("\n99\n", "the ledger has 6 events")] {
        sandbox.file("other", text.replacen("\n5\n", size, 1));
        let refused = sandbox.on("replay --known-at other").status(2);
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
    }
}
