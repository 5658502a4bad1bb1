//! `import`: records many lines at once.

use std::path::PathBuf;
use std::rc::Rc;

use onrecord_core::intake::Options;

use self::csv_rows::{CsvRows, Written};
use self::encoding::Encoding;
use self::format::Format;
use self::importer::Importer;
use self::input::Input;
use self::json_rows::JsonRows;
use self::lines::Lines;
use self::profile::Profile;
use self::rejects::Rejects;
use self::rows::Rows;
use self::sheet::Sheet;
use self::wishes::Wishes;
use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::progress::Progress;

mod amendment;
mod blame;
mod csv_rows;
mod dialect;
#[cfg(feature = "fuzzing")]
pub mod doors;
mod encoding;
mod format;
mod headings;
mod importer;
mod input;
mod json_rows;
mod lines;
mod mapping;
mod notes;
mod profile;
mod records;
mod rejection;
mod rejects;
mod rows;
mod sheet;
mod tally;
mod template;
mod wishes;
mod zstd_frames;

/// Record many lines at once
///
/// JSON Lines: every line is a JSON object, a statement, or with "type" an actor, role, member, issue, source, occasion
/// or account. CSV: every row is a statement, whose columns are named as the fields are, or mapped to them. Both may be
/// compressed with gzip or zstd. Lines that are recorded already are not recorded again, so that an import can be
/// repeated; a bad line is reported and kept in a file of rejects, and the good ones go in.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Args {
    /// The file; - for standard input
    #[arg(required_unless_present = "template")]
    file: Option<String>,
    /// How the file is written; else its name or its first byte says it
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// A TOML file that says how columns become statements (docs/import.md)
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Fill a field from a column; several times for several
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Read past a column; several times for several
    #[arg(long, value_name = "COLUMN")]
    ignore: Vec<String>,
    /// What stands between two cells: one sign, or the word tab; else the headings say it
    #[arg(long, value_name = "SIGN")]
    delimiter: Option<String>,
    /// How bytes are read as text [default: utf-8]
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<Encoding>,
    /// Add actors and issues that are not known yet
    #[arg(long)]
    new: bool,
    /// Record quotes that do not occur in their source
    #[arg(long)]
    unverified: bool,
    /// Report what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Correct statements whose id is known with another content; --dry-run shows what would change
    #[arg(long, requires = "reason")]
    amend: bool,
    /// Why statements are corrected
    #[arg(long, value_name = "TEXT", requires = "amend")]
    reason: Option<String>,
    /// The file of rejects; else one beside the input. Only made if something is rejected, never written over
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Print an empty sheet, with the headings that an import reads
    #[arg(long, value_name = "FORMAT", conflicts_with = "file")]
    template: Option<Sheet>,
}

/// Shown below the options.
const EXAMPLES: &str = "\
Examples:
  onrecord import --dry-run statements.jsonl
  onrecord import --new statements.jsonl
  onrecord import --new votes.csv.gz --profile un-votes.toml
  onrecord import sheet.csv --map speaker=who --ignore mood
  onrecord -L old export | onrecord -L new import -
";

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    if let Some(sheet) = args.template {
        sheet.print(output)?;
        return Ok(Answer::Yes);
    }
    if args.reason.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err(Failure::new("the reason is empty").hint("say why these statements are corrected"));
    }
    let file = args.file.as_deref().unwrap_or("-");
    let rejects = match &args.rejects {
        Some(path) if !args.dry_run => Rejects::given(path)?,
        None if !args.dry_run => Rejects::beside(file),
        Some(_) | None => Rejects::nowhere(),
    };
    let profile = args.profile.as_deref().map(Profile::read).transpose()?.unwrap_or_default();
    let Input { bytes, read, len } = Input::open(file)?;
    let rows = rows(args, &profile, file, bytes)?;
    let importer = Importer {
        options: Options { add_unknown: args.new, unverified: args.unverified },
        dry_run: args.dry_run,
        amend: args.reason.clone().filter(|_| args.amend),
        progress: Progress::over(len, "lines", global.quiet),
        read,
    };
    let tally = importer.import(rows, rejects, global, output)?;
    Ok(if tally.rejected == 0 { Answer::Yes } else { Answer::No })
}

/// Imports lines that are at hand, without adding anything unknown.
pub(super) fn lines_of(lines: &'static [u8], global: &Global, output: &mut Output) -> Result<(), Failure> {
    let options = Options { add_unknown: false, unverified: false };
    let importer = Importer { options, dry_run: false, amend: None, progress: Progress::hidden(), read: Rc::default() };
    let wishes = Wishes::of(&Profile::default(), &[], &[])?;
    let rows = Rows::Json(Box::new(JsonRows::new(Lines::new(Box::new(lines), Encoding::Utf8), wishes)));
    importer.import(rows, Rejects::nowhere(), global, output).map(|_| ())
}

/// The rows of an input, in the format that is asked for, or that its name or its first byte says.
fn rows(args: &Args, profile: &Profile, file: &str, bytes: Box<dyn std::io::BufRead>) -> Result<Rows, Failure> {
    let wishes = Wishes::of(profile, &args.map, &args.ignore)?;
    let encoding = args.encoding.or(profile.encoding).unwrap_or_default();
    let delimiter = args.delimiter.as_deref().or(profile.delimiter.as_deref());
    let delimiter = delimiter.map(dialect::read_delimiter).transpose()?;
    let format = args.format.or(profile.format).or_else(|| Format::by_name(file));
    rows_of(bytes, format, Written { delimiter, encoding }, wishes)
}

/// The rows in these bytes; without a format their first byte says it.
fn rows_of(
    bytes: Box<dyn std::io::BufRead>,
    format: Option<Format>,
    written: Written,
    wishes: Wishes,
) -> Result<Rows, Failure> {
    let (format, bytes) = match format {
        Some(format) => (format, bytes),
        None => {
            let (first, bytes) = records::peek_line(bytes)?;
            (Format::by_first_line(&first), bytes)
        }
    };
    Ok(match format {
        Format::Jsonl => Rows::Json(Box::new(JsonRows::new(Lines::new(bytes, written.encoding), wishes))),
        Format::Csv => Rows::Csv(Box::new(CsvRows::open(bytes, written, &wishes)?)),
    })
}
