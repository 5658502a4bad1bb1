//! What the files of a log hold, out of a ledger's events and of its tree.

use crate::seq::Seq;
use crate::tile::{TILE_LEVELS, TILE_WIDTH, bundle};
use crate::tree::{Node, Nodes, leaf_hash};

/// The bytes of a tile of hashes, which the tree must have in this width.
pub fn tile_bytes<N: Nodes>(nodes: &N, level: u8, index: u64, width: u16) -> Result<Vec<u8>, N::Error> {
    let first = index * TILE_WIDTH as u64;
    let level = level * TILE_LEVELS;
    let hashes: Result<Vec<_>, _> =
        (first..first + u64::from(width)).map(|index| nodes.node(Node { level, index })).collect();
    Ok(hashes?.concat())
}

/// The bytes of the bundle with this number and these events; or the first event that is not the one in the tree, under
/// whose root the bundle would be a lie.
pub fn bundle_bytes<N: Nodes>(nodes: &N, index: u64, events: &[Vec<u8>]) -> Result<Result<Vec<u8>, Seq>, N::Error> {
    for (seq, event) in (index * TILE_WIDTH as u64..).zip(events) {
        if nodes.node(Node { level: 0, index: seq })? != leaf_hash(event) {
            return Ok(Err(Seq::new(seq)));
        }
    }
    Ok(Ok(bundle(events.iter().map(Vec::as_slice))))
}
