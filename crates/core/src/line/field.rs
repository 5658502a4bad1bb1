//! The fields of a statement that a cell of text can fill, by name.

/// What a cell says of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The caller's id.
    Id,
    /// When it was said.
    Date,
    /// Who said it.
    Speaker,
    /// For whom; several with `|` or `;` between them.
    OnBehalfOf,
    /// In the speaker's own name.
    OwnName,
    /// Whose position is described.
    About,
    /// Who relayed the words.
    ReportedBy,
    /// The speaker's role in the source's words.
    Role,
    /// The issue.
    Issue,
    /// The wording of the issue, for one that is not known yet.
    Wording,
    /// The position.
    Stance,
    /// What it depends on.
    Condition,
    /// Without condition, in so many words.
    Unconditional,
    /// How the words are had.
    Form,
    /// Sort of channel.
    Genre,
    /// Name of the channel.
    Channel,
    /// The words.
    Text,
    /// The words in the language in which they were said.
    Original,
    /// Their language.
    Lang,
    /// Sources by slug; several with `|` or `;` between them.
    Source,
    /// Title of a source that is described.
    SourceTitle,
    /// Its publisher.
    SourcePublisher,
    /// Its address.
    SourceUrl,
    /// Its day.
    SourceDate,
    /// Place in the source; for several sources, several with `|` between them.
    Locator,
    /// The meeting or vote.
    Occasion,
    /// Whether it stands in the account of the occasion.
    Account,
    /// How sure the coder is.
    Certainty,
    /// What ties it to other statements.
    Utterance,
    /// When a claim was noted.
    NotedOn,
    /// A remark.
    Note,
}

impl Field {
    /// Every field, in the order in which a sheet has its columns.
    pub const ALL: [Field; 31] = [
        Field::Id,
        Field::Date,
        Field::Speaker,
        Field::OnBehalfOf,
        Field::OwnName,
        Field::Role,
        Field::About,
        Field::ReportedBy,
        Field::Issue,
        Field::Wording,
        Field::Stance,
        Field::Condition,
        Field::Unconditional,
        Field::Form,
        Field::Genre,
        Field::Channel,
        Field::Text,
        Field::Original,
        Field::Lang,
        Field::Source,
        Field::SourceTitle,
        Field::SourcePublisher,
        Field::SourceUrl,
        Field::SourceDate,
        Field::Locator,
        Field::Occasion,
        Field::Account,
        Field::Certainty,
        Field::Utterance,
        Field::NotedOn,
        Field::Note,
    ];

    /// Those without which there is no statement.
    pub const NEEDED: [Field; 5] = [Field::Date, Field::Speaker, Field::Issue, Field::Stance, Field::Form];

    /// How it is spelled.
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Date => "date",
            Field::Speaker => "speaker",
            Field::OnBehalfOf => "on_behalf_of",
            Field::OwnName => "own_name",
            Field::About => "about",
            Field::ReportedBy => "reported_by",
            Field::Role => "role",
            Field::Issue => "issue",
            Field::Wording => "wording",
            Field::Stance => "stance",
            Field::Condition => "condition",
            Field::Unconditional => "unconditional",
            Field::Form => "form",
            Field::Genre => "genre",
            Field::Channel => "channel",
            Field::Text => "text",
            Field::Original => "original",
            Field::Lang => "lang",
            Field::Source => "source",
            Field::SourceTitle => "source_title",
            Field::SourcePublisher => "source_publisher",
            Field::SourceUrl => "source_url",
            Field::SourceDate => "source_date",
            Field::Locator => "locator",
            Field::Occasion => "occasion",
            Field::Account => "account",
            Field::Certainty => "certainty",
            Field::Utterance => "utterance",
            Field::NotedOn => "noted_on",
            Field::Note => "note",
        }
    }

    /// The field of that name, as people write headings: `On behalf of` is `on_behalf_of`.
    pub fn named(name: &str) -> Option<Field> {
        let name = heading(name);
        Field::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

/// A heading as names are compared: without the white space around it, in lower case, with `_` for spaces and hyphens.
pub fn heading(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_names_and_by_headings() {
        for field in Field::ALL {
            assert_eq!(Field::named(field.as_str()), Some(field));
        }
        for (name, field) in [
            (" Speaker ", Some(Field::Speaker)),
            ("On behalf of", Some(Field::OnBehalfOf)),
            ("Source-URL", Some(Field::SourceUrl)),
            ("speakers", None),
            ("", None),
        ] {
            assert_eq!(Field::named(name), field, "{name}");
        }
    }
}
