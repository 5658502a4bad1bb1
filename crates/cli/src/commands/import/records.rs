//! The records of a CSV input, numbered by the line on which they begin, each read whole or refused.
//!
//! Invariant: no more of a record is kept than a line may have; the rest of a longer one is read past.

use std::io::{BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::encoding::{self, Encoding};
use super::lines::{LINE_LEN_MAX, too_long};
use super::rejection::{Column, Rejection};
use crate::failure::Failure;

/// More cells than this are too long a record too.
const CELLS_MAX: usize = 1 << 16;

/// Records of cells.
pub(super) struct Records {
    input: Box<dyn BufRead>,
    reader: Reader,
    encoding: Encoding,
    /// The line on which the next record begins.
    line: u64,
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// One record, or why it is none.
pub(super) struct Record {
    /// The line on which it begins.
    pub(super) line: u64,
    /// The line on which it ends.
    pub(super) last_line: u64,
    /// Its cells.
    pub(super) cells: Result<Vec<String>, Rejection>,
}

/// What reading a record came to.
struct Span {
    lines: u64,
    len: usize,
    quotes: usize,
    text_len: usize,
    cells: usize,
    closed: bool,
}

impl Records {
    pub(super) fn new(input: Box<dyn BufRead>, delimiter: u8, encoding: Encoding, first_line: u64) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Records { input, reader, encoding, line: first_line, text: vec![0; 1 << 12], ends: vec![0; 64] }
    }

    /// The next record; nothing at the end.
    pub(super) fn next_record(&mut self) -> Result<Option<Record>, Failure> {
        self.skip_line_ends()?;
        let line = self.line;
        let Some(span) = self.read_record()? else {
            return Ok(None);
        };
        self.line += span.lines;
        let last_line = line + span.lines.saturating_sub(1);
        Ok(Some(Record { line, last_line, cells: self.cells(line, last_line, &span) }))
    }

    /// Reads past line ends before a record, so that its number is that of its own line.
    fn skip_line_ends(&mut self) -> Result<(), Failure> {
        loop {
            let buffer = self.input.fill_buf()?;
            let len = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let more = len > 0;
            self.line += newlines(&buffer[..len]);
            self.input.consume(len);
            if !more {
                return Ok(());
            }
        }
    }

    /// Reads one record into `text` and `ends`, as far as they may grow.
    fn read_record(&mut self) -> Result<Option<Span>, Failure> {
        let mut span = Span { lines: 0, len: 0, quotes: 0, text_len: 0, cells: 0, closed: true };
        loop {
            let buffer = self.input.fill_buf()?;
            let at_end = buffer.is_empty();
            let (result, read, written, cells) =
                self.reader.read_record(buffer, &mut self.text[span.text_len..], &mut self.ends[span.cells..]);
            span.lines += newlines(&buffer[..read]);
            span.quotes += buffer[..read].iter().filter(|byte| **byte == b'"').count();
            span.len += read;
            span.text_len += written;
            span.cells += cells;
            self.input.consume(read);
            let is_too_long = span.len > LINE_LEN_MAX;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if is_too_long => span.text_len = 0,
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if is_too_long || self.ends.len() >= CELLS_MAX => {
                    span.len = LINE_LEN_MAX + 1;
                    span.cells = 0;
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    span.closed = !at_end || span.quotes.is_multiple_of(2);
                    return Ok(Some(span));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn cells(&self, line: u64, last: u64, span: &Span) -> Result<Vec<String>, Rejection> {
        if span.len > LINE_LEN_MAX {
            let runs_on = span.lines > 1;
            let failure = if runs_on { too_long().hint(unclosed(line, last)) } else { too_long() };
            return Err(failure.into());
        }
        if !span.closed {
            let failure = Failure::new("a quotation mark is opened here and never closed, to the end of the file");
            return Err(failure.into());
        }
        let mut start = 0;
        let mut cells = Vec::with_capacity(span.cells);
        for (index, end) in self.ends[..span.cells].iter().enumerate() {
            let bytes = self.text[start..*end].to_vec();
            start = *end;
            let cell = self.encoding.text(bytes).map_err(|at| {
                let failure = Failure::new(format!("the cell is not UTF-8 from its byte {} on", at + 1));
                Rejection::at(Column::Cell(index), failure.hint(encoding::HINT))
            })?;
            cells.push(cell);
        }
        Ok(cells)
    }
}

/// What may be wrong with a record that runs over many lines.
pub(super) fn unclosed(first: u64, last: u64) -> String {
    format!("it runs from line {first} to line {last}: is a quotation mark left open?")
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Reads a first line, bounded, and gives back an input that begins with it.
pub(super) fn peek_line(input: Box<dyn BufRead>) -> Result<(Vec<u8>, Box<dyn BufRead>), Failure> {
    let mut input = input;
    let mut line = Vec::new();
    (&mut input).take(LINE_LEN_MAX as u64).read_until(b'\n', &mut line)?;
    Ok((line.clone(), Box::new(std::io::Cursor::new(line).chain(input))))
}
