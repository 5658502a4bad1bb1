//! Reading a segment file forward under a fixed end.

use std::io::{self, BufReader, Read};

use fs_err as fs;

/// Large enough that a scan of small frames is not one system call each.
const BUFFER_BYTES: usize = 256 << 10;

/// A place in a segment file, and the end behind which nothing is read.
pub(crate) struct SegmentCursor {
    file: BufReader<fs::File>,
    at: u64,
    end: u64,
}

impl SegmentCursor {
    /// At the beginning of a file that is read as far as `end`.
    pub(crate) fn of(file: fs::File, end: u64) -> Self {
        SegmentCursor { file: BufReader::with_capacity(BUFFER_BYTES, file), at: 0, end }
    }

    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    pub(crate) fn end(&self) -> u64 {
        self.end
    }

    pub(crate) fn remaining(&self) -> u64 {
        self.end - self.at
    }

    /// Goes to an offset that is not behind the end.
    pub(crate) fn seek(&mut self, to: u64) -> io::Result<()> {
        assert!(to <= self.end, "offset {to} is behind the end {}", self.end);
        // Offsets in a file fit an `i64`, so their difference does too.
        self.file.seek_relative(to as i64 - self.at as i64)?;
        self.at = to;
        Ok(())
    }

    /// Fills `bytes` with the next ones, which the caller knows to lie before the end.
    pub(crate) fn read(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        assert!(bytes.len() as u64 <= self.remaining(), "{} bytes at {} of {}", bytes.len(), self.at, self.end);
        self.file.read_exact(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Fills `bytes` from an offset and comes back to where it was.
    pub(crate) fn read_at(&mut self, from: u64, bytes: &mut [u8]) -> io::Result<()> {
        let back = self.at;
        self.seek(from)?;
        self.read(bytes)?;
        self.seek(back)
    }
}
