//! Which event is meant by a number, a hash or an id.

use onrecord_core::seq::Seq;
use onrecord_core::view::View;

use crate::failure::Failure;
use crate::near;

/// Fewer digits than this are no hash.
const HASH_DIGITS_MIN: usize = 8;

/// The event that a person names: by its number, by its hash or the hash's first digits, or by a statement's id.
pub(crate) fn find(view: &View, given: &str) -> Result<Seq, Failure> {
    if let Some(seq) = view.statement_with_id(given) {
        return Ok(seq);
    }
    let size = view.head().size;
    if let Ok(seq) = given.strip_prefix("seq:").unwrap_or(given).parse::<Seq>() {
        return if seq.get() < size {
            Ok(seq)
        } else {
            Err(Failure::new(format!("there is no event {seq}: the ledger has {size} events, from 0 on")))
        };
    }
    let is_hash = (HASH_DIGITS_MIN..=64).contains(&given.len())
        && given.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let mut found = view.events().filter(|event| is_hash && event.hash.to_string().starts_with(given));
    match (found.next(), found.next()) {
        (Some(event), None) => Ok(event.seq()),
        (Some(first), Some(second)) => Err(Failure::new(format!(
            "`{given}` begins the hashes of events {} and {}: write more digits",
            first.seq(),
            second.seq()
        ))),
        (None, _) => Err(unknown(view, given)),
    }
}

fn unknown(view: &View, given: &str) -> Failure {
    let ids: Vec<&str> =
        view.statements().filter_map(|s| s.record.words.text(onrecord_core::words::SlotName::Id)).collect();
    Failure::new(format!("nothing in the ledger is called `{given}`"))
        .hints(near::did_you_mean(given, ids.into_iter()))
        .hint("write an event's number, its hash (at least the first eight digits), or a statement's id")
}
