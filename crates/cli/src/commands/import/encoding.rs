//! How the bytes of an input are read as text.

use clap::ValueEnum;
use encoding_rs::WINDOWS_1252;

/// An encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Encoding {
    /// UTF-8; what is not, is refused.
    #[default]
    #[value(name = "utf-8", alias = "utf8")]
    #[serde(rename = "utf-8", alias = "utf8")]
    Utf8,
    /// ISO 8859-1, read as Windows-1252, of which its printable characters are a part.
    #[value(name = "latin1")]
    #[serde(rename = "latin1")]
    Latin1,
    /// What older spreadsheets write in Western Europe.
    #[value(name = "windows-1252")]
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What to do about bytes that are not UTF-8.
pub(super) const HINT: &str =
    "save the file as UTF-8, or say --encoding windows-1252 if it comes from an older spreadsheet";

impl Encoding {
    /// The text; or the place of the first byte that is none.
    pub(super) fn text(self, bytes: Vec<u8>) -> Result<String, usize> {
        match self {
            Encoding::Utf8 => String::from_utf8(bytes).map_err(|error| error.utf8_error().valid_up_to()),
            Encoding::Latin1 | Encoding::Windows1252 => {
                Ok(WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_their_encoding_says() {
        assert_eq!(Encoding::Windows1252.text(b"C\xf4te d\x92Ivoire \x80".to_vec()), Ok("Côte d’Ivoire €".to_owned()));
        assert_eq!(Encoding::Latin1.text(b"\xe9".to_vec()), Ok("é".to_owned()));
        assert_eq!(Encoding::Utf8.text(b"ab\xe9".to_vec()), Err(2));
    }
}
