//! The headings of a table: found by name, each used or left out on purpose.

use onrecord_core::line::{Field, heading};

use super::wishes::{Wishes, fields, near_field};
use crate::failure::Failure;
use crate::ledger_columns::{LEDGER_COLUMNS, REJECTED_COLUMNS, is_export};
use crate::near;

/// The headings of a table, and which of them something uses.
pub(super) struct Headings<'n> {
    names: &'n [String],
    compared: Vec<String>,
    used: Vec<bool>,
}

impl<'n> Headings<'n> {
    /// Takes headings; two of the same name are refused.
    pub(super) fn of(names: &'n [String]) -> Result<Self, Failure> {
        let compared: Vec<String> = names.iter().map(|name| heading(name)).collect();
        for (second, name) in compared.iter().enumerate() {
            let first = compared.iter().position(|other| other == name).unwrap_or(second);
            if first < second && !name.is_empty() {
                return Err(Failure::new(format!(
                    "columns {} and {} have the same heading `{}`",
                    first + 1,
                    second + 1,
                    names[second]
                ))
                .hint("give each column a name of its own"));
            }
        }
        Ok(Headings { names, used: vec![false; names.len()], compared })
    }

    /// The place of a column, which is used from now on.
    pub(super) fn have(&mut self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|other| other == name);
        let wanted = heading(name);
        let index = exact.or_else(|| self.compared.iter().position(|other| *other == wanted))?;
        self.used[index] = true;
        Some(index)
    }

    /// The place of a column that must be there.
    pub(super) fn must_have(&mut self, name: &str) -> Result<usize, Failure> {
        self.have(name).ok_or_else(|| {
            let near = near::did_you_mean(&heading(name), self.compared.iter().map(String::as_str));
            Failure::new(format!("there is no column `{name}`"))
                .hints(near)
                .hint(format!("the columns are {}", self.names.join(", ")))
        })
    }

    /// Refuses columns that nothing uses and nobody ignores.
    pub(super) fn refuse_unused(&self, wishes: &Wishes) -> Result<(), Failure> {
        let is_export = is_export(self.compared.iter().map(String::as_str));
        let is_known = |name: &str| {
            name.is_empty()
                || wishes.ignored.iter().any(|ignored| ignored == name)
                || REJECTED_COLUMNS.contains(&name)
                || (is_export && LEDGER_COLUMNS.contains(&name))
        };
        let unused = self.compared.iter().enumerate();
        let unused = unused.filter(|(index, name)| !self.used[*index] && !is_known(name));
        let unused: Vec<&str> = unused.map(|(index, _)| self.names[index].as_str()).collect();
        let Some(first) = unused.first() else {
            return Ok(());
        };
        let quoted: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
        let (columns, are) = if unused.len() == 1 { ("column", "is") } else { ("columns", "are") };
        let failure = Failure::new(format!("the {columns} {} {are} used by no field", quoted.join(", ")));
        let failure = match Field::named(first) {
            Some(field) => failure.hint(format!("something else fills the field `{}`", field.as_str())),
            None => failure.hints(near_field(first)),
        };
        Err(failure
            .hint("--map FIELD=COLUMN uses a column, --ignore COLUMN reads past it; a profile can say both")
            .hint(fields()))
    }
}
