//! Every reference leads to an earlier event of its kind, and every kind has its words.

use super::*;

/// Everything that can be referred to, once.
struct All {
    ledger: Ledger,
    actor: Seq,
    issue: Seq,
    wording: Seq,
    other_issue: Seq,
    channel: Seq,
    source: Seq,
    occasion: Seq,
    statement: Seq,
}

fn all() -> All {
    let mut ledger = Ledger::opened();
    let (actor, issue) = (ledger.actor("ann", ActorKind::Person), ledger.issue("road"));
    let wording = ledger.reword(issue, RewordChange::Editorial);
    let (other_issue, channel) = (ledger.issue("rail"), ledger.channel("radio"));
    let (source, occasion) = (ledger.source("letter", None), ledger.occasion("talks", &[], &[]));
    let statement = ledger.state(statement(actor, issue, "40", "2025"));
    All { ledger, actor, issue, wording, other_issue, channel, source, occasion, statement }
}

impl All {
    fn made(&self) -> StatementMade {
        statement(self.actor, self.issue, "40", "2025")
    }
}

#[test]
fn every_reference_leads_to_an_earlier_event_of_its_kind() {
    let all = all();
    let role = |actor, of| Body::from(RoleHeld { actor, of, from: None, to: None });
    let member = |group, actor| Body::from(MembershipHeld { group, actor, from: None, to: None });
    let occasion = |participants: &[Seq], agenda: &[Seq]| {
        let (participants, agenda) = (participants.to_vec(), agenda.to_vec());
        Body::from(crate::body::OccasionAdded { on: date("2025"), participants, agenda })
    };
    let account = |occasion, by, source| Body::from(AccountGiven { occasion, by, source, seen: Seen::Full });
    let evidence = |source| Evidence { source, quote: QuoteCheck::NotChecked };
    let attached = |statement, source| {
        let evidence = evidence(source);
        Body::from(EvidenceAttached { statement, evidence })
    };
    let made = || all.made();
    let (actor, issue, source) = (all.actor, all.issue, all.source);
    let redacted = |event: Option<Seq>, source: Option<Seq>| {
        let slots = event.map(|event| RedactedSlot { event, slot: SlotName::Text.into() });
        Body::from(WordsRedacted { slots: slots.into_iter().collect(), sources: source.into_iter().collect() })
    };
    type Make<'a> = Box<dyn Fn(Seq) -> Body + 'a>;
    let table: Vec<(&str, Make<'_>)> = vec![
        ("actor", Box::new(|seq| role(seq, actor))),
        ("principal", Box::new(|seq| role(actor, seq))),
        ("group", Box::new(|seq| member(seq, actor))),
        ("member", Box::new(|seq| member(actor, seq))),
        ("issue", Box::new(|issue| IssueReworded { issue, change: RewordChange::Editorial }.into())),
        ("source", Box::new(|source| SourceChecked { source, outcome: CheckOutcome::Same }.into())),
        ("statement", Box::new(|seq| attached(seq, source))),
        ("source", Box::new(|seq| attached(all.statement, seq))),
        ("participant", Box::new(|seq| occasion(&[seq], &[]))),
        ("agenda item", Box::new(|seq| occasion(&[], &[seq]))),
        ("occasion", Box::new(|seq| account(seq, actor, source))),
        ("participant", Box::new(|seq| account(all.occasion, seq, source))),
        ("source", Box::new(|seq| account(all.occasion, actor, seq))),
        ("speaker", Box::new(|speaker| StatementMade { speaker, ..made() }.into())),
        ("principal", Box::new(|seq| StatementMade { said_for: SaidFor::Given(vec![seq]), ..made() }.into())),
        ("subject", Box::new(|seq| StatementMade { about: Some(seq), ..made() }.into())),
        ("reporter", Box::new(|seq| StatementMade { reported_by: Some(seq), ..made() }.into())),
        ("issue", Box::new(|issue| StatementMade { issue, ..made() }.into())),
        ("wording", Box::new(|wording| StatementMade { wording, ..made() }.into())),
        ("channel", Box::new(|seq| StatementMade { channel: Some(seq), ..made() }.into())),
        ("occasion", Box::new(|seq| StatementMade { occasion: Some(seq), ..made() }.into())),
        ("first of the utterance", Box::new(|seq| StatementMade { utterance: Some(seq), ..made() }.into())),
        ("source", Box::new(|seq| StatementMade { evidence: vec![evidence(seq)], ..made() }.into())),
        ("actor", Box::new(|from| crate::body::ActorsMerged { from, into: actor }.into())),
        ("actor", Box::new(|into| crate::body::ActorsMerged { from: actor, into }.into())),
        ("issue", Box::new(|from| crate::body::IssuesMerged { from, into: issue }.into())),
        ("issue", Box::new(|into| crate::body::IssuesMerged { from: issue, into }.into())),
        ("retracted record", Box::new(|target| crate::body::RecordRetracted { target }.into())),
        ("redacted event", Box::new(|seq| redacted(Some(seq), None))),
        ("source", Box::new(|seq| redacted(None, Some(seq)))),
    ];
    let next = all.ledger.head.next_seq();
    for (expect, make) in table {
        for absent in [next, next.next(), Seq::new(u64::MAX)] {
            let error = *all.ledger.clone().push(make(absent), &[]).unwrap_err();
            let fits = matches!(error, ReferenceError::Missing { seq, what, target }
                if (seq, what, target) == (next, expect, absent));
            assert!(fits, "{expect} {absent}: {error}");
        }
        let any = matches!(expect, "retracted record" | "redacted event");
        if !any {
            let error = *all.ledger.clone().push(make(CODER), &[]).unwrap_err();
            let fits = matches!(error, ReferenceError::WrongKind { seq, what, target: CODER, found }
                if (seq, what, found) == (next, expect, Kind::CoderAdded));
            assert!(fits, "{expect}: {error}");
        }
    }
}

#[test]
fn a_correction_is_of_a_record_of_its_kind() {
    let all = all();
    let corrected = |target, body: Body| crate::body::RecordCorrected::new(target, &body).unwrap();
    let push = |body: Body, target| *all.ledger.clone().push(corrected(target, body), &[]).unwrap_err();
    let next = all.ledger.head.next_seq();
    let missing = push(IssueAdded {}.into(), next);
    assert!(matches!(missing, ReferenceError::Missing { what: "corrected record", .. }), "{missing}");
    let wrong = push(IssueAdded {}.into(), all.actor);
    assert!(matches!(wrong, ReferenceError::WrongKind { found: Kind::ActorAdded, .. }), "{wrong}");
    let inside = push(StatementMade { speaker: all.issue, ..all.made() }.into(), all.statement);
    assert!(matches!(inside, ReferenceError::WrongKind { what: "speaker", .. }), "{inside}");
    let lacks = push(all.made().into(), all.statement);
    assert!(matches!(lacks, ReferenceError::Slot { slot: SlotName::Id, .. }), "{lacks}");
    let words = words(&[(SlotName::Slug, "rail"), (SlotName::Wording, "?")]);
    let name = all.ledger.clone().push_words(corrected(all.issue, IssueAdded {}.into()), words).unwrap_err();
    assert!(matches!(*name, ReferenceError::Name { .. }), "{name}");
}

#[test]
fn every_kind_has_the_words_of_the_format_and_no_others() {
    let all = all();
    let from = all.other_issue;
    let evidence = Evidence { source: all.source, quote: QuoteCheck::NotChecked };
    let redacted = WordsRedacted { slots: vec![], sources: vec![all.source] };
    let occasion = crate::body::OccasionAdded { on: date("2025"), participants: vec![], agenda: vec![] };
    // As in docs/format.md, "Kinds"; in brackets what may be missing.
    let table: Vec<(Body, &str)> = vec![
        (CoderAdded {}.into(), "name"),
        (ActorAdded { kind: ActorKind::Person }.into(), "slug name [alias alias.7 note]"),
        (RoleHeld { actor: all.actor, of: all.actor, from: None, to: None }.into(), "title"),
        (MembershipHeld { group: all.actor, actor: all.actor, from: None, to: None }.into(), ""),
        (IssueAdded {}.into(), "slug wording [note]"),
        (IssueReworded { issue: all.issue, change: RewordChange::Reversed }.into(), "wording"),
        (crate::body::ChannelAdded {}.into(), "name"),
        (SourceAdded { published: None, retrieved: None }.into(), "slug [title publisher url language via bytes]"),
        (SourceChecked { source: all.source, outcome: CheckOutcome::Changed }.into(), "[bytes note]"),
        (EvidenceAttached { statement: all.statement, evidence }.into(), "[text locator]"),
        (occasion.into(), "slug name"),
        (AccountGiven { occasion: all.occasion, by: all.actor, source: all.source, seen: Seen::Full }.into(), "[note]"),
        (all.made().into(), "id [text original note role utterance locator locator.9]"),
        (crate::body::RecordRetracted { target: all.statement }.into(), "reason"),
        (crate::body::IssuesMerged { from, into: all.issue }.into(), "reason"),
        (redacted.into(), "reason"),
    ];
    for (body, list) in table {
        let (required, optional) = list.split_once('[').unwrap_or((list, ""));
        let parse = |list: &str| -> Vec<Slot> {
            list.trim_end_matches(']').split_whitespace().map(|slot| slot.parse().unwrap()).collect()
        };
        let (required, optional) = (parse(required), parse(optional));
        let with = |slots: &[Slot]| {
            let mut words = Words::new();
            slots.iter().for_each(|slot| words.set(*slot, format!("text of {slot}")));
            all.ledger.clone().push_words(body.clone(), words).map_err(|error| match *error {
                ReferenceError::Slot { problem, slot, .. } => (problem, slot),
                other => panic!("{}: {other}", body.kind()),
            })
        };
        assert!(with(&required).is_ok(), "{}", body.kind());
        assert!(with(&[required.as_slice(), &optional].concat()).is_ok(), "{}", body.kind());
        for missing in &required {
            let rest: Vec<Slot> = required.iter().copied().filter(|slot| slot != missing).collect();
            assert_eq!(with(&rest), Err(("lacks the words", missing.name())));
            let elsewhere = [rest.as_slice(), &[Slot::indexed(missing.name(), 1)]].concat();
            assert_eq!(with(&elsewhere), Err(("lacks the words", missing.name())));
        }
        let listed = |slot: Slot| required.contains(&slot) || optional.contains(&slot);
        let others = SlotName::ALL.iter().map(|name| Slot::from(*name)).filter(|slot| !listed(*slot));
        for other in others.filter(|slot| slot.name() != SlotName::Condition) {
            let slots = [required.as_slice(), &[other]].concat();
            assert_eq!(with(&slots), Err(("cannot have the words", other.name())), "{}", body.kind());
        }
    }
}

#[test]
fn a_correction_has_a_reason_beside_the_words_of_its_record() {
    let mut ledger = small();
    let body = || crate::body::RecordCorrected::new(ISSUE, &IssueAdded {}.into()).unwrap();
    let names = [(SlotName::Slug, "road"), (SlotName::Wording, "?")];
    let title = ledger.push(body(), &[names[0], names[1], (SlotName::Title, "x")]).unwrap_err();
    assert!(matches!(*title, ReferenceError::Slot { slot: SlotName::Title, .. }));
    ledger.push(body(), &[names[0], names[1], REASON[0]]).unwrap();
    ledger.push(body(), &names).unwrap();
}

#[test]
fn rules_between_events_are_kept() {
    let all = all();
    let made = || all.made();
    let id = |id| words(&[(SlotName::Id, id)]);
    let other = StatementMade { issue: all.other_issue, wording: all.wording, ..made() };
    let stated = StatementMade { condition: Condition::Stated, ..made() };
    let with_condition = words(&[(SlotName::Id, "x"), (SlotName::Condition, "if")]);
    let condition = "the words of a condition are there if, and only if, the statement has one";
    let check = |body: Body, words: Words, expect: &str| {
        let error = *all.ledger.clone().push_words(body, words).unwrap_err();
        assert!(matches!(error, ReferenceError::Rule { rule, .. } if rule == expect), "{error}");
    };
    check(stated.into(), id("x"), condition);
    check(made().into(), with_condition, condition);
    check(other.into(), id("x"), "a statement is coded against a wording of its own issue");
    let opened = words(&[(SlotName::Secret, "x")]);
    check(LedgerOpened {}.into(), opened, "a ledger is opened by its first event and by no other");
    for kept in [Seq::FIRST, CODER, all.channel] {
        let body = crate::body::RecordRetracted { target: kept };
        check(body.into(), words(REASON), "events of this kind are not retracted");
    }
    let mut ledger = all.ledger.clone();
    let second = ledger.state(StatementMade { utterance: Some(all.statement), ..made() });
    let third = StatementMade { utterance: Some(second), ..made() };
    let error = *ledger.push_words(third, id("x")).unwrap_err();
    assert!(matches!(error, ReferenceError::Rule { rule: "an utterance is named by its first statement", .. }));
    ledger.retract(second);
    let error = *ledger.try_retract(second).unwrap_err();
    assert!(matches!(error, ReferenceError::Rule { rule: "what was retracted is not retracted again", .. }));
}

#[test]
fn events_are_taken_in_their_order_and_under_their_coder() {
    let ledger = small();
    let rule = |view: &mut View, event: Event| match view.apply(event).unwrap_err() {
        ReferenceError::Rule { rule, .. } => rule,
        other => panic!("{other}"),
    };
    let mut view = View::new();
    let opens = "a ledger is opened by its first event and by no other";
    assert_eq!(rule(&mut view, Event::open(&ledger.entries[1]).unwrap()), "events are numbered without a gap");
    view.apply(Event::open(&ledger.entries[0]).unwrap()).unwrap();
    assert_eq!(rule(&mut view, Event::open(&ledger.entries[2]).unwrap()), "events are numbered without a gap");
    let sealed = |head, body: Body, words: Words, coder| {
        let (entry, _) = seal(head, LEDGER, &Draft { body, words }, &stamp(0, coder)).unwrap();
        Event::open(&entry).unwrap()
    };
    let issue = || words(&[(SlotName::Slug, "x"), (SlotName::Wording, "?")]);
    assert_eq!(rule(&mut View::new(), sealed(Head::EMPTY, IssueAdded {}.into(), issue(), CODER)), opens);
    let name = words(&[(SlotName::Name, "Bo")]);
    let head = view.head();
    assert_eq!(
        rule(&mut view, sealed(head, CoderAdded {}.into(), name, Seq::FIRST)),
        "the event that opens a ledger or adds a coder names itself as coder"
    );
    let mut view = ledger.view.clone();
    for (coder, kind) in [(Seq::FIRST, Kind::LedgerOpened), (ACTOR, Kind::ActorAdded)] {
        let error = view.apply(sealed(view.head(), IssueAdded {}.into(), issue(), coder)).unwrap_err();
        assert!(matches!(error, ReferenceError::WrongKind { what: "coder", found, .. } if found == kind));
    }
    let later = view.apply(sealed(view.head(), IssueAdded {}.into(), issue(), view.head().next_seq()));
    assert!(matches!(later, Err(ReferenceError::Missing { what: "coder", .. })));
}

#[test]
fn an_event_that_does_not_fit_changes_nothing() {
    let all = all();
    let mut ledger = all.ledger.clone();
    let before = format!("{:?}", ledger.view);
    let wrong = StatementMade { speaker: all.issue, ..all.made() };
    assert!(ledger.push(wrong, &[(SlotName::Id, "x")]).is_err());
    assert!(ledger.push(IssueAdded {}, &[(SlotName::Slug, "rail"), (SlotName::Wording, "?")]).is_err());
    assert!(ledger.merge_issues(all.issue, all.actor).is_err());
    assert!(ledger.try_retract(CODER).is_err());
    assert_eq!(format!("{:?}", ledger.view), before);
}
