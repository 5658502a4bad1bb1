//! `completions`: what a shell needs to complete command lines.

use clap::CommandFactory;
use clap_complete::Shell;
use serde_json::json;

use crate::args::Cli;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// Print completions for a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "onrecord", &mut script);
    if output.is_json() {
        let script = String::from_utf8_lossy(&script);
        output.object(&json!({ "shell": args.shell.to_string(), "script": script }))?;
    } else {
        output.raw(&script)?;
    }
    Ok(Answer::Yes)
}
