//! The judge is judged: faults that were planted are found, and a run is the same run again.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::parts::{pack, unpack};
use crate::target::{Answer, Shape, as_it_is};
use crate::targets;

const HARMLESS: Target =
    Target { name: "harmless", shape: Shape::Bytes, seeds: Vec::new, words: &[], mend: as_it_is, take: |_| Ok(()) };

/// Memory is counted for the whole process: tests that count it take turns.
static TURN: Mutex<()> = Mutex::new(());

fn fault(take: fn(&[u8]) -> Answer, shape: Shape) -> Fault {
    let _turn = TURN.lock();
    let seeds = vec![pack(&[b"one part".to_vec(), b"another".to_vec()])];
    run(&Target { take, shape, ..HARMLESS }, seeds, 1, Until::Inputs(100_000)).fault.unwrap()
}

#[test]
fn a_panic_is_found_and_its_input_shortened() {
    let found = fault(
        |input| {
            assert!(!input.contains(&b'!'), "it has a mark of exclamation");
            Ok(())
        },
        Shape::Bytes,
    );
    assert_eq!(found.input, b"!");
}

#[test]
fn a_length_that_is_believed_is_found() {
    let found = fault(
        |input| {
            let claimed = input.first_chunk().map_or(0, |len| u32::from_be_bytes(*len)) as usize;
            let believed: Vec<u8> = Vec::with_capacity(claimed.min(64 << 20));
            Err(format!("{} bytes", believed.capacity()))
        },
        Shape::Bytes,
    );
    assert!(found.what.contains("bytes were allocated for an input of"), "{}", found.what);
}

#[test]
fn parts_are_changed_as_parts() {
    let found = fault(
        |input| {
            let parts = unpack(input).unwrap();
            assert!(parts.len() < 4, "it has four parts");
            Ok(())
        },
        Shape::Parts,
    );
    assert!(unpack(&found.input).is_none_or(|parts| parts.len() >= 4), "{:?}", found.input);
}

#[test]
fn a_run_is_the_same_run_again() {
    let _turn = TURN.lock();
    let target = targets::named("date").unwrap();
    let run = |seed| run(target, (target.seeds)(), seed, Until::Inputs(500)).telling;
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn an_answer_has_the_words_and_not_the_values() {
    for (answer, input, shape) in [
        ("`20x` is no date: write `2025`", "20x", "is no date: write"),
        ("`a `b` c` is no slug", "a `b` c", "is no slug"),
        ("the hash 00ff of event 7 is not there", "", "the hash of event is not there"),
    ] {
        assert_eq!(shape_of(answer, input.as_bytes()), shape);
    }
}

/// Changed inputs come close to what a door is for only if its seeds are that.
#[test]
fn every_door_accepts_some_of_its_seeds() {
    let _turn = TURN.lock();
    for target in targets::all() {
        let seeds = (target.seeds)();
        let accepted = seeds.iter().filter(|seed| (target.take)(seed).is_ok()).count();
        assert!(accepted * 4 >= seeds.len(), "{}: {accepted} of {} seeds are accepted", target.name, seeds.len());
    }
}
