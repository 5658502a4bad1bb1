//! What do checkpoints, proofs, a published log and a redaction of the UN ledger take?
//!
//! Nothing else does these, so there is nothing to hold them against but a command that does little. The last
//! case that asks the UN ledger: tiles and a redaction stay in it.

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use onrecord_core::tree::prove_inclusion;
use onrecord_storage::entry_log::EntryLog;

use crate::alternate::{alternate, median, timed};
use crate::child;
use crate::ours::open_to_read;
use crate::report::{Bound, Report, Row, duration, grouped, megabytes};
use crate::work::{Work, bytes_of};

/// Proofs that are made in the library, all over the ledger.
const PROOFS: u64 = 200;
/// Runs of a command that takes milliseconds.
const RUNS: usize = 21;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let ledger = work.un_ledger()?;
    let at = |name: &str| -> Result<String, Box<dyn Error>> {
        let place = work.empty_place(name)?;
        Ok(place.to_str().ok_or("the work folder's name is not UTF-8")?.to_owned())
    };
    let (key, log) = (at("proofs.key")?, at("proofs.log")?);
    let took = |arguments: &[&str]| Ok::<_, Box<dyn Error>>(child::run(&mut work.onrecord(&ledger, arguments))?.wall);
    took(&["key", "new", "--key", &key])?;
    let without_tiles = bytes_of(&ledger)?;
    let first = took(&["checkpoint", "--key", &key])?;
    let tiles = bytes_of(&ledger)?.saturating_sub(without_tiles);
    let middle = (work.rows.min(870_109) / 2).to_string();
    let pair = alternate(RUNS, |_| took(&["prove", &middle]), |_| took(&["show", &middle]))?;
    report.add(Row {
        question: "`prove SEQ` on the UN ledger, over `show SEQ`".to_owned(),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: 1.0 / pair.times_as_fast(),
        bound: Bound::None,
    });
    let (inclusion, size) = inclusion_proofs(&ledger)?;
    let vkey = vkey(&mut work.onrecord(&ledger, &["key", "show", "--key", &key]))?;
    let publish = took(&["publish", &log, "--vkey", &vkey])?;
    let again = took(&["publish", &log, "--vkey", &vkey])?;
    let verify = took(&["verify", "--log", &log, "--vkey", &vkey])?;
    let redact = took(&["redact", &middle, "--slot", "id", "--reason", "measured"])?;
    report.append(format!(
        "| of {} events | takes |\n|---|---|\n\
         | the first checkpoint, which makes the tiles ({}) | {} |\n\
         | an inclusion proof in the library, ledger and tree open | {} |\n\
         | `publish`, all of it | {} |\n\
         | `publish`, nothing new | {} |\n\
         | `verify --log` of all of it | {} |\n\
         | `redact` of one slot, all files searched | {} |\n",
        grouped(size as usize),
        megabytes(tiles),
        duration(first),
        duration(inclusion),
        duration(publish),
        duration(again),
        duration(verify),
        duration(redact),
    ));
    Ok(())
}

/// The median of inclusion proofs in the library, and the ledger's size.
fn inclusion_proofs(folder: &Path) -> Result<(Duration, u64), Box<dyn Error>> {
    let mut ledger = open_to_read(folder)?;
    let size = ledger.head()?.size;
    let tree = ledger.tree()?;
    let mut took = Vec::new();
    for proof in 0..PROOFS {
        took.push(timed(|| Ok(prove_inclusion(&tree, proof * (size / PROOFS), size)?))?.0);
    }
    Ok((median(took), size))
}

/// What a command prints on its first line.
fn vkey(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let printed = String::from_utf8(command.output()?.stdout)?;
    printed.lines().next().map(str::to_owned).ok_or_else(|| "no vkey was printed".into())
}
