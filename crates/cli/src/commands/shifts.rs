//! `shifts`: positions that moved.

use onrecord_core::evolution::{Shift, ShiftQuestion, same_speaker, shifts};
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use serde_json::json;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::out_file::{self, PictureFile};
use crate::output::Output;
use crate::picture::{self, ShiftPicture};
use crate::question::{self, By, Counted, Known, each};
use crate::score_words::signed;
use crate::table::{
    self,
    Width::{Cut, Whole},
};

/// Show positions that moved
///
/// A position is held against the last one reported, not against the statement before it, so that slow drift adds up
/// and is seen. What we coded wrongly and corrected is no shift.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only of this holder; several times for several
    #[arg(long, value_name = "SLUG")]
    holder: Vec<String>,
    /// Only on this issue; several times for several
    #[arg(long, value_name = "SLUG")]
    issue: Vec<String>,
    /// Only shifts from this day on
    #[arg(long, value_name = "DAY")]
    since: Option<Day>,
    /// Only shifts up to this day
    #[arg(long, value_name = "DAY")]
    until: Option<Day>,
    /// How far a position must move, in points of the scale from -100 to 100
    #[arg(long, value_name = "POINTS", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    min: u16,
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
    let question = ShiftQuestion {
        by: args.by.into(),
        holders: each(view, &args.holder, question::holder)?,
        issues: each(view, &args.issue, question::issue)?,
        since: args.since,
        until: args.until,
        min: args.min,
        filter: args.counted.filter(),
    };
    let found = shifts(view, &question);
    if let Some(path) = picture {
        let asked = ShiftPicture { shifts: &found, by: question.by, filter: question.filter };
        out_file::write(path, &picture::shifts(view, asked)?, output)?;
        return Ok(Answer::Yes);
    }
    if output.is_json() {
        for shift in &found {
            output.object(&object(view, shift))?;
        }
        return Ok(Answer::Yes);
    }
    let mut rows = Vec::new();
    let mut of = None;
    for shift in &found {
        if of.replace((shift.holder, shift.issue)) != Some((shift.holder, shift.issue)) {
            rows.push(vec![format!("{}, {}", view.slug(shift.holder), view.slug(shift.issue))]);
        }
        rows.push(cells(view, shift));
        rows.extend(two_speakers(view, shift).iter().flat_map(|text| table::below(output, INDENT, text)));
    }
    let columns = [
        ("holder, issue", Whole),
        ("from", Whole),
        ("to", Whole),
        ("change", Whole),
        ("events", Whole),
        ("speaker", Cut),
    ];
    table::print(output, &columns, rows)?;
    Ok(Answer::Yes)
}

fn object(view: &View, shift: &Shift) -> serde_json::Value {
    let (speaker, from_speaker) = (speaker(view, shift.seq), speaker(view, shift.from_seq));
    let statements = view.statement(shift.from_seq).zip(view.statement(shift.seq));
    let stated_on = statements.map(|(_, statement)| &statement.made.stated_on);
    json!({
        "holder": view.slug(shift.holder),
        "issue": view.slug(shift.issue),
        "stated_on": stated_on,
        "from": shift.from,
        "to": shift.to,
        "gap": shift.gap,
        "change": shift.change.as_str(),
        "seq": shift.seq,
        "from_seq": shift.from_seq,
        "speaker": speaker,
        "from_speaker": from_speaker,
        "same_speaker": statements.is_some_and(|(from, to)| same_speaker(view, &from, &to)),
    })
}

/// Where the days of shifts end.
const INDENT: usize = 4;

fn cells(view: &View, shift: &Shift) -> Vec<String> {
    let score = |score: Option<i8>| score.map_or_else(|| "withdrawn".to_owned(), signed);
    let said = format!("{}, {}", shift.from_seq, shift.seq);
    let speaker = if two_speakers(view, shift).is_some() { "" } else { speaker(view, shift.seq) };
    let change = shift.change.as_str().replace('_', " ");
    vec![format!("  {}", shift.on), score(shift.from), score(shift.to), change, said, speaker.to_owned()]
}

/// That somebody else spoke before.
fn two_speakers(view: &View, shift: &Shift) -> Option<String> {
    let (before, after) = (speaker(view, shift.from_seq), speaker(view, shift.seq));
    (before != after).then(|| format!("two speakers: {before}, then {after}"))
}

fn speaker(view: &View, statement: onrecord_core::seq::Seq) -> &str {
    view.statement(statement).map_or("", |statement| view.slug(view.actor_now(statement.made.speaker)))
}
