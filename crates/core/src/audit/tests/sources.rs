//! Kept sources and quotes are checked in their bytes.

use super::*;
use crate::body::{Evidence, EvidenceAttached, QuoteCheck, StatementMade};
use crate::vocabulary::Form;

const LETTER: &[u8] = b"We shall build\n the road.";

/// A letter whose bytes are kept (5), one whose are not (6), a statement (7) with a quote from the first, and a further
/// quote attached (8).
fn quoting() -> Ledger {
    let mut ledger = five();
    let letter = ledger.source("letter", Some(LETTER));
    ledger.source("book", None);
    let quote = QuoteCheck::Found { slot: SlotName::Text.into(), start: 9, end: 24 };
    let evidence = Evidence { source: letter, quote };
    let made = StatementMade {
        form: Form::Quote,
        evidence: vec![evidence],
        ..statement(Seq::new(2), Seq::new(3), "40", "2025")
    };
    ledger.push(made, &[(SlotName::Id, "x"), (SlotName::Text, "build the road")]).unwrap();
    let quote = QuoteCheck::Found { slot: SlotName::Text.into(), start: 0, end: 2 };
    let attached = EvidenceAttached { statement: Seq::new(7), evidence: Evidence { source: letter, quote } };
    ledger.push(attached, &[(SlotName::Text, "We")]).unwrap();
    ledger
}

fn check(read: &SourceReader<'_>, counts: (usize, usize), expect: &[(u64, FindingKind)]) {
    let checked = check_sources(&quoting().view, read);
    let found: Vec<_> = checked.findings.iter().map(|finding| (finding.seq.unwrap().get(), finding.kind)).collect();
    assert_eq!(((checked.sources, checked.quotes), found.as_slice()), (counts, expect));
    assert_eq!(checked.quotes_redacted, 0);
}

#[test]
fn sources_and_quotes_are_found_where_they_were() {
    check(&|_| Ok(Some(LETTER.to_vec())), (1, 2), &[]);
    check(&|_| Ok(None), (1, 0), &[(5, FindingKind::SourceMissing)]);
    check(&|_| Err("other bytes".to_owned()), (1, 0), &[(5, FindingKind::SourceChanged)]);
    let quotes = [(7, FindingKind::QuoteMissing), (8, FindingKind::QuoteMissing)];
    check(&|_| Ok(Some(b"They shall build the road.".to_vec())), (1, 2), &quotes);
    check(&|_| Ok(Some(b"We".to_vec())), (1, 2), &quotes[..1]);
    check(&|_| Ok(Some(vec![0xff; 30])), (1, 2), &quotes);
}

#[test]
fn quotes_whose_words_or_document_were_redacted_are_not_looked_for() {
    for (event, slot, expect) in [(5, SlotName::Bytes, (0, 0, 2)), (7, SlotName::Text, (1, 1, 1))] {
        let mut ledger = quoting();
        let slots = vec![RedactedSlot { event: Seq::new(event), slot: slot.into() }];
        ledger.add(WordsRedacted { slots, sources: vec![] }, REASON);
        let report = audited(&ledger.erased().entries);
        assert_eq!((report.findings, report.erased), (vec![], 1));
        let checked = check_sources(&report.view, &|_| Ok(Some(LETTER.to_vec())));
        assert_eq!((checked.sources, checked.quotes, checked.quotes_redacted), expect, "{slot}");
        assert_eq!(checked.findings, []);
    }
}
