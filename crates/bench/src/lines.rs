//! Votes as the JSON lines that `import` takes.

use std::collections::HashSet;
use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;

use fs_err::File;
use serde_json::json;

use crate::un_votes;
use crate::vote::{CHANNEL, Vote};

/// Writes the first `rows` votes of the UN file as lines, each roll call before its first vote, and counts them.
pub(crate) fn write_un_votes(votes: &Path, rows: usize, to: &Path) -> Result<usize, Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(to)?);
    let mut known: HashSet<String> = HashSet::new();
    let count = un_votes::for_each(votes, rows, |vote| {
        if known.insert(vote.roll_call.to_owned()) {
            let line = json!({ "type": "issue", "slug": vote.issue(), "wording": vote.wording() });
            writeln!(out, "{line}")?;
        }
        write_vote(vote, &mut out)
    })?;
    out.flush()?;
    Ok(count)
}

/// Writes one vote.
pub(crate) fn write_vote(vote: &Vote<'_>, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (id, issue, speaker) = (vote.id(), vote.issue(), serde_json::to_string(vote.state)?);
    let Vote { date, vote, .. } = vote;
    writeln!(
        out,
        r#"{{"id":"{id}","date":"{date}","speaker":{speaker},"issue":"{issue}","stance":"{vote}","form":"vote","channel":"{CHANNEL}"}}"#
    )?;
    Ok(())
}
