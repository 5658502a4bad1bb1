//! A target: one door, what comes in through it, and the judge.

use crate::parts::{pack, unpack};

/// What a target makes of an input: accepted, or refused with a reason. It panics if the input broke a promise.
pub type Answer = Result<(), String>;

/// One door.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, on the command line and as the folder of its corpus.
    pub name: &'static str,
    /// How its inputs are changed.
    pub shape: Shape,
    /// Valid inputs, made by the code itself or taken from vectors and fixtures.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Texts that lead deeper than random bytes do.
    pub words: &'static [&'static str],
    /// Puts lengths, checksums and commitments of an input right, so that changes get past them.
    pub mend: fn(&mut Vec<u8>),
    /// Takes an input.
    pub take: fn(&[u8]) -> Answer,
}

/// How inputs are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Byte by byte.
    Bytes,
    /// A list of parts, each with its length in front: part by part, and each byte by byte.
    Parts,
}

impl Target {
    /// A door for bytes without checksums.
    pub(crate) const fn of_bytes(
        name: &'static str,
        seeds: fn() -> Vec<Vec<u8>>,
        words: &'static [&'static str],
        take: fn(&[u8]) -> Answer,
    ) -> Target {
        Target { name, shape: Shape::Bytes, seeds, words, mend: as_it_is, take }
    }

    /// Takes an input as it is and mended: what a fuzzer guided by coverage calls.
    pub fn take_both(&self, input: &[u8]) {
        let _as_it_is = (self.take)(input);
        let mut mended = input.to_vec();
        (self.mend)(&mut mended);
        let _mended = (self.take)(&mended);
    }
}

/// For targets without checksums.
pub(crate) fn as_it_is(_input: &mut Vec<u8>) {}

/// Mends an input of parts.
pub(crate) fn mend_parts(input: &mut Vec<u8>, mend: impl FnOnce(&mut Vec<Vec<u8>>)) {
    if let Some(mut parts) = unpack(input) {
        mend(&mut parts);
        *input = pack(&parts);
    }
}

/// The input as text, which is what these doors get.
pub(crate) fn text(input: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(input).map_err(|_| "not UTF-8".to_owned())
}

/// The `N` parts of an input; a part that is missing is empty.
pub(crate) fn parts<const N: usize>(input: &[u8]) -> Result<[Vec<u8>; N], String> {
    let mut parts = unpack(input).ok_or("not in parts")?;
    parts.resize(N, Vec::new());
    parts.try_into().map_err(|_| "not so many parts".to_owned())
}

/// An error with its causes, as an answer.
pub(crate) fn told(error: impl std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
