//! The walk through the journal, with the store beside it.
//!
//! Invariant: what is found does not depend on how many threads look: entries are examined side by side, each alone, and
//! judged one after the other.

use std::thread;

use onrecord_core::audit::{Auditor, Examined, Finding, FindingKind, Report};
use onrecord_core::index::Fingerprint;
use onrecord_storage::journal::walk::{JournalWalk, Walked, WalkedEntry};

use super::store_side::StoreSide;
use crate::failure::Failure;
use crate::prefetch::Prefetched;

/// Entries that are examined before they are judged.
const AT_ONCE: usize = 1024;

/// Goes through the journal, and beside it through the store. Gives what the events say, and what an index over those
/// that the store's index has reached would hold.
pub(super) fn walk_homes(
    walk: JournalWalk,
    store: &mut StoreSide,
    findings: &mut Vec<Finding>,
) -> Result<(Report, Fingerprint), Failure> {
    let mut judge = Judge { auditor: Auditor::new(), indexed: store.index_size(), index: Fingerprint::default() };
    let mut waiting: Vec<WalkedEntry> = Vec::new();
    for walked in Prefetched::of(walk)? {
        let finding = match walked {
            Walked::Entry(entry) => {
                waiting.push(entry);
                if waiting.len() >= AT_ONCE {
                    judge.take(&mut waiting, store, findings);
                }
                continue;
            }
            Walked::Damage(damage) => {
                judge.take(&mut waiting, store, findings);
                Finding { seq: damage.first_seq, kind: FindingKind::JournalDamaged, detail: damage.to_string() }
            }
            Walked::Torn(torn) => Finding {
                seq: None,
                kind: FindingKind::JournalTorn,
                detail: format!("{torn}; it was never acknowledged, and the next writer drops it"),
            },
            Walked::Unreadable { place, source } => {
                judge.take(&mut waiting, store, findings);
                Finding {
                    seq: Some(judge.auditor.next_seq()),
                    kind: FindingKind::JournalDamaged,
                    detail: format!("journal segment {place} cannot be read: {source}"),
                }
            }
        };
        findings.push(finding);
    }
    judge.take(&mut waiting, store, findings);
    let mut report = judge.auditor.finish();
    findings.append(&mut report.findings);
    Ok((report, judge.index))
}

struct Judge {
    auditor: Auditor,
    /// How many events the store's index has reached.
    indexed: u64,
    index: Fingerprint,
}

impl Judge {
    /// Judges the entries that wait.
    fn take(&mut self, waiting: &mut Vec<WalkedEntry>, store: &mut StoreSide, findings: &mut Vec<Finding>) {
        for (walked, (examined, fingerprint)) in waiting.iter().zip(examine(waiting, self.indexed)) {
            store.compare(walked.seq, &walked.entry, findings);
            self.auditor.take_examined(examined);
            self.index.join(fingerprint);
        }
        waiting.clear();
    }
}

/// Examines each entry alone, on all cores.
fn examine(entries: &[WalkedEntry], indexed: u64) -> Vec<(Examined, Fingerprint)> {
    let one = |walked: &WalkedEntry| {
        let in_index = walked.seq.get() < indexed;
        let fingerprint = if in_index { Fingerprint::of(&walked.entry) } else { Fingerprint::default() };
        (Examined::of(&walked.entry), fingerprint)
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = entries.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let workers: Vec<_> =
            entries.chunks(share).map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<_>>())).collect();
        // A panic in a worker is ours, and goes on here.
        let joined =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    })
}
