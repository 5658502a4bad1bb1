//! Damage of every sort, driven through the binary: a damaged ledger is found out, refused, repaired and said so, or
//! answers as if nothing had happened. It never answers otherwise, panics, dies or hangs.

mod case;
mod frames;
mod image;
mod ledgers;
mod plan;
mod table;
mod trial;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use self::case::{Case, Class, SEGMENT};
use self::ledgers::Undamaged;
use self::plan::Part;
use self::table::Table;
use self::trial::{Bench, Outcome};

/// So many failures are shown, and their ledgers kept.
const SHOWN_MAX: usize = 10;
/// After so many cases it is told how they ended.
const PROGRESS_EVERY: usize = 1000;

#[test]
fn a_damaged_ledger_never_gives_another_answer_unnoticed() {
    let (extent, part) = plan::asked();
    let ledgers = ledgers::undamaged(extent);
    let all = plan::plan(&ledgers, extent).cases;
    check_plan(&all, &ledgers);
    let all = plan::of_asked_ledger(all, &ledgers);
    let planned = all.len();
    let cases = part.take(all);
    println!("seed {:#x}, part {} of {}: {} of {planned} cases", plan::SEED, part.number, part.of, cases.len());
    let Tried { table, failures } = try_all(&cases, &ledgers);
    show(&failures, &ledgers);
    assert!(failures.is_empty(), "{} of {} cases failed", failures.len(), cases.len());
    assert_eq!(table.total(), cases.len(), "every case that was planned was counted");
    let is_whole = part == Part::WHOLE && cases.iter().any(|case| case.ledger != cases[0].ledger);
    assert!(!is_whole || Class::ALL.iter().all(|class| table.of(*class) > 0), "every class has cases");
}

/// The plan has what it must have, counted in another way than it is made.
fn check_plan(cases: &[Case], ledgers: &[Undamaged]) {
    let count =
        |class: Class, ledger: usize| cases.iter().filter(|case| (case.class, case.ledger) == (class, ledger)).count();
    let first = &ledgers[0].image;
    let journal = first.files[Path::new(SEGMENT)].len();
    assert!(count(Class::JournalBit, 0) >= journal && count(Class::JournalCut, 0) == journal);
    // Four frames: four deleted, four doubled, three once more at the end, six pairs swapped.
    assert_eq!(count(Class::Frames, 0), 17);
    assert_eq!(count(Class::FileDeleted, 0), first.files.len());
    assert_eq!(count(Class::FolderDeleted, 0), first.folders.len());
    assert_eq!(count(Class::ByteAppended, 0), 3 * first.files.len());
    assert_eq!(count(Class::FilesSwapped, 0), first.files.len() * (first.files.len() - 1) / 2);
    assert!(count(Class::StoreBit, 1) >= 1000 && count(Class::StoreBit, 2) >= 1000);
}

/// What has become of the cases so far.
#[derive(Debug, Default)]
struct Tried<'a> {
    table: Table,
    failures: Vec<(&'a Case, String)>,
}

impl<'a> Tried<'a> {
    fn take(&mut self, case: &'a Case, outcome: Result<Outcome, String>) {
        match outcome {
            Ok(outcome) => self.table.count(case.class, &outcome),
            Err(failure) => self.failures.push((case, failure)),
        }
    }

    fn count(&self) -> usize {
        self.table.total() + self.failures.len()
    }
}

/// Tries all cases, one at a time on every core.
fn try_all<'a>(cases: &'a [Case], ledgers: &[Undamaged]) -> Tried<'a> {
    let (start, next, tried) = (Instant::now(), AtomicUsize::new(0), Mutex::new(Tried::default()));
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let bench = Bench::new();
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = bench.try_case(case, &ledgers[case.ledger]);
                    let mut tried = tried.lock().unwrap();
                    tried.take(case, outcome);
                    if tried.count().is_multiple_of(PROGRESS_EVERY) || tried.count() == cases.len() {
                        let (count, failures) = (tried.count(), tried.failures.len());
                        println!(
                            "{count} cases in {} s, {failures} failures\n{}",
                            start.elapsed().as_secs(),
                            tried.table
                        );
                    }
                }
            });
        }
    });
    tried.into_inner().unwrap()
}

fn show(failures: &[(&Case, String)], ledgers: &[Undamaged]) {
    for (number, (case, failure)) in failures.iter().take(SHOWN_MAX).enumerate() {
        let ledger = &ledgers[case.ledger];
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("damage-{number}"));
        trial::keep(&kept, case, ledger);
        println!("ledger `{}`, {}, kept in {}:\n  {failure}", ledger.name, case.change, kept.display());
    }
}
