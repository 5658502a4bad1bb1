//! Every finding about entries has a ledger that provokes it.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod checkpoints;
mod signatures;
mod sources;
mod tampering;

use super::*;
use crate::body::{
    ActorAdded, ActorsMerged, Body, IssueAdded, RecordCorrected, RecordRetracted, RedactedSlot, StatementMade,
    WordsRedacted,
};
use crate::event::{Draft, seal};
use crate::testing::{CODER, LEDGER, Ledger, REASON, stamp, statement, statement_words, words};
use crate::vocabulary::ActorKind;
use crate::words::{SlotName, Words};

/// Five events: opened, coder, actor, issue, statement; all with words.
fn five() -> Ledger {
    let mut ledger = Ledger::opened();
    let (actor, issue) = (ledger.actor("ann", ActorKind::Person), ledger.issue("road"));
    ledger.state(statement(actor, issue, "40", "2025-12-17"));
    assert_eq!(ledger.entries.len(), 5);
    ledger
}

fn audited(entries: &[Entry]) -> Report {
    audit(entries.iter().cloned())
}

/// Event and word of each finding.
fn findings(entries: &[Entry]) -> Vec<(u64, FindingKind)> {
    let findings = audited(entries).findings;
    findings.iter().map(|finding| (finding.seq.unwrap().get(), finding.kind)).collect()
}

#[test]
fn a_ledger_as_it_was_sealed_has_no_findings() {
    let ledger = five();
    for size in 0..=5 {
        let report = audited(&ledger.entries[..size]);
        assert_eq!((report.findings, report.references_unchecked_from), (vec![], None));
        assert_eq!(report.head.size, size as u64);
        assert_eq!(report.view.head(), report.head);
        let mut tree = TreeBuilder::new();
        ledger.entries[..size].iter().for_each(|entry| tree.push(&entry.event));
        assert_eq!(report.root, tree.root());
    }
    assert_eq!(audited(&ledger.entries).head, ledger.head);
}

#[test]
fn the_clock_is_held_against_the_latest_instant_before() {
    let good = five();
    let (mut entries, mut head) = (good.entries.clone(), good.head);
    let latest = good.view.last_recorded_at().unwrap().micros();
    for (number, back) in [(5, 10), (6, 5), (7, 0)] {
        let recorded_at = RecordedAt::from_micros(latest - back);
        let stamp = crate::event::Stamp { recorded_at, ..stamp(number, CODER) };
        let slug = format!("issue-{number}");
        let draft =
            Draft { body: IssueAdded {}.into(), words: words(&[(SlotName::Slug, &slug), (SlotName::Wording, "?")]) };
        let (entry, after) = seal(head, LEDGER, &draft, &stamp).unwrap();
        entries.push(entry);
        head = after;
    }
    let backwards = FindingKind::ClockBackwards;
    assert_eq!(findings(&entries), [(5, backwards), (6, backwards)], "event 6 is later than 5, and earlier than 4");
}

#[test]
fn every_finding_about_entries_has_a_ledger_that_provokes_it() {
    use FindingKind::*;
    let good = five();
    let entries = &good.entries;
    let changed = |place: usize, change: &dyn Fn(&mut Entry)| {
        let mut entries = entries.clone();
        change(&mut entries[place]);
        entries
    };
    let sealed = |body: Body, words: Words, recorded_at: i64| {
        let stamp = crate::event::Stamp { recorded_at: RecordedAt::from_micros(recorded_at), ..stamp(5, CODER) };
        let (entry, _) = seal(good.head, LEDGER, &Draft { body, words }, &stamp).unwrap();
        [entries.as_slice(), &[entry]].concat()
    };
    let named = words(&[(SlotName::Slug, "ann"), (SlotName::Name, "x")]);
    let actor = || Body::from(ActorAdded { kind: ActorKind::Person });
    let merge = Body::from(ActorsMerged { from: Seq::new(2), into: Seq::new(3) });
    let mut foreign = entries.clone();
    foreign[4] = elsewhere().entries[4].clone();
    let later = i64::MAX;
    let mut redacted = five();
    let slots = vec![RedactedSlot { event: Seq::new(4), slot: SlotName::Id.into() }];
    redacted.add(WordsRedacted { slots, sources: vec![] }, REASON);
    assert_eq!(findings(&redacted.erased().entries), []);
    // In the order of the enum.
    let table = [
        (changed(4, &|entry| entry.event.truncate(119)), vec![(4, EventMalformed)]),
        (changed(4, &|entry| entry.event[3] = 2), vec![(4, EventMalformed)]),
        ([&entries[..1], &entries[2..]].concat(), vec![(1, SequenceBroken), (0, ChainBroken)]),
        (foreign, vec![(4, ForeignLedger), (3, ChainBroken)]),
        (changed(4, &|entry| entry.event[32] ^= 1), vec![(3, ChainBroken)]),
        (changed(3, &|entry| entry.event[7] ^= 1), vec![(3, ChainBroken)]),
        (changed(0, &|entry| entry.event[32] ^= 1), vec![(0, ChainBroken), (0, ChainBroken)]),
        (
            sealed(IssueAdded {}.into(), words(&[(SlotName::Slug, "x"), (SlotName::Wording, "?")]), 0),
            vec![(5, ClockBackwards)],
        ),
        (changed(4, &|entry| entry.event[150] ^= 1), vec![(4, BodyMalformed)]),
        (changed(4, &|entry| entry.words[40] ^= 1), vec![(4, WordsMismatch)]),
        (changed(4, &|entry| entry.words.clear()), vec![(4, WordsMismatch)]),
        (redacted.entries.clone(), vec![(4, WordsNotErased)]),
        (redacted.erased().entries[..5].to_vec(), vec![(4, WordsErased)]),
        (sealed(merge, words(REASON), later), vec![(5, ReferenceBroken)]),
        (sealed(actor(), named, later), vec![(5, ReferenceBroken)]),
    ];
    let mut provoked = Vec::new();
    for (entries, expect) in table {
        assert_eq!(findings(&entries), expect);
        provoked.extend(expect.into_iter().map(|(_, kind)| kind));
    }
    provoked.extend([SourceMissing, SourceChanged, QuoteMissing]); // `sources` has those,
    provoked.extend(signatures::PROVOKED); // `signatures` these,
    // and `checkpoints` these.
    provoked.extend([CheckpointMalformed, CheckpointForged, CheckpointForeign, LedgerTruncated, HistoryRewritten]);
    // The end-to-end tests of storage and of published logs (`verify_log`) have the others.
    let elsewhere = [
        JournalDamaged,
        JournalTorn,
        StoreDamaged,
        StoreCrashed,
        StoreBehind,
        StoreAhead,
        StoreDiffers,
        IndexDiffers,
        TilesDiffer,
        FileMissing,
        FileMalformed,
        FileDiffers,
        FileUnexpected,
        RootDiffers,
        FolderUnexpected,
    ];
    for kind in FindingKind::ALL {
        assert!(provoked.contains(kind) != elsewhere.contains(kind), "{kind} is provoked here or elsewhere");
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

#[test]
fn references_are_not_checked_behind_what_could_not_be_taken_in() {
    let mut ledger = five();
    ledger.issue("rail");
    let unchecked = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut entries = ledger.entries.clone();
        change(&mut entries);
        let report = audited(&entries);
        (report.references_unchecked_from.map(Seq::get), report.view.head().size)
    };
    assert_eq!(unchecked(&|_| {}), (None, 6));
    assert_eq!(unchecked(&|entries| entries[2].words[40] ^= 1), (Some(2), 2));
    assert_eq!(unchecked(&|entries| entries[3].event[0] = 0), (Some(3), 3));
    assert_eq!(unchecked(&|entries| drop(entries.remove(1))), (Some(1), 1));
    assert_eq!(unchecked(&|entries| entries[4].event[79] = 2), (Some(5), 4), "the coder is an actor");
}

#[test]
fn numbers_at_the_end_of_all_numbers_do_not_stop_an_audit() {
    let mut entries = five().entries;
    entries[1].event[24..32].fill(0xff);
    entries[2].event.truncate(3);
    entries[3].event[24..32].fill(0xff);
    entries[4].event[64..72].copy_from_slice(&i64::MIN.to_be_bytes());
    assert!(audited(&entries).findings.len() > 4);
}

/// Five events of another ledger that say the same.
fn elsewhere() -> Ledger {
    let mut other = Ledger { id: LedgerId::new([9; 16]), ..Ledger::empty() };
    for entry in five().entries {
        let event = Event::open(&entry).unwrap();
        other.push_words(event.body, event.words).unwrap();
    }
    other
}

#[test]
fn references_to_statements_that_were_set_aside_are_checked() {
    let mut ledger = five();
    let (actor, issue, said) = (Seq::new(2), Seq::new(3), Seq::new(4));
    let further = |utterance: Seq| StatementMade { utterance: Some(utterance), ..statement(actor, issue, "1", "2025") };
    let second = ledger.state(further(said));
    ledger.correct(second, further(said), statement_words(&further(said), "s5"));
    ledger.retract(said);
    assert_eq!(findings(&ledger.entries), []);
    let then = |body: Body, words: Words| {
        let mut other = ledger.clone();
        other.seal_only(body, words).unwrap();
        findings(&other.entries)
    };
    let broken = vec![(ledger.head.size, FindingKind::ReferenceBroken)];
    assert_eq!(then(further(second).into(), statement_words(&further(second), "s9")), broken, "not the first");
    assert_eq!(then(RecordRetracted { target: said }.into(), words(REASON)), broken, "retracted before");
    assert_eq!(then(RecordRetracted { target: second }.into(), words(REASON)), []);
    let actor_now = RecordCorrected::new(second, &ActorAdded { kind: ActorKind::Person }.into()).unwrap();
    let named = words(&[(SlotName::Slug, "x"), (SlotName::Name, "X"), (SlotName::Reason, "because")]);
    assert_eq!(then(actor_now.into(), named), broken, "a statement is no actor");
}
