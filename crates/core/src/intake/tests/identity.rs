//! The same line again is recorded once; another content under its id is a conflict.

use super::*;
use crate::line::{AccountLine, ActorLine, IssueLine, MemberLine, OccasionLine, RoleLine, SourceLine};

#[test]
fn the_same_line_twice_is_recorded_once() {
    let mut ledger = ledger();
    ledger.occasion("talks", &[], &[]);
    let lines = [
        statement(said("")),
        statement(said(r#""id": "x","#)),
        statement(said(r#""id": " y ", "utterance": "u", "text": "t", "condition": "c", "channel": "radio","#)),
        statement(said(r#""source": [{"title": "News", "url": "https://x.example", "locator": "p. 3"}, "book"],"#)),
        statement(said(r#""on_behalf_of": ["ben", "ann"], "about": "ben", "original": "ja", "lang": "de","#)),
        Line::Actor(line::<ActorLine>(r#""name": "Cat", "kind": "person", "aliases": ["C."], "note": "n""#)),
        Line::Role(line::<RoleLine>(r#""actor": "ann", "of": "ben", "title": "envoy", "from": "2030""#)),
        Line::Member(line::<MemberLine>(r#""group": "ben", "actor": "ann""#)),
        Line::Issue(line::<IssueLine>(r#""slug": "rail", "wording": "Shall there be rail?""#)),
        Line::Source(line::<SourceLine>(r#""title": "Rail", "date": "2020", "lang": "en", "via": "mail""#)),
        Line::Occasion(line::<OccasionLine>(r#""name": "Ball", "date": "2025", "participants": ["ben", "ann"]"#)),
        Line::Account(line::<AccountLine>(r#""occasion": "talks", "by": "ann", "source": "book", "seen": "full""#)),
    ];
    let mut recorded = Vec::new();
    for line in &lines {
        let plan = reading(&ledger).line(line).unwrap();
        let outcomes = ledger.take(plan);
        assert!(matches!(outcomes[..], [Outcome::New(_)]), "{line:?}");
        recorded.push(outcomes[0].seq());
    }
    let head = ledger.head;
    for (line, seq) in lines.iter().zip(recorded) {
        let plan = reading(&ledger).line(line).unwrap();
        assert_eq!(plan, Plan { outcomes: vec![Outcome::AlreadyRecorded(seq)], ..Plan::default() }, "{line:?}");
        ledger.take(plan);
    }
    assert_eq!(ledger.head, head);
}

#[test]
fn another_content_under_the_same_id_names_the_fields() {
    let mut ledger = ledger();
    ledger.occasion("talks", &[], &[]);
    ledger.issue("rail");
    let base = || said(r#""id": "x", "source": "book", "role": "envoy","#);
    record(&mut ledger, base());
    let table: [(&str, StatementLine); 20] = [
        ("speaker", StatementLine { speaker: "ben".to_owned(), ..base() }),
        ("on_behalf_of", said(r#""id": "x", "source": "book", "role": "envoy", "on_behalf_of": "ben","#)),
        ("about", StatementLine { about: Some("ben".to_owned()), ..base() }),
        ("reported_by", StatementLine { reported_by: Some("ben".to_owned()), ..base() }),
        ("issue", StatementLine { issue: "rail".to_owned(), ..base() }),
        ("stance", StatementLine { stance: "100".parse().unwrap(), ..base() }),
        ("condition", StatementLine { condition: Some("if".to_owned()), ..base() }),
        ("date", StatementLine { date: "2025-03-01~".parse().unwrap(), ..base() }),
        ("form", StatementLine { form: "vote".parse().unwrap(), ..base() }),
        ("genre", StatementLine { genre: Some("leak".parse().unwrap()), ..base() }),
        ("channel", StatementLine { channel: Some("radio".to_owned()), ..base() }),
        ("certainty", StatementLine { certainty: Some("doubtful".parse().unwrap()), ..base() }),
        ("occasion", StatementLine { occasion: Some("talks".to_owned()), ..base() }),
        ("noted_on", StatementLine { noted_on: Some("2025".parse().unwrap()), ..base() }),
        ("source", said(r#""id": "x", "source": {"slug": "book", "locator": "p. 1"}, "role": "envoy","#)),
        ("utterance", StatementLine { utterance: Some("u".to_owned()), ..base() }),
        ("text", StatementLine { text: Some("t".to_owned()), ..base() }),
        ("original", StatementLine { original: Some("o".to_owned()), ..base() }),
        ("role", StatementLine { role: None, ..base() }),
        ("note", StatementLine { note: Some("n".to_owned()), ..base() }),
    ];
    for (expect, line) in table {
        match reading(&ledger).line(&statement(line)) {
            Err(IntakeError::Conflict { id, seq, differs }) => {
                assert_eq!((id.as_str(), seq.get(), differs.as_str()), ("x", 8 + 1, expect));
            }
            other => panic!("{expect}: {other:?}"),
        }
    }
}

#[test]
fn a_made_id_follows_from_the_content_and_the_ledgers_secret() {
    let mut one = ledger();
    let seq = record(&mut one, said(""));
    let id = |ledger: &Ledger| ledger.view.record(seq).unwrap().text(SlotName::Id).to_owned();
    assert!(id(&one).starts_with("auto-") && id(&one).len() == 37, "{}", id(&one));
    let mut other = Ledger::empty();
    other.add(crate::body::LedgerOpened {}, &[(SlotName::Secret, "another secret")]);
    for entry in &ledger().entries[1..] {
        let event = crate::event::Event::open(entry).unwrap();
        other.push_words(event.body, event.words).unwrap();
    }
    record(&mut other, said(""));
    assert_ne!(id(&one), id(&other));
    let next = record(&mut one, said(r#""note": "n","#));
    assert_ne!(one.view.record(next).unwrap().text(SlotName::Id), id(&one));
}

#[test]
fn a_made_id_is_known_again_whatever_became_of_the_quote() {
    let mut ledger = ledger();
    let quote =
        || StatementLine { form: "quote".parse().unwrap(), ..said(r#""text": "we shall never", "source": "letter","#) };
    let unverified = Intake { options: Options { unverified: true, ..STRICT }, ..reading(&ledger) };
    let plan = unverified.line(&statement(quote())).unwrap();
    let outcomes = ledger.take(plan);
    assert_eq!(made(&ledger, outcomes[0].seq()).evidence[0].quote, QuoteCheck::NotFound);
    let again = reading(&ledger).line(&statement(quote())).unwrap();
    assert_eq!(again.outcomes, [Outcome::AlreadyRecorded(outcomes[0].seq())]);
    let burning = |_: &SourceHash| -> Bytes { Err("no".into()) };
    let again = Intake { source_bytes: &burning, ..reading(&ledger) }.line(&statement(quote())).unwrap();
    assert_eq!(again.outcomes, [Outcome::AlreadyRecorded(outcomes[0].seq())]);
}

#[test]
fn an_utterance_on_several_issues_is_tied_to_its_first_statement() {
    let mut ledger = ledger();
    for issue in ["rail", "port"] {
        ledger.issue(issue);
    }
    let on = |issue: &str, more: &str| StatementLine { issue: issue.to_owned(), ..said(more) };
    let both = [on("road", ""), on("rail", "")];
    let plan = ledger.intake().utterance(&both).unwrap();
    let [first, second] = ledger.take(plan)[..] else { panic!() };
    assert_eq!(made(&ledger, first.seq()).utterance, None);
    assert_eq!(made(&ledger, second.seq()).utterance, Some(first.seq()));
    let again = ledger.intake().utterance(&both).unwrap();
    let recorded = [first, second].map(|outcome| Outcome::AlreadyRecorded(outcome.seq()));
    assert_eq!((again.outcomes.as_slice(), again.drafts.len()), (&recorded[..], 0));
    let more = [on("road", ""), on("rail", ""), on("port", "")];
    let plan = ledger.intake().utterance(&more).unwrap();
    let outcomes = ledger.take(plan);
    assert_eq!(made(&ledger, outcomes[2].seq()).utterance, Some(first.seq()));
    let from_the_second = [on("rail", ""), on("port", r#""note": "n","#)];
    let plan = ledger.intake().utterance(&from_the_second).unwrap();
    let outcomes = ledger.take(plan);
    assert_eq!(made(&ledger, outcomes[1].seq()).utterance, Some(first.seq()), "the first of all, not of the list");
    let twice = ledger.intake().utterance(&[on("road", r#""note": "m","#), on("road", r#""note": "m","#)]);
    assert!(matches!(twice, Err(IntakeError::Rule(_))));
}

#[test]
fn a_key_ties_an_utterance_across_lines() {
    let mut ledger = ledger();
    ledger.issue("rail");
    ledger.issue("port");
    let on = |issue: &str| StatementLine { issue: issue.to_owned(), ..said(r#""utterance": "speech","#) };
    let first = record(&mut ledger, on("road"));
    let second = record(&mut ledger, on("rail"));
    assert_eq!([first, second].map(|seq| made(&ledger, seq).utterance), [None, Some(first)]);
    let noted = |issue: &str| StatementLine { note: Some("n".to_owned()), ..on(issue) };
    let plan = ledger.intake().utterance(&[noted("rail"), noted("port")]).unwrap();
    for outcome in ledger.take(plan) {
        assert_eq!(made(&ledger, outcome.seq()).utterance, Some(first), "a list with a key of an earlier utterance");
    }
}

#[test]
fn a_registry_record_is_known_by_its_first_content_and_by_what_it_became() {
    let mut ledger = ledger();
    let actor = |name: &str| line::<ActorLine>(&format!(r#""slug": "cat", "name": "{name}", "kind": "person""#));
    let plan = ledger.intake().line(&Line::Actor(actor("Cat"))).unwrap();
    let seq = ledger.take(plan)[0].seq();
    let plan = ledger.intake().correct(seq, &Change::Actor(actor("Kat")), None).unwrap();
    ledger.take(plan);
    for name in ["Cat", "Kat"] {
        let plan = ledger.intake().line(&Line::Actor(actor(name))).unwrap();
        assert_eq!(plan.outcomes, [Outcome::AlreadyRecorded(seq)], "{name}");
    }
    assert!(matches!(ledger.intake().line(&Line::Actor(actor("Zat"))), Err(IntakeError::Taken { .. })));
}

#[test]
fn a_coder_is_added_once() {
    let mut ledger = ledger();
    assert_eq!(ledger.intake().coder("Ada").unwrap().outcomes, [Outcome::AlreadyRecorded(crate::testing::CODER)]);
    let plan = ledger.intake().coder(" Bo ").unwrap();
    let seq = ledger.take(plan)[0].seq();
    assert_eq!(ledger.intake().coder("Bo").unwrap().outcomes, [Outcome::AlreadyRecorded(seq)]);
    assert!(matches!(ledger.intake().coder(" "), Err(IntakeError::Rule(_))));
    assert!(matches!(ledger.intake().coder("a\tb"), Err(IntakeError::ControlCharacter { field: "coder", .. })));
}
