//! Postings: under which keys an event is found again without reading the others.
//!
//! Invariant: a posting follows from one entry alone, so that an index can be made again from the events at any time; a
//! key ends with the number of the event that it leads to. What a key leads to is a candidate: whether it still is what
//! was looked for (after corrections, merges, at an earlier size) is the view's business, so an index is never the only
//! reason for an answer.

mod fingerprint;

use std::collections::BTreeSet;

use crate::body::{Body, BodyError, Kind, SaidFor, StatementMade};
use crate::entry::Entry;
use crate::hash::name_hash;
use crate::header::Header;
use crate::seq::Seq;
use crate::words::{SlotName, WordsError, text_of};

pub use fingerprint::{Fingerprint, FingerprintKeys};

/// A key, and what is kept under it so that the event itself need not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// What is looked for, then the number of the event; keys of one index are in order of their bytes.
    pub key: Vec<u8>,
    /// The body of the statement in a posting by actor, the whole entry in one of the registry, unless they are long; else
    /// nothing.
    pub value: Vec<u8>,
}

/// A longer key there is not.
pub const KEY_LEN_MAX: usize = 49;
/// A longer body or entry is not kept in postings.
pub const VALUE_LEN_MAX: usize = 1024;

/// Events other than statements: `k`, kind, seq.
const OF_KIND: u8 = b'k';
/// The same in their order, with the whole entry: `e`, seq.
const REGISTRY: u8 = b'e';
/// Statements by their id: `n`, hash, seq.
const OF_ID: u8 = b'n';
/// First statements by the caller's key of their utterance: `u`, hash, seq.
const OF_UTTERANCE: u8 = b'u';
/// Statements by an actor in them: `a`, actor, issue, end, start, (the correction's seq,) seq.
const OF_ACTOR: u8 = b'a';
/// Statements by issue: `i`, issue, end, start, (the correction's seq,) seq.
const OF_ISSUE: u8 = b'i';
/// Statements by a source or an occasion in them: `r`, record, (the correction's seq,) seq.
const OF_RECORD: u8 = b'r';

impl Posting {
    /// Lends it.
    pub fn lend(&self) -> PostingRef<'_> {
        PostingRef { key: &self.key, value: &self.value }
    }
}

/// A posting that is lent: a question looks at hundreds of thousands and keeps none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostingRef<'a> {
    /// As in [`Posting`].
    pub key: &'a [u8],
    /// As in [`Posting`].
    pub value: &'a [u8],
}

impl PostingRef<'_> {
    /// The event that it leads to.
    pub fn seq(&self) -> Option<Seq> {
        self.key.last_chunk().map(|last| Seq::new(u64::from_be_bytes(*last)))
    }

    /// What stands for the id in a posting by id.
    pub fn id_hash(&self) -> Option<u64> {
        id_hash_of(self.key)
    }

    /// The statement as it was first recorded; none if only the event itself has it.
    pub fn statement(&self) -> Result<Option<StatementMade>, BodyError> {
        if self.value.is_empty() {
            return Ok(None);
        }
        StatementMade::from_kept_bytes(self.value).map(Some)
    }

    /// The entry in a posting of the registry; none if only the event itself has it.
    pub fn entry(&self) -> Option<Entry> {
        let (len, rest) = self.value.split_first_chunk::<2>()?;
        let (event, words) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))?;
        Some(Entry { event: event.to_vec(), words: words.to_vec() })
    }

    /// A posting of one's own.
    pub fn keep(&self) -> Posting {
        Posting { key: self.key.to_vec(), value: self.value.to_vec() }
    }
}

/// Everything but the statements, in order, with the entries.
pub fn registry() -> Vec<u8> {
    vec![REGISTRY]
}

/// The events of a kind, which is not that of statements.
pub fn of_kind(kind: Kind) -> Vec<u8> {
    let mut prefix = vec![OF_KIND];
    prefix.extend(kind.number().to_be_bytes());
    prefix
}

/// The statements that may have this id.
pub fn of_id(id: &str) -> Vec<u8> {
    prefix(OF_ID, &[name_hash(id)])
}

/// All statements, in order of what stands for their ids.
pub fn all_ids() -> Vec<u8> {
    vec![OF_ID]
}

/// What stands for an id in postings.
pub fn id_hash(id: &str) -> u64 {
    name_hash(id)
}

/// What stands for the id in a key or prefix by id.
pub fn id_hash_of(key: &[u8]) -> Option<u64> {
    let (tag, rest) = key.split_first()?;
    (*tag == OF_ID).then(|| rest.first_chunk().map(|hash| u64::from_be_bytes(*hash)))?
}

/// The statements that may be the first of the utterance with this key.
pub fn of_utterance(key: &str) -> Vec<u8> {
    prefix(OF_UTTERANCE, &[name_hash(key)])
}

/// The statements that name an actor, by issue and in order of the day.
pub fn of_actor(actor: Seq) -> Vec<u8> {
    prefix(OF_ACTOR, &[actor.get()])
}

/// The statements on an issue that name an actor, in order of the day.
pub fn of_actor_on(actor: Seq, issue: Seq) -> Vec<u8> {
    prefix(OF_ACTOR, &[actor.get(), issue.get()])
}

/// The statements on an issue, in order of the day.
pub fn of_issue(issue: Seq) -> Vec<u8> {
    prefix(OF_ISSUE, &[issue.get()])
}

/// All statements, by issue.
pub fn all_by_issue() -> Vec<u8> {
    vec![OF_ISSUE]
}

/// The statements that name a source or an occasion.
pub fn of_record(record: Seq) -> Vec<u8> {
    prefix(OF_RECORD, &[record.get()])
}

/// The postings of an entry. The words are taken as they stand: whether they are those committed to is checked where
/// the event is read. An event that cannot be read stands with those that are no statements, so that whoever asks for
/// these meets it.
pub fn postings(entry: &Entry) -> Vec<Posting> {
    let Ok(header) = Header::read(&entry.event) else {
        return Vec::new();
    };
    let body = Body::from_bytes(header.kind, header.schema, header.body(&entry.event));
    let mut all = Vec::new();
    lend_postings(entry, &header, body.as_ref().ok(), &mut |posting| all.push(posting.keep()));
    all
}

/// Lends the postings of an entry that was read: its header, and its body unless that is none.
pub(crate) fn lend_postings(entry: &Entry, header: &Header, body: Option<&Body>, take: &mut dyn FnMut(PostingRef<'_>)) {
    let seq = header.seq.get();
    if let Some(Body::StatementMade(made)) = body
        && let Ok(names) = Names::of(entry, made)
    {
        names.lend(seq, take);
        let bytes = header.body(&entry.event);
        let value = if bytes.len() <= VALUE_LEN_MAX { bytes } else { &[] };
        return lend_statement(&[seq], made, value, take);
    }
    let mut key = vec![OF_KIND];
    key.extend(header.kind.to_be_bytes());
    key.extend(seq.to_be_bytes());
    take(PostingRef { key: &key, value: &[] });
    take(PostingRef { key: &prefix(REGISTRY, &[seq]), value: &entry_value(entry) });
    // A corrected statement is found by what it says now; by what it said it was found before.
    if let Some(Body::RecordCorrected(corrected)) = body
        && let Ok(Body::StatementMade(made)) = corrected.new_body()
    {
        lend_statement(&[seq, corrected.target.get()], &made, &[], take);
    }
}

fn entry_value(entry: &Entry) -> Vec<u8> {
    if 2 + entry.event.len() + entry.words.len() > VALUE_LEN_MAX {
        return Vec::new();
    }
    [&(entry.event.len() as u16).to_be_bytes()[..], &entry.event, &entry.words].concat()
}

/// What a statement is called by.
struct Names<'e> {
    id: Option<&'e str>,
    /// Only of the first statement of an utterance.
    utterance: Option<&'e str>,
}

impl<'e> Names<'e> {
    fn of(entry: &'e Entry, made: &StatementMade) -> Result<Self, WordsError> {
        let is_first = made.utterance.is_none();
        let utterance = if is_first { text_of(&entry.words, SlotName::Utterance)? } else { None };
        Ok(Names { id: text_of(&entry.words, SlotName::Id)?, utterance })
    }

    fn lend(&self, seq: u64, take: &mut dyn FnMut(PostingRef<'_>)) {
        for (tag, name) in [(OF_ID, self.id), (OF_UTTERANCE, self.utterance)] {
            if let Some(name) = name {
                take(PostingRef { key: &prefix(tag, &[name_hash(name), seq]), value: &[] });
            }
        }
    }
}

/// Where a statement with this content is found; `ends` are the numbers at the end of the keys, that of the statement
/// last.
fn lend_statement(ends: &[u64], made: &StatementMade, value: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) {
    let mut actors = vec![made.speaker];
    if let SaidFor::Given(given) = &made.said_for {
        actors.extend(given);
    }
    actors.extend(made.about.into_iter().chain(made.reported_by));
    actors.sort_unstable();
    actors.dedup();
    let issue = made.issue.get();
    let [end, start] = [made.stated_on.end(), made.stated_on.start()].map(|point| in_order(point.seconds()));
    let mut lend = |tag: u8, fields: &[u64], value: &[u8]| {
        let mut key = prefix(tag, fields);
        ends.iter().for_each(|number| key.extend(number.to_be_bytes()));
        take(PostingRef { key: &key, value });
    };
    actors.iter().for_each(|actor| lend(OF_ACTOR, &[actor.get(), issue, end, start], value));
    lend(OF_ISSUE, &[issue, end, start], &[]);
    let records: BTreeSet<Seq> = made.evidence.iter().map(|evidence| evidence.source).chain(made.occasion).collect();
    records.iter().for_each(|record| lend(OF_RECORD, &[record.get()], &[]));
}

fn prefix(tag: u8, fields: &[u64]) -> Vec<u8> {
    let mut key = Vec::with_capacity(KEY_LEN_MAX);
    key.push(tag);
    fields.iter().for_each(|field| key.extend(field.to_be_bytes()));
    key
}

/// A number of seconds so that the order of the bytes is that of the numbers.
fn in_order(seconds: i64) -> u64 {
    seconds.cast_unsigned() ^ (1 << 63)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::testing::{Ledger, statement, statement_words};
    use crate::vocabulary::ActorKind;

    #[test]
    fn every_event_is_found_under_its_keys_and_no_other() {
        let mut ledger = Ledger::opened();
        let [ann, ben] = ["ann", "ben"].map(|slug| ledger.actor(slug, ActorKind::Person));
        let issue = ledger.issue("road");
        let said = ledger.state(StatementMade { about: Some(ben), ..statement(ann, issue, "40", "2025-01-01") });
        let old = ledger.state(statement(ann, issue, "40", "1950-01-01"));
        let corrected = statement(ben, issue, "50", "2025-01-02");
        ledger.correct(old, corrected.clone(), statement_words(&corrected, "s7"));
        let mut all: Vec<Posting> = ledger.entries.iter().flat_map(postings).collect();
        all.sort_by(|one, other| one.key.cmp(&other.key));
        assert!(all.iter().all(|posting| posting.key.len() <= KEY_LEN_MAX));
        let found = |prefix: Vec<u8>| -> Vec<Seq> {
            let found = all.iter().filter(|posting| posting.key.starts_with(&prefix));
            found.filter_map(|posting| posting.lend().seq()).collect()
        };
        assert_eq!(found(of_kind(Kind::ActorAdded)), [ann, ben]);
        assert_eq!(found(registry()).len(), 6, "ledger, coder, two actors, issue, correction");
        assert_eq!(found(of_actor(ann)), [old, said], "in order of the day");
        assert_eq!(found(of_actor_on(ben, issue)), [said, old], "by what the correction says");
        assert_eq!(found(of_issue(issue)), [old, said, old]);
        let id = ledger.view.statement(said).unwrap().record.text(SlotName::Id).to_owned();
        assert_eq!(found(of_id(&id)), [said]);
        assert_eq!(found(of_id("another")), []);
        let kept = all.iter().find(|posting| posting.key.starts_with(&of_actor(ann))).unwrap();
        assert_eq!(kept.lend().statement().unwrap(), Some(statement(ann, issue, "40", "1950-01-01")));
    }
}
