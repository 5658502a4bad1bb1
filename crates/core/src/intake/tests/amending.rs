//! What may be corrected, retracted, merged, reworded and checked, and what may not.

use super::*;
use crate::line::{IssueLine, Naming, statement_line};

fn correct(ledger: &mut Ledger, seq: Seq, change: impl Fn(&mut StatementLine)) -> Result<Seq, IntakeError> {
    let mut line = statement_line(&ledger.view, &at(ledger, seq), Naming::AsRecorded);
    change(&mut line);
    let plan = reading(ledger).correct(seq, &Change::Statement(Box::new(line)), Some("typing error"))?;
    Ok(ledger.take(plan)[0].seq())
}

#[test]
fn a_correction_keeps_number_id_wording_and_quote() {
    let mut ledger = ledger();
    let quote = r#""id": "x", "text": "we shall build", "source": "letter","#;
    let seq = record(&mut ledger, StatementLine { form: "quote".parse().unwrap(), ..said(quote) });
    let before = made(&ledger, seq);
    ledger.reword(Seq::new(4), RewordChange::Reversed);
    correct(&mut ledger, seq, |line| {
        line.id = Some("another".to_owned());
        line.stance = "lean-support".parse().unwrap();
    })
    .unwrap();
    let after = made(&ledger, seq);
    assert_eq!(after, StatementMade { stance: "lean-support".parse().unwrap(), ..before });
    assert_eq!(at(&ledger, seq).record.text(SlotName::Id), "x");
    assert_eq!(at(&ledger, seq).record.text(SlotName::Reason), "typing error");
    assert_eq!(ledger.view.statement_with_id("another"), None);
}

#[test]
fn a_correction_that_leaves_all_as_it_is_is_refused() {
    let mut ledger = ledger();
    let quote = r#""id": "x", "text": "we shall build", "source": "letter", "condition": "if", "channel": "radio","#;
    let seq = record(&mut ledger, StatementLine { form: "quote".parse().unwrap(), ..said(quote) });
    assert!(matches!(correct(&mut ledger, seq, |_| {}), Err(IntakeError::NoChange(same)) if same == seq));
    correct(&mut ledger, seq, |line| line.note = Some("n".to_owned())).unwrap();
    assert!(matches!(correct(&mut ledger, seq, |_| {}), Err(IntakeError::NoChange(_))), "a corrected one too");
}

#[test]
fn a_corrected_quote_is_looked_for_again() {
    let mut ledger = ledger();
    let quote = r#""text": "we shall build", "source": "letter","#;
    let seq = record(&mut ledger, StatementLine { form: "quote".parse().unwrap(), ..said(quote) });
    let wrong = correct(&mut ledger, seq, |line| line.text = Some("we shall burn".to_owned()));
    assert!(matches!(wrong, Err(IntakeError::QuoteNotFound { .. })));
    correct(&mut ledger, seq, |line| line.text = Some("Dear sir".to_owned())).unwrap();
    let place = QuoteCheck::Found { slot: SlotName::Text.into(), start: 0, end: 8 };
    assert_eq!(made(&ledger, seq).evidence, [Evidence { source: Seq::new(5), quote: place }]);
}

#[test]
fn a_statement_moved_to_another_issue_is_coded_against_its_wording() {
    let mut ledger = ledger();
    let rail = ledger.issue("rail");
    let wording = ledger.reword(rail, RewordChange::Editorial);
    let seq = record(&mut ledger, said(""));
    correct(&mut ledger, seq, |line| line.issue = "rail".to_owned()).unwrap();
    assert_eq!((made(&ledger, seq).issue, made(&ledger, seq).wording), (rail, wording));
}

#[test]
fn a_correction_fits_its_record() {
    let mut ledger = ledger();
    let seq = record(&mut ledger, said(""));
    let issue = || Change::Issue(line::<IssueLine>(r#""slug": "road", "wording": "?""#));
    for target in [Seq::FIRST, Seq::new(2), seq] {
        assert!(matches!(ledger.intake().correct(target, &issue(), None), Err(IntakeError::Rule(_))), "{target}");
    }
    let statement = || Change::Statement(Box::new(said("")));
    for target in [Seq::new(4), Seq::new(99)] {
        assert!(matches!(ledger.intake().correct(target, &statement(), None), Err(IntakeError::Rule(_))));
    }
    ledger.retract(seq);
    assert!(matches!(ledger.intake().correct(seq, &statement(), None), Err(IntakeError::Rule(_))));
}

#[test]
fn what_is_in_use_or_belongs_to_the_ledger_stays() {
    let mut ledger = ledger();
    let seq = record(&mut ledger, said(r#""channel": "radio","#));
    let retract = |ledger: &Ledger, target: u64| ledger.intake().retract(Seq::new(target), "because");
    for target in [0, 1, 2, 4, seq.get() - 1, 99] {
        assert!(matches!(retract(&ledger, target), Err(IntakeError::Rule(_))), "{target}");
    }
    let plan = retract(&ledger, seq.get()).unwrap();
    ledger.take(plan);
    assert!(matches!(retract(&ledger, seq.get()), Err(IntakeError::Rule(_))), "retracted already");
    for target in [2, 4] {
        let plan = retract(&ledger, target).unwrap();
        ledger.take(plan);
    }
}

#[test]
fn what_would_not_fit_again_is_not_brought_back() {
    let mut ledger = ledger();
    let take = |ledger: &mut Ledger, plan: Result<Plan, IntakeError>| ledger.take(plan.unwrap())[0].seq();
    let plan = ledger.intake().merge(Kind::ActorAdded, "ann", "ben", "one");
    let merge = take(&mut ledger, plan);
    let plan = ledger.intake().retract(merge, "two");
    let undone = take(&mut ledger, plan);
    let plan = ledger.intake().merge(Kind::ActorAdded, "ben", "ann", "one");
    let other_way = take(&mut ledger, plan);
    assert!(matches!(ledger.intake().retract(undone, "one"), Err(IntakeError::Rule(_))), "a circle");
    let plan = ledger.intake().retract(other_way, "two");
    take(&mut ledger, plan);
    let plan = ledger.intake().retract(undone, "one");
    take(&mut ledger, plan);
    assert_eq!(ledger.view.actor_now(Seq::new(2)), Seq::new(3));
}

#[test]
fn merges_are_between_two_records_of_a_kind() {
    let mut ledger = ledger();
    let merge = |ledger: &Ledger, kind, from: &str, into: &str| ledger.intake().merge(kind, from, into, "because");
    for (kind, from, into) in [(Kind::ActorAdded, "ann", "ann"), (Kind::ActorAdded, "ann", "Ann")] {
        assert!(matches!(merge(&ledger, kind, from, into), Err(IntakeError::Rule(_))));
    }
    for (kind, from, into) in [(Kind::ActorAdded, "ann", "road"), (Kind::IssueAdded, "rail", "road")] {
        assert!(matches!(merge(&ledger, kind, from, into), Err(IntakeError::Unknown { .. })));
    }
    let plan = merge(&ledger, Kind::ActorAdded, "ann", "ben").unwrap();
    ledger.take(plan);
    for (from, into) in [("ben", "ann"), ("ann", "ben")] {
        assert!(matches!(merge(&ledger, Kind::ActorAdded, from, into), Err(IntakeError::Rule(_))));
    }
}

#[test]
fn an_issue_is_reworded_under_the_name_that_it_was_merged_into() {
    let mut ledger = ledger();
    ledger.issue("street");
    let plan = ledger.intake().merge(Kind::IssueAdded, "street", "road", "one").unwrap();
    ledger.take(plan);
    let plan = ledger.intake().reword("street", "Shall there be no road?", RewordChange::Reversed).unwrap();
    let (given, slug) = ("street".to_owned(), "road".to_owned());
    assert_eq!(plan.notes, [Note::CountsAs { kind: Kind::IssueAdded, given, slug }]);
    ledger.take(plan);
    assert_eq!(ledger.view.wording_now(Seq::new(4)), "Shall there be no road?");
    let same = ledger.intake().reword("road", "Shall there be no road?", RewordChange::Editorial);
    assert!(matches!(same, Err(IntakeError::Rule(_))));
    // `road` is put the other way round than `street` was: which of the two would be turned?
    for change in [RewordChange::Reversed, RewordChange::Editorial] {
        let turned = ledger.intake().reword("street", "Shall there be a lane?", change);
        assert!(matches!(turned, Err(IntakeError::Rule(_))));
    }
}

#[test]
fn sources_are_checked_and_attached() {
    let mut ledger = ledger();
    let seq = record(&mut ledger, said(""));
    let plan = ledger.intake().check_source("letter", CheckOutcome::Gone, None, Some("404")).unwrap();
    ledger.take(plan);
    let plan = reading(&ledger).attach(seq, "letter", Some("p. 1"), Some("Yours")).unwrap();
    let attached = ledger.take(plan)[0].seq();
    match ledger.view.record(attached).unwrap().body {
        Body::EvidenceAttached(attached) => assert!(matches!(attached.evidence.quote, QuoteCheck::Found { .. })),
        other => panic!("{other:?}"),
    }
    let again = reading(&ledger).attach(seq, "letter", Some("p. 1"), Some("Yours")).unwrap();
    assert_eq!(again.outcomes, [Outcome::AlreadyRecorded(attached)]);
    assert!(matches!(
        reading(&ledger).attach(seq, "letter", None, Some("Ours")),
        Err(IntakeError::QuoteNotFound { .. })
    ));
    assert!(matches!(reading(&ledger).attach(Seq::new(2), "letter", None, None), Err(IntakeError::Rule(_))));
}
