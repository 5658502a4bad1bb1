//! Every refusal has a line that provokes it.

use super::*;
use crate::line::{ActorLine, MemberLine, OccasionLine, RoleLine, SourceLine};

/// The place of an error in the enum, so that none is forgotten.
fn place(error: &IntakeError) -> usize {
    match error {
        IntakeError::Unknown { .. } => 0,
        IntakeError::Slug(_) => 1,
        IntakeError::ControlCharacter { .. } => 2,
        IntakeError::Conflict { .. } => 3,
        IntakeError::Taken { .. } => 4,
        IntakeError::TwoRoles { .. } => 5,
        IntakeError::QuoteNotFound { .. } => 6,
        IntakeError::SourceNotText { .. } => 7,
        IntakeError::SourceBytes { .. } => 8,
        IntakeError::Size(_) => 9,
        IntakeError::Rule(_) => 10,
        IntakeError::NoChange(_) => 11,
    }
}

/// `ledger`, a statement with the id `x` (7), an occasion (8), a role (9) and another (10), and a source that is no
/// text (11).
fn full() -> Ledger {
    let mut ledger = ledger();
    record(&mut ledger, said(r#""id": "x","#));
    ledger.occasion("talks", &[], &[]);
    for of in ["ben", "cat"] {
        let role: RoleLine = line(&format!(r#""actor": "ann", "title": "envoy", "of": "{of}", "from": "2025-06""#));
        let plan = ledger.lenient().line(&Line::Role(role)).unwrap();
        ledger.take(plan);
    }
    ledger.source("photo", Some(b"\xff\xfe"));
    ledger
}

fn bytes(hash: &SourceHash) -> Bytes {
    match hash {
        hash if *hash == SourceHash::of(b"\xff\xfe") => Ok(Some(b"\xff\xfe".to_vec())),
        hash => letter(hash),
    }
}

fn unreadable(_: &SourceHash) -> Bytes {
    Err("the disk is on fire".into())
}

#[test]
fn every_error_has_a_line_that_provokes_it() {
    let ledger = full();
    let long = format!(r#""note": "{}","#, "x".repeat(1 << 20));
    let quote = |source: &str| {
        let mut line = said(&format!(r#""text": "we shall not", "source": "{source}","#));
        line.form = "quote".parse().unwrap();
        line
    };
    let named =
        |speaker: &str, issue: &str| StatementLine { speaker: speaker.to_owned(), issue: issue.to_owned(), ..said("") };
    let later = StatementLine { date: "2025-07-01".parse().unwrap(), ..said("") };
    let other = StatementLine { stance: "oppose".parse().unwrap(), ..said(r#""id": "x", "note": "!","#) };
    let table = [
        (named("dan", "road"), "unknown actor `dan`"),
        (named("ann", "rail"), "unknown issue `rail`"),
        (said(r#""occasion": "ball","#), "unknown occasion `ball`"),
        (said(r#""source": "diary","#), "unknown source `diary`"),
        (
            named("!", "road"),
            "a name cannot be used: no slug can be made of `!`: write a name with at least one letter or digit",
        ),
        (said(r#""role": "a\nb","#), "`role` must be plain text on one line, not \"a\\nb\""),
        (other, "the id `x` is recorded already, as event 7, with another content (stance, note)"),
        (later, "`ann` spoke for `ben` and for `cat` on 2025-07-01"),
        (quote("letter"), "the words are not in source `letter`: \"we shall not\""),
        (quote("photo"), "the bytes of source `photo` are not UTF-8 text, so the quote cannot be looked for in them"),
        (said(&long), "the words are not as they must be: `note` has 1048580 bytes, at most 1048576 fit"),
        (
            said(r#""own_name": true, "on_behalf_of": "ben","#),
            "a statement is made on somebody's behalf or in the speaker's own name, not both",
        ),
    ];
    let intake = Intake { source_bytes: &bytes, ..ledger.intake() };
    let mut provoked = std::collections::BTreeSet::new();
    for (line, expect) in table {
        let error = intake.line(&statement(line)).unwrap_err();
        assert_eq!(causes(&error), expect);
        provoked.insert(place(&error));
    }
    let burning = Intake { source_bytes: &unreadable, ..intake };
    let error = burning.line(&statement(quote("letter"))).unwrap_err();
    assert_eq!(causes(&error), "the bytes of source `letter` cannot be read: the disk is on fire");
    provoked.insert(place(&error));
    let ann: ActorLine = line(r#""slug": "ann", "name": "Another", "kind": "person""#);
    let error = intake.line(&Line::Actor(ann)).unwrap_err();
    assert_eq!(causes(&error), "actor `ann` is recorded already, as event 2, with another content");
    provoked.insert(place(&error));
    let same = Change::Statement(Box::new(said(r#""id": "x","#)));
    let error = intake.correct(Seq::new(7), &same, Some("nothing")).unwrap_err();
    assert_eq!(causes(&error), "event 7 says that already: the correction changes nothing");
    provoked.insert(place(&error));
    assert_eq!(provoked, (0..12).collect(), "every error was provoked");
}

#[test]
fn rules_between_the_fields_of_a_line_are_kept() {
    let ledger = full();
    let stance = |stance: &str, form: &str, more: &str| StatementLine {
        stance: stance.parse().unwrap(),
        form: form.parse().unwrap(),
        ..said(more)
    };
    let table = [
        (stance("support", "omission", ""), "the form `omission` goes with the stance `silent`, not `support`"),
        (stance("silent", "quote", ""), "the stance `silent` goes with the form `omission`"),
        (
            stance("10", "quote", r#""condition": "if", "unconditional": true,"#),
            "a statement has a condition or is unconditional, not both",
        ),
        (
            stance("withdrawn", "quote", r#""condition": "if","#),
            "only a score can depend on a condition, `withdrawn` has none",
        ),
        (
            stance("declined", "quote", r#""unconditional": true,"#),
            "only a score can depend on a condition, `declined` has none",
        ),
        (
            stance("10", "quote", r#""account": true,"#),
            "`account` says that the words stand in the account of an occasion: name the occasion",
        ),
    ];
    for (line, expect) in table {
        match ledger.intake().line(&statement(line)).unwrap_err() {
            IntakeError::Rule(rule) => assert_eq!(rule, expect),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn rules_of_the_registry_are_kept() {
    let ledger = full();
    let many: Vec<String> = (0..256).map(|alias| format!("alias {alias}")).collect();
    let crowd = ActorLine { aliases: many, ..line(r#""name": "Crowd", "kind": "group""#) };
    let table = [
        (Line::Actor(line(r#""name": " ", "kind": "person""#)), "`name` is empty: write what it is"),
        (Line::Actor(crowd), "an actor has at most 255 aliases"),
        (Line::Issue(line(r#""slug": "rail", "wording": """#)), "`wording` is empty: write what it is"),
        (Line::Source(line(r#""slug": "nothing""#)), "a source has a title, an address or a file"),
        (Line::Member(line(r#""group": "ann", "actor": "Ann""#)), "`ann` cannot be a member of itself"),
        (
            Line::Role(line(r#""actor": "ann", "of": "ben", "title": "x", "from": "2025", "to": "2024""#)),
            "the span from `2025` to `2024` ends before it begins",
        ),
    ];
    for (line, expect) in table {
        match ledger.intake().line(&line).unwrap_err() {
            IntakeError::Rule(rule) => assert_eq!(rule, expect),
            other => panic!("{other}"),
        }
    }
    let unknown = [
        Line::Member(line::<MemberLine>(r#""group": "ann", "actor": "dan""#)),
        Line::Occasion(line::<OccasionLine>(r#""name": "x", "date": "2025", "participants": ["dan"]"#)),
        Line::Account(line(r#""occasion": "x", "by": "ann", "source": "book", "seen": "full""#)),
        Line::Account(line(r#""occasion": "talks", "by": "dan", "source": "book", "seen": "full""#)),
    ];
    for line in unknown {
        assert!(matches!(ledger.intake().line(&line), Err(IntakeError::Unknown { .. })), "{line:?}");
    }
    let accounts = Line::Account(line(r#""occasion": "talks", "by": "dan", "source": "book", "seen": "full""#));
    assert!(ledger.lenient().line(&accounts).is_err(), "who gives an account took part, so is known");
}

#[test]
fn a_described_source_whose_slug_is_taken_is_refused() {
    let mut ledger = full();
    let described = || said(r#""source": {"title": "News", "publisher": "Gazette"},"#);
    let plan = ledger.intake().line(&statement(described())).unwrap();
    let slug = plan.drafts[0].words.text(SlotName::Slug).unwrap().to_owned();
    let taken: SourceLine = SourceLine { slug: Some(slug), ..line(r#""title": "Other""#) };
    let plan = ledger.intake().line(&Line::Source(taken)).unwrap();
    ledger.take(plan);
    let refused = ledger.intake().line(&statement(described())).unwrap_err();
    assert!(matches!(refused, IntakeError::Taken { kind: Kind::SourceAdded, .. }), "{refused}");
}
