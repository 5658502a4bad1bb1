//! `occasion`: meetings and votes, and the accounts that participants give of them.

use clap::Subcommand;
use onrecord_core::body::{Body, Kind};
use onrecord_core::line::{AccountLine, GivenSource, Line, LineType, OccasionLine};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::StatedOn;
use onrecord_core::view::{Record, View};
use onrecord_core::vocabulary::Seen;
use onrecord_core::words::SlotName;
use serde_json::{Map, Value, json};

use super::actor::{known, record_line};
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

/// Look after occasions: meetings and votes, and the accounts that participants give of them
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add an occasion
    Add {
        /// Short name: lower-case letters, digits and hyphens
        slug: String,
        /// When it took place
        #[arg(long, value_name = "DATE")]
        on: StatedOn,
        /// Display name
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// An actor who took part; several times for several
        #[arg(long, value_name = "SLUG")]
        participant: Vec<String>,
        /// An issue that was declared to be dealt with; several times for several
        #[arg(long, value_name = "ISSUE")]
        agenda: Vec<String>,
    },
    /// Say that a document is a participant's own account of an occasion
    Account {
        /// The occasion
        occasion: String,
        /// Whose account it is
        #[arg(long, value_name = "ACTOR")]
        by: String,
        /// The document
        #[arg(long, value_name = "SOURCE")]
        source: String,
        /// How much of it was seen: full, excerpt, reported
        #[arg(long, value_name = "SEEN")]
        seen: Seen,
    },
    /// List all occasions
    List,
    /// Show an occasion with its accounts
    Show {
        /// The occasion
        slug: String,
    },
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let line = match command {
        Command::Add { slug, on, name, participant, agenda } => Line::Occasion(OccasionLine {
            line_type: LineType::Occasion,
            slug: Some(slug),
            date: on,
            name,
            participants: participant,
            agenda,
        }),
        Command::Account { occasion, by, source, seen } => Line::Account(AccountLine {
            line_type: LineType::Account,
            occasion,
            by,
            source: GivenSource::Named { slug: source, locator: None },
            seen,
        }),
        Command::List => return list(global, output),
        Command::Show { slug } => {
            let session = Session::registry(global, output, KnownAt::All)?;
            let occasion = described(&session.view, &known(&session.view, Kind::OccasionAdded, &slug)?);
            if output.is_json() {
                output.object(&occasion)?
            } else {
                super::show::fields(output, &occasion)?
            }
            return Ok(Answer::Yes);
        }
    };
    record_line(&line, global, output)
}

fn list(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::registry(global, output, KnownAt::All)?;
    let view = &session.view;
    let mut occasions: Vec<Record<'_>> = view.records(Kind::OccasionAdded).collect();
    occasions.sort_by_cached_key(|occasion| occasion.text(SlotName::Slug).to_owned());
    if output.is_json() {
        for occasion in &occasions {
            output.object(&described(view, occasion))?;
        }
        return Ok(Answer::Yes);
    }
    let rows = occasions.iter().map(|occasion| {
        let on = if let Body::OccasionAdded(added) = occasion.body { added.on.to_string() } else { String::new() };
        vec![occasion.text(SlotName::Slug).to_owned(), on, occasion.text(SlotName::Name).to_owned()]
    });
    table::print(output, &[("occasion", UpTo(34)), ("on", Whole), ("name", Cut)], rows.collect())?;
    Ok(Answer::Yes)
}

/// An occasion with its accounts, as JSON.
fn described(view: &View, occasion: &Record<'_>) -> Map<String, Value> {
    let mut fields = Map::new();
    let Body::OccasionAdded(added) = occasion.body else {
        return fields;
    };
    let slugs = |seqs: &[Seq]| seqs.iter().map(|seq| view.slug(*seq).to_owned()).collect::<Vec<String>>();
    fields.insert("seq".to_owned(), json!(occasion.seq()));
    fields.insert("slug".to_owned(), json!(occasion.text(SlotName::Slug)));
    fields.insert("name".to_owned(), json!(occasion.text(SlotName::Name)));
    fields.insert("date".to_owned(), json!(added.on));
    fields.insert("participants".to_owned(), json!(slugs(&added.participants)));
    fields.insert("agenda".to_owned(), json!(slugs(&added.agenda)));
    let accounts = view.records(Kind::AccountGiven).filter_map(|record| {
        let Body::AccountGiven(account) = record.body else {
            return None;
        };
        let (by, source) = (view.slug(account.by), view.slug(account.source));
        let account_of = json!({ "seq": record.seq(), "by": by, "source": source, "seen": account.seen });
        (account.occasion == occasion.seq()).then_some(account_of)
    });
    fields.insert("accounts".to_owned(), accounts.collect());
    redacted::tell(&mut fields, occasion.words);
    fields
}
