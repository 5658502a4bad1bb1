//! A part of a ledger answers as the whole does.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::convert::Infallible;

use super::*;
use crate::body::{RoleHeld, StatementMade};
use crate::index::{Posting, postings};
use crate::replay::{Filter, Position, Question, replay};
use crate::testing::{Ledger, date, statement, statement_words};
use crate::vocabulary::{ActorKind, RewordChange};
use crate::words::SlotName;

/// A ledger and all of its postings, in order.
struct Shelved {
    ledger: Ledger,
    postings: Vec<Posting>,
}

impl Shelf for Shelved {
    type Error = Infallible;

    fn entries_at<'a>(&'a self, seqs: &'a [Seq]) -> Items<'a, Entry, Infallible> {
        Box::new(seqs.iter().map(|seq| Ok(self.ledger.entries[seq.get() as usize].clone())))
    }

    fn postings(&self, prefix: &[u8], take: &mut dyn FnMut(PostingRef<'_>)) -> Result<(), Infallible> {
        let found = self.postings.iter().filter(|posting| posting.key.starts_with(prefix));
        found.for_each(|posting| take(posting.lend()));
        Ok(())
    }
}

/// Random statements, corrections, retractions, merges, roles and rewordings.
fn random_ledger(seed: u64) -> Shelved {
    let mut ledger = Ledger::opened();
    let actors = ["ann", "ben", "cat", "dan"].map(|slug| ledger.actor(slug, ActorKind::Person));
    let issues = ["road", "rail", "port"].map(|slug| ledger.issue(slug));
    let mut random = seed.wrapping_mul(2).wrapping_add(1);
    let mut below = |bound: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % bound
    };
    let (mut statements, mut first) = (Vec::new(), None);
    for number in 0..40 {
        let (actor, issue) = (actors[below(4)], issues[below(3)]);
        let day = format!("2025-01-{:02}", 1 + below(20));
        let stance = (below(201) as i64 - 100).to_string();
        let made = StatementMade { utterance: None, ..statement(actor, issue, &stance, &day) };
        match below(10) {
            0 if !statements.is_empty() => {
                let target: Seq = statements[below(statements.len())];
                if ledger.view.is_live(target) {
                    ledger.correct(target, made.clone(), statement_words(&made, &format!("c{number}")));
                }
            }
            1 => {
                // Some events stay, some are retracted already: then nothing happens.
                let _refused = ledger.try_retract(Seq::new(6 + below(ledger.head.size as usize - 6) as u64));
            }
            2 if actor != actors[0] => drop(ledger.merge_actors(actor, actors[0])),
            3 if issue != issues[0] => drop(ledger.merge_issues(issue, issues[0])),
            4 => drop(ledger.reword(issue, RewordChange::Reversed)),
            5 => {
                let role = RoleHeld { actor, of: actors[below(3)], from: Some(date(&day)), to: None };
                drop(ledger.push(role, &[(SlotName::Title, "envoy")]));
            }
            _ => {
                let about = (below(8) == 0).then_some(actors[below(4)]);
                let utterance = first.filter(|_| below(4) == 0);
                let said = ledger.state(StatementMade { about, utterance, ..made });
                first = utterance.or(Some(said));
                statements.push(said);
            }
        }
    }
    let mut postings: Vec<Posting> = ledger.entries.iter().flat_map(postings).collect();
    postings.sort_by(|one, other| one.key.cmp(&other.key));
    Shelved { ledger, postings }
}

fn whole(Shelved { ledger, .. }: &Shelved, size: u64) -> View {
    let mut view = View::new();
    for entry in &ledger.entries[..size as usize] {
        view.apply(Event::open(entry).unwrap()).unwrap();
    }
    view
}

fn positions(view: &View, holders: &BTreeSet<Seq>, issues: &BTreeSet<Seq>, by: HolderBy) -> Vec<String> {
    replay(view, &question(holders, issues, by)).iter().map(|position: &Position| format!("{position:?}")).collect()
}

fn question(holders: &BTreeSet<Seq>, issues: &BTreeSet<Seq>, by: HolderBy) -> Question {
    let at = "2025-01-15".parse().unwrap();
    Question { at, by, holders: holders.clone(), issues: issues.clone(), filter: Filter::ALL }
}

#[test]
fn positions_follow_from_a_part_as_from_the_whole() {
    let mut compared = 0;
    for seed in 0..60 {
        let ledger = random_ledger(seed);
        for size in [ledger.ledger.head.size, ledger.ledger.head.size / 2 + 4] {
            let whole = whole(&ledger, size);
            let actors: Vec<Seq> = whole.records(Kind::ActorAdded).map(|actor| actor.seq()).collect();
            let issues: Vec<Seq> = whole.records(Kind::IssueAdded).map(|issue| issue.seq()).collect();
            let named = |of: &[Seq], now: &dyn Fn(Seq) -> Seq| -> Vec<BTreeSet<Seq>> {
                let each = of.iter().filter(|seq| now(**seq) == **seq).map(|seq| BTreeSet::from([*seq]));
                std::iter::once(BTreeSet::new()).chain(each).collect()
            };
            for by in [HolderBy::Principal, HolderBy::Speaker] {
                for holders in named(&actors, &|seq| whole.actor_now(seq)) {
                    for issues in named(&issues, &|seq| whole.issue_now(seq)) {
                        let mut part = registry(&ledger, size).unwrap();
                        let seqs = statements_of(&part, &ledger, by, &holders, &issues).unwrap();
                        include(&mut part, &ledger, &seqs).unwrap();
                        let expected = positions(&whole, &holders, &issues, by);
                        assert_eq!(
                            positions(&part, &holders, &issues, by),
                            expected,
                            "seed {seed}, {holders:?} {issues:?}"
                        );
                        let part = registry(&ledger, size).unwrap();
                        let asked = question(&holders, &issues, by);
                        let each = part.holders_by_slug(&holders);
                        let mut answers = vec![super::positions_of_each(&part, &ledger, &asked, &each).unwrap()];
                        if !holders.is_empty() {
                            answers.push(super::positions(&part, &ledger, &asked).unwrap());
                        }
                        for found in answers {
                            let found: Vec<String> = found.iter().map(|position| format!("{position:?}")).collect();
                            assert_eq!(found, expected, "seed {seed}, {holders:?} {issues:?}, out of postings");
                        }
                        compared += expected.len();
                    }
                }
            }
        }
    }
    assert!(compared > 3_000, "{compared} positions are too few to tell anything");
}

#[test]
fn a_part_has_the_head_and_the_counts_of_the_whole() {
    for seed in 0..40 {
        let ledger = random_ledger(seed);
        for size in 1..=ledger.ledger.head.size {
            let whole = whole(&ledger, size);
            let part = registry(&ledger, size).unwrap();
            assert_eq!((part.head(), part.last_recorded_at()), (whole.head(), whole.last_recorded_at()));
            let counts = counts(&ledger, size).unwrap();
            for kind in Kind::ALL {
                assert_eq!(counts[kind], whole.records(*kind).count() as u64, "seed {seed}, size {size}, {kind}");
            }
        }
    }
}

#[test]
fn an_event_reads_the_same_with_only_what_is_around_it() {
    for seed in 0..40 {
        let ledger = random_ledger(seed);
        let size = ledger.ledger.head.size;
        let whole = whole(&ledger, size);
        for seq in (0..size).map(Seq::new) {
            let part = around(&ledger, size, seq).unwrap();
            assert_eq!(
                format!("{:?}", part.record(seq)),
                format!("{:?}", whole.record(seq)),
                "seed {seed}, event {seq}"
            );
            assert_eq!(part.corrections(seq), whole.corrections(seq));
            for named in whole.named_by(whole.record(seq).unwrap().event) {
                assert_eq!((part.slug(named), part.actor_now(named)), (whole.slug(named), whole.actor_now(named)));
                assert_eq!(part.wording_now(named), whole.wording_now(named));
            }
        }
    }
}

#[test]
fn an_instant_is_found_among_those_of_the_events() {
    let ledger = random_ledger(7);
    let instants: Vec<RecordedAt> = ledger.ledger.view.events().map(|event| event.header.recorded_at).collect();
    for asked in instants.iter().flat_map(|at| [-1, 0, 1].map(|by| RecordedAt::from_micros(at.micros() + by))) {
        let expected = instants.iter().filter(|at| **at <= asked).count() as u64;
        assert_eq!(size_at(&ledger, ledger.ledger.head.size, asked).unwrap(), expected);
    }
}
