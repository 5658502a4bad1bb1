//! `splits`: one holder in two voices, and the accounts of one meeting side by side.

use onrecord_core::body::Kind;
use onrecord_core::evolution::{Split, SplitQuestion, accounts, splits};
use onrecord_core::replay::score_now;
use onrecord_core::view::{Statement, View};
use onrecord_core::vocabulary::Form;
use onrecord_core::words::SlotName;
use serde_json::json;

use super::known;
use crate::args::Global;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::question::{Counted, Known};
use crate::score_words::signed;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};

/// Show where one holder says different things in two channels or by two speakers
///
/// With --occasion: what each holder says of one meeting, issue by issue and side by side.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Statements at most so many days apart
    #[arg(long, value_name = "DAYS", default_value_t = 3, conflicts_with = "occasion")]
    days: u32,
    /// How far apart the two scores must be
    #[arg(long, value_name = "POINTS", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    #[arg(conflicts_with = "occasion")]
    min: u16,
    /// The accounts of this occasion
    #[arg(long, value_name = "SLUG")]
    occasion: Option<String>,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let session = args.known.open(global, output)?;
    let view = &session.view;
    if let Some(occasion) = &args.occasion {
        let occasion = known(view, Kind::OccasionAdded, occasion)?.seq();
        return side_by_side(view, occasion, args, output);
    }
    let question = SplitQuestion { days: args.days, min: args.min, filter: args.counted.filter() };
    let found = splits(view, question);
    if output.is_json() {
        for split in &found {
            output.object(&object(view, split))?;
        }
        return Ok(Answer::Yes);
    }
    let mut rows = Vec::new();
    for split in &found {
        rows.push(vec![heading(view, split)]);
        for side in [&split.first, &split.second] {
            rows.push(cells(view, side));
            rows.extend(words(&side.0, output));
        }
    }
    let columns = [("holder, issue", Whole), ("stance", Whole), ("event", Whole), ("said", Cut)];
    table::print(output, &columns, rows)?;
    Ok(Answer::Yes)
}

/// Who, on what, and how far apart.
fn heading(view: &View, split: &Split<'_>) -> String {
    let points = split.first.1.zip(split.second.1).map(|(a, b)| i16::from(a).abs_diff(i16::from(b)));
    let points = points.map_or_else(|| "silent in one".to_owned(), |points| format!("{points} points"));
    let days = match split.days_apart {
        0 => "the same day".to_owned(),
        days => format!("{} apart", counted(days.into(), "day")),
    };
    format!("{}, {}: {points}, {days}", view.slug(split.holder), view.slug(split.issue))
}

fn object(view: &View, split: &Split<'_>) -> serde_json::Value {
    let (first, second) = (&split.first, &split.second);
    let channel = |statement: &Statement<'_>| statement.made.channel.map(|channel| view.name(channel).to_owned());
    json!({
        "holder": view.slug(split.holder),
        "issue": view.slug(split.issue),
        "first_seq": first.0.seq(),
        "second_seq": second.0.seq(),
        "scores": [first.1, second.1],
        "stances": [view.stance_now(&first.0), view.stance_now(&second.0)],
        "days_apart": split.days_apart,
        "channels": [channel(&first.0), channel(&second.0)],
        "speakers": [speaker(view, &first.0), speaker(view, &second.0)],
        "stated_on": [&first.0.made.stated_on, &second.0.made.stated_on],
    })
}

fn cells(view: &View, (statement, score): &(Statement<'_>, Option<i8>)) -> Vec<String> {
    vec![
        format!("  {}", statement.made.stated_on),
        score.map_or_else(|| statement.made.stance.to_string(), signed),
        statement.seq().to_string(),
        said(view, statement),
    ]
}

/// Who said it and where.
fn said(view: &View, statement: &Statement<'_>) -> String {
    let channel = statement.made.channel.map_or_else(String::new, |channel| format!(", {}", view.name(channel)));
    format!("{}{channel}", speaker(view, statement))
}

/// Who said it, merges followed.
fn speaker<'v>(view: &'v View, statement: &Statement<'v>) -> &'v str {
    view.slug(view.actor_now(statement.made.speaker))
}

/// The words, in one line below, as far as there is room.
fn words(statement: &Statement<'_>, output: &Output) -> Option<Vec<String>> {
    let words = statement.record.words.shown(SlotName::Text).filter(|words| !words.is_empty())?;
    let words = match statement.made.form {
        Form::Quote => format!("“{words}”"),
        Form::Paraphrase | Form::Vote | Form::Omission => words.to_owned(),
    };
    Some(vec![table::cut(&format!("    {words}"), output.width())])
}

fn side_by_side(
    view: &View,
    occasion: onrecord_core::seq::Seq,
    args: &Args,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let rows = accounts(view, occasion, args.counted.filter());
    if output.is_json() {
        for row in &rows {
            let made = row.statement.made;
            output.object(&json!({
                "occasion": view.slug(occasion),
                "issue": view.slug(row.issue),
                "holder": view.slug(row.holder),
                "stance": view.stance_now(&row.statement),
                "account": row.in_account,
                "seq": row.statement.seq(),
                "speaker": speaker(view, &row.statement),
                "channel": made.channel.map(|channel| view.name(channel)),
                "text": row.statement.record.words.shown(SlotName::Text),
            }))?;
        }
        return Ok(Answer::Yes);
    }
    let mut cells = Vec::new();
    let mut issue = None;
    for row in &rows {
        if issue.replace(row.issue) != Some(row.issue) {
            cells.push(vec![view.slug(row.issue).to_owned()]);
        }
        let account = if row.in_account { "yes" } else { "" };
        cells.push(vec![
            format!("  {}", view.slug(row.holder)),
            score_now(view, &row.statement).map_or_else(|| view.stance_now(&row.statement).to_string(), signed),
            account.to_owned(),
            row.statement.seq().to_string(),
            said(view, &row.statement),
        ]);
        cells.extend(words(&row.statement, output));
    }
    let columns = [("issue, holder", UpTo(28)), ("stance", Whole), ("account", Whole), ("event", Whole), ("said", Cut)];
    table::print(output, &columns, cells)?;
    Ok(Answer::Yes)
}
