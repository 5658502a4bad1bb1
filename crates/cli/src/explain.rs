//! Errors of the layers below, in words for the person at the terminal, with what to do.

use onrecord_core::body::Kind;
use onrecord_core::intake::{IntakeError, Note, noun};
use onrecord_core::view::View;
use onrecord_storage::create::CreateError;
use onrecord_storage::entry_log::AppendError;
use onrecord_storage::open_error::OpenError;

use crate::failure::Failure;
use crate::near;

/// Why a line was not taken.
pub(crate) fn intake(view: &View, error: &IntakeError) -> Failure {
    let failure = Failure::of(error);
    match error {
        IntakeError::Unknown { kind, given } => {
            let slug = onrecord_core::slug::Slug::from_name(given).map_or_else(|_| given.clone(), |slug| slug.to_string());
            let near = near::did_you_mean(&slug, view.names_of(*kind));
            failure.hints(near).hints(how_to_add(*kind).map(str::to_owned))
        }
        IntakeError::Conflict { id, seq, .. } => failure
            .means_no()
            .hint(format!("`onrecord correct {seq} … --reason TEXT` changes what was coded; another statement needs an id other than `{id}`")),
        IntakeError::Taken { kind, seq, .. } => failure
            .means_no()
            .hint(format!("`onrecord {} amend` changes it; `onrecord show {seq}` shows it", noun(*kind))),
        IntakeError::TwoRoles { .. } => {
            failure.hint("say for whom it was said with --for SLUG, or --own-name for nobody but the speaker")
        }
        IntakeError::QuoteNotFound { .. } => failure.hint(
            "the quote must stand in the source letter for letter (white space and quotation marks aside): correct it, \
             code a paraphrase, or say --unverified",
        ),
        IntakeError::SourceNotText { .. } => failure.hint("say --unverified to record the quote all the same"),
        IntakeError::Slug(_)
        | IntakeError::ControlCharacter { .. }
        | IntakeError::SourceBytes { .. }
        | IntakeError::Rule(_)
        | IntakeError::NoChange(_) => failure,
    }
}

fn how_to_add(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::ActorAdded => Some("`onrecord actor add` adds an actor; --new adds unknown names on the way"),
        Kind::IssueAdded => Some("`onrecord issue add` adds an issue; --new adds unknown names on the way"),
        Kind::SourceAdded => Some("`onrecord source add` adds a source"),
        Kind::OccasionAdded => Some("a line with \"type\": \"occasion\" in an import adds an occasion"),
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
        | Kind::WordsRedacted => None,
    }
}

/// What was done on the way, for people.
pub(crate) fn note(view: &View, note: &Note) -> String {
    match note {
        Note::Added { kind, slug, given } => {
            let near = near::matches(slug, view.names_of(*kind).filter(|name| name != slug));
            let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
            let alike = if near.is_empty() { String::new() } else { format!("; alike: {}", near.join(", ")) };
            format!("new {} `{slug}` ({given}){alike}", noun(*kind))
        }
        Note::UnlikeName { slug, given, known } => {
            format!("`{given}` was taken for `{slug}`, which is known as \"{known}\"")
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

/// Why events were not recorded.
pub(crate) fn append(error: &AppendError) -> Failure {
    let failure = Failure::of(error);
    match error {
        AppendError::Unknown { .. } => {
            failure.hint("run the same command again: what is recorded already is known again")
        }
        AppendError::Conflict { .. } | AppendError::Refused(_) | AppendError::Storage(_) => failure,
    }
}

/// Refuses a folder that is no ledger, for commands that look into one without opening it.
pub(crate) fn is_ledger(folder: &std::path::Path) -> Result<(), Failure> {
    onrecord_storage::open::check_folder(folder).map_err(|error| open(&error))
}
