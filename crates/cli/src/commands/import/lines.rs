//! The lines of an import, numbered, each read whole or refused.

use std::io::{BufRead, Read};

use crate::failure::Failure;

/// A longer line is refused without being read whole, in bytes.
const LINE_LEN_MAX: usize = 16 << 20;

/// A line with its number, or why it is none.
type NumberedLine = (u64, Result<String, String>);

/// The lines of an input that are not empty, with their numbers from 1 on.
pub(super) struct Lines {
    input: Box<dyn BufRead>,
    number: u64,
    read: u64,
}

impl Lines {
    pub(super) fn new(input: Box<dyn BufRead>) -> Self {
        Lines { input, number: 0, read: 0 }
    }

    /// How many bytes were read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read
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
            self.read += len as u64;
            if len > LINE_LEN_MAX {
                if !bytes.ends_with(b"\n") {
                    self.skip_line()?;
                }
                return Ok(Some((
                    self.number,
                    Err(format!("column 1: the line is longer than {} MiB", LINE_LEN_MAX >> 20)),
                )));
            }
            if self.number == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            match String::from_utf8(bytes) {
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) => return Ok(Some((self.number, Ok(line)))),
                Err(error) => {
                    let column = error.utf8_error().valid_up_to() + 1;
                    return Ok(Some((
                        self.number,
                        Err(format!("column {column}: the line is not UTF-8 from here on")),
                    )));
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
            self.read += len as u64;
            if end {
                return Ok(());
            }
        }
    }
}
