//! A table as Parquet: typed columns, Snappy, so that DuckDB, R and Python read it without being told anything.
//!
//! Invariant: what waits to be written is one group of rows, whatever the length of the table.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::new_file::NewFile;
use super::table::{Column, Sort, TakesRows, Value};
use crate::failure::Failure;

/// Rows in a group.
const GROUP_ROWS: usize = 16_384;

/// Writes a table as Parquet.
pub(super) struct ParquetTable {
    columns: &'static [Column],
    writer: SerializedFileWriter<NewFile>,
    /// The rows of the group to come, by column.
    waiting: Vec<Vec<Value>>,
}

impl ParquetTable {
    /// Begins the file.
    pub(super) fn begin(columns: &'static [Column], file: NewFile) -> Result<Self, Failure> {
        let fields = columns.iter().map(|column| parquet_type(*column).map(Arc::new));
        let fields = fields.collect::<Result<_, _>>().map_err(failed)?;
        let schema = Type::group_type_builder("onrecord").with_fields(fields).build().map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned());
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()));
        Ok(ParquetTable { writer: writer.map_err(failed)?, columns, waiting: vec![Vec::new(); columns.len()] })
    }

    /// Writes what waits and the footer, and puts the file in its place.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.write_group()?;
        self.writer.into_inner().map_err(failed)?.finish()
    }

    fn write_group(&mut self) -> Result<(), Failure> {
        if self.waiting.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for (column, values) in self.columns.iter().zip(&mut self.waiting) {
            // The schema was made of the same columns, so there is a writer for each.
            let writer = group.next_column().map_err(failed)?;
            let mut writer = writer.ok_or_else(|| Failure::new("the schema has fewer columns than the table"))?;
            write_column(&mut writer, column.sort, std::mem::take(values)).map_err(failed)?;
            writer.close().map_err(failed)?;
        }
        group.close().map(|_| ()).map_err(failed)
    }
}

impl TakesRows for ParquetTable {
    fn row(&mut self, values: Vec<Value>) -> Result<(), Failure> {
        for (column, value) in self.waiting.iter_mut().zip(values) {
            column.push(value);
        }
        if self.waiting.first().is_some_and(|column| column.len() >= GROUP_ROWS) { self.write_group() } else { Ok(()) }
    }
}

/// A column's type. All may be empty, so that readers need not know which never are.
fn parquet_type(column: Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.sort {
        Sort::Words | Sort::Term => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Sort::Number => (Physical::INT64, None),
        Sort::Flag => (Physical::BOOLEAN, None),
        Sort::Day => (Physical::INT32, Some(LogicalType::Date)),
        Sort::Instant => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MICROS))),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// Writes a column's values; the levels say which are there.
fn write_column(writer: &mut SerializedColumnWriter<'_>, sort: Sort, values: Vec<Value>) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values.iter().map(|value| i16::from(*value != Value::None)).collect();
    match sort {
        Sort::Words | Sort::Term => {
            let there = values.into_iter().filter_map(Value::into_text).map(|text| ByteArray::from(text.into_bytes()));
            let there: Vec<ByteArray> = there.collect();
            writer.typed::<ByteArrayType>().write_batch(&there, Some(&levels), None)?;
        }
        Sort::Number | Sort::Instant => {
            let there: Vec<i64> = values.iter().filter_map(Value::as_number).collect();
            writer.typed::<Int64Type>().write_batch(&there, Some(&levels), None)?;
        }
        Sort::Day => {
            let days = values.iter().filter_map(Value::as_number).filter_map(|days| i32::try_from(days).ok());
            writer.typed::<Int32Type>().write_batch(&days.collect::<Vec<i32>>(), Some(&levels), None)?;
        }
        Sort::Flag => {
            let there: Vec<bool> = values.iter().filter_map(Value::as_number).map(|flag| flag != 0).collect();
            writer.typed::<BoolType>().write_batch(&there, Some(&levels), None)?;
        }
    }
    Ok(())
}

fn failed(error: ParquetError) -> Failure {
    let mut failure = Failure::new("the Parquet file cannot be written");
    failure.causes.push(error.to_string());
    failure
}
