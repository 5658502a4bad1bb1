//! Statements: names found, quotes looked up, the same thing recognised when it comes again.

use std::collections::BTreeSet;

use super::names::one_line_some;
use super::{Building, Intake, IntakeError, Outcome, Plan};
use crate::body::{Body, Condition, Evidence, Kind, QuoteCheck, SaidFor, StatementMade};
use crate::event::Draft;
use crate::hash::statement_id;
use crate::index;
use crate::line::{GivenForm, StatementLine};
use crate::quote::find_quote;
use crate::seq::Seq;
use crate::stance::Stance;
use crate::view::{Record, Roles, Statement};
use crate::vocabulary::{Certainty, Form, Genre};
use crate::words::{Origin, Slot, SlotName, Word, Words};

impl Intake<'_> {
    /// The plan for one utterance that was coded on several issues.
    pub fn utterance(&self, lines: &[StatementLine]) -> Result<Plan, IntakeError> {
        let mut building = Building::on(*self);
        let mut outcomes: Vec<Outcome> = Vec::new();
        for line in lines {
            let first = outcomes.first().map(|first| building.first_of_utterance(first.seq()));
            outcomes.push(building.statement(line, first)?);
        }
        building.plan(outcomes)
    }
}

impl Building<'_> {
    /// One statement; `first` is the first statement of its utterance, where the caller knows it.
    pub(super) fn statement(&mut self, line: &StatementLine, first: Option<Seq>) -> Result<Outcome, IntakeError> {
        let mut draft = self.statement_draft(line, first, None)?;
        let given = super::names::one_line_some("id", line.id.as_deref())?;
        let made_id = || statement_id(self.intake.view.secret().unwrap_or_default(), &draft_content(&draft));
        let id = given.map_or_else(made_id, str::to_owned);
        draft.1.set(SlotName::Id, id.as_str());
        if self.intake.view.statement_with_id(&id).is_none() {
            self.at_hand(&index::of_id(&id))?;
        }
        match (self.intake.view.statement_with_id(&id), given) {
            (Some(seq), Some(_)) => return self.compare(seq, &id, draft),
            // A made id stands for the content, whatever else was coded of the same utterance.
            (Some(seq), None) => return Ok(Outcome::AlreadyRecorded(seq)),
            (None, _) => {
                if let Some(seq) = self.redacted_twin(&draft)? {
                    return Ok(Outcome::AlreadyRecorded(seq));
                }
            }
        }
        let twice = self.drafts.iter().any(|earlier| {
            matches!(earlier.body, Body::StatementMade(_)) && earlier.words.text(SlotName::Id) == Some(id.as_str())
        });
        if twice {
            return Err(IntakeError::Rule(format!("the same statement is given twice (issue `{}`)", line.issue)));
        }
        self.refuse_two_roles(&draft.0)?;
        let (mut made, words) = draft;
        if made.form == Form::Quote {
            for evidence in &mut made.evidence {
                evidence.quote = self.check_quote(evidence.source, &words)?;
            }
        }
        Ok(Outcome::New(self.draft(made, words)))
    }

    /// The first statement of the utterance that a statement, recorded or in this plan, belongs to.
    fn first_of_utterance(&self, seq: Seq) -> Seq {
        let planned = (self.intake.view.head().size..).zip(&self.drafts).find(|(number, _)| *number == seq.get());
        let recorded = || self.intake.view.record(seq).map(|record| record.body);
        let body = planned.map(|(_, draft)| &draft.body).or_else(recorded);
        if let Some(Body::StatementMade(made)) = body { made.utterance.unwrap_or(seq) } else { seq }
    }

    /// Body and words of a line, without an id. `instead_of` is the statement that it corrects.
    pub(super) fn statement_draft(
        &mut self,
        line: &StatementLine,
        first: Option<Seq>,
        instead_of: Option<&Statement<'_>>,
    ) -> Result<(StatementMade, Words), IntakeError> {
        check_line(line)?;
        let (form, genre) = match line.form {
            GivenForm::Form(form) => (form, line.genre),
            GivenForm::Readout => (Form::Paraphrase, Some(line.genre.unwrap_or(Genre::Readout))),
        };
        let issue = self.issue(&line.issue)?;
        let kept_wording = instead_of.filter(|old| old.made.issue == issue).map(|old| old.made.wording);
        let mut words = statement_words(line)?;
        let speaker = self.actor(&line.speaker)?;
        let said_for = self.said_for(line)?;
        let optional = |given: &Option<String>| given.clone().filter(|name| !name.trim().is_empty());
        let about = optional(&line.about).map(|name| self.actor(&name)).transpose()?;
        let reported_by = optional(&line.reported_by).map(|name| self.actor(&name)).transpose()?;
        let channel = optional(&line.channel).map(|name| self.channel(&name)).transpose()?;
        let occasion = optional(&line.occasion).map(|name| self.occasion_named(&name)).transpose()?;
        let quotes = match instead_of {
            Some(old) if same_quote(old, form, &words) => Quotes::AsIn(old.made),
            Some(_) => Quotes::Checked,
            None => Quotes::NotYet,
        };
        let evidence = self.evidence(line, form, &mut words, &quotes)?;
        let key = words.text(SlotName::Utterance);
        key.map_or(Ok(()), |key| self.at_hand(&index::of_utterance(key)))?;
        let by_key = key.and_then(|key| self.intake.view.utterance(key));
        let condition = match (words.text(SlotName::Condition), line.unconditional) {
            (Some(_), _) => Condition::Stated,
            (None, true) => Condition::Waived,
            (None, false) => Condition::NotStated,
        };
        let made = StatementMade {
            speaker,
            said_for,
            about,
            reported_by,
            issue,
            wording: kept_wording.unwrap_or_else(|| self.intake.view.current_wording(issue)),
            stance: line.stance,
            condition,
            stated_on: line.date.clone(),
            form,
            genre,
            channel,
            certainty: line.certainty.unwrap_or(Certainty::Certain),
            occasion,
            in_account: line.account,
            utterance: instead_of.map_or(first.or(by_key), |old| old.made.utterance),
            noted_on: line.noted_on.clone(),
            evidence,
        };
        Ok((made, words))
    }

    fn said_for(&mut self, line: &StatementLine) -> Result<SaidFor, IntakeError> {
        let mut given = Vec::new();
        for name in line.on_behalf_of.0.iter().filter(|name| !name.trim().is_empty()) {
            given.push(self.actor(name)?);
        }
        given.sort_unstable();
        given.dedup();
        match (given.is_empty(), line.own_name) {
            (false, false) => Ok(SaidFor::Given(given)),
            (true, true) => Ok(SaidFor::OwnName),
            (true, false) => Ok(SaidFor::ByRole),
            (false, true) => Err(IntakeError::Rule(
                "a statement is made on somebody's behalf or in the speaker's own name, not both".to_owned(),
            )),
        }
    }

    /// The sources, with the place of the quote in those whose bytes are kept.
    fn evidence(
        &mut self,
        line: &StatementLine,
        form: Form,
        words: &mut Words,
        quotes: &Quotes<'_>,
    ) -> Result<Vec<Evidence>, IntakeError> {
        let mut all: Vec<Evidence> = Vec::new();
        for given in &line.source.0 {
            let (source, locator) = self.source(given)?;
            if all.iter().any(|evidence| evidence.source == source) {
                continue;
            }
            if all.len() == usize::from(u8::MAX) {
                return Err(IntakeError::Rule(format!("a statement has at most {} sources", u8::MAX)));
            }
            let locator = one_line_some("locator", locator.as_deref())?;
            words.set_some(Slot::indexed(SlotName::Locator, all.len() as u8), locator);
            let quote = match quotes.known(source) {
                Some(quote) => quote,
                None if form == Form::Quote => self.check_quote(source, words)?,
                None => QuoteCheck::NotChecked,
            };
            all.push(Evidence { source, quote });
        }
        Ok(all)
    }

    /// Looks for the words in a source's bytes, if the ledger holds them: first as they were said, then as given.
    pub(super) fn check_quote(&self, source: Seq, words: &Words) -> Result<QuoteCheck, IntakeError> {
        let view = self.intake.view;
        let hash = view.record(source).and_then(|record| record.words.text(SlotName::Bytes)?.parse().ok());
        let Some(hash) = hash else {
            return Ok(QuoteCheck::NotChecked);
        };
        let source_slug = view.slug(source).to_owned();
        let bytes = (self.intake.source_bytes)(&hash)
            .map_err(|source| IntakeError::SourceBytes { source_slug: source_slug.clone(), source })?;
        let Some(bytes) = bytes else {
            return Ok(QuoteCheck::NotChecked);
        };
        let slots = [SlotName::Original, SlotName::Text];
        let quotes: Vec<(SlotName, &str)> = slots.into_iter().filter_map(|s| Some((s, words.text(s)?))).collect();
        let text = std::str::from_utf8(&bytes).ok();
        let found = text.and_then(|text| {
            quotes.iter().find_map(|(slot, quote)| find_quote(quote, text).map(|place| (*slot, place)))
        });
        match (found, text, quotes.as_slice()) {
            (Some((slot, place)), ..) => {
                Ok(QuoteCheck::Found { slot: slot.into(), start: place.start as u64, end: place.end as u64 })
            }
            (None, _, []) => Ok(QuoteCheck::NotChecked),
            (None, ..) if self.intake.options.unverified => Ok(QuoteCheck::NotFound),
            (None, None, _) => Err(IntakeError::SourceNotText { source_slug }),
            (None, Some(_), [(_, quote), ..]) => {
                Err(IntakeError::QuoteNotFound { source_slug, quote: (*quote).to_owned() })
            }
        }
    }

    pub(super) fn refuse_two_roles(&self, made: &StatementMade) -> Result<(), IntakeError> {
        if made.said_for != SaidFor::ByRole {
            return Ok(());
        }
        let view = self.intake.view;
        let principals = Roles::of(view).spoken_for(made.speaker, &made.stated_on);
        if principals.len() < 2 {
            return Ok(());
        }
        Err(IntakeError::TwoRoles {
            speaker: view.slug(made.speaker).to_owned(),
            principals: principals.into_iter().map(|principal| format!("`{}`", view.slug(principal))).collect(),
            on: made.stated_on.to_string(),
        })
    }

    /// The same id came before: the same content is recorded already, another is a conflict. The same is what was
    /// first recorded, or what corrections made of it; how the wording and the quote were found then plays no part.
    fn compare(&self, seq: Seq, id: &str, draft: (StatementMade, Words)) -> Result<Outcome, IntakeError> {
        let (mut made, words) = draft;
        let record = self.intake.view.record(seq);
        let Some((record, Body::StatementMade(first))) = record.map(|record| (record, &record.event.body)) else {
            return Err(IntakeError::Unknown { kind: Kind::StatementMade, given: id.to_owned() });
        };
        made.utterance = made.utterance.filter(|utterance| *utterance != seq);
        let differs = differences(&made, first, &words, &record.event.words);
        if differs.is_empty() || stands_so(&record, &made, &words) {
            Ok(Outcome::AlreadyRecorded(seq))
        } else {
            Err(IntakeError::Conflict { id: id.to_owned(), seq, differs: differs.join(", ") })
        }
    }

    /// A statement whose id was redacted and that is the same in all that is left of it. Its words are not compared, so
    /// that nobody learns from this what they were.
    fn redacted_twin(&self, draft: &(StatementMade, Words)) -> Result<Option<Seq>, IntakeError> {
        let view = self.intake.view;
        let is_statement =
            |seq: Seq| view.record(seq).is_none_or(|record| record.event.body.kind() == Kind::StatementMade);
        let all: Vec<Seq> = view.redacted_in(SlotName::Id).filter(|seq| is_statement(*seq)).collect();
        let away: BTreeSet<Seq> = all.iter().copied().filter(|seq| !view.holds(*seq)).collect();
        if self.intake.left_out.is_some() && !away.is_empty() {
            return Err(IntakeError::LeftOut(away));
        }
        let (made, words) = draft;
        Ok(all.into_iter().find(|seq| {
            let record = view.record(*seq);
            record.is_some_and(|record| {
                let made = StatementMade { utterance: made.utterance.filter(|first| first != seq), ..made.clone() };
                let first = if let Body::StatementMade(first) = &record.event.body { Some(first) } else { None };
                let as_first =
                    first.is_some_and(|first| differences(&made, first, words, &record.event.words).is_empty());
                as_first || stands_so(&record, &made, words)
            })
        }))
    }
}

/// Whether a statement as it stands says this.
fn stands_so(record: &Record<'_>, made: &StatementMade, words: &Words) -> bool {
    if let Body::StatementMade(now) = record.body {
        differences(made, now, words, record.words).is_empty()
    } else {
        false
    }
}

/// Whether a statement's quotes are looked for in its sources.
enum Quotes<'o> {
    /// They are.
    Checked,
    /// They are once it is known that the statement is new.
    NotYet,
    /// The words are those of this statement: what was found then still holds.
    AsIn(&'o StatementMade),
}

impl Quotes<'_> {
    /// What is known of a quote without looking for it.
    fn known(&self, source: Seq) -> Option<QuoteCheck> {
        match self {
            Quotes::Checked => None,
            Quotes::NotYet => Some(QuoteCheck::NotChecked),
            Quotes::AsIn(old) => {
                old.evidence.iter().find(|evidence| evidence.source == source).map(|evidence| evidence.quote.clone())
            }
        }
    }
}

/// Whether a correction leaves the quote as it was.
fn same_quote(old: &Statement<'_>, form: Form, words: &Words) -> bool {
    let slots = [SlotName::Text, SlotName::Original];
    old.made.form == form && slots.into_iter().all(|slot| old.record.words.shown(slot) == words.text(slot))
}

/// The rules between the fields of a line, in words for the person who wrote it.
fn check_line(line: &StatementLine) -> Result<(), IntakeError> {
    let condition = line.condition.as_deref().is_some_and(|text| !text.trim().is_empty());
    let omission = line.form == GivenForm::Form(Form::Omission);
    let silent = line.stance == Stance::Silent;
    let broken = if omission && !silent {
        Some(format!("the form `omission` goes with the stance `silent`, not `{}`", line.stance))
    } else if silent && !omission {
        Some("the stance `silent` goes with the form `omission`".to_owned())
    } else if condition && line.unconditional {
        Some("a statement has a condition or is unconditional, not both".to_owned())
    } else if (condition || line.unconditional) && line.stance.score().is_none() {
        Some(format!("only a score can depend on a condition, `{}` has none", line.stance))
    } else if line.account && line.occasion.is_none() {
        Some("`account` says that the words stand in the account of an occasion: name the occasion".to_owned())
    } else {
        None
    };
    broken.map_or(Ok(()), |rule| Err(IntakeError::Rule(rule)))
}

fn statement_words(line: &StatementLine) -> Result<Words, IntakeError> {
    let mut words = Words::new();
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let (text, original) = (given(&line.text), given(&line.original));
    let (text_language, text_origin) = match &original {
        Some(_) => (None, Origin::TranslationOf(SlotName::Original.into())),
        None => (line.lang.clone(), Origin::NotStated),
    };
    words.set_some(SlotName::Text, text.map(|text| Word { text, language: text_language, origin: text_origin }));
    let original = original.map(|text| Word { text, language: line.lang.clone(), origin: Origin::Original });
    words.set_some(SlotName::Original, original);
    words.set_some(SlotName::Condition, given(&line.condition));
    words.set_some(SlotName::Note, given(&line.note));
    words.set_some(SlotName::Role, one_line_some("role", line.role.as_deref())?);
    words.set_some(SlotName::Utterance, one_line_some("utterance", line.utterance.as_deref())?);
    Ok(words)
}

/// What a made id stands for: the content without its place in an utterance, which is the ledger's business.
fn draft_content((made, words): &(StatementMade, Words)) -> Vec<u8> {
    let alone = StatementMade {
        utterance: None,
        wording: made.issue,
        evidence: made.evidence.iter().map(|e| Evidence { source: e.source, quote: QuoteCheck::NotChecked }).collect(),
        ..made.clone()
    };
    let body = Draft { body: alone.into(), words: Words::new() }.body.to_bytes().unwrap_or_default();
    let mut content = (body.len() as u64).to_be_bytes().to_vec();
    content.extend(body);
    content.extend(words.content());
    content
}

/// The fields in which two statements differ, by name.
fn differences(new: &StatementMade, old: &StatementMade, new_words: &Words, old_words: &Words) -> Vec<&'static str> {
    let sources = |made: &StatementMade| made.evidence.iter().map(|evidence| evidence.source).collect::<Vec<Seq>>();
    let evidence = sources(new) != sources(old);
    // Whoever lost the words of a condition with a redaction may send the statement without one.
    let condition_gone = old_words.is_erased(SlotName::Condition) && new.condition == Condition::NotStated;
    let condition = new.condition != old.condition && !condition_gone;
    let fields = [
        ("speaker", new.speaker != old.speaker),
        ("on_behalf_of", new.said_for != old.said_for),
        ("about", new.about != old.about),
        ("reported_by", new.reported_by != old.reported_by),
        ("issue", new.issue != old.issue),
        ("stance", new.stance != old.stance),
        ("condition", condition || !same(new_words, old_words, SlotName::Condition)),
        ("date", new.stated_on != old.stated_on),
        ("form", new.form != old.form),
        ("genre", new.genre != old.genre),
        ("channel", new.channel != old.channel),
        ("certainty", new.certainty != old.certainty),
        ("occasion", new.occasion != old.occasion || new.in_account != old.in_account),
        ("noted_on", new.noted_on != old.noted_on),
        ("source", evidence || !same(new_words, old_words, SlotName::Locator)),
        ("utterance", new.utterance != old.utterance || !same(new_words, old_words, SlotName::Utterance)),
        ("text", !same(new_words, old_words, SlotName::Text)),
        ("original", !same(new_words, old_words, SlotName::Original)),
        ("role", !same(new_words, old_words, SlotName::Role)),
        ("note", !same(new_words, old_words, SlotName::Note)),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

/// Whether both have the same words in all slots of a name; slots that were erased say nothing.
fn same(new: &Words, old: &Words, name: SlotName) -> bool {
    new.of(name).same_as(&old.of(name))
}
