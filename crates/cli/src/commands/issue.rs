//! `issue`: propositions that one can support or oppose.

use clap::{ArgGroup, Subcommand};
use onrecord_core::body::{Body, Kind};
use onrecord_core::intake::{Change, Options};
use onrecord_core::line::{IssueLine, Line, LineType, issue_line};
use onrecord_core::view::{Record, View};
use onrecord_core::vocabulary::RewordChange;
use onrecord_core::words::SlotName;
use serde_json::{Value, json};

use super::actor::{correct, known, record_line};
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::redacted;
use crate::session::Session;
use crate::table::{
    self,
    Width::{Cut, Whole},
};

/// Look after issues: propositions, in an exact wording, that one can support or oppose
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Add an issue
    Add {
        /// Short name: lower-case letters, digits and hyphens
        slug: String,
        /// The proposition
        #[arg(long, value_name = "TEXT")]
        wording: String,
        /// A remark
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    /// Put an issue into other words that ask the same, or the opposite
    ///
    /// Statements stay tied to the wording that they were coded against. A proposition that says more or less than the
    /// old one is another issue.
    #[command(group(ArgGroup::new("change").required(true).args(["editorial", "reversed"])))]
    Reword {
        /// The issue
        slug: String,
        /// The new wording
        #[arg(long, value_name = "TEXT")]
        wording: String,
        /// The new wording asks the same
        #[arg(long)]
        editorial: bool,
        /// The new wording asks the opposite: who supported it opposes it
        #[arg(long)]
        reversed: bool,
    },
    /// Correct an issue's wording or remark, as a mistake of ours
    Amend {
        /// The issue
        slug: String,
        /// The wording as it should have been
        #[arg(long, value_name = "TEXT")]
        wording: Option<String>,
        /// New remark; an empty one takes it away
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// List all issues
    List,
    /// Show an issue with its wordings
    Show {
        /// The issue
        slug: String,
    },
}

pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::Add { slug, wording, note } => {
            record_line(&Line::Issue(IssueLine { line_type: LineType::Issue, slug, wording, note }), global, output)
        }
        Command::Reword { slug, wording, editorial: _, reversed } => {
            let change = if reversed { RewordChange::Reversed } else { RewordChange::Editorial };
            let mut session = Session::writing(global, output)?;
            let options = Options { add_unknown: false, unverified: false };
            let plan = session.record(options, output, |intake| intake.reword(&slug, &wording, change))?;
            let head = session.head()?;
            super::append::report(&plan, &session, head, output)?;
            Ok(Answer::Yes)
        }
        Command::Amend { slug, wording, note, reason } => {
            let mut session = Session::writing(global, output)?;
            let record = known(&session.view, Kind::IssueAdded, &slug)?;
            let (target, old) = (record.seq(), issue_line(&record));
            let line = IssueLine {
                wording: wording.unwrap_or(old.wording),
                note: note.map_or(old.note, |note| (!note.is_empty()).then_some(note)),
                ..IssueLine { line_type: LineType::Issue, slug: old.slug, wording: String::new(), note: None }
            };
            correct(&mut session, target, &Change::Issue(line), reason.as_deref(), output)
        }
        Command::List => list(global, output),
        Command::Show { slug } => {
            let session = Session::registry(global, output, KnownAt::All)?;
            let issue = known(&session.view, Kind::IssueAdded, &slug)?;
            let described = described(&session.view, &issue);
            if output.is_json() {
                output.object(&described)?
            } else {
                super::show::fields(output, &described)?
            }
            Ok(Answer::Yes)
        }
    }
}

fn list(global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = Session::registry(global, output, KnownAt::All)?;
    let view = &session.view;
    let mut issues: Vec<Record<'_>> = view.records(Kind::IssueAdded).collect();
    issues.sort_by_key(|issue| issue.text(SlotName::Slug).to_owned());
    if output.is_json() {
        for issue in issues {
            output.object(&described(view, &issue))?;
        }
        return Ok(Answer::Yes);
    }
    let rows = issues.iter().map(|issue| {
        let merged = view.issue_now(issue.seq());
        let wording = if merged == issue.seq() {
            view.wording_now(issue.seq()).to_owned()
        } else {
            format!("merged into {}", view.slug(merged))
        };
        vec![issue.text(SlotName::Slug).to_owned(), wording]
    });
    table::print(output, &[("issue", Whole), ("wording", Cut)], rows.collect())?;
    Ok(Answer::Yes)
}

/// An issue with its wordings, as JSON.
fn described(view: &View, issue: &Record<'_>) -> serde_json::Map<String, Value> {
    let seq = issue.seq();
    let wordings = view.wordings(seq).into_iter().map(|wording| {
        let change = if let Body::IssueReworded(reworded) = wording.body { Some(reworded.change) } else { None };
        json!({ "seq": wording.seq(), "wording": wording.text(SlotName::Wording), "change": change })
    });
    let mut fields = serde_json::Map::new();
    fields.insert("seq".to_owned(), json!(seq));
    fields.insert("slug".to_owned(), json!(issue.text(SlotName::Slug)));
    fields.insert("wording".to_owned(), json!(view.wording_now(seq)));
    fields.insert("wordings".to_owned(), wordings.collect());
    if let Some(note) = issue.words.shown(SlotName::Note) {
        fields.insert("note".to_owned(), json!(note));
    }
    if view.issue_now(seq) != seq {
        fields.insert("merged_into".to_owned(), json!(view.slug(view.issue_now(seq))));
    }
    redacted::tell(&mut fields, issue.words);
    fields
}
