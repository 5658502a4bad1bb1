//! The file with a ledger's signing key, which lies outside the ledger, and beside it the last checkpoint it signed.
//!
//! Invariant: a key file is made with access for its owner alone, is never written over, and never lies in the ledger
//! whose checkpoints it signs.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use clap::Args;
use onrecord_core::hash::LedgerId;
use onrecord_core::note::{Signer, Verifier};

use crate::failure::Failure;
use crate::output::Output;

/// Where the signing key is.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyOption {
    /// The file with the signing key; else one for this ledger in the user's config folder
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

/// A file that holds a key, or will.
#[derive(Clone, Debug)]
pub(crate) struct KeyFile {
    path: PathBuf,
}

impl KeyOption {
    /// The file given, else the one for this ledger.
    pub(crate) fn file(&self, ledger: LedgerId) -> Result<KeyFile, Failure> {
        match &self.key {
            Some(path) => Ok(KeyFile { path: path.clone() }),
            None => KeyFile::of_ledger(ledger),
        }
    }
}

impl KeyFile {
    /// The file for a ledger in the user's config folder.
    pub(crate) fn of_ledger(ledger: LedgerId) -> Result<Self, Failure> {
        let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
        let config = folder("XDG_CONFIG_HOME").or_else(|| folder("HOME").map(|home| home.join(".config")));
        let config = config.ok_or_else(|| {
            Failure::new("there is no folder for keys: neither HOME nor XDG_CONFIG_HOME is set")
                .hint("--key FILE says where the key is")
        })?;
        Ok(KeyFile { path: config.join("onrecord").join(format!("{ledger}.key")) })
    }

    /// A file that was named.
    pub(crate) fn at(path: PathBuf) -> Self {
        KeyFile { path }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a new key file.
    pub(crate) fn create(&self, signer: &Signer) -> Result<(), Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(format!("the key cannot be written to {}: {error}", self.path.display()))
        };
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        }
        let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.path);
        let mut file = file.map_err(|error| {
            if error.kind() != ErrorKind::AlreadyExists {
                return failed(error);
            }
            Failure::new(format!("{} is there already", self.path.display()))
                .means_no()
                .hint("a key is never written over: `onrecord key show` prints its vkey; --key FILE names another file")
        })?;
        writeln!(file, "{}", signer.secret_text()).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Reads the key, and warns if others can do so too.
    pub(crate) fn read(&self, output: &mut Output) -> Result<Signer, Failure> {
        let text = fs_err::read_to_string(&self.path).map_err(|error| {
            if error.kind() != ErrorKind::NotFound {
                return Failure::of(&error);
            }
            Failure::new(format!("there is no key in {}", self.path.display()))
                .hint("`onrecord key new` makes one; --key FILE names another file")
        })?;
        let mode = fs_err::metadata(&self.path).map_or(0o600, |found| found.permissions().mode());
        if mode & 0o077 != 0 {
            output.warn(format_args!("others can read {0}: `chmod 600 {0}`", self.path.display()));
        }
        text.trim_end_matches('\n').parse().map_err(|error| {
            let not_a_key = Failure::of(&error);
            Failure::new(format!("{} holds no signing key: {}", self.path.display(), not_a_key.message))
        })
    }

    /// The public part of the key, if the file is there and can be read.
    pub(crate) fn verifier(&self) -> Option<Verifier> {
        let text = fs_err::read_to_string(&self.path).ok()?;
        text.trim_end_matches('\n').parse::<Signer>().ok().map(|signer| signer.verifier())
    }

    /// Refuses a key that lies in the ledger's folder: whoever has the folder would have the key.
    pub(crate) fn check_outside(&self, ledger_folder: &Path) -> Result<(), Failure> {
        let real = |path: &Path| path.ancestors().find_map(|path| path.canonicalize().ok());
        let folder = std::path::absolute(&self.path)?;
        let inside = match (real(&folder), ledger_folder.canonicalize()) {
            (Some(key), Ok(ledger)) => key.starts_with(ledger),
            (Some(_) | None, _) => false,
        };
        if !inside {
            return Ok(());
        }
        Err(Failure::new(format!("{} lies in the ledger's folder", self.path.display()))
            .hint("keep the key elsewhere: whoever has the folder could sign in its name"))
    }

    /// Where the last checkpoint that the key signed is kept.
    pub(crate) fn last_signed(&self) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".last");
        PathBuf::from(name)
    }
}
