//! Which field of a line an error of intake is about.

use onrecord_core::body::Kind;
use onrecord_core::intake::IntakeError;
use onrecord_core::line::{Field, GivenSource, Line, StatementLine};

/// The field that is to blame, if it is one of a statement.
pub(super) fn to_blame(line: &Line, error: &IntakeError) -> Option<Field> {
    let Line::Statement(line) = line else {
        return None;
    };
    match error {
        IntakeError::Unknown { kind, given } => named(line, *kind, given),
        IntakeError::ControlCharacter { field, .. } => Field::named(field),
        IntakeError::Conflict { .. } => Some(Field::Id),
        IntakeError::TwoRoles { .. } => Some(Field::Speaker),
        IntakeError::QuoteNotFound { .. } => Some(if line.original.is_some() { Field::Original } else { Field::Text }),
        IntakeError::SourceNotText { .. } | IntakeError::SourceBytes { .. } => Some(Field::Source),
        IntakeError::Slug(_) | IntakeError::Taken { .. } | IntakeError::Size(_) => None,
        IntakeError::Rule(_) | IntakeError::NoChange(_) => None,
        // It is the ledger that cannot be read.
        IntakeError::LeftOut(_) | IntakeError::Lookup(_) => None,
    }
}

/// The field that holds a name.
fn named(line: &StatementLine, kind: Kind, given: &str) -> Option<Field> {
    let is = |name: &Option<String>| name.as_deref() == Some(given);
    let of = [
        (Field::Issue, kind == Kind::IssueAdded),
        (Field::Occasion, kind == Kind::OccasionAdded),
        (Field::Source, kind == Kind::SourceAdded && line.source.0.iter().any(|source| is_named(source, given))),
        (Field::Speaker, line.speaker == given),
        (Field::OnBehalfOf, line.on_behalf_of.0.iter().any(|name| name == given)),
        (Field::About, is(&line.about)),
        (Field::ReportedBy, is(&line.reported_by)),
    ];
    of.into_iter().find(|(_, holds)| *holds).map(|(field, _)| field)
}

fn is_named(source: &GivenSource, given: &str) -> bool {
    match source {
        GivenSource::Named { slug, .. } => slug == given,
        GivenSource::Described(_) => false,
    }
}
