//! The journal: headers of segments, frames, and whole files as the two readers of a journal see them.
//!
//! Invariant: the walk and the tail agree on where a journal without damage ends.

use std::path::Path;
use std::sync::LazyLock;

use fs_err as fs;
use onrecord_core::hash::LedgerId;
use onrecord_storage::doors;
use tempfile::TempDir;

use crate::parts::{pack, unpack};
use crate::target::{Answer, Shape, Target, mend_parts};
use crate::vectors;

pub(super) static TARGETS: &[Target] = &[
    Target { name: "segment", shape: Shape::Bytes, seeds: headers, words: &["ONRS"], mend: mend_header, take: segment },
    Target { name: "frame", shape: Shape::Bytes, seeds: frames, words: &["ONRF"], mend: mend_frame, take: frame },
    Target { name: "journal", shape: Shape::Parts, seeds: journals, words: &["ONRF", "ONRS"], mend, take: journal },
];

/// Bytes of a segment's header.
const HEADER_LEN: usize = 96;
/// No frame is shorter: the header, an entry of nothing, the end.
const FRAME_LEN_MIN: usize = 72;

fn headers() -> Vec<Vec<u8>> {
    vec![vectors::segment()[..HEADER_LEN].to_vec()]
}

fn ledger() -> LedgerId {
    static LEDGER: LazyLock<LedgerId> = LazyLock::new(|| {
        let mut id = [0; 16];
        id.copy_from_slice(&vectors::segment()[8..24]);
        LedgerId::new(id)
    });
    *LEDGER
}

/// The frames of the frozen ledger.
fn frames() -> Vec<Vec<u8>> {
    let segment = vectors::segment();
    let (mut rest, mut frames) = (&segment[HEADER_LEN..], Vec::new());
    while let Some(len) = rest.get(4..8) {
        let len = u32::from_be_bytes([len[0], len[1], len[2], len[3]]) as usize;
        let (frame, behind) = rest.split_at(len);
        frames.push(frame.to_vec());
        rest = behind;
    }
    assert!(frames.len() > 1, "the frozen ledger was written in several batches");
    frames
}

/// A part a file: whole, cut anywhere, and of two segments.
fn journals() -> Vec<Vec<u8>> {
    let header = headers().concat();
    let short: Vec<Vec<u8>> = frames().into_iter().take(4).collect();
    let segment = [header, short.concat()].concat();
    let mut journals = vec![pack(std::slice::from_ref(&segment)), pack(&[segment[..HEADER_LEN].to_vec()])];
    let mut end = HEADER_LEN;
    for frame in &short {
        journals.push(pack(&[segment[..end + frame.len() / 2].to_vec()]));
        end += frame.len();
        let second = second_header(&segment[..end]);
        journals.push(pack(&[segment[..end].to_vec(), [second, segment[end..].to_vec()].concat()]));
    }
    journals.push(pack(&[vectors::segment()]));
    journals
}

/// The header of the segment that would follow this one.
fn second_header(segment: &[u8]) -> Vec<u8> {
    let head = in_folder(&[segment.to_vec()]).unwrap_or_else(|error| panic!("{error}"));
    let mut header = segment[..HEADER_LEN].to_vec();
    header[24..32].copy_from_slice(&head.size.to_be_bytes());
    header[32..64].copy_from_slice(head.hash.as_bytes());
    doors::mend_segment_header(&mut header);
    header
}

fn mend_header(input: &mut Vec<u8>) {
    input.resize(HEADER_LEN, 0);
    input[..8].copy_from_slice(b"ONRS\0\x01\0\x60");
    doors::mend_segment_header(input);
}

fn mend_frame(input: &mut Vec<u8>) {
    input.resize(input.len().max(FRAME_LEN_MIN), 0);
    doors::mend_frame(ledger(), input);
}

fn mend(input: &mut Vec<u8>) {
    mend_parts(input, |files| files.iter_mut().for_each(|file| doors::mend_segment(file)));
}

fn segment(input: &[u8]) -> Answer {
    let written = doors::segment_header(input).ok_or("no header of a segment")?;
    assert_eq!(written, input, "a segment's header is written as it was read");
    Ok(())
}

fn frame(input: &[u8]) -> Answer {
    let written = doors::frame(ledger(), input).ok_or("no frame")?;
    assert_eq!(written, input, "a frame is written as it was read");
    Ok(())
}

fn journal(input: &[u8]) -> Answer {
    in_folder(&unpack(input).ok_or("not in parts")?).map(drop)
}

/// What the readers find in a journal of these files.
fn in_folder(files: &[Vec<u8>]) -> Result<onrecord_core::entry::Head, String> {
    static FOLDER: LazyLock<TempDir> =
        LazyLock::new(|| TempDir::with_prefix("onrecord-fuzz-").unwrap_or_else(|error| panic!("{error}")));
    let path = |index: usize| FOLDER.path().join(format!("{index:08}.seg"));
    let write = || {
        (0..).map(path).take_while(|path| path.exists()).try_for_each(fs::remove_file)?;
        files.iter().enumerate().try_for_each(|(index, file)| fs::write(path(index), file))
    };
    write().map_err(|error: std::io::Error| error.to_string())?;
    doors::journal(Path::new(FOLDER.path()))
}
