//! A table as CSV, with no cell that a spreadsheet would run as a formula.

use onrecord_core::header::RecordedAt;
use onrecord_core::stated_on::Day;

use super::sink::Sink;
use super::table::{Column, Sort, TakesRows, Value};
use crate::clock::show_instant;
use crate::failure::Failure;
use crate::formula::guarded;
use crate::output::{Lines, printable};

/// Writes a table as CSV.
pub(super) struct CsvTable<'o> {
    columns: &'static [Column],
    writer: csv::Writer<Sink<'o>>,
    /// On a terminal nothing may get through that it would act on.
    printable: bool,
}

impl<'o> CsvTable<'o> {
    /// Writes the headings.
    pub(super) fn begin(columns: &'static [Column], sink: Sink<'o>) -> Result<Self, Failure> {
        let printable = sink.is_terminal();
        let mut writer = csv::Writer::from_writer(sink);
        writer.write_record(columns.iter().map(|column| column.name)).map_err(failed)?;
        Ok(CsvTable { columns, writer, printable })
    }

    /// Hands back where the table went, complete.
    pub(super) fn finish(self) -> Result<Sink<'o>, Failure> {
        self.writer.into_inner().map_err(|error| Failure::from(error.into_error()))
    }
}

impl TakesRows for CsvTable<'_> {
    fn row(&mut self, values: Vec<Value>) -> Result<(), Failure> {
        for (column, value) in self.columns.iter().zip(values) {
            let cell = cell(column.sort, value);
            let cell = if self.printable { printable(&cell, Lines::Joined) } else { cell };
            self.writer.write_field(cell).map_err(failed)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(failed)
    }
}

fn cell(sort: Sort, value: Value) -> String {
    match value {
        Value::Text(text) if sort == Sort::Words => guarded(&text).into_owned(),
        Value::Text(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => if flag { "yes" } else { "" }.to_owned(),
        Value::Day(days) => Day::from_unix_days(days).map_or_else(String::new, |day| day.to_string()),
        Value::Instant(micros) => show_instant(RecordedAt::from_micros(micros)),
        Value::None => String::new(),
    }
}

/// A closed pipe stays one: the reader had enough.
fn failed(error: csv::Error) -> Failure {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() {
        Failure::from(error)
    } else {
        // Only rows of differing widths would come here, and every row has the width of the columns.
        Failure::new(format!("the table cannot be written: {text}"))
    }
}
