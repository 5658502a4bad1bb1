//! Cells that a spreadsheet would run as a formula, made harmless and brought back.
//!
//! Invariant: `unguarded(guarded(cell)) == cell` for every cell.

use std::borrow::Cow;

/// Keeps a cell that begins like a formula as text, by an apostrophe in front. One that looks guarded already gets a
/// further one, so that nothing is lost on the way back.
pub(crate) fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before it was guarded.
pub(crate) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        Some(_) | None => cell,
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_run_is_kept_as_text() {
        for (cell, expected) in [
            ("=cmd()", "'=cmd()"),
            ("+80", "'+80"),
            ("-50", "'-50"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("'=1", "''=1"),
            ("'quoted'", "'quoted'"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), expected, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "['=+@\t\ra-]{0,6}") {
            let there = guarded(&cell);
            prop_assert!(!is_formula(&there));
            prop_assert_eq!(unguarded(&there), &cell);
        }
    }
}
