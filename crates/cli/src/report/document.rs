//! A document: what a report says, as data that knows no markup.
//!
//! Invariant: what was recorded and what is ours are told apart in every line, so that a writer can escape the one and
//! knows the other to be harmless.

/// A report, whatever it is written in.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The heading of all.
    pub(crate) title: Line,
    /// What stands below it.
    pub(crate) lead: Vec<Line>,
    /// The parts, in order.
    pub(crate) sections: Vec<Section>,
    /// What the notes say, from number 1 on.
    pub(crate) notes: Vec<Line>,
    /// What it all rests on.
    pub(crate) closing: Vec<Line>,
}

/// A part with a heading.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// Its heading.
    pub(crate) heading: Line,
    /// A shorter heading for a list of contents, if there is one.
    pub(crate) short: Option<Line>,
    /// Whether it is a part of the part before.
    pub(crate) level: Level,
    /// Its rows, if it has any.
    pub(crate) table: Option<Table>,
    /// What stands below them.
    pub(crate) text: Vec<Line>,
}

/// How deep a section lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// A part of the report.
    Part,
    /// A part of a part.
    Subpart,
}

/// Rows under headings; the first cell of a row names it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The headings.
    pub(crate) columns: &'static [&'static str],
    /// The rows, each with a cell a heading.
    pub(crate) rows: Vec<Vec<Line>>,
}

/// Pieces one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line(pub(crate) Vec<Piece>);

/// A piece of a line.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Our own words.
    Ours(String),
    /// Words from the ledger.
    Recorded(Recorded),
    /// Words from the ledger that somebody said, letter for letter.
    Quoted(Recorded),
    /// A day or a stretch of days.
    Day(String),
    /// The address of a source.
    Address(String),
    /// A hash or another thing for machines, of ours.
    Code(String),
    /// The number of a note.
    Note(usize),
    /// A score on its scale, with the range around it, for writers that can draw; a text beside it says the same.
    Scale(i8, (i8, i8)),
}

/// Words from the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The words.
    pub(crate) text: String,
    /// Their language, where known.
    pub(crate) language: Option<String>,
}

impl Line {
    /// A line of our own words.
    pub(crate) fn ours(text: impl Into<String>) -> Line {
        Line::default().and(text)
    }

    /// A line of words from the ledger.
    pub(crate) fn recorded(text: &str) -> Line {
        Line::default().and_recorded(text)
    }

    /// The line with our own words behind it.
    #[must_use]
    pub(crate) fn and(self, text: impl Into<String>) -> Line {
        self.with(Piece::Ours(text.into()))
    }

    /// The line with words from the ledger behind it.
    #[must_use]
    pub(crate) fn and_recorded(self, text: &str) -> Line {
        self.with(Piece::Recorded(Recorded { text: text.to_owned(), language: None }))
    }

    /// A line that is a day or a stretch of days.
    pub(crate) fn day(day: impl std::fmt::Display) -> Line {
        Line::default().with(Piece::Day(day.to_string()))
    }

    /// The line with a piece behind it.
    #[must_use]
    pub(crate) fn with(mut self, piece: Piece) -> Line {
        self.0.push(piece);
        self
    }

    /// The line with numbers of notes behind it.
    #[must_use]
    pub(crate) fn with_notes(self, numbers: impl IntoIterator<Item = usize>) -> Line {
        numbers.into_iter().fold(self, |line, number| line.and(" ").with(Piece::Note(number)))
    }

    /// The line with another behind it.
    #[must_use]
    pub(crate) fn then(mut self, other: Line) -> Line {
        self.0.extend(other.0);
        self
    }
}
