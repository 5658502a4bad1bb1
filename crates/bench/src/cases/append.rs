//! What does an acknowledged append cost over the disk's own time?
//!
//! Statements sealed before go through `Ledger::append`, one by one and in batches; beside it as many bytes as they take
//! in the journal are appended to a plain file and synced as often.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use fs_err::{self as fs, OpenOptions};
use onrecord_core::body::{ActorAdded, Body, CoderAdded, Condition, IssueAdded, LedgerOpened, SaidFor, StatementMade};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Stamp, seal};
use onrecord_core::hash::LedgerId;
use onrecord_core::header::{Flags, RecordedAt};
use onrecord_core::seq::Seq;
use onrecord_core::vocabulary::{ActorKind, Certainty, Form};
use onrecord_core::words::{SlotName, Words};
use onrecord_storage::access::Access;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::indexing::UNINDEXED_MAX;
use onrecord_storage::ledger::Ledger;
use onrecord_storage::open;

use crate::alternate::{alternate, median, timed};
use crate::report::{Bound, Report, Row, duration};
use crate::work::Work;

const LEDGER: LedgerId = LedgerId::new([11; 16]);
/// Turns of either side; each has several appends, of which the median counts, since the disk has its moments.
const TURNS: usize = 31;

pub(crate) fn run(work: &mut Work, report: &mut Report) -> Result<(), Box<dyn Error>> {
    let must = Bound::AtLeast(0.8);
    one_size(work, report, 1, 40, "acknowledged single append (library)", must)?;
    one_size(work, report, 128, 8, "acknowledged batch of 128 (library)", Bound::None)
}

fn one_size(
    work: &Work,
    report: &mut Report,
    batch: usize,
    appends: usize,
    question: &str,
    bound: Bound,
) -> Result<(), Box<dyn Error>> {
    let folder = work.empty_place("appended")?;
    let (first, mut sealed_to) = first_events()?;
    Ledger::create(&folder, LEDGER, &first)?;
    let options = open::OpenOptions {
        access: Access::Write,
        wait: Duration::from_secs(1),
        holder: "bench".to_owned(),
        unindexed_max: UNINDEXED_MAX,
    };
    let mut ledger = Ledger::open(&folder, &options)?.ledger;
    let before = ledger.journal_bytes()?;
    let mut ours = |_| {
        let mut batches = Vec::new();
        for _ in 0..appends {
            batches.push(statements(&mut sealed_to, batch)?);
        }
        let mut took = Vec::new();
        for batch in &batches {
            took.push(timed(|| Ok(ledger.append(ledger.head()?, batch)?))?.0);
        }
        Ok(median(took))
    };
    ours(0)?;
    let bytes = usize::try_from(bytes_of_journal(&folder)? - before)? / appends;
    let plain = work.empty_place("plain")?;
    let mut file = OpenOptions::new().create(true).append(true).open(plain)?;
    let block = vec![0xa5; bytes];
    let other = |_| {
        let mut took = Vec::new();
        for _ in 0..appends {
            let append = || {
                file.write_all(&block)?;
                Ok(file.sync_data()?)
            };
            took.push(timed(append)?.0);
        }
        Ok(median(took))
    };
    let pair = alternate(TURNS, ours, other)?;
    report.add(Row {
        question: format!("{question}, against plain append + fdatasync of {bytes} bytes"),
        ours: duration(pair.ours),
        other: duration(pair.other),
        ratio: pair.times_as_fast(),
        bound,
    });
    Ok(())
}

fn bytes_of_journal(folder: &Path) -> Result<u64, Box<dyn Error>> {
    let mut bytes = 0;
    for segment in fs::read_dir(folder.join("journal"))? {
        bytes += segment?.metadata()?.len();
    }
    Ok(bytes)
}

/// A ledger with one actor and one issue.
fn first_events() -> Result<(Vec<Entry>, Head), Box<dyn Error>> {
    let mut head = Head::EMPTY;
    let registry: [(Body, &[(SlotName, &str)]); 4] = [
        (LedgerOpened {}.into(), &[(SlotName::Secret, "a secret")]),
        (CoderAdded {}.into(), &[(SlotName::Name, "bench")]),
        (ActorAdded { kind: ActorKind::State }.into(), &[(SlotName::Slug, "state-001"), (SlotName::Name, "State 001")]),
        (IssueAdded {}.into(), &[(SlotName::Slug, "unga-1"), (SlotName::Wording, "Measure 1")]),
    ];
    let mut entries = Vec::new();
    for (body, texts) in registry {
        let mut words = Words::new();
        texts.iter().for_each(|(slot, text)| words.set(*slot, *text));
        entries.push(sealed(&mut head, body, words)?);
    }
    Ok((entries, head))
}

fn statements(head: &mut Head, count: usize) -> Result<Vec<Entry>, Box<dyn Error>> {
    let issue = Seq::new(3);
    let statement = StatementMade {
        speaker: Seq::new(2),
        said_for: SaidFor::ByRole,
        about: None,
        reported_by: None,
        issue,
        wording: issue,
        stance: "yes".parse()?,
        condition: Condition::NotStated,
        stated_on: "2020-01-14".parse()?,
        form: Form::Vote,
        genre: None,
        channel: None,
        certainty: Certainty::Certain,
        occasion: None,
        in_account: false,
        utterance: None,
        noted_on: None,
        evidence: Vec::new(),
    };
    let mut entries = Vec::new();
    for _ in 0..count {
        let mut words = Words::new();
        words.set(SlotName::Id, format!("unga-1-state-001-{}", head.size).as_str());
        entries.push(sealed(head, statement.clone().into(), words)?);
    }
    Ok(entries)
}

fn sealed(head: &mut Head, body: Body, words: Words) -> Result<Entry, Box<dyn Error>> {
    let size = i64::try_from(head.size)?;
    let mut secret = [0; 32];
    secret[..8].copy_from_slice(&size.to_be_bytes());
    let own = head.size < 2;
    let stamp = Stamp {
        recorded_at: RecordedAt::from_micros(1_800_000_000_000_000 + size),
        flags: Flags::default(),
        coder: if own { head.next_seq() } else { Seq::new(1) },
        secret,
    };
    let (entry, next) = seal(*head, LEDGER, &Draft { body, words }, &stamp)?;
    *head = next;
    Ok(entry)
}
