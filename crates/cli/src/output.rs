//! The only place that prints: answers to stdout, talk to stderr, in text or in JSON lines.
//!
//! Invariants: with `--json` stdout holds JSON objects only, one a line; a closed pipe is no error; control characters
//! in recorded words never reach a terminal.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::args::{Global, When};
use crate::failure::{Answer, Failure, Status};
use crate::table;

/// Where answers and talk go.
pub(crate) struct Output {
    out: Box<dyn Write>,
    talk: Box<dyn Write>,
    json: bool,
    quiet: bool,
    bold: Style,
    width: usize,
}

/// Width of a table where no terminal says otherwise, in columns.
const WIDTH: usize = 80;
/// A table is never narrower than this, in columns.
const WIDTH_MIN: usize = 40;

impl Output {
    /// Standard output and standard error, as the options ask for them.
    pub(crate) fn of_process(global: &Global) -> Self {
        Output { json: global.json, quiet: global.quiet, ..Output::plain(global.color) }
    }

    /// Standard output and standard error for a command of which nothing is known.
    pub(crate) fn plain(color: When) -> Self {
        let choice = |auto: ColorChoice| match color {
            When::Auto => auto,
            When::Always => ColorChoice::AlwaysAnsi,
            When::Never => ColorChoice::Never,
        };
        let (out, talk) = (io::stdout(), io::stderr());
        let (out_choice, talk_choice) = (AutoStream::choice(&out), AutoStream::choice(&talk));
        let width = match terminal_size::terminal_size_of(&out) {
            Some((terminal_size::Width(columns), _)) if out.is_terminal() => usize::from(columns),
            Some(_) | None => WIDTH,
        };
        Output {
            // Answers have no colours, and nothing may be stripped from them.
            out: Box::new(io::BufWriter::new(out)),
            talk: Box::new(AutoStream::new(talk, choice(talk_choice))),
            json: false,
            quiet: false,
            bold: if choice(out_choice) == ColorChoice::Never { Style::new() } else { Style::new().bold() },
            width: width.max(WIDTH_MIN),
        }
    }

    /// Whether answers are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Columns that a table may take.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// One line of an answer for people.
    pub(crate) fn line(&mut self, text: impl std::fmt::Display) -> Result<(), Failure> {
        written(writeln!(self.out, "{}", printable(&text.to_string(), Lines::Kept)))
    }

    /// One object of an answer for programs.
    pub(crate) fn object(&mut self, object: &impl Serialize) -> Result<(), Failure> {
        let mut serializer = serde_json::Serializer::with_formatter(&mut self.out, Escaped);
        written(object.serialize(&mut serializer).map_err(io::Error::from))?;
        written(self.out.write_all(b"\n"))
    }

    /// A paragraph for people, broken at the width of the terminal; talk where answers are JSON.
    pub(crate) fn prose(&mut self, text: &str) -> Result<(), Failure> {
        let lines = table::broken(text.split_whitespace(), self.width);
        self.guide(&format!("\n{}\n", lines.join("\n")))
    }

    /// A command line that is about to be run, broken as a shell lets one; talk where answers are JSON.
    pub(crate) fn command<'a>(&mut self, words: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
        let bold = self.bold;
        // Two columns for the prompt, two for the mark at the end of a line that goes on.
        let lines = table::broken(words, self.width.saturating_sub(4));
        self.guide(&format!("{bold}$ {}{bold:#}", lines.join(" \\\n  ")))
    }

    /// A text that leads from answer to answer.
    fn guide(&mut self, text: &str) -> Result<(), Failure> {
        if self.json {
            if !self.quiet {
                // Where talk cannot be written, there is nobody to tell.
                let _written = writeln!(self.talk, "{text}");
            }
            return Ok(());
        }
        written(writeln!(self.out, "{text}"))?;
        self.flush()
    }

    /// Hands on what was printed so far, so that talk stands behind it.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        written(self.out.flush())
    }

    /// Bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        written(self.out.write_all(bytes))
    }

    /// Something to know that is no part of the answer; not said with `--quiet`.
    pub(crate) fn note(&mut self, text: impl std::fmt::Display) {
        if !self.quiet {
            self.say("note", Style::new().fg_color(Some(AnsiColor::Cyan.into())), &text.to_string());
        }
    }

    /// Something that a person should look at, said even with `--quiet`.
    pub(crate) fn warn(&mut self, text: impl std::fmt::Display) {
        self.say("warning", Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())), &text.to_string());
    }

    /// Ends the process' work: flushes, prints a failure, gives the exit status.
    pub(crate) fn finish(mut self, result: Result<Answer, Failure>) -> ExitCode {
        let result = result.and_then(|answer| self.flush().map(|()| answer));
        match result {
            Ok(Answer::Yes) => ExitCode::SUCCESS,
            Ok(Answer::No) => ExitCode::from(1),
            Err(failure) => {
                // What was answered before the failure still belongs to the reader.
                let _flushed = self.out.flush();
                match failure.status {
                    Status::PipeClosed => ExitCode::SUCCESS,
                    Status::No => self.fail(&failure, 1),
                    Status::CouldNotAnswer => self.fail(&failure, 2),
                }
            }
        }
    }

    fn fail(&mut self, failure: &Failure, status: u8) -> ExitCode {
        self.say("error", Style::new().bold().fg_color(Some(AnsiColor::Red.into())), &failure.to_string());
        ExitCode::from(status)
    }

    fn say(&mut self, heading: &str, style: Style, text: &str) {
        // What was answered before stands before. Where talk cannot be written, there is nobody to tell.
        let _flushed = self.out.flush();
        let _written = writeln!(self.talk, "{style}{heading}{style:#}: {}", printable(text, Lines::Kept));
    }
}

/// What could not be written, with its cause; a closed pipe is none (`Failure::from`).
fn written(result: io::Result<()>) -> Result<(), Failure> {
    result.map_err(|error| {
        let failure = Failure::from(error);
        match failure.status {
            Status::PipeClosed => failure,
            Status::No | Status::CouldNotAnswer => {
                Failure { causes: vec![failure.message], ..Failure::new("standard output cannot be written") }
            }
        }
    })
}

/// JSON in which every control character is escaped, also those that JSON itself would let through.
struct Escaped;

impl serde_json::ser::Formatter for Escaped {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_control(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// Whether a terminal might do something else than show a character: control characters, and those that turn the
/// direction of writing.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a text may run over several lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// Line breaks stay.
    Kept,
    /// Line breaks become spaces.
    Joined,
}

/// A recorded text as a terminal may have it: no control characters but, where they are kept, line breaks.
pub(crate) fn printable(text: &str, lines: Lines) -> String {
    let show = |c: char| match c {
        '\n' if lines == Lines::Kept => '\n',
        '\n' | '\r' | '\t' => ' ',
        c if is_control(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(show).collect()
}
