//! A name leads to one record of its kind, whatever became of that record.

use super::*;

fn find(ledger: &Ledger, kind: Kind, text: &str) -> Option<Seq> {
    ledger.view.find(Name { kind, text }).map(|record| record.seq())
}

#[test]
fn records_are_found_by_slug_alias_and_display_name() {
    let mut ledger = Ledger::opened();
    let mut names = words(&[(SlotName::Slug, "turkiye"), (SlotName::Name, "Republic of Türkiye")]);
    names.set(Slot::indexed(SlotName::Alias, 0), "Turkey");
    names.set(Slot::indexed(SlotName::Alias, 1), "Ankara");
    let actor = ledger.push_words(ActorAdded { kind: ActorKind::State }, names).unwrap();
    let channel = ledger.channel("Al Jazeera");
    let source = ledger.source("letter", None);
    let table = [
        (Kind::ActorAdded, "turkiye", Some(actor)),
        (Kind::ActorAdded, "Türkiye", Some(actor)),
        (Kind::ActorAdded, "TURKEY", Some(actor)),
        (Kind::ActorAdded, "ankara", Some(actor)),
        (Kind::ActorAdded, "republic-of-turkiye", Some(actor)),
        (Kind::ActorAdded, "turk", None),
        (Kind::IssueAdded, "turkiye", None),
        (Kind::ChannelAdded, "Al Jazeera", Some(channel)),
        (Kind::ChannelAdded, "al-jazeera", None),
        (Kind::CoderAdded, "Ada", Some(CODER)),
        (Kind::CoderAdded, "ada", None),
        (Kind::SourceAdded, "Letter", Some(source)),
    ];
    for (kind, text, expect) in table {
        assert_eq!(find(&ledger, kind, text), expect, "{kind} {text}");
    }
    assert_eq!(ledger.view.names_of(Kind::ActorAdded).collect::<Vec<_>>(), ["ankara", "turkey", "turkiye"]);
}

#[test]
fn a_name_leads_to_one_record_of_its_kind() {
    let mut ledger = small();
    let mut with_alias = words(&[(SlotName::Slug, "bob"), (SlotName::Name, "Bob")]);
    with_alias.set(Slot::indexed(SlotName::Alias, 3), "Ann");
    let error = ledger.push_words(ActorAdded { kind: ActorKind::Person }, with_alias).unwrap_err();
    assert!(matches!(*error, ReferenceError::Name { source: NameError { taken_by: ACTOR, .. }, .. }));
    assert!(ledger.push(CoderAdded {}, &[(SlotName::Name, "Ada")]).is_err());
    ledger.issue("ann");
    assert_eq!(find(&ledger, Kind::ActorAdded, "ann"), Some(ACTOR));
}

#[test]
fn an_older_name_leads_to_the_amended_record() {
    let mut ledger = small();
    let kind = ActorKind::Person;
    ledger.correct(ACTOR, ActorAdded { kind }, words(&[(SlotName::Slug, "anna"), (SlotName::Name, "Anna")]));
    for name in ["ann", "anna", "Anna"] {
        assert_eq!(find(&ledger, Kind::ActorAdded, name), Some(ACTOR));
    }
    let taken = ledger.push(ActorAdded { kind }, &[(SlotName::Slug, "ann"), (SlotName::Name, "x")]);
    assert!(matches!(*taken.unwrap_err(), ReferenceError::Name { .. }));
}

#[test]
fn the_names_of_a_retracted_record_are_free() {
    let mut ledger = Ledger::opened();
    let add = |ledger: &mut Ledger, slug: &str| {
        let words = [(SlotName::Slug, slug), (SlotName::Name, "Jo Doe")];
        ledger.add(ActorAdded { kind: ActorKind::Person }, &words)
    };
    let gone = add(&mut ledger, "jo");
    ledger.retract(gone);
    assert_eq!(find(&ledger, Kind::ActorAdded, "jo"), None);
    let next = add(&mut ledger, "joe");
    assert_eq!(find(&ledger, Kind::ActorAdded, "Jo Doe"), Some(next), "the display name too");
    let again = add(&mut ledger, "jo");
    assert_eq!(find(&ledger, Kind::ActorAdded, "jo"), Some(again));
}

#[test]
fn a_source_is_known_by_what_makes_it_the_same_unless_it_was_retracted() {
    let mut ledger = Ledger::opened();
    let gone = ledger.source("letter", None);
    let key = source_key(None, Some("letter"), None, None);
    assert_eq!(ledger.view.source_with_key(&key), Some(gone));
    ledger.retract(gone);
    assert_eq!(ledger.view.source_with_key(&key), None);
    let next = ledger.source("letter", None);
    assert_eq!(ledger.view.source_with_key(&key), Some(next));
}

#[test]
fn parts_of_a_source_are_not_mixed_up() {
    let keys = [
        source_key(Some("ab"), Some("c"), None, None),
        source_key(Some("a"), Some("bc"), None, None),
        source_key(Some("ab"), None, Some("c"), None),
        source_key(None, Some("ab"), Some("c"), None),
        source_key(Some("ab"), Some("c"), None, Some("2025")),
    ];
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn statements_are_found_by_id_and_by_utterance() {
    let mut ledger = small();
    let first = statement(ACTOR, ISSUE, "10", "2025");
    let keyed = |id: &str| words(&[(SlotName::Id, id), (SlotName::Utterance, "speech")]);
    let one = ledger.push_words(first.clone(), keyed("one")).unwrap();
    let second = StatementMade { utterance: Some(one), ..first };
    ledger.push_words(second, keyed("two")).unwrap();
    assert_eq!(ledger.view.statement_with_id("s4"), Some(STATEMENT));
    assert_eq!(ledger.view.utterance("speech"), Some(one));
    assert!(ledger.view.is_shared(one) && !ledger.view.is_shared(STATEMENT));
}
