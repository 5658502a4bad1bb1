//! `timeline`: everything that a holder said on an issue, in order.

use onrecord_core::evolution::{Entry, Moment, timeline};
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use serde_json::json;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::out_file::{self, PictureFile};
use crate::output::Output;
use crate::picture::{self, TimelinePicture};
use crate::question::{self, By, Counted, Known};
use crate::score_words::signed;
use crate::table::{
    self,
    Width::{Cut, Whole},
};

/// Show everything that a holder said on an issue, in order, and what each statement changed
///
/// Silences, refusals to answer, unclear words and what others claim stand in their place and change nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Whose positions
    holder: String,
    /// On which issue
    issue: String,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    #[command(flatten)]
    picture: PictureFile,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let picture = args.picture.checked()?;
    let session = args.known.open(global, output)?;
    let view = &session.view;
    let (holder, issue) = (question::holder(view, &args.holder)?, question::issue(view, &args.issue)?);
    let entries = timeline(view, holder, issue, args.by.into(), args.counted.filter());
    if let Some(path) = picture {
        let asked = TimelinePicture { holder, issue, by: args.by.into(), filter: args.counted.filter() };
        out_file::write(path, &picture::timeline(view, asked)?, output)?;
    } else if output.is_json() {
        for entry in &entries {
            output.object(&object(view, entry))?;
        }
    } else {
        let rows = entries.iter().map(|entry| cells(view, entry)).collect();
        let columns =
            [("said on", Whole), ("stance", Whole), (SCALE, Whole), ("change", Whole), ("event", Whole), ("said", Cut)];
        output.line(format_args!("{} on {}: {}", view.slug(holder), view.slug(issue), view.wording_now(issue)))?;
        table::print(output, &columns, rows)?;
    }
    let held = entries.iter().any(|entry| matches!(entry.moment, Moment::Position(_)));
    Ok(if held { Answer::Yes } else { Answer::No })
}

fn object(view: &View, entry: &Entry<'_>) -> serde_json::Value {
    let (statement, made) = (entry.statement, entry.statement.made);
    json!({
        "stated_on": made.stated_on,
        "stance": view.stance_now(&statement),
        "score": entry.score,
        "condition": statement.record.words.text(SlotName::Condition),
        "change": entry.moment.to_text(),
        "seq": statement.seq(),
        "hash": statement.record.event.hash,
        "speaker": view.slug(view.actor_now(made.speaker)),
        "channel": made.channel.map(|channel| view.name(channel)),
        "form": made.form,
        "text": statement.record.words.text(SlotName::Text),
        "wording": view.record(made.wording).map(|wording| wording.text(SlotName::Wording).to_owned()),
        "corrected_by": statement.record.corrected_by,
    })
}

fn cells(view: &View, entry: &Entry<'_>) -> Vec<String> {
    let made = entry.statement.made;
    let channel = made.channel.map_or_else(String::new, |channel| format!(", {}", view.name(channel)));
    let condition = entry.statement.record.words.text(SlotName::Condition);
    let condition = condition.map_or_else(String::new, |condition| format!("if {condition}; "));
    let counts = matches!(entry.moment, Moment::Position(_));
    vec![
        made.stated_on.to_string(),
        entry.score.map_or_else(|| made.stance.to_string(), signed),
        bar(entry.score.filter(|_| counts)),
        entry.moment.to_text(),
        entry.statement.seq().to_string(),
        format!("{condition}{}{channel}", view.slug(view.actor_now(made.speaker))),
    ]
}

/// Cells on either side of zero.
const HALF: usize = 8;
/// The heading above the bars, as wide as they are.
const SCALE: &str = "-100    0     100";

/// A score as a bar from zero, to the left or to the right; an empty scale if there is none.
fn bar(score: Option<i8>) -> String {
    let score = score.unwrap_or(0);
    let filled = (usize::from(score.unsigned_abs()) * HALF).div_ceil(100);
    let (full, rest) = ("█".repeat(filled), HALF - filled);
    if score < 0 {
        format!("{}{full}│{}", "·".repeat(rest), "·".repeat(HALF))
    } else {
        format!("{}│{full}{}", "·".repeat(HALF), "·".repeat(rest))
    }
}
