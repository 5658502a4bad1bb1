//! What an audit finds with checkpoints, and what it says that it cannot find.

use serde_json::Value;

use super::{checkpoint, keep_folder, key_file, keyed, put_back, state, vkey};
use crate::harness::{Sandbox, copy_tree};
use crate::publish::import;

/// The findings of an audit by their words, and what it did not check.
fn audit(sandbox: &Sandbox, options: &str) -> (Vec<String>, String) {
    let mut objects = sandbox.on(&format!("audit --json {options}")).json();
    let end = objects.pop().unwrap();
    let word = |finding: &Value| finding["finding"].as_str().unwrap().to_owned();
    (objects.iter().map(word).collect(), end["not_checked"].to_string())
}

#[test]
fn a_checkpoint_from_then_shows_that_nothing_was_changed_and_how_far() {
    let sandbox = keyed();
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    let (findings, not_checked) = audit(&sandbox, "");
    assert!(findings.is_empty() && not_checked.contains("--since FILE"), "{not_checked}");
    let (findings, not_checked) = audit(&sandbox, "--since c5");
    assert!(
        findings.is_empty() && !not_checked.contains("events") && !not_checked.contains("--since"),
        "{not_checked}"
    );
    assert!(not_checked.contains("cosigned by a witness"), "{not_checked}");
    let (findings, not_checked) = audit(&sandbox, "--since c2");
    assert!(findings.is_empty() && not_checked.contains("events 2 to 4, which are later than c2"), "{not_checked}");
    // Whoever has the ledger and not the key is told what was not checked, or says whose key it is.
    let vkey = vkey(&sandbox);
    std::fs::remove_file(key_file(&sandbox)).unwrap();
    let (findings, not_checked) = audit(&sandbox, "--since c5");
    assert!(findings.is_empty() && not_checked.contains("the signatures of 3 checkpoints"), "{not_checked}");
    let (findings, not_checked) = audit(&sandbox, &format!("--since c5 --vkey {vkey}"));
    assert!(findings.is_empty() && !not_checked.contains("signatures"), "{not_checked}");
}

#[test]
fn a_folder_that_was_put_back_is_intact_but_for_the_checkpoint() {
    let sandbox = keyed();
    keep_folder(&sandbox, "early");
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    put_back(&sandbox, "early");
    assert_eq!(audit(&sandbox, "").0, [""; 0], "nothing within the folder shows it");
    assert_eq!(audit(&sandbox, "--since c5").0, ["ledger-truncated"]);
    let told = sandbox.on("audit --since c5").status(1).stderr;
    assert!(
        told.starts_with("note: 1 finding; what the ledger has lost is in no home of it: look in a backup"),
        "{told}"
    );
    assert!(!told.contains("recover"), "both homes were put back: {told}");
    state(&sandbox, "y");
    assert_eq!(audit(&sandbox, "").0, [""; 0], "nothing within the folder shows it");
    assert_eq!(audit(&sandbox, "--since c5").0, ["history-rewritten"]);
    assert_eq!(audit(&sandbox, "--since c2").0, [""; 0], "what the earlier checkpoint covers is as it was");
}

#[test]
fn checkpoints_that_are_none_or_not_ours_are_found() {
    let sandbox = keyed();
    state(&sandbox, "x");
    checkpoint(&sandbox, "c5");
    let text = std::fs::read_to_string(sandbox.path().join("c5")).unwrap();
    sandbox.file("forged", text.replacen("\n5\n", "\n4\n", 1));
    assert_eq!(audit(&sandbox, "--since forged").0, ["checkpoint-forged"]);
    let other = keyed();
    sandbox.file("other", std::fs::read(other.path().join("c2")).unwrap());
    assert_eq!(audit(&sandbox, "--since other").0, ["checkpoint-foreign"]);
    sandbox.file("nothing", "nothing\n");
    sandbox.on("audit --since nothing").status(2);
    sandbox.on("audit --since missing").status(2);
    let kept = sandbox.ledger().join("checkpoints");
    std::fs::write(kept.join("5.checkpoint"), "nothing\n").unwrap();
    std::fs::write(kept.join("notes.txt"), "mine\n").unwrap();
    std::fs::write(kept.join("7.checkpoint.new"), "half").unwrap();
    assert_eq!(audit(&sandbox, "").0, ["folder-unexpected", "folder-unexpected", "checkpoint-malformed"]);
}

#[test]
fn tiles_that_are_not_those_of_the_events_are_found() {
    let sandbox = keyed();
    keep_folder(&sandbox, "early");
    // Tiles are kept from level 1 on, whose first hash is over the first 256 events.
    state(&sandbox, "x");
    import(&sandbox, 0, 256);
    checkpoint(&sandbox, "signed");
    keep_folder(&sandbox, "here");
    put_back(&sandbox, "early");
    state(&sandbox, "y");
    import(&sandbox, 0, 256);
    std::fs::remove_file(key_file(&sandbox).with_extension("key.last")).unwrap();
    checkpoint(&sandbox, "forked");
    copy_tree(&sandbox.ledger().join("store"), &sandbox.path().join("store of a fork"));
    put_back(&sandbox, "here");
    assert_eq!(audit(&sandbox, "").0, [""; 0]);
    std::fs::remove_dir_all(sandbox.ledger().join("store")).unwrap();
    copy_tree(&sandbox.path().join("store of a fork"), &sandbox.ledger().join("store"));
    let (findings, _) = audit(&sandbox, "");
    assert!(
        findings.contains(&"store-differs".to_owned()) && findings.contains(&"tiles-differ".to_owned()),
        "{findings:?}"
    );
}
