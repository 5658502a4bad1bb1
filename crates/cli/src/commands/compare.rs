//! `compare`: where two holders stand to each other, or one holder to itself at two dates.

use onrecord_core::evolution::{Class, Comparison, agreement, compare};
use onrecord_core::replay::{Position, Question, replay};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use serde_json::json;

use crate::args::Global;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::question::{self, By, Counted, Known};
use crate::score_words::signed;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};

/// Compare two holders issue by issue, or a holder with itself at two dates
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The first holder
    a: String,
    /// The second holder; left out, the first one at the second --at
    b: Option<String>,
    /// The day; else today (UTC). Given twice: the first holder at the first, the second at the second
    #[arg(long, value_name = "DAY")]
    at: Vec<Day>,
    /// Who counts as holding a position
    #[arg(long, value_name = "WHO", default_value = "principal")]
    by: By,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    counted: Counted,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = args.known.open_registry(global, output)?;
    let view = &session.view;
    if args.b.is_none() && args.at.len() < 2 {
        return Err(Failure::new(format!("`{}` is compared with nobody", args.a))
            .hint("name a second holder, or give --at twice to compare one holder with itself"));
    }
    let a = question::holder(view, &args.a)?;
    let b = args.b.as_ref().map_or(Ok(a), |b| question::holder(view, b))?;
    session.include_statements_of(args.by.into(), &[a, b].into(), &[].into())?;
    let view = &session.view;
    let (a_at, b_at) = match args.at.as_slice() {
        [] => (session.clock().today()?, session.clock().today()?),
        [at] => (*at, *at),
        [first, second] => (*first, *second),
        [_, _, _, ..] => return Err(Failure::new("--at is given more than twice").hint("give it once or twice")),
    };
    let compared = compare(view, &positions(args, view, a, a_at), &positions(args, view, b, b_at));
    let agreement = agreement(&compared);
    if output.is_json() {
        for comparison in &compared {
            output.object(&object(view, comparison))?;
        }
        output.object(&json!({
            "agreement": agreement.agreement,
            "shared": agreement.shared,
            "at": [a_at, b_at],
            "known_at": view.head().size,
        }))?;
        return Ok(Answer::Yes);
    }
    let heading = |slug: &str, at: Day| if a_at == b_at { slug.to_owned() } else { at.to_string() };
    let (a_heading, b_heading) = (heading(view.slug(a), a_at), heading(view.slug(b), b_at));
    let columns = [
        ("issue", Whole),
        (a_heading.as_str(), UpTo(24)),
        (b_heading.as_str(), UpTo(24)),
        ("gap", Whole),
        ("class", Cut),
    ];
    let sides = [a_heading.as_str(), b_heading.as_str()];
    table::print(output, &columns, compared.iter().map(|comparison| cells(view, comparison, sides)).collect())?;
    match agreement.agreement {
        Some(value) => {
            let shared = u64::try_from(agreement.shared).unwrap_or(u64::MAX);
            output.line(format_args!("agreement {value:.2} over {}", counted(shared, "shared issue")))?;
        }
        None => output.line("no issue on which both hold a position")?,
    }
    Ok(Answer::Yes)
}

fn positions(args: &Args, view: &View, holder: Seq, at: Day) -> Vec<Position> {
    let question =
        Question { at, by: args.by.into(), holders: [holder].into(), issues: [].into(), filter: args.counted.filter() };
    replay(view, &question)
}

fn object(view: &View, comparison: &Comparison) -> serde_json::Value {
    json!({
        "issue": view.slug(comparison.issue),
        "a": comparison.a,
        "b": comparison.b,
        "gap": comparison.gap,
        "class": comparison.class.as_str(),
        "a_seq": comparison.a_seq,
        "b_seq": comparison.b_seq,
    })
}

fn cells(view: &View, comparison: &Comparison, [a, b]: [&str; 2]) -> Vec<String> {
    let score = |score: Option<i8>| score.map_or_else(String::new, signed);
    let class = match comparison.class {
        Class::OnlyA => format!("only {a}"),
        Class::OnlyB => format!("only {b}"),
        Class::Aligned | Class::Opposed | Class::Apart => comparison.class.as_str().to_owned(),
    };
    vec![
        view.slug(comparison.issue).to_owned(),
        score(comparison.a),
        score(comparison.b),
        comparison.gap.map_or_else(String::new, |gap| gap.to_string()),
        class,
    ]
}
