//! Whole ledgers: events that refer to each other, audited, taken into a view and asked.
//!
//! Invariant: what an audit finds nothing wrong with can be taken in, replayed, and told line by line.

use std::collections::BTreeSet;

use onrecord_core::audit::audit;
use onrecord_core::entry::{Entry, Head, follow};
use onrecord_core::event::Event;
use onrecord_core::evolution::{ShiftQuestion, SplitQuestion, omissions, shifts, splits};
use onrecord_core::hash::ChainHash;
use onrecord_core::line::lines;
use onrecord_core::replay::{Filter, HolderBy, Question, replay, replay_with_members};
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::vocabulary::Certainty;

use super::events::mend_event;
use crate::parts::pack;
use crate::target::{Answer, Shape, Target, mend_parts};
use crate::vectors;

pub(super) static TARGETS: &[Target] =
    &[Target { name: "ledger", shape: Shape::Parts, seeds, words: &["\0\0\0\0\0\0\0"], mend, take }];

/// Where in an event its number, the hash before and the ledger lie.
const LEDGER_AT: usize = 8;
const SEQ_AT: usize = 24;
const PREVIOUS_AT: usize = 32;
const RECORDED_AT: usize = 64;

/// Every beginning of a ledger is one.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for entries in vectors::ledgers() {
        let parts: Vec<Vec<u8>> = entries.into_iter().flat_map(|entry| [entry.event, entry.words]).collect();
        seeds.extend((1..=parts.len() / 2).map(|len| pack(&parts[..2 * len])));
    }
    seeds
}

/// Makes a chain of whatever events are there.
fn mend(input: &mut Vec<u8>) {
    mend_parts(input, |parts| {
        if parts.len() % 2 == 1 {
            parts.push(Vec::new());
        }
        let ledger: Vec<u8> =
            parts.first().and_then(|first| first.get(LEDGER_AT..SEQ_AT)).map_or(vec![0; 16], <[u8]>::to_vec);
        let mut before = Head::EMPTY;
        for pair in parts.chunks_exact_mut(2) {
            let [event, words] = pair else { continue };
            event.resize(event.len().max(120), 0);
            event[LEDGER_AT..SEQ_AT].copy_from_slice(&ledger);
            event[SEQ_AT..PREVIOUS_AT].copy_from_slice(&before.size.to_be_bytes());
            event[PREVIOUS_AT..RECORDED_AT].copy_from_slice(before.hash.as_bytes());
            mend_event(event, words);
            before = Head { size: before.size + 1, hash: ChainHash::of_event(event) };
        }
    });
}

fn take(input: &[u8]) -> Answer {
    let all = crate::parts::unpack(input).ok_or("not in parts")?;
    let entries: Vec<Entry> = all
        .chunks(2)
        .map(|pair| Entry { event: pair[0].clone(), words: pair.get(1).cloned().unwrap_or_default() })
        .collect();
    let report = audit(entries.iter().cloned());
    assert!(report.head.size >= entries.len() as u64 || !report.findings.is_empty());
    if let Some(finding) = report.findings.first() {
        return Err(format!("{}: {}", finding.kind, finding.detail));
    }
    let mut view = View::new();
    let mut head = Head::EMPTY;
    for entry in &entries {
        let event = Event::open(entry).unwrap_or_else(|error| panic!("audited and not opened: {error}"));
        let ledger = event.header.ledger;
        let (_, after) = follow(head, ledger, &entry.event).unwrap_or_else(|error| panic!("audited: {error}"));
        view.apply(event).unwrap_or_else(|error| panic!("audited and not taken in: {error}"));
        head = after;
    }
    assert_eq!((head, view.head()), (report.head, report.head), "all count the same events");
    ask(&view);
    Ok(())
}

/// Asks everything that commands ask of a view.
fn ask(view: &View) {
    for by in [HolderBy::Principal, HolderBy::Speaker] {
        let filter =
            Filter { first_hand: by == HolderBy::Speaker, named_only: false, certainty_min: Certainty::Doubtful };
        let (holders, issues) = (BTreeSet::new(), BTreeSet::new());
        let question = Question { at: Day::LAST, by, holders, issues, filter };
        for position in replay(view, &question) {
            assert!(
                position.decided.is_none() || position.since.is_some(),
                "{position:?} is held since some statement"
            );
        }
        let _members = replay_with_members(view, &question);
        let Question { holders, issues, .. } = question;
        let _shifts = shifts(view, &ShiftQuestion { by, holders, issues, since: None, until: None, min: 1, filter });
        let _splits = splits(view, SplitQuestion { days: 3, min: 1, filter });
        let _omissions = omissions(view, None, filter);
    }
    for line in lines(view) {
        super::imports::assert_reads_again(&line);
    }
}
