//! What a profile and the options say of a table, before its headings are known.

use std::collections::BTreeMap;

use onrecord_core::line::{Field, heading};
use onrecord_core::vocabulary::ActorKind;

use super::profile::{Constant, OneOrMany, Profile};
use super::template::Template;
use crate::failure::Failure;
use crate::near;

/// How fields are to be filled.
#[derive(Clone, Debug)]
pub(super) struct Wishes {
    /// Columns by field.
    pub(super) columns: BTreeMap<Field, WantedColumn>,
    /// Templates by field; the first that can be filled counts.
    pub(super) templates: BTreeMap<Field, Vec<Template<String>>>,
    /// Values by field, where nothing else fills it.
    pub(super) constants: BTreeMap<Field, String>,
    /// What words in a field's column stand for, by their lower-case spelling.
    pub(super) values: BTreeMap<Field, BTreeMap<String, String>>,
    /// Columns that are read past, as headings are compared.
    pub(super) ignored: Vec<String>,
    /// What sort of actor new names are.
    pub(super) actor_kind: ActorKind,
}

/// A column that fills a field.
#[derive(Clone, Debug)]
pub(super) enum WantedColumn {
    /// The table has it.
    Firm(String),
    /// The first of these that the table has, if it has any.
    AnyOf(Vec<String>),
}

impl Wishes {
    /// Takes a profile, and over it the options `--map` and `--ignore`.
    pub(super) fn of(profile: &Profile, maps: &[String], ignore: &[String]) -> Result<Self, Failure> {
        let mut wishes = Wishes {
            columns: by_field(&profile.columns, |columns| Ok(WantedColumn::of(columns)))?,
            templates: by_field(&profile.templates, |templates| {
                templates.as_slice().iter().map(|template| Template::read(template)).collect()
            })?,
            constants: by_field(&profile.constants, |constant| Ok(constant.cell()))?,
            values: by_field(&profile.values, |values| Ok(spellings(values)))?,
            ignored: profile.ignore.iter().chain(ignore).map(|column| heading(column)).collect(),
            actor_kind: profile.actor_kind.unwrap_or(ActorKind::Unknown),
        };
        for map in maps {
            let (name, column) = map.split_once('=').ok_or_else(|| {
                Failure::new(format!("`{map}` maps nothing")).hint("write FIELD=COLUMN, as in --map speaker=country")
            })?;
            let field = field(name)?;
            wishes.templates.remove(&field);
            wishes.constants.remove(&field);
            wishes.columns.insert(field, WantedColumn::Firm(column.to_owned()));
        }
        Ok(wishes)
    }

    /// Whether nothing is wished for, so that lines are taken as they are.
    pub(super) fn are_none(&self) -> bool {
        let fills = [self.columns.len(), self.templates.len(), self.constants.len(), self.values.len()];
        fills.iter().all(|fills| *fills == 0) && self.ignored.is_empty()
    }
}

impl WantedColumn {
    fn of(columns: &OneOrMany) -> Self {
        match columns {
            OneOrMany::One(column) => WantedColumn::Firm(column.clone()),
            OneOrMany::Many(columns) => WantedColumn::AnyOf(columns.clone()),
        }
    }
}

/// The field of a name, as profiles and options give it.
fn field(name: &str) -> Result<Field, Failure> {
    Field::named(name).ok_or_else(|| {
        Failure::new(format!("`{name}` is no field of a statement")).hints(near_field(name)).hint(fields())
    })
}

/// The field that was perhaps meant.
pub(super) fn near_field(name: &str) -> Option<String> {
    near::did_you_mean(&heading(name), Field::ALL.iter().map(|field| field.as_str()))
}

/// All fields, for those who know none.
pub(super) fn fields() -> String {
    format!("fields are {}", Field::ALL.map(Field::as_str).join(", "))
}

fn by_field<G, W>(
    given: &BTreeMap<String, G>,
    read: impl Fn(&G) -> Result<W, Failure>,
) -> Result<BTreeMap<Field, W>, Failure> {
    given.iter().map(|(name, given)| Ok((field(name)?, read(given)?))).collect()
}

fn spellings(values: &BTreeMap<String, Constant>) -> BTreeMap<String, String> {
    values.iter().map(|(word, value)| (word.to_lowercase(), value.cell())).collect()
}
