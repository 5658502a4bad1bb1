//! `timeline`: everything that a holder said on an issue, in order.

use onrecord_core::evolution::{Change, Entry, Moment, timeline};
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use serde_json::json;

use crate::args::Global;
use crate::condition::clause;
use crate::failure::{Answer, Failure};
use crate::out_file::{self, PictureFile};
use crate::output::Output;
use crate::picture::{self, TimelinePicture};
use crate::question::{self, By, Counted, Known};
use crate::redacted;
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
    /// Only what was said from this day on
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only what was said up to this day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
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
    let mut session = args.known.open_registry(global, output)?;
    let view = &session.view;
    let (holder, issue) = (question::holder(view, &args.holder)?, question::issue(view, &args.issue)?);
    session.include_statements_of(args.by.into(), &[holder].into(), &[issue].into())?;
    let view = &session.view;
    let mut entries = timeline(view, holder, issue, args.by.into(), args.counted.filter());
    entries.retain(|entry| {
        let day = entry.statement.made.stated_on.end_day();
        args.since.is_none_or(|since| since <= day) && args.until.is_none_or(|until| day <= until)
    });
    if let Some(path) = picture {
        let between = (args.since, args.until);
        let asked = TimelinePicture { holder, issue, between, by: args.by.into(), filter: args.counted.filter() };
        out_file::write(path, &picture::timeline(view, asked)?, output)?;
    } else if output.is_json() {
        for entry in &entries {
            output.object(&object(view, entry))?;
        }
    } else {
        let heading = format!("{} on {}: {}", view.slug(holder), view.slug(issue), view.wording_now(issue));
        table::below(output, 0, &heading).iter().try_for_each(|line| output.line(line.concat()))?;
        let days = entries.iter().map(|entry| entry.statement.made.stated_on.to_string().len()).max().unwrap_or(0);
        let indent = days.max("said on".len()) + usize::from(table::PADDING);
        let rows = entries.iter().flat_map(|entry| {
            let condition = condition(entry).map(|text| table::below(output, indent, &text));
            std::iter::once(cells(view, entry)).chain(condition.into_iter().flatten())
        });
        let rows = rows.collect();
        let columns =
            [("said on", Whole), ("score", Whole), (SCALE, Whole), ("change", Whole), ("event", Whole), ("said", Cut)];
        table::print(output, &columns, rows)?;
    }
    let held = entries.iter().any(|entry| matches!(entry.moment, Moment::Position(_)));
    Ok(if held { Answer::Yes } else { Answer::No })
}

fn object(view: &View, entry: &Entry<'_>) -> serde_json::Map<String, serde_json::Value> {
    let (statement, made) = (entry.statement, entry.statement.made);
    let object = json!({
        "stated_on": made.stated_on,
        "stance": view.stance_now(&statement),
        "score": entry.score,
        "condition": statement.record.words.shown(SlotName::Condition),
        "change": entry.moment.to_text(),
        "seq": statement.seq(),
        "hash": statement.record.event.hash,
        "speaker": view.slug(view.actor_now(made.speaker)),
        "channel": made.channel.map(|channel| view.name(channel)),
        "form": made.form,
        "text": statement.record.words.shown(SlotName::Text),
        "wording": view.record(made.wording).map(|wording| wording.text(SlotName::Wording).to_owned()),
        "corrected_by": statement.record.corrected_by,
    });
    redacted::told(object, Some(statement.record.words))
}

fn cells(view: &View, entry: &Entry<'_>) -> Vec<String> {
    let made = entry.statement.made;
    let channel = made.channel.map_or_else(String::new, |channel| format!(", {}", view.name(channel)));
    let score = match entry.moment {
        Moment::Position(_) | Moment::Claim => entry.score.map_or_else(String::new, signed),
        Moment::Word(_) => String::new(),
    };
    vec![
        made.stated_on.to_string(),
        format!("{score:>5}"),
        bar(entry),
        change(entry.moment),
        entry.statement.seq().to_string(),
        format!("{}{channel}", view.slug(view.actor_now(made.speaker))),
    ]
}

/// The change in the words that a column has room for; what became of a condition stands in the line below.
fn change(moment: Moment) -> String {
    match moment {
        Moment::Position(
            Change::ConditionAdded
            | Change::ConditionChanged
            | Change::ConditionNotRepeated
            | Change::ConditionDropped
            | Change::ConditionRedacted,
        ) => "same score".to_owned(),
        Moment::Position(
            Change::First
            | Change::Reversed
            | Change::ToNeutral
            | Change::FromNeutral
            | Change::Hardened
            | Change::Softened
            | Change::Reaffirmed
            | Change::Withdrawn,
        )
        | Moment::Word(_)
        | Moment::Claim => moment.to_text().replace('_', " "),
    }
}

/// The condition, and what became of it.
fn condition(entry: &Entry<'_>) -> Option<String> {
    let condition = entry.statement.record.words.shown(SlotName::Condition);
    match (entry.moment, condition) {
        (Moment::Position(Change::ConditionAdded), Some(condition)) => Some(format!("condition added: {condition}")),
        (Moment::Position(Change::ConditionChanged), Some(condition)) => {
            Some(format!("condition changed: {condition}"))
        }
        (Moment::Position(Change::ConditionRedacted), Some(condition)) => {
            Some(format!("whether the condition changed cannot be told after a redaction; now: {condition}"))
        }
        (Moment::Position(Change::ConditionNotRepeated), _) => Some("condition not repeated".to_owned()),
        (Moment::Position(Change::ConditionDropped), _) => Some("condition dropped".to_owned()),
        (Moment::Position(_) | Moment::Word(_) | Moment::Claim, condition) => condition.map(clause),
    }
}

/// Cells on either side of zero.
const HALF: usize = 8;
/// The heading above the bars, as wide as they are.
const SCALE: &str = "-100    0     100";

/// A score as a bar from zero, to the left or to the right; a claimed one in outline; an empty scale without a score.
fn bar(entry: &Entry<'_>) -> String {
    let (score, sign) = match entry.moment {
        Moment::Position(_) => (entry.score.unwrap_or(0), "█"),
        Moment::Claim => (entry.score.unwrap_or(0), "░"),
        Moment::Word(_) => (0, ""),
    };
    let filled = (usize::from(score.unsigned_abs()) * HALF + 50) / 100;
    let filled = if score == 0 { 0 } else { filled.max(1) };
    let (full, rest) = (sign.repeat(filled), HALF - filled);
    if score < 0 {
        format!("{}{full}│{}", "·".repeat(rest), "·".repeat(HALF))
    } else {
        format!("{}│{full}{}", "·".repeat(HALF), "·".repeat(rest))
    }
}
