//! The vectors in `tests/vectors` are for ever: today's code makes these bytes and reads them, and so does the reader that
//! was written from the page.
//!
//! Cases are added, never changed. A test that fails here says that the format was changed.

mod every_kind;
mod signed;

use std::fmt::Write;
use std::path::Path;

use onrecord_core::body::Kind;
use onrecord_core::entry::Entry;
use onrecord_core::event::Event;
use onrecord_core::hash::{SourceHash, journal_checksum};
use onrecord_core::tree::TreeBuilder;
use serde_json::{Value, json};

use self::every_kind::{ERASED, PAGE, chain};
use crate::harness::{Sandbox, repository};
use crate::reader::read;

/// Events of every kind but those about signatures, as they were when version 1 was new.
const EVERY_KIND: &str = "ledger-v1.json";
/// Events that are signed, and those that say by whom.
const SIGNED: &str = "signed-v1.json";

#[test]
fn events_of_every_kind_have_the_bytes_of_the_vectors() {
    let mut kinds = have_the_bytes(&chain().entries, &vectors(EVERY_KIND));
    kinds.extend(have_the_bytes(&signed::chain(), &vectors(SIGNED)));
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, Kind::ALL.iter().map(|kind| u64::from(kind.number())).collect::<Vec<_>>(), "every kind is there");
}

/// Holds what today's code makes against vectors, and gives the kinds that are there.
fn have_the_bytes(entries: &[Entry], vectors: &Value) -> Vec<u64> {
    let made = made(entries);
    let (ours, theirs) = (made.as_array().unwrap(), vectors["events"].as_array().unwrap());
    for (ours, theirs) in ours.iter().zip(theirs) {
        for (field, value) in ours.as_object().unwrap() {
            assert_eq!(value, &theirs[field], "{field} of event {}", theirs["seq"]);
        }
    }
    let more: Vec<String> = ours.iter().skip(theirs.len()).map(Value::to_string).collect();
    assert!(more.is_empty(), "add to the vectors, with what the reader of the page says of them:\n{}", more.join("\n"));
    assert_eq!(ours.len(), theirs.len());
    ours.iter().map(|event| event["kind"].as_u64().unwrap()).collect()
}

#[test]
fn the_vectors_are_a_ledger_to_the_binary_and_to_the_reader_of_the_page() {
    let vectors = vectors(EVERY_KIND);
    let mut entries = entries(&vectors);
    // As the vectors have it, the redaction is recorded but not carried out.
    let first_said = says(&entries, &vectors, Carried::NotOut);
    assert_eq!(first_said, expected(&vectors));
    // Erased words leave every hash as it was.
    let erased = &vectors["erased"];
    assert_eq!(erased["seq"], json!(ERASED.get()));
    let place = usize::try_from(ERASED.get()).unwrap();
    entries[place].words = bytes(&erased["words"]);
    let mut said = says(&entries, &vectors, Carried::Out);
    assert_eq!(said[place]["words"]["note"].take(), Value::Null);
    let mut before = first_said;
    before[place]["words"]["note"].take();
    assert_eq!(said, before, "nothing else is gone");
    let event = Event::open(&entries[place]).unwrap();
    assert!(event.words.is_erased(onrecord_core::words::SlotName::Note));
}

/// Whether the words that the redaction takes are erased.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carried {
    Out,
    NotOut,
    /// There is none.
    None,
}

#[test]
fn signed_vectors_are_a_ledger_to_the_binary_and_to_the_reader_of_the_page() {
    let vectors = vectors(SIGNED);
    let mut entries = entries(&vectors);
    assert_eq!(says(&entries, &vectors, Carried::None), expected(&vectors));
    // Both find a signature that does not fit.
    let last = entries.last_mut().unwrap();
    *last.event.last_mut().unwrap() ^= 1;
    let sandbox = Sandbox::empty();
    write_ledger(&sandbox.ledger(), &entries);
    sandbox.on("stats --json").ok();
    let finding = sandbox.on("audit --json").status(1).json().remove(0);
    assert_eq!((&finding["seq"], &finding["finding"]), (&json!(entries.len() - 1), &json!("signature-wrong")));
    let read = read(&sandbox.ledger(), &[]).status(1);
    assert!(read.stdout.contains("the signature is not by the key of the coder"), "{}", read.stdout);
}

/// What the reader of the page finds, as it stands in vectors.
fn expected(vectors: &Value) -> Vec<Value> {
    vectors["events"].as_array().unwrap().iter().map(|event| event["says"].clone()).collect()
}

/// What the reader of the page finds in these entries; the binary and the reader agree on head and root.
fn says(entries: &[Entry], vectors: &Value, carried: Carried) -> Vec<Value> {
    let sandbox = Sandbox::empty();
    write_ledger(&sandbox.ledger(), entries);
    let report = sandbox.on("audit --json").status(1).json();
    // The store was never made; nothing else is found.
    let findings: Vec<&Value> = report.iter().filter_map(|line| line.get("finding")).collect();
    let not_erased = if carried == Carried::NotOut { &["words-not-erased"][..] } else { &[] };
    assert_eq!(findings, [not_erased, &["store-damaged", "folder-unexpected"]].concat(), "{report:?}");
    let first_read = read(&sandbox.ledger(), &["--bodies"]);
    sandbox.on("stats --json").ok();
    let report = sandbox.on("audit --json").ok().object();
    for field in ["head", "root"] {
        assert_eq!(report[field], vectors[field]);
    }
    let read = read(&sandbox.ledger(), &["--bodies"]).ok().stdout;
    let (bodies, end) = read.trim_end().rsplit_once('\n').unwrap();
    let (head, root) = (vectors["head"].as_str().unwrap(), vectors["root"].as_str().unwrap());
    assert_eq!(end, format!("ok: {} events, head {head}, root {root}", entries.len()));
    let bodies = match carried {
        Carried::Out | Carried::None => bodies.to_owned(),
        // Whoever opens the ledger carries the redaction out; before, the reader finds that it was not.
        Carried::NotOut => {
            let first = first_read.status(1).stdout;
            let (first, finding) = first.trim_end().rsplit_once('\n').unwrap();
            assert_eq!(finding, format!("journal: slot note is redacted, but not erased (event {ERASED})"));
            first.to_owned()
        }
    };
    bodies.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A ledger's folder without a store, all entries in one frame: written here once more, from the page.
pub(crate) fn write_ledger(ledger: &Path, entries: &[Entry]) {
    for folder in ["journal", "sources", "checkpoints"] {
        std::fs::create_dir_all(ledger.join(folder)).unwrap();
    }
    std::fs::write(ledger.join("lock"), "").unwrap();
    std::fs::write(ledger.join("sources").join(SourceHash::of(PAGE).to_string()), PAGE).unwrap();
    write_journal(ledger, entries);
}

/// A journal of one segment with all entries in one frame, in place of what was there.
pub(crate) fn write_journal(ledger: &Path, entries: &[Entry]) {
    let id = &entries[0].event[8..24];
    let mut segment = [b"ONRS\0\x01\0\x60", id, &[0; 40]].concat();
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
fn made(entries: &[Entry]) -> Value {
    let mut tree = TreeBuilder::new();
    let events = entries.iter().map(|entry| {
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

fn vectors(name: &str) -> Value {
    let file = repository("tests/vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
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
