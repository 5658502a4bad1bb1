//! What is measured, and how often.

use std::error::Error;
use std::path::PathBuf;

use crate::cases::{CASES, Case};

pub(crate) const HELP: &str = "\
Measure onrecord against what a user would pick instead

cargo run --release -p onrecord-bench -- [OPTIONS] [CASE]...

Cases: append, import, verify, positions, timeline, git, start, memory, disk, growth; all of them if none is named

  --rows N      take only the first N votes of the UN file
  --runs N      runs on either side, of which the median counts (default 5)
  --made-up N   let the ledgers of `growth` reach N made-up statements (else 870,109)
  --folder DIR  work in a new folder in DIR, on the disk that is to be measured (default target/bench)";

/// The options of a run.
#[derive(Debug)]
pub(crate) struct Options {
    /// What is measured, in order.
    pub(crate) cases: Vec<&'static Case>,
    /// So many votes of the file at most.
    pub(crate) rows: usize,
    /// Runs on either side.
    pub(crate) runs: usize,
    /// The largest of the ledgers that grow, if it is larger than the UN file.
    pub(crate) made_up: Option<usize>,
    /// Where to work.
    pub(crate) folder: Option<PathBuf>,
}

impl Options {
    /// Reads the command line; nothing if only help is asked for.
    pub(crate) fn read(arguments: &[String]) -> Result<Option<Self>, Box<dyn Error>> {
        let mut options = Options { cases: Vec::new(), rows: usize::MAX, runs: 5, made_up: None, folder: None };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--rows" => options.rows = number(value()?)?,
                "--runs" => options.runs = number(value()?)?.max(1),
                "--made-up" => options.made_up = Some(number(value()?)?),
                "--folder" => options.folder = Some(value()?.into()),
                name => {
                    let case = CASES.iter().find(|case| case.name == name);
                    options.cases.push(case.ok_or_else(|| format!("there is no case or option `{name}`; see --help"))?);
                }
            }
        }
        if options.cases.is_empty() {
            options.cases = CASES.iter().collect();
        }
        Ok(Some(options))
    }
}

fn number(text: &str) -> Result<usize, Box<dyn Error>> {
    text.replace([',', '_'], "").parse().map_err(|_| format!("`{text}` is not a number").into())
}
