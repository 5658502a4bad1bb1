//! Names in lines: found, or added where that was asked for.

use super::registry::{described, source};
use super::{Building, IntakeError, Note, Outcome};
use crate::body::{ActorAdded, Body, ChannelAdded, CoderAdded, IssueAdded, Kind, SourceAdded};
use crate::hash::source_tag;
use crate::line::{GivenSource, SourceKey};
use crate::seq::Seq;
use crate::slug::Slug;
use crate::view::{Name, source_key};
use crate::words::{SlotName, Words};

impl Building<'_> {
    /// An actor by any of its names.
    pub(super) fn actor(&mut self, given: &str) -> Result<Seq, IntakeError> {
        if let Some(actor) = self.find(Kind::ActorAdded, given)? {
            return Ok(actor);
        }
        let mut words = self.words_of_unknown(Kind::ActorAdded, given)?;
        words.set(SlotName::Name, given.trim());
        Ok(self.add(Kind::ActorAdded, given, ActorAdded { kind: self.new.actor_kind }, words))
    }

    /// An issue by its slug.
    pub(super) fn issue(&mut self, given: &str) -> Result<Seq, IntakeError> {
        if let Some(issue) = self.find(Kind::IssueAdded, given)? {
            return Ok(issue);
        }
        let mut words = self.words_of_unknown(Kind::IssueAdded, given)?;
        let wording = self.new.wording.as_deref().map(|wording| one_line("wording", wording)).transpose()?;
        words.set(SlotName::Wording, wording.unwrap_or(given.trim()));
        Ok(self.add(Kind::IssueAdded, given, IssueAdded {}, words))
    }

    /// An occasion by its slug; it is never added on the way.
    pub(super) fn occasion_named(&mut self, given: &str) -> Result<Seq, IntakeError> {
        self.known(Kind::OccasionAdded, given)
    }

    /// A record that must be there.
    pub(super) fn known(&mut self, kind: Kind, given: &str) -> Result<Seq, IntakeError> {
        self.find(kind, given)?.ok_or_else(|| IntakeError::Unknown { kind, given: given.to_owned() })
    }

    /// A channel by its name, added if it is new.
    pub(super) fn channel(&mut self, name: &str) -> Result<Seq, IntakeError> {
        let name = one_line("channel", name)?;
        let key = (Kind::ChannelAdded, name.to_owned());
        let view = self.intake.view;
        let known = view.find(Name { kind: Kind::ChannelAdded, text: name }).map(|record| record.seq());
        if let Some(channel) = known.or_else(|| self.added.get(&key).copied()) {
            return Ok(channel);
        }
        let mut words = Words::new();
        words.set(SlotName::Name, name);
        let channel = self.draft(ChannelAdded {}, words);
        self.added.insert(key, channel);
        Ok(channel)
    }

    /// A coder by name, added if new.
    pub(super) fn coder(&mut self, name: &str) -> Result<Outcome, IntakeError> {
        let name = one_line("coder", name)?;
        if name.is_empty() {
            return Err(IntakeError::Rule("a coder has a name, this one is empty".to_owned()));
        }
        if let Some(record) = self.intake.view.find(Name { kind: Kind::CoderAdded, text: name }) {
            return Ok(Outcome::AlreadyRecorded(record.seq()));
        }
        let mut words = Words::new();
        words.set(SlotName::Name, name);
        Ok(Outcome::New(self.draft(CoderAdded {}, words)))
    }

    /// A source by its slug, or by its description, and then added if it is new.
    pub(super) fn source(&mut self, given: &GivenSource) -> Result<(Seq, Option<String>), IntakeError> {
        match given {
            GivenSource::Named { slug, locator } => Ok((self.known(Kind::SourceAdded, slug)?, locator.clone())),
            GivenSource::Described(key) => Ok((self.described_source(key)?, key.locator.clone())),
        }
    }

    fn described_source(&mut self, given: &SourceKey) -> Result<Seq, IntakeError> {
        let (body, words) = source(&described(given), None)?;
        let part = |slot: SlotName| words.text(slot);
        let published = given.date.as_ref().map(|day| day.as_str());
        let key = source_key(part(SlotName::Url), part(SlotName::Title), part(SlotName::Publisher), published);
        let added = (Kind::SourceAdded, key.clone());
        let known = self.intake.view.source_with_key(&key).or_else(|| self.redacted_source(&body, &words));
        if let Some(source) = known.or_else(|| self.added.get(&added).copied()) {
            return Ok(source);
        }
        let body = body.into();
        self.free_names(&body, &words)?;
        let source = self.draft(body, words);
        self.added.insert(added, source);
        Ok(source)
    }

    /// A source of which a part of the description was redacted, and the rest is the same; something must be left of it.
    fn redacted_source(&self, body: &SourceAdded, words: &Words) -> Option<Seq> {
        const PARTS: [SlotName; 3] = [SlotName::Url, SlotName::Title, SlotName::Publisher];
        let redacted: Vec<Seq> = PARTS.iter().flat_map(|part| self.intake.view.redacted_in(*part)).collect();
        let sources = redacted.into_iter().filter_map(|seq| self.intake.view.record(seq));
        let mut live = sources.filter(|source| source.retracted_by.is_none());
        let same = live.find(|source| {
            let old = source.words;
            let gone = |part: SlotName| old.is_erased(part);
            let left = PARTS.into_iter().any(|part| old.text(part).is_some());
            let published = matches!(source.body, Body::SourceAdded(old) if old.published == body.published);
            left && published && PARTS.into_iter().all(|part| gone(part) || old.text(part) == words.text(part))
        });
        same.map(|source| source.seq())
    }

    /// A record among those known or added by this plan.
    pub(super) fn find(&mut self, kind: Kind, given: &str) -> Result<Option<Seq>, IntakeError> {
        let slug = Slug::from_name(given)?;
        if let Some(added) = self.added.get(&(kind, slug.as_str().to_owned())) {
            return Ok(Some(*added));
        }
        let Some(record) = self.intake.view.find(Name { kind, text: given }) else {
            return Ok(None);
        };
        let known = record.words.text(SlotName::Name).unwrap_or_default();
        let by_slug = record.words.text(SlotName::Slug) == Some(slug.as_str());
        let said_otherwise = given != slug.as_str() && given.trim() != known;
        let is_alias = record.words.texts(SlotName::Alias).any(|(_, alias)| alias == given.trim());
        if by_slug && said_otherwise && !is_alias && !known.is_empty() {
            let (slug, given) = (slug.to_string(), given.to_owned());
            self.notes.push(Note::UnlikeName { slug, given, known: known.to_owned() });
        }
        Ok(Some(record.seq()))
    }

    fn words_of_unknown(&self, kind: Kind, given: &str) -> Result<Words, IntakeError> {
        if !self.intake.options.add_unknown {
            return Err(IntakeError::Unknown { kind, given: given.to_owned() });
        }
        let given = one_line("name", given)?;
        let mut words = Words::new();
        words.set(SlotName::Slug, Slug::from_name(given)?.as_str());
        Ok(words)
    }

    fn add(&mut self, kind: Kind, given: &str, body: impl Into<crate::body::Body>, words: Words) -> Seq {
        let slug = words.text(SlotName::Slug).unwrap_or_default().to_owned();
        let seq = self.draft(body, words);
        self.added.insert((kind, slug.clone()), seq);
        self.notes.push(Note::Added { kind, slug, given: given.to_owned() });
        seq
    }
}

/// A source's slug where none is given: the publisher's, and a tag of what makes it the same, so that it does not
/// depend on what was recorded before.
pub(super) fn source_slug(publisher: &str, key: &str) -> String {
    let name = Slug::from_name(publisher).map_or_else(|_| "source".to_owned(), |slug| slug.to_string());
    let short = name.get(..name.len().min(40)).unwrap_or("source").trim_end_matches('-').to_owned();
    format!("{short}-{}", source_tag(key))
}

/// A text without line breaks and other control characters, with white space at its ends cut off.
pub(super) fn one_line<'t>(field: &'static str, text: &'t str) -> Result<&'t str, IntakeError> {
    if text.chars().any(char::is_control) {
        return Err(IntakeError::ControlCharacter { field, given: text.to_owned() });
    }
    Ok(text.trim())
}

/// `one_line`, where there is a text; an empty one counts as none.
pub(super) fn one_line_some<'t>(field: &'static str, text: Option<&'t str>) -> Result<Option<&'t str>, IntakeError> {
    let text = text.map(|text| one_line(field, text)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}
