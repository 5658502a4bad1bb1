//! Coders who sign: what they record is signed, and whoever rewrites it without their key is found.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use onrecord_core::entry::Entry;
use onrecord_core::hash::ChainHash;
use onrecord_core::header::Header;
use onrecord_storage::journal::walk::{JournalWalk, Walked};
use serde_json::{Value, json};

use crate::harness::{Sandbox, repository};
use crate::reader::read;
use crate::vectors::write_ledger;

const SAY: &str = "append --new --speaker ann --on 2025-12-17 --form paraphrase";

/// A ledger whose coder has a key since event 2.
fn keyed() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("coder key").ok();
    sandbox
}

/// The files of keys in the sandbox's config folder.
fn key_files(sandbox: &Sandbox) -> Vec<PathBuf> {
    let ledger = sandbox.on("stats --json").ok().object()["ledger"].as_str().unwrap().to_owned();
    let folder = sandbox.path().join(".config/onrecord/coders").join(ledger);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

/// Events and words of an audit's findings.
fn findings(sandbox: &Sandbox) -> Vec<(u64, String)> {
    let lines = sandbox.on("audit --json").status(1).json();
    let findings = lines.iter().filter_map(|line| Some((line["seq"].as_u64()?, line["finding"].as_str()?.to_owned())));
    findings.collect()
}

fn has_signed(sandbox: &Sandbox) -> Vec<bool> {
    sandbox.on("log --json").ok().json().iter().map(|event| event["signed"].as_bool().unwrap()).collect()
}

#[test]
fn all_that_a_coder_with_a_key_records_is_signed() {
    let sandbox = keyed();
    for line in [
        "actor add atlantis --kind state --name Atlantis",
        &format!("{SAY} --issue force=50 --id a"),
        "correct a --note heard --reason late",
        "retract a --reason wrong",
        "merge actor atlantis ann --reason test",
    ] {
        sandbox.on(line).ok();
    }
    sandbox.run([Path::new("import"), &repository("docs/examples/washington.jsonl"), Path::new("--new")]).ok();
    let signed = has_signed(&sandbox);
    assert!(signed.len() > 20 && !signed[0] && !signed[1] && signed[2..].iter().all(|signed| *signed), "{signed:?}");
    let report = sandbox.on("audit --json").ok().object();
    let count = signed.len() - 2;
    assert!(report["checked"].as_array().unwrap().contains(&json!(format!("{count} signatures"))), "{report}");
    let shown = sandbox.on("show a --json").ok().object();
    let coder = sandbox.on("coder list --json").ok().object();
    assert_eq!(shown["signature"], json!({ "key": coder["key"], "valid": true }));
    assert_eq!(coder, json!({ "seq": 1, "coder": "tester", "events": count + 1, "key": coder["key"], "since": 2 }));
    let end = read(&sandbox.ledger(), &[]).ok().stdout;
    assert!(end.contains(report["root"].as_str().unwrap()), "{end}");
}

#[test]
fn a_redaction_breaks_no_signature_and_no_proof() {
    let sandbox = keyed();
    let vkey = sandbox.on("key new").ok().stdout;
    sandbox.on(&format!("{SAY} --issue force=50 --id a --text 'We see' --note 'call the desk'")).ok();
    sandbox.on("checkpoint --quiet").ok();
    let proof = |name: &str| sandbox.file(name, sandbox.on("prove a --reveal note").ok().stdout);
    let verified = |proof: PathBuf| {
        let (proof, vkey) = (proof.display().to_string(), vkey.trim_end());
        let verified = sandbox.run(["verify", &proof, "--vkey", vkey, "--json"]).ok().object();
        assert_eq!(verified["says"]["note"], "call the desk");
        verified["says"]["erased"].clone()
    };
    let then = proof("then");
    let signatures = has_signed(&sandbox).into_iter().filter(|signed| *signed).count();
    sandbox.on("redact a --slot text --reason 'a court said so'").ok();
    let signed = has_signed(&sandbox);
    assert_eq!(signed.last(), Some(&true), "the redaction is signed too");
    let checked = sandbox.on("audit --json").ok().object()["checked"].to_string();
    assert!(checked.contains(&format!("{} signatures", signatures + 1)), "{checked}");
    assert!(checked.contains("1 redacted slot"), "{checked}");
    read(&sandbox.ledger(), &["--bodies"]).ok();
    assert_eq!(verified(then), json!(null), "what was shown before proves what it proved");
    sandbox.on("checkpoint --quiet").ok();
    assert_eq!(verified(proof("now")), json!([{ "slot": "text", "by": signed.len() - 1 }]));
}

#[test]
fn signatures_change_no_answer() {
    let (signed, plain) = (keyed(), Sandbox::with_ledger());
    let statements = repository("tests/fixtures/case/statements.jsonl");
    for sandbox in [&signed, &plain] {
        sandbox.run([Path::new("import"), &statements, Path::new("--new"), Path::new("--quiet")]).ok();
    }
    assert!(has_signed(&signed)[2..].iter().all(|signed| *signed));
    for command in ["export", "matrix"] {
        let answers = [&signed, &plain].map(|sandbox| sandbox.on(command).ok().stdout);
        assert!(!answers[0].is_empty() && answers[0] == answers[1], "{command}");
    }
}

#[test]
fn whoever_signs_with_a_key_that_others_can_read_is_warned_once() {
    let sandbox = keyed();
    let file = key_files(&sandbox).remove(0);
    let imported = ["import", "many.jsonl", "--new", "--json"];
    let line = |number: usize| {
        format!(
            "{{\"id\":\"{number}\",\"date\":\"2025\",\"speaker\":\"a\",\"issue\":\"b\",\"stance\":1,\"form\":\"paraphrase\"}}\n"
        )
    };
    sandbox.file("many.jsonl", (0..300).map(line).collect::<String>());
    assert!(!sandbox.on("actor add qatar --kind state --name Qatar").ok().stderr.contains("others can read"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let warning = format!("warning: others can read {0}: `chmod 600 {0}`\n", file.display());
    for ran in [
        sandbox.on("actor add iran --kind state --name Iran"),
        sandbox.run(imported),
        sandbox.run([
            "--coder-key",
            file.to_str().unwrap(),
            "actor",
            "add",
            "oman",
            "--kind",
            "state",
            "--name",
            "Oman",
        ]),
        sandbox.on("coder key"),
        sandbox.on("coder key --rotate --key next.key"),
    ] {
        assert_eq!(ran.stderr.matches(&warning).count(), 1, "{}", ran.stderr);
        ran.ok();
    }
    std::fs::set_permissions(sandbox.path().join("next.key"), std::fs::Permissions::from_mode(0o604)).unwrap();
    let other = sandbox.on("--coder cleo coder key --key next.key").ok().stderr;
    assert!(other.starts_with("warning: others can read next.key: `chmod 600 next.key`\n"), "{other}");
}

#[test]
fn a_key_lies_outside_the_ledger_for_its_owner_alone_and_stays() {
    let sandbox = keyed();
    let [file] = &key_files(&sandbox)[..] else { panic!("one key") };
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.starts_with("PRIVATE+KEY+tester+"), "the text in which others keep such keys, too");
    // Asked again, the same key is there.
    let again = sandbox.on("coder key --json").ok().object();
    assert_eq!((&again["already_recorded"], &again["seq"], &again["size"]), (&json!(true), &json!(2), &json!(3)));
    assert_eq!(std::fs::read_to_string(file).unwrap(), text);
    // A key that is there already is taken as it is.
    let elsewhere = sandbox.path().join("mine.key");
    std::fs::copy(file, &elsewhere).unwrap();
    let taken = sandbox.on("--coder ben coder key --key mine.key --json").ok().object();
    assert_eq!((&taken["key"], &taken["file"]), (&again["key"], &json!("mine.key")));
    assert_eq!(std::fs::read_to_string(elsewhere).unwrap(), text);
    sandbox.on(&format!("--coder ben --coder-key mine.key {SAY} --issue force=1")).ok();
    sandbox.on("audit --quiet").ok();
}

#[test]
fn a_key_is_followed_by_another_and_the_first_one_no_longer_signs() {
    let sandbox = keyed();
    std::fs::copy(&key_files(&sandbox)[0], sandbox.path().join("first.key")).unwrap();
    sandbox.on("coder key --rotate").ok();
    assert_eq!(key_files(&sandbox).len(), 2);
    sandbox.on(&format!("{SAY} --issue force=50 --id said")).ok();
    let keys =
        ["2", "3", "said"].map(|seq| sandbox.on(&format!("show {seq} --json")).ok().object()["signature"].clone());
    assert_eq!(keys[0], keys[1], "the first key signs for the second");
    assert!(keys.iter().all(|signature| signature["valid"] == true) && keys[1]["key"] != keys[2]["key"]);
    let size = sandbox.on("stats --json").ok().object()["events"].clone();
    let refused = sandbox.on(&format!("--coder-key first.key {SAY} --issue force=60")).status(2);
    assert!(refused.stderr.contains("because: first.key holds the key "), "{}", refused.stderr);
    sandbox.on("--coder-key first.key coder key --rotate --key third.key").status(2);
    assert!(!sandbox.path().join("third.key").exists(), "who cannot sign makes no key");
    assert_eq!(sandbox.on("stats --json").ok().object()["events"], size);
    // With its file the key goes where the user goes.
    sandbox.on("coder key --rotate --key third.key").ok();
    sandbox.on(&format!("{SAY} --issue force=60")).status(2);
    let mut command = sandbox.command(["retract", "said", "--reason", "x"]);
    assert!(command.env("ONRECORD_CODER_KEY", "third.key").status().unwrap().success());
    sandbox.on("audit --quiet").ok();
}

#[test]
fn a_ledger_that_requires_signatures_refuses_those_who_do_not_sign() {
    let sandbox = keyed();
    sandbox.on("--coder ben actor add egypt --kind state --name Egypt").ok();
    sandbox.on("--coder ben coder require-signatures").status(2);
    sandbox.on("coder require-signatures").ok();
    let again = sandbox.on("coder require-signatures --json").ok().object();
    assert_eq!((&again["seq"], &again["already_recorded"]), (&json!(5), &json!(true)));
    let mut stats = sandbox.on("stats --json").ok().object();
    assert_eq!(stats["signatures_required_since"], 5);
    let statements = repository("tests/fixtures/case/statements.jsonl");
    let said = format!("{SAY} --issue force=50");
    for (coder, command) in [("ben", said), ("cleo", format!("import '{}' --new", statements.display()))] {
        let command = format!("--coder {coder} {command}");
        let refused = sandbox.on(&command).status(2).stderr;
        assert!(refused.contains(&format!("the coder `{coder}` has no key\nhint: `onrecord coder key`")), "{refused}");
        assert_eq!(sandbox.on("stats --json").ok().object()["events"], stats["events"], "not even the coder is added");
        sandbox.on(&format!("--coder {coder} coder key")).ok();
        sandbox.on(&command).ok();
        stats = sandbox.on("stats --json").ok().object();
    }
    sandbox.on("audit --quiet").ok();
    let signed = has_signed(&sandbox);
    let unsigned: Vec<usize> = (0..signed.len()).filter(|seq| !signed[*seq]).collect();
    assert_eq!(unsigned[..4], [0, 1, 3, 4]);
    assert_eq!(unsigned.len(), 5, "and the event that added the third coder");
}

#[test]
fn nothing_is_recorded_under_a_name_that_was_closed() {
    let sandbox = keyed();
    sandbox.on("--coder ben coder close").status(2);
    sandbox.on("coder close").ok();
    for line in [&format!("{SAY} --issue force=50"), "coder key", "coder key --rotate", "coder close"] {
        let refused = sandbox.on(line).status(2);
        assert!(refused.stderr.contains("the coder `tester` was closed by event 3"), "{line}: {}", refused.stderr);
    }
    sandbox.on(&format!("--coder ben {SAY} --issue force=50")).ok();
    let listed = sandbox.on("coder list --json").ok().json().remove(0);
    assert_eq!((&listed["key"], &listed["closed_by"]), (&Value::Null, &json!(3)));
    sandbox.on("audit --quiet").ok();
}

#[test]
fn an_insider_who_rewrites_events_and_makes_all_hashes_anew_is_found() {
    let sandbox = keyed();
    sandbox.on(&format!("{SAY} --issue force=50 --id first")).ok();
    sandbox.on(&format!("{SAY} --issue troops=50 --id second")).ok();
    sandbox.on(&format!("--coder ben {SAY} --issue force=10 --id third")).ok();
    let was = sandbox.on("timeline ann force --json").ok().json();
    let first = sandbox.on("show first --json").ok().object()["seq"].as_u64().unwrap();
    let second = sandbox.on("show second --json").ok().object()["seq"].as_u64().unwrap();
    let mut entries = entries(&sandbox.ledger());
    let place = usize::try_from(first).unwrap();
    // The score of a plain statement of which nothing optional is said; in front of it stands the number of the stance.
    let score = &mut entries[place].event[120 + 30..120 + 35];
    assert_eq!(score, [0, 0, 0, 1, 50]);
    score[4] = 50_u8.wrapping_neg();
    for next in place + 1..entries.len() {
        let previous = ChainHash::of_event(&entries[next - 1].event);
        entries[next].event[32..64].copy_from_slice(previous.as_bytes());
    }
    std::fs::remove_dir_all(sandbox.ledger()).unwrap();
    write_ledger(&sandbox.ledger(), &entries);
    std::fs::remove_dir_all(sandbox.ledger().join("sources")).unwrap();
    std::fs::create_dir(sandbox.ledger().join("sources")).unwrap();
    sandbox.on("stats").ok();
    // Everything fits together but what the coder signed: that event, and those behind it.
    let is = sandbox.on("timeline ann force --json").ok().json();
    assert_eq!([&was[0]["score"], &is[0]["score"]], [50, -50]);
    let found = findings(&sandbox);
    let signed = |entry: &&Entry| Header::read(&entry.event).unwrap().flags.signed;
    let behind = entries[place..].iter().filter(signed).map(|entry| Header::read(&entry.event).unwrap().seq.get());
    assert_eq!(found, behind.map(|seq| (seq, "signature-wrong".to_owned())).collect::<Vec<_>>());
    assert!(found.len() >= 3 && found[0].0 == first && found.last().unwrap().0 == second);
    assert_eq!(sandbox.on("show first --json").ok().object()["signature"]["valid"], false);
    let read = read(&sandbox.ledger(), &[]).status(1).stdout;
    assert!(read.ends_with(&format!("the signature is not by the key of the coder (event {first})\n")), "{read}");
}

/// The entries of a sound journal.
fn entries(ledger: &Path) -> Vec<Entry> {
    let walk = JournalWalk::begin(ledger).unwrap();
    let entry = |walked| match walked {
        Walked::Entry(walked) => walked.entry,
        Walked::Damage(damage) => panic!("{damage}"),
        Walked::Torn(torn) => panic!("{torn}"),
        Walked::Unreadable { place, source } => panic!("{place}: {source}"),
    };
    walk.map(entry).collect()
}
