//! Every bit of a published log counts: flipped, cut, lengthened, deleted or swapped, it is refused.
//!
//! Most changes are tried in the process, on files in memory and through the functions that `onrecord verify` calls; a
//! sample goes through the binary. To be fast, a changed file is judged by what has been checked when its own turn has
//! come, with all before it as they are: what is found by then is found in the end. A change that is not found by then
//! is tried on the whole log before it counts as accepted. With `ONRECORD_FLIPS=all` every bit of the small logs is
//! tried and a sample of the large one (`tests/flips-all`).

mod log;

use std::sync::atomic::{AtomicUsize, Ordering};

use self::log::MemoryLog;
use super::{published, stranger, verify_line, write};
use crate::harness::Sandbox;
use crate::publish::{files, import};
use crate::random::Random;
use crate::witness::Pair;

/// A ledger that was just made.
fn fresh() -> Pair {
    let pair = Pair::new();
    pair.owner.on("checkpoint").ok();
    pair
}

/// A ledger that grew by many short commands, each with its checkpoint and its publish.
fn many_short_runs() -> Pair {
    let pair = Pair::new();
    for number in 0..20 {
        pair.grow(&format!("x{number}"));
        pair.owner.on("publish log --words").ok();
    }
    pair
}

/// A ledger of more than 20,000 events.
fn large() -> Pair {
    let pair = Pair::new();
    for (from, to) in [(0, 5000), (5000, 20_000)] {
        import(&pair.owner, from, to);
        pair.owner.on("checkpoint").ok();
    }
    pair
}

/// The three, cosigned and published with words; and how much of each is tried where not everything is: one bit in so
/// many, and one in so many where everything is.
fn states() -> [(&'static str, Pair, [usize; 2]); 3] {
    let states = [
        ("fresh", fresh(), [1, 1]),
        ("many short runs", many_short_runs(), [331, 1]),
        // Every 1009th bit: in one of 126 bytes, and in turn each of the eight. A flip costs the check of 256 events.
        ("20,000 events", large(), [50_021, 1009]),
    ];
    for (_, pair, _) in &states {
        pair.cosigned();
        pair.owner.on("publish log --words").ok();
    }
    states
}

fn log_of(pair: &Pair) -> MemoryLog {
    MemoryLog::new(files(&pair.owner.path().join("log")), &pair.log, &pair.vkey)
}

/// Tries one in `step` of `count` changes on all cores, and gives how many were tried and which were accepted.
fn try_all(count: usize, step: usize, accepts: impl Fn(usize) -> bool + Sync) -> (usize, Vec<usize>) {
    let (next, tried) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let accepted = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let change = next.fetch_add(1, Ordering::Relaxed) * step;
                    if change >= count {
                        break;
                    }
                    tried.fetch_add(1, Ordering::Relaxed);
                    if accepts(change) {
                        accepted.lock().unwrap().push(change);
                    }
                }
            });
        }
    });
    (tried.into_inner(), accepted.into_inner().unwrap())
}

#[test]
fn no_flipped_bit_other_length_deleted_or_swapped_file_of_a_published_log_is_accepted() {
    let all = std::env::var_os("ONRECORD_FLIPS").is_some_and(|extent| extent == "all");
    for (name, pair, steps) in states() {
        let log = log_of(&pair);
        assert!(log.is_accepted(), "{name}: the log itself");
        flip_and_cut(name, &log, steps[usize::from(all)]);
        delete_and_swap(name, &log);
    }
}

/// One bit in `step` is flipped, and every file is cut to one length in `step` and made longer.
fn flip_and_cut(name: &str, log: &MemoryLog, step: usize) {
    let (mut flips, mut lengths) = (0, 0);
    for (path, bytes) in log.files() {
        let (tried, accepted) = try_all(bytes.len() * 8, step, |bit| {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            log.accepts(path, flipped)
        });
        assert!(accepted.is_empty(), "{name}: bits {accepted:?} of {path}");
        flips += tried;
        let (tried, accepted) = try_all(bytes.len(), step, |len| log.accepts(path, bytes[..len].to_vec()));
        assert!(accepted.is_empty(), "{name}: lengths {accepted:?} of {path}");
        assert!(!log.accepts(path, [bytes, &b"\0"[..]].concat()), "{name}: {path} with one byte more");
        lengths += tried + 1;
    }
    println!("{name}: 0 of {flips} one-bit flips accepted, 0 of {lengths} other lengths");
    assert!(flips > 1000, "{name}");
}

/// Files are deleted, and swapped with the next and with one far away.
fn delete_and_swap(name: &str, log: &MemoryLog) {
    let paths: Vec<&String> = log.files().keys().collect();
    let step = if paths.len() > 200 { paths.len() / 8 } else { 1 };
    let (tried, accepted) = try_all(paths.len(), step, |place| log.without(paths[place]).is_accepted());
    // Words in one file alone may be missing: then the log is one without words, and is said to be.
    let only_words = |place: &&usize| paths[**place].starts_with("words/") && !log.without(paths[**place]).has_words();
    let wrongly: Vec<&String> = accepted.iter().filter(|place| !only_words(place)).map(|place| paths[*place]).collect();
    assert!(wrongly.is_empty(), "{name}: without {wrongly:?}");
    let (swaps, swapped) = try_all(paths.len() * 2, step, |number| {
        let (one, distance) = (number / 2, if number % 2 == 0 { 1 } else { paths.len() / 2 });
        let other = (one + distance) % paths.len();
        one != other && log.swapped(paths[one], paths[other]).is_accepted()
    });
    assert!(swapped.is_empty(), "{name}: swaps {swapped:?}");
    println!("{name}: 0 of {tried} deleted files accepted, 0 of {swaps} pairs of swapped files");
}

#[test]
fn no_flipped_bit_of_a_key_is_accepted() {
    let pair = fresh();
    pair.cosigned();
    pair.owner.on("publish log").ok();
    let files = files(&pair.owner.path().join("log"));
    for (name, vkey) in [("vkey of the log", &pair.log), ("vkey of the witness", &pair.vkey)] {
        let (mut tried, mut accepted) = (0, 0);
        for bit in 0..vkey.len() * 8 {
            let mut flipped = vkey.clone().into_bytes();
            flipped[bit / 8] ^= 1 << (bit % 8);
            tried += 1;
            let Ok(flipped) = String::from_utf8(flipped) else { continue };
            let pick = |key: &String| if key == vkey { flipped.clone() } else { key.clone() };
            let log = MemoryLog::with_keys(files.clone(), &pick(&pair.log), &pick(&pair.vkey));
            accepted += usize::from(log.is_some_and(|log| log.is_accepted()));
        }
        println!("{name}: {accepted} of {tried} one-bit flips accepted");
        assert_eq!(accepted, 0, "{name}");
    }
}

#[test]
fn the_binary_refuses_a_sample_of_all_this() {
    let pair = published();
    let whole = files(&pair.owner.path().join("log"));
    let names: Vec<&String> = whole.keys().collect();
    let sandbox: Sandbox = stranger(&whole);
    let mut random = Random::seeded(7);
    sandbox.on(&verify_line(&pair)).ok();
    for _ in 0..60 {
        let name = names[random.below(names.len())];
        let mut bytes = whole[name].clone();
        let place = random.below(bytes.len());
        match random.below(3) {
            0 => bytes.truncate(place),
            1 => bytes.push(random.below(256) as u8),
            _ => bytes[place] ^= 1 << random.below(8),
        }
        std::fs::write(sandbox.path().join("log").join(name), &bytes).unwrap();
        let ran = sandbox.on(&verify_line(&pair));
        assert!(matches!(ran.status, 1 | 2), "{name} at {place}: {ran:?}");
        write(&sandbox.path().join("log"), &[(name.clone(), whole[name].clone())].into());
    }
    sandbox.on(&verify_line(&pair)).ok();
}
