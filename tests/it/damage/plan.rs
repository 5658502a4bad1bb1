//! Which cases there are: a sample that a person waits for, or with `ONRECORD_DAMAGE` a part of them all, and with
//! `ONRECORD_DAMAGE_LEDGER` those of one ledger.

use std::path::{Path, PathBuf};

use super::case::{Case, Change, Class, Effort, SEGMENT};
use super::frames::Segment;
use super::image::Content;
use super::ledgers::Undamaged;
use crate::random::Random;

/// The seed of everything that is sampled.
pub(super) const SEED: u64 = 0x6f6e_7265_636f_7264;
/// One case in so many is asked everything, where not all are.
const THOROUGH_EVERY: usize = 8;
/// Of so many sampled bits of sled's files, one is anywhere in them, the others where something is written.
const ANYWHERE_EVERY: usize = 5;
/// So many bits of sled's files are sampled for each length to which one is cut.
const BITS_PER_CUT: usize = 7;
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

/// How much of a ledger is tried.
#[derive(Clone, Copy, Debug)]
struct Density {
    /// One byte in so many of the journal and of the small files, and as many lengths.
    journal: usize,
    small_files: usize,
    frames: bool,
    store: Store,
    /// Every bit of a byte where something is written, not only one.
    every_bit: bool,
    /// All is asked each time.
    thorough: bool,
}

/// How much of sled's own files is tried.
#[derive(Clone, Copy, Debug)]
enum Store {
    Nothing,
    /// So many bits.
    Sample(usize),
    EveryByte,
}

/// The first ledger gets everything, the second and third damage to the store, the fourth damage to its source and a
/// part of the rest; of the fifth every byte, of the sixth a sample.
fn density(number: usize, extent: Extent) -> Density {
    use Store::{EveryByte, Nothing, Sample};
    let all = extent == Extent::All;
    let small = |journal: [usize; 2], store: [Store; 2]| Density {
        journal: journal[usize::from(all)],
        small_files: 1,
        frames: true,
        store: store[usize::from(all)],
        every_bit: all,
        thorough: all,
    };
    match number {
        0 => small([1, 1], [Nothing, Nothing]),
        1 | 2 => small([23, 23], [Sample(1000), EveryByte]),
        3 => small([23, 1], [Nothing, Nothing]),
        4 if all => Density { every_bit: false, thorough: false, ..small([1, 1], [EveryByte, EveryByte]) },
        4 => Density { small_files: 23, frames: false, ..small([331, 331], [Sample(40), Sample(40)]) },
        _ => Density {
            journal: 32_003,
            small_files: 7,
            frames: false,
            store: Sample(350),
            every_bit: false,
            thorough: false,
        },
    }
}

/// The cases of the ledger that `ONRECORD_DAMAGE_LEDGER` names, or of all.
pub(super) fn of_asked_ledger(cases: Vec<Case>, ledgers: &[Undamaged]) -> Vec<Case> {
    let Ok(asked) = std::env::var("ONRECORD_DAMAGE_LEDGER") else { return cases };
    let names: Vec<&str> = ledgers.iter().map(|ledger| ledger.name).collect();
    assert!(names.contains(&asked.as_str()), "ONRECORD_DAMAGE_LEDGER is `{asked}`; the ledgers are {names:?}");
    cases.into_iter().filter(|case| names[case.ledger] == asked).collect()
}

/// Cases as they are collected.
pub(super) struct Plan {
    /// Of the ledger whose turn it is.
    density: Density,
    random: Random,
    pub(super) cases: Vec<Case>,
}

pub(super) fn plan(ledgers: &[Undamaged], extent: Extent) -> Plan {
    let mut plan = Plan { density: density(0, extent), random: Random::seeded(SEED), cases: Vec::new() };
    for (number, ledger) in ledgers.iter().enumerate() {
        plan.density = density(number, extent);
        plan.journal(number, ledger);
        plan.small_files(number, ledger);
        match plan.density.store {
            Store::Nothing => {}
            Store::Sample(bits) => plan.store(number, ledger, Some(bits)),
            Store::EveryByte => plan.store(number, ledger, None),
        }
        plan.whole_files(number, ledger);
    }
    plan
}

impl Plan {
    fn add(&mut self, class: Class, ledger: usize, change: Change) {
        let all = self.density.thorough || matches!(class, Class::Frames | Class::FileDeleted | Class::FolderDeleted);
        let effort = if all || self.random.below(THOROUGH_EVERY) == 0 { Effort::Thorough } else { Effort::Basic };
        self.cases.push(Case { class, ledger, change, effort });
    }

    /// Flips one bit of this byte, or each if something is written there.
    fn flip(&mut self, class: Class, ledger: usize, file: &Path, at: usize, written: usize) {
        let one = self.random.below(8) as u8;
        let bits = if self.density.every_bit && at < written { 0..8 } else { one..one + 1 };
        bits.for_each(|bit| self.add(class, ledger, Change::Flip { file: file.to_owned(), at, bit }));
    }

    fn journal(&mut self, number: usize, ledger: &Undamaged) {
        let (file, step) = (Path::new(SEGMENT), self.density.journal);
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
        let rearranged = if self.density.frames { segment.rearranged() } else { Vec::new() };
        for (what, bytes) in rearranged {
            self.add(Class::Frames, number, Change::Content { file: file.to_owned(), what, bytes });
        }
    }

    fn small_files(&mut self, number: usize, ledger: &Undamaged) {
        let names = ["lock", "store/conf"].map(PathBuf::from).into_iter();
        let is_small = |path: &&PathBuf| path.starts_with("sources") || path.starts_with("checkpoints");
        for file in names.chain(ledger.image.files.keys().filter(is_small).cloned()) {
            let len = ledger.image.files[&file].len();
            for at in (0..len).step_by(self.density.small_files) {
                self.flip(Class::SmallFileBit, number, &file, at, len);
                self.add(Class::SmallFileCut, number, Change::Cut { file: file.clone(), len: at });
            }
        }
    }

    /// sled's own files: every byte, or so many.
    fn store(&mut self, number: usize, ledger: &Undamaged, sample: Option<usize>) {
        let is_own = |path: &&PathBuf| path.starts_with("store") && *path != Path::new("store/conf");
        let files: Vec<(&PathBuf, &Content)> = ledger.image.files.iter().filter(|(path, _)| is_own(path)).collect();
        assert!(files.len() >= 2, "sled has a database and a snapshot: {files:?}");
        for (file, content) in &files {
            let (written, len) = (content.written_len(), content.len());
            let cuts = sample.map(|bits| bits / BITS_PER_CUT);
            let lengths: Vec<usize> = match cuts {
                None => (0..written).chain((written..len).step_by(UNWRITTEN_STEP)).collect(),
                Some(cuts) if len < 2 * cuts => (0..len).step_by(2).collect(),
                Some(cuts) => (0..cuts).map(|count| self.place(count % 3 > 0, written, len)).collect(),
            };
            for len in lengths {
                self.add(Class::StoreCut, number, Change::Cut { file: (*file).clone(), len });
            }
        }
        let extents: Vec<(usize, usize)> = files.iter().map(|(_, file)| (file.written_len(), file.len())).collect();
        for (file, at) in self.store_bits(&extents, sample) {
            self.flip(Class::StoreBit, number, files[file].0, at, extents[file].0);
        }
    }

    /// Which bytes of sled's files are changed, given how much is written of each and how long it is. The first is the
    /// database.
    fn store_bits(&mut self, extents: &[(usize, usize)], sample: Option<usize>) -> Vec<(usize, usize)> {
        let mut bits = Vec::new();
        match sample {
            None => {
                for (file, (written, len)) in extents.iter().enumerate() {
                    bits.extend((0..*written).map(|at| (file, at)));
                    bits.extend((*written..*len).step_by(UNWRITTEN_STEP).map(|at| (file, at)));
                }
            }
            Some(sample) => {
                for count in 0..sample {
                    let file = if count % 8 == 0 { self.random.below(extents.len()) } else { 0 };
                    let (written, len) = extents[file];
                    bits.push((file, self.place(count % ANYWHERE_EVERY > 0, written, len)));
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
