//! Where the hashes of a tree's inner nodes come from, and a tree that keeps them all in memory.
//!
//! Invariant: only full subtrees have nodes here. They never change as the tree grows; the ragged right side is worked
//! out from them for every size.

use std::convert::Infallible;

use super::{MerkleRoot, TreeBuilder, node_hash, split};

/// A full subtree: the leaves `index << level .. (index + 1) << level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Height above the leaves: the subtree has 2^level leaves.
    pub level: u8,
    /// How many full subtrees of this height stand to its left.
    pub index: u64,
}

/// The hashes of a tree's full subtrees.
pub trait Nodes {
    /// What may go wrong.
    type Error;

    /// The hash of a full subtree. Only those are asked for that lie in the tree.
    fn node(&self, node: Node) -> Result<[u8; 32], Self::Error>;
}

/// The root over the first `size` leaves.
pub fn root_at<N: Nodes>(nodes: &N, size: u64) -> Result<MerkleRoot, N::Error> {
    if size == 0 {
        return Ok(TreeBuilder::new().root());
    }
    range_hash(nodes, 0, size).map(MerkleRoot)
}

/// The hash over `len` leaves from `start` on, which is a multiple of the least power of two not below `len`.
pub(super) fn range_hash<N: Nodes>(nodes: &N, start: u64, len: u64) -> Result<[u8; 32], N::Error> {
    if len.is_power_of_two() {
        let level = len.trailing_zeros() as u8;
        return nodes.node(Node { level, index: start >> level });
    }
    let left = split(len);
    Ok(node_hash(&range_hash(nodes, start, left)?, &range_hash(nodes, start + left, len - left)?))
}

/// All full subtrees of a tree, in memory: about 64 bytes a leaf.
#[derive(Clone, Debug, Default)]
pub struct TreeInMemory {
    /// The hashes of each level, the leaves first.
    levels: Vec<Vec<[u8; 32]>>,
}

impl TreeInMemory {
    /// The tree without leaves.
    pub const fn new() -> Self {
        TreeInMemory { levels: Vec::new() }
    }

    /// The number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| leaves.len() as u64)
    }

    /// Adds a leaf's hash behind all others.
    pub fn push_hash(&mut self, leaf: [u8; 32]) {
        let mut hash = leaf;
        for level in 0.. {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(hash);
            match self.levels[level][..] {
                [.., left, right] if self.levels[level].len().is_multiple_of(2) => hash = node_hash(&left, &right),
                _ => return,
            }
        }
    }
}

impl FromIterator<[u8; 32]> for TreeInMemory {
    fn from_iter<I: IntoIterator<Item = [u8; 32]>>(leaves: I) -> Self {
        let mut tree = TreeInMemory::new();
        leaves.into_iter().for_each(|leaf| tree.push_hash(leaf));
        tree
    }
}

impl Nodes for TreeInMemory {
    type Error = Infallible;

    fn node(&self, node: Node) -> Result<[u8; 32], Infallible> {
        Ok(self.levels[usize::from(node.level)][node.index as usize])
    }
}
