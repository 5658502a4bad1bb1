//! A file that is there only once it is complete.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A file in the making, beside its place.
pub(super) struct NewFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl NewFile {
    /// Begins a file for this place.
    pub(super) fn begin(path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|error| {
            let mut failure = Failure::new(format!("`{}` cannot be written", path.display()));
            // The error itself names a file that nobody asked for.
            failure.causes.push(error.kind().to_string());
            failure
        })?;
        Ok(NewFile { file: BufWriter::new(file), path: path.to_owned() })
    }

    /// Puts it in its place, over a file that is there.
    pub(super) fn finish(self) -> Result<(), Failure> {
        let file = self.file.into_inner().map_err(|error| Failure::from(error.into_error()))?;
        file.as_file().sync_all()?;
        readable(file.as_file())?;
        file.persist(&self.path).map(|_| ()).map_err(|error| Failure::of(&error))
    }
}

/// Gives the file the rights that a new file has here, where a temporary one is for its maker only.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &std::fs::File) -> io::Result<()> {
    Ok(())
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
