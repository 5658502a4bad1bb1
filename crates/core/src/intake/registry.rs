//! Lines of the registry: actors, roles, memberships, issues, sources, occasions, accounts.

use super::names::{one_line, one_line_some, source_slug};
use super::{Building, Intake, IntakeError, Outcome, Plan};
use crate::body::{
    AccountGiven, ActorAdded, Body, IssueAdded, Kind, MembershipHeld, OccasionAdded, RoleHeld, SourceAdded,
};
use crate::hash::SourceHash;
use crate::line::{AccountLine, ActorLine, IssueLine, MemberLine, OccasionLine, RoleLine, SourceKey, SourceLine};
use crate::slug::Slug;
use crate::stated_on::StatedOn;
use crate::view::source_key;
use crate::words::{Slot, SlotName, Words};

impl Intake<'_> {
    /// The plan for a source whose bytes the ledger holds, or none.
    pub fn source(&self, line: &SourceLine, bytes: Option<SourceHash>) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let outcome = building.source_line(line, bytes)?;
        building.plan(vec![outcome])
    }
}

impl Building<'_> {
    pub(super) fn actor_line(&mut self, line: &ActorLine) -> Result<Outcome, IntakeError> {
        let (body, words) = actor(line)?;
        self.once(Kind::ActorAdded, body.into(), words)
    }

    pub(super) fn issue_line(&mut self, line: &IssueLine) -> Result<Outcome, IntakeError> {
        let words = issue(line)?;
        self.once(Kind::IssueAdded, IssueAdded {}.into(), words)
    }

    pub(super) fn source_line(&mut self, line: &SourceLine, bytes: Option<SourceHash>) -> Result<Outcome, IntakeError> {
        let (body, words) = source(line, bytes.or(self.held(line)?))?;
        self.once(Kind::SourceAdded, body.into(), words)
    }

    /// The bytes that a line speaks of, if this ledger holds them.
    fn held(&self, line: &SourceLine) -> Result<Option<SourceHash>, IntakeError> {
        let Some(hash) = line.bytes.as_deref().and_then(|hash| hash.parse().ok()) else {
            return Ok(None);
        };
        let source_slug = line.slug.clone().unwrap_or_default();
        let bytes =
            (self.intake.source_bytes)(&hash).map_err(|source| IntakeError::SourceBytes { source_slug, source })?;
        Ok(bytes.map(|_| hash))
    }

    pub(super) fn role(&mut self, line: &RoleLine) -> Result<Outcome, IntakeError> {
        let (actor, of) = (self.actor(&line.actor)?, self.actor(&line.of)?);
        in_order(line.from.as_ref(), line.to.as_ref())?;
        let mut words = Words::new();
        words.set(SlotName::Title, filled("title", &line.title)?);
        let body = RoleHeld { actor, of, from: line.from.clone(), to: line.to.clone() };
        self.alike(Kind::RoleHeld, body.into(), words)
    }

    pub(super) fn member(&mut self, line: &MemberLine) -> Result<Outcome, IntakeError> {
        let (group, actor) = (self.actor(&line.group)?, self.actor(&line.actor)?);
        in_order(line.from.as_ref(), line.to.as_ref())?;
        if group == actor {
            return Err(IntakeError::Rule(format!("`{}` cannot be a member of itself", line.group)));
        }
        let body = MembershipHeld { group, actor, from: line.from.clone(), to: line.to.clone() };
        self.alike(Kind::MembershipHeld, body.into(), Words::new())
    }

    pub(super) fn occasion(&mut self, line: &OccasionLine) -> Result<Outcome, IntakeError> {
        let mut participants = Vec::new();
        for name in &line.participants {
            participants.push(self.actor(name)?);
        }
        let mut agenda = Vec::new();
        for name in &line.agenda {
            agenda.push(self.issue(name)?);
        }
        for list in [&mut participants, &mut agenda] {
            list.sort_unstable();
            list.dedup();
        }
        let name = filled("name", &line.name)?;
        let mut words = Words::new();
        words.set(SlotName::Slug, Slug::from_name(line.slug.as_deref().unwrap_or(name))?.as_str());
        words.set(SlotName::Name, name);
        self.once(Kind::OccasionAdded, OccasionAdded { on: line.date.clone(), participants, agenda }.into(), words)
    }

    pub(super) fn account(&mut self, line: &AccountLine) -> Result<Outcome, IntakeError> {
        let occasion = self.occasion_named(&line.occasion)?;
        let by = self.known(Kind::ActorAdded, &line.by)?;
        let (source, _) = self.source(&line.source)?;
        let body = AccountGiven { occasion, by, source, seen: line.seen };
        self.alike(Kind::AccountGiven, body.into(), Words::new())
    }

    /// A record with a slug: new, recorded already, or in conflict with one that has its slug.
    fn once(&mut self, kind: Kind, body: Body, words: Words) -> Result<Outcome, IntakeError> {
        let view = self.intake.view;
        let slug = words.text(SlotName::Slug).unwrap_or_default().to_owned();
        if let Some(seq) = view.find_firm(kind, &slug) {
            let same = view.record(seq).is_some_and(|record| {
                let as_first = record.event.body == body && record.event.words.same_as(&words);
                as_first || (*record.body == body && record.words.without_reason().same_as(&words))
            });
            return if same {
                Ok(Outcome::AlreadyRecorded(seq))
            } else {
                Err(IntakeError::Taken { kind, name: slug, seq })
            };
        }
        self.free_names(&body, &words)?;
        Ok(Outcome::New(self.draft(body, words)))
    }

    /// A record without a slug: new, or recorded already.
    fn alike(&mut self, kind: Kind, body: Body, words: Words) -> Result<Outcome, IntakeError> {
        body.to_bytes().map_err(|error| rule(&error))?;
        let known = self.intake.view.records(kind).find(|record| *record.body == body && record.words.same_as(&words));
        match known.map(|record| record.seq()) {
            Some(seq) => Ok(Outcome::AlreadyRecorded(seq)),
            None => Ok(Outcome::New(self.draft(body, words))),
        }
    }

    /// Refuses names that lead to another record.
    pub(super) fn free_names(&self, body: &Body, words: &Words) -> Result<(), IntakeError> {
        self.intake.view.check_names(body, words, self.next_seq()).map_err(|error| IntakeError::Taken {
            kind: body.kind(),
            name: error.name,
            seq: error.taken_by,
        })
    }
}

/// Body and words of an actor.
pub(super) fn actor(line: &ActorLine) -> Result<(ActorAdded, Words), IntakeError> {
    let name = filled("name", &line.name)?;
    let mut words = Words::new();
    let slug = Slug::from_name(line.slug.as_deref().unwrap_or(name))?;
    words.set(SlotName::Slug, slug.as_str());
    words.set(SlotName::Name, name);
    if line.aliases.len() > usize::from(u8::MAX) {
        return Err(IntakeError::Rule(format!("an actor has at most {} aliases", u8::MAX)));
    }
    for (index, alias) in line.aliases.iter().enumerate() {
        Slug::from_name(alias)?;
        words.set(Slot::indexed(SlotName::Alias, index as u8), filled("alias", alias)?);
    }
    words.set_some(SlotName::Note, line.note.clone().filter(|note| !note.trim().is_empty()));
    Ok((ActorAdded { kind: line.kind }, words))
}

/// Words of an issue.
pub(super) fn issue(line: &IssueLine) -> Result<Words, IntakeError> {
    let mut words = Words::new();
    words.set(SlotName::Slug, Slug::from_name(&line.slug)?.as_str());
    words.set(SlotName::Wording, filled("wording", &line.wording)?);
    words.set_some(SlotName::Note, line.note.clone().filter(|note| !note.trim().is_empty()));
    Ok(words)
}

/// Body and words of a source.
pub(super) fn source(line: &SourceLine, bytes: Option<SourceHash>) -> Result<(SourceAdded, Words), IntakeError> {
    let title = one_line_some("title", line.title.as_deref())?;
    let publisher = one_line_some("publisher", line.publisher.as_deref())?;
    let url = one_line_some("url", line.url.as_deref())?;
    if title.is_none() && url.is_none() && bytes.is_none() && line.bytes.is_none() {
        return Err(IntakeError::Rule("a source has a title, an address or a file".to_owned()));
    }
    let key = source_key(url, title, publisher, line.date.as_ref().map(|day| day.as_str()));
    let slug = match &line.slug {
        Some(slug) => Slug::from_name(slug)?.to_string(),
        None => source_slug(publisher.or(title).unwrap_or("source"), &key),
    };
    let mut words = Words::new();
    words.set(SlotName::Slug, slug);
    words.set_some(SlotName::Title, title);
    words.set_some(SlotName::Publisher, publisher);
    words.set_some(SlotName::Url, url);
    words.set_some(SlotName::Language, line.lang.as_ref().map(|tag| tag.as_str()));
    words.set_some(SlotName::Via, one_line_some("via", line.via.as_deref())?);
    words.set_some(SlotName::Bytes, bytes.map(|hash| hash.to_string()));
    Ok((SourceAdded { published: line.date.clone(), retrieved: line.retrieved.clone() }, words))
}

/// A source that is not yet known, as a statement describes it.
pub(super) fn described(key: &SourceKey) -> SourceLine {
    let SourceKey { title, publisher, url, date, locator: _ } = key.clone();
    SourceLine { title, publisher, url, date, ..SourceLine::default() }
}

/// A span that ends no earlier than it begins.
fn in_order(from: Option<&StatedOn>, to: Option<&StatedOn>) -> Result<(), IntakeError> {
    match (from, to) {
        (Some(from), Some(to)) if to.end() < from.start() => {
            Err(IntakeError::Rule(format!("the span from `{from}` to `{to}` ends before it begins")))
        }
        (_, _) => Ok(()),
    }
}

/// A text on one line that is not empty.
pub(super) fn filled<'t>(field: &'static str, text: &'t str) -> Result<&'t str, IntakeError> {
    match one_line(field, text)? {
        "" => Err(IntakeError::Rule(format!("`{field}` is empty: write what it is"))),
        text => Ok(text),
    }
}

/// A broken rule of a body, for people.
pub(super) fn rule(error: &crate::body::BodyError) -> IntakeError {
    if let crate::body::BodyError::Rule { rule, .. } = error {
        IntakeError::Rule((*rule).to_owned())
    } else {
        IntakeError::Rule(error.to_string())
    }
}
