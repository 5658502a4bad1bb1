//! The secret keys with which coders sign: where they lie, and whether they are those that the ledger knows.
//!
//! Invariant: a key that is used is the one that the ledger knows, and its file is one that [`SecretFile`] made or warned of.

use std::path::{Path, PathBuf};

use onrecord_core::body::Body;
use onrecord_core::hash::LedgerId;
use onrecord_core::key::{SigningKey, VerifyingKey};
use onrecord_core::note::{KeyName, Signer};
use onrecord_core::seq::Seq;
use onrecord_core::signing::{Due, Standing};
use onrecord_core::view::View;

use crate::args::Global;
use crate::explain;
use crate::failure::Failure;
use crate::output::Output;
use crate::secret_file::{SecretFile, config_folder};

/// The keys that are at hand.
pub(crate) struct SecretKeys {
    /// The file that was named.
    given: Option<PathBuf>,
    known: Vec<SigningKey>,
    /// Whether it was looked at who can read the file.
    looked_at: bool,
}

/// A key, and the file that keeps it.
pub(crate) struct KeptKey {
    pub(crate) key: SigningKey,
    pub(crate) file: PathBuf,
}

impl SecretKeys {
    /// None yet; they are read when they are needed.
    pub(crate) fn of(global: &Global) -> Self {
        let given = global.coder_key.clone().filter(|file| !file.as_os_str().is_empty());
        SecretKeys { given, known: Vec::new(), looked_at: false }
    }

    /// The file that was named on the command line or in the environment.
    pub(crate) fn given(&self) -> Option<&Path> {
        self.given.as_deref()
    }

    /// Takes this file for the one that was named.
    pub(crate) fn look_in(&mut self, file: &Path) {
        self.given = Some(file.to_owned());
    }

    /// Has a key at hand.
    pub(crate) fn know(&mut self, key: SigningKey) {
        self.known.push(key);
    }

    /// The key with which this coder must sign this; none if it needs none.
    pub(crate) fn due(&mut self, view: &View, coder: Seq, body: &Body) -> Result<Option<&SigningKey>, Failure> {
        match view.signing().due(coder, body).map_err(|error| explain::signing(view, &error))? {
            Due::Unsigned => Ok(None),
            Due::SignedBy(public) => self.secret_of(view, coder, public).map(Some),
        }
    }

    /// The secret key of a public one, read from its file the first time.
    pub(crate) fn secret_of(&mut self, view: &View, coder: Seq, public: VerifyingKey) -> Result<&SigningKey, Failure> {
        let place = match self.known.iter().position(|key| key.verifying_key() == public) {
            Some(place) => place,
            None => {
                let file = self.file_of(view, &public)?;
                let signer = SecretFile::at(file.clone()).read().map_err(|failure| missing(view, coder, failure))?;
                let key = signer.key().clone();
                let found = key.verifying_key();
                if found != public {
                    return Err(missing(
                        view,
                        coder,
                        Failure::new(format!("{} holds the key {found}", file.display())),
                    ));
                }
                self.known.push(key);
                self.known.len() - 1
            }
        };
        Ok(&self.known[place])
    }

    /// Warns, once, if others can read the file in which this coder's key is looked for.
    pub(crate) fn warn_if_open(&mut self, view: &View, coder: Seq, output: &mut Output) -> Result<(), Failure> {
        if let (Standing::Key(public, _), false) = (view.signing().standing(coder), self.looked_at) {
            SecretFile::at(self.file_of(view, &public)?).warn_if_open(output);
            self.looked_at = true;
        }
        Ok(())
    }

    /// Where the secret key of a public one is looked for.
    pub(crate) fn file_of(&self, view: &View, public: &VerifyingKey) -> Result<PathBuf, Failure> {
        match &self.given {
            Some(file) => Ok(file.clone()),
            None => Ok(folder(view.ledger())?.join(format!("{public}.key"))),
        }
    }
}

/// The key in a file, which is made with a new one if it is not there; without a file a new one in the default place.
pub(crate) fn read_or_make(
    file: Option<&Path>,
    view: &View,
    coder: Seq,
    ledger_folder: &Path,
    output: &mut Output,
) -> Result<KeptKey, Failure> {
    if let Some(file) = file.filter(|file| file.exists()) {
        let kept = SecretFile::at(file.to_owned());
        kept.warn_if_open(output);
        return Ok(KeptKey { key: kept.read()?.key().clone(), file: file.to_owned() });
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::new(format!("no randomness can be had: {error}")))?;
    let key = SigningKey::from_seed(seed);
    let file = match file {
        Some(file) => file.to_owned(),
        None => folder(view.ledger())?.join(format!("{}.key", key.verifying_key())),
    };
    let kept = SecretFile::at(file.clone());
    kept.check_outside(ledger_folder)?;
    // It is on the disk before the ledger learns of the key: a key that is lost cannot be replaced.
    kept.create(&Signer::new(name_of(view.name(coder))?, key.clone()))?;
    Ok(KeptKey { key, file })
}

/// Under the user's config folder, a folder for each ledger.
fn folder(ledger: Option<LedgerId>) -> Result<PathBuf, Failure> {
    let ledger = ledger.ok_or_else(|| Failure::new("the ledger has no first event"))?;
    Ok(config_folder("--coder-key")?.join("coders").join(ledger.to_string()))
}

/// The coder's name, as a key can have it: it says whose the file is and stands in no signature of an event.
fn name_of(coder: &str) -> Result<KeyName, Failure> {
    let is_bad = |character: char| character.is_whitespace() || character.is_control() || character == '+';
    let short = coder.chars().take(KeyName::LEN_MAX / 4).collect::<String>();
    short.replace(is_bad, "-").parse().map_err(|error| Failure::of(&error))
}

/// What is said if a coder's secret key cannot be used.
fn missing(view: &View, coder: Seq, failure: Failure) -> Failure {
    let name = view.name(coder);
    let (key, since) = match view.signing().standing(coder) {
        Standing::Key(key, since) => (key.to_string(), since.to_string()),
        Standing::NoKey | Standing::Closed(_) => (String::new(), String::new()),
    };
    let mut causes = vec![failure.message];
    causes.extend(failure.causes);
    Failure {
        causes,
        ..Failure::new(format!("the coder `{name}` signs since event {since}, and the secret key is not at hand"))
    }
    .hint(format!("the public key is {key}: say --coder-key FILE or set ONRECORD_CODER_KEY to where its secret key is"))
    .hint("a key that is lost cannot be replaced: go on under another name, with --coder NAME")
}
