//! The store beside the journal: the same events, or findings.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use onrecord_core::audit::{Finding, FindingKind};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::Event;
use onrecord_core::hash::ChainHash;
use onrecord_core::index::{Fingerprint, FingerprintKeys};
use onrecord_core::seq::Seq;
use onrecord_storage::store::copy::StoreCopy;
use onrecord_storage::store::entries::StoredRun;
use onrecord_storage::store::error::StoreError;

use super::pulse::Pulse;
use super::tile_side::TileSide;
use crate::failure::Failure;
use crate::prefetch::Prefetched;

/// Runs that are handed over at once; each has some twenty entries.
const RUNS_AT_ONCE: usize = 32;

/// The store's entries, as far as they were compared.
pub(super) struct StoreSide {
    copy: Option<StoreCopy>,
    runs: Option<Prefetched<Result<StoredRun, StoreError>>>,
    /// What another thread finds in the index.
    index: Option<JoinHandle<Result<Fingerprint, StoreError>>>,
    /// Of the postings that the journal's events give.
    rebuilt: Fingerprint,
    keys: FingerprintKeys,
    /// What is to be compared next.
    run: Option<StoredRun>,
    tiles: Option<TileSide>,
    compared: u64,
    damaged: bool,
}

/// What is wrong where the store holds something else than the journal.
fn difference(seq: Seq, journal: &Entry, store: &Entry) -> Finding {
    let words = |entry: &Entry| Event::open(entry).map(|event| event.words);
    if let (true, Ok(left), Ok(there)) = (journal.event == store.event, words(journal), words(store))
        && let Some((slot, _)) = left.redacted().find(|(slot, _)| there.text(*slot).is_some())
    {
        let detail = format!("`{slot}` is erased in the journal, but the words are in the store");
        return Finding { seq: Some(seq), kind: FindingKind::WordsNotErased, detail };
    }
    let detail = "journal and store do not hold the same bytes".to_owned();
    Finding { seq: Some(seq), kind: FindingKind::StoreDiffers, detail }
}

impl StoreSide {
    /// A store that could be copied and opened, or the finding that it could not; or one that is not looked into.
    pub(super) fn new(
        copy: Option<Result<StoreCopy, String>>,
        pulse: &Arc<Pulse>,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, Failure> {
        let mut side = StoreSide {
            copy: None,
            runs: None,
            index: None,
            rebuilt: Fingerprint::default(),
            keys: FingerprintKeys::random(),
            run: None,
            tiles: None,
            compared: 0,
            damaged: false,
        };
        match copy {
            Some(Ok(copy)) => {
                side.runs = Some(Prefetched::of(copy.runs(), RUNS_AT_ONCE)?);
                let fingerprint = copy.fingerprint(side.keys.clone(), Arc::clone(&pulse.postings));
                side.index = Some(thread::Builder::new().name("index".to_owned()).spawn(fingerprint)?);
                side.tiles = TileSide::of(&copy, findings);
                side.copy = Some(copy);
                side.advance(findings);
            }
            Some(Err(problem)) => side.damage(None, problem, findings),
            None => {}
        }
        Ok(side)
    }

    /// How many events the store's index has reached; none if that cannot be told.
    pub(super) fn index_size(&self) -> u64 {
        self.copy.as_ref().and_then(|copy| copy.index_size().ok()).unwrap_or(0)
    }

    /// The keys under which the fingerprint of the index is taken.
    pub(super) fn keys(&self) -> FingerprintKeys {
        self.keys.clone()
    }

    /// Takes the fingerprint of what the next events give that the index has reached.
    pub(super) fn take_fingerprint(&mut self, of_events: Fingerprint) {
        self.rebuilt.join(of_events);
    }

    /// Compares the index with the postings of the journal's events, and says how many it has.
    pub(super) fn check_index(&mut self, findings: &mut Vec<Finding>) -> Option<u64> {
        let size = self.index_size();
        // A panic over there is ours, and goes on here.
        let found = self.index.take()?.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let detail = match found {
            Ok(found) if found == self.rebuilt => return Some(found.count()),
            Ok(found) => format!(
                "the indexes over {size} events hold {} postings that are not the {} that the events give; \
                 `onrecord recover --indexes` makes them anew",
                found.count(),
                self.rebuilt.count()
            ),
            Err(error) => error.to_string(),
        };
        // Where the events themselves could not be read, that is what is said.
        if !self.damaged {
            findings.push(Finding { seq: None, kind: FindingKind::IndexDiffers, detail });
        }
        None
    }

    /// Takes the next event's leaf, to compare the tiles with.
    pub(super) fn take_leaf(&mut self, leaf: [u8; 32]) {
        if let (Some(tiles), Some(copy)) = (&mut self.tiles, &self.copy) {
            tiles.take(leaf, copy);
        }
    }

    /// Compares the tiles with those that the journal's events give, and says how many events they have reached.
    pub(super) fn check_tiles(&mut self, findings: &mut Vec<Finding>) -> Option<u64> {
        let found = self.tiles.take()?.finish(self.copy.as_ref()?);
        match found {
            Ok(reached) => return Some(reached),
            // Where the events themselves could not be read, that is what is said.
            Err(_) if self.damaged => {}
            Err(detail) => findings.push(Finding { seq: None, kind: FindingKind::TilesDiffer, detail }),
        }
        None
    }

    /// Compares the journal's entry, whose event has this chain hash, with the store's.
    pub(super) fn compare(&mut self, seq: Seq, entry: &Entry, hash: ChainHash, findings: &mut Vec<Finding>) {
        let Some(run) = self.run_with(seq, findings) else { return };
        match run.pass(entry, hash) {
            Ok(other) => {
                self.compared += 1;
                findings.extend(other.map(|other| difference(seq, entry, &other)));
            }
            Err(error) => {
                self.damage(None, error.to_string(), findings);
                self.advance(findings);
            }
        }
    }

    /// The run in which this entry is the next one. What is missing is said once, at the end or where the damage is.
    fn run_with(&mut self, seq: Seq, findings: &mut Vec<Finding>) -> Option<&mut StoredRun> {
        loop {
            let run = self.run.as_mut()?;
            run.skip_to(seq);
            match run.next_seq() {
                Some(next) if next < seq => {
                    self.damage(None, StoreError::BadRun { first: next }.to_string(), findings);
                    self.advance(findings);
                }
                Some(next) => return if next == seq { self.run.as_mut() } else { None },
                None => self.advance(findings),
            }
        }
    }

    /// Compares the ends, and says how many of the store's events were compared; nothing if it did not open.
    pub(super) fn finish(mut self, journal: Head, findings: &mut Vec<Finding>) -> Option<u64> {
        let copy = self.copy.take()?;
        match copy.check_end() {
            Ok(store) if store == journal => {}
            Ok(store) => {
                let (kind, at) = if store.size < journal.size {
                    (FindingKind::StoreBehind, store.size)
                } else if store.size > journal.size {
                    (FindingKind::StoreAhead, journal.size)
                } else {
                    (FindingKind::StoreDiffers, journal.size.saturating_sub(1))
                };
                let detail = format!("the store has {} events, the journal {}", store.size, journal.size);
                findings.push(Finding { seq: Some(Seq::new(at)), kind, detail });
            }
            Err(error) if !self.damaged => self.damage(None, error.to_string(), findings),
            Err(_) => {}
        }
        if self.compared < journal.size && !self.damaged {
            let detail = format!("{} of the journal's {} events are in the store", self.compared, journal.size);
            findings.push(Finding { seq: None, kind: FindingKind::StoreDamaged, detail });
        }
        Some(self.compared)
    }

    fn advance(&mut self, findings: &mut Vec<Finding>) {
        self.run = None;
        while let Some(read) = self.runs.as_mut().and_then(Iterator::next) {
            match read {
                Ok(run) => {
                    self.run = Some(run);
                    return;
                }
                Err(error) => self.damage(None, error.to_string(), findings),
            }
        }
    }

    fn damage(&mut self, seq: Option<Seq>, detail: String, findings: &mut Vec<Finding>) {
        self.damaged = true;
        findings.push(Finding { seq, kind: FindingKind::StoreDamaged, detail });
    }
}
