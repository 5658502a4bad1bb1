//! The ledgers that seeds are made of: the vectors, with events of every kind, and the frozen ledger of version 1.

use onrecord_core::entry::Entry;
use serde_json::Value;

use crate::corpus::read;

const VECTORS: [&str; 2] = ["tests/vectors/ledger-v1.json", "tests/vectors/signed-v1.json"];

/// The ledgers of the vectors, one with events of every kind, one with signed events.
pub(crate) fn ledgers() -> [Vec<Entry>; 2] {
    VECTORS.map(|file| {
        let vectors = parsed(&read(file));
        let events = vectors["events"].as_array().into_iter().flatten();
        let entries = events.map(|event| Entry { event: bytes(&event["event"]), words: bytes(&event["words"]) });
        let entries: Vec<Entry> = entries.collect();
        assert!(entries.len() > 9, "{file} has events");
        entries
    })
}

/// All their entries, and the one whose words were erased in part.
pub(crate) fn entries() -> Vec<Entry> {
    let erased = &parsed(&read(VECTORS[0]))["erased"];
    let mut entries = ledgers().concat();
    let place = erased["seq"].as_u64().and_then(|seq| usize::try_from(seq).ok());
    let event = place.map(|place| entries[place].event.clone()).unwrap_or_default();
    entries.push(Entry { event, words: bytes(&erased["words"]) });
    entries
}

/// The only segment of the frozen ledger.
pub(crate) fn segment() -> Vec<u8> {
    read("tests/fixtures/v1/ledger/journal/00000000.seg")
}

/// JSON that the repository has.
pub(crate) fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_else(|error| panic!("{error}"))
}

fn bytes(hex: &Value) -> Vec<u8> {
    let digits = hex.as_str().unwrap_or_default();
    let pairs = (0..digits.len() / 2).map(|pair| u8::from_str_radix(&digits[2 * pair..2 * pair + 2], 16));
    pairs.collect::<Result<_, _>>().unwrap_or_else(|error| panic!("{error}"))
}
