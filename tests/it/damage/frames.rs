//! A segment taken apart into its header and its frames, by `docs/format.md` alone.

use std::ops::Range;

const SEGMENT_HEADER_LEN: usize = 96;

/// A segment as its header and the frames behind it.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    header: Vec<u8>,
    pub(super) frames: Vec<Vec<u8>>,
}

impl Segment {
    pub(super) fn parse(bytes: &[u8]) -> Segment {
        let (header, mut rest) = bytes.split_at(SEGMENT_HEADER_LEN);
        assert_eq!(&header[..4], b"ONRS");
        let mut frames = Vec::new();
        while !rest.is_empty() {
            assert_eq!(&rest[..4], b"ONRF");
            let (frame, after) = rest.split_at(u32::from_be_bytes(rest[4..8].try_into().unwrap()) as usize);
            assert_eq!(frame[4..8], frame[frame.len() - 4..]);
            frames.push(frame.to_vec());
            rest = after;
        }
        Segment { header: header.to_vec(), frames }
    }

    /// Where the last frame lies.
    pub(super) fn last_frame(&self) -> Range<usize> {
        let end = self.bytes().len();
        end - self.frames.last().unwrap().len()..end
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        [&[self.header.clone()][..], &self.frames].concat().concat()
    }

    /// Every segment that results from deleting, swapping or doubling frames, with what was done.
    pub(super) fn rearranged(&self) -> Vec<(String, Vec<u8>)> {
        let mut all = Vec::new();
        let mut push = |what: String, frames: Vec<Vec<u8>>| {
            all.push((what, Segment { header: self.header.clone(), frames }.bytes()));
        };
        let count = self.frames.len();
        for one in 0..count {
            let mut without = self.frames.clone();
            without.remove(one);
            push(format!("frame {one} deleted"), without);
            let mut twice = self.frames.clone();
            twice.insert(one, self.frames[one].clone());
            push(format!("frame {one} doubled"), twice);
            if one + 1 < count {
                let mut again = self.frames.clone();
                again.push(self.frames[one].clone());
                push(format!("frame {one} once more at the end"), again);
            }
            for other in one + 1..count {
                let mut swapped = self.frames.clone();
                swapped.swap(one, other);
                push(format!("frames {one} and {other} swapped"), swapped);
            }
        }
        all
    }
}
