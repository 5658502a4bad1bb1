//! `coder`: who records, and who signs what they record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use onrecord_core::body::{Body, CoderKeyed, Kind, SignaturesRequired};
use onrecord_core::header::Header;
use onrecord_core::intake::{Outcome, Plan};
use onrecord_core::key::VerifyingKey;
use onrecord_core::seq::Seq;
use onrecord_core::signing::{SigningError, Standing};
use onrecord_core::words::SlotName;
use onrecord_storage::entry_log::EntryLog;
use serde_json::json;

use crate::args::Global;
use crate::explain;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::{Lines, Output, printable};
use crate::secret_keys::{KeptKey, read_or_make};
use crate::session::Session;
use crate::table::{
    self,
    Width::{UpTo, Whole},
};

/// Look after coders: who records, and with which key they sign
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign what the coder records from now on
    ///
    /// Makes a key if there is none yet, and records its public part. From that event on, everything that this coder
    /// records is signed, and an audit finds what is not. The secret key lies outside the ledger; one that is lost cannot
    /// be replaced, so keep a copy of its file.
    #[command(after_long_help = EXAMPLES)]
    Key {
        /// Where the secret key is, or is made; else under the user's config folder
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
        /// Take another key in place of the present one, which signs that
        #[arg(long)]
        rotate: bool,
    },
    /// Close the coder's name: nothing is recorded under it any more
    ///
    /// The coder's key signs that. There is no way back: whoever wants to go on takes another name.
    Close,
    /// Refuse events that are not signed, from now on and for ever
    ///
    /// The coder who says so must have a key. Nobody can take it back.
    RequireSignatures,
    /// List all coders, with their keys
    List,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord --coder ada coder key
  onrecord --coder ada coder key --rotate --key ada-2.key
";

pub(crate) fn run(command: &Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::Key { key, rotate: false } => first_key(key.as_deref(), global, output),
        Command::Key { key, rotate: true } => next_key(key.as_deref(), global, output),
        Command::Close => close(global, output),
        Command::RequireSignatures => require_signatures(global, output),
        Command::List => list(global, output),
    }
}

/// Gives the coder a first key, or shows the one that there is.
fn first_key(file: Option<&Path>, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    if let Some(file) = file {
        session.keys.look_in(file);
    }
    let coder = session.coder(output)?;
    match session.view.signing().standing(coder) {
        Standing::NoKey => {
            let file = session.keys.given().map(Path::to_owned);
            let kept = read_or_make(file.as_deref(), &session.view, coder, session.folder(), output)?;
            record_key(session, coder, kept, output)
        }
        Standing::Key(key, since) => {
            session.keys.secret_of(&session.view, coder, key).map_err(|failure| match file {
                Some(_) => {
                    failure.hint("`onrecord coder key --rotate` takes another key in the place of the present one")
                }
                None => failure,
            })?;
            let file = session.keys.file_of(&session.view, &key)?;
            report_key(&session, coder, (key, &file), Outcome::AlreadyRecorded(since), output)
        }
        Standing::Closed(since) => Err(explain::signing(&session.view, &SigningError::Closed { coder, since })),
    }
}

/// Puts another key in the place of the present one.
fn next_key(file: Option<&Path>, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let coder = session.coder(output)?;
    // Whoever has not the present key is refused before a new one is made.
    let present = session.present_key(coder)?;
    let kept = read_or_make(file, &session.view, coder, session.folder(), output)?;
    if kept.key.verifying_key() == present {
        return Err(Failure::new(format!("{} holds the key that the coder has already", kept.file.display()))
            .hint("--key FILE names a file that is not there yet, or that holds another key"));
    }
    record_key(session, coder, kept, output)
}

fn record_key(mut session: Session, coder: Seq, kept: KeptKey, output: &mut Output) -> Result<Answer, Failure> {
    let KeptKey { key: secret, file } = kept;
    let key = secret.verifying_key();
    session.keys.know(secret);
    let recorded = session.record_as(coder, CoderKeyed { key: Some(key) }.into())?;
    report_key(&session, coder, (key, &file), Outcome::New(recorded), output)?;
    output.note(format_args!("the secret key is in {}; a lost key cannot be replaced, so keep a copy", file.display()));
    Ok(Answer::Yes)
}

fn report_key(
    session: &Session,
    coder: Seq,
    (key, file): (VerifyingKey, &Path),
    outcome: Outcome,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let name = session.view.name(coder);
    if output.is_json() {
        let hash = session.view.record(outcome.seq()).map(|record| record.event.hash);
        let head = session.view.head();
        output.object(&json!({
            "coder": name,
            "key": key.to_string(),
            "file": file,
            "seq": outcome.seq(),
            "hash": hash,
            "already_recorded": matches!(outcome, Outcome::AlreadyRecorded(_)),
            "size": head.size,
            "head": head.hash,
        }))?;
    } else {
        let name = printable(name, Lines::Joined);
        output.line(format_args!("{key}  key of `{name}` since event {}", outcome.seq()))?;
    }
    Ok(Answer::Yes)
}

fn close(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let coder = session.coder(output)?;
    session.present_key(coder)?;
    record_one(session, coder, CoderKeyed { key: None }.into(), output)
}

fn require_signatures(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    if let Some(since) = session.view.signing().required_since() {
        return report_one(&session, Outcome::AlreadyRecorded(since), output);
    }
    let coder = session.coder(output)?;
    record_one(session, coder, SignaturesRequired {}.into(), output)
}

fn record_one(mut session: Session, coder: Seq, body: Body, output: &mut Output) -> Result<Answer, Failure> {
    let recorded = session.record_as(coder, body)?;
    report_one(&session, Outcome::New(recorded), output)
}

fn report_one(session: &Session, outcome: Outcome, output: &mut Output) -> Result<Answer, Failure> {
    let plan = Plan { outcomes: vec![outcome], ..Plan::default() };
    super::append::report(&plan, session, session.view.head(), output)?;
    Ok(Answer::Yes)
}

fn list(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::registry(global, output, KnownAt::All)?;
    let (view, counts) = (&session.view, events_by_coder(&session)?);
    let mut rows = Vec::new();
    for coder in view.records(Kind::CoderAdded) {
        let (seq, name) = (coder.seq(), coder.words.text(SlotName::Name));
        let events = counts.get(&seq).copied().unwrap_or(0);
        let standing = view.signing().standing(seq);
        if output.is_json() {
            let mut fields = json!({ "seq": seq, "coder": name, "events": events, "key": null });
            match standing {
                Standing::NoKey => {}
                Standing::Key(key, since) => {
                    fields["key"] = json!(key.to_string());
                    fields["since"] = json!(since);
                }
                Standing::Closed(by) => fields["closed_by"] = json!(by),
            }
            output.object(&fields)?;
            continue;
        }
        let (key, since) = match standing {
            Standing::NoKey => (String::new(), String::new()),
            Standing::Key(key, since) => (key.to_string(), since.to_string()),
            Standing::Closed(by) => (format!("closed by event {by}"), String::new()),
        };
        rows.push(vec![name.unwrap_or("(erased)").to_owned(), events.to_string(), since, key]);
    }
    if !output.is_json() {
        table::print(output, &[("coder", UpTo(28)), ("events", Whole), ("since", Whole), ("key", Whole)], rows)?;
    }
    if let Some(since) = view.signing().required_since() {
        output.note(format_args!("event {since} and all behind it are signed, but those that add coders"));
    }
    Ok(Answer::Yes)
}

/// How many events each coder recorded.
fn events_by_coder(session: &Session) -> Result<BTreeMap<Seq, u64>, Failure> {
    let mut counts = BTreeMap::new();
    for entry in session.ledger()?.scan(0..session.view.head().size) {
        let entry = entry.map_err(|error| Failure::of(&error))?;
        let header = Header::read(&entry.event).map_err(|error| Failure::of(&error))?;
        *counts.entry(header.coder).or_insert(0) += 1;
    }
    Ok(counts)
}
