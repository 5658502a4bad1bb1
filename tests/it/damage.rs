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
use self::plan::Extent;
use self::table::Table;
use self::trial::{Bench, Outcome};

/// So many failures are shown, and their ledgers kept.
const SHOWN_MAX: usize = 10;
/// One case in so many is announced.
const PROGRESS_EVERY: usize = 2000;

#[test]
fn a_damaged_ledger_never_gives_another_answer_unnoticed() {
    let start = Instant::now();
    let ledgers = ledgers::undamaged();
    let plan = plan::plan(&ledgers, Extent::of_environment());
    check_plan(&plan.cases, &ledgers);
    let outcomes = try_all(&plan.cases, &ledgers);
    let mut table = Table::default();
    let mut failures = Vec::new();
    for (case, outcome) in plan.cases.iter().zip(&outcomes) {
        match outcome {
            Ok(outcome) => table.count(case.class, outcome),
            Err(failure) => failures.push((case, failure)),
        }
    }
    println!("seed {:#x}, {} cases in {} s\n{table}", plan::SEED, plan.cases.len(), start.elapsed().as_secs());
    show(&failures, &ledgers);
    assert!(failures.is_empty(), "{} of {} cases failed", failures.len(), plan.cases.len());
    assert_eq!(table.total(), plan.cases.len(), "every case that was planned was counted");
    assert!(Class::ALL.iter().all(|class| table.of(*class) > 0), "every class has cases");
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

/// Tries all cases, one at a time on every core.
fn try_all(cases: &[Case], ledgers: &[Undamaged]) -> Vec<Result<Outcome, String>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(vec![None; cases.len()]);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let bench = Bench::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(number) else { break };
                    if number.is_multiple_of(PROGRESS_EVERY) {
                        println!("case {number} of {}", cases.len());
                    }
                    let outcome = bench.try_case(case, &ledgers[case.ledger]);
                    outcomes.lock().unwrap()[number] = Some(outcome);
                }
            });
        }
    });
    outcomes.into_inner().unwrap().into_iter().map(|outcome| outcome.expect("a worker took it")).collect()
}

fn show(failures: &[(&Case, &String)], ledgers: &[Undamaged]) {
    for (number, (case, failure)) in failures.iter().take(SHOWN_MAX).enumerate() {
        let ledger = &ledgers[case.ledger];
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("damage-{number}"));
        trial::keep(&kept, case, ledger);
        println!("ledger `{}`, {}, kept in {}:\n  {failure}", ledger.name, case.change, kept.display());
    }
}
