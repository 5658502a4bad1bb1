//! Whether a published log is what its checkpoint says: every file, every entry, every hash, without the ledger.
//!
//! Invariant: what the files must hold is worked out from the entries alone and compared byte for byte; no hash in a
//! file is believed.

use super::words::check_published_words;
use super::{LogFile, records_of_words};
use crate::audit::{Auditor, Examiner, Finding, FindingKind, Report};
use crate::checkpoint::Checkpoint;
use crate::entry::Head;
use crate::hash::LedgerId;
use crate::header::Header;
use crate::seq::Seq;
use crate::tile::{TILE_LEVELS, TILE_WIDTH, Tile, TilePath, bundles_between, entries_of_bundle};
use crate::tree::MerkleRoot;

/// Gives the bytes of a log's file, or nothing if it is not there.
pub trait ReadFile<E>: Fn(LogFile) -> Result<Option<Vec<u8>>, E> {}

impl<E, F: Fn(LogFile) -> Result<Option<Vec<u8>>, E>> ReadFile<E> for F {}

/// What a check of a log saw.
#[derive(Debug)]
pub struct CheckedLog {
    /// How many events were read, and the chain hash of the last.
    pub head: Head,
    /// The root over them.
    pub root: MerkleRoot,
    /// The ledger; none if no event could be read.
    pub ledger: Option<LedgerId>,
    /// Events that their coders signed.
    pub signatures: u64,
    /// Events whose words were checked against their commitments.
    pub words: u64,
    /// Everything that is not as it must be.
    pub findings: Vec<Finding>,
}

/// Checks all files that a log with this checkpoint must have, among them those of its words if it has any. `read`
/// gives the bytes of a file, or nothing if it is not there; `progress` is told how many events are done.
pub fn check_log<E>(
    checkpoint: &Checkpoint,
    words: bool,
    read: impl ReadFile<E>,
    mut progress: impl FnMut(u64),
) -> Result<CheckedLog, E> {
    let mut check = LogCheck::new(checkpoint, words);
    while check.next_bundle(&read)? {
        progress(check.taken);
    }
    check.finish(&read)
}

/// A check under way, bundle by bundle.
#[derive(Clone, Debug)]
pub struct LogCheck<'c> {
    checkpoint: &'c Checkpoint,
    words: bool,
    examiner: Examiner,
    auditor: Auditor,
    /// How many entries were read. (The auditor counts by what they say of themselves.)
    taken: u64,
    ledger: Option<LedgerId>,
    /// The right edge of each level of tiles.
    edges: Vec<Edge>,
    words_checked: u64,
    /// Whether a bundle could not be read, so that nothing is known of what is behind it.
    stopped: bool,
    findings: Vec<Finding>,
}

/// The hashes of a level that are not in a full tile yet, behind so many full tiles.
#[derive(Clone, Debug, Default)]
struct Edge {
    full: u64,
    hashes: Vec<[u8; 32]>,
}

impl<'c> LogCheck<'c> {
    /// Before the first bundle.
    pub fn new(checkpoint: &'c Checkpoint, words: bool) -> Self {
        LogCheck {
            checkpoint,
            words,
            examiner: Examiner::default(),
            auditor: Auditor::new(),
            taken: 0,
            ledger: None,
            edges: Vec::new(),
            words_checked: 0,
            stopped: false,
            findings: Vec::new(),
        }
    }

    /// Checks the next bundle, its words, and the tiles that it fills; false if there was none left, or if its entries
    /// could not be read.
    pub fn next_bundle<E>(&mut self, read: &impl ReadFile<E>) -> Result<bool, E> {
        let next = bundles_between(self.taken, self.checkpoint.size).next();
        let Some(TilePath::Entries { index, width }) = next else { return Ok(false) };
        if !self.stopped {
            self.stopped = !self.bundle((index, width), read)?;
        }
        Ok(!self.stopped)
    }

    /// Whether anything was found in the bundles so far, and in the tiles that they filled.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.auditor.is_clean()
    }

    /// Checks the tiles that are not full, and the root.
    pub fn finish<E>(mut self, read: &impl ReadFile<E>) -> Result<CheckedLog, E> {
        let whole = !self.stopped;
        for level in 0..self.edges.len() {
            if whole && !self.edges[level].hashes.is_empty() {
                self.compare_tile(level, read)?;
            }
        }
        let checkpoint = self.checkpoint;
        let mut checked = self.report();
        if whole && checked.root != checkpoint.root {
            let detail = format!("the checkpoint has the root {}, the entries have {}", checkpoint.root, checked.root);
            checked.findings.push(Finding { seq: None, kind: FindingKind::RootDiffers, detail });
        }
        if let Some(ledger) = checked.ledger.filter(|ledger| checkpoint.is_of_another(*ledger)) {
            let detail = format!("the checkpoint is of {}, the entries are of ledger {ledger}", checkpoint.origin);
            checked.findings.push(Finding { seq: None, kind: FindingKind::ForeignLedger, detail });
        }
        Ok(checked)
    }

    /// Says whether its entries could be read.
    fn bundle<E>(&mut self, (index, width): (u64, u16), read: &impl ReadFile<E>) -> Result<bool, E> {
        let file = LogFile::Tile(TilePath::Entries { index, width });
        let Some(bytes) = self.bytes(file, read)? else { return Ok(false) };
        let entries = match entries_of_bundle(&bytes) {
            Ok(entries) if entries.len() == usize::from(width) => entries,
            Ok(entries) => {
                self.find(FindingKind::FileMalformed, format!("{file} has {} entries", entries.len()));
                return Ok(false);
            }
            Err(error) => {
                self.find(FindingKind::FileMalformed, format!("{file}: {error}"));
                return Ok(false);
            }
        };
        let first = Seq::new(self.taken);
        for event in &entries {
            self.event(event, read)?;
        }
        if self.words {
            self.words_of((first, LogFile::Words { index, width }), &entries, read)?;
        }
        Ok(true)
    }

    fn event<E>(&mut self, event: &[u8], read: &impl ReadFile<E>) -> Result<(), E> {
        let due = Seq::new(self.taken);
        self.taken += 1;
        let (examined, body) = self.examiner.examine_event(event);
        let leaf = examined.leaf();
        self.auditor.take_examined(examined);
        if let Ok(header) = Header::read(event) {
            self.ledger.get_or_insert(header.ledger);
        }
        if let Err(error) = body {
            self.findings.push(Finding { seq: Some(due), kind: FindingKind::BodyMalformed, detail: error.to_string() });
        }
        self.push(0, leaf, read)
    }

    fn words_of<E>(
        &mut self,
        (first, file): (Seq, LogFile),
        entries: &[&[u8]],
        read: &impl ReadFile<E>,
    ) -> Result<(), E> {
        let Some(bytes) = self.bytes(file, read)? else { return Ok(()) };
        let records = records_of_words(&bytes).ok().filter(|records| records.len() == entries.len());
        let Some(records) = records else {
            self.find(FindingKind::FileMalformed, format!("{file} does not have {} words records", entries.len()));
            return Ok(());
        };
        for (seq, (event, record)) in (first.get()..).map(Seq::new).zip(entries.iter().zip(records)) {
            let Ok(header) = Header::read(event) else { continue };
            match check_published_words(record, &header) {
                Ok(()) => self.words_checked += 1,
                Err(error) => {
                    let detail = format!("{file}: {error}");
                    self.findings.push(Finding { seq: Some(seq), kind: FindingKind::WordsMismatch, detail });
                }
            }
        }
        Ok(())
    }

    /// Takes the next hash of a level of tiles.
    fn push<E>(&mut self, level: usize, hash: [u8; 32], read: &impl ReadFile<E>) -> Result<(), E> {
        if self.edges.len() == level {
            self.edges.push(Edge::default());
        }
        self.edges[level].hashes.push(hash);
        if self.edges[level].hashes.len() < TILE_WIDTH {
            return Ok(());
        }
        let over = self.compare_tile(level, read)?;
        let edge = &mut self.edges[level];
        edge.full += 1;
        edge.hashes.clear();
        over.map_or(Ok(()), |over| self.push(level + 1, over, read))
    }

    /// Compares the last tile of a level with the file, and gives the hash over it if it is full.
    fn compare_tile<E>(&mut self, level: usize, read: &impl ReadFile<E>) -> Result<Option<[u8; 32]>, E> {
        let Edge { full, hashes } = &self.edges[level];
        // There are at most eight levels, and 256 hashes in a tile.
        let path = TilePath::Hashes { level: level as u8, index: *full, width: hashes.len() as u16 };
        let expected = hashes.concat();
        let over = Tile::new(hashes.clone()).ok().and_then(|tile| tile.subtree(TILE_LEVELS, 0));
        let file = LogFile::Tile(path);
        if let Some(bytes) = self.bytes(file, read)?
            && bytes != expected
        {
            let same = bytes.iter().zip(&expected).take_while(|(is, must_be)| is == must_be).count();
            let detail = format!("{file} is not what the entries give, from its hash {} on", same / 32);
            self.find(FindingKind::FileDiffers, detail);
        }
        Ok(over)
    }

    /// The bytes of a file that must be there.
    fn bytes<E>(&mut self, file: LogFile, read: &impl ReadFile<E>) -> Result<Option<Vec<u8>>, E> {
        let bytes = read(file)?;
        if bytes.is_none() {
            self.find(FindingKind::FileMissing, format!("{file} is missing"));
        }
        Ok(bytes)
    }

    fn find(&mut self, kind: FindingKind, detail: String) {
        self.findings.push(Finding { seq: None, kind, detail });
    }

    fn report(self) -> CheckedLog {
        let Report { head, root, signatures, mut findings, .. } = self.auditor.finish();
        findings.extend(self.findings);
        findings.sort_by_key(|finding| (finding.seq.is_none(), finding.seq));
        CheckedLog { head, root, ledger: self.ledger, signatures, words: self.words_checked, findings }
    }
}
