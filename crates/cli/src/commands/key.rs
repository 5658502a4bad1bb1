//! `key`: the key that signs a ledger's checkpoints.

use clap::Subcommand;
use onrecord_core::checkpoint::own_origin;
use onrecord_core::key::SigningKey;
use onrecord_core::note::{KeyName, Signer};
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::folder;
use crate::key_file::{KeyFile, KeyOption};
use crate::output::Output;
use crate::session::Session;

/// Make or show the key that signs checkpoints
///
/// The key lies outside the ledger, in a file that only its owner can read. Others check with its vkey, a line that is
/// no secret: hand it on by another way than the ledger.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(New),
    Show(Show),
}

/// Make a key and print its vkey
///
/// The vkey begins with the key's name, which is the origin of all checkpoints that it signs: `onrecord/` and the
/// ledger's id, or the name given.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    #[command(flatten)]
    key: KeyOption,
    /// Name of key and checkpoints, such as example.org/positions
    #[arg(long, value_name = "NAME")]
    origin: Option<KeyName>,
}

/// Print the vkey
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    #[command(flatten)]
    key: KeyOption,
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::New(args) => new(args, global, output),
        Command::Show(args) => {
            let file = file(&args.key, global, output)?;
            let signer = file.read(output)?;
            show(&file, &signer, output)
        }
    }
}

fn new(args: New, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    // Only a key with a name and a place of its own can be made without a ledger.
    let (file, name) = match (args.key.key, args.origin) {
        (Some(path), Some(origin)) => (KeyFile::at(path), origin),
        (key, origin) => {
            let ledger = Session::unread(global, output)?.ledger()?.ledger_id();
            let name = origin.map_or_else(|| own_origin(ledger).map_err(|error| Failure::of(&error)), Ok)?;
            (KeyOption { key }.file(ledger)?, name)
        }
    };
    if let Ok(ledger) = folder::find(global) {
        file.check_outside(&ledger)?;
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::new(format!("no randomness can be had: {error}")))?;
    let signer = Signer::new(name, SigningKey::from_seed(seed));
    file.create(&signer)?;
    show(&file, &signer, output)?;
    output.note(format_args!("the secret key is in {}: keep a copy where the ledger is not", file.path().display()));
    Ok(Answer::Yes)
}

/// The file given, else the one for the ledger here.
fn file(key: &KeyOption, global: &Global, output: &mut Output) -> Result<KeyFile, Failure> {
    match &key.key {
        Some(path) => Ok(KeyFile::at(path.clone())),
        None => KeyFile::of_ledger(Session::unread(global, output)?.ledger()?.ledger_id()),
    }
}

fn show(file: &KeyFile, signer: &Signer, output: &mut Output) -> Result<Answer, Failure> {
    let vkey = signer.verifier().to_string();
    if output.is_json() {
        output.object(&json!({ "vkey": vkey, "origin": signer.name().as_str(), "key": file.path() }))?;
    } else {
        output.line(vkey)?;
    }
    Ok(Answer::Yes)
}
