//! The walk through the journal, with the store beside it.
//!
//! Invariant: what is found does not depend on how many threads look: one examines entries, and another judges
//! them one after the other.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::Ordering;

use onrecord_core::audit::{Auditor, Examined, Examiner, Finding, FindingKind, Report};
use onrecord_core::index::{Fingerprint, FingerprintKeys};
use onrecord_storage::journal::damage::{Damage, Place, Torn};
use onrecord_storage::journal::walk::{JournalWalk, Walked, WalkedEntry};

use super::pulse::Pulse;
use super::store_side::StoreSide;
use crate::failure::Failure;
use crate::prefetch::Prefetched;

/// Parts of the journal that are handed over at once.
const SEEN_AT_ONCE: usize = 256;

/// Goes through the journal, and beside it through the store, and notes the roots at the watched sizes. Gives what the
/// events say.
pub(super) fn walk_homes(
    walk: JournalWalk,
    store: &mut StoreSide,
    watched: BTreeSet<u64>,
    pulse: &Pulse,
    findings: &mut Vec<Finding>,
) -> Result<Report, Failure> {
    let mut auditor = Auditor::watching(watched);
    let (indexed, keys) = (store.index_size(), store.keys());
    let mut examiner = Examiner::default();
    let seen = walk.map(move |walked| Seen::of(walked, &mut examiner, indexed, &keys));
    for seen in Prefetched::of(seen, SEEN_AT_ONCE)? {
        let finding = match seen {
            Seen::Entry(walked, examined, fingerprint) => {
                store.compare(walked.seq, &walked.entry, examined.hash(), findings);
                store.take_leaf(examined.leaf());
                store.take_fingerprint(fingerprint);
                auditor.take_examined(*examined);
                pulse.events.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            Seen::Damage(damage) => {
                Finding { seq: damage.first_seq, kind: FindingKind::JournalDamaged, detail: damage.to_string() }
            }
            Seen::Torn(torn) => Finding {
                seq: None,
                kind: FindingKind::JournalTorn,
                detail: format!("{torn}; it was never acknowledged, and the next writer drops it"),
            },
            Seen::Unreadable { place, source } => Finding {
                seq: Some(auditor.next_seq()),
                kind: FindingKind::JournalDamaged,
                detail: format!("journal segment {place} cannot be read: {source}"),
            },
        };
        findings.push(finding);
    }
    let mut report = auditor.finish();
    findings.append(&mut report.findings);
    Ok(report)
}

/// A part of the journal, with what can be said of an entry alone, and the fingerprint of its postings if the index has
/// reached it.
enum Seen {
    Entry(WalkedEntry, Box<Examined>, Fingerprint),
    Damage(Damage),
    Torn(Torn),
    Unreadable { place: Place, source: io::Error },
}

impl Seen {
    fn of(walked: Walked, examiner: &mut Examiner, indexed: u64, keys: &FingerprintKeys) -> Self {
        match walked {
            Walked::Entry(walked) => {
                let examined = Box::new(examiner.examine(&walked.entry));
                let is_indexed = walked.seq.get() < indexed;
                let fingerprint =
                    if is_indexed { examined.fingerprint(&walked.entry, keys) } else { Fingerprint::default() };
                Seen::Entry(walked, examined, fingerprint)
            }
            Walked::Damage(damage) => Seen::Damage(damage),
            Walked::Torn(torn) => Seen::Torn(torn),
            Walked::Unreadable { place, source } => Seen::Unreadable { place, source },
        }
    }
}
