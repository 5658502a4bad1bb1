//! A copy of a ledger in which one byte was changed.

use std::path::{Path, PathBuf};

use fs_err as fs;

use crate::failure::Failure;

/// The copy; gone when dropped.
pub(super) struct Changed {
    /// The copied ledger's folder.
    pub(super) ledger: PathBuf,
    /// Which byte was changed, for people.
    pub(super) what: String,
    _gone_with_this: tempfile::TempDir,
}

/// The words in which a letter is changed.
const WORDS: &[u8] = b"serves to protect one party";
/// The journal's first segment.
const SEGMENT: &str = "journal/00000000.seg";

/// Copies a ledger and changes one letter of a quote in the copy's journal.
pub(super) fn copy_with_one_byte_changed(ledger: &Path) -> Result<Changed, Failure> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy");
    copy_tree(ledger, &copy)?;
    let segment = copy.join(SEGMENT);
    let mut bytes = fs::read(&segment)?;
    let found = bytes.windows(WORDS.len()).position(|window| window == WORDS);
    let at = found.ok_or_else(|| Failure::new("the quote that the tour recorded is not in the journal"))?;
    bytes[at] ^= 1;
    fs::write(&segment, bytes)?;
    let what = format!("byte {at} of {SEGMENT}, a letter of the quote");
    Ok(Changed { ledger: copy, what, _gone_with_this: folder })
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let target = to.join(item.file_name());
        if item.file_type()?.is_dir() {
            copy_tree(&item.path(), &target)?;
        } else {
            fs::copy(item.path(), target)?;
        }
    }
    Ok(())
}
