//! What grows with the ledger? Made-up ledgers in which only the number of statements differs.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use onrecord_core::body::Kind;

use crate::alternate::{median, timed};
use crate::child::{self, Ran};
use crate::made_up;
use crate::ours::Ours;
use crate::report::{Bound, Report, Row, duration, grouped, megabytes};
use crate::work::{Work, bytes_of};

const SIZES: [usize; 3] = [10_000, 100_000, 870_109];
/// How often each question is asked.
const RUNS: usize = 15;

/// A ledger of one size.
struct Grown {
    size: usize,
    ledger: PathBuf,
    import: Ran,
}

/// What one holder's questions take.
#[derive(Clone, Copy)]
struct Asked {
    positions: Duration,
    timeline: Duration,
}

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let mut sizes: Vec<usize> = SIZES.into_iter().filter(|size| *size <= work.rows).collect();
    sizes.extend(work.made_up);
    let mut all = Vec::new();
    for size in sizes {
        all.push(grown(work, size)?);
    }
    let asked = asked(&all)?;
    let mut table =
        "| statements | import, each | audit, each | one holder | one timeline | memory of import | of audit | of \
                     replay | journal | store |\n|---|---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for (grown, asked) in all.iter().zip(&asked) {
        table += &line(work, grown, *asked)?;
    }
    report.append(table);
    let first = all.first().zip(asked.first());
    for ((grown, last), (smallest, first)) in all.iter().zip(&asked).skip(1).zip(first.into_iter().cycle()) {
        for (question, ours, other) in [
            ("one holder's 1,000 positions", last.positions, first.positions),
            ("one timeline", last.timeline, first.timeline),
        ] {
            let (size, from) = (grouped(grown.size), grouped(smallest.size));
            report.add(Row {
                question: format!("{question} in {size} made-up statements, over {from}"),
                ours: duration(ours),
                other: duration(other),
                ratio: ours.as_secs_f64() / other.as_secs_f64(),
                bound: Bound::AtMost(2.0),
            });
        }
    }
    Ok(())
}

/// Imports made-up votes through a pipe, so that they need no room.
fn grown(work: &Work, size: usize) -> Result<Grown, Box<dyn Error>> {
    let ledger = work.empty_ledger(&format!("grown-{size}"))?;
    let (reader, writer) = std::io::pipe()?;
    let import = thread::scope(|scope| {
        let write = scope.spawn(move || {
            let mut out = BufWriter::new(writer);
            made_up::write(size, &mut out).and_then(|()| Ok(out.flush()?)).map_err(|error| error.to_string())
        });
        let mut import = work.onrecord(&ledger, &["import", "--new", "-"]);
        let ran = child::run(import.stdin(Stdio::from(reader)))?;
        drop(import);
        write.join().map_err(|_| "the votes could not be made up")??;
        Ok::<_, Box<dyn Error>>(ran)
    })?;
    Ok(Grown { size, ledger, import })
}

/// Asks all ledgers in turns.
fn asked(all: &[Grown]) -> Result<Vec<Asked>, Box<dyn Error>> {
    let mut open = all.iter().map(|grown| Ours::open(&grown.ledger)).collect::<Result<Vec<_>, _>>()?;
    let mut took = vec![(Vec::new(), Vec::new()); all.len()];
    let at = "2020-12-31".parse()?;
    for _ in 0..RUNS {
        for (ours, (positions, timelines)) in open.iter_mut().zip(&mut took) {
            let holder = ours.named(Kind::ActorAdded, &made_up::state(0))?;
            let (one, held) = timed(|| ours.positions_of(holder, at))?;
            if held.len() != made_up::OF_THE_FIRST {
                return Err(format!("{} positions", held.len()).into());
            }
            positions.push(one);
            let mut issues = Vec::new();
            for vote in (0..made_up::OF_THE_FIRST).step_by(100) {
                let slug = format!("unga-{}", made_up::roll_call_of_the_first(vote));
                issues.push(ours.named(Kind::IssueAdded, &slug)?);
            }
            let each = || issues.iter().try_for_each(|issue| ours.timeline(holder, *issue).map(drop));
            timelines.push(timed(each)?.0.div_f64(issues.len() as f64));
        }
    }
    let medians = took
        .into_iter()
        .map(|(positions, timelines)| Asked { positions: median(positions), timeline: median(timelines) });
    Ok(medians.collect())
}

fn line(work: &Work, grown: &Grown, asked: Asked) -> Result<String, Box<dyn Error>> {
    let Grown { size, ledger, import } = grown;
    let audit = child::run(&mut work.onrecord(ledger, &["audit"]));
    let replay = child::run(&mut work.onrecord(ledger, &["--json", "replay", "--at", "2020-12-31"]));
    let each = |ran: &Ran| duration(ran.wall.div_f64(*size as f64));
    let or_why = |told: Result<String, &Box<dyn Error>>| told.unwrap_or_else(|_| "too much".to_owned());
    let bytes = |home: &str| -> Result<u64, Box<dyn Error>> { bytes_a_statement(&ledger.join(home), *size) };
    Ok(format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} B | {} B |\n",
        grouped(*size),
        each(import),
        or_why(audit.as_ref().map(each)),
        duration(asked.positions),
        duration(asked.timeline),
        megabytes(import.peak),
        or_why(audit.as_ref().map(|ran| megabytes(ran.peak))),
        or_why(replay.as_ref().map(|ran| megabytes(ran.peak))),
        bytes("journal")?,
        bytes("store")?,
    ))
}

fn bytes_a_statement(home: &Path, size: usize) -> Result<u64, Box<dyn Error>> {
    Ok(bytes_of(home)? / size as u64)
}
