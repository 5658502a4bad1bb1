//! "1 line", "2 lines".

/// A number and what it counts, in the plural where it is not one.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
