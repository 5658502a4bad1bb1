//! A view as lines: what `export` writes and what a correction starts from.

use super::{
    AccountLine, ActorLine, GivenForm, GivenSource, IssueLine, Line, LineType, MemberLine, OccasionLine, RoleLine,
    Several, SourceLine, StatementLine,
};
use crate::body::{Body, Condition, Kind, SaidFor};
use crate::seq::Seq;
use crate::view::{Record, Roles, Statement, View};
use crate::vocabulary::Certainty;
use crate::words::SlotName;

/// Everything that a view holds, as lines that give the same answers when they are imported into an empty ledger:
/// registry first, then statements, each in the order of recording. What was retracted is left out, what was
/// corrected stands as corrected, and what was merged stands under the name that it went to.
pub fn lines(view: &View) -> impl Iterator<Item = Line> {
    let registry = [
        Kind::ActorAdded,
        Kind::RoleHeld,
        Kind::MembershipHeld,
        Kind::IssueAdded,
        Kind::SourceAdded,
        Kind::OccasionAdded,
        Kind::AccountGiven,
        Kind::StatementMade,
    ];
    let roles = Roles::of(view);
    registry.into_iter().flat_map(|kind| view.records(kind)).filter_map(move |record| line(view, &roles, &record))
}

/// A statement as the line that gives the same answers when it is imported into another ledger.
pub fn line_to_repeat(view: &View, roles: &Roles<'_>, statement: &Statement<'_>) -> StatementLine {
    let mut line = statement_line(view, statement, Naming::Now);
    // Roles for two at once, of which one was not known when this was recorded, name nobody.
    let made = statement.made;
    line.own_name |= made.said_for == SaidFor::ByRole && roles.spoken_for(made.speaker, &made.stated_on).len() > 1;
    line
}

/// One record as a line; none if its kind has no lines or it was merged into another.
fn line(view: &View, roles: &Roles<'_>, record: &Record<'_>) -> Option<Line> {
    let text = |slot: SlotName| record.words.shown(slot).map(str::to_owned);
    let seq = record.seq();
    match record.body {
        Body::ActorAdded(_) if view.actor_now(seq) != seq => None,
        Body::ActorAdded(_) => {
            let line = actor_line(record)?;
            Some(Line::Actor(ActorLine { aliases: aliases_with_merged(view, record), ..line }))
        }
        Body::RoleHeld(role) => Some(Line::Role(RoleLine {
            line_type: LineType::Role,
            actor: view.slug(view.actor_now(role.actor)).to_owned(),
            title: text(SlotName::Title).unwrap_or_default(),
            of: view.slug(view.actor_now(role.of)).to_owned(),
            from: role.from.clone(),
            to: role.to.clone(),
        })),
        // A group into which its member was merged.
        Body::MembershipHeld(member) if view.actor_now(member.group) == view.actor_now(member.actor) => None,
        Body::MembershipHeld(member) => Some(Line::Member(MemberLine {
            line_type: LineType::Member,
            group: view.slug(view.actor_now(member.group)).to_owned(),
            actor: view.slug(view.actor_now(member.actor)).to_owned(),
            from: member.from.clone(),
            to: member.to.clone(),
        })),
        Body::IssueAdded(_) if view.issue_now(seq) != seq => None,
        Body::IssueAdded(_) => {
            Some(Line::Issue(IssueLine { wording: view.wording_now(seq).to_owned(), ..issue_line(record) }))
        }
        Body::SourceAdded(_) => source_line(record).map(Line::Source),
        Body::OccasionAdded(occasion) => Some(Line::Occasion(OccasionLine {
            line_type: LineType::Occasion,
            slug: text(SlotName::Slug),
            date: occasion.on.clone(),
            name: text(SlotName::Name).unwrap_or_default(),
            participants: slugs(view, occasion.participants.iter().map(|actor| view.actor_now(*actor))),
            agenda: slugs(view, occasion.agenda.iter().map(|issue| view.issue_now(*issue))),
        })),
        Body::AccountGiven(account) => Some(Line::Account(AccountLine {
            line_type: LineType::Account,
            occasion: view.slug(account.occasion).to_owned(),
            by: view.slug(view.actor_now(account.by)).to_owned(),
            source: GivenSource::Named { slug: view.slug(account.source).to_owned(), locator: None },
            seen: account.seen,
        })),
        Body::StatementMade(_) => {
            let statement = view.statement(seq)?;
            Some(Line::Statement(Box::new(line_to_repeat(view, roles, &statement))))
        }
        Body::LedgerOpened(_)
        | Body::CoderAdded(_)
        | Body::IssueReworded(_)
        | Body::ChannelAdded(_)
        | Body::SourceChecked(_)
        | Body::EvidenceAttached(_)
        | Body::RecordCorrected(_)
        | Body::RecordRetracted(_)
        | Body::ActorsMerged(_)
        | Body::IssuesMerged(_)
        | Body::WordsRedacted(_)
        | Body::CoderKeyed(_)
        | Body::SignaturesRequired(_) => None,
    }
}

/// An actor as a line, as its record stands; none if it is no actor.
pub fn actor_line(record: &Record<'_>) -> Option<ActorLine> {
    let Body::ActorAdded(actor) = record.body else {
        return None;
    };
    Some(ActorLine {
        line_type: LineType::Actor,
        slug: record.words.shown(SlotName::Slug).map(str::to_owned),
        name: record.text(SlotName::Name).to_owned(),
        kind: actor.kind,
        aliases: record.words.texts(SlotName::Alias).map(|(_, alias)| alias.to_owned()).collect(),
        note: record.words.shown(SlotName::Note).map(str::to_owned),
    })
}

/// An issue as a line, in its first wording.
pub fn issue_line(record: &Record<'_>) -> IssueLine {
    IssueLine {
        line_type: LineType::Issue,
        slug: record.text(SlotName::Slug).to_owned(),
        wording: record.text(SlotName::Wording).to_owned(),
        note: record.words.shown(SlotName::Note).map(str::to_owned),
    }
}

/// A source as a line; none if it is no source.
pub fn source_line(record: &Record<'_>) -> Option<SourceLine> {
    let Body::SourceAdded(source) = record.body else {
        return None;
    };
    let text = |slot: SlotName| record.words.shown(slot).map(str::to_owned);
    Some(SourceLine {
        line_type: LineType::Source,
        slug: text(SlotName::Slug),
        title: text(SlotName::Title),
        publisher: text(SlotName::Publisher),
        url: text(SlotName::Url),
        date: source.published.clone(),
        retrieved: source.retrieved.clone(),
        lang: record.words.text(SlotName::Language).and_then(|tag| tag.parse().ok()),
        via: text(SlotName::Via),
        bytes: record.words.text(SlotName::Bytes).map(str::to_owned),
    })
}

/// Which names and scores a line carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// Those that hold now: merged names, scores in the current wording.
    Now,
    /// Those under which the record was made, so that it can be made again.
    AsRecorded,
}

/// A statement as a line.
pub fn statement_line(view: &View, statement: &Statement<'_>, naming: Naming) -> StatementLine {
    let made = statement.made;
    let words = statement.record.words;
    let text = |slot: SlotName| words.text(slot).map(str::to_owned);
    // Where words were redacted, the line says so: an import of it does not compare them.
    let shown = |slot: SlotName| words.shown(slot).map(str::to_owned);
    let actor = |seq: Seq| match naming {
        Naming::Now => view.slug(view.actor_now(seq)).to_owned(),
        Naming::AsRecorded => view.slug(seq).to_owned(),
    };
    let (issue, stance) = match naming {
        Naming::Now => (view.issue_now(made.issue), view.stance_now(statement)),
        Naming::AsRecorded => (made.issue, made.stance),
    };
    let given = match &made.said_for {
        SaidFor::Given(given) => given.iter().map(|seq| actor(*seq)).collect(),
        SaidFor::ByRole | SaidFor::OwnName => Vec::new(),
    };
    let lang = words.get(SlotName::Original).or_else(|| words.get(SlotName::Text));
    StatementLine {
        line_type: LineType::Statement,
        id: text(SlotName::Id),
        date: made.stated_on.clone(),
        speaker: actor(made.speaker),
        on_behalf_of: Several(given),
        own_name: made.said_for == SaidFor::OwnName,
        about: made.about.map(actor),
        reported_by: made.reported_by.map(actor),
        role: shown(SlotName::Role),
        issue: view.slug(issue).to_owned(),
        stance,
        condition: shown(SlotName::Condition),
        unconditional: made.condition == Condition::Waived,
        form: GivenForm::Form(made.form),
        genre: made.genre,
        channel: made.channel.map(|channel| view.name(channel).to_owned()),
        text: shown(SlotName::Text),
        original: shown(SlotName::Original),
        lang: lang.and_then(|word| word.language.clone()),
        source: Several(sources(view, statement, naming)),
        occasion: made.occasion.map(|occasion| view.slug(occasion).to_owned()),
        account: made.in_account,
        certainty: (made.certainty != Certainty::Certain).then_some(made.certainty),
        utterance: match naming {
            Naming::Now => utterance_key(view, statement),
            Naming::AsRecorded => text(SlotName::Utterance),
        },
        noted_on: made.noted_on.clone(),
        note: shown(SlotName::Note),
    }
}

/// The sources of a statement; as it stands now, those attached later included.
fn sources(view: &View, statement: &Statement<'_>, naming: Naming) -> Vec<GivenSource> {
    let mut cited = view.cited(statement);
    cited.retain(|cited| naming == Naming::Now || cited.attached_by.is_none());
    let named = cited.into_iter().map(|cited| GivenSource::Named {
        slug: view.slug(cited.evidence.source).to_owned(),
        locator: cited.locator.map(str::to_owned),
    });
    named.collect()
}

/// The key of the statement's utterance: the caller's, or one made from its first statement where others share it.
fn utterance_key(view: &View, statement: &Statement<'_>) -> Option<String> {
    let first = statement.made.utterance.unwrap_or(statement.seq());
    let given = view.statement(first).and_then(|first| first.record.words.text(SlotName::Utterance));
    let shared = statement.made.utterance.is_some() || view.is_shared(first);
    given.map(str::to_owned).or_else(|| shared.then(|| format!("utterance-{first}")))
}

/// An actor's aliases, with the names of those that were merged into it.
fn aliases_with_merged(view: &View, record: &Record<'_>) -> Vec<String> {
    let own = record.words.texts(SlotName::Alias).map(|(_, alias)| alias.to_owned());
    let mut aliases: Vec<String> = own.collect();
    let slug = record.text(SlotName::Slug);
    for other in view.records(Kind::ActorAdded) {
        if other.seq() != record.seq() && view.actor_now(other.seq()) == record.seq() {
            let names = std::iter::once(other.text(SlotName::Slug));
            for name in names.chain(other.words.texts(SlotName::Alias).map(|(_, alias)| alias)) {
                if name != slug && !aliases.iter().any(|alias| alias == name) {
                    aliases.push(name.to_owned());
                }
            }
        }
    }
    aliases
}

fn slugs(view: &View, records: impl Iterator<Item = Seq>) -> Vec<String> {
    let mut slugs: Vec<String> = records.map(|record| view.slug(record).to_owned()).collect();
    slugs.dedup();
    slugs
}
