//! Notes: for each statement that a report rests on, the words, who said them, where and when, the source, and the
//! event that keeps them.

use std::collections::BTreeMap;

use onrecord_core::body::{Body, QuoteCheck};
use onrecord_core::seq::Seq;
use onrecord_core::slug::Slug;
use onrecord_core::view::{Cited, Roles, SourceChecks, Statement, View};
use onrecord_core::vocabulary::{Certainty, CheckOutcome, Form};
use onrecord_core::words::{SlotName, Word};

use super::document::{Line, Piece, Recorded};
use crate::score_words::signed;

/// The notes of a report, numbered in the order in which they are first asked for.
pub(super) struct Notes<'v> {
    view: &'v View,
    roles: Roles<'v>,
    checks: SourceChecks,
    numbers: BTreeMap<Seq, usize>,
    lines: Vec<Line>,
}

impl<'v> Notes<'v> {
    pub(super) fn new(view: &'v View) -> Self {
        Notes {
            view,
            roles: Roles::of(view),
            checks: view.source_checks(),
            numbers: BTreeMap::new(),
            lines: Vec::new(),
        }
    }

    /// The number of the note on a statement.
    pub(super) fn number(&mut self, seq: Seq) -> usize {
        if let Some(number) = self.numbers.get(&seq) {
            return *number;
        }
        let line = self.view.statement(seq).map_or_else(|| Line::ours("(no statement)"), |made| self.line(&made));
        self.lines.push(line);
        self.numbers.insert(seq, self.lines.len());
        self.lines.len()
    }

    /// What the notes say, from number 1 on.
    pub(super) fn into_lines(self) -> Vec<Line> {
        self.lines
    }

    fn line(&self, statement: &Statement<'v>) -> Line {
        let view = self.view;
        let line = words(statement).and(" ").then(self.said(statement)).and(".");
        let cited = view.cited(statement);
        let line = cited.iter().fold(line, |line, cited| line.and(" Source: ").then(self.source(cited)).and("."));
        let line = if cited.is_empty() { line.and(" No source is recorded.") } else { line };
        let record = statement.record;
        let coded = view.stance_now(statement).score().map_or_else(|| statement.made.stance.to_string(), signed);
        let line = line.and(format!(" Coded {coded}; event {} ", statement.seq()));
        let line = line.with(Piece::Code(record.event.hash.to_string()));
        let corrected = record.corrected_by.map(|by| format!(", corrected by event {by}"));
        line.and(corrected.unwrap_or_default()).and(".")
    }

    /// Title, publisher, day and address of a source, whether the words stand in it, and what became of it.
    fn source(&self, cited: &Cited<'_>) -> Line {
        let view = self.view;
        let Some(record) = view.record(cited.evidence.source) else {
            return Line::ours("(no source)");
        };
        let published = if let Body::SourceAdded(added) = record.body { added.published.as_ref() } else { None };
        let mut parts: Vec<Line> = Vec::new();
        parts.extend(record.words.shown(SlotName::Title).map(Line::recorded));
        parts.extend(record.words.shown(SlotName::Publisher).map(Line::recorded));
        parts.extend(published.map(Line::day));
        parts.extend(record.words.shown(SlotName::Url).map(|url| Line::default().with(Piece::Address(url.to_owned()))));
        if parts.is_empty() {
            parts.push(Line::recorded(view.slug(cited.evidence.source)));
        }
        parts.extend(cited.locator.map(Line::recorded));
        parts.extend(match cited.evidence.quote {
            QuoteCheck::NotChecked => None,
            QuoteCheck::Found { .. } => Some(Line::ours("words found in it")),
            QuoteCheck::NotFound => Some(Line::ours("words not found in it")),
        });
        parts.extend(match self.checks.last(cited.evidence.source) {
            Some((seq, CheckOutcome::Changed)) => Some(Line::ours(format!("changed since (event {seq})"))),
            Some((seq, CheckOutcome::Gone)) => Some(Line::ours(format!("gone since (event {seq})"))),
            Some((_, CheckOutcome::Same)) | None => None,
        });
        listed(parts.into_iter())
    }

    /// Who said it, for or of whom, where and when.
    fn said(&self, statement: &Statement<'v>) -> Line {
        let (view, made) = (self.view, statement.made);
        let speaker = view.actor_now(made.speaker);
        let principals = self.roles.principals(made);
        let mut line = actor(view, speaker);
        if let Some(role) = statement.record.words.shown(SlotName::Role) {
            line = line.and(" (").and_recorded(role).and(")");
        }
        if *principals != [speaker] {
            line = line.and(" for ").then(listed(principals.iter().map(|principal| actor(view, *principal))));
        }
        if let Some(about) = made.about {
            line = line.and(" about ").then(actor(view, view.actor_now(about)));
        }
        if let Some(reporter) = made.reported_by {
            line = line.and(", as reported by ").then(actor(view, view.actor_now(reporter)));
        }
        if let Some(channel) = made.channel {
            line = line.and(", ").and_recorded(view.name(channel));
        }
        line = line.and(", ").then(Line::day(&made.stated_on));
        match made.certainty {
            Certainty::Certain => line,
            Certainty::Probable | Certainty::Doubtful => line.and(format!(" (coding: {})", made.certainty)),
        }
    }
}

/// An actor's name; the slug if it has none.
pub(super) fn actor(view: &View, actor: Seq) -> Line {
    let name = view.name(actor);
    Line::recorded(if name.is_empty() { view.slug(actor) } else { name })
}

/// An actor's name, with the slug where it is not plain from the name: by it the actor is asked for.
pub(super) fn actor_with_slug(view: &View, of: Seq) -> Line {
    let (name, slug) = (view.name(of), view.slug(of));
    let plain = name.is_empty() || Slug::from_name(name).is_ok_and(|plain| plain.to_string() == slug);
    let line = actor(view, of);
    if plain { line } else { line.and(" (").and_recorded(slug).and(")") }
}

fn listed(lines: impl Iterator<Item = Line>) -> Line {
    let both = |all: Line, next: Line| all.and(", ").then(next);
    lines.reduce(both).unwrap_or_default()
}

/// What was said, in the form in which the ledger has it.
fn words(statement: &Statement<'_>) -> Line {
    let kept = |slot: SlotName| statement.record.words.get(slot).map(recorded);
    let (text, original) = (kept(SlotName::Text), kept(SlotName::Original));
    let is_erased = |slot: &SlotName| statement.record.words.is_erased(*slot);
    let erased = [SlotName::Text, SlotName::Original].into_iter().find(is_erased);
    let erased = erased.and_then(|slot| statement.record.words.shown(slot)).unwrap_or_default();
    let form = statement.made.form;
    let piece = |words: Recorded| match form {
        Form::Quote => Piece::Quoted(words),
        Form::Paraphrase | Form::Vote | Form::Omission => Piece::Recorded(words),
    };
    let line = Line::ours(match form {
        Form::Quote => "Quote: ",
        Form::Paraphrase => "Paraphrase: ",
        Form::Vote => "Vote: ",
        Form::Omission => "Omission: ",
    });
    let ends = |words: &Recorded| words.text.trim_end().ends_with(['.', '!', '?', '…']);
    let stop = if original.as_ref().or(text.as_ref()).is_some_and(ends) { "" } else { "." };
    let line = match (text, original) {
        (Some(text), Some(original)) => line.with(piece(text)).and(", in the original ").with(piece(original)),
        (Some(words), None) | (None, Some(words)) => {
            let line = line.with(piece(words));
            if erased.is_empty() { line } else { line.and(format!(", other words {erased}")) }
        }
        (None, None) if !erased.is_empty() => line.and(erased.to_owned()),
        (None, None) => line.and(match form {
            Form::Omission => "nothing was said of it",
            Form::Quote | Form::Paraphrase | Form::Vote => "no words are recorded",
        }),
    };
    line.and(stop)
}

fn recorded(word: &Word) -> Recorded {
    Recorded { text: word.text.clone(), language: word.language.as_ref().map(|language| language.as_str().to_owned()) }
}
