//! `omissions`: what was left unsaid.

use onrecord_core::body::Kind;
use onrecord_core::evolution::{Omission, omissions};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use serde_json::json;

use super::known;
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::question::{Counted, Known};
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
    let columns = [
        ("holder", UpTo(20)),
        ("left out", UpTo(22)),
        ("on", Whole),
        ("raised by", Cut),
        ("later", Cut),
        ("event", Whole),
    ];
    table::print(output, &columns, found.iter().map(|omission| cells(view, omission)).collect())?;
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
    let seqs = |seqs: &[Seq]| seqs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    vec![
        view.slug(omission.holder).to_owned(),
        view.slug(omission.issue).to_owned(),
        omission.on.to_string(),
        seqs(&omission.raised_by),
        seqs(&omission.addressed_later),
        omission.seq.map_or_else(|| "derived".to_owned(), |seq| seq.to_string()),
    ]
}
