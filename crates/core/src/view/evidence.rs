//! The sources that a statement rests on: those given with it, and those attached later.

use super::{Statement, View};
use crate::body::{Body, Evidence};
use crate::seq::Seq;
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

impl View {
    /// A statement's sources, each once, those given with it first. Attachments that were retracted do not count.
    pub fn cited<'v>(&'v self, statement: &Statement<'v>) -> Vec<Cited<'v>> {
        let own = (0..=u8::MAX).zip(&statement.made.evidence).map(|(place, evidence)| {
            let locator = statement.record.words.text(Slot::indexed(SlotName::Locator, place));
            Cited { evidence, locator, attached_by: None }
        });
        let mut cited: Vec<Cited<'v>> = own.collect();
        let attached = self.attached.get(&statement.seq()).into_iter().flatten();
        for seq in attached.filter(|seq| self.is_live(**seq)) {
            let Some(record) = self.record(*seq) else { continue };
            let Body::EvidenceAttached(attached) = record.body else { continue };
            if cited.iter().all(|earlier| earlier.evidence.source != attached.evidence.source) {
                let locator = record.words.text(SlotName::Locator);
                cited.push(Cited { evidence: &attached.evidence, locator, attached_by: Some(*seq) });
            }
        }
        cited
    }
}
