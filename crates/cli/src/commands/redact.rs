//! `redact`: words that must go, and what is left of them.

use onrecord_core::body::{Body, Kind, WordsRedacted};
use onrecord_core::intake::{Options, Plan, WantedSlots};
use onrecord_core::seq::Seq;
use serde_json::{Map, Value, json};

use self::remains::Remains;
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;
use crate::{folder, target};

mod remains;

/// Redact words: they must go, the record stays
///
/// An event says which words went and why; then they are erased from the ledger with their salts, so that nobody can
/// confirm a guess, and every hash and proof stays valid. They go wherever the record has them: in its corrections, in
/// evidence attached to it, in the other statements of the utterance; and with them ids and slugs that were made from
/// them. The slot `bytes` of a source stands for the document that the ledger keeps. Afterwards every file of the ledger
/// is searched for what was erased. This cannot be undone.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The event, or a source's slug
    #[arg(value_name = "SEQ|ID|SOURCE")]
    event: String,
    /// The words that go, as `show` and `export --history` name them; several times for several
    #[arg(long, value_name = "NAME", required = true)]
    slot: Vec<WantedSlots>,
    /// Why; not in the words that go
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Say what would go and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord redact 18 --slot text --slot original --reason 'court order of 3 March' --dry-run
  onrecord redact interview --slot bytes --slot url --reason 'the paper took it back'
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let mut session = Session::writing(global, output)?;
    let seq = find(&session, &args.event)?;
    session.include_utterance(seq)?;
    let options = Options { add_unknown: false, unverified: false };
    let planned = session.plan(options, |intake| intake.redact(seq, &args.slot, &args.reason))?;
    let redacted = redaction(&planned)?;
    if args.dry_run {
        tell_plan(&redacted, output)?;
        return Ok(Answer::Yes);
    }
    let mut remains = Remains::of(&redacted, session.ledger()?)?;
    let plan = session.record(options, output, |intake| intake.redact(seq, &args.slot, &args.reason))?;
    remains.search(&folder::find(global)?, session.ledger()?)?;
    let head = session.head()?;
    let Some(by) = plan.outcomes.first().and_then(|outcome| session.view.record(outcome.seq())) else {
        return Err(Failure::new("nothing was recorded"));
    };
    if output.is_json() {
        let mut done = answer(&redacted);
        done.insert("seq".to_owned(), json!(by.seq()));
        done.insert("hash".to_owned(), json!(by.event.hash));
        done.insert("already_recorded".to_owned(), json!(false));
        done.insert("size".to_owned(), json!(head.size));
        done.insert("head".to_owned(), json!(head.hash));
        remains.tell_json(&mut done);
        output.object(&done)?;
    } else {
        output.line(format_args!("{}  {}  recorded", by.seq(), by.event.hash.short()))?;
        list(&redacted).iter().try_for_each(|line| output.line(format_args!("erased: {line}")))?;
        remains.tell(output)?;
    }
    Ok(if remains.salts_found() { Answer::No } else { Answer::Yes })
}

/// The event that a person names, also by a source's slug.
fn find(session: &Session, given: &str) -> Result<Seq, Failure> {
    let source = session.view.find_firm(Kind::SourceAdded, given);
    match source.filter(|_| given.parse::<Seq>().is_err()) {
        Some(source) if session.statement_with_id(given)?.is_none() => Ok(source),
        Some(_) | None => target::find(session, given),
    }
}

fn redaction(plan: &Plan) -> Result<WordsRedacted, Failure> {
    let bodies = plan.drafts.iter().map(|draft| &draft.body);
    let mut redactions = bodies.filter_map(|body| if let Body::WordsRedacted(body) = body { Some(body) } else { None });
    redactions.next().cloned().ok_or_else(|| Failure::new("there is nothing to redact"))
}

/// What goes, a line each.
fn list(redacted: &WordsRedacted) -> Vec<String> {
    let slots = redacted.slots.iter().map(|slot| format!("{} of event {}", slot.slot, slot.event));
    slots.chain(redacted.sources.iter().map(|source| format!("the document of source event {source}"))).collect()
}

fn answer(redacted: &WordsRedacted) -> Map<String, Value> {
    let slots = redacted.slots.iter().map(|slot| json!({ "event": slot.event, "slot": slot.slot.to_string() }));
    let mut fields = Map::new();
    fields.insert("slots".to_owned(), slots.collect());
    fields.insert("sources".to_owned(), json!(redacted.sources));
    fields
}

fn tell_plan(redacted: &WordsRedacted, output: &mut Output) -> Result<(), Failure> {
    if output.is_json() {
        let mut fields = answer(redacted);
        fields.insert("dry_run".to_owned(), json!(true));
        return output.object(&fields);
    }
    list(redacted).iter().try_for_each(|line| output.line(format_args!("would erase: {line}")))?;
    output.note("nothing was changed");
    Ok(())
}
