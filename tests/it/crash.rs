//! Processes that are killed while they record, and stores that are gone: what was acknowledged is there, and the next
//! command works without help.

mod killed;
mod rounds;

use std::fs;
use std::path::Path;

use self::rounds::{Kind, Rounds};
use crate::harness::{Sandbox, copy_tree};
use crate::random::Random;

const SEED: u64 = 0x6b69_6c6c_2d39;
/// Ledgers that grow side by side, and kills on each.
const LEDGERS: u64 = 4;
const ROUNDS: u64 = 50;
/// One round in so many kills an import, the others a row of appends.
const IMPORT_EVERY: usize = 3;

#[test]
fn what_was_acknowledged_survives_every_kill() {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(LEDGERS as usize);
    let ledgers: Vec<u64> = (0..LEDGERS).collect();
    let all: Vec<Rounds> = std::thread::scope(|scope| {
        let shares = ledgers.chunks(ledgers.len().div_ceil(workers));
        let handles: Vec<_> = shares.map(|share| scope.spawn(|| share.iter().map(grown).collect::<Vec<_>>())).collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap()).collect()
    });
    let sum = |count: fn(&Rounds) -> usize| all.iter().map(count).sum::<usize>();
    println!(
        "seed {SEED:#x}: {} kills, {} of them before an answer; {} appends acknowledged, {} recorded without an answer; \
         {} imports cut short between batches, {} before the first, {} done; {} openings with a warning",
        sum(|rounds| rounds.killed),
        sum(|rounds| rounds.killed_unanswered),
        sum(|rounds| rounds.acknowledged.len()),
        sum(|rounds| rounds.recorded_unanswered),
        sum(|rounds| rounds.imports_partial),
        sum(|rounds| rounds.imports_empty),
        sum(|rounds| rounds.imports_done),
        sum(|rounds| rounds.warnings.len()),
    );
    assert_eq!(sum(|rounds| rounds.rounds), (LEDGERS * ROUNDS) as usize);
    assert!(sum(|rounds| rounds.killed_unanswered) > 0, "some kills strike before the answer");
    assert!(sum(|rounds| rounds.acknowledged.len()) > 0, "some appends are acknowledged");
    assert!(sum(|rounds| rounds.imports_partial) > 0, "some kills strike in the middle of an import");
}

/// A ledger after all of its rounds.
fn grown(number: &u64) -> Rounds {
    let sandbox = Sandbox::with_ledger();
    sandbox.run(["actor", "add", "qatar", "--kind", "state", "--name", "Qatar"]).ok();
    sandbox.run(["issue", "add", "truce", "--wording", "The truce should be extended"]).ok();
    let mut random = Random::seeded(SEED + number);
    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        let kind = if random.below(IMPORT_EVERY) == 0 { Kind::Import } else { Kind::Appends };
        rounds.kill(&sandbox, kind, round, &mut random);
        rounds.check(&sandbox);
    }
    sandbox.run(["audit"]).ok();
    rounds
}

/// What stands where the store was.
type Replacement = fn(&Path);

#[test]
fn whatever_stands_in_the_stores_place_is_replaced_or_refused_and_said() {
    let replacements: [(&str, Replacement); 6] = [
        ("nothing", |_| ()),
        ("an empty folder", |store| fs::create_dir(store).unwrap()),
        ("a file", |store| fs::write(store, "rubbish").unwrap()),
        ("rubbish", |store| {
            fs::create_dir(store).unwrap();
            for name in ["db", "conf", "snap.0000000000000904"] {
                fs::write(store.join(name), format!("{name}: rubbish").repeat(1000)).unwrap();
            }
        }),
        ("a folder of folders", |store| {
            for name in ["db", "conf", "blobs/1"] {
                fs::create_dir_all(store.join(name)).unwrap();
            }
        }),
        ("a half-written snapshot", |store| {
            fs::create_dir(store).unwrap();
            fs::write(store.join("snap.0000000000000904.generating"), "rubbish").unwrap();
        }),
    ];
    for (what, replace) in replacements {
        let sandbox = with_statement("qatar");
        let expected = answer(&sandbox);
        let store = sandbox.ledger().join("store");
        fs::remove_dir_all(&store).unwrap();
        replace(&store);
        let ran = sandbox.run(["replay", "--json", "--at", "2026-01-31"]).ok();
        assert!(ran.stderr.starts_with("warning: the store was rebuilt"), "{what}: {}", ran.stderr);
        assert_eq!(ran.stdout, expected, "{what}");
        assert_eq!(answer(&sandbox), expected, "{what}: asked again");
        sandbox.run(["audit"]).ok();
    }
}

#[test]
fn another_ledgers_store_is_refused_until_recovery_replaces_it() {
    let (sandbox, other) = (with_statement("qatar"), with_statement("oman"));
    let expected = answer(&sandbox);
    exchange_store(&sandbox, &other.ledger().join("store"));
    assert_refused(&sandbox);
    sandbox.run(["recover"]).ok();
    assert_eq!(answer(&sandbox), expected);
    sandbox.run(["audit"]).ok();
}

#[test]
fn a_store_that_went_another_way_is_refused_and_nothing_is_changed() {
    let sandbox = with_statement("qatar");
    let other = Sandbox::empty();
    copy_tree(&sandbox.ledger(), &other.ledger());
    let append = |sandbox: &Sandbox, stance: &str| {
        sandbox.run(["append", "--like", "4", "--on", "2026-01-03", "--stance", stance]).ok();
    };
    append(&sandbox, "10");
    append(&other, "-10");
    let expected = answer(&sandbox);
    let own = sandbox.path().join("own-store");
    fs::rename(sandbox.ledger().join("store"), &own).unwrap();
    fs::rename(other.ledger().join("store"), sandbox.ledger().join("store")).unwrap();
    assert_refused(&sandbox);
    let recovered = sandbox.run(["recover"]).status(1);
    assert!(recovered.stderr.starts_with("error: ") && recovered.stderr.contains("different"), "{}", recovered.stderr);
    assert_refused(&sandbox);
    exchange_store(&sandbox, &own);
    assert_eq!(answer(&sandbox), expected);
    sandbox.run(["audit"]).ok();
}

/// No command answers or records with this store, and each says why.
fn assert_refused(sandbox: &Sandbox) {
    for command in [&["replay", "--json"][..], &["export"], &["stats"], &["append", "--like", "4"]] {
        let ran = sandbox.run(command).status(2);
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("disagree"), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    sandbox.run(["audit"]).status(1);
}

/// Puts another store in the place of a ledger's own.
fn exchange_store(sandbox: &Sandbox, other: &Path) {
    let store = sandbox.ledger().join("store");
    fs::remove_dir_all(&store).unwrap();
    fs::rename(other, &store).unwrap();
}

fn with_statement(speaker: &str) -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    let line = "append --new --issue truce --stance 60 --on 2026-01-02 --form quote --text Yes --speaker";
    sandbox.run(line.split(' ').chain([speaker])).ok();
    sandbox
}

fn answer(sandbox: &Sandbox) -> String {
    let ran = sandbox.run(["replay", "--json", "--at", "2026-01-31"]).ok();
    assert_eq!(ran.stderr, "");
    ran.stdout
}
