//! Command lines that cannot be read, in the words of every other error.

use std::error::Error as _;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::When;
use crate::failure::Failure;
use crate::near;
use crate::output::Output;

/// Prints help or what is wrong with the command line, and gives the exit status.
pub(crate) fn end(error: &clap::Error) -> ExitCode {
    match failure(error) {
        Some(failure) => Output::plain(When::Auto).finish(Err(failure)),
        None => {
            // Where neither help nor an error can be written, there is nobody to tell.
            let _printed = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}

/// The error in our words; none where clap's text is an answer, or better.
#[expect(clippy::wildcard_enum_match_arm, reason = "clap's enum is open: what it adds, it says in its own words")]
fn failure(error: &clap::Error) -> Option<Failure> {
    let texts = |kind: ContextKind| texts(error, kind);
    let first = |kind: ContextKind| texts(kind).into_iter().next();
    let argument = || first(ContextKind::InvalidArg);
    let failure = match error.kind() {
        ErrorKind::ValueValidation => {
            let (argument, value) = (option(&argument()?), first(ContextKind::InvalidValue)?);
            let cause = error.source()?;
            return Some(Failure::new(if cause.is::<ParseIntError>() {
                format!("{argument}: `{value}` is no whole number from 0 on")
            } else {
                format!("{argument}: {}", in_words(&cause.to_string()))
            }));
        }
        ErrorKind::InvalidValue => {
            let (argument, value) = (option(&argument()?), first(ContextKind::InvalidValue)?);
            let accepted = texts(ContextKind::ValidValue);
            if accepted.is_empty() {
                return Some(Failure::new(format!("{argument} needs a value")));
            }
            return Some(Failure::new(format!("{argument}: `{value}` is none of {}", accepted.join(", "))));
        }
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> = texts(ContextKind::InvalidArg).iter().map(|one| alternatives(one)).collect();
            Failure::new(format!("{} {} missing", missing.join(" and "), if missing.len() == 1 { "is" } else { "are" }))
        }
        ErrorKind::ArgumentConflict => {
            let prior: Vec<String> = texts(ContextKind::PriorArg).iter().map(|prior| option(prior)).collect();
            let argument = option(&argument()?);
            if prior.is_empty() || prior.contains(&argument) {
                Failure::new(format!("{argument} is given twice"))
            } else {
                Failure::new(format!("{argument} and {} do not go together", prior.join(" and ")))
            }
        }
        ErrorKind::UnknownArgument => {
            let given = argument()?;
            Failure::new(format!("`{given}` is not known here"))
                .hints(nearest(&given, &texts(ContextKind::SuggestedArg)))
        }
        ErrorKind::InvalidUtf8 => Failure::new("an argument is not UTF-8"),
        ErrorKind::MissingSubcommand => Failure::new("no command is given"),
        ErrorKind::InvalidSubcommand => {
            let given = first(ContextKind::InvalidSubcommand)?;
            Failure::new(format!("there is no command `{given}`"))
                .hints(nearest(&given, &texts(ContextKind::SuggestedSubcommand)))
        }
        _ => return None,
    };
    Some(failure.hint(format!("`{} --help` says what there is", command(error))))
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(_) | None => Vec::new(),
    }
}

/// What clap found alike, held to the likeness that every other hint needs: clap offers `learned` for `apend`.
fn nearest(given: &str, suggested: &[String]) -> Option<String> {
    near::did_you_mean(given, suggested.iter().map(String::as_str))
}

/// A number out of range, said as one that is no number at all; clap says `201 is not in 1..=200`.
fn in_words(cause: &str) -> String {
    match cause.split_once(" is not in ").and_then(|(value, range)| Some((value, range.split_once("..=")?))) {
        Some((value, (first, last))) => format!("`{value}` is no whole number from {first} to {last}"),
        None => cause.to_owned(),
    }
}

/// `--on` of `--on <DATE>`.
fn option(argument: &str) -> String {
    argument.split(' ').next().unwrap_or(argument).to_owned()
}

/// `--file FILE or --url URL` of `<--file <FILE>|--url <URL>>`.
fn alternatives(argument: &str) -> String {
    argument.replace(['<', '>'], "").replace('|', " or ").replace("...", "")
}

/// The command that the line began with, from its usage.
fn command(error: &clap::Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        Some(_) | None => String::new(),
    };
    let words = usage.split_whitespace().skip_while(|word| *word != "onrecord");
    let words: Vec<&str> = words.take_while(|word| !word.starts_with(['-', '<', '['])).collect();
    if words.is_empty() { "onrecord".to_owned() } else { words.join(" ") }
}
