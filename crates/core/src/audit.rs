//! Audit: whether a run of entries is an unbroken, readable, consistent ledger, with every finding as data.
//!
//! Invariant: a finding is never an error; an audit gives all it finds and goes on as far as the entries let it.

mod checkpoints;
mod examined;
mod erased;
mod finding;
mod sources;

pub use checkpoints::{CheckpointFile, CheckpointsChecked, check_checkpoints};
pub use examined::{Examined, Examiner};
pub use finding::{Finding, FindingKind};
pub use sources::{SourceReader, SourcesChecked, check_sources};

use std::collections::{BTreeMap, BTreeSet};

use self::erased::Erased;
use self::examined::Content;
use crate::entry::{Entry, Head};
use crate::event::Event;
use crate::hash::{ChainHash, LedgerId};
use crate::header::{Header, RecordedAt};
use crate::seq::Seq;
use crate::tree::{MerkleRoot, TreeBuilder};
use crate::view::View;

/// What an audit of entries found.
#[derive(Debug)]
pub struct Report {
    /// Size and chain hash at the end.
    pub head: Head,
    /// Root of the Merkle tree over all events.
    pub root: MerkleRoot,
    /// Roots over the first events, at the sizes that were watched and reached.
    pub roots: BTreeMap<u64, MerkleRoot>,
    /// Everything that is not as it must be, in order.
    pub findings: Vec<Finding>,
    /// What the events say together, without most statements (`View::set_aside`); only as far as the first event that
    /// could not be taken in.
    pub view: View,
    /// How many slots are erased.
    pub erased: usize,
    /// The first event whose references could not be checked, because an earlier one is broken.
    pub references_unchecked_from: Option<Seq>,
    /// How many signatures were checked.
    pub signatures: u64,
}

/// Audits entries from the first one on: layout, numbers, ledger, links, clock, canonical bodies, words against their
/// commitments, references, signatures.
pub fn audit(entries: impl Iterator<Item = Entry>) -> Report {
    let mut auditor = Auditor::new();
    for entry in entries {
        auditor.take(&entry);
    }
    auditor.finish()
}

/// An audit under way, for callers who have other things to do between entries.
#[derive(Clone, Debug)]
pub struct Auditor {
    head: Head,
    ledger: Option<LedgerId>,
    clock: Option<RecordedAt>,
    tree: TreeBuilder,
    watched: BTreeSet<u64>,
    roots: BTreeMap<u64, MerkleRoot>,
    findings: Vec<Finding>,
    view: View,
    erased: Erased,
    unchecked_from: Option<Seq>,
    signatures: u64,
    examiner: Examiner,
}

impl Default for Auditor {
    fn default() -> Self {
        Auditor::new()
    }
}

impl Auditor {
    /// Before the first entry.
    pub fn new() -> Self {
        Auditor {
            head: Head::EMPTY,
            ledger: None,
            clock: None,
            tree: TreeBuilder::new(),
            watched: BTreeSet::new(),
            roots: BTreeMap::new(),
            findings: Vec::new(),
            view: View::new(),
            erased: Erased::default(),
            unchecked_from: None,
            signatures: 0,
            examiner: Examiner::default(),
        }
    }

    /// Before the first entry, of an audit that notes the roots at these sizes as it passes them.
    pub fn watching(sizes: BTreeSet<u64>) -> Self {
        let mut auditor = Auditor { watched: sizes, ..Auditor::new() };
        auditor.note_root();
        auditor
    }

    /// The event that is due next.
    pub fn next_seq(&self) -> Seq {
        self.head.next_seq()
    }

    /// Whether nothing was found so far.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Checks one entry and goes on behind it, whatever was found.
    pub fn take(&mut self, entry: &Entry) {
        let examined = self.examiner.examine(entry);
        self.take_examined(examined);
    }

    /// `take`, of the next entry that an examiner of the caller's has examined; all of a ledger's entries go one of the
    /// two ways.
    pub fn take_examined(&mut self, examined: Examined) {
        let Examined { hash, leaf, header, content, signature } = examined;
        let due = self.head.next_seq();
        self.tree.push_hash(leaf);
        self.note_root();
        let header = match header {
            Ok(header) => header,
            Err(error) => {
                self.find(due, FindingKind::EventMalformed, error.to_string());
                self.cannot_check_references_from(due);
                self.head = Head { size: due.get().saturating_add(1), hash };
                return;
            }
        };
        self.check_place(due, &header);
        self.check_clock(&header);
        self.signatures += u64::from(header.flags.signed);
        if let Err(error) = signature {
            self.find(header.seq, FindingKind::of_signature(&error), error.to_string());
        }
        let after = Head { size: header.seq.get().saturating_add(1), hash };
        if let Some(content) = content {
            self.check_content(header, hash, content);
        }
        self.head = after;
    }

    /// What was found.
    pub fn finish(mut self) -> Report {
        self.erased.finish(&mut self.findings);
        Report {
            head: self.head,
            root: self.tree.root(),
            roots: self.roots,
            findings: self.findings,
            view: self.view,
            erased: self.erased.count(),
            references_unchecked_from: self.unchecked_from,
            signatures: self.signatures,
        }
    }

    /// Number, ledger and link.
    fn check_place(&mut self, due: Seq, header: &Header) {
        let seq = header.seq;
        if seq != due {
            self.find(due, FindingKind::SequenceBroken, format!("event {due} is due, event {seq} is there"));
            self.cannot_check_references_from(due);
        }
        let ledger = *self.ledger.get_or_insert(header.ledger);
        if header.ledger != ledger {
            self.find(seq, FindingKind::ForeignLedger, format!("it belongs to ledger {}, not {ledger}", header.ledger));
        }
        if header.previous != self.head.hash {
            let (says, has) = (header.previous, self.head.hash);
            let (blamed, detail) = match due.get().checked_sub(1) {
                Some(before) => (
                    Seq::new(before),
                    format!("event {seq} says that the event before it has the hash {says}; its bytes have {has}"),
                ),
                None => (seq, format!("the first event names {says} as the event before it; there is none")),
            };
            self.find(blamed, FindingKind::ChainBroken, detail);
        }
    }

    fn check_clock(&mut self, header: &Header) {
        if let Some(before) = self.clock.filter(|before| header.recorded_at < *before) {
            let by = before.micros().saturating_sub(header.recorded_at.micros());
            let detail = format!("it was recorded {by} microseconds before the event in front of it");
            self.find(header.seq, FindingKind::ClockBackwards, detail);
        }
        self.clock = self.clock.max(Some(header.recorded_at));
    }

    /// Body, words and references.
    fn check_content(&mut self, header: Header, hash: ChainHash, (body, words): Content) {
        let seq = header.seq;
        if let Err(error) = &words {
            self.find(seq, FindingKind::WordsMismatch, error.to_string());
            self.erased.cannot_tell(seq);
        }
        if let Err(error) = &body {
            self.find(seq, FindingKind::BodyMalformed, with_causes(error));
        }
        let (Ok(body), Ok(words)) = (body, words) else {
            return self.cannot_check_references_from(seq);
        };
        self.erased.take(seq, &body, &words, &mut self.findings);
        if self.unchecked_from.is_some() {
            return;
        }
        match self.view.apply_signed_or_not(Event { header, hash, body, words }) {
            // Of a million statements only that they are there is kept, and the quotes that are to be looked up.
            Ok(()) => self.view.set_aside(seq),
            Err(error) => {
                self.find(seq, FindingKind::ReferenceBroken, with_causes(&error));
                self.cannot_check_references_from(seq.next());
            }
        }
    }

    fn note_root(&mut self) {
        if self.watched.contains(&self.tree.size()) {
            self.roots.insert(self.tree.size(), self.tree.root());
        }
    }

    fn find(&mut self, seq: Seq, kind: FindingKind, detail: String) {
        self.findings.push(Finding { seq: Some(seq), kind, detail });
    }

    fn cannot_check_references_from(&mut self, seq: Seq) {
        self.unchecked_from.get_or_insert(seq);
    }
}

/// An error with its causes, on one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests;
