//! Tiles hold the nodes that the tree has, under the paths that the specification gives them.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::testing::flips;
use crate::tree::{Nodes, TreeInMemory, leaf_hash};

#[test]
fn paths_are_read_as_they_are_printed_and_no_other_way() {
    let hashes = |level, index, width| TilePath::Hashes { level, index, width };
    let entries = |index, width| TilePath::Entries { index, width };
    let table = [
        ("tile/0/000", hashes(0, 0, 256)),
        ("tile/0/x001/x234/067", hashes(0, 1_234_067, 256)),
        ("tile/63/999.p/255", hashes(63, 999, 255)),
        ("tile/1/x001/000.p/1", hashes(1, 1_000, 1)),
        ("tile/entries/000.p/17", entries(0, 17)),
        ("tile/entries/x018/x446/x744/x073/x709/x551/615", entries(u64::MAX, 256)),
    ];
    for (text, path) in table {
        assert_eq!(path.to_string(), text);
        assert_eq!(text.parse(), Ok(path));
    }
    let refused = [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/001/000",
        "tile/0/x000/000",
        "tile/0/x000/001",
        "tile/0/x001/x000",
        "tile/0/X001/000",
        "tile/0/000/",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/+1",
        "tile/data/000",
        "tile/entries/",
        "tile/entries/00",
        "tile/0/000.p/1.p/1",
        "tile/entries/x018/x446/x744/x073/x709/x551/616",
        "tile/0/xxx",
        "tile/0/x",
        "tile/0/x001//000",
        "tile/0/../000",
    ];
    for text in refused {
        assert_eq!(text.parse::<TilePath>().map(|path| path.to_string()).ok(), None, "{text}");
    }
}

#[test]
fn a_flipped_bit_of_a_path_never_gives_the_same_path() {
    let path: TilePath = "tile/1/x001/067.p/112".parse().unwrap();
    for flipped in flips(path.to_string().as_bytes()) {
        let read = std::str::from_utf8(&flipped).ok().and_then(|text| text.parse::<TilePath>().ok());
        assert_ne!(read, Some(path));
        assert!(read.is_none_or(|read| read.to_string().as_bytes() == flipped));
    }
}

#[test]
fn tlog_tiles_agrees_on_paths_and_on_which_tiles_are_new() {
    // Theirs is Go's form, with the height of tiles in front.
    let theirs = |tile: &tlog_tiles::Tile| tile.path().replace("tile/8/", "tile/");
    for (from, size) in [(0, 1), (0, 255), (0, 256), (0, 70_000), (1, 2), (255, 256), (256, 70_000), (69_999, 70_000)] {
        let mut expected: Vec<String> = tlog_tiles::Tile::new_tiles(8, from, size).iter().map(theirs).collect();
        expected.sort();
        let mut ours: Vec<String> = tiles_between(from, size).map(|path| path.to_string()).collect();
        ours.sort();
        assert_eq!(ours, expected, "from {from} to {size}");
    }
    assert_eq!(tiles_between(5, 5).count(), 0);
}

#[test]
fn the_example_of_the_specification_has_its_tiles() {
    let tiles: Vec<TilePath> = tiles_between(0, 70_000).collect();
    let count = |wanted: u8, full: bool| {
        tiles
            .iter()
            .filter(|path| matches!(path, TilePath::Hashes { level, width, .. } if *level == wanted && (*width == 256) == full))
            .count()
    };
    assert_eq!((count(0, true), count(0, false), count(1, true), count(1, false), count(2, false)), (273, 1, 1, 1, 1));
    assert_eq!(tiles.len(), 277);
    assert!(tiles.contains(&TilePath::Hashes { level: 0, index: 273, width: 112 }));
    assert!(tiles.contains(&TilePath::Hashes { level: 1, index: 1, width: 17 }));
    assert_eq!(bundles_between(0, 70_000).count(), 274);
    assert_eq!(bundles_between(0, 70_000).last().unwrap().to_string(), "tile/entries/273.p/112");
}

#[test]
fn every_node_is_found_in_its_tile() {
    let size = 70_000;
    let tree: TreeInMemory = (0..size as u64).map(|number| leaf_hash(&number.to_be_bytes())).collect();
    for level in 0..=16u8 {
        for index in (0..size as u64 >> level).step_by(if level < 4 { 997 } else { 1 }) {
            let node = Node { level, index };
            let place = TilePlace::of(node);
            let width = (hashes_at(place.level, size as u64) - place.index * 256).min(256);
            let hashes = (0..width)
                .map(|i| tree.node(Node { level: place.level * TILE_LEVELS, index: place.index * 256 + i }).unwrap());
            let tile = Tile::new(hashes.collect()).unwrap();
            assert_eq!(tile.subtree(place.height, place.within), Some(tree.node(node).unwrap()), "{node:?}");
            assert_eq!(Tile::from_bytes(&tile.to_bytes()), Ok(tile));
        }
    }
}

#[test]
fn what_is_no_tile_or_bundle_is_refused() {
    for bytes in [vec![], vec![0; 31], vec![0; 33], vec![0; 257 * 32]] {
        assert_eq!(Tile::from_bytes(&bytes), Err(TileError::Hashes(bytes.len())));
    }
    assert_eq!(Tile::from_bytes(&[0; 64]).unwrap().subtree(2, 0), None, "the tile has two hashes");
    let entries: [&[u8]; 3] = [b"one", b"", &[7; EVENT_LEN_MAX]];
    let bytes = bundle(entries);
    assert_eq!(entries_of_bundle(&bytes), Ok(entries.to_vec()));
    let too_many = bundle(std::iter::repeat_n(&b"x"[..], 257));
    for bytes in [&[][..], &bytes[1..], &bytes[..bytes.len() - 1], &[&bytes[..], &[0]].concat(), &too_many] {
        assert_eq!(entries_of_bundle(bytes), Err(TileError::Entries));
    }
}
