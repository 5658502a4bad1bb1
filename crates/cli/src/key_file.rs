//! The file with a ledger's signing key, and beside it the last checkpoint that the key signed.

use std::path::{Path, PathBuf};

use clap::Args;
use onrecord_core::hash::LedgerId;
use onrecord_core::note::{Signer, Verifier};

use crate::failure::{Failure, Status};
use crate::output::Output;
use crate::secret_file::{SecretFile, config_folder};

/// Where the signing key is.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeyOption {
    /// The file with the signing key; else one for this ledger in the user's config folder
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
}

/// A file that holds a ledger's key, or will.
#[derive(Clone, Debug)]
pub(crate) struct KeyFile(SecretFile);

impl KeyOption {
    /// The file given, else the one for this ledger.
    pub(crate) fn file(&self, ledger: LedgerId) -> Result<KeyFile, Failure> {
        match &self.key {
            Some(path) => Ok(KeyFile::at(path.clone())),
            None => KeyFile::of_ledger(ledger),
        }
    }
}

impl KeyFile {
    /// The file for a ledger in the user's config folder.
    pub(crate) fn of_ledger(ledger: LedgerId) -> Result<Self, Failure> {
        Ok(KeyFile::at(config_folder("--key")?.join(format!("{ledger}.key"))))
    }

    /// A file that was named.
    pub(crate) fn at(path: PathBuf) -> Self {
        KeyFile(SecretFile::at(path))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a new key file.
    pub(crate) fn create(&self, signer: &Signer) -> Result<(), Failure> {
        self.0.create(signer).map_err(|failure| match failure.status {
            Status::No => failure.hint(
                "a key is never written over: `onrecord key show` prints its vkey; --key FILE names another file",
            ),
            Status::CouldNotAnswer | Status::PipeClosed => failure,
        })
    }

    /// Reads the key, and warns if others can do so too.
    pub(crate) fn read(&self, output: &mut Output) -> Result<Signer, Failure> {
        self.0.warn_if_open(output);
        let there = self.path().exists();
        self.0.read().map_err(|failure| match there {
            true => failure,
            false => failure.hint("`onrecord key new` makes one; --key FILE names another file"),
        })
    }

    /// The public part of the key, if the file is there and can be read.
    pub(crate) fn verifier(&self) -> Option<Verifier> {
        self.0.read().ok().map(|signer| signer.verifier())
    }

    /// Refuses a key that lies in the ledger's folder.
    pub(crate) fn check_outside(&self, ledger_folder: &Path) -> Result<(), Failure> {
        self.0.check_outside(ledger_folder)
    }

    /// Where the last checkpoint that the key signed is kept.
    pub(crate) fn last_signed(&self) -> PathBuf {
        let mut name = self.path().as_os_str().to_owned();
        name.push(".last");
        PathBuf::from(name)
    }
}
