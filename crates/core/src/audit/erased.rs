//! Whether what redactions name is erased, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, FindingKind};
use crate::body::Body;
use crate::seq::Seq;
use crate::words::{Slot, Words};

/// The slots that were seen erased, each with the redaction that took the words, once it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Erased {
    seen: BTreeMap<(Seq, Slot), Option<Seq>>,
    /// Events whose words could not be read.
    unread: BTreeSet<Seq>,
}

impl Erased {
    /// Takes in the next event. A redaction comes after the events that it names.
    pub(super) fn take(&mut self, seq: Seq, body: &Body, words: &Words, findings: &mut Vec<Finding>) {
        self.seen.extend(words.redacted().map(|(slot, _)| ((seq, slot), None)));
        let Body::WordsRedacted(redacted) = body else { return };
        for named in &redacted.slots {
            match self.seen.get_mut(&(named.event, named.slot)) {
                Some(by) => drop(by.get_or_insert(seq)),
                None if self.unread.contains(&named.event) => {}
                None => {
                    let detail = format!("`{}` was redacted by event {seq}, but the words are there", named.slot);
                    findings.push(Finding { seq: Some(named.event), kind: FindingKind::WordsNotErased, detail });
                }
            }
        }
    }

    /// Takes in an event whose words cannot be read, which is another finding.
    pub(super) fn cannot_tell(&mut self, seq: Seq) {
        self.unread.insert(seq);
    }

    /// How many slots are erased.
    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    /// What no redaction took.
    pub(super) fn finish(&self, findings: &mut Vec<Finding>) {
        let unnamed = self.seen.iter().filter(|(_, by)| by.is_none());
        findings.extend(unnamed.map(|((seq, slot), _)| Finding {
            seq: Some(*seq),
            kind: FindingKind::WordsErased,
            detail: format!("`{slot}` is erased, but no event redacts it"),
        }));
    }
}
