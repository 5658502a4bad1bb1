//! Changes an input in the ways in which bytes go wrong, by accident or on purpose.
//!
//! Invariant: what comes out follows from the generator's seed, the input and the pool.

use fastrand::Rng;

use crate::parts::{pack, unpack};
use crate::target::{Shape, Target};

/// An input does not grow beyond this by being changed.
const LEN_MAX: usize = 1 << 16;

/// Changes inputs of one target.
#[derive(Clone, Copy, Debug)]
pub struct Mutator<'a> {
    /// Whose inputs they are.
    pub target: &'a Target,
    /// Inputs from which pieces are taken.
    pub pool: &'a [Vec<u8>],
}

impl Mutator<'_> {
    /// Changes an input once to eight times.
    pub fn change(&self, rng: &mut Rng, input: &mut Vec<u8>) {
        for _ in 0..1 << rng.u32(0..4) {
            match self.target.shape {
                Shape::Bytes => {
                    let other = self.other(rng);
                    self.change_bytes(rng, input, other);
                }
                Shape::Parts => self.change_parts(rng, input),
            }
        }
    }

    fn other(&self, rng: &mut Rng) -> &[u8] {
        rng.choice(self.pool).map_or(&[], Vec::as_slice)
    }

    fn change_parts(&self, rng: &mut Rng, input: &mut Vec<u8>) {
        let mut parts = unpack(input).unwrap_or_default();
        let others = unpack(self.other(rng)).unwrap_or_default();
        if parts.is_empty() {
            parts.push(Vec::new());
        }
        let (at, with) = (rng.usize(..parts.len()), rng.usize(..parts.len()));
        match rng.u8(..16) {
            0 => drop(parts.remove(at)),
            1 => parts.swap(at, with),
            2 => parts.insert(with, parts[at].clone()),
            3 => rng.choice(&others).into_iter().for_each(|other| parts.insert(at, other.clone())),
            4 => rng.choice(&others).into_iter().for_each(|other| parts[at].clone_from(other)),
            _ => {
                let other = others.get(at).or_else(|| others.first()).map_or(&[][..], Vec::as_slice);
                self.change_bytes(rng, &mut parts[at], other);
            }
        }
        let packed = pack(&parts);
        if packed.len() <= LEN_MAX {
            *input = packed;
        }
    }

    fn change_bytes(&self, rng: &mut Rng, input: &mut Vec<u8>, other: &[u8]) {
        let at = rng.usize(..=input.len());
        match rng.u8(..13) {
            0 => input.truncate(at),
            1 => drop(input.drain(piece(rng, input.len()))),
            2 => {
                let copy = input[piece(rng, input.len())].to_vec();
                splice(input, at..at, &copy);
            }
            3 => {
                let new = rng.u64(..).to_be_bytes();
                let new = &new[..rng.usize(1..=8)];
                splice(input, at..at, new);
            }
            4 | 5 => {
                if let Some(word) = rng.choice(self.target.words) {
                    let end = if rng.bool() { at } else { (at + word.len()).min(input.len()) };
                    splice(input, at..end, word.as_bytes());
                }
            }
            6 => {
                let from = &other[piece(rng, other.len())];
                splice(input, piece(rng, input.len()), from);
            }
            7 => {
                let behind = &other[rng.usize(..=other.len())..];
                splice(input, at..input.len(), behind);
            }
            8 => set_number(rng, input, at),
            _ => set_byte(rng, input, at),
        }
    }
}

/// One byte: another bit, another value, one more or less, an end of the range.
fn set_byte(rng: &mut Rng, input: &mut [u8], at: usize) {
    let Some(byte) = input.get_mut(at) else { return };
    *byte = match rng.u8(..6) {
        0 => *byte ^ 1 << rng.u8(..8),
        1 => byte.wrapping_add(1),
        2 => byte.wrapping_sub(1),
        3 => *rng.choice(&[0, 1, 0x7f, 0x80, 0xff, b'\n', b'"', b'0', b'9']).unwrap_or(&0),
        4 if byte.is_ascii_digit() => b'0' + rng.u8(..10),
        _ => rng.u8(..),
    };
}

/// A big-endian number of two, four or eight bytes: a length that is a little wrong, or as wrong as it can be.
fn set_number(rng: &mut Rng, input: &mut [u8], at: usize) {
    let width = 1 << rng.u32(1..4);
    let Some(field) = input.get_mut(at..at + width) else { return };
    let mut bytes = [0; 8];
    bytes[8 - width..].copy_from_slice(field);
    let held = u64::from_be_bytes(bytes);
    let number = match rng.u8(..8) {
        0 => 0,
        1 => u64::MAX,
        2 => u64::MAX >> 1,
        3 => held.wrapping_add(1),
        4 => held.wrapping_sub(1),
        5 => held << 1,
        6 => 1 << rng.u32(..64),
        _ => rng.u64(..),
    };
    field.copy_from_slice(&number.to_be_bytes()[8 - width..]);
}

/// A piece of so many bytes: short ones more often than long ones.
fn piece(rng: &mut Rng, len: usize) -> std::ops::Range<usize> {
    let from = rng.usize(..=len);
    let most = (len - from).min(1 << rng.u32(..10));
    from..from + rng.usize(..=most)
}

fn splice(input: &mut Vec<u8>, at: std::ops::Range<usize>, new: &[u8]) {
    if input.len() + new.len() <= LEN_MAX {
        drop(input.splice(at, new.iter().copied()));
    }
}
