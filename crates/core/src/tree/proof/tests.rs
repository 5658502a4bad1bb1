//! Proofs for every place and size of small trees and for random ones of large trees, each against every change to it,
//! and against two implementations that are not ours.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![allow(clippy::disallowed_macros, reason = "a test shows what it counted")]

use std::convert::Infallible;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof as TheirConsistency, InclusionProof as TheirInclusion, RootHash};
use sha2::Sha256;
use tlog_tiles::{Hash, HashReader, split_stored_hash_index};

use super::*;
use crate::tree::{Node, TreeInMemory, leaf_hash, root_at};

const SMALL: u64 = 130;

fn leaf(number: u64) -> Vec<u8> {
    format!("event {number}").into_bytes()
}

fn tree(size: u64) -> TreeInMemory {
    (0..size).map(|number| leaf_hash(&leaf(number))).collect()
}

fn never<T>(result: Result<T, Infallible>) -> T {
    result.unwrap()
}

/// Every proof that differs from this one by one hash: changed in a bit, left out, doubled, moved, put in.
fn mutated(hashes: &[[u8; 32]]) -> Vec<Vec<[u8; 32]>> {
    let mut all = Vec::new();
    for place in 0..=hashes.len() {
        let mut more = hashes.to_vec();
        more.insert(place, [0; 32]);
        all.push(more);
    }
    for (place, hash) in hashes.iter().enumerate() {
        let mut changed = hashes.to_vec();
        changed[place][place % 32] ^= 1 << (place % 8);
        all.push(changed);
        let mut fewer = hashes.to_vec();
        fewer.remove(place);
        all.push(fewer);
        let mut doubled = hashes.to_vec();
        doubled.insert(place, *hash);
        all.push(doubled);
        let mut moved = hashes.to_vec();
        moved.rotate_left(1);
        if moved != hashes {
            all.push(moved);
        }
    }
    all
}

#[test]
fn every_inclusion_in_small_trees_is_proved_and_nothing_else_is() {
    let tree = tree(SMALL);
    let (mut proved, mut refused) = (0, 0);
    for size in 1..=SMALL {
        let root = never(root_at(&tree, size));
        for index in 0..size {
            let proof = never(prove_inclusion(&tree, index, size));
            let hash = leaf_hash(&leaf(index));
            assert_eq!(proof.verify(hash, index, size, root), Ok(()), "{index} of {size}");
            proved += 1;
            for other in mutated(&proof.0) {
                assert!(InclusionProof(other).verify(hash, index, size, root).is_err(), "{index} of {size}");
                refused += 1;
            }
            // Another place, leaf or root. Another size may have the same path, but never the same root.
            for other in [index.wrapping_sub(1), index + 1, index ^ 2, size, u64::MAX] {
                assert!(proof.verify(hash, other, size, root).is_err(), "{index} of {size} as {other}");
                assert!(other >= SMALL || proof.verify(leaf_hash(&leaf(other)), index, size, root).is_err());
                refused += 1;
            }
            for other in [size - 1, size + 1] {
                let other_root = if other <= SMALL { never(root_at(&tree, other)) } else { MerkleRoot::new([0; 32]) };
                assert!(proof.verify(hash, index, size, other_root).is_err());
                assert!(proof.verify(hash, index, other, other_root).is_err());
                refused += 2;
            }
        }
    }
    println!("inclusion: {proved} proofs, {refused} changes, 0 accepted");
    assert_eq!(proved, SMALL * (SMALL + 1) / 2);
}

#[test]
fn every_pair_of_small_trees_is_consistent_and_nothing_else_is() {
    let tree = tree(SMALL);
    let roots: Vec<MerkleRoot> = (0..=SMALL).map(|size| never(root_at(&tree, size))).collect();
    let (mut proved, mut refused) = (0, 0);
    for new in 0..=SMALL {
        for old in 0..=new {
            let (old_root, new_root) = (roots[old as usize], roots[new as usize]);
            let proof = never(prove_consistency(&tree, old, new));
            assert_eq!(proof.verify(old, old_root, new, new_root), Ok(()), "{old} to {new}");
            proved += 1;
            for other in mutated(&proof.0) {
                assert!(ConsistencyProof(other).verify(old, old_root, new, new_root).is_err(), "{old} to {new}");
                refused += 1;
            }
            let forged = MerkleRoot::new([9; 32]);
            assert!(proof.verify(old, forged, new, new_root).is_err(), "{old} to {new}");
            assert!(old == 0 || proof.verify(old, old_root, new, forged).is_err(), "{old} to {new}");
            refused += 2;
            for (other_old, other_new) in [(old + 1, new), (old.wrapping_sub(1), new), (new + 1, old)] {
                let other_root = roots.get(other_old as usize).copied().unwrap_or(forged);
                let is_one = other_old <= other_new && never(prove_consistency(&tree, other_old, other_new)) == proof;
                assert!(is_one || proof.verify(other_old, other_root, other_new, new_root).is_err());
                refused += 1;
            }
        }
    }
    println!("consistency: {proved} proofs, {refused} changes, 0 accepted");
    assert_eq!(proved, (SMALL + 1) * (SMALL + 2) / 2);
}

#[test]
fn errors_say_what_is_wrong() {
    let tree = tree(8);
    let root = never(root_at(&tree, 8));
    let inclusion = never(prove_inclusion(&tree, 3, 8));
    let hash = leaf_hash(&leaf(3));
    assert_eq!(inclusion.verify(hash, 8, 8, root), Err(ProofError::OutsideTree { index: 8, size: 8 }));
    assert_eq!(inclusion.verify(hash, 0, 0, root), Err(ProofError::OutsideTree { index: 0, size: 0 }));
    assert_eq!(InclusionProof(Vec::new()).verify(hash, 3, 8, root), Err(ProofError::Length(0)));
    assert_eq!(inclusion.verify(leaf_hash(b""), 3, 8, root), Err(ProofError::OtherRoot));
    let consistency = never(prove_consistency(&tree, 3, 8));
    assert_eq!(consistency.verify(9, root, 8, root), Err(ProofError::Shrunk { old: 9, new: 8 }));
    assert_eq!(ConsistencyProof(Vec::new()).verify(3, root, 8, root), Err(ProofError::Length(0)));
    assert_eq!(consistency.verify(8, root, 8, root), Err(ProofError::Length(consistency.0.len())));
    assert_eq!(ConsistencyProof(Vec::new()).verify(0, root, 8, root), Err(ProofError::OtherRoot));
}

#[test]
fn ct_merkle_agrees_on_roots_and_proofs() {
    let tree = tree(SMALL);
    let mut theirs: MemoryBackedTree<Sha256, Vec<u8>> = MemoryBackedTree::new();
    let mut roots: Vec<RootHash<Sha256>> = Vec::new();
    for size in 1..=SMALL {
        theirs.push(leaf(size - 1));
        let root = never(root_at(&tree, size));
        roots.push(theirs.root());
        assert_eq!(theirs.root().as_bytes().as_slice(), root.as_bytes());
        for index in 0..size {
            let proof = never(prove_inclusion(&tree, index, size));
            let their_proof = theirs.prove_inclusion(index as usize);
            assert_eq!(their_proof.as_bytes(), proof.0.concat(), "{index} of {size}");
            let ours = TheirInclusion::try_from_bytes(proof.0.concat()).unwrap();
            theirs.root().verify_inclusion(&leaf(index), index, &ours).unwrap();
        }
        for old in 1..size {
            let proof = never(prove_consistency(&tree, old, size));
            let their_proof = theirs.prove_consistency((size - old) as usize);
            assert_eq!(their_proof.as_bytes(), proof.0.concat(), "{old} to {size}");
            let ours = TheirConsistency::try_from_bytes(proof.0.concat()).unwrap();
            theirs.root().verify_consistency(&roots[old as usize - 1], &ours).unwrap();
        }
    }
}

/// Our nodes under the numbers that Go's tlog gives them.
struct Stored<'t>(&'t TreeInMemory);

impl HashReader for Stored<'_> {
    fn read_hashes(&self, numbers: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let read = |number: &u64| {
            let (level, index) = split_stored_hash_index(*number);
            Hash(never(self.0.node(Node { level, index })))
        };
        Ok(numbers.iter().map(read).collect())
    }
}

#[test]
fn random_proofs_in_a_large_tree_hold_and_tlog_tiles_agrees() {
    let size_max: u64 = 1_000_000;
    let tree = tree(size_max);
    let mut random: u64 = 7;
    let mut below = |bound: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 20) % bound
    };
    for _ in 0..400 {
        let size = 1 + below(size_max);
        let index = below(size);
        let root = never(root_at(&tree, size));
        assert_eq!(tlog_tiles::tree_hash(size, &Stored(&tree)).unwrap().0, *root.as_bytes());
        let proof = never(prove_inclusion(&tree, index, size));
        let hash = leaf_hash(&leaf(index));
        assert_eq!(proof.verify(hash, index, size, root), Ok(()));
        let theirs = tlog_tiles::prove_record(size, index, &Stored(&tree)).unwrap();
        assert_eq!(theirs.iter().map(|hash| hash.0).collect::<Vec<_>>(), proof.0);
        assert!(proof.verify(hash, below(size_max), size, root).is_err() || size == 1);

        let old = 1 + below(size);
        let old_root = never(root_at(&tree, old));
        let proof = never(prove_consistency(&tree, old, size));
        assert_eq!(proof.verify(old, old_root, size, root), Ok(()));
        let theirs = tlog_tiles::prove_tree(size, old, &Stored(&tree)).unwrap();
        assert_eq!(theirs.iter().map(|hash| hash.0).collect::<Vec<_>>(), proof.0);
        for other in mutated(&proof.0) {
            assert!(ConsistencyProof(other).verify(old, old_root, size, root).is_err());
        }
    }
}
