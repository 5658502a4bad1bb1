//! Errors of the layers below, in words for the person at the terminal, with what to do.

use std::error::Error;

use onrecord_core::body::Kind;
use onrecord_core::event::EventError;
use onrecord_core::intake::{IntakeError, Note, noun};
use onrecord_core::part::PartError;
use onrecord_core::seq::Seq;
use onrecord_core::signing::SigningError;
use onrecord_core::slug::Slug;
use onrecord_core::view::View;
use onrecord_storage::create::CreateError;
use onrecord_storage::entry_log::AppendError;
use onrecord_storage::open_error::OpenError;
use onrecord_storage::storage_error::StorageError;

use crate::failure::Failure;
use crate::near;

/// Why a line was not taken.
pub(crate) fn intake(view: &View, error: &IntakeError) -> Failure {
    let failure = Failure::of(error);
    match error {
        IntakeError::Unknown { kind, given } => {
            failure.hints(near(view, *kind, given)).hints(how_to_add(*kind).map(str::to_owned))
        }
        IntakeError::Conflict { id, seq, .. } => failure
            .means_no()
            .hint(format!("`onrecord correct {seq} … --reason TEXT` changes what was coded; another statement needs an id other than `{id}`")),
        IntakeError::Taken { kind, seq, .. } => failure
            .means_no()
            .hints(how_to_amend(*kind))
            .hint(format!("`onrecord show {seq}` shows it")),
        IntakeError::TwoRoles { .. } => {
            failure.hint("say for whom it was said with --for SLUG, or --own-name for nobody but the speaker")
        }
        IntakeError::QuoteNotFound { .. } => failure.hint(
            "the quote must stand in the source letter for letter (white space and quotation marks aside): correct it, \
             code a paraphrase, or say --unverified",
        ),
        IntakeError::Size(too_long) => {
            size(too_long)
        }
        IntakeError::SourceNotText { .. } => failure.hint("say --unverified to record the quote all the same"),
        // Plans are made again until nothing that they depend on is left out.
        IntakeError::LeftOut(_)
        | IntakeError::Lookup(_)
        | IntakeError::Slug(_)
        | IntakeError::ControlCharacter { .. }
        | IntakeError::SourceBytes { .. }
        | IntakeError::Rule(_)
        | IntakeError::NoChange(_) => failure,
    }
}

/// Why a name that a question is about leads nowhere.
pub(crate) fn unknown(view: &View, kind: Kind, given: &str) -> Failure {
    let failure = Failure::of(&IntakeError::Unknown { kind, given: given.to_owned() });
    failure.hints(near(view, kind, given)).hint(format!("`onrecord {} list` lists what there is", noun(kind)))
}

fn near(view: &View, kind: Kind, given: &str) -> Option<String> {
    let slug = Slug::from_name(given).map_or_else(|_| given.to_owned(), |slug| slug.to_string());
    near::did_you_mean(&slug, view.names_of(kind))
}

fn how_to_amend(kind: Kind) -> Option<String> {
    let amended = matches!(kind, Kind::ActorAdded | Kind::IssueAdded | Kind::SourceAdded);
    amended.then(|| format!("`onrecord {} amend` changes it", noun(kind)))
}

fn how_to_add(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::ActorAdded => {
            Some("`onrecord actor add` adds an actor; `append`, `correct` and `import` add unknown names with --new")
        }
        Kind::IssueAdded => {
            Some("`onrecord issue add` adds an issue; `append`, `correct` and `import` add unknown names with --new")
        }
        Kind::SourceAdded => Some("`onrecord source add` adds a source"),
        Kind::OccasionAdded => Some("`onrecord occasion add` adds an occasion"),
        Kind::LedgerOpened
        | Kind::CoderAdded
        | Kind::RoleHeld
        | Kind::MembershipHeld
        | Kind::IssueReworded
        | Kind::ChannelAdded
        | Kind::SourceChecked
        | Kind::EvidenceAttached
        | Kind::AccountGiven
        | Kind::StatementMade
        | Kind::RecordCorrected
        | Kind::RecordRetracted
        | Kind::ActorsMerged
        | Kind::IssuesMerged
        | Kind::WordsRedacted
        | Kind::CoderKeyed
        | Kind::SignaturesRequired => None,
    }
}

/// Why a coder cannot record something as things stand.
pub(crate) fn signing(view: &View, error: &SigningError) -> Failure {
    let name = |coder: Seq| view.name(coder);
    match error {
        SigningError::Closed { coder, since } => Failure::new(format!(
            "the coder `{}` was closed by event {since}: nothing is recorded under that name any more",
            name(*coder)
        ))
        .hint("--coder NAME or ONRECORD_CODER records under another name"),
        SigningError::Required { coder, since } => Failure::new(format!(
            "the ledger requires signatures since event {since}, and the coder `{}` has no key",
            name(*coder)
        ))
        .hint(GIVE_A_KEY),
        SigningError::NoKey { coder, .. } => {
            Failure::new(format!("the coder `{}` has no key", name(*coder))).hint(GIVE_A_KEY)
        }
        SigningError::Missing { .. }
        | SigningError::Unexpected { .. }
        | SigningError::Foreign { .. }
        | SigningError::Wrong { .. } => Failure::of(error),
    }
}

const GIVE_A_KEY: &str =
    "`onrecord coder key` makes a key for the coder who records, and the ledger knows it from then on";

/// What was done on the way, for people.
pub(crate) fn note(view: &View, note: &Note) -> String {
    match note {
        Note::Added { kind, slug, given } => {
            let others = view.names_of(*kind).filter(|name| name != slug && !near::same_but_for_digits(slug, name));
            let near = near::matches(slug, others);
            let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
            let alike = if near.is_empty() { String::new() } else { format!("; alike: {}", near.join(", ")) };
            let given = if given == slug { String::new() } else { format!(" ({given})") };
            format!("new {} `{slug}`{given}{alike}", noun(*kind))
        }
        Note::UnlikeName { slug, given, known } => {
            format!("`{given}` was taken for `{slug}`, which is known as \"{known}\"")
        }
        Note::CountsAs { kind, given, slug } => {
            format!("`{given}` was merged: this is about the {} `{slug}`", noun(*kind))
        }
    }
}

/// Why a ledger was not opened.
pub(crate) fn open(error: &OpenError) -> Failure {
    let failure = Failure::of(error);
    match error {
        OpenError::Missing(_) | OpenError::NotALedger(_) => {
            failure.hint("`onrecord init` makes a ledger; `-L DIR` or ONRECORD_LEDGER names one")
        }
        OpenError::Lock(_) => failure.hint("--wait SECONDS waits longer"),
        OpenError::ReadOnly { .. } => failure.hint("`log`, `show`, `replay` and `audit` work without writing"),
        OpenError::NoSpace { .. } => failure.hint("free some space, then run the same command again"),
        OpenError::NewerFormat { .. }
        | OpenError::Damaged(_)
        | OpenError::JournalMissing(_)
        | OpenError::StoreAhead { .. }
        | OpenError::Forked { .. }
        | OpenError::Io { .. }
        | OpenError::Journal(_)
        | OpenError::Store(_)
        | OpenError::RebuildDiffers => failure,
    }
}

/// Why a ledger was not made.
pub(crate) fn create(error: &CreateError) -> Failure {
    Failure::of(error)
}

/// Why an event could not be taken in.
pub(crate) fn damaged(seq: Seq, error: &dyn Error) -> Failure {
    let mut failure = Failure::of(error);
    failure.causes.insert(0, std::mem::replace(&mut failure.message, format!("event {seq} is damaged")));
    failure.hint("`onrecord audit` says what is intact, `onrecord recover` mends what can be mended")
}

/// Why a part of the ledger could not be read.
pub(crate) fn part(error: PartError<StorageError>) -> Failure {
    match error {
        PartError::Shelf(error) => Failure::of(&error),
        PartError::Event { seq, source } => damaged(seq, &source),
        PartError::Reference { seq, source } => damaged(seq, &source),
    }
}

/// Why events were not recorded.
pub(crate) fn append(error: &AppendError) -> Failure {
    let failure = Failure::of(error);
    match error {
        AppendError::Unknown { .. } => {
            failure.hint("run the same command again: what is recorded already is known again")
        }
        AppendError::NotErased(_) => failure.hint("any other command finishes it, once what is in the way is gone"),
        AppendError::Conflict { .. } | AppendError::Refused(_) | AppendError::Storage(_) => failure,
    }
}

/// Why something does not fit an event.
fn size(error: &EventError) -> Failure {
    if let EventError::Words(too_long) = error {
        return Failure::of(too_long).hint("keep long documents as sources: `onrecord source add --file`");
    }
    Failure::of(error)
}

/// Refuses a folder that is no ledger, for commands that look into one without opening it.
pub(crate) fn is_ledger(folder: &std::path::Path) -> Result<(), Failure> {
    onrecord_storage::open::check_folder(folder).map_err(|error| open(&error))
}
