//! A mapping: how the columns of one table become a statement.
//!
//! Invariants: every needed field is filled by something; every column is used, ignored on purpose, or the ledger's own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use onrecord_core::intake::NewNames;
use onrecord_core::line::{CellError, Cells, Field, Line, heading};
use onrecord_core::vocabulary::ActorKind;

use super::headings::Headings;
use super::rejection::{Column, Rejection};
use super::rows::Taken;
use super::template::Template;
use super::wishes::{WantedColumn, Wishes};
use crate::counted::counted;
use crate::failure::Failure;
use crate::ledger_columns::STATED_ON;

/// How a row becomes a statement.
pub(super) struct Mapping {
    headings: Vec<String>,
    fills: Vec<Fill>,
    actor_kind: ActorKind,
}

/// What fills a field: the first of these that gives a value.
struct Fill {
    field: Field,
    from: Vec<Filling>,
    values: BTreeMap<String, String>,
}

/// One way to fill a field.
enum Filling {
    Column(usize),
    Template(Template<usize>),
    Constant(String),
}

impl Mapping {
    /// Finds out how a table with these headings is read.
    pub(super) fn of(names: &[String], wishes: &Wishes) -> Result<Self, Failure> {
        let mut headings = Headings::of(names)?;
        let mut fills = Vec::new();
        for field in Field::ALL {
            let from = sources(field, &mut headings, wishes)?;
            let values = wishes.values.get(&field).cloned().unwrap_or_default();
            if !from.is_empty() {
                fills.push(Fill { field, from, values });
            }
        }
        headings.refuse_unused(wishes)?;
        let lacking = Field::NEEDED.into_iter().filter(|needed| fills.iter().all(|fill| fill.field != *needed));
        let lacking: Vec<String> = lacking.map(|field| format!("`{}`", field.as_str())).collect();
        if !lacking.is_empty() {
            return Err(Failure::new(format!("no column gives {}", lacking.join(", "))).hint(
                "name the column with --map FIELD=COLUMN, or give a value to all rows with a profile's constants",
            ));
        }
        Ok(Mapping { headings: names.to_vec(), fills, actor_kind: wishes.actor_kind })
    }

    /// The headings, as they are written.
    pub(super) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The statement that a row makes.
    pub(super) fn row(&self, cells: &[String]) -> Result<Taken, Rejection> {
        self.check_width(cells)?;
        let mut statement = Cells::default();
        for fill in &self.fills {
            if let Some(value) = fill.value(cells) {
                statement.set(fill.field, &value).map_err(|error| self.reject(fill.field, &error))?;
            }
        }
        let (line, wording) = statement.finish().map_err(|error| {
            if let CellError::Missing(field) = error {
                self.reject(field, &error)
            } else {
                Rejection::from(Failure::of(&error))
            }
        })?;
        let new = NewNames { actor_kind: self.actor_kind, wording };
        Ok(Taken { line: Line::Statement(Box::new(line)), new })
    }

    /// The column that fills a field; none if more than a column does.
    pub(super) fn column(&self, field: Field) -> Option<Column> {
        let fill = self.fills.iter().find(|fill| fill.field == field)?;
        let column = fill.from.iter().find_map(|from| match from {
            Filling::Column(index) => Some(*index),
            Filling::Template(_) | Filling::Constant(_) => None,
        });
        self.headings.get(column?).cloned().map(Column::Named)
    }

    /// Refuses a row that has fewer cells than there are headings, or values where there is no heading.
    fn check_width(&self, cells: &[String]) -> Result<(), Rejection> {
        let width = self.headings.len();
        let beyond = cells.get(width..).unwrap_or_default();
        if cells.len() < width || beyond.iter().any(|cell| !cell.trim().is_empty()) {
            let (cells, headings) = (counted(cells.len() as u64, "cell"), counted(width as u64, "heading"));
            return Err(Failure::new(format!("the row has {cells}, but there are {headings}")).into());
        }
        let unnamed = self.headings.iter().zip(cells).enumerate();
        let unnamed = unnamed.filter(|(_, (heading, cell))| heading.trim().is_empty() && !cell.trim().is_empty());
        match unnamed.map(|(index, _)| index).next() {
            Some(index) => Err(Rejection::at(Column::Cell(index), Failure::new("this cell has no heading"))),
            None => Ok(()),
        }
    }

    fn reject(&self, field: Field, error: &CellError) -> Rejection {
        Rejection { column: self.column(field), failure: Failure::of(error) }
    }
}

impl Fill {
    fn value<'c>(&'c self, cells: &'c [String]) -> Option<Cow<'c, str>> {
        self.from.iter().find_map(|from| match from {
            Filling::Column(index) => {
                let cell = cells.get(*index).map(String::as_str).filter(|cell| !cell.trim().is_empty())?;
                Some(Cow::Borrowed(self.meaning(cell)))
            }
            Filling::Template(template) => template.fill(cells).map(Cow::Owned),
            Filling::Constant(value) => Some(Cow::Borrowed(value.as_str())),
        })
    }

    /// What a cell stands for, where the profile says so.
    fn meaning<'c>(&'c self, cell: &'c str) -> &'c str {
        if self.values.is_empty() {
            return cell;
        }
        self.values.get(&cell.trim().to_lowercase()).map_or(cell, String::as_str)
    }
}

/// What fills a field in a table with these headings.
fn sources(field: Field, headings: &mut Headings<'_>, wishes: &Wishes) -> Result<Vec<Filling>, Failure> {
    let mut from = Vec::new();
    match wishes.columns.get(&field) {
        Some(WantedColumn::Firm(column)) => from.push(Filling::Column(headings.must_have(column)?)),
        Some(WantedColumn::AnyOf(columns)) => {
            from.extend(columns.iter().find_map(|column| headings.have(column)).map(Filling::Column));
        }
        None => {}
    }
    for template in wishes.templates.get(&field).into_iter().flatten() {
        from.push(Filling::Template(template.found(|column| headings.must_have(column))?));
    }
    if from.is_empty() {
        let stated_on = (field == Field::Date).then_some(STATED_ON);
        let names = [Some(field.as_str()), stated_on];
        from.extend(names.into_iter().flatten().find_map(|name| headings.have(&heading(name))).map(Filling::Column));
    }
    from.extend(wishes.constants.get(&field).cloned().map(Filling::Constant));
    Ok(from)
}
