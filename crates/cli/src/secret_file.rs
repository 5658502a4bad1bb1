//! A file with a secret key, of a ledger or of a coder, which lies outside the ledger.
//!
//! Invariants: it is made with access for its owner alone and on the disk before anybody relies on the key; it is never
//! written over, and never lies in the ledger that it signs for.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use onrecord_core::note::Signer;

use crate::failure::Failure;
use crate::output::Output;

/// A file that holds a key, or will.
#[derive(Clone, Debug)]
pub(crate) struct SecretFile {
    path: PathBuf,
}

/// The folder for keys, in the user's config folder; `option` is the one that names a key elsewhere.
pub(crate) fn config_folder(option: &str) -> Result<PathBuf, Failure> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let config = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
    let config = config.ok_or_else(|| {
        Failure::new("there is no folder for keys: neither HOME nor XDG_CONFIG_HOME is set")
            .hint(format!("{option} FILE says where the key is"))
    })?;
    Ok(config.join("onrecord"))
}

impl SecretFile {
    /// The file with this path.
    pub(crate) fn at(path: PathBuf) -> Self {
        SecretFile { path }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a key into a new file.
    pub(crate) fn create(&self, signer: &Signer) -> Result<(), Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(format!("the key cannot be written to {}: {error}", self.path.display()))
        };
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.path);
        let mut file = file.map_err(|error| match error.kind() == ErrorKind::AlreadyExists {
            true => Failure::new(format!("{} is there already", self.path.display())).means_no(),
            false => failed(error),
        })?;
        writeln!(file, "{}", signer.secret_text()).and_then(|()| file.sync_all()).map_err(failed)?;
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
    }

    /// Reads the key.
    pub(crate) fn read(&self) -> Result<Signer, Failure> {
        let text = fs_err::read_to_string(&self.path).map_err(|error| match error.kind() == ErrorKind::NotFound {
            true => Failure::new(format!("there is no key in {}", self.path.display())),
            false => Failure::of(&error),
        })?;
        text.trim_end().parse().map_err(|error| {
            let not_a_key = Failure::of(&error);
            Failure::new(format!("{} holds no signing key: {}", self.path.display(), not_a_key.message))
        })
    }

    /// Warns if others than the owner can get at the key.
    pub(crate) fn warn_if_open(&self, output: &mut Output) {
        // Where there is no file, there is nothing to warn of.
        let mode = std::fs::metadata(&self.path).map_or(0o600, |found| found.permissions().mode());
        if mode & 0o077 != 0 {
            output.warn(format_args!("others can read {0}: `chmod 600 {0}`", self.path.display()));
        }
    }

    /// Refuses a key that lies in the ledger's folder: whoever has the folder would have the key.
    pub(crate) fn check_outside(&self, ledger_folder: &Path) -> Result<(), Failure> {
        let real = |path: &Path| path.ancestors().find_map(|path| path.canonicalize().ok());
        let path = std::path::absolute(&self.path)?;
        let inside = match (real(&path), ledger_folder.canonicalize()) {
            (Some(key), Ok(ledger)) => key.starts_with(ledger),
            (Some(_) | None, _) => false,
        };
        if !inside {
            return Ok(());
        }
        Err(Failure::new(format!("{} lies in the ledger's folder", self.path.display()))
            .hint("keep the key elsewhere: whoever has the folder could sign in its name"))
    }
}
