//! By which names records are found.
//!
//! Invariant: a slug or alias leads to one record of its kind, and goes on leading there after an amendment.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::{Record, View};
use crate::body::{Body, Kind};
use crate::seq::Seq;
use crate::slug::Slug;
use crate::words::{SlotName, Words};

/// Every name, by kind. Actors, issues, sources and occasions are found by slug, the others by their text.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Slugs and aliases.
    firm: BTreeMap<(Kind, String), Seq>,
    /// Display names as slugs, where no firm name is the same. The first that was not retracted has it.
    display: BTreeMap<(Kind, String), Vec<Seq>>,
    /// Ids of statements, and their keys of utterances.
    ids: BTreeMap<String, Seq>,
    utterances: BTreeMap<String, Seq>,
    /// First statements of utterances that have others.
    shared: BTreeSet<Seq>,
    /// Sources by what makes them the same; the first that was not retracted is meant.
    sources: BTreeMap<String, Vec<Seq>>,
}

/// A name, and the kind of record that it should lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// The kind.
    pub kind: Kind,
    /// A slug, an alias or a display name.
    pub text: &'a str,
}

/// A name that is already in use.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the name `{name}` already leads to event {taken_by}")]
pub struct NameError {
    /// The name.
    pub name: String,
    /// Where it leads.
    pub taken_by: Seq,
}

impl View {
    /// The record that a name leads to: by slug or alias, else by display name. Retracted records are not found.
    pub fn find(&self, name: Name<'_>) -> Option<Record<'_>> {
        let key = (name.kind, key_of(name.kind, name.text));
        let firm = self.names.firm.get(&key).copied().filter(|seq| self.is_live(*seq));
        let found = firm.or_else(|| self.first_live(self.names.display.get(&key)));
        found.and_then(|seq| self.record(seq))
    }

    /// The record that a slug or alias leads to; display names lead nowhere here.
    pub fn find_firm(&self, kind: Kind, name: &str) -> Option<Seq> {
        self.names.firm.get(&(kind, key_of(kind, name))).copied().filter(|seq| self.is_live(*seq))
    }

    /// The statement that was first recorded under an id.
    pub fn statement_with_id(&self, id: &str) -> Option<Seq> {
        self.names.ids.get(id).copied()
    }

    /// The first statement of an utterance, by the caller's key.
    pub fn utterance(&self, key: &str) -> Option<Seq> {
        self.names.utterances.get(key).copied()
    }

    /// The source with this address, title, publisher and day, by the key that `source_key` makes of them.
    pub fn source_with_key(&self, key: &str) -> Option<Seq> {
        self.first_live(self.names.sources.get(key))
    }

    fn first_live(&self, of: Option<&Vec<Seq>>) -> Option<Seq> {
        of.into_iter().flatten().copied().find(|seq| self.is_live(*seq))
    }

    /// All slugs and aliases of a kind that lead to records that were not retracted.
    pub fn names_of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let of_kind = self.names.firm.iter().filter(move |((named, _), seq)| *named == kind && self.is_live(**seq));
        of_kind.map(|((_, name), _)| name.as_str())
    }

    /// Whether the record's firm names are free, or lead to `owner` already.
    pub(crate) fn check_names(&self, body: &Body, words: &Words, owner: Seq) -> Result<(), NameError> {
        for name in firm_names(body, words) {
            let taken = self.names.firm.get(&(body.kind(), name.clone())).copied();
            if let Some(taken_by) = taken.filter(|by| *by != owner && self.is_live(*by)) {
                return Err(NameError { name, taken_by });
            }
        }
        Ok(())
    }
}

impl Names {
    pub(super) fn is_shared(&self, first: Seq) -> bool {
        self.shared.contains(&first)
    }

    /// Takes in the names of a new record.
    pub(super) fn add(&mut self, seq: Seq, body: &Body, words: &Words) {
        self.change(seq, body, words);
        if let Body::StatementMade(statement) = body {
            if let Some(id) = words.text(SlotName::Id) {
                keep_first(&mut self.ids, id, seq);
            }
            if let (Some(key), None) = (words.text(SlotName::Utterance), statement.utterance) {
                keep_first(&mut self.utterances, key, seq);
            }
            self.shared.extend(statement.utterance);
        }
    }

    /// Forgets what one statement is called.
    pub(super) fn forget_statement(&mut self, words: &Words) {
        words.text(SlotName::Id).and_then(|id| self.ids.remove(id));
        words.text(SlotName::Utterance).and_then(|key| self.utterances.remove(key));
    }

    /// Forgets what statements are called.
    pub(super) fn forget_statements(&mut self) {
        self.ids.clear();
        self.utterances.clear();
        self.shared.clear();
    }

    /// Takes in the names that a record has after an amendment; older ones stay.
    pub(super) fn change(&mut self, seq: Seq, body: &Body, words: &Words) {
        let kind = body.kind();
        for name in firm_names(body, words) {
            self.firm.insert((kind, name), seq);
        }
        if let (Kind::ActorAdded | Kind::OccasionAdded, Some(name)) = (kind, words.text(SlotName::Name)) {
            list_once(self.display.entry((kind, key_of(kind, name))).or_default(), seq);
        }
        if let Body::SourceAdded(source) = body {
            let part = |slot: SlotName| words.text(slot);
            let published = source.published.as_ref().map(|day| day.as_str());
            let key = source_key(part(SlotName::Url), part(SlotName::Title), part(SlotName::Publisher), published);
            list_once(self.sources.entry(key).or_default(), seq);
        }
    }
}

/// A name belongs to the first record that had it, in whatever order records are taken in.
fn keep_first(names: &mut BTreeMap<String, Seq>, name: &str, seq: Seq) {
    names.entry(name.to_owned()).and_modify(|first| *first = seq.min(*first)).or_insert(seq);
}

fn list_once(list: &mut Vec<Seq>, seq: Seq) {
    if let Err(place) = list.binary_search(&seq) {
        list.insert(place, seq);
    }
}

/// What makes two sources the same: address, title, publisher and day.
pub fn source_key(url: Option<&str>, title: Option<&str>, publisher: Option<&str>, published: Option<&str>) -> String {
    let parts = [url, title, publisher, published].map(Option::unwrap_or_default);
    // Lengths in front, so that no two lists of parts give the same key.
    parts.map(|part| format!("{}:{part}", part.len())).concat()
}

/// The names that no other record of the kind may have.
fn firm_names(body: &Body, words: &Words) -> Vec<String> {
    let kind = body.kind();
    let named = matches!(
        kind,
        Kind::CoderAdded
            | Kind::ActorAdded
            | Kind::IssueAdded
            | Kind::ChannelAdded
            | Kind::SourceAdded
            | Kind::OccasionAdded
    );
    if !named {
        return Vec::new();
    }
    let aliases = words.texts(SlotName::Alias).map(|(_, alias)| alias);
    // An erased slug has a stand-in; a coder or channel whose name was erased is not found by one any more.
    let by_text = matches!(kind, Kind::CoderAdded | Kind::ChannelAdded);
    let name = if by_text { words.text(SlotName::Name) } else { words.shown(SlotName::Slug) };
    name.into_iter().chain(aliases).map(|name| key_of(kind, name)).collect()
}

/// The form in which names are compared: slugs of what has slugs, the text itself of coders and channels.
fn key_of(kind: Kind, text: &str) -> String {
    if matches!(kind, Kind::CoderAdded | Kind::ChannelAdded) {
        return text.to_owned();
    }
    Slug::from_name(text).map_or_else(|_| text.to_owned(), |slug| slug.as_str().to_owned())
}
