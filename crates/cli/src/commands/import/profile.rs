//! A profile: a TOML file that says how the columns of a table become statements (`docs/import.md`).

use std::collections::BTreeMap;
use std::path::Path;

use onrecord_core::vocabulary::ActorKind;
use serde::Deserialize;

use super::encoding::Encoding;
use super::format::Format;
use crate::failure::Failure;

/// What a profile says. What it leaves out is told from the input.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    /// How the file is written.
    pub(super) format: Option<Format>,
    /// What stands between two cells.
    pub(super) delimiter: Option<String>,
    /// How its bytes are read.
    pub(super) encoding: Option<Encoding>,
    /// What sort of actor new names are.
    pub(super) actor_kind: Option<ActorKind>,
    /// Columns that say nothing for a statement.
    #[serde(default)]
    pub(super) ignore: Vec<String>,
    /// By field, the column that fills it; of several, the first that the table has.
    #[serde(default)]
    pub(super) columns: BTreeMap<String, OneOrMany>,
    /// By field, a template that fills it; of several, the first whose columns all have a value.
    #[serde(default)]
    pub(super) templates: BTreeMap<String, OneOrMany>,
    /// By field, the value where nothing else fills it.
    #[serde(default)]
    pub(super) constants: BTreeMap<String, Constant>,
    /// By field, what the words of its column stand for.
    #[serde(default)]
    pub(super) values: BTreeMap<String, BTreeMap<String, Constant>>,
}

/// One text or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "write a text or a list of texts")]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// A value as TOML writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "write a text, a whole number, true or false")]
pub(super) enum Constant {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl Profile {
    /// Reads a profile from its file.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs_err::read_to_string(path).map_err(|error| Failure::of(&error))?;
        Profile::parse(&text, path)
    }

    /// Reads the text of a profile from this file.
    pub(super) fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            let what = error.message().lines().next().unwrap_or_default();
            Failure::new(format!("the profile `{}` cannot be read: line {line}: {what}", path.display()))
                .hint("docs/import.md says what a profile may have")
        })
    }
}

impl OneOrMany {
    pub(super) fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

impl Constant {
    /// The value as a cell would have it.
    pub(super) fn cell(&self) -> String {
        match self {
            Constant::Text(text) => text.clone(),
            Constant::Number(number) => number.to_string(),
            Constant::Flag(flag) => flag.to_string(),
        }
    }
}
