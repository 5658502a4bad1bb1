//! The tree of a ledger on disk: right at every size, made once, and noticed when its tiles are damaged.

use onrecord_core::hash::ChainHash;
use onrecord_core::seq::Seq;
use onrecord_core::tree::{MerkleRoot, TreeBuilder, leaf_hash, prove_inclusion, root_at};

use super::harness::{Bench, append_samples};
use crate::access::Access;
use crate::entry_log::EntryLog;
use crate::ledger::Ledger;
use crate::storage_error::StorageError;
use crate::store::copy::StoreCopy;
use crate::store::error::StoreError;
use crate::store::guard::{OPEN_DEADLINE, open_database};
use crate::store::tiles::TileGrowth;

fn root_of(ledger: &Ledger, size: u64) -> MerkleRoot {
    let mut tree = TreeBuilder::new();
    ledger.scan(0..size).for_each(|entry| tree.push(&entry.unwrap().event));
    tree.root()
}

#[test]
fn roots_and_proofs_are_right_at_every_size_while_the_ledger_grows() {
    let (bench, _) = Bench::small(&[3]);
    let mut ledger = bench.write().ledger;
    for count in [0, 1, 122, 3, 127, 2, 300, 1000] {
        if count > 0 {
            append_samples(&mut ledger, count);
        }
        let head = ledger.head.size;
        let tree = ledger.tree().unwrap();
        for size in [0, 1, 2, 127, 128, 129, 255, 256, 257, head - 1, head].into_iter().filter(|size| *size <= head) {
            let expected = root_of(&ledger, size);
            assert_eq!(root_at(&tree, size).unwrap(), expected, "size {size}");
            assert_eq!(ledger.root_at(size).unwrap(), expected, "size {size}");
        }
        for index in [0, 1, head / 3, head - 1] {
            let entry = ledger.scan(index..index + 1).next().unwrap().unwrap();
            let proof = prove_inclusion(&tree, index, head).unwrap();
            assert_eq!(proof.verify(leaf_hash(&entry.event), index, head, root_of(&ledger, head)), Ok(()));
        }
        assert!(matches!(ledger.root_at(head + 1), Err(StorageError::OutOfRange { .. })));
    }
}

#[test]
fn tiles_of_the_third_level_are_right_too() {
    let (bench, head) = Bench::small(&[3, 4000, 4000, 4000, 4000, 4000, 4000, 4000, 4000]);
    bench.append(&[4000; 8]);
    let head = head.size + 32_000;
    bench.append(&[65_536 + 130 - head]);
    let mut ledger = bench.write().ledger;
    let tree = ledger.tree().unwrap();
    for size in [65_536, ledger.head.size] {
        assert_eq!(root_at(&tree, size).unwrap(), root_of(&ledger, size));
    }
}

#[test]
fn tiles_are_made_once_and_are_those_of_the_events() {
    let (bench, _) = Bench::small(&[3]);
    let mut ledger = bench.write().ledger;
    append_samples(&mut ledger, 700);
    ledger.tree().unwrap();
    append_samples(&mut ledger, 40);
    let reached = ledger.head.size - 40;
    drop(ledger);
    let copy = StoreCopy::of(&bench.store(), OPEN_DEADLINE).unwrap();
    let head = copy.tiles_head().unwrap();
    assert_eq!(head.size, reached);
    let mut growth = TileGrowth::default();
    let mut last = ChainHash::ZERO;
    for entry in bench.read().ledger.scan(0..reached) {
        let event = entry.unwrap().event;
        growth.push(leaf_hash(&event));
        last = ChainHash::of_event(&event);
    }
    assert_eq!(head.hash, last);
    let mut halves = growth.take_whole();
    halves.extend(growth.unfinished());
    assert_eq!(copy.halves().unwrap(), halves.len() as u64);
    assert!(halves.iter().all(|half| copy.has_half(half).unwrap()));
}

#[test]
fn damaged_tiles_are_noticed_and_made_anew() {
    for kind in ["changed", "another hash", "missing", "head changed", "head of another ledger", "head ahead"] {
        let (bench, _) = Bench::small(&[3]);
        let mut ledger = bench.write().ledger;
        append_samples(&mut ledger, 700);
        ledger.tree().unwrap();
        let (size, root) = (ledger.head.size, root_of(&ledger, ledger.head.size));
        drop(ledger);
        let database = open_database(&bench.store(), OPEN_DEADLINE).unwrap();
        let (first, half) = database.scan_prefix(b"n").next().unwrap().unwrap();
        let mut head = database.get(b"m").unwrap().unwrap().to_vec();
        match kind {
            "changed" => drop(database.insert(first, [&half[..half.len() - 1], b"x"].concat()).unwrap()),
            "another hash" => {
                let mut half = half.to_vec();
                half[8] ^= 1;
                let check = crate::store::run::check(&first, &half[8..]);
                half[..8].copy_from_slice(&check);
                database.insert(first, half).unwrap();
            }
            "missing" => drop(database.remove(first).unwrap()),
            "head changed" => {
                head[20] ^= 1;
                database.insert(b"m", head).unwrap();
            }
            "head of another ledger" | "head ahead" => {
                let at = if kind == "head ahead" { 7 } else { 20 };
                head[at] ^= 0x20;
                let check = crate::store::run::check(b"m", &head[..40]);
                head[40..].copy_from_slice(&check);
                database.insert(b"m", head).unwrap();
            }
            other => unreachable!("{other}"),
        }
        database.flush().unwrap();
        drop(database);
        let mut ledger = bench.read().ledger;
        // A hash that was exchanged with its checksum is an audit's business; a proof still does not go through.
        if kind != "another hash" {
            assert_eq!(ledger.root_at(size).unwrap(), root, "{kind}: the events answer");
        }
        if ["changed", "another hash", "missing"].contains(&kind) {
            // Nobody asks for the first half to know the head; whoever asks for its nodes is told.
            let tree = ledger.tree().unwrap();
            let is_tiles =
                |error| matches!(error, StorageError::Store { seq: Seq::FIRST, source: StoreError::BadTiles });
            assert!(prove_inclusion(&tree, 3, size).is_err_and(is_tiles), "{kind}");
            ledger.drop_tiles().unwrap();
        }
        assert_eq!(root_at(&ledger.tree().unwrap(), size).unwrap(), root, "{kind}: made anew");
    }
}

#[test]
fn without_a_store_the_tree_is_made_in_memory() {
    let (bench, _) = Bench::small(&[3, 200]);
    let root = root_of(&bench.read().ledger, 203);
    let mut ledger = bench.without_permission(Access::Read).unwrap().ledger;
    assert_eq!(root_at(&ledger.tree().unwrap(), 203).unwrap(), root);
    assert_eq!(ledger.root_at(203).unwrap(), root);
}
