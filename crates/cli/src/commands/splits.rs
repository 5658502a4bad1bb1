//! `splits`: one holder in two voices, and the accounts of one meeting side by side.

use onrecord_core::body::Kind;
use onrecord_core::evolution::{Split, SplitQuestion, accounts, splits};
use onrecord_core::replay::score_now;
use onrecord_core::view::{Statement, View};
use onrecord_core::words::SlotName;
use serde_json::json;

use super::known;
use crate::args::Global;
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
    let mut of = None;
    for split in &found {
        if of.replace((split.holder, split.issue)) != Some((split.holder, split.issue)) {
            rows.push(vec![format!("{}, {}", view.slug(split.holder), view.slug(split.issue))]);
        }
        rows.push(cells(view, &split.first));
        rows.push(cells(view, &split.second));
    }
    let columns = [("holder, issue", UpTo(40)), ("stance", Whole), ("event", Whole), ("said", Cut)];
    table::print(output, &columns, rows)?;
    Ok(Answer::Yes)
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

/// Who said it and where, with the words.
fn said(view: &View, statement: &Statement<'_>) -> String {
    let channel = statement.made.channel.map_or_else(String::new, |channel| format!(", {}", view.name(channel)));
    let words = statement.record.words.text(SlotName::Text).unwrap_or_default();
    format!("{}{channel}: {words}", speaker(view, statement))
}

/// Who said it, merges followed.
fn speaker<'v>(view: &'v View, statement: &Statement<'v>) -> &'v str {
    view.slug(view.actor_now(statement.made.speaker))
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
                "text": row.statement.record.words.text(SlotName::Text),
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
        let account = if row.in_account { "account" } else { "" };
        cells.push(vec![
            format!("  {}", view.slug(row.holder)),
            score_now(view, &row.statement).map_or_else(|| view.stance_now(&row.statement).to_string(), signed),
            account.to_owned(),
            row.statement.seq().to_string(),
            said(view, &row.statement),
        ]);
    }
    let columns = [("issue, holder", UpTo(28)), ("stance", Whole), ("in", Whole), ("event", Whole), ("said", Cut)];
    table::print(output, &columns, cells)?;
    Ok(Answer::Yes)
}
