//! The sources that a statement rests on: those given with it, and those attached later; and what later looks at them
//! found.

use std::collections::BTreeMap;

use super::{Statement, View};
use crate::body::{Body, Evidence, Kind};
use crate::seq::Seq;
use crate::vocabulary::CheckOutcome;
use crate::words::{Slot, SlotName};

/// A source of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'v> {
    /// The source, and whether the words were found in it.
    pub evidence: &'v Evidence,
    /// Page, paragraph, minute.
    pub locator: Option<&'v str>,
    /// The event that attached it, if it did not come with the statement.
    pub attached_by: Option<Seq>,
}

/// By source, the last look at it that was not retracted: the event, and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceChecks(BTreeMap<Seq, (Seq, CheckOutcome)>);

impl SourceChecks {
    /// The last look at a source, if there was one.
    pub fn last(&self, source: Seq) -> Option<(Seq, CheckOutcome)> {
        self.0.get(&source).copied()
    }
}

impl View {
    /// What the last looks at all sources found.
    pub fn source_checks(&self) -> SourceChecks {
        let mut checks = SourceChecks::default();
        for record in self.records(Kind::SourceChecked) {
            if let Body::SourceChecked(checked) = record.body {
                checks.0.insert(checked.source, (record.seq(), checked.outcome));
            }
        }
        checks
    }

    /// A statement's sources, each once, those given with it first. Attachments that were retracted do not count.
    pub fn cited<'v>(&'v self, statement: &Statement<'v>) -> Vec<Cited<'v>> {
        let own = (0..=u8::MAX).zip(&statement.made.evidence).map(|(place, evidence)| {
            let locator = statement.record.words.shown(Slot::indexed(SlotName::Locator, place));
            Cited { evidence, locator, attached_by: None }
        });
        let mut cited: Vec<Cited<'v>> = own.collect();
        let attached = self.attached.get(&statement.seq()).into_iter().flatten();
        for seq in attached.filter(|seq| self.is_live(**seq)) {
            let Some(record) = self.record(*seq) else { continue };
            let Body::EvidenceAttached(attached) = record.body else { continue };
            if cited.iter().all(|earlier| earlier.evidence.source != attached.evidence.source) {
                let locator = record.words.shown(SlotName::Locator);
                cited.push(Cited { evidence: &attached.evidence, locator, attached_by: Some(*seq) });
            }
        }
        cited
    }
}
