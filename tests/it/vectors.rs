//! The vectors in `tests/vectors` are for ever: today's code makes these bytes and reads them, and so does the reader that
//! was written from the page.
//!
//! Cases are added, never changed. A test that fails here says that the format was changed.

mod every_kind;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use onrecord_core::entry::Entry;
use onrecord_core::event::Event;
use onrecord_core::hash::{SourceHash, journal_checksum};
use onrecord_core::tree::TreeBuilder;
use serde_json::{Value, json};

use self::every_kind::{Chain, ERASED, LEDGER, PAGE, chain};
use crate::harness::{Sandbox, repository};
use crate::reader::read;

#[test]
fn events_of_every_kind_have_the_bytes_of_the_vectors() {
    let vectors = vectors();
    let made = made(&chain());
    let (ours, theirs) = (made.as_array().unwrap(), vectors["events"].as_array().unwrap());
    for (ours, theirs) in ours.iter().zip(theirs) {
        for (field, value) in ours.as_object().unwrap() {
            assert_eq!(value, &theirs[field], "{field} of event {}", theirs["seq"]);
        }
    }
    let more: Vec<String> = ours.iter().skip(theirs.len()).map(Value::to_string).collect();
    assert!(more.is_empty(), "add to the vectors, with what the reader of the page says of them:\n{}", more.join("\n"));
    assert_eq!(ours.len(), theirs.len());
    let mut kinds: Vec<u64> = ours.iter().map(|event| event["kind"].as_u64().unwrap()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, (1..=19).collect::<Vec<u64>>(), "every kind is there");
}

#[test]
fn the_vectors_are_a_ledger_to_the_binary_and_to_the_reader_of_the_page() {
    let vectors = vectors();
    let mut entries = entries(&vectors);
    let first_said = says(&entries, &vectors);
    let expected: Vec<&Value> = vectors["events"].as_array().unwrap().iter().map(|event| &event["says"]).collect();
    assert_eq!(first_said.iter().collect::<Vec<_>>(), expected);
    // Erased words leave every hash as it was.
    let erased = &vectors["erased"];
    assert_eq!(erased["seq"], json!(ERASED.get()));
    let place = usize::try_from(ERASED.get()).unwrap();
    entries[place].words = bytes(&erased["words"]);
    let mut said = says(&entries, &vectors);
    assert_eq!(said[place]["words"]["note"].take(), Value::Null);
    let mut before = first_said;
    before[place]["words"]["note"].take();
    assert_eq!(said, before, "nothing else is gone");
    let event = Event::open(&entries[place]).unwrap();
    assert!(event.words.is_erased(onrecord_core::words::SlotName::Note));
}

/// What the reader of the page finds in these entries; the binary and the reader agree on head and root.
fn says(entries: &[Entry], vectors: &Value) -> Vec<Value> {
    let sandbox = Sandbox::empty();
    write_ledger(&sandbox.ledger(), entries);
    let report = sandbox.on("audit --json").status(1).json();
    // The store was never made; nothing else is found.
    let findings: Vec<&Value> = report.iter().filter_map(|line| line.get("finding")).collect();
    assert_eq!(findings, ["store-damaged", "folder-unexpected"], "{report:?}");
    sandbox.on("stats --json").ok();
    let report = sandbox.on("audit --json").ok().object();
    for field in ["head", "root"] {
        assert_eq!(report[field], vectors[field]);
    }
    let read = read(&sandbox.ledger(), &["--bodies"]).ok().stdout;
    let (bodies, end) = read.trim_end().rsplit_once('\n').unwrap();
    let (head, root) = (vectors["head"].as_str().unwrap(), vectors["root"].as_str().unwrap());
    assert_eq!(end, format!("ok: {} events, head {head}, root {root}", entries.len()));
    bodies.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A ledger's folder without a store, all entries in one frame: written here once more, from the page.
fn write_ledger(ledger: &Path, entries: &[Entry]) {
    for folder in ["journal", "sources", "checkpoints"] {
        std::fs::create_dir_all(ledger.join(folder)).unwrap();
    }
    std::fs::write(ledger.join("lock"), "").unwrap();
    std::fs::write(ledger.join("sources").join(SourceHash::of(PAGE).to_string()), PAGE).unwrap();
    let id = LEDGER.as_bytes();
    let mut segment = [b"ONRS\0\x01\0\x60", &id[..], &[0; 40]].concat();
    segment.extend(journal_checksum(&[&segment]));
    let mut inside = Vec::new();
    for part in entries.iter().flat_map(|entry| [&entry.event, &entry.words]) {
        inside.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        inside.extend(part);
    }
    let len = u32::try_from(28 + inside.len() + 36).unwrap().to_be_bytes();
    let count = u32::try_from(entries.len()).unwrap().to_be_bytes();
    let mut frame = [b"ONRF", &len[..], &count, &[0; 8]].concat();
    let check = journal_checksum(&[id, &frame]);
    frame.extend(&check[..8]);
    frame.extend(inside);
    frame.extend(journal_checksum(&[id, &frame]));
    frame.extend(len);
    std::fs::write(ledger.join("journal/00000000.seg"), [segment, frame].concat()).unwrap();
}

/// What today's code makes, in the form of the vectors.
fn made(chain: &Chain) -> Value {
    let mut tree = TreeBuilder::new();
    let events = chain.entries.iter().map(|entry| {
        tree.push(&entry.event);
        let event = Event::open(entry).unwrap();
        json!({
            "seq": event.seq(),
            "kind": event.header.kind,
            "event": hex(&entry.event),
            "words": hex(&entry.words),
            "hash": event.hash,
            "root": tree.root().to_string(),
        })
    });
    events.collect()
}

fn vectors() -> Value {
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

fn file() -> PathBuf {
    repository("tests/vectors/ledger-v1.json")
}

fn entries(vectors: &Value) -> Vec<Entry> {
    let events = vectors["events"].as_array().unwrap().iter();
    events.map(|event| Entry { event: bytes(&event["event"]), words: bytes(&event["words"]) }).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
