//! A redaction takes words wherever they stand, and what was made from them; what is left is known again.

use super::*;
use crate::body::{Body, WordsRedacted};
use crate::line::ActorLine;
use crate::view::Name;
use crate::words::Slot;

fn wanted(names: &[&str]) -> Vec<WantedSlots> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// What a redaction would take, as `EVENT SLOT`, and the sources whose bytes go.
fn planned(ledger: &Ledger, target: u64, names: &[&str]) -> (Vec<String>, Vec<u64>) {
    let plan = reading(ledger).redact(Seq::new(target), &wanted(names), "it must go").unwrap();
    let Body::WordsRedacted(WordsRedacted { slots, sources }) = &plan.drafts[0].body else { panic!("{plan:?}") };
    let slots = slots.iter().map(|slot| format!("{} {}", slot.event, slot.slot));
    (slots.collect(), sources.iter().map(|seq| seq.get()).collect())
}

fn refusal(ledger: &Ledger, target: u64, names: &[&str], reason: &str) -> String {
    reading(ledger).redact(Seq::new(target), &wanted(names), reason).unwrap_err().to_string()
}

/// Records a redaction and erases.
fn redact(ledger: &mut Ledger, target: Seq, names: &[&str]) -> Seq {
    let plan = reading(ledger).redact(target, &wanted(names), "it must go").unwrap();
    let outcomes = ledger.take(plan);
    *ledger = ledger.erased();
    outcomes[0].seq()
}

#[test]
fn words_go_in_all_versions_in_evidence_and_in_the_rest_of_the_utterance() {
    let mut ledger = ledger();
    let rail = ledger.issue("rail");
    let first = record(&mut ledger, said(r#""id": "a", "utterance": "u", "text": "We build the road", "note": "n","#));
    let mut on_rail = said(r#""id": "b", "utterance": "u", "text": "We build", "note": "n", "condition": "if","#);
    on_rail.issue = "rail".to_owned();
    let second = record(&mut ledger, on_rail);
    let apart = record(&mut ledger, said(r#""id": "c", "text": "We build the road","#));
    let plan = reading(&ledger).attach(first, "book", Some("p. 2"), Some("We build the road")).unwrap();
    let attached = ledger.take(plan)[0].seq();
    let change = Change::Statement(Box::new(said(r#""id": "a", "utterance": "u", "text": "Better", "note": "m","#)));
    let plan = reading(&ledger).correct(first, &change, Some("misread")).unwrap();
    let corrected = ledger.take(plan)[0].seq();
    assert_eq!([rail, first, second, apart, attached, corrected].map(Seq::get), [7, 8, 9, 10, 11, 12]);
    // Whichever version is named, and whatever words the other coding of the utterance has.
    for target in [8, 12] {
        assert_eq!(planned(&ledger, target, &["text"]).0, ["8 text", "9 text", "11 text", "12 text"]);
    }
    // Remarks and conditions are those of one coding, unless they are the same.
    assert_eq!(planned(&ledger, 8, &["note"]).0, ["8 note", "9 note", "12 note"]);
    assert_eq!(planned(&ledger, 9, &["condition"]).0, ["9 condition"]);
    assert_eq!(planned(&ledger, 11, &["locator"]).0, ["11 locator"]);
    assert_eq!(planned(&ledger, 11, &["text"]).0, ["8 text", "11 text"], "the same words only");
    // A reason is its own event's.
    assert_eq!(planned(&ledger, 12, &["reason"]).0, ["12 reason"]);
    assert_eq!(refusal(&ledger, 8, &["reason"], "x"), "event 8 has no `reason`: it has text, note, id, utterance");
}

#[test]
fn made_ids_and_slugs_go_with_the_words_that_they_were_made_from() {
    let mut ledger = ledger();
    let made = record(&mut ledger, said(r#""text": "We build","#));
    let described = r#""source": {"title": "A very secret letter", "publisher": "News", "date": "2025"},"#;
    let citing = record(&mut ledger, said(described));
    assert_eq!((made.get(), citing.get()), (7, 9));
    assert_eq!(planned(&ledger, 7, &["text"]).0, ["7 text", "7 id"]);
    assert_eq!(planned(&ledger, 8, &["title"]).0, ["8 slug", "8 title"]);
    assert_eq!(planned(&ledger, 2, &["name"]).0, ["2 slug", "2 name"], "`ann` is made from `ANN`");
    let plan =
        reading(&ledger).line(&Line::Actor(line::<ActorLine>(r#""slug": "x1", "name": "Cat", "kind": "person""#)));
    let cat = ledger.take(plan.unwrap())[0].seq();
    assert_eq!(planned(&ledger, cat.get(), &["name"]).0, [format!("{cat} name")]);
}

#[test]
fn bytes_go_wherever_they_are_named() {
    let mut ledger = ledger();
    let copy = ledger.source("copy", Some(LETTER.as_bytes()));
    let hash = SourceHash::of(b"another page");
    let plan = reading(&ledger).check_source("letter", CheckOutcome::Changed, Some(hash), Some("it changed")).unwrap();
    let check = ledger.take(plan)[0].seq();
    let expect = vec!["5 bytes".to_owned(), format!("{copy} bytes"), format!("{check} bytes")];
    assert_eq!(planned(&ledger, 5, &["bytes"]), (expect, vec![5, copy.get()]));
    assert_eq!(refusal(&ledger, 6, &["bytes"], "x"), "event 6 has no `bytes`: it has slug, title");
}

#[test]
fn what_cannot_be_redacted_is_refused_with_the_reason() {
    let mut ledger = ledger();
    let said = record(&mut ledger, said(r#""id": "a", "text": "a long sentence", "source": ["letter", "book"],"#));
    assert!(refusal(&ledger, 0, &["secret"], "x").starts_with("the ledger's secret stays"));
    assert_eq!(refusal(&ledger, 99, &["text"], "x"), "there is no event 99");
    assert_eq!(
        refusal(&ledger, said.get(), &["text"], "he said: a long sentence"),
        format!("the reason repeats the words in `text` of event {said}, and would keep them: say why in other words")
    );
    assert_eq!(refusal(&ledger, said.get(), &["text"], " "), "`reason` is empty: write what it is");
    assert_eq!(
        "txt".parse::<WantedSlots>().unwrap_err().to_string(),
        "`txt` is not a slot: write for example `text`, `note` or `locator.1`"
    );
    let by = redact(&mut ledger, said, &["text"]);
    assert_eq!(
        refusal(&ledger, said.get(), &["text"], "x"),
        format!("`text` of event {said} was redacted already, by event {by}")
    );
    let other = ledger.actor("redacted-2", ActorKind::Person);
    assert_eq!(
        refusal(&ledger, 2, &["slug"], "x"),
        format!(
            "`redacted-2`, which would stand in for the slug of event 2, is a name of event {other}: give that one \
             another name first"
        )
    );
}

#[test]
fn a_redacted_record_is_found_by_its_stand_in_and_says_who_took_its_words() {
    let mut ledger = ledger();
    let said_by_ann = record(&mut ledger, said(r#""id": "a", "text": "Yes", "condition": "if","#));
    let by = redact(&mut ledger, Seq::new(2), &["name"]);
    assert_eq!(
        (ledger.view.slug(Seq::new(2)), ledger.view.name(Seq::new(2))),
        ("redacted-2", &*format!("(redacted by event {by})"))
    );
    let found = |name: &str| ledger.view.find(Name { kind: Kind::ActorAdded, text: name }).map(|record| record.seq());
    assert_eq!((found("ann"), found("redacted-2")), (None, Some(Seq::new(2))));
    let by = redact(&mut ledger, said_by_ann, &["text", "condition"]);
    let words = at(&ledger, said_by_ann).record.words;
    assert_eq!(
        (words.text(SlotName::Text), words.shown(SlotName::Text)),
        (None, Some(&*format!("(redacted by event {by})")))
    );
    assert_eq!(
        words.redacted().collect::<Vec<_>>(),
        [SlotName::Text, SlotName::Condition].map(|name| (Slot::from(name), Some(by)))
    );
    // A view of an earlier size says so too, once it knows.
    let mut earlier = crate::view::View::new();
    for entry in &ledger.entries {
        let event = crate::event::Event::open(entry).unwrap();
        earlier.know_redaction(&event);
    }
    for entry in &ledger.entries[..8] {
        earlier.apply(crate::event::Event::open(entry).unwrap()).unwrap();
    }
    assert_eq!(earlier.record(said_by_ann).unwrap().words, words);
}

#[test]
fn the_same_line_again_is_known_whatever_was_redacted_of_it() {
    for id in ["", r#""id": "x","#] {
        let whole = format!(
            r#"{id} "text": "We build", "condition": "if", "note": "n", "source": {{"title": "T", "url": "u"}},"#
        );
        for slots in [&["text"][..], &["condition"], &["text", "condition", "note"], &["id"], &["text", "id"]] {
            let mut ledger = ledger();
            let seq = record(&mut ledger, said(&whole));
            redact(&mut ledger, seq, slots);
            redact(&mut ledger, Seq::new(7), &["title"]);
            let same = |ledger: &Ledger, line: StatementLine| reading(ledger).line(&statement(line)).unwrap().outcomes;
            assert_eq!(same(&ledger, said(&whole)), [Outcome::AlreadyRecorded(seq)], "{id} {slots:?}");
            // As it is exported, too.
            let exported = crate::line::statement_line(&ledger.view, &at(&ledger, seq), crate::line::Naming::Now);
            assert_eq!(same(&ledger, exported), [Outcome::AlreadyRecorded(seq)], "{id} {slots:?}");
            // Something else is something else.
            let other = StatementLine { stance: "10".parse().unwrap(), ..said(&whole) };
            match reading(&ledger).line(&statement(other)) {
                Ok(plan) => assert!(matches!(plan.outcomes[..], [Outcome::New(_)]), "{id} {slots:?}"),
                Err(error) => assert!(matches!(error, IntakeError::Conflict { .. }), "{error}"),
            }
        }
    }
}

#[test]
fn a_redacted_statement_can_be_corrected() {
    let mut ledger = ledger();
    let seq = record(&mut ledger, said(r#""text": "shall build the 'road'", "source": "letter","#));
    let by = redact(&mut ledger, seq, &["text"]);
    let mut line = crate::line::statement_line(&ledger.view, &at(&ledger, seq), crate::line::Naming::AsRecorded);
    line.stance = "10".parse().unwrap();
    let plan = reading(&ledger).correct(seq, &Change::Statement(Box::new(line)), Some("misheard")).unwrap();
    ledger.take(plan);
    let words = at(&ledger, seq).record.words;
    assert_eq!(words.text(SlotName::Text), Some(&*format!("(redacted by event {by})")));
    assert_eq!(words.text(SlotName::Id), Some(&*format!("redacted-{seq}")));
    let corrected = at(&ledger, seq).record.corrected_by.unwrap();
    assert_eq!(planned(&ledger, corrected.get(), &["text"]).0, [format!("{corrected} text")]);
}
