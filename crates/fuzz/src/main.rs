//! Runs targets one after the other and prints a line for each; ends with 1 at the first input that breaks a promise.
//!
//! Invariant: a target's name and its seed are on the screen before its first input is taken, so that what ends the
//! process can be repeated too.

mod options;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use fs_err as fs;
use onrecord_core::hash::SourceHash;
use onrecord_fuzz::corpus;
use onrecord_fuzz::run::{Fault, Tally, catch_panics, run};
use onrecord_fuzz::target::Target;
use onrecord_fuzz::targets;

use crate::options::{HELP, Options};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match Options::read(&arguments).and_then(|options| options.map_or_else(help, |options| fuzz(&options))) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn help() -> Result<ExitCode, Box<dyn Error>> {
    let names: Vec<&str> = targets::all().map(|target| target.name).collect();
    println!("{HELP} {}", names.join(", "));
    Ok(ExitCode::SUCCESS)
}

fn fuzz(options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(file) = &options.input {
        let input = fs::read(file)?;
        for target in &options.targets {
            println!("{}: {:?}", target.name, (target.take)(&input));
        }
        return Ok(ExitCode::SUCCESS);
    }
    catch_panics();
    println!(
        "seed {}\n{:10} {:>10} {:>9} {:>8} {:>11} {:>11}",
        options.seed, "target", "inputs", "accepted", "answers", "memory KiB", "slowest ms"
    );
    for target in &options.targets {
        print!("{:10}", target.name);
        std::io::stdout().flush()?;
        let tally = run(target, corpus::load(target)?, options.seed, options.until);
        print_line(&tally);
        if options.keep {
            for input in &tally.telling {
                corpus::keep(target, &name_of(input), input)?;
            }
        }
        if let Some(fault) = &tally.fault {
            tell(target, fault)?;
            return Ok(ExitCode::from(1));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_line(tally: &Tally) {
    let accepted = (tally.accepted * 100).checked_div(tally.inputs).unwrap_or_default();
    let (memory, slowest) = (tally.memory_max.div_ceil(1024), tally.slowest.as_millis());
    println!(" {:>10} {accepted:>8}% {:>8} {memory:>11} {slowest:>11}", tally.inputs, tally.telling.len());
}

/// Keeps the input in a file and says how to take it again.
fn tell(target: &Target, fault: &Fault) -> Result<(), Box<dyn Error>> {
    let name = target.name;
    let folder = PathBuf::from("target/fuzz");
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("{name}-{}", name_of(&fault.input)));
    fs::write(&file, &fault.input)?;
    eprintln!("{name}: an input of {} bytes breaks a promise: {}", fault.input.len(), fault.what);
    eprintln!("hint: cargo run -p onrecord-fuzz -- --input {} {name}", file.display());
    eprintln!("hint: once it is mended, keep the input under a telling name in tests/fuzz/corpus/{name}");
    Ok(())
}

/// A name for an input, which follows from it.
fn name_of(input: &[u8]) -> String {
    SourceHash::of(input).to_string()[..8].to_owned()
}
