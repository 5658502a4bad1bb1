//! `import`: records many lines at once.

use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use onrecord_core::entry::Head;
use onrecord_core::intake::{Options, Outcome, Plan};
use onrecord_core::line::{Line, LineType};
use onrecord_core::seq::Seq;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use self::lines::Lines;
use crate::args::Global;
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::session::Session;
use crate::{explain, near};

mod lines;

/// Record many lines at once
///
/// Every line is a JSON object: a statement, or with "type" an actor, role, member, issue, source, occasion or account.
/// Lines that are recorded already are not recorded again, so that an import can be repeated; a bad line is reported
/// and the good ones go in.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The file; - for standard input
    file: String,
    /// How the file is written
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: Format,
    /// Add actors and issues that are not known yet
    #[arg(long)]
    new: bool,
    /// Record quotes that do not occur in their source
    #[arg(long)]
    unverified: bool,
    /// Report what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord import --dry-run statements.jsonl
  onrecord import --new statements.jsonl
  onrecord -L old export | onrecord -L new import -
";

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A JSON object a line.
    Jsonl,
}

/// A batch is recorded when it has so many events.
const BATCH_EVENTS: usize = 128;
/// Or so many bytes.
const BATCH_BYTES: usize = 4 << 20;
/// So long the ledger is held before others get a turn.
const TURN: Duration = Duration::from_secs(2);
/// So many rejected lines are reported one by one.
const REPORTED_MAX: u64 = 50;

/// What became of the lines.
#[derive(Debug, Default)]
struct Tally {
    recorded: u64,
    already_recorded: u64,
    rejected: u64,
    registry_recorded: u64,
    registry_already_recorded: u64,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let Format::Jsonl = args.format;
    let (input, len) = open(&args.file)?;
    let progress = progress(len, global);
    let options = Options { add_unknown: args.new, unverified: args.unverified };
    let tally = Importer { options, dry_run: args.dry_run, progress }.import(input, global, output)?;
    Ok(if tally.rejected == 0 { Answer::Yes } else { Answer::No })
}

/// Imports lines that are at hand, without adding anything unknown.
pub(super) fn lines_of(lines: &'static [u8], global: &Global, output: &mut Output) -> Result<(), Failure> {
    let options = Options { add_unknown: false, unverified: false };
    let importer = Importer { options, dry_run: false, progress: ProgressBar::hidden() };
    importer.import(Box::new(lines), global, output).map(|_| ())
}

/// How lines are taken.
struct Importer {
    options: Options,
    dry_run: bool,
    progress: ProgressBar,
}

impl Importer {
    /// Takes all lines, tells what became of them, and gives the count.
    fn import(&self, input: Box<dyn BufRead>, global: &Global, output: &mut Output) -> Result<Tally, Failure> {
        let mut lines = Lines::new(input);
        let mut session = Session::writing(global, output)?;
        session.expect_many()?;
        let mut turn = Instant::now();
        let mut coder = None;
        let mut tally = Tally::default();
        let mut told = BTreeSet::new();
        while let Some((number, line)) = lines.next_line()? {
            self.progress.set_position(lines.bytes_read());
            let line = line.map_err(Failure::new).and_then(|line| parse(&line));
            match line.and_then(|line| Ok((session.plan(self.options, |intake| intake.line(&line))?, line))) {
                Ok((plan, line)) => tally.count(&self.take(plan, &line, &mut session, &mut coder, output)?, &line),
                Err(rejection) => {
                    tally.rejected += 1;
                    self.progress.suspend(|| reject(number, rejection, tally.rejected, &mut told, output));
                }
            }
            let (events, bytes) = session.pending();
            // Also where nothing is new, or lines come slowly, others get their turn.
            let turn_is_over = turn.elapsed() > TURN;
            if !self.dry_run && (turn_is_over || events >= BATCH_EVENTS || bytes >= BATCH_BYTES) {
                session.commit()?;
                session.leave_out_statements();
                if turn_is_over {
                    session = session.let_go(output)?;
                    coder = None;
                    turn = Instant::now();
                }
            }
        }
        let head = if self.dry_run { session.head()? } else { session.commit()? };
        self.progress.finish_and_clear();
        report(&tally, head, self.dry_run, output)?;
        Ok(tally)
    }

    /// Seals a plan; the batch that it belongs to is recorded later.
    fn take(
        &self,
        plan: Plan,
        line: &Line,
        session: &mut Session,
        coder: &mut Option<Seq>,
        output: &mut Output,
    ) -> Result<Plan, Failure> {
        let mut plan = plan;
        if !plan.drafts.is_empty() && coder.is_none() {
            *coder = Some(session.coder()?);
            // The coder may have taken the place that the plan counted on.
            plan = session.plan(self.options, |intake| intake.line(line))?;
        }
        session.seal(&plan, coder.unwrap_or(Seq::FIRST))?;
        for note in &plan.notes {
            let note = explain::note(&session.view, note);
            let note = if self.dry_run { format!("would add: {note}") } else { note };
            self.progress.suspend(|| output.note(note));
        }
        Ok(plan)
    }
}

impl Tally {
    fn count(&mut self, plan: &Plan, line: &Line) {
        let is_statement = matches!(line, Line::Statement(_));
        for outcome in &plan.outcomes {
            let counter = match (outcome, is_statement) {
                (Outcome::New(_), true) => &mut self.recorded,
                (Outcome::New(_), false) => &mut self.registry_recorded,
                (Outcome::AlreadyRecorded(_), true) => &mut self.already_recorded,
                (Outcome::AlreadyRecorded(_), false) => &mut self.registry_already_recorded,
            };
            *counter += 1;
        }
    }
}

/// Only the type of a line.
#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    line_type: Option<LineType>,
}

fn parse(line: &str) -> Result<Line, Failure> {
    // The line break is no part of it: an error at the end of the line is one in its last column.
    let line = line.trim_end();
    if let Some(other) = line.trim_start().chars().next().filter(|first| *first != '{') {
        return Err(Failure::new(format!("column 1: a line is a JSON object in {{}}, this one begins with `{other}`")));
    }
    let typed: Typed = read(line)?;
    match typed.line_type.unwrap_or_default() {
        LineType::Statement if typed.line_type.is_none() => {
            let read = read(line)
                .map_err(|failure| if is_of_another_type(&failure) { failure.hint(NO_TYPE) } else { failure });
            read.map(|line| Line::Statement(Box::new(line)))
        }
        LineType::Statement => read(line).map(|line| Line::Statement(Box::new(line))),
        LineType::Actor => read(line).map(Line::Actor),
        LineType::Role => read(line).map(Line::Role),
        LineType::Member => read(line).map(Line::Member),
        LineType::Issue => read(line).map(Line::Issue),
        LineType::Source => read(line).map(Line::Source),
        LineType::Occasion => read(line).map(Line::Occasion),
        LineType::Account => read(line).map(Line::Account),
    }
}

/// Fields that lines of the registry have, and statements have not.
const OF_THE_REGISTRY: [&str; 12] = [
    "slug",
    "name",
    "kind",
    "aliases",
    "wording",
    "title",
    "publisher",
    "url",
    "actor",
    "group",
    "participants",
    "agenda",
];
/// What to say where one of them stands in a line that does not say what it is.
const NO_TYPE: &str = "a line without `type` is a statement; another record says what it is, as in \"type\": \"issue\"";

/// Whether a line was refused for a field that would be right in a line of another type.
fn is_of_another_type(failure: &Failure) -> bool {
    let unknown = failure.message.split_once("unknown field `").map(|(_, field)| field.trim_end_matches('`'));
    unknown.is_some_and(|field| OF_THE_REGISTRY.contains(&field))
}

/// Reads one value; the error says at which column and what is wrong.
fn read<T: DeserializeOwned>(line: &str) -> Result<T, Failure> {
    serde_json::from_str(line).map_err(|error| {
        let text = error.to_string();
        let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        let what = if error.is_eof() { "the line ends before its object does" } else { what };
        let what = what
            .replace("unknown variant", "unknown type")
            .replace("invalid type: sequence", "invalid type: list")
            .replace("invalid type: map", "invalid type: object")
            .replace("expected a boolean", "expected true or false");
        let failure = |what: &str| Failure::new(format!("column {}: {what}", error.column()));
        // `unknown field` and `unknown variant` come with everything that would have been right.
        match what.split_once(", expected one of ") {
            Some((what, accepted)) => {
                let given = what.split('`').nth(1).unwrap_or_default();
                let accepted: Vec<&str> = accepted.split('`').skip(1).step_by(2).collect();
                let near = near::did_you_mean(given, accepted.iter().copied());
                failure(what).hints(near).hint(format!("write one of {}", accepted.join(", ")))
            }
            None => failure(&what),
        }
    })
}

/// Reports a rejected line; a hint that stands above already is not said again.
fn reject(number: u64, mut rejection: Failure, count: u64, told: &mut BTreeSet<String>, output: &mut Output) {
    if count <= REPORTED_MAX {
        rejection.hints.retain(|hint| told.insert(hint.clone()));
        output.warn(format_args!("line {number}, {rejection}"));
    } else if count == REPORTED_MAX + 1 {
        output.warn("more lines are rejected; from here on they are only counted");
    }
}

fn report(tally: &Tally, head: Head, dry_run: bool, output: &mut Output) -> Result<(), Failure> {
    let Tally { recorded, already_recorded, rejected, registry_recorded, registry_already_recorded } = tally;
    if output.is_json() {
        return output.object(&json!({
            "recorded": recorded,
            "already_recorded": already_recorded,
            "rejected": rejected,
            "registry_recorded": registry_recorded,
            "registry_already_recorded": registry_already_recorded,
            "size": head.size,
            "head": head.hash,
            "dry_run": dry_run,
        }));
    }
    let would = if dry_run { "would be recorded" } else { "recorded" };
    output.line(format_args!(
        "{} {would}, {already_recorded} already recorded, {} rejected",
        counted(*recorded, "statement"),
        counted(*rejected, "line"),
    ))?;
    if registry_recorded + registry_already_recorded > 0 {
        output.line(format_args!(
            "{} of the registry {would}, {registry_already_recorded} already recorded",
            counted(*registry_recorded, "line"),
        ))?;
    }
    output.line(format_args!("head {} at {}", head.hash, counted(head.size, "event")))
}

fn open(file: &str) -> Result<(Box<dyn BufRead>, Option<u64>), Failure> {
    if file == "-" {
        return Ok((Box::new(io::stdin().lock()), None));
    }
    let opened = fs_err::File::open(file).map_err(|error| Failure::of(&error))?;
    let metadata = opened.metadata().map_err(|error| Failure::of(&error))?;
    if metadata.is_dir() {
        return Err(Failure::new(format!("`{file}` is a folder")).hint("name a file, or - for standard input"));
    }
    // A file that can be read piece by piece says with its errors which one it is.
    Ok((Box::new(BufReader::new(opened)), Some(metadata.len())))
}

/// A bar on a terminal, nothing elsewhere.
fn progress(len: Option<u64>, global: &Global) -> ProgressBar {
    let bar = len.map_or_else(ProgressBar::no_length, ProgressBar::new);
    if global.quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
