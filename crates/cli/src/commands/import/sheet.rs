//! `--template`: an empty sheet, whose headings an import reads as they are.

use clap::ValueEnum;
use onrecord_core::line::Field;

use crate::failure::Failure;
use crate::output::Output;

/// How the sheet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Sheet {
    /// A table with a row of headings.
    Csv,
}

impl Sheet {
    /// Prints the sheet.
    pub(super) fn print(self, output: &mut Output) -> Result<(), Failure> {
        match self {
            Sheet::Csv => output.raw(format!("{}\n", Field::ALL.map(Field::as_str).join(",")).as_bytes()),
        }
    }
}
