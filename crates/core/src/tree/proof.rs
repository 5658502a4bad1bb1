//! Proofs after RFC 6962, section 2.1: that a leaf is in a tree, and that one tree goes on where another ended.
//!
//! Invariant: a proof is accepted for one leaf or tree, one place and one size only, and only with exactly the hashes
//! that it needs.

use thiserror::Error;

use super::nodes::{Nodes, range_hash};
use super::{MerkleRoot, TreeBuilder, node_hash, split};

/// A proof has at most this many hashes: a tree of 2^64 leaves is this high.
pub const PROOF_LEN_MAX: usize = 64;

/// The hashes by which a root follows from a leaf, the leaf's sibling first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InclusionProof(pub Vec<[u8; 32]>);

/// The hashes by which an old and a new root follow from each other's trees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsistencyProof(pub Vec<[u8; 32]>);

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ProofError {
    /// The leaf would stand behind the end.
    #[error("a tree of {size} leaves has no leaf {index}")]
    OutsideTree {
        /// The leaf, from 0.
        index: u64,
        /// Number of leaves.
        size: u64,
    },
    /// The old tree is the larger one.
    #[error("a tree of {new} leaves does not go on where one of {old} ended")]
    Shrunk {
        /// Leaves of the old tree.
        old: u64,
        /// Leaves of the new tree.
        new: u64,
    },
    /// More or fewer hashes than such a proof has.
    #[error("the proof has {0} hashes, which is not as many as it needs")]
    Length(usize),
    /// Another root follows.
    #[error("the proof leads to another root")]
    OtherRoot,
}

/// The proof that leaf `index`, from 0, is in the tree of the first `size` leaves, which must have it.
pub fn prove_inclusion<N: Nodes>(nodes: &N, index: u64, size: u64) -> Result<InclusionProof, N::Error> {
    assert!(index < size, "the leaf is in the tree");
    let mut hashes = Vec::new();
    path(nodes, index, 0, size, &mut hashes)?;
    Ok(InclusionProof(hashes))
}

/// PATH of the RFC, for the leaves `start..start + len`; `index` counts from `start`.
fn path<N: Nodes>(nodes: &N, index: u64, start: u64, len: u64, hashes: &mut Vec<[u8; 32]>) -> Result<(), N::Error> {
    if len == 1 {
        return Ok(());
    }
    let left = split(len);
    if index < left {
        path(nodes, index, start, left, hashes)?;
        hashes.push(range_hash(nodes, start + left, len - left)?);
    } else {
        path(nodes, index - left, start + left, len - left, hashes)?;
        hashes.push(range_hash(nodes, start, left)?);
    }
    Ok(())
}

/// The proof that the tree of the first `new` leaves begins with that of the first `old`, which must not be more.
pub fn prove_consistency<N: Nodes>(nodes: &N, old: u64, new: u64) -> Result<ConsistencyProof, N::Error> {
    assert!(old <= new, "the new tree is not smaller");
    let mut hashes = Vec::new();
    if old > 0 && old < new {
        subproof(nodes, old, 0, new, Known::Root, &mut hashes)?;
    }
    Ok(ConsistencyProof(hashes))
}

/// Whether whoever checks has the hash over the old leaves of a range.
#[derive(Clone, Copy)]
enum Known {
    /// It is the old root.
    Root,
    /// It must be in the proof.
    Nothing,
}

/// SUBPROOF of the RFC, for the leaves `start..start + len`; `old` counts from `start`.
fn subproof<N: Nodes>(
    nodes: &N,
    old: u64,
    start: u64,
    len: u64,
    known: Known,
    hashes: &mut Vec<[u8; 32]>,
) -> Result<(), N::Error> {
    if old == len {
        if matches!(known, Known::Nothing) {
            hashes.push(range_hash(nodes, start, len)?);
        }
        return Ok(());
    }
    let left = split(len);
    if old <= left {
        subproof(nodes, old, start, left, known, hashes)?;
        hashes.push(range_hash(nodes, start + left, len - left)?);
    } else {
        subproof(nodes, old - left, start + left, len - left, Known::Nothing, hashes)?;
        hashes.push(range_hash(nodes, start, left)?);
    }
    Ok(())
}

/// Where a walk from a leaf to the root is: the leaf's way and the last leaf's, level by level.
struct Climb {
    leaf: u64,
    last: u64,
}

/// On which side of a node its sibling stands.
enum Side {
    Left,
    Right,
}

impl Climb {
    /// One level up from a node that has a sibling, whose side is given; nothing at the root.
    fn up(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.leaf & 1 == 1 || self.leaf == self.last { Side::Left } else { Side::Right };
        if self.leaf & 1 == 0 && matches!(side, Side::Left) {
            // The ragged right edge: a node without sibling is its own parent until it is a right child.
            while self.leaf & 1 == 0 && self.leaf != 0 {
                self.rise();
            }
        }
        self.rise();
        Some(side)
    }

    fn rise(&mut self) {
        self.leaf >>= 1;
        self.last >>= 1;
    }
}

impl InclusionProof {
    /// Whether the leaf with this hash ([`super::leaf_hash`]) is number `index`, from 0, of a tree of `size` leaves
    /// with this root.
    pub fn verify(&self, leaf: [u8; 32], index: u64, size: u64, root: MerkleRoot) -> Result<(), ProofError> {
        if index >= size {
            return Err(ProofError::OutsideTree { index, size });
        }
        let length = ProofError::Length(self.0.len());
        let mut climb = Climb { leaf: index, last: size - 1 };
        let mut hash = leaf;
        for sibling in &self.0 {
            hash = match climb.up().ok_or(length)? {
                Side::Left => node_hash(sibling, &hash),
                Side::Right => node_hash(&hash, sibling),
            };
        }
        if climb.last != 0 {
            return Err(length);
        }
        if hash == *root.as_bytes() { Ok(()) } else { Err(ProofError::OtherRoot) }
    }
}

impl ConsistencyProof {
    /// Whether the tree of `new` leaves with the root `new_root` begins with the tree of `old` leaves with the root
    /// `old_root`. Every tree begins with the empty one, and needs no hash to show it.
    pub fn verify(&self, old: u64, old_root: MerkleRoot, new: u64, new_root: MerkleRoot) -> Result<(), ProofError> {
        if old > new {
            return Err(ProofError::Shrunk { old, new });
        }
        let length = ProofError::Length(self.0.len());
        if old == 0 || old == new {
            let expected = if old == 0 { TreeBuilder::new().root() } else { new_root };
            return match (self.0.is_empty(), old_root == expected) {
                (false, _) => Err(length),
                (true, false) => Err(ProofError::OtherRoot),
                (true, true) => Ok(()),
            };
        }
        let mut climb = Climb { leaf: old - 1, last: new - 1 };
        while climb.leaf & 1 == 1 {
            climb.rise();
        }
        // A full old tree is a node of the new one, and its hash is known already.
        let (first, rest) = match self.0.split_first() {
            _ if old.is_power_of_two() => (*old_root.as_bytes(), &self.0[..]),
            Some((first, rest)) => (*first, rest),
            None => return Err(length),
        };
        let (mut old_hash, mut new_hash) = (first, first);
        for sibling in rest {
            match climb.up().ok_or(length)? {
                Side::Left => {
                    old_hash = node_hash(sibling, &old_hash);
                    new_hash = node_hash(sibling, &new_hash);
                }
                Side::Right => new_hash = node_hash(&new_hash, sibling),
            }
        }
        if climb.last != 0 {
            return Err(length);
        }
        let fits = old_hash == *old_root.as_bytes() && new_hash == *new_root.as_bytes();
        if fits { Ok(()) } else { Err(ProofError::OtherRoot) }
    }
}

#[cfg(test)]
mod tests;
