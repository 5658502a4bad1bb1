//! The fields of a statement as options: of a new one, of one like another, of a correction.

use clap::Args;
use onrecord_core::line::{GivenForm, GivenSource, LineType, Several, StatementLine};
use onrecord_core::stance::Stance;
use onrecord_core::stated_on::StatedOn;
use onrecord_core::vocabulary::{Certainty, Genre};
use onrecord_core::words::Language;

use crate::failure::Failure;

/// What a statement says.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct StatementFields {
    /// Who said it
    #[arg(long, value_name = "SLUG")]
    pub(crate) speaker: Option<String>,
    /// For whom; several times for a joint statement. Else whom the speaker's role on that day names, else the speaker
    #[arg(long = "for", value_name = "SLUG")]
    pub(crate) said_for: Vec<String>,
    /// In the speaker's own name, whatever role is held
    #[arg(long, conflicts_with = "said_for")]
    pub(crate) own_name: bool,
    /// Whose position the speaker describes: then it is a claim
    #[arg(long, value_name = "SLUG")]
    pub(crate) about: Option<String>,
    /// Who relayed the words, if not the speaker's own side
    #[arg(long, value_name = "SLUG")]
    pub(crate) reported_by: Option<String>,
    /// The position: -100 (opposes) to 100 (supports), or a word such as `support`, `abstain`, `declined`
    #[arg(long, value_name = "STANCE", allow_hyphen_values = true)]
    pub(crate) stance: Option<Stance>,
    /// What the position depends on
    #[arg(long, value_name = "TEXT", conflicts_with = "unconditional")]
    pub(crate) condition: Option<String>,
    /// The position is taken without condition, in so many words
    #[arg(long)]
    pub(crate) unconditional: bool,
    /// When it was said: 2025-12-17, 2025-12, 2025-12-17T14:30Z, 2025-12-17~ and the like
    #[arg(long = "on", value_name = "DATE")]
    pub(crate) date: Option<StatedOn>,
    /// How the words are had: quote, paraphrase, vote, omission
    #[arg(long, value_name = "FORM")]
    pub(crate) form: Option<GivenForm>,
    /// Sort of channel: interview, speech, press-conference, briefing, readout, joint-statement, vote, post, document,
    /// leak, other
    #[arg(long, value_name = "GENRE")]
    pub(crate) genre: Option<Genre>,
    /// Name of the channel
    #[arg(long, value_name = "TEXT")]
    pub(crate) channel: Option<String>,
    /// The words
    #[arg(long, value_name = "TEXT")]
    pub(crate) text: Option<String>,
    /// The words in the language in which they were said
    #[arg(long, value_name = "TEXT")]
    pub(crate) original: Option<String>,
    /// Language of the original, or of the words if there is no original
    #[arg(long, value_name = "TAG")]
    pub(crate) lang: Option<Language>,
    /// A source, by its slug; several times for several
    #[arg(long, value_name = "SLUG")]
    pub(crate) source: Vec<String>,
    /// The meeting or vote at which, or about which, it was said
    #[arg(long, value_name = "SLUG")]
    pub(crate) occasion: Option<String>,
    /// It stands in the account of the occasion by the speaker's side
    #[arg(long, requires = "occasion")]
    pub(crate) account: bool,
    /// How sure the coding is: certain, probable, doubtful
    #[arg(long, value_name = "CERTAINTY")]
    pub(crate) certainty: Option<Certainty>,
    /// A remark
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
}

impl StatementFields {
    /// A new statement on an issue.
    pub(crate) fn line(
        &self,
        issue: &str,
        stance: Option<Stance>,
        id: Option<String>,
    ) -> Result<StatementLine, Failure> {
        let stance = stance.or(self.stance).ok_or_else(|| {
            Failure::new(format!("no stance on `{issue}` is given"))
                .hint("say --stance STANCE, or --issue SLUG=STANCE for each issue")
        })?;
        let blank = StatementLine {
            line_type: LineType::Statement,
            id,
            date: self.date.clone().ok_or_else(|| missing("--on DATE"))?,
            speaker: self.speaker.clone().ok_or_else(|| missing("--speaker SLUG"))?,
            on_behalf_of: Several::default(),
            own_name: false,
            about: None,
            reported_by: None,
            role: None,
            issue: issue.to_owned(),
            stance,
            condition: None,
            unconditional: false,
            form: self.form.ok_or_else(|| missing("--form FORM"))?,
            genre: None,
            channel: None,
            text: None,
            original: None,
            lang: None,
            source: Several::default(),
            occasion: None,
            account: false,
            certainty: None,
            utterance: None,
            noted_on: None,
            note: None,
        };
        Ok(StatementLine { stance, ..self.over(blank) })
    }

    /// The fields that are not given taken from another statement: everything but its words.
    #[must_use]
    pub(crate) fn like(&self, other: &StatementLine) -> StatementFields {
        let given = self.clone();
        let sources = other.source.0.iter().filter_map(|source| match source {
            GivenSource::Named { slug, .. } => Some(slug.clone()),
            GivenSource::Described(_) => None,
        });
        let (said_for, own_name) = match (given.said_for.is_empty(), given.own_name) {
            (true, false) => (other.on_behalf_of.0.clone(), other.own_name),
            (_, own_name) => (given.said_for, own_name),
        };
        StatementFields {
            speaker: given.speaker.or_else(|| Some(other.speaker.clone())),
            said_for,
            own_name,
            about: given.about.or_else(|| other.about.clone()),
            reported_by: given.reported_by.or_else(|| other.reported_by.clone()),
            stance: given.stance.or(Some(other.stance)),
            date: given.date.or_else(|| Some(other.date.clone())),
            form: given.form.or(Some(other.form)),
            genre: given.genre.or(other.genre),
            channel: given.channel.or_else(|| other.channel.clone()),
            source: if given.source.is_empty() { sources.collect() } else { given.source },
            account: given.account || (given.occasion.is_none() && other.account),
            occasion: given.occasion.or_else(|| other.occasion.clone()),
            certainty: given.certainty.or(other.certainty),
            condition: given.condition,
            unconditional: given.unconditional,
            text: given.text,
            original: given.original,
            lang: given.lang,
            note: given.note,
        }
    }

    /// A statement with the given fields in place of its own. An empty text takes a field away.
    #[must_use]
    pub(crate) fn over(&self, old: StatementLine) -> StatementLine {
        let given = self.clone();
        let text =
            |new: Option<String>, old: Option<String>| new.map_or(old, |text| (!text.is_empty()).then_some(text));
        let (on_behalf_of, own_name) = match (given.said_for.is_empty(), given.own_name) {
            (true, false) => (old.on_behalf_of, old.own_name),
            (_, own_name) => (Several(given.said_for), own_name),
        };
        let named = given.source.into_iter().map(|slug| GivenSource::Named { slug, locator: None });
        let source = if self.source.is_empty() { old.source } else { Several(named.collect()) };
        let (condition, unconditional) = match (&given.condition, given.unconditional) {
            (Some(_), _) => (text(given.condition, None), false),
            (None, true) => (None, true),
            (None, false) => (old.condition, old.unconditional),
        };
        StatementLine {
            speaker: given.speaker.unwrap_or(old.speaker),
            on_behalf_of,
            own_name,
            about: text(given.about, old.about),
            reported_by: text(given.reported_by, old.reported_by),
            stance: given.stance.unwrap_or(old.stance),
            condition,
            unconditional,
            date: given.date.unwrap_or(old.date),
            form: given.form.unwrap_or(old.form),
            genre: given.genre.or(old.genre),
            channel: text(given.channel, old.channel),
            text: text(given.text, old.text),
            original: text(given.original, old.original),
            lang: given.lang.or(old.lang),
            source,
            account: given.account || (given.occasion.is_none() && old.account),
            occasion: text(given.occasion, old.occasion),
            certainty: given.certainty.or(old.certainty),
            note: text(given.note, old.note),
            ..old
        }
    }
}

fn missing(option: &str) -> Failure {
    Failure::new(format!("{option} is missing")).hint("--like SEQ takes what is not given from another statement")
}
