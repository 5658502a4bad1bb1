//! Which event is meant by a number, a hash or an id.

use onrecord_core::entry::Entry;
use onrecord_core::event::Event;
use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;
use onrecord_core::words::SlotName;
use onrecord_storage::entry_log::EntryLog;

use crate::failure::Failure;
use crate::near;
use crate::session::Session;

/// Fewer digits than this are no hash.
const HASH_DIGITS_MIN: usize = 8;

/// The event that a person names: by its number, by its hash or the hash's first digits, or by a statement's id.
pub(crate) fn find(session: &Session, given: &str) -> Result<Seq, Failure> {
    if let Some(seq) = session.statement_with_id(given)? {
        return Ok(seq);
    }
    let size = session.head()?.size;
    if let Ok(seq) = given.strip_prefix("seq:").unwrap_or(given).parse::<Seq>() {
        return if seq.get() < size {
            Ok(seq)
        } else {
            Err(Failure::new(format!("there is no event {seq}: the ledger has {size} events, from 0 on")))
        };
    }
    let is_hash = (HASH_DIGITS_MIN..=64).contains(&given.len())
        && given.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let begins = |entry: &Entry| is_hash && ChainHash::of_event(&entry.event).to_string().starts_with(given);
    let mut found = Vec::new();
    let mut ids = Vec::new();
    for (seq, entry) in (0..).map(Seq::new).zip(session.ledger()?.scan(0..size)) {
        let entry = entry.map_err(|error| Failure::of(&error))?;
        if begins(&entry) {
            found.push(seq);
        }
        // Only for what somebody may have meant.
        let words = Event::open(&entry).map(|event| event.words);
        ids.extend(words.ok().and_then(|words| words.text(SlotName::Id).map(str::to_owned)));
    }
    match found[..] {
        [seq] => Ok(seq),
        [first, second, ..] => {
            Err(Failure::new(format!("`{given}` begins the hashes of events {first} and {second}: write more digits")))
        }
        [] => Err(Failure::new(format!("nothing in the ledger is called `{given}`"))
            .hints(near::did_you_mean(given, ids.iter().map(String::as_str)))
            .hint("write an event's number, its hash (at least the first eight digits), or a statement's id")),
    }
}
