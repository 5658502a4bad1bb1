//! `--out`: an answer that goes into a file, in the format that the file's ending says.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::failure::Failure;
use crate::output::Output;

/// Where a picture goes.
#[derive(Clone, Debug, Args)]
pub(crate) struct PictureFile {
    /// Draw it into this file, whose name ends in .svg, instead of printing it
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

impl PictureFile {
    /// The file, if one was asked for; one that cannot hold a picture is refused before any work is done.
    pub(crate) fn checked(&self) -> Result<Option<&Path>, Failure> {
        let Some(path) = self.out.as_deref() else { return Ok(None) };
        match ending(path).as_str() {
            "svg" => Ok(Some(path)),
            _ => Err(wrong_ending(path, "pictures are drawn as .svg")),
        }
    }
}

/// The ending of a file's name, in lower case; empty if it has none.
pub(crate) fn ending(path: &Path) -> String {
    path.extension().map_or_else(String::new, |ending| ending.to_string_lossy().to_lowercase())
}

/// A file whose name does not say a format that can be written.
pub(crate) fn wrong_ending(path: &Path, hint: &str) -> Failure {
    Failure::new(format!("the ending of `{}` says no format that can be written", path.display())).hint(hint)
}

/// Writes the file, over one that is there, and says so.
pub(crate) fn write(path: &Path, content: &str, output: &mut Output) -> Result<(), Failure> {
    fs_err::write(path, content).map_err(|error| Failure::of(&error))?;
    if output.is_json() {
        return output.object(&json!({ "out": path.to_string_lossy(), "bytes": content.len() }));
    }
    output.note(format_args!("wrote {}", path.display()));
    Ok(())
}
