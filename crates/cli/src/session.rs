//! A command's work with a ledger: open it, know what it says, record plans.
//!
//! Invariant: what `record` returned `Ok` for is in the journal and synced.

use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Event, seal};
use onrecord_core::header::Header;
use onrecord_core::intake::{Intake, Options, Plan};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_storage::access::Access;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::ledger::Ledger;
use onrecord_storage::open::OpenOptions;

use crate::args::Global;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::output::Output;
use crate::{coder, explain, folder};

/// A process that waits for the ledger looks every 20 ms: let go for less, it would hardly ever get a turn.
const LET_GO: Duration = Duration::from_millis(30);

/// An open ledger, and what it says.
pub(crate) struct Session {
    pub(crate) view: View,
    pub(crate) ledger: Ledger,
    folder: PathBuf,
    global: Global,
    clock: Clock,
    /// Sealed and in the view, not yet recorded.
    pending: Vec<Entry>,
}

impl Session {
    /// Opens a ledger to read all of it.
    pub(crate) fn reading(global: &Global, output: &mut Output) -> Result<Self, Failure> {
        let mut session = Session::open(global, Access::Read, output)?;
        session.catch_up(&|_| true)?;
        Ok(session)
    }

    /// Opens a ledger to read as much of it as was known at some time: the events before the first that `known`
    /// refuses.
    pub(crate) fn reading_while(
        global: &Global,
        output: &mut Output,
        known: &dyn Fn(&Header) -> bool,
    ) -> Result<Self, Failure> {
        let mut session = Session::open(global, Access::Read, output)?;
        session.catch_up(known)?;
        Ok(session)
    }

    /// Opens a ledger to record in it.
    pub(crate) fn writing(global: &Global, output: &mut Output) -> Result<Self, Failure> {
        let mut session = Session::open(global, Access::Write, output)?;
        session.catch_up(&|_| true)?;
        Ok(session)
    }

    fn open(global: &Global, access: Access, output: &mut Output) -> Result<Self, Failure> {
        let folder = folder::find(global)?;
        let ledger = open_ledger(&folder, global, access, output)?;
        let clock = Clock::read()?;
        Ok(Session { view: View::new(), ledger, folder, global: global.clone(), clock, pending: Vec::new() })
    }

    /// Lets another process have the ledger for a moment, and takes in what it recorded.
    pub(crate) fn let_go(self, output: &mut Output) -> Result<Self, Failure> {
        let Session { view, ledger, folder, global, clock: _, pending } = self;
        assert!(pending.is_empty(), "what is sealed is recorded before the ledger is let go");
        drop(ledger);
        std::thread::sleep(LET_GO);
        let ledger = open_ledger(&folder, &global, Access::Write, output)?;
        let clock = Clock::read()?;
        let mut session = Session { view, ledger, folder, global, clock, pending };
        session.catch_up(&|_| true)?;
        Ok(session)
    }

    /// The clock, read when the ledger was opened.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Plans something against what the ledger says.
    pub(crate) fn plan(
        &self,
        options: Options,
        make: impl FnOnce(Intake<'_>) -> Result<Plan, onrecord_core::intake::IntakeError>,
    ) -> Result<Plan, Failure> {
        let source_bytes = |hash: &_| self.ledger.source(hash).map_err(|error| Box::new(error).into());
        let intake = Intake { view: &self.view, options, source_bytes: &source_bytes };
        make(intake).map_err(|error| explain::intake(&self.view, &error))
    }

    /// How many events are recorded, and the hash of the last.
    pub(crate) fn head(&self) -> Result<Head, Failure> {
        self.ledger.head().map_err(|error| Failure::of(&error))
    }

    /// Makes sure that the coder is there, so that plans made from now on follow it.
    pub(crate) fn coder(&mut self) -> Result<Seq, Failure> {
        let name = coder::name(self.global.coder.as_deref());
        let options = Options { add_unknown: false, unverified: false };
        let plan = self.plan(options, |intake| intake.coder(&name))?;
        let coder = plan.outcomes.first().map_or(Seq::FIRST, |outcome| outcome.seq());
        self.seal(&plan, coder)?;
        Ok(coder)
    }

    /// Seals a plan's drafts and takes them in, all or none; `commit` records them.
    pub(crate) fn seal(&mut self, plan: &Plan, coder: Seq) -> Result<(), Failure> {
        let ledger = self.view.ledger().ok_or_else(|| Failure::new("the ledger has no first event"))?;
        let (mut head, mut last) = (self.view.head(), self.view.last_recorded_at());
        let mut entries = Vec::new();
        for draft in &plan.drafts {
            let stamp = self.clock.stamp(last, coder, self.global.accept_clock)?;
            let (entry, next) = seal(head, ledger, draft, &stamp).map_err(|error| Failure::of(&error))?;
            (head, last) = (next, Some(stamp.recorded_at));
            entries.push(entry);
        }
        for entry in entries {
            let event = Event::open(&entry).map_err(|error| Failure::of(&error))?;
            self.view.apply(event).map_err(|error| Failure::of(&error))?;
            self.pending.push(entry);
        }
        Ok(())
    }

    /// Records what was sealed, in one frame, and gives the head.
    pub(crate) fn commit(&mut self) -> Result<Head, Failure> {
        if !self.pending.is_empty() {
            let expected = self.ledger.head().map_err(|error| Failure::of(&error))?;
            self.ledger.append(expected, &self.pending).map_err(|error| explain::append(&error))?;
            self.pending.clear();
        }
        Ok(self.view.head())
    }

    /// Plans, seals and records one thing, and tells what was done on the way.
    pub(crate) fn record(
        &mut self,
        options: Options,
        output: &mut Output,
        make: impl FnOnce(Intake<'_>) -> Result<Plan, onrecord_core::intake::IntakeError>,
    ) -> Result<Plan, Failure> {
        // The coder is added with the first thing recorded, and not for something that turns out to be recorded
        // already: then nothing is written at all.
        let coder = self.coder()?;
        let plan = self.plan(options, make)?;
        if plan.drafts.is_empty() {
            self.pending.clear();
            return Ok(plan);
        }
        self.seal(&plan, coder)?;
        self.commit()?;
        for note in &plan.notes {
            output.note(explain::note(&self.view, note));
        }
        Ok(plan)
    }

    fn catch_up(&mut self, known: &dyn Fn(&Header) -> bool) -> Result<(), Failure> {
        let head = self.ledger.head().map_err(|error| Failure::of(&error))?;
        let range: Range<u64> = self.view.head().size..head.size;
        for entry in self.ledger.scan(range) {
            let entry = entry.map_err(|error| Failure::of(&error))?;
            let at = self.view.head().next_seq();
            let damaged = |error: &dyn std::error::Error| {
                let mut failure = Failure::of(error);
                failure.causes.insert(0, std::mem::replace(&mut failure.message, format!("event {at} is damaged")));
                failure.hint("`onrecord audit` says what is intact, `onrecord recover` mends what can be mended")
            };
            let event = Event::open(&entry).map_err(|error| damaged(&error))?;
            if !known(&event.header) {
                break;
            }
            self.view.apply(event).map_err(|error| damaged(&error))?;
        }
        Ok(())
    }
}

fn open_ledger(
    folder: &std::path::Path,
    global: &Global,
    access: Access,
    output: &mut Output,
) -> Result<Ledger, Failure> {
    let options = OpenOptions { access, wait: Duration::from_secs(global.wait), holder: holder() };
    let opened = Ledger::open(folder, &options).map_err(|error| explain::open(&error))?;
    for notice in &opened.notices {
        output.warn(notice);
    }
    Ok(opened.ledger)
}

/// What a process that waits for this one is told: the command line, cut short.
pub(crate) fn holder() -> String {
    const LEN_MAX: usize = 100;
    let arguments: Vec<String> = std::env::args_os().skip(1).map(|part| part.to_string_lossy().into_owned()).collect();
    format!("onrecord {}", arguments.join(" ")).chars().take(LEN_MAX).collect()
}
