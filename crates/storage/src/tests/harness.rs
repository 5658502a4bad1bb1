//! A ledger in a temporary folder, and ways to spoil it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::Event;
use onrecord_core::seq::Seq;
use tempfile::TempDir;

use crate::access::Access;
use crate::create::create;
use crate::entry_log::EntryLog;
use crate::indexing::UNINDEXED_MAX;
use crate::ledger::Ledger;
use crate::limits::{Limits, Permission};
use crate::open::{OpenOptions, Opened, open};
use crate::open_error::OpenError;
use crate::recover::recover_with;
use crate::recover::recovery::{RecoverError, Recovery};
use crate::sample::{SAMPLE_LEDGER, sample_entries};
use crate::store::guard::{OPEN_DEADLINE, open_database};
use crate::store::run::RunKey;

pub(crate) struct Bench {
    _temp: TempDir,
    pub(crate) folder: PathBuf,
    pub(crate) limits: Limits,
}

impl Bench {
    /// A ledger with these batches of sample events; its segments are rolled at `segment_len_max`.
    pub(crate) fn with(batches: &[u64], segment_len_max: u64) -> (Bench, Head) {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("ledger");
        let limits = Limits { segment_len_max, ..Limits::default() };
        let bench = Bench { _temp: temp, folder, limits };
        let (first, head) = sample_entries(Head::EMPTY, batches[0]);
        assert_eq!(create(&bench.folder, SAMPLE_LEDGER, &first, segment_len_max).unwrap(), head);
        let head = bench.append(&batches[1..]);
        (bench, head)
    }

    /// A place for a ledger that is not made yet.
    pub(crate) fn empty(limits: Limits) -> Bench {
        let temp = tempfile::tempdir().unwrap();
        Bench { folder: temp.path().join("ledger"), _temp: temp, limits }
    }

    pub(crate) fn small(batches: &[u64]) -> (Bench, Head) {
        Bench::with(batches, 64 << 20)
    }

    /// Appends batches of sample events and closes the ledger again.
    pub(crate) fn append(&self, batches: &[u64]) -> Head {
        let mut ledger = self.write().ledger;
        for count in batches {
            append_samples(&mut ledger, *count);
        }
        ledger.head
    }

    pub(crate) fn try_open(&self, access: Access) -> Result<Opened, OpenError> {
        let options =
            OpenOptions { access, wait: Duration::ZERO, holder: "test".to_owned(), unindexed_max: UNINDEXED_MAX };
        open(&self.folder, &options, &self.limits)
    }

    pub(crate) fn write(&self) -> Opened {
        self.try_open(Access::Write).unwrap()
    }

    pub(crate) fn read(&self) -> Opened {
        self.try_open(Access::Read).unwrap()
    }

    pub(crate) fn without_permission(&self, access: Access) -> Result<Opened, OpenError> {
        let options =
            OpenOptions { access, wait: Duration::ZERO, holder: "test".to_owned(), unindexed_max: UNINDEXED_MAX };
        open(&self.folder, &options, &Limits { permission: Permission::Denied, ..self.limits.clone() })
    }

    pub(crate) fn recover(&self) -> Result<Recovery, RecoverError> {
        recover_with(&self.folder, Duration::ZERO, "test", &words_whole, &self.limits)
    }

    /// `recover`, of events with words that can be checked.
    pub(crate) fn recover_real(&self) -> Result<Recovery, RecoverError> {
        let whole = |entry: &Entry| Event::open(entry).is_ok();
        recover_with(&self.folder, Duration::ZERO, "test", &whole, &self.limits)
    }

    pub(crate) fn segment(&self, index: u32) -> PathBuf {
        self.folder.join(format!("journal/{index:08}.seg"))
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// Changes a byte of the run that holds an event, so that its checksum is wrong; gives the run's first event.
    pub(crate) fn spoil_run_holding(&self, seq: u64) -> Seq {
        let database = open_database(&self.store(), OPEN_DEADLINE).unwrap();
        let end = RunKey { first: Seq::new(seq), piece: u16::MAX }.to_bytes().to_vec();
        let (key, value) = database.range(b"e".to_vec()..=end).next_back().unwrap().unwrap();
        let mut value = value.to_vec();
        value[20] ^= 4;
        let first = RunKey::read(&key).unwrap().first;
        database.insert(key, value).unwrap();
        database.flush().unwrap();
        first
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|item| item.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Appends sample events to an open ledger.
pub(crate) fn append_samples(ledger: &mut Ledger, count: u64) -> Head {
    let head = ledger.head;
    let (batch, after) = sample_entries(head, count);
    assert_eq!(ledger.append(head, &batch).unwrap(), after);
    after
}

/// The words of samples follow from their number.
pub(crate) fn words_whole(entry: &Entry) -> bool {
    let Ok(header) = onrecord_core::header::Header::read(&entry.event) else { return false };
    let number = header.seq.get();
    entry.words == vec![!(number as u8); (number as usize * 53) % 150]
}

/// The sample events of a ledger of this size.
pub(crate) fn samples(size: u64) -> Vec<Entry> {
    sample_entries(Head::EMPTY, size).0
}

/// All that an open ledger gives, which must be its first `head.size` samples.
pub(crate) fn assert_whole(opened: &Opened, head: Head) {
    assert_eq!(opened.ledger.head, head);
    let found: Vec<_> = opened.ledger.scan(0..head.size).map(Result::unwrap).collect();
    assert_eq!(found, samples(head.size));
}

pub(crate) fn flip(path: &Path, at: usize, bit: u8) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[at] ^= 1 << bit;
    std::fs::write(path, bytes).unwrap();
}

pub(crate) fn truncate(path: &Path, len: u64) {
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
}

pub(crate) fn len(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len()
}

pub(crate) fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        if item.file_type().unwrap().is_dir() {
            copy_tree(&item.path(), &to.join(item.file_name()));
        } else {
            std::fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}

/// Bytes of every file below a folder, by path.
pub(crate) fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            files.extend(contents(&path));
        } else {
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    files.sort();
    files
}
