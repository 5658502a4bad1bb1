//! Columns of an exported table that the ledger fills, and that an import reads past.

/// What `export` writes beside the fields of a statement.
pub(crate) const LEDGER_COLUMNS: [&str; 12] = [
    "seq",
    "hash",
    "recorded_at",
    "coder",
    "corrected_by",
    "stated_on_start",
    "stated_on_end",
    "speaker_name",
    "holder",
    "score",
    "source_titles",
    "source_urls",
];

/// What an import puts in front of a row that it rejects.
pub(crate) const REJECTED_COLUMNS: [&str; 3] = ["rejected_line", "rejected_column", "rejected_reason"];

/// The heading under which an export has the field `date`.
pub(crate) const STATED_ON: &str = "stated_on";

/// Whether a table's headings are those of an export: then its cells are guarded against being run.
pub(crate) fn is_export<'h>(headings: impl Iterator<Item = &'h str> + Clone) -> bool {
    let has = |name: &str| headings.clone().any(|heading| heading == name);
    has("seq") && has("hash")
}
