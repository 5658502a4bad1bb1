//! How an input is written: as JSON lines or as a table, told by its name or its first byte.

use clap::ValueEnum;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    /// A JSON object a line.
    Jsonl,
    /// A table with a row of headings.
    Csv,
}

impl Format {
    /// The format that a file's name says, be it compressed or not.
    pub(super) fn by_name(file: &str) -> Option<Format> {
        let name = file.to_lowercase();
        let name = [".gz", ".zst", ".zstd"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "jsonl" | "ndjson" | "json" => Some(Format::Jsonl),
            "csv" | "tsv" => Some(Format::Csv),
            _ => None,
        }
    }

    /// The format that the first line says.
    pub(super) fn by_first_line(line: &[u8]) -> Format {
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        match line.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') | None => Format::Jsonl,
            Some(_) => Format::Csv,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_first_bytes_say_how_a_file_is_written() {
        for (name, expected) in [
            ("votes.csv.gz", Some(Format::Csv)),
            ("votes.TSV", Some(Format::Csv)),
            ("a.b/lines.jsonl.zst", Some(Format::Jsonl)),
            ("lines", None),
            ("-", None),
            ("votes.gz", None),
        ] {
            assert_eq!(Format::by_name(name), expected, "{name}");
        }
        for (line, expected) in [
            ("{\"speaker\"", Format::Jsonl),
            ("\u{feff} {", Format::Jsonl),
            ("speaker,date", Format::Csv),
            ("\u{feff}\"speaker\"", Format::Csv),
            ("", Format::Jsonl),
        ] {
            assert_eq!(Format::by_first_line(line.as_bytes()), expected, "{line}");
        }
    }
}
