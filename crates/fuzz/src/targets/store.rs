//! What lies in the store: runs of entries, chunks of the index, the head.
//!
//! Invariant: what is read is written again as the same bytes, before they are squeezed, so that no damage is read as
//! something else.

use onrecord_core::entry::Head;
use onrecord_core::hash::ChainHash;
use onrecord_core::index::postings;
use onrecord_storage::doors;

use crate::parts::pack;
use crate::target::{Answer, Shape, Target, mend_parts, parts};
use crate::vectors;

pub(super) static TARGETS: &[Target] = &[
    Target { name: "run", shape: Shape::Parts, seeds: runs, words: &["e"], mend: mend_value, take: run },
    Target { name: "chunk", shape: Shape::Parts, seeds: chunks, words: &["x", "\0\0"], mend: mend_value, take: chunk },
    Target {
        name: "head",
        shape: Shape::Bytes,
        seeds: heads,
        words: &[],
        mend: |input| doors::mend_head(input),
        take: head,
    },
];

/// Every entry of the vectors in a run of its own, and some together, in both versions.
fn runs() -> Vec<Vec<u8>> {
    let packed = vectors::entries().into_iter().map(|entry| pack(&[entry.event, entry.words]));
    let packed: Vec<Vec<u8>> = packed.filter(|packed| packed.len() < 6 << 10).collect();
    let together = packed.chunks(3).map(<[Vec<u8>]>::concat);
    let runs = packed.iter().cloned().chain(together).zip(0_u64..);
    let first_version = runs.map(|(packed, first)| {
        let key = [b"e", &first.to_be_bytes()[..], &[0; 2]].concat();
        let mut input = pack(&[key, [&[0; 8][..], &[0, 1], &packed].concat()]);
        mend_value(&mut input);
        input
    });
    let all = vectors::entries();
    let runs = (1..=3).flat_map(|len| all.chunks(len)).zip(0_u64..);
    let squeezed = runs.filter_map(|(entries, first)| doors::run_of(first, entries));
    first_version.chain(squeezed.map(|(key, value)| pack(&[key, value]))).collect()
}

/// The postings of each entry of the vectors as a chunk, of the first version written from the page, and squeezed.
fn chunks() -> Vec<Vec<u8>> {
    let all = vectors::entries().into_iter().map(|entry| {
        let mut postings = postings(&entry);
        postings.sort_by(|one, other| one.key.cmp(&other.key));
        postings
    });
    let all: Vec<_> = all.collect();
    let first_version = all.iter().map(|postings| {
        let mut value = vec![0; 8];
        value.extend((postings.len() as u32).to_be_bytes());
        value.extend(b"\x01\x04next");
        let mut before: &[u8] = &[];
        for posting in postings {
            let shared = before.iter().zip(&posting.key).take_while(|(one, other)| one == other).count();
            value.extend([shared as u8, (posting.key.len() - shared) as u8]);
            value.extend(&posting.key[shared..]);
            value.extend((posting.value.len() as u16).to_be_bytes());
            value.extend(&posting.value);
            before = &posting.key;
        }
        let mut input = pack(&[b"x".to_vec(), value]);
        mend_value(&mut input);
        input
    });
    let squeezed = all.iter().map(|postings| doors::chunk_of(postings.clone()));
    first_version.chain(squeezed.map(|(key, value)| pack(&[key, value]))).collect()
}

fn heads() -> Vec<Vec<u8>> {
    let head = Head { size: 3, hash: ChainHash::new([9; 32]) };
    let mut value = [&head.size.to_be_bytes()[..], head.hash.as_bytes(), &[0; 8]].concat();
    doors::mend_head(&mut value);
    vec![value]
}

fn mend_value(input: &mut Vec<u8>) {
    mend_parts(input, |parts| {
        if let [key, value, ..] = parts.as_mut_slice() {
            doors::mend_value(key, value);
        }
    });
}

fn run(input: &[u8]) -> Answer {
    let [key, value] = parts(input)?;
    let (read, written) = doors::run(&key, &value).ok_or("no run of one piece")?;
    assert_eq!(written, read, "a run is written as it was read");
    Ok(())
}

fn chunk(input: &[u8]) -> Answer {
    let [key, value] = parts(input)?;
    let (read, written) = doors::chunk(&key, &value).ok_or("no chunk")?;
    assert_eq!(written, read, "a chunk is written as it was read");
    Ok(())
}

fn head(input: &[u8]) -> Answer {
    let written = doors::head(input).ok_or("no head")?;
    assert_eq!(written, input, "a head is written as it was read");
    Ok(())
}
