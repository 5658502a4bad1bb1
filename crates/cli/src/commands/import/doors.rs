//! The doors of `import` over bytes in memory: what fuzzing calls (`crates/fuzz`).
//!
//! Invariant: these are the functions of the command itself, without a ledger behind them.

use std::io::Cursor;
use std::path::Path;

use onrecord_core::line::{Field, Line};

use super::csv_rows::Written;
use super::dialect::read_delimiter;
use super::input::Input;
use super::mapping::Mapping;
use super::profile::Profile;
use super::rows_of;
use super::wishes::Wishes;
use crate::failure::Failure;

/// Reads a profile, and a table under it whose headings are the fields' own names.
///
/// # Errors
/// What a person would be told.
pub fn profile(text: &str) -> Result<(), String> {
    let read = || {
        let (profile, wishes) = profile_and_wishes(text)?;
        profile.delimiter.as_deref().map(read_delimiter).transpose()?;
        let headings = Field::ALL.map(|field| field.as_str().to_owned());
        let _row = Mapping::of(&headings, &wishes)?.row(&headings);
        Ok(())
    };
    read().map_err(|failure: Failure| failure.message)
}

/// Reads an import under a profile, and shows every row: the record that it makes, or why it makes none.
///
/// # Errors
/// What a person would be told where the import ends before its input does.
pub fn import(profile: &str, bytes: Vec<u8>, mut row: impl FnMut(Result<Line, String>)) -> Result<(), String> {
    let read = || {
        let (profile, wishes) = profile_and_wishes(profile)?;
        let delimiter = profile.delimiter.as_deref().map(read_delimiter).transpose()?;
        let input = Input::of(Box::new(Cursor::new(bytes)), None)?;
        let written = Written { delimiter, encoding: profile.encoding.unwrap_or_default() };
        let mut rows = rows_of(input.bytes, profile.format, written, wishes)?;
        while let Some((_number, taken)) = rows.next_row()? {
            row(taken.map(|taken| taken.line).map_err(|rejection| rejection.to_string()));
        }
        Ok(())
    };
    read().map_err(|failure: Failure| failure.message)
}

fn profile_and_wishes(text: &str) -> Result<(Profile, Wishes), Failure> {
    let profile = Profile::parse(text, Path::new("profile.toml"))?;
    let wishes = Wishes::of(&profile, &[], &[])?;
    Ok((profile, wishes))
}
