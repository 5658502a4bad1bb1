//! The lines of an import, numbered, each read whole or refused.

use std::io::{BufRead, Read};

use super::encoding::{self, Encoding};
use super::rejection::{Column, Rejection};
use crate::failure::Failure;

/// A longer line is refused without being read whole, in bytes.
pub(super) const LINE_LEN_MAX: usize = 16 << 20;

/// The lines of an input that are not empty, with their numbers from 1 on.
pub(super) struct Lines {
    input: Box<dyn BufRead>,
    encoding: Encoding,
    number: u64,
}

/// A line with its number, or why it is none.
type NumberedLine = (u64, Result<String, Rejection>);

impl Lines {
    pub(super) fn new(input: Box<dyn BufRead>, encoding: Encoding) -> Self {
        Lines { input, encoding, number: 0 }
    }

    /// The next line, or why it is none; nothing at the end.
    pub(super) fn next_line(&mut self) -> Result<Option<NumberedLine>, Failure> {
        loop {
            let mut bytes = Vec::new();
            let len = (&mut self.input).take(LINE_LEN_MAX as u64 + 1).read_until(b'\n', &mut bytes)?;
            if len == 0 {
                return Ok(None);
            }
            self.number += 1;
            if len > LINE_LEN_MAX {
                if !bytes.ends_with(b"\n") {
                    self.skip_line()?;
                }
                return Ok(Some((self.number, Err(Rejection::at(Column::Byte(1), too_long())))));
            }
            if self.number == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            match self.encoding.text(bytes) {
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => return Ok(Some((self.number, Ok(line)))),
                Err(at) => {
                    let failure = Failure::new("the line is not UTF-8 from here on").hint(encoding::HINT);
                    return Ok(Some((self.number, Err(Rejection::at(Column::Byte(at + 1), failure)))));
                }
            }
        }
    }

    fn skip_line(&mut self) -> Result<(), Failure> {
        loop {
            let buffer = self.input.fill_buf()?;
            let (end, len) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (true, at + 1),
                None => (buffer.is_empty(), buffer.len()),
            };
            self.input.consume(len);
            if end {
                return Ok(());
            }
        }
    }
}

/// Why a line is refused without being read whole.
pub(super) fn too_long() -> Failure {
    Failure::new(format!("the line is longer than {} MiB", LINE_LEN_MAX >> 20))
}
