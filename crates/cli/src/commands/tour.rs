//! `tour`: the main job in one command.

use crate::args::Global;
use crate::failure::{Answer, Failure};
use crate::output::Output;

/// See the main job done on a real case
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, _: &Global, _: &mut Output) -> Result<Answer, Failure> {
    Ok(Answer::Yes)
}
