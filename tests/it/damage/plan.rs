//! Which cases there are: a sample that a person waits for, or with `ONRECORD_DAMAGE` a part of them all.

use std::path::{Path, PathBuf};

use super::case::{Case, Change, Class, Effort, SEGMENT};
use super::frames::Segment;
use super::image::Content;
use super::ledgers::Undamaged;
use crate::random::Random;

/// The seed of everything that is sampled.
pub(super) const SEED: u64 = 0x6f6e_7265_636f_7264;
/// Bits of sled's files in a ledger, and how many of them where something is written.
const STORE_BITS: usize = 1000;
const STORE_BITS_WRITTEN: usize = 800;
/// Lengths to which sled's database is cut.
const STORE_CUTS: usize = 150;
/// One case in so many is asked everything.
const THOROUGH_EVERY: usize = 8;
/// Behind what sled has written, one byte in so many is tried when all is.
const UNWRITTEN_STEP: usize = 64;

/// How many cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Sample,
    All,
}

/// Which of the planned cases are tried: one in `of`, so that each part has some of every sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// From 1.
    pub(super) number: usize,
    pub(super) of: usize,
}

impl Part {
    pub(super) const WHOLE: Part = Part { number: 1, of: 1 };

    pub(super) fn take<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.number - 1).step_by(self.of).collect()
    }
}

/// What `ONRECORD_DAMAGE` asks for: nothing is the sample, `3/50` the third of fifty parts of all cases.
pub(super) fn asked() -> (Extent, Part) {
    let Ok(asked) = std::env::var("ONRECORD_DAMAGE") else { return (Extent::Sample, Part::WHOLE) };
    let part = asked.split_once('/').and_then(|(number, of)| {
        let part = Part { number: number.parse().ok()?, of: of.parse().ok()? };
        (1..=part.of).contains(&part.number).then_some(part)
    });
    (
        Extent::All,
        part.unwrap_or_else(|| panic!("ONRECORD_DAMAGE is `{asked}`; say which part of how many, as in 3/50")),
    )
}

/// Cases as they are collected.
pub(super) struct Plan {
    extent: Extent,
    random: Random,
    pub(super) cases: Vec<Case>,
}

/// The cases for these ledgers: the first gets everything, the second and third damage to the store, the fourth damage
/// to its source and a part of the rest.
pub(super) fn plan(ledgers: &[Undamaged], extent: Extent) -> Plan {
    let mut plan = Plan { extent, random: Random::seeded(SEED), cases: Vec::new() };
    for (number, ledger) in ledgers.iter().enumerate() {
        let step = if number == 0 || extent == Extent::All && number == 3 { 1 } else { 23 };
        plan.journal(number, ledger, step);
        plan.small_files(number, ledger);
        if number == 1 || number == 2 {
            plan.store(number, ledger);
        }
        plan.whole_files(number, ledger);
    }
    plan
}

impl Plan {
    fn add(&mut self, class: Class, ledger: usize, change: Change) {
        let all =
            self.extent == Extent::All || matches!(class, Class::Frames | Class::FileDeleted | Class::FolderDeleted);
        let effort = if all || self.random.below(THOROUGH_EVERY) == 0 { Effort::Thorough } else { Effort::Basic };
        self.cases.push(Case { class, ledger, change, effort });
    }

    /// Flips one bit of this byte, or each if something is written there.
    fn flip(&mut self, class: Class, ledger: usize, file: &Path, at: usize, written: usize) {
        let one = self.random.below(8) as u8;
        let bits = if self.extent == Extent::All && at < written { 0..8 } else { one..one + 1 };
        bits.for_each(|bit| self.add(class, ledger, Change::Flip { file: file.to_owned(), at, bit }));
    }

    /// One byte in `step`, and every frame.
    fn journal(&mut self, number: usize, ledger: &Undamaged, step: usize) {
        let file = Path::new(SEGMENT);
        let bytes = ledger.image.files[file].bytes();
        for at in (0..bytes.len()).step_by(step) {
            self.flip(Class::JournalBit, number, file, at, bytes.len());
            self.add(Class::JournalCut, number, Change::Cut { file: file.to_owned(), len: at });
        }
        let segment = Segment::parse(&bytes);
        for len in segment.last_frame().step_by(step.max(4)) {
            let torn = len - segment.last_frame().start;
            self.add(Class::JournalCutStoreBehind, number, Change::CutStoreBehind { len, torn });
        }
        for (what, bytes) in segment.rearranged() {
            self.add(Class::Frames, number, Change::Content { file: file.to_owned(), what, bytes });
        }
    }

    fn small_files(&mut self, number: usize, ledger: &Undamaged) {
        let names = ["lock", "store/conf"].map(PathBuf::from).into_iter();
        for file in names.chain(ledger.image.files.keys().filter(|path| path.starts_with("sources")).cloned()) {
            let len = ledger.image.files[&file].len();
            for at in 0..len {
                self.flip(Class::SmallFileBit, number, &file, at, len);
                self.add(Class::SmallFileCut, number, Change::Cut { file: file.clone(), len: at });
            }
        }
    }

    /// sled's own files.
    fn store(&mut self, number: usize, ledger: &Undamaged) {
        let is_own = |path: &&PathBuf| path.starts_with("store") && *path != Path::new("store/conf");
        let files: Vec<(&PathBuf, &Content)> = ledger.image.files.iter().filter(|(path, _)| is_own(path)).collect();
        assert!(files.len() >= 2, "sled has a database and a snapshot: {files:?}");
        for (file, content) in &files {
            let (written, len) = (content.written_len(), content.len());
            let lengths: Vec<usize> = match self.extent {
                Extent::All => (0..written).chain((written..len).step_by(UNWRITTEN_STEP)).collect(),
                Extent::Sample if len < 2 * STORE_CUTS => (0..len).step_by(2).collect(),
                Extent::Sample => (0..STORE_CUTS).map(|count| self.place(count % 3 > 0, written, len)).collect(),
            };
            for len in lengths {
                self.add(Class::StoreCut, number, Change::Cut { file: (*file).clone(), len });
            }
        }
        let extents: Vec<(usize, usize)> = files.iter().map(|(_, file)| (file.written_len(), file.len())).collect();
        for (file, at) in self.store_bits(&extents) {
            self.flip(Class::StoreBit, number, files[file].0, at, extents[file].0);
        }
    }

    /// Which bytes of sled's files are changed, given how much is written of each and how long it is. The first is the
    /// database.
    fn store_bits(&mut self, extents: &[(usize, usize)]) -> Vec<(usize, usize)> {
        let mut bits = Vec::new();
        match self.extent {
            Extent::All => {
                for (file, (written, len)) in extents.iter().enumerate() {
                    bits.extend((0..*written).map(|at| (file, at)));
                    bits.extend((*written..*len).step_by(UNWRITTEN_STEP).map(|at| (file, at)));
                }
            }
            Extent::Sample => {
                for count in 0..STORE_BITS {
                    let file = if count % 8 == 0 { self.random.below(extents.len()) } else { 0 };
                    let (written, len) = extents[file];
                    bits.push((file, self.place(count < STORE_BITS_WRITTEN, written, len)));
                }
            }
        }
        bits
    }

    /// A place in what is written of a file, or anywhere in it.
    fn place(&mut self, in_written: bool, written: usize, len: usize) -> usize {
        self.random.below(if in_written { written } else { len })
    }

    fn whole_files(&mut self, number: usize, ledger: &Undamaged) {
        let files: Vec<&PathBuf> = ledger.image.files.keys().collect();
        for (place, file) in files.iter().enumerate() {
            self.add(Class::FileDeleted, number, Change::DeleteFile((*file).clone()));
            for byte in [0, b'O', 0xff] {
                self.add(Class::ByteAppended, number, Change::Append { file: (*file).clone(), byte });
            }
            for other in &files[place + 1..] {
                self.add(Class::FilesSwapped, number, Change::Swap((*file).clone(), (*other).clone()));
            }
        }
        for folder in &ledger.image.folders {
            self.add(Class::FolderDeleted, number, Change::DeleteFolder(folder.clone()));
        }
    }
}
