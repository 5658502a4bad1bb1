//! The same votes in git: a commit for each, which is what a careful person without a ledger would do.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use fs_err::File;

use crate::child::{self, Ran};
use crate::{lines, un_votes};

/// Writes the first `rows` votes as a stream for `git fast-import`: each a commit that adds a file.
pub(crate) fn write_stream(votes: &Path, rows: usize, to: &Path) -> Result<usize, Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(to)?);
    let mut line = Vec::new();
    let count = un_votes::for_each(votes, rows, |vote| {
        line.clear();
        lines::write_vote(vote, &mut line)?;
        let subject = format!("{} on {}", vote.slug, vote.issue());
        writeln!(out, "commit refs/heads/main")?;
        writeln!(out, "committer bench <bench@localhost> 1700000000 +0000")?;
        write!(out, "data {}\n{subject}\n", subject.len())?;
        writeln!(out, "M 644 inline {}/{}.json", vote.slug, vote.issue())?;
        writeln!(out, "data {}", line.len())?;
        out.write_all(&line)?;
        writeln!(out)?;
        Ok(())
    })?;
    out.flush()?;
    Ok(count)
}

/// Makes an empty repository.
pub(crate) fn init(repository: &Path) -> Result<(), Box<dyn Error>> {
    let mut init = Command::new("git");
    init.args(["init", "--quiet", "--bare", "--initial-branch", "main"]).arg(repository);
    child::run(&mut init).map(|_| ())
}

/// Imports a stream.
pub(crate) fn fast_import(repository: &Path, stream: &Path) -> Result<Ran, Box<dyn Error>> {
    let stream = File::open(stream)?.into_file();
    child::run(git(repository).args(["fast-import", "--quiet"]).stdin(Stdio::from(stream)))
}

/// Verifies everything.
pub(crate) fn fsck(repository: &Path) -> Result<Ran, Box<dyn Error>> {
    child::run(git(repository).args(["fsck", "--full", "--no-progress"]))
}

fn git(repository: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("--git-dir").arg(repository);
    command
}
