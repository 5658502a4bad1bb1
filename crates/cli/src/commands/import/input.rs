//! What an import reads: a file or standard input, plain, gzip or zstd, told by its first bytes.
//!
//! Invariant: what is read is bounded by buffers of fixed size; a stream that ends before its end is an error, never a
//! short file.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use super::zstd_frames::ZstdFrames;
use crate::failure::Failure;

/// Enough for the magic bytes of every format that is known.
const MAGIC_LEN_MAX: usize = 4;
/// How much is read at once, in bytes.
const BUFFER_LEN: usize = 64 << 10;

/// An open input.
pub(super) struct Input {
    /// Its bytes, decompressed.
    pub(super) bytes: Box<dyn BufRead>,
    /// How much of it was read, before decompression.
    pub(super) read: Rc<Cell<u64>>,
    /// How long it is, before decompression, if that is known.
    pub(super) len: Option<u64>,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(file: &str) -> Result<Self, Failure> {
        if file == "-" {
            return Input::of(Box::new(io::stdin().lock()), None);
        }
        let opened = fs_err::File::open(file).map_err(|error| Failure::of(&error))?;
        let metadata = opened.metadata().map_err(|error| Failure::of(&error))?;
        if metadata.is_dir() {
            return Err(Failure::new(format!("`{file}` is a folder")).hint("name a file, or - for standard input"));
        }
        Input::of(Box::new(opened), metadata.is_file().then_some(metadata.len()))
    }

    /// Finds out how bytes are compressed.
    pub(super) fn of(raw: Box<dyn Read>, len: Option<u64>) -> Result<Self, Failure> {
        let read = Rc::new(Cell::new(0));
        let counted = Counted { raw, read: Rc::clone(&read) };
        let mut raw = BufReader::with_capacity(BUFFER_LEN, counted);
        let magic = first_bytes(&mut raw)?;
        let raw = io::Cursor::new(magic.clone()).chain(raw);
        let bytes: Box<dyn BufRead> = match magic.as_slice() {
            [0x1f, 0x8b, ..] => decompressed("gzip", MultiGzDecoder::new(raw)),
            [0x28, 0xb5, 0x2f, 0xfd] => decompressed("zstd", ZstdFrames::new(raw)),
            [b'P', b'K', 3, 4] => {
                return Err(Failure::new("the input is a ZIP archive, as Excel workbooks are")
                    .hint("save the sheet as CSV (UTF-8), or unpack the archive, and import that"));
            }
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
                return Err(Failure::new("the input is UTF-16 text").hint("save it as UTF-8 and import that"));
            }
            _ => Box::new(raw),
        };
        Ok(Input { bytes, read, len })
    }
}

fn first_bytes(raw: &mut impl Read) -> Result<Vec<u8>, Failure> {
    let mut magic = Vec::new();
    raw.take(MAGIC_LEN_MAX as u64).read_to_end(&mut magic)?;
    Ok(magic)
}

fn decompressed(what: &'static str, decoder: impl Read + 'static) -> Box<dyn BufRead> {
    Box::new(BufReader::with_capacity(BUFFER_LEN, Told { what, decoder }))
}

/// Counts what is read.
struct Counted {
    raw: Box<dyn Read>,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.raw.read(buffer)?;
        self.read.set(self.read.get() + len as u64);
        Ok(len)
    }
}

/// A decoder whose errors say in plain words what is wrong with the input.
struct Told<R> {
    what: &'static str,
    decoder: R,
}

impl<R: Read> Read for Told<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.decoder.read(buffer).map_err(|error| {
            let (what, kind) = (self.what, error.kind());
            if kind == io::ErrorKind::UnexpectedEof {
                io::Error::new(kind, format!("the {what} data ends before its end: it was cut short"))
            } else if matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) {
                io::Error::new(kind, format!("the {what} data is damaged"))
            } else {
                error
            }
        })
    }
}
