//! A table to be exported: columns of one sort each, and rows of values.

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) sort: Sort,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Words that somebody wrote.
    Words,
    /// Words of our own: terms, dates, hashes. No spreadsheet takes them for a formula.
    Term,
    /// Whole numbers.
    Number,
    /// Yes or no.
    Flag,
    /// Days of the written calendar.
    Day,
    /// Instants.
    Instant,
}

/// A value; an empty cell where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
    /// Days since 1970-01-01.
    Day(i64),
    /// Microseconds since 1970-01-01T00:00Z.
    Instant(i64),
    None,
}

impl Value {
    /// A text; none where there is none or an empty one.
    pub(super) fn text(text: impl Into<Option<String>>) -> Value {
        text.into().filter(|text| !text.is_empty()).map_or(Value::None, Value::Text)
    }

    /// The text, if it is one.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text),
            Value::Number(_) | Value::Flag(_) | Value::Day(_) | Value::Instant(_) | Value::None => None,
        }
    }

    /// The number that stands for it, if one does.
    pub(super) fn as_number(&self) -> Option<i64> {
        match self {
            Value::Number(number) | Value::Day(number) | Value::Instant(number) => Some(*number),
            Value::Flag(flag) => Some(i64::from(*flag)),
            Value::Text(_) | Value::None => None,
        }
    }

    /// Texts in one cell, with `|` between them.
    pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Value {
        Value::text(texts.into_iter().collect::<Vec<_>>().join("|"))
    }

    /// A number.
    pub(super) fn number(number: Option<u64>) -> Value {
        number.and_then(|number| i64::try_from(number).ok()).map_or(Value::None, Value::Number)
    }
}

/// Something that takes the rows of a table.
pub(super) trait TakesRows {
    /// Takes a row: a value for each column.
    fn row(&mut self, values: Vec<Value>) -> Result<(), crate::failure::Failure>;
}
