//! Where an export of text goes: to standard output, or into a file.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::new_file::NewFile;
use crate::failure::Failure;
use crate::output::{Output, write_object};

/// An open target.
pub(super) enum Sink<'o> {
    Out(&'o mut Output),
    File(NewFile),
}

impl<'o> Sink<'o> {
    /// Opens a file, or standard output if none is named.
    pub(super) fn open(path: Option<&Path>, output: &'o mut Output) -> Result<Self, Failure> {
        path.map_or(Ok(Sink::Out(output)), |path| NewFile::begin(path).map(Sink::File))
    }

    /// Whether what is written comes onto a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        match self {
            Sink::Out(output) => output.is_terminal(),
            Sink::File(_) => false,
        }
    }

    /// Writes an object on a line of its own.
    pub(super) fn object(&mut self, object: &impl Serialize) -> Result<(), Failure> {
        match self {
            Sink::Out(output) => output.object(object),
            Sink::File(file) => Ok(write_object(file, object)?),
        }
    }

    /// Ends it: a file is in its place from now on.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Sink::Out(_) => Ok(()),
            Sink::File(file) => file.finish(),
        }
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Out(output) => output.write(bytes),
            Sink::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            // Answers are flushed at the end, with whatever comes behind them.
            Sink::Out(_) => Ok(()),
            Sink::File(file) => file.flush(),
        }
    }
}
