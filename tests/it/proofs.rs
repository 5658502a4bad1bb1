//! Proofs about events: what a stranger learns from a file and a key, and what is refused.

use onrecord_core::note::Verifier;
use onrecord_core::proof::check;
use onrecord_core::tlog_proof::TlogProof;
use serde_json::{Value, json};

use crate::frozen::thawed;
use crate::harness::{Ran, Sandbox};

const SAYS: &str = "append --speaker al-thani --for qatar --issue force=support --on 2025-12-17 --form quote --channel \
                    'Al Jazeera' --text 'We are <b>for</b> it & ready' --note 'call the desk' --id qa-1 --new";

/// A ledger with one statement, event 7, a key, and a checkpoint.
fn stated() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.on("key new").ok();
    sandbox.on(SAYS).ok();
    sandbox.on("checkpoint").ok();
    sandbox
}

fn vkey(sandbox: &Sandbox) -> String {
    sandbox.on("key show").ok().stdout.trim_end().to_owned()
}

/// Checks a proof where there is no ledger.
fn verify(proof: &str, vkey: &str, options: &str) -> Ran {
    let stranger = Sandbox::empty();
    stranger.file("p", proof);
    stranger.on(&format!("verify p --vkey {vkey} {options}"))
}

fn statement(sandbox: &Sandbox) -> u64 {
    sandbox.on("show qa-1 --json").ok().object()["seq"].as_u64().unwrap()
}

#[test]
fn a_stranger_learns_what_was_revealed_and_no_more() {
    let sandbox = stated();
    let seq = statement(&sandbox);
    let made = sandbox.on("prove qa-1 --reveal text").ok();
    let object = verify(&made.stdout, &vkey(&sandbox), "--json").ok().object();
    let shown = sandbox.on("show qa-1 --json").ok().object();
    assert_eq!(
        [&object["seq"], &object["hash"], &object["recorded_at"]],
        [&shown["seq"], &shown["hash"], &shown["recorded_at"]]
    );
    assert_eq!((&object["proved"], &object["standing"], &object["by"]), (&json!(true), &json!("stands"), &Value::Null));
    let says = &object["says"];
    for (field, expected) in [
        ("date", json!("2025-12-17")),
        ("speaker", json!("al-thani")),
        ("on_behalf_of", json!(["qatar"])),
        ("issue", json!("force")),
        ("stance", json!("support")),
        ("channel", json!("Al Jazeera")),
        ("text", json!("We are <b>for</b> it & ready")),
        ("hidden", json!(["note", "id"])),
    ] {
        assert_eq!(says[field], expected, "{field}");
    }
    let proof = TlogProof::from_bytes(made.stdout.as_bytes()).unwrap();
    let extra = String::from_utf8_lossy(proof.extra.as_deref().unwrap()).into_owned();
    assert!(extra.contains("We are <b>for</b>") && !extra.contains("call the desk") && !extra.contains("qa-1"));
    let text = verify(&made.stdout, &vkey(&sandbox), "").ok();
    assert!(
        text.stdout.starts_with(&format!("proved: event {seq} is one of the first {} events of onrecord/", seq + 1))
    );
    assert!(text.stdout.contains(&format!("\nstands as of the first {} events\n", seq + 1)), "{}", text.stdout);
    assert!(text.stderr.contains("not shown: whether a later event about it was left out"), "{}", text.stderr);
    sandbox
        .on("append --speaker al-thani --issue force=50 --on 2025-12-18 --form quote --condition 'if asked' --id if")
        .ok();
    sandbox.on("checkpoint").ok();
    let warned =
        |options: &str| sandbox.on(&format!("prove if {options}")).ok().stderr.contains("depends on a condition");
    assert_eq!((warned("--reveal condition"), warned(""), warned("--reveal id")), (false, true, true));
    // Without a word a proof still shows who, what and when.
    let bare = sandbox.on("prove qa-1").ok();
    assert!(bare.stderr.contains("no words of the event are revealed"), "{}", bare.stderr);
    let object = verify(&bare.stdout, &vkey(&sandbox), "--json").ok().object();
    assert_eq!(object["says"]["hidden"], json!(["text", "note", "id"]));
}

#[test]
fn a_proof_says_how_the_event_stood_at_the_checkpoint() {
    let sandbox = stated();
    let seq = statement(&sandbox);
    sandbox.file("then", sandbox.on("checkpoint").ok().stdout);
    let corrected = sandbox.on("correct qa-1 --stance 50 --reason 'misheard' --json").ok().object()["seq"].clone();
    sandbox.on("checkpoint").ok();
    let standing = |options: &str| {
        let proof = sandbox.on(&format!("prove {seq} --reveal text {options}")).ok().stdout;
        verify(&proof, &vkey(&sandbox), "--json").ok().object()
    };
    let now = standing("");
    assert_eq!((&now["standing"], &now["by"]), (&json!("corrected"), &corrected));
    assert_eq!((&now["says"]["stance"], &now["now"]["stance"]), (&json!("support"), &json!("50")));
    assert_eq!(now["now"]["text"], now["says"]["text"], "the correction has the words too");
    assert_eq!(standing("--checkpoint then")["standing"], "stands");
    let retracted = sandbox.on("retract qa-1 --reason 'another man' --json").ok().object()["seq"].clone();
    sandbox.on("checkpoint").ok();
    let later = standing("");
    assert_eq!((&later["standing"], &later["by"]), (&json!("retracted"), &retracted));
    assert_eq!(later["later"].as_array().unwrap().len(), 2);
    let text = verify(&sandbox.on("prove qa-1").ok().stdout, &vkey(&sandbox), "").ok().stdout;
    assert!(text.contains(&format!("\nretracted by event {retracted}, as of the first ")), "{text}");
}

#[test]
fn merges_show_and_protected_sources_do_not() {
    let sandbox = stated();
    sandbox.on("actor add m-al-thani --kind person --name 'M. Al Thani'").ok();
    sandbox.on("merge actor al-thani m-al-thani --reason 'one man'").ok();
    sandbox.on("actor add mole --kind anonymous --name 'The driver of the minister'").ok();
    sandbox.on("append --speaker mole --issue force=oppose --on 2025-12-18 --form paraphrase --text no --id leak").ok();
    sandbox.on("checkpoint").ok();
    let of = |event: &str| sandbox.on(&format!("prove {event}")).ok().stdout;
    let merged = verify(&of("qa-1"), &vkey(&sandbox), "--json").ok().object();
    assert_eq!(merged["says"]["speaker"], "al-thani (merged into m-al-thani)");
    let leak = of("leak");
    let proof = TlogProof::from_bytes(leak.as_bytes()).unwrap();
    let extra = String::from_utf8_lossy(proof.extra.as_deref().unwrap()).into_owned();
    assert!(!extra.contains("driver") && !extra.contains("mole"));
    let object = verify(&leak, &vkey(&sandbox), "--json").ok().object();
    assert!(object["says"]["speaker"].as_str().unwrap().starts_with("event "), "{object}");
}

#[test]
fn a_redaction_breaks_no_proof_and_shows_in_later_ones() {
    let sandbox = stated();
    let then = sandbox.on("prove qa-1 --reveal note").ok().stdout;
    let by = sandbox.on("redact qa-1 --slot text --reason 'asked for' --json").ok().json();
    let by = by.iter().find_map(|object| object.get("seq").cloned()).unwrap();
    sandbox.on("checkpoint").ok();
    assert!(sandbox.on("prove qa-1 --reveal text").status(2).stderr.contains("was erased, and cannot be revealed"));
    let now = sandbox.on("prove qa-1 --reveal note").ok().stdout;
    assert_eq!(verify(&then, &vkey(&sandbox), "--json").ok().object()["says"]["hidden"], json!(["text", "id"]));
    let says = verify(&now, &vkey(&sandbox), "--json").ok().object()["says"].clone();
    assert_eq!((&says["hidden"], &says["erased"]), (&json!(["id"]), &json!([{ "slot": "text", "by": by }])));
    assert_eq!(says["note"], "call the desk");
    sandbox.on("audit --quiet").ok();
}

#[test]
fn events_of_every_kind_can_be_proved() {
    let sandbox = thawed();
    sandbox.on("key new").ok();
    sandbox.on("checkpoint").ok();
    let known = [vkey(&sandbox).parse::<Verifier>().unwrap()];
    let events = sandbox.on("log --json").ok().json();
    let mut kinds = std::collections::BTreeSet::new();
    let first_of_kind = events.iter().filter(|event| kinds.insert(event["kind"].to_string()));
    for event in first_of_kind {
        let made = sandbox.on(&format!("prove {}", event["seq"])).ok().stdout;
        let proof = TlogProof::from_bytes(made.as_bytes()).unwrap();
        let proven = check(&proof).unwrap();
        assert!(proof.checkpoint.verify(&known).is_ok());
        assert_eq!(json!(proven.subject), event["seq"]);
        let object = verify(&made, &known[0].to_string(), "--json").ok().object();
        assert_eq!([&object["kind"], &object["hash"]], [&event["kind"], &event["hash"]]);
    }
    assert!(kinds.len() >= 12, "{kinds:?}");
}

#[test]
fn whatever_is_changed_in_a_proof_it_fails() {
    let sandbox = stated();
    sandbox.on("correct qa-1 --stance 50 --reason misheard").ok();
    sandbox.on("checkpoint").ok();
    let vkey = vkey(&sandbox);
    let proof = sandbox.on("prove qa-1 --reveal text --reveal note").ok().stdout.into_bytes();
    let known = [vkey.parse::<Verifier>().unwrap()];
    let accepts = |bytes: &[u8]| {
        TlogProof::from_bytes(bytes).is_ok_and(|read| check(&read).is_ok() && read.checkpoint.verify(&known).is_ok())
    };
    assert!(accepts(&proof));
    let flipped = |bit: usize| {
        let mut bytes = proof.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    // Every bit is flipped beside the code; here some of a proof as the binary writes it.
    let tried = (0..proof.len() * 8).step_by(23);
    let (count, accepted) = (tried.clone().count(), tried.filter(|bit| accepts(&flipped(*bit))).count());
    println!("{accepted} of {count} one-bit flips accepted");
    assert_eq!(accepted, 0);
    let stranger = Sandbox::empty();
    for bit in (0..proof.len() * 8).step_by(proof.len()) {
        stranger.file("p", flipped(bit));
        let ran = stranger.on(&format!("verify p --vkey {vkey}")).status(1);
        assert!(
            ran.stdout.is_empty() && ran.stderr.starts_with("error: the proof fails\n  because: "),
            "{}",
            ran.stderr
        );
    }
    // The key of another.
    let other = stated();
    let foreign = other.on("key show").ok().stdout;
    verify(&String::from_utf8(proof).unwrap(), foreign.trim_end(), "").status(1);
}

#[test]
fn a_folder_with_the_proof_has_a_page_that_says_how_to_check_it() {
    let sandbox = stated();
    let seq = statement(&sandbox);
    let ran = sandbox.on("prove qa-1 --reveal text --out handout").ok();
    assert_eq!(ran.stdout.trim_end(), format!("handout/event-{seq}.tlog-proof"));
    let page = std::fs::read_to_string(sandbox.path().join(format!("handout/event-{seq}.html"))).unwrap();
    assert!(page.contains("We are &lt;b&gt;for&lt;/b&gt; it &amp; ready") && !page.contains("<b>for"), "{page}");
    assert!(!page.contains("call the desk") && page.contains("onrecord verify event-"), "{page}");
    let command = page.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap();
    let stranger = Sandbox::empty();
    let name = format!("event-{seq}.tlog-proof");
    stranger.file(&name, std::fs::read(sandbox.path().join("handout").join(&name)).unwrap());
    let ran = stranger.sh(command).ok();
    assert!(ran.stdout.starts_with("proved: "), "the command on the page: {}", ran.stdout);
}
