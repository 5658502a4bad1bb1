//! Whether the sources' bytes are those that were recorded, and the quotes still where they were found.

use std::collections::BTreeMap;

use super::{Finding, FindingKind};
use crate::body::{Body, Evidence, Kind, QuoteCheck};
use crate::hash::SourceHash;
use crate::quote::find_quote;
use crate::seq::Seq;
use crate::view::View;
use crate::words::SlotName;

/// Gives a source's stored bytes, or says why they cannot be had.
pub type SourceReader<'a> = dyn Fn(&SourceHash) -> Result<Option<Vec<u8>>, String> + 'a;

/// What came of checking sources and quotes.
#[derive(Debug, Default)]
pub struct SourcesChecked {
    /// Sources whose bytes the ledger holds.
    pub sources: usize,
    /// Quotes that were found in them.
    pub quotes: usize,
    /// Quotes that were found, but of which the words or the document were redacted since.
    pub quotes_redacted: usize,
    /// What is not as it must be.
    pub findings: Vec<Finding>,
}

/// Checks every source whose bytes the ledger holds, and every quote that was found in one.
pub fn check_sources(view: &View, read: &SourceReader<'_>) -> SourcesChecked {
    let (quotes, words_redacted) = quotes_by_source(view);
    let mut checked = SourcesChecked { quotes_redacted: words_redacted, ..SourcesChecked::default() };
    let findings = &mut checked.findings;
    for event in view.events().filter(|event| event.body.kind() == Kind::SourceAdded) {
        let Some(hash) = event.words.text(SlotName::Bytes) else {
            if event.words.is_erased(SlotName::Bytes) {
                checked.quotes_redacted += quotes.get(&event.seq()).map_or(0, Vec::len);
            }
            continue;
        };
        checked.sources += 1;
        let bytes = match hash.parse().map_err(|_| "its hash cannot be read".to_owned()).and_then(|hash| read(&hash)) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                findings.push(finding(event.seq(), FindingKind::SourceMissing, format!("no file {hash}")));
                continue;
            }
            Err(problem) => {
                findings.push(finding(event.seq(), FindingKind::SourceChanged, problem));
                continue;
            }
        };
        for (statement, quote, place) in quotes.get(&event.seq()).into_iter().flatten() {
            checked.quotes += 1;
            let there = bytes.get(place.clone()).and_then(|found| std::str::from_utf8(found).ok());
            let same = there.is_some_and(|found| find_quote(quote, found).is_some());
            if !same {
                let detail = format!("bytes {}..{} of source event {}", place.start, place.end, event.seq());
                findings.push(finding(*statement, FindingKind::QuoteMissing, detail));
            }
        }
    }
    checked
}

type Quote<'v> = (Seq, &'v str, std::ops::Range<usize>);

/// The quotes that were found, by the source in which they were; and how many there are whose words were redacted.
fn quotes_by_source(view: &View) -> (BTreeMap<Seq, Vec<Quote<'_>>>, usize) {
    let mut redacted = 0;
    let mut quotes: BTreeMap<Seq, Vec<Quote<'_>>> = BTreeMap::new();
    for record in view.events() {
        let evidence: &[Evidence] = match &record.body {
            Body::StatementMade(made) => &made.evidence,
            Body::EvidenceAttached(attached) => std::slice::from_ref(&attached.evidence),
            Body::LedgerOpened(_)
            | Body::CoderAdded(_)
            | Body::ActorAdded(_)
            | Body::RoleHeld(_)
            | Body::MembershipHeld(_)
            | Body::IssueAdded(_)
            | Body::IssueReworded(_)
            | Body::ChannelAdded(_)
            | Body::SourceAdded(_)
            | Body::SourceChecked(_)
            | Body::OccasionAdded(_)
            | Body::AccountGiven(_)
            | Body::RecordCorrected(_)
            | Body::RecordRetracted(_)
            | Body::ActorsMerged(_)
            | Body::IssuesMerged(_)
            | Body::WordsRedacted(_)
            | Body::CoderKeyed(_)
            | Body::SignaturesRequired(_) => &[],
        };
        for evidence in evidence {
            let QuoteCheck::Found { slot, start, end } = evidence.quote else {
                continue;
            };
            let (Some(quote), Ok(start), Ok(end)) =
                (record.words.text(slot), usize::try_from(start), usize::try_from(end))
            else {
                redacted += usize::from(record.words.is_erased(slot));
                continue;
            };
            quotes.entry(evidence.source).or_default().push((record.seq(), quote, start..end));
        }
    }
    (quotes, redacted)
}

fn finding(seq: Seq, kind: FindingKind, detail: String) -> Finding {
    Finding { seq: Some(seq), kind, detail }
}
