//! `learned`: what came to be known between two record times about the positions on a day.

use onrecord_core::evolution::{Learned, learned};
use onrecord_core::replay::{Position, Question, Status, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use serde_json::{Map, Value, json};

use super::replay::score_cell;
use crate::args::Global;
use crate::clock::Clock;
use crate::failure::{Answer, Failure};
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::question::{By, Counted};
use crate::session::Session;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};

/// Show what came to be known between two times about the positions on a day
///
/// Each line names the events by which a position is known otherwise: a late statement, a correction of ours, a
/// retraction, a merge, a role.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The earlier time: a day, an instant, seq:N or size:N
    from: String,
    /// The later time
    to: String,
    /// The day of the positions; else today (UTC)
    #[arg(long, value_name = "DAY")]
    at: Option<Day>,
    /// Time zone in which a day ends
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    #[command(flatten)]
    counted: Counted,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let at = args.at.map_or_else(|| Clock::read().and_then(|clock| clock.today()), Ok)?;
    let before = view_at(&args.from, &args.zone, global, output)?;
    let after = view_at(&args.to, &args.zone, global, output)?;
    if before.head().size > after.head().size {
        return Err(
            Failure::new(format!("`{}` is later than `{}`", args.from, args.to)).hint("give the earlier time first")
        );
    }
    let question =
        Question { at, by: args.by.into(), holders: [].into(), issues: [].into(), filter: args.counted.filter() };
    let found = learned(&before, &after, &question);
    if output.is_json() {
        for learned in &found {
            output.object(&object(&before, &after, learned))?;
        }
        return Ok(Answer::Yes);
    }
    let mut rows = Vec::new();
    let mut holder = None;
    for learned in &found {
        if holder.replace(&learned.holder) != Some(&learned.holder) {
            rows.push(vec![learned.holder.clone()]);
        }
        rows.push(cells(&before, &after, learned));
    }
    let columns = [("holder, issue", UpTo(32)), ("then", Whole), ("now", Whole), ("by", Cut)];
    table::print(output, &columns, rows)?;
    output.note(format_args!(
        "positions at the end of {at}, known from the first {} and from the first {} events",
        before.head().size,
        after.head().size
    ));
    Ok(Answer::Yes)
}

/// What was known at a time; the ledger is let go again.
fn view_at(given: &str, zone: &str, global: &Global, output: &mut Output) -> Result<View, Failure> {
    Session::whole(global, output, KnownAt::read(Some(given), zone)?).map(|session| session.view)
}

fn object(before: &View, after: &View, learned: &Learned) -> Value {
    let side = |view: &View, position: &Option<Position>| {
        json!({
            "score": position.as_ref().and_then(|position| score(view, position)),
            "status": status(position).as_str(),
            "seq": position.as_ref().and_then(|position| position.decided.as_ref()).map(|decided| decided.shown.seq),
        })
    };
    let causes: Map<String, Value> =
        causes(learned).into_iter().map(|(cause, seqs)| (cause.to_owned(), json!(seqs))).collect();
    json!({
        "holder": learned.holder,
        "issue": learned.issue,
        "before": side(before, &learned.before),
        "after": side(after, &learned.after),
        "causes": causes,
    })
}

fn causes(learned: &Learned) -> Vec<(&'static str, Vec<Seq>)> {
    learned.causes.iter().map(|(cause, seqs)| (cause.as_str(), seqs.clone())).collect()
}

fn cells(before: &View, after: &View, learned: &Learned) -> Vec<String> {
    let shown = |view: &View, position: &Option<Position>| match position {
        Some(position) => score_cell(view, position),
        None => Status::None.as_str().to_owned(),
    };
    let causes = causes(learned).into_iter().map(|(cause, seqs)| {
        let plural = if seqs.len() == 1 { "" } else { "s" };
        let seqs: Vec<String> = seqs.iter().map(ToString::to_string).collect();
        format!("{cause}{plural} {}", seqs.join(", "))
    });
    vec![
        format!("  {}", learned.issue),
        shown(before, &learned.before),
        shown(after, &learned.after),
        causes.collect::<Vec<_>>().join("; "),
    ]
}

fn score(view: &View, position: &Position) -> Option<i8> {
    let shown = position.decided.as_ref()?.shown.seq;
    score_now(view, &view.statement(shown)?)
}

fn status(position: &Option<Position>) -> Status {
    position.as_ref().and_then(|position| position.decided.as_ref()).map_or(Status::None, |decided| decided.status())
}
