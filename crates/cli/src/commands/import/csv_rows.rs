//! The rows of a table.

use onrecord_core::line::{Field, heading};

use super::dialect;
use super::encoding::Encoding;
use super::mapping::Mapping;
use super::records::{Record, Records, peek_line, unclosed};
use super::rejection::{Column, Rejection};
use super::rows::{NumberedRow, Raw};
use super::wishes::Wishes;
use crate::failure::Failure;
use crate::formula::unguarded;
use crate::ledger_columns::{REJECTED_COLUMNS, is_export};

/// Rows under headings.
pub(super) struct CsvRows {
    records: Records,
    /// None if the input has not even headings.
    mapping: Option<Mapping>,
    /// The cells of the row that was given last.
    cells: Vec<String>,
    guarded: bool,
}

/// How a table is written, as far as that is given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Encoding,
}

impl CsvRows {
    /// Reads the headings.
    pub(super) fn open(input: Box<dyn std::io::BufRead>, written: Written, wishes: &Wishes) -> Result<Self, Failure> {
        let (mut first, mut input) = peek_line(input)?;
        if first.starts_with("\u{feff}".as_bytes()) {
            input.consume(3);
            first.drain(..3);
        }
        let mut line = 1;
        let mut delimiter = written.delimiter;
        if let Some(named) = dialect::named_in(&first) {
            input.consume(first.len());
            (first, input) = peek_line(input)?;
            (line, delimiter) = (2, delimiter.or(Some(named)));
        }
        let delimiter = delimiter.unwrap_or_else(|| dialect::delimiter_of(&first));
        let mut records = Records::new(input, delimiter, written.encoding, line);
        let Some(Record { line, last_line: _, cells: headings }) = records.next_record()? else {
            return Ok(CsvRows { records, mapping: None, cells: Vec::new(), guarded: false });
        };
        let headings = headings.map_err(|rejection| {
            let Failure { message, hints, .. } = rejection.failure;
            Failure::new(format!("the headings in line {line} cannot be read: {message}")).hints(hints)
        })?;
        let mapping = Mapping::of(&headings, wishes)?;
        let compared: Vec<String> = headings.iter().map(|name| heading(name)).collect();
        let guarded = is_export(compared.iter().map(String::as_str))
            || compared.iter().any(|name| REJECTED_COLUMNS.contains(&name.as_str()));
        Ok(CsvRows { records, mapping: Some(mapping), cells: Vec::new(), guarded })
    }

    pub(super) fn next_row(&mut self) -> Result<Option<NumberedRow>, Failure> {
        let Some(mapping) = &self.mapping else {
            return Ok(None);
        };
        loop {
            self.cells.clear();
            let Some(Record { line, last_line, cells }) = self.records.next_record()? else {
                return Ok(None);
            };
            match cells {
                Ok(cells) if cells.iter().all(|cell| cell.trim().is_empty()) => {}
                Ok(cells) => {
                    self.cells = cells;
                    let row = if self.guarded {
                        let bare: Vec<String> = self.cells.iter().map(|cell| unguarded(cell).to_owned()).collect();
                        mapping.row(&bare)
                    } else {
                        mapping.row(&self.cells)
                    };
                    let row = row.map_err(|rejection| self.explained(rejection, line, last_line));
                    return Ok(Some((line, row)));
                }
                Err(rejection) => return Ok(Some((line, Err(self.explained(rejection, line, last_line))))),
            }
        }
    }

    pub(super) fn raw(&self) -> Raw<'_> {
        let headings = self.mapping.as_ref().map(Mapping::headings).unwrap_or_default();
        Raw::Cells { headings, cells: &self.cells, guarded: self.guarded }
    }

    pub(super) fn column(&self, field: Field) -> Option<Column> {
        self.mapping.as_ref()?.column(field)
    }

    /// The rejection with its column's heading, and with what may be wrong with a row of too many or too few cells.
    fn explained(&self, rejection: Rejection, line: u64, last_line: u64) -> Rejection {
        let Rejection { column, failure } = rejection;
        let headings = self.mapping.as_ref().map(Mapping::headings).unwrap_or_default();
        let wide = !self.cells.is_empty() && self.cells.len() != headings.len();
        let failure = if wide && last_line > line { failure.hint(unclosed(line, last_line)) } else { failure };
        let column = match column {
            Some(Column::Cell(index)) => {
                let name = headings.get(index).filter(|name| !name.trim().is_empty());
                Some(name.map_or(Column::Cell(index), |name| Column::Named(name.clone())))
            }
            other => other,
        };
        Rejection { column, failure }
    }
}
