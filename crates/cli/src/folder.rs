//! Which folder the ledger is in.

use std::path::{Path, PathBuf};

use crate::args::Global;
use crate::failure::Failure;

/// Name of a ledger's folder where none is given.
const NAME: &str = ".onrecord";

/// The ledger that a command works with: the one given, else the nearest here or above.
pub(crate) fn find(global: &Global) -> Result<PathBuf, Failure> {
    if let Some(given) = given(global) {
        return Ok(given.clone());
    }
    let here = std::env::current_dir()?;
    let found = here.ancestors().map(|folder| folder.join(NAME)).find(|folder| folder.is_dir());
    found.ok_or_else(|| {
        Failure::new(format!("there is no ledger in {} or above it", here.display()))
            .hint("`onrecord init` makes one here; `-L DIR` or ONRECORD_LEDGER names one elsewhere")
    })
}

/// Where `init` makes a ledger: the folder given, else here.
pub(crate) fn to_make(global: &Global) -> PathBuf {
    given(global).cloned().unwrap_or_else(|| Path::new(NAME).to_owned())
}

/// The folder that was named; an empty variable names none.
fn given(global: &Global) -> Option<&PathBuf> {
    global.ledger.as_ref().filter(|given| !given.as_os_str().is_empty())
}
