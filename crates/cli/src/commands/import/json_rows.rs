//! The lines of a JSON Lines input.

use onrecord_core::intake::NewNames;
use onrecord_core::line::{Field, Line, LineType};
use onrecord_core::vocabulary::ActorKind;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::lines::Lines;
use super::mapping::Mapping;
use super::rejection::{Column, Rejection};
use super::rows::{NumberedRow, Raw, Taken};
use super::wishes::Wishes;
use crate::failure::Failure;
use crate::near;

/// Lines, each a JSON object.
pub(super) struct JsonRows {
    lines: Lines,
    /// The line that was given last; none if it could not be read.
    line: Option<String>,
    wishes: Wishes,
    /// How objects with the keys of the last one are read, if keys are mapped to fields.
    mapping: Option<Mapping>,
}

impl JsonRows {
    pub(super) fn new(lines: Lines, wishes: Wishes) -> Self {
        JsonRows { lines, line: None, wishes, mapping: None }
    }

    pub(super) fn next_row(&mut self) -> Result<Option<NumberedRow>, Failure> {
        self.line = None;
        let Some((number, line)) = self.lines.next_line()? else {
            return Ok(None);
        };
        let row = line.and_then(|line| {
            let row = if self.wishes.are_none() { parse(&line, self.wishes.actor_kind) } else { self.mapped(&line) };
            self.line = Some(line);
            row
        });
        Ok(Some((number, row)))
    }

    pub(super) fn raw(&self) -> Raw<'_> {
        Raw::Line(self.line.as_deref().map(|line| line.trim_end_matches(['\r', '\n'])))
    }

    pub(super) fn column(&self, field: Field) -> Option<Column> {
        self.mapping.as_ref()?.column(field)
    }

    /// Takes an object as a row whose headings are its keys.
    fn mapped(&mut self, line: &str) -> Result<Taken, Rejection> {
        let object: Map<String, Value> = read(object_of(line)?)?;
        let (mut names, mut cells) = (Vec::new(), Vec::new());
        for (name, value) in object {
            let cell = match value {
                Value::Null => String::new(),
                Value::String(text) => text,
                Value::Bool(flag) => flag.to_string(),
                Value::Number(number) => number.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    let failure = Failure::new("holds a list or an object, where a mapped line has single values");
                    return Err(Rejection::at(Column::Named(name), failure));
                }
            };
            names.push(name);
            cells.push(cell);
        }
        let mapping = match self.mapping.take().filter(|mapping| mapping.headings() == names) {
            Some(mapping) => mapping,
            None => Mapping::of(&names, &self.wishes)?,
        };
        self.mapping.insert(mapping).row(&cells)
    }
}

/// Only the type of a line.
#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    line_type: Option<LineType>,
}

fn parse(line: &str, actor_kind: ActorKind) -> Result<Taken, Rejection> {
    let line = object_of(line)?;
    let typed: Typed = read(line)?;
    let line = match typed.line_type.unwrap_or_default() {
        LineType::Statement if typed.line_type.is_none() => {
            let read = read(line).map_err(|rejection: Rejection| match is_of_another_type(&rejection.failure) {
                true => Rejection { failure: rejection.failure.hint(NO_TYPE), ..rejection },
                false => rejection,
            });
            read.map(|line| Line::Statement(Box::new(line)))
        }
        LineType::Statement => read(line).map(|line| Line::Statement(Box::new(line))),
        LineType::Actor => read(line).map(Line::Actor),
        LineType::Role => read(line).map(Line::Role),
        LineType::Member => read(line).map(Line::Member),
        LineType::Issue => read(line).map(Line::Issue),
        LineType::Source => read(line).map(Line::Source),
        LineType::Occasion => read(line).map(Line::Occasion),
        LineType::Account => read(line).map(Line::Account),
    }?;
    Ok(Taken { line, new: NewNames { actor_kind, wording: None } })
}

/// Fields that lines of the registry have, and statements have not.
const OF_THE_REGISTRY: [&str; 12] = [
    "slug",
    "name",
    "kind",
    "aliases",
    "wording",
    "title",
    "publisher",
    "url",
    "actor",
    "group",
    "participants",
    "agenda",
];
/// What to say where one of them stands in a line that does not say what it is.
const NO_TYPE: &str = "a line without `type` is a statement; another record says what it is, as in \"type\": \"issue\"";

/// Whether a line was refused for a field that would be right in a line of another type.
fn is_of_another_type(failure: &Failure) -> bool {
    let unknown = failure.message.split_once("unknown field `").map(|(_, field)| field.trim_end_matches('`'));
    unknown.is_some_and(|field| OF_THE_REGISTRY.contains(&field))
}

/// The line without its line break: an error at the end of the line is one in its last column.
fn object_of(line: &str) -> Result<&str, Rejection> {
    let line = line.trim_end();
    match line.trim_start().chars().next().filter(|first| *first != '{') {
        Some(other) => {
            let what = format!("a line is a JSON object in {{}}, this one begins with `{other}`");
            Err(Rejection::at(Column::Byte(1), Failure::new(what)))
        }
        None => Ok(line),
    }
}

/// Reads one value; the error says at which column and what is wrong.
fn read<T: DeserializeOwned>(line: &str) -> Result<T, Rejection> {
    serde_json::from_str(line).map_err(|error| {
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        let what = if error.is_eof() { "the line ends before its object does" } else { what };
        let what = what
            .replace("unknown variant", "unknown type")
            .replace("invalid type: sequence", "invalid type: list")
            .replace("invalid type: map", "invalid type: object")
            .replace("expected a boolean", "expected true or false");
        let at = |failure| Rejection::at(Column::Byte(error.column()), failure);
        // `unknown field` and `unknown variant` come with everything that would have been right.
        match what.split_once(", expected one of ") {
            Some((what, accepted)) => {
                let given = what.split('`').nth(1).unwrap_or_default();
                let accepted: Vec<&str> = accepted.split('`').skip(1).step_by(2).collect();
                let near = near::did_you_mean(given, accepted.iter().copied());
                at(Failure::new(what).hints(near).hint(format!("write one of {}", accepted.join(", "))))
            }
            None => at(Failure::new(what)),
        }
    })
}
