//! A zstd file: one compressed frame after the other, as `zstd` and `pzstd` write them.
//!
//! Invariant: a frame counts as read only if its checksum, where it has one, is that of its bytes.

use std::error::Error;
use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Reads all frames as one stream.
pub(super) struct ZstdFrames<R> {
    raw: R,
    decoder: FrameDecoder,
    within_frame: bool,
}

impl<R: BufRead> ZstdFrames<R> {
    pub(super) fn new(raw: R) -> Self {
        ZstdFrames { raw, decoder: FrameDecoder::new(), within_frame: false }
    }

    /// Begins the next frame of data; false at the end of the input.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.raw.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.raw) {
                Ok(()) => {
                    self.within_frame = true;
                    return Ok(true);
                }
                // A frame that holds something else than data, such as an index.
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut (&mut self.raw).take(u64::from(length)), &mut io::sink())?;
                }
                Err(error) => return Err(by_cause(&error)),
            }
        }
    }

    fn end(&mut self) -> io::Result<()> {
        self.within_frame = false;
        let (stated, found) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
        match (stated, found) {
            (Some(stated), Some(found)) if stated != found => Err(io::ErrorKind::InvalidData.into()),
            (_, _) => Ok(()),
        }
    }
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.within_frame && !self.begin()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let block = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.raw, block).map_err(|error| by_cause(&error))?;
            }
            let len = self.decoder.read(buffer)?;
            if len > 0 {
                return Ok(len);
            }
            self.end()?;
        }
    }
}

/// The error as reading a file would give it: data that ends too early is told apart from data that is wrong.
fn by_cause(error: &FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return io::Error::new(io.kind(), io.to_string());
        }
        cause = error.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
