//! How a table is written: what stands between its cells, told by the row of headings unless it is given.

use crate::failure::Failure;

/// What spreadsheets put between cells, the most usual first.
const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads what `--delimiter` gives.
pub(super) fn read_delimiter(given: &str) -> Result<u8, Failure> {
    match given.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'"' | b'\r' | b'\n') => {
            Ok(*byte)
        }
        _ => Err(Failure::new(format!("`{given}` cannot stand between cells"))
            .hint("write one sign, such as ; or |, or the word tab")),
    }
}

/// The delimiter that a first line of the form `sep=;` names, as some spreadsheets write it for others.
pub(super) fn named_in(line: &[u8]) -> Option<u8> {
    match line.trim_ascii_end().strip_prefix(b"sep=")? {
        [delimiter] => Some(*delimiter),
        _ => None,
    }
}

/// The delimiter that occurs most often in the row of headings, outside of quotation marks.
pub(super) fn delimiter_of(headings: &[u8]) -> u8 {
    let mut counts = [0_usize; USUAL.len()];
    let mut quoted = false;
    for byte in headings {
        if *byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some(index) = USUAL.iter().position(|usual| usual == byte) {
            counts[index] += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let first = counts.iter().position(|count| *count == most).unwrap_or(0);
    USUAL[first]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_stands_between_cells() {
        for (headings, expected) in [
            ("id;date;speaker\r\n", b';'),
            ("id\tdate\n", b'\t'),
            ("id", b','),
            ("\"a;b;c\",date\n", b','),
            ("id|date|speaker", b'|'),
            ("date, day;speaker;issue", b';'),
        ] {
            assert_eq!(delimiter_of(headings.as_bytes()), expected, "{headings}");
        }
        assert_eq!(named_in(b"sep=;\r\n"), Some(b';'));
        assert_eq!(named_in(b"separator"), None);
    }
}
