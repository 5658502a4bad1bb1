//! `omissions`: what was left unsaid.

use onrecord_core::body::Kind;
use onrecord_core::evolution::{Omission, omissions};
use onrecord_core::replay::score_now;
use onrecord_core::seq::Seq;
use onrecord_core::view::{Statement, View};
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

/// Show what was left unsaid
///
/// Silences that were coded, and what an account of a meeting that was seen in full leaves out although it was on the
/// table: declared, or raised by a participant. Accounts are judged one by one; what was said later is listed beside.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only of this occasion
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
    let occasion = args.occasion.as_deref().map(|name| known(view, Kind::OccasionAdded, name).map(|o| o.seq()));
    let found = omissions(view, occasion.transpose()?, args.counted.filter());
    if output.is_json() {
        for omission in &found {
            output.object(&object(view, omission))?;
        }
        return Ok(Answer::Yes);
    }
    let mut rows = Vec::new();
    for omission in &found {
        rows.push(cells(view, omission));
        for line in beside(view, omission) {
            rows.extend(table::below(output, 4, &line));
        }
    }
    let columns = [("holder", UpTo(28)), ("left out", UpTo(24)), ("on", Whole), ("event", Whole), ("account", Cut)];
    table::print(output, &columns, rows)?;
    Ok(Answer::Yes)
}

fn object(view: &View, omission: &Omission) -> serde_json::Value {
    json!({
        "holder": view.slug(omission.holder),
        "issue": view.slug(omission.issue),
        "occasion": omission.occasion.map(|occasion| view.slug(occasion)),
        "account": omission.account,
        "seen": omission.seen,
        "stated_on": omission.on,
        "raised_by": omission.raised_by,
        "addressed_later": omission.addressed_later,
        "seq": omission.seq,
    })
}

fn cells(view: &View, omission: &Omission) -> Vec<String> {
    let seen = omission.seen.map_or_else(String::new, |seen| format!("seen: {seen}"));
    vec![
        view.slug(omission.holder).to_owned(),
        view.slug(omission.issue).to_owned(),
        omission.on.to_string(),
        omission.seq.map_or_else(|| "derived".to_owned(), |seq| seq.to_string()),
        seen,
    ]
}

/// Where it was left out, who made it notable, and what the holder said of it later.
fn beside(view: &View, omission: &Omission) -> Vec<String> {
    let occasion = omission.occasion.map(|occasion| format!("at {}", view.slug(occasion)));
    let listed = |what: &str, seqs: &[Seq], tell: &dyn Fn(&Statement<'_>) -> String| {
        let each: Vec<String> = seqs.iter().filter_map(|seq| view.statement(*seq)).map(|said| tell(&said)).collect();
        (!each.is_empty()).then(|| format!("{what} {}", each.join("; ")))
    };
    let who = |said: &Statement<'_>| format!("{} (event {})", view.slug(said.made.speaker), said.seq());
    let what = |said: &Statement<'_>| {
        let score = score_now(view, said).map_or_else(|| said.made.stance.to_string(), signed);
        format!("{score} on {} (event {})", said.made.stated_on, said.seq())
    };
    let raised = listed("raised by", &omission.raised_by, &who);
    let on_the_table: Vec<String> = occasion.into_iter().chain(raised).collect();
    let on_the_table = (!on_the_table.is_empty()).then(|| on_the_table.join("; "));
    let later = listed("later:", &omission.addressed_later, &what);
    on_the_table.into_iter().chain(later).collect()
}
