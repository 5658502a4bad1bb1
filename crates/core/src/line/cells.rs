//! A statement from cells of text, as tables have them.
//!
//! Invariant: an empty cell says nothing; it never takes a value away.

use thiserror::Error;

use super::{Field, GivenForm, GivenSource, LineType, Several, SourceKey, StatementLine};
use crate::stance::{Stance, StanceError};
use crate::stated_on::{DateError, StatedOn};
use crate::vocabulary::{Certainty, Genre, UnknownTerm};
use crate::words::{Language, NotALanguage};

/// A statement in the making.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    date: Option<StatedOn>,
    speaker: Option<String>,
    issue: Option<String>,
    stance: Option<Stance>,
    form: Option<GivenForm>,
    id: Option<String>,
    on_behalf_of: Vec<String>,
    own_name: bool,
    about: Option<String>,
    reported_by: Option<String>,
    role: Option<String>,
    wording: Option<String>,
    condition: Option<String>,
    unconditional: bool,
    genre: Option<Genre>,
    channel: Option<String>,
    text: Option<String>,
    original: Option<String>,
    lang: Option<Language>,
    sources: Vec<String>,
    described: SourceKey,
    locator: Option<String>,
    occasion: Option<String>,
    account: bool,
    certainty: Option<Certainty>,
    utterance: Option<String>,
    noted_on: Option<StatedOn>,
    note: Option<String>,
}

/// Why a cell is not taken.
#[derive(Debug, Error)]
pub enum CellError {
    /// No date.
    #[error(transparent)]
    Date(#[from] DateError),
    /// No stance.
    #[error(transparent)]
    Stance(#[from] StanceError),
    /// None of the words that stand there.
    #[error(transparent)]
    Term(#[from] UnknownTerm),
    /// No language.
    #[error(transparent)]
    Language(#[from] NotALanguage),
    /// Neither yes nor no.
    #[error("`{0}` is neither yes nor no: write yes or no, or leave the cell empty")]
    Flag(String),
    /// A needed field has no value.
    #[error("missing field `{}`", .0.as_str())]
    Missing(Field),
    /// Places without as many sources.
    #[error("there are {sources} sources, but places are given for {places}: write one for each, with | between them")]
    Places {
        /// How many places.
        places: usize,
        /// How many sources.
        sources: usize,
    },
    /// A source is named and described.
    #[error("the source `{0}` is named by its slug: leave out its title, publisher, address and day")]
    NamedAndDescribed(String),
}

impl Cells {
    /// Takes a cell.
    pub fn set(&mut self, field: Field, cell: &str) -> Result<(), CellError> {
        let trimmed = cell.trim();
        if trimmed.is_empty() {
            return Ok(());
        }
        let name = || Some(trimmed.to_owned());
        // Words stand as they are, with the white space that their source has.
        let words = || Some(cell.to_owned());
        match field {
            Field::Id => self.id = name(),
            Field::Date => self.date = Some(trimmed.parse()?),
            Field::Speaker => self.speaker = name(),
            Field::OnBehalfOf => self.on_behalf_of = several(trimmed),
            Field::OwnName => self.own_name = flag(trimmed)?,
            Field::About => self.about = name(),
            Field::ReportedBy => self.reported_by = name(),
            Field::Role => self.role = name(),
            Field::Issue => self.issue = name(),
            Field::Wording => self.wording = name(),
            Field::Stance => self.stance = Some(trimmed.to_lowercase().parse()?),
            Field::Condition => self.condition = words(),
            Field::Unconditional => self.unconditional = flag(trimmed)?,
            Field::Form => self.form = Some(trimmed.to_lowercase().parse()?),
            Field::Genre => self.genre = Some(trimmed.to_lowercase().parse()?),
            Field::Channel => self.channel = name(),
            Field::Text => self.text = words(),
            Field::Original => self.original = words(),
            Field::Lang => self.lang = Some(trimmed.parse()?),
            Field::Source => self.sources = several(trimmed),
            Field::SourceTitle => self.described.title = name(),
            Field::SourcePublisher => self.described.publisher = name(),
            Field::SourceUrl => self.described.url = name(),
            Field::SourceDate => self.described.date = Some(trimmed.parse()?),
            Field::Locator => self.locator = name(),
            Field::Occasion => self.occasion = name(),
            Field::Account => self.account = flag(trimmed)?,
            Field::Certainty => self.certainty = Some(trimmed.to_lowercase().parse()?),
            Field::Utterance => self.utterance = name(),
            Field::NotedOn => self.noted_on = Some(trimmed.parse()?),
            Field::Note => self.note = words(),
        }
        Ok(())
    }

    /// The statement, and the wording of its issue if one is given.
    pub fn finish(self) -> Result<(StatementLine, Option<String>), CellError> {
        let source = sources(self.sources, self.described, self.locator)?;
        let line = StatementLine {
            line_type: LineType::Statement,
            id: self.id,
            date: self.date.ok_or(CellError::Missing(Field::Date))?,
            speaker: self.speaker.ok_or(CellError::Missing(Field::Speaker))?,
            on_behalf_of: Several(self.on_behalf_of),
            own_name: self.own_name,
            about: self.about,
            reported_by: self.reported_by,
            role: self.role,
            issue: self.issue.ok_or(CellError::Missing(Field::Issue))?,
            stance: self.stance.ok_or(CellError::Missing(Field::Stance))?,
            condition: self.condition,
            unconditional: self.unconditional,
            form: self.form.ok_or(CellError::Missing(Field::Form))?,
            genre: self.genre,
            channel: self.channel,
            text: self.text,
            original: self.original,
            lang: self.lang,
            source,
            occasion: self.occasion,
            account: self.account,
            certainty: self.certainty,
            utterance: self.utterance,
            noted_on: self.noted_on,
            note: self.note,
        };
        Ok((line, self.wording))
    }
}

/// Sources by slug, each with its place, or the one that is described.
fn sources(
    slugs: Vec<String>,
    described: SourceKey,
    locator: Option<String>,
) -> Result<Several<GivenSource>, CellError> {
    let is_described = described != SourceKey::default();
    match slugs.as_slice() {
        [] if is_described => Ok(Several(vec![GivenSource::Described(SourceKey { locator, ..described })])),
        [] => Ok(Several::default()),
        [slug, ..] if is_described => Err(CellError::NamedAndDescribed(slug.clone())),
        [slug] => Ok(Several(vec![GivenSource::Named { slug: slug.clone(), locator }])),
        several => {
            let places: Vec<&str> = locator.as_deref().map_or(Vec::new(), |places| places.split('|').collect());
            if !places.is_empty() && places.len() != several.len() {
                return Err(CellError::Places { places: places.len(), sources: several.len() });
            }
            let place = |index: usize| places.get(index).map(|place| place.trim()).filter(|place| !place.is_empty());
            let named = several.iter().enumerate();
            let named = named.map(|(index, slug)| GivenSource::Named {
                slug: slug.clone(),
                locator: place(index).map(str::to_owned),
            });
            Ok(Several(named.collect()))
        }
    }
}

fn several(cell: &str) -> Vec<String> {
    cell.split(['|', ';']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn flag(cell: &str) -> Result<bool, CellError> {
    match cell.to_lowercase().as_str() {
        "yes" | "true" | "1" | "x" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(CellError::Flag(cell.to_owned())),
    }
}

#[cfg(test)]
mod tests;
