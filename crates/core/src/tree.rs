//! The Merkle tree of RFC 6962, section 2.1, with SHA-256: one hash that stands for all leaves in their order.
//!
//! Invariant: the root depends on the leaves alone, not on how or when they were pushed. The last leaf is never
//! doubled: a tree of odd size has a shorter right side.

mod nodes;
mod proof;

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use nodes::{Node, Nodes, TreeInMemory, root_at};
pub use proof::{ConsistencyProof, InclusionProof, PROOF_LEN_MAX, ProofError, prove_consistency, prove_inclusion};

/// The root hash of a tree; as text, standard base64 with padding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MerkleRoot([u8; 32]);

/// What `MerkleRoot::from_str` refuses.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not a root: 32 bytes in standard base64 with padding (44 characters) are expected")]
pub struct NotARoot(String);

impl MerkleRoot {
    /// The root with these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        MerkleRoot(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for MerkleRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for MerkleRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MerkleRoot({self})")
    }
}

impl FromStr for MerkleRoot {
    type Err = NotARoot;

    fn from_str(text: &str) -> Result<Self, NotARoot> {
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(MerkleRoot).ok_or_else(|| NotARoot(text.to_owned()))
    }
}

impl Serialize for MerkleRoot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MerkleRoot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Takes leaves one by one and knows the root of those taken so far, from at most 64 hashes.
#[derive(Clone, Debug, Default)]
pub struct TreeBuilder {
    size: u64,
    /// The roots of the full subtrees that the size's binary digits name, the largest first.
    full: Vec<[u8; 32]>,
}

impl TreeBuilder {
    /// The tree without leaves.
    pub const fn new() -> Self {
        TreeBuilder { size: 0, full: Vec::new() }
    }

    /// Adds a leaf behind all others.
    pub fn push(&mut self, leaf: &[u8]) {
        self.push_hash(leaf_hash(leaf));
    }

    /// `push`, of a leaf that was hashed already ([`leaf_hash`]).
    pub fn push_hash(&mut self, leaf: [u8; 32]) {
        let mut hash = leaf;
        // Every 1 at the end of the size is a full subtree that the new leaf completes to one of twice its size.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.full.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.full.push(hash);
        self.size += 1;
    }

    /// The number of leaves.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root over the leaves so far; of none, the SHA-256 of nothing.
    pub fn root(&self) -> MerkleRoot {
        let root = self.full.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        MerkleRoot(root.unwrap_or_else(|| Sha256::digest(b"").into()))
    }
}

/// The hash of a leaf: SHA-256 over 0x00 and its bytes.
pub fn leaf_hash(leaf: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// The hash of an inner node: SHA-256 over 0x01 and the hashes of its two sides.
pub fn node_hash(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// How many of `len` leaves, at least 2, stand on the left: the largest power of two below `len`.
const fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hex;

    fn root_of(leaves: &[Vec<u8>]) -> MerkleRoot {
        let mut tree = TreeBuilder::new();
        leaves.iter().for_each(|leaf| tree.push(leaf));
        assert_eq!(tree.size(), leaves.len() as u64);
        tree.root()
    }

    /// The definition of RFC 6962, word for word.
    fn naive(leaves: &[Vec<u8>]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest(b"").into(),
            [leaf] => leaf_hash(leaf),
            leaves => {
                let split = (1..leaves.len()).rev().find(|k| k.is_power_of_two()).unwrap_or(1);
                node_hash(&naive(&leaves[..split]), &naive(&leaves[split..]))
            }
        }
    }

    #[test]
    fn known_answers_of_go() {
        assert_eq!(root_of(&[]).to_string(), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        let (empty, text) = (leaf_hash(b""), leaf_hash(b"L123456"));
        assert_eq!(hex(&empty), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(hex(&text), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
        let both = "bf9ae70442844df993ca0001a7c8a095c5f145857960b1ee389df6cbe84b5bf3";
        assert_eq!(hex(&node_hash(&empty, &text)), both);
        assert_eq!(hex(root_of(&[b"".to_vec(), b"L123456".to_vec()]).as_bytes()), both);
    }

    #[test]
    fn known_answers_of_certificate_transparency() {
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = TreeBuilder::new();
        for (leaf, root) in leaves.into_iter().zip(roots) {
            tree.push(leaf);
            assert_eq!(hex(tree.root().as_bytes()), root, "size {}", tree.size());
        }
    }

    #[test]
    fn every_size_up_to_130_has_the_root_of_the_definition() {
        let leaves: Vec<Vec<u8>> = (0u8..130).map(|i| vec![i; usize::from(i) % 7]).collect();
        for size in 0..=leaves.len() {
            assert_eq!(root_of(&leaves[..size]), MerkleRoot(naive(&leaves[..size])), "size {size}");
        }
    }

    #[test]
    fn roots_are_read_as_they_are_printed_and_no_other_way() {
        let root = MerkleRoot::new([0xfb; 32]);
        let text = root.to_string();
        assert_eq!(text.parse(), Ok(root));
        let mut refused = vec![
            String::new(),
            text.trim_end_matches('=').to_owned(),
            format!("{text}="),
            format!("{text}\n"),
            text.replace('+', "-").replace('/', "_"),
            STANDARD.encode([0xfb; 31]),
            STANDARD.encode([0xfb; 33]),
        ];
        // The spare bits of the last character are zero: another character there would decode to the same bytes.
        refused.push(format!("{}t=", &text[..42]));
        for text in refused {
            assert_eq!(text.parse::<MerkleRoot>(), Err(NotARoot(text.clone())));
        }
    }
}
