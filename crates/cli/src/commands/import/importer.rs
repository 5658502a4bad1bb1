//! The work of an import: rows planned one by one, recorded in batches.
//!
//! Invariant: whenever an import stops, what it has said is recorded is in the journal; run again, it goes on behind it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use onrecord_core::entry::Head;
use onrecord_core::intake::{Change, IntakeError, Options, Plan};
use onrecord_core::line::{Field, Line};
use onrecord_core::seq::Seq;

use super::amendment::Amendment;
use super::blame::to_blame;
use super::notes::Notes;
use super::rejection::Rejection;
use super::rejects::Rejects;
use super::rows::{Rows, Taken};
use super::tally::{Circumstances, Tally};
use crate::args::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use crate::session::Session;

/// The first batch is recorded when it has so many events, so that a short import is on the disk soon; each has twice as
/// many as the one before, so that a long one does not wait for the disk all the time.
const BATCH_EVENTS_FIRST: usize = 64;
/// But no more than these.
const BATCH_EVENTS_MAX: usize = 4_096;
/// Or so many bytes.
const BATCH_BYTES: usize = 4 << 20;
/// So long the ledger is held before others get a turn.
const TURN: Duration = Duration::from_secs(2);
/// The bar is brought up to date once in so many lines.
const LINES_EACH: u64 = 64;

/// How lines are taken.
pub(super) struct Importer {
    pub(super) options: Options,
    pub(super) dry_run: bool,
    /// Why statements that are known with another content are corrected, if they are.
    pub(super) amend: Option<String>,
    pub(super) progress: Progress,
    /// How many bytes of the input were read.
    pub(super) read: Rc<Cell<u64>>,
}

/// A row, and what is to be recorded for it.
struct Step {
    taken: Taken,
    plan: Plan,
    amendment: Option<Amendment>,
}

/// An import under way.
struct Work<'w> {
    importer: &'w Importer,
    output: &'w mut Output,
    rejects: Rejects,
    coder: Option<Seq>,
    sealed: Sealed,
    tally: Tally,
    notes: Notes,
}

/// What was sealed since the last batch, counted on the way: to ask the session each time would go through all of it.
#[derive(Default)]
struct Sealed {
    events: usize,
    /// Bytes of words, which make events large if anything does.
    bytes: usize,
}

impl Sealed {
    fn add(&mut self, plan: &Plan) {
        self.events += plan.drafts.len();
        let words = plan.drafts.iter().flat_map(|draft| draft.words.slots().map(|slot| draft.words.text(slot)));
        self.bytes += words.flatten().map(str::len).sum::<usize>();
    }
}

impl Importer {
    /// Takes all rows, tells what became of them, and gives the count.
    pub(super) fn import(
        &self,
        mut rows: Rows,
        rejects: Rejects,
        global: &Global,
        output: &mut Output,
    ) -> Result<Tally, Failure> {
        let mut session = Session::writing(global, output)?;
        session.expect_many()?;
        let (mut turn, mut batch) = (Instant::now(), BATCH_EVENTS_FIRST);
        let notes = Notes::new(self.dry_run);
        let mut work = Work {
            importer: self,
            output,
            rejects,
            coder: None,
            sealed: Sealed::default(),
            tally: Tally::default(),
            notes,
        };
        let stopped = loop {
            let (number, row) = match rows.next_row() {
                Ok(Some(row)) => row,
                Ok(None) => break None,
                Err(failure) => break Some(failure),
            };
            match row.and_then(|taken| self.step(&mut session, &rows, taken)) {
                Ok(step) => work.take(step, &mut session)?,
                Err(rejection) => work.reject(number, &rejection, &rows),
            }
            if !self.progress.is_hidden() && work.tally.lines().is_multiple_of(LINES_EACH) {
                self.progress.at(work.tally.lines(), self.read.get());
            }
            // Also where nothing is new, or lines come slowly, others get their turn.
            let turn_is_over = turn.elapsed() > TURN;
            if !self.dry_run && (turn_is_over || work.sealed.events >= batch || work.sealed.bytes >= BATCH_BYTES) {
                session.commit_meanwhile()?;
                session.leave_out_statements();
                work.sealed = Sealed::default();
                batch = (batch * 2).min(BATCH_EVENTS_MAX);
                if turn_is_over {
                    session = session.let_go(work.output)?;
                    work.coder = None;
                    turn = Instant::now();
                }
            }
        };
        let head = if self.dry_run { session.head()? } else { session.commit()? };
        if !self.dry_run {
            session.compact()?;
        }
        self.progress.finish();
        let tally = work.report(head)?;
        stopped.map_or(Ok(tally), |failure| Err(self.cut_short(failure)))
    }

    /// Plans a row, or says why it is not taken.
    fn step(&self, session: &mut Session, rows: &Rows, taken: Taken) -> Result<Step, Rejection> {
        let (plan, amendment, blamed) = self.plan(session, &taken);
        match plan {
            Ok(plan) => Ok(Step { taken, plan, amendment }),
            Err(failure) => Err(Rejection { column: blamed.and_then(|field| rows.column(field)), failure }),
        }
    }

    /// The plan for a row, the statement that it amends if it amends one, and the field to blame if there is no plan.
    fn plan(&self, session: &mut Session, taken: &Taken) -> (Result<Plan, Failure>, Option<Amendment>, Option<Field>) {
        let (mut amendment, mut blamed) = (None, None);
        let plan = session.plan(self.options, |intake| {
            let planned = match (intake.line_with(&taken.line, &taken.new), &self.amend, &taken.line) {
                (Err(IntakeError::Conflict { seq, differs, .. }), Some(reason), Line::Statement(line)) => {
                    amendment = Some(Amendment { target: seq, differs });
                    intake.correct(seq, &Change::Statement(line.clone()), Some(reason))
                }
                (planned, _, _) => planned,
            };
            planned.inspect_err(|error| blamed = to_blame(&taken.line, error))
        });
        (plan, amendment, blamed)
    }

    /// Why an import ended before its input did, and how to go on.
    fn cut_short(&self, failure: Failure) -> Failure {
        if self.dry_run {
            return failure;
        }
        failure
            .hint("what stands before that is recorded; import the whole file again, and only what is missing goes in")
    }
}

impl Work<'_> {
    /// Seals a row's plan; the batch that it belongs to is recorded later.
    fn take(&mut self, step: Step, session: &mut Session) -> Result<(), Failure> {
        let Step { taken, mut plan, amendment } = step;
        if !plan.drafts.is_empty() && self.coder.is_none() {
            self.coder = Some(session.coder(self.output)?);
            // The coder may have taken the place that the plan counted on.
            let (again, _, _) = self.importer.plan(session, &taken);
            plan = again?;
        }
        let Importer { progress, .. } = self.importer;
        if let (Some(amendment), Line::Statement(line)) = (&amendment, &taken.line) {
            self.notes.correction(&session.view, amendment, line, progress, self.output);
        }
        session.seal(&plan, self.coder.unwrap_or(Seq::FIRST))?;
        self.sealed.add(&plan);
        self.notes.on_the_way(&session.view, &plan.notes, progress, self.output);
        self.tally.count(&plan, &taken.line, amendment.is_some());
        Ok(())
    }

    /// Counts, tells and keeps a row that is not taken.
    fn reject(&mut self, number: u64, rejection: &Rejection, rows: &Rows) {
        self.tally.rejected += 1;
        let progress = &self.importer.progress;
        self.notes.rejection(number, rejection, progress, self.output);
        if let Err(failure) = self.rejects.add(number, rejection, &rows.raw()) {
            progress.aside(|| self.output.warn(failure));
        }
    }

    fn report(self, head: Head) -> Result<Tally, Failure> {
        let rejects = self.rejects.finish()?;
        let (dry_run, amending) = (self.importer.dry_run, self.importer.amend.is_some());
        self.tally.report(Circumstances { head, dry_run, amending, rejects: rejects.as_deref() }, self.output)?;
        Ok(self.tally)
    }
}
