//! Names that are not known, and names that are unlike the known one.

use super::*;

#[test]
fn unknown_names_are_added_and_told_where_that_was_asked_for() {
    let mut ledger = ledger();
    let line = StatementLine {
        speaker: "Gideon Sa'ar".to_owned(),
        about: Some("gideon-saar".to_owned()),
        issue: "Two States".to_owned(),
        channel: Some("radio".to_owned()),
        ..said("")
    };
    assert!(matches!(ledger.intake().line(&statement(line.clone())), Err(IntakeError::Unknown { .. })));
    let plan = ledger.lenient().line(&statement(line.clone())).unwrap();
    let added = |kind, slug: &str, given: &str| Note::Added { kind, slug: slug.to_owned(), given: given.to_owned() };
    let notes =
        [added(Kind::IssueAdded, "two-states", "Two States"), added(Kind::ActorAdded, "gideon-saar", "Gideon Sa'ar")];
    assert_eq!(plan.notes, notes, "channels come and go without a note; one name is added once");
    ledger.take(plan);
    let actor = ledger.view.find(crate::view::Name { kind: Kind::ActorAdded, text: "gideon-saar" }).unwrap();
    assert_eq!(
        (ledger.view.name(actor.seq()), ledger.view.actor_kind(actor.seq())),
        ("Gideon Sa'ar", Some(ActorKind::Unknown))
    );
    let again = ledger.lenient().line(&statement(line)).unwrap();
    assert!(again.notes.is_empty() && again.drafts.is_empty());
}

#[test]
fn a_name_unlike_the_known_one_is_told() {
    let ledger = ledger();
    let note = |given: &str| {
        let line = StatementLine { speaker: given.to_owned(), ..said("") };
        ledger.intake().line(&statement(line)).unwrap().notes
    };
    let unlike = Note::UnlikeName { slug: "ann".to_owned(), given: "Ánn".to_owned(), known: "ANN".to_owned() };
    assert_eq!(note("Ánn"), [unlike]);
    assert_eq!((note("ann"), note("ANN")), (vec![], vec![]));
}

#[test]
fn a_described_source_is_added_once_and_told_apart_by_each_of_its_parts() {
    let mut ledger = ledger();
    let base = r#""title": "T", "publisher": "P", "url": "https://u.example", "date": "2025""#;
    let with = |source: &str| said(&format!(r#""source": {{{source}}},"#));
    let first = record(&mut ledger, with(base));
    let same = record(&mut ledger, with(&format!(r#"{base}, "locator": "p. 2""#)));
    let source = |ledger: &Ledger, seq| made(ledger, seq).evidence[0].source;
    assert_eq!(source(&ledger, first), source(&ledger, same), "a place in it is no part of a source");
    assert_eq!(at(&ledger, same).record.text(SlotName::Locator), "p. 2");
    for other in ["title", "publisher", "url", "date"] {
        let value = if other == "date" { "2024" } else { "x" };
        let fields = base.split(", ").map(|field| match field.starts_with(&format!("\"{other}\"")) {
            true => format!(r#""{other}": "{value}""#),
            false => field.to_owned(),
        });
        let seq = record(&mut ledger, with(&fields.collect::<Vec<_>>().join(", ")));
        assert_ne!(source(&ledger, seq), source(&ledger, first), "{other}");
    }
}

#[test]
fn quotes_are_found_in_the_bytes_that_are_kept() {
    let mut ledger = ledger();
    let quote = |more: &str| StatementLine { form: "quote".parse().unwrap(), ..said(more) };
    let found = |slot: SlotName, text: &str| {
        let start = LETTER.find(text).unwrap() as u64;
        QuoteCheck::Found { slot: slot.into(), start, end: start + text.len() as u64 }
    };
    let road = "build\n the “road”";
    let table = [
        (r#""text": "build the \"road\"", "source": "letter","#, found(SlotName::Text, road)),
        (r#""text": "a way", "original": "build the \"road\"", "source": "letter","#, found(SlotName::Original, road)),
        (r#""text": "Yours", "original": "Dein", "source": "letter","#, found(SlotName::Text, "Yours")),
        (r#""source": "letter","#, QuoteCheck::NotChecked),
        (r#""text": "whatever", "source": "book","#, QuoteCheck::NotChecked),
    ];
    for (more, expect) in table {
        let seq = record(&mut ledger, quote(more));
        assert_eq!(made(&ledger, seq).evidence[0].quote, expect, "{more}");
    }
    let paraphrase = record(&mut ledger, said(r#""text": "no road", "source": "letter","#));
    assert_eq!(made(&ledger, paraphrase).evidence[0].quote, QuoteCheck::NotChecked, "only quotes are looked for");
    let lost = Intake { source_bytes: &no_bytes, ..reading(&ledger) };
    let plan = lost.line(&statement(quote(r#""text": "no road", "source": "letter","#))).unwrap();
    match &plan.drafts[0].body {
        Body::StatementMade(made) => assert_eq!(made.evidence[0].quote, QuoteCheck::NotChecked),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plan_refers_to_what_it_adds_itself() {
    let mut ledger = Ledger::opened();
    let all = said(
        r#""on_behalf_of": ["B", "A", "b"], "reported_by": "C", "channel": "radio",
           "source": [{"title": "T"}, {"title": "U"}, {"title": "T", "locator": "again"}],"#,
    );
    let plan = ledger.lenient().line(&statement(all)).unwrap();
    let outcomes = ledger.take(plan);
    let made = made(&ledger, outcomes[0].seq());
    let given: Vec<&str> = match &made.said_for {
        crate::body::SaidFor::Given(given) => given.iter().map(|seq| ledger.view.slug(*seq)).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(given, ["b", "a"], "each once, in the order in which they were added");
    assert_eq!(made.evidence.len(), 2);
}

#[test]
fn new_names_are_added_with_what_is_known_of_them() {
    let ledger = ledger();
    let intake = Intake { options: Options { add_unknown: true, ..STRICT }, ..reading(&ledger) };
    let line = statement(StatementLine { speaker: "Mali".to_owned(), issue: "bridge".to_owned(), ..said("") });
    let new = NewNames { actor_kind: ActorKind::State, wording: Some(" A bridge is built. ".to_owned()) };
    let plan = intake.line_with(&line, &new).unwrap();
    let wordings: Vec<&str> = plan.drafts.iter().filter_map(|draft| draft.words.text(SlotName::Wording)).collect();
    assert_eq!(wordings, ["A bridge is built."]);
    let is_state = |draft: &Draft| matches!(&draft.body, Body::ActorAdded(actor) if actor.kind == ActorKind::State);
    assert_eq!(plan.drafts.iter().filter(|draft| is_state(draft)).count(), 1);
    let two_lines = NewNames { wording: Some("two\nlines".to_owned()), ..NewNames::default() };
    assert!(matches!(intake.line_with(&line, &two_lines), Err(IntakeError::ControlCharacter { field: "wording", .. })));
}
