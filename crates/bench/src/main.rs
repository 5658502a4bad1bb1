//! Measures onrecord against what a user would pick instead, one question a case, and prints one table.
//!
//! Invariant: both sides of a ratio were measured in this run, in turns, on this machine.

mod alternate;
mod cases;
mod child;
mod git;
mod lines;
mod machine;
mod made_up;
mod options;
mod ours;
mod report;
mod sqlite;
mod un_votes;
mod vote;
mod work;

use std::error::Error;
use std::process::ExitCode;

use crate::options::Options;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // What SQLite does in a process of its own, so that its memory and its start are counted like ours.
    let ran = match arguments.split_first() {
        Some((first, rest)) if first == sqlite::PROCESS => sqlite::process(rest),
        Some(_) | None => measure(&arguments),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn measure(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let Some(options) = Options::read(arguments)? else {
        println!("{}", options::HELP);
        return Ok(());
    };
    let mut work = work::Work::prepare(&options)?;
    let mut report = report::Report::new(machine::lines(work.folder()));
    for case in &options.cases {
        eprintln!("{}: {}", case.name, case.question);
        (case.run)(&mut work, &mut report)?;
    }
    println!("{report}");
    Ok(())
}
