//! The commands, one file each.

mod actor;
mod append;
mod audit;
mod checkpoint;
mod coder;
mod completions;
mod compare;
mod consistency;
mod correct;
mod export;
mod import;
mod init;
mod issue;
mod key;
mod learned;
mod log;
mod matrix;
mod merge;
mod occasion;
mod omissions;
mod prove;
mod recover;
mod publish;
mod redact;
mod replay;
mod report;

mod retract;
mod shifts;
mod show;
mod source;
mod splits;
mod stats;
mod timeline;
mod tour;
mod verify;
mod witness;

#[cfg(feature = "fuzzing")]
pub use import::doors;

pub(crate) use actor::known;
pub(crate) use audit::examine_if_asked;
use clap::Subcommand;

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::Args),
    #[command(subcommand)]
    Actor(actor::Command),
    #[command(subcommand)]
    Issue(issue::Command),
    #[command(subcommand)]
    Source(source::Command),
    #[command(subcommand)]
    Occasion(occasion::Command),
    #[command(subcommand)]
    Coder(coder::Command),
    Append(Box<append::Args>),
    Import(import::Args),
    Correct(Box<correct::Args>),
    Retract(retract::Args),
    Redact(redact::Args),
    #[command(subcommand)]
    Merge(merge::Command),
    Log(log::Args),
    Show(show::Args),
    Replay(replay::Args),
    Timeline(timeline::Args),
    Shifts(shifts::Args),
    Compare(compare::Args),
    Splits(splits::Args),
    Omissions(omissions::Args),
    Learned(learned::Args),
    Matrix(matrix::Args),
    Report(report::Args),
    Audit(audit::Args),
    Recover(recover::Args),
    #[command(subcommand)]
    Key(key::Command),
    Checkpoint(checkpoint::Args),
    Consistency(consistency::Args),
    Prove(prove::Args),
    Publish(publish::Args),
    Verify(verify::Args),
    #[command(subcommand)]
    Witness(witness::Command),
    Export(export::Args),
    Stats(stats::Args),
    Tour(tour::Args),
    Completions(completions::Args),
}

/// Does what a command says.
pub(crate) fn run(command: Command, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    match command {
        Command::Init(args) => init::run(&args, global, output),
        Command::Actor(command) => actor::run(command, global, output),
        Command::Issue(command) => issue::run(command, global, output),
        Command::Source(command) => source::run(command, global, output),
        Command::Occasion(command) => occasion::run(command, global, output),
        Command::Coder(command) => coder::run(&command, global, output),
        Command::Append(args) => append::run(&args, global, output),
        Command::Import(args) => import::run(&args, global, output),
        Command::Correct(args) => correct::run(&args, global, output),
        Command::Retract(args) => retract::run(&args, global, output),
        Command::Redact(args) => redact::run(&args, global, output),
        Command::Merge(command) => merge::run(command, global, output),
        Command::Log(args) => log::run(&args, global, output),
        Command::Show(args) => show::run(&args, global, output),
        Command::Replay(args) => replay::run(&args, global, output),
        Command::Timeline(args) => timeline::run(&args, global, output),
        Command::Shifts(args) => shifts::run(&args, global, output),
        Command::Compare(args) => compare::run(&args, global, output),
        Command::Splits(args) => splits::run(&args, global, output),
        Command::Omissions(args) => omissions::run(&args, global, output),
        Command::Learned(args) => learned::run(&args, global, output),
        Command::Matrix(args) => matrix::run(&args, global, output),
        Command::Report(args) => report::run(&args, global, output),
        Command::Audit(args) => audit::run(&args, global, output),
        Command::Recover(args) => recover::run(&args, global, output),
        Command::Key(command) => key::run(command, global, output),
        Command::Checkpoint(args) => checkpoint::run(&args, global, output),
        Command::Consistency(args) => consistency::run(&args, global, output),
        Command::Prove(args) => prove::run(&args, global, output),
        Command::Publish(args) => publish::run(&args, global, output),
        Command::Verify(args) => verify::run(&args, global, output),
        Command::Witness(command) => witness::run(command, global, output),
        Command::Export(args) => export::run(&args, global, output),
        Command::Stats(args) => stats::run(&args, global, output),
        Command::Tour(args) => tour::run(&args, global, output),
        Command::Completions(args) => completions::run(&args, output),
    }
}
