//! `source`: documents, their bytes, and what became of them.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Subcommand};
use onrecord_core::body::{Body, Kind};
use onrecord_core::hash::SourceHash;
use onrecord_core::intake::{Change, Options};
use onrecord_core::line::{LineType, SourceLine, source_line};
use onrecord_core::stated_on::StatedOn;
use onrecord_core::view::{Record, View};
use onrecord_core::vocabulary::CheckOutcome;
use onrecord_core::words::{Language, SlotName};
use onrecord_storage::entry_log::EntryLog;
use serde_json::{Value, json};

use super::actor::{correct, known};
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::redacted;
use crate::session::Session;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};
use crate::target;

/// Look after sources: the documents that show what was said
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add a source
    ///
    /// With --file its bytes are kept in the ledger, and quotes from it are looked for in them.
    #[command(group(ArgGroup::new("document").required(true).multiple(true).args(["file", "url"])))]
    Add {
        /// Short name: lower-case letters, digits and hyphens
        slug: String,
        /// The document itself
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Its address
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        #[command(flatten)]
        about: About,
    },
    /// Attach a further source to a statement
    Attach {
        /// The statement
        #[arg(value_name = "SEQ|ID")]
        statement: String,
        /// The source
        source: String,
        /// Where in it: page, paragraph, minute
        #[arg(long, value_name = "TEXT")]
        locator: Option<String>,
        /// The words that stand there
        #[arg(long, value_name = "TEXT")]
        text: Option<String>,
        /// Attach it although the words do not occur in its bytes
        #[arg(long)]
        unverified: bool,
    },
    /// Note what a later look at a source found
    #[command(group(ArgGroup::new("found").required(true).args(["file", "gone"])))]
    Check {
        /// The source
        slug: String,
        /// The document as it is now: compared with the bytes that are kept
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// It is gone
        #[arg(long)]
        gone: bool,
        /// A remark
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Correct what is said of a source
    Amend {
        /// The source
        slug: String,
        /// Its address
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        #[command(flatten)]
        about: About,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// List all sources
    List,
    /// Show a source
    Show {
        /// The source
        slug: String,
    },
}

/// What is known of a document.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct About {
    /// Title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Publisher
    #[arg(long, value_name = "TEXT")]
    publisher: Option<String>,
    /// Day of publication
    #[arg(long, value_name = "DATE")]
    published: Option<StatedOn>,
    /// Day on which it was fetched
    #[arg(long, value_name = "DATE")]
    retrieved: Option<StatedOn>,
    /// Language
    #[arg(long, value_name = "TAG")]
    lang: Option<Language>,
    /// How it was come by
    #[arg(long, value_name = "TEXT")]
    via: Option<String>,
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::Add { slug, file, url, about } => add(slug, file.as_deref(), url, about, global, output),
        Command::Attach { statement, source, locator, text, unverified } => {
            let mut session = Session::writing(global, output)?;
            let seq = target::find(&session, &statement)?;
            session.include_target(seq)?;
            let options = Options { add_unknown: false, unverified };
            record(&mut session, options, output, |intake| {
                intake.attach(seq, &source, locator.as_deref(), text.as_deref())
            })
        }
        Command::Check { slug, file, gone: _, note } => check(&slug, file.as_deref(), note.as_deref(), global, output),
        Command::Amend { slug, url, about, reason } => {
            let mut session = Session::writing(global, output)?;
            let record = known(&session.view, Kind::SourceAdded, &slug)?;
            let target = record.seq();
            let old = source_line(&record).ok_or_else(|| Failure::new(format!("`{slug}` is no source")))?;
            let line = amended(old, url, about);
            correct(&mut session, target, &Change::Source(line), reason.as_deref(), output)
        }
        Command::List => list(global, output),
        Command::Show { slug } => {
            let session = Session::registry(global, output, KnownAt::All)?;
            let described = described(&session.view, &known(&session.view, Kind::SourceAdded, &slug)?);
            if output.is_json() {
                output.object(&described)?
            } else {
                super::show::fields(output, &described)?
            }
            Ok(Answer::Yes)
        }
    }
}

fn add(
    slug: String,
    file: Option<&Path>,
    url: Option<String>,
    about: About,
    global: &Global,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let bytes = file.map(read).transpose()?;
    let mut session = Session::writing(global, output)?;
    let line = SourceLine { line_type: LineType::Source, slug: Some(slug), url, ..about_line(about) };
    let hash = bytes.as_deref().map(SourceHash::of);
    let options = Options { add_unknown: false, unverified: false };
    // Planned once without writing, so that a refused source leaves no bytes behind.
    let planned = session.plan(options, |intake| intake.source(&line, hash))?;
    if let (Some(bytes), false) = (bytes, planned.drafts.is_empty()) {
        session.ledger_to_write()?.put_source(&bytes).map_err(|error| Failure::of(&error))?;
    }
    record(&mut session, options, output, |intake| intake.source(&line, hash))
}

fn check(
    slug: &str,
    file: Option<&Path>,
    note: Option<&str>,
    global: &Global,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let now = file.map(read).transpose()?.map(|bytes| SourceHash::of(&bytes));
    let mut session = Session::writing(global, output)?;
    let source = known(&session.view, Kind::SourceAdded, slug)?;
    let kept: Option<SourceHash> = source.words.text(SlotName::Bytes).and_then(|hash| hash.parse().ok());
    let outcome = match (now, kept) {
        (None, _) => CheckOutcome::Gone,
        (Some(now), Some(kept)) if now == kept => CheckOutcome::Same,
        (Some(_), Some(_)) => CheckOutcome::Changed,
        (Some(_), None) => {
            return Err(Failure::new(format!("the ledger keeps no bytes of `{slug}` to compare the file with"))
                .hint("`onrecord source add --file` keeps them; --gone notes that a source is gone"));
        }
    };
    if !output.is_json() {
        output.line(format_args!("{slug}: {outcome}"))?;
    }
    let options = Options { add_unknown: false, unverified: false };
    record(&mut session, options, output, |intake| intake.check_source(slug, outcome, now, note))
}

fn record(
    session: &mut Session,
    options: Options,
    output: &mut Output,
    make: impl Fn(
        onrecord_core::intake::Intake<'_>,
    ) -> Result<onrecord_core::intake::Plan, onrecord_core::intake::IntakeError>,
) -> Result<Answer, Failure> {
    let plan = session.record(options, output, make)?;
    let head = session.head()?;
    super::append::report(&plan, session, head, output)?;
    Ok(Answer::Yes)
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs_err::read(file).map_err(|error| Failure::of(&error))
}

fn about_line(about: About) -> SourceLine {
    let About { title, publisher, published, retrieved, lang, via } = about;
    SourceLine { title, publisher, date: published, retrieved, lang, via, ..SourceLine::default() }
}

/// A source with what is given in place of what it had.
fn amended(old: SourceLine, url: Option<String>, about: About) -> SourceLine {
    let new = about_line(about);
    SourceLine {
        url: url.or(old.url),
        title: new.title.or(old.title),
        publisher: new.publisher.or(old.publisher),
        date: new.date.or(old.date),
        retrieved: new.retrieved.or(old.retrieved),
        lang: new.lang.or(old.lang),
        via: new.via.or(old.via),
        line_type: LineType::Source,
        slug: old.slug,
        bytes: old.bytes,
    }
}

fn list(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::registry(global, output, KnownAt::All)?;
    let view = &session.view;
    let mut sources: Vec<Record<'_>> = view.records(Kind::SourceAdded).collect();
    sources.sort_by_key(|source| source.text(SlotName::Slug).to_owned());
    if output.is_json() {
        for source in sources {
            output.object(&described(view, &source))?;
        }
        return Ok(Answer::Yes);
    }
    let rows = sources.iter().map(|source| {
        let kept = if source.words.text(SlotName::Bytes).is_some() { "kept" } else { "" };
        let title = source.words.shown(SlotName::Title).or(source.words.shown(SlotName::Url)).unwrap_or_default();
        let (slug, publisher) = (source.text(SlotName::Slug), source.text(SlotName::Publisher));
        vec![slug.to_owned(), publisher.to_owned(), table::cut(title, 120), kept.to_owned()]
    });
    table::print(
        output,
        &[("source", UpTo(34)), ("publisher", Cut), ("title", Cut), ("bytes", Whole)],
        rows.collect(),
    )?;
    Ok(Answer::Yes)
}

/// A source with its checks, as JSON.
fn described(view: &View, source: &Record<'_>) -> serde_json::Map<String, Value> {
    let mut fields = serde_json::Map::new();
    fields.insert("seq".to_owned(), json!(source.seq()));
    if let Some(Value::Object(line)) = source_line(source).and_then(|line| serde_json::to_value(line).ok()) {
        fields.extend(line);
    }
    let checks: Vec<Value> = view
        .records(Kind::SourceChecked)
        .filter_map(|record| {
            let Body::SourceChecked(checked) = record.body else {
                return None;
            };
            let note = record.words.shown(SlotName::Note);
            let check = json!({ "seq": record.seq(), "outcome": checked.outcome, "note": note });
            (checked.source == source.seq()).then_some(check)
        })
        .collect();
    if !checks.is_empty() {
        fields.insert("checks".to_owned(), json!(checks));
    }
    redacted::tell(&mut fields, source.words);
    fields
}
