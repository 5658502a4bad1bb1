//! A command's work with a ledger: open it, know what it says, record plans.
//!
//! Invariant: what `record` or `commit` returned `Ok` for is in the journal and synced.

use std::path::{Path, PathBuf};
use std::time::Duration;

use onrecord_core::body::{Body, Kind};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Event, seal_and_open};
use onrecord_core::intake::{Intake, IntakeError, Options, Plan};
use onrecord_core::key::VerifyingKey;
use onrecord_core::part;
use onrecord_core::seq::Seq;
use onrecord_core::signing::{SigningError, Standing};
use onrecord_core::view::View;
use onrecord_core::words::Words;
use onrecord_storage::access::Access;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::indexing::{UNINDEXED_MAX, UNINDEXED_MAX_IN_BULK};
use onrecord_storage::ledger::Ledger;
use onrecord_storage::open::OpenOptions;

use crate::args::Global;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::home::{Away, Home};
use crate::ids::Ids;
use crate::known_at::KnownAt;
use crate::output::Output;
use crate::secret_keys::SecretKeys;
use crate::{coder, explain, folder, target};

mod included;

/// A process that waits for the ledger looks every 20 ms: let go for less, it would hardly ever get a turn.
const LET_GO: Duration = Duration::from_millis(30);

/// An open ledger, and what it says: all of it, or all but the statements that nobody asked for.
pub(crate) struct Session {
    pub(crate) view: View,
    home: Home,
    folder: PathBuf,
    global: Global,
    clock: Clock,
    /// Sealed and in the view, not yet recorded.
    pending: Vec<Entry>,
    /// The ids of all statements, where so many are looked up that it pays to have them at hand.
    ids: Option<Ids>,
    pub(crate) keys: SecretKeys,
}

impl Session {
    /// Opens a ledger and takes in all that was known.
    pub(crate) fn whole(global: &Global, output: &mut Output, known: KnownAt) -> Result<Self, Failure> {
        let mut session = Session::open(global, Access::Read, output)?;
        let size = known.size(session.ledger()?)?;
        part::know_redactions(&mut session.view, session.home.back()?).map_err(explain::part)?;
        for (seq, entry) in (0..).map(Seq::new).zip(session.home.back()?.scan(0..size)) {
            let entry = entry.map_err(|error| Failure::of(&error))?;
            let event = Event::open(&entry).map_err(|error| explain::damaged(seq, &error))?;
            session.view.apply(event).map_err(|error| explain::damaged(seq, &error))?;
        }
        Ok(session)
    }

    /// Opens a ledger and takes in what was known, all but the statements.
    pub(crate) fn registry(global: &Global, output: &mut Output, known: KnownAt) -> Result<Self, Failure> {
        Session::open(global, Access::Read, output)?.with_registry(known)
    }

    fn with_registry(mut self, known: KnownAt) -> Result<Self, Failure> {
        let size = known.size(self.ledger()?)?;
        self.view = part::registry(self.ledger()?, size).map_err(explain::part)?;
        Ok(self)
    }

    /// Opens a ledger to look at one event and what is around it.
    pub(crate) fn around(global: &Global, output: &mut Output, event: &str) -> Result<(Self, Seq), Failure> {
        let mut session = Session::open(global, Access::Read, output)?;
        let seq = target::find(&session, event)?;
        let size = session.head()?.size;
        session.view = part::around(session.ledger()?, size, seq).map_err(explain::part)?;
        Ok((session, seq))
    }

    /// Opens a ledger without taking in anything.
    pub(crate) fn unread(global: &Global, output: &mut Output) -> Result<Self, Failure> {
        Session::open(global, Access::Read, output)
    }

    /// Opens a ledger to record in it; statements are taken in where they are needed.
    pub(crate) fn writing(global: &Global, output: &mut Output) -> Result<Self, Failure> {
        Session::open(global, Access::Write, output)?.with_registry(KnownAt::All)
    }

    /// Opens a ledger's homes to write in them.
    pub(crate) fn open_to_write(global: &Global, output: &mut Output) -> Result<Ledger, Failure> {
        open_ledger(&folder::find(global)?, global, (Access::Write, UNINDEXED_MAX), output)
    }

    fn open(global: &Global, access: Access, output: &mut Output) -> Result<Self, Failure> {
        let folder = folder::find(global)?;
        let ledger = open_ledger(&folder, global, (access, UNINDEXED_MAX), output)?;
        let clock = Clock::read()?;
        let (view, home, pending) = (View::new(), Home::Here(Box::new(ledger)), Vec::new());
        let keys = SecretKeys::of(global);
        Ok(Session { view, home, folder, global: global.clone(), clock, pending, ids: None, keys })
    }

    /// Gets ready to look up the ids of many statements.
    pub(crate) fn expect_many(&mut self) -> Result<(), Failure> {
        self.ids = Some(Ids::of(self.ledger()?)?);
        Ok(())
    }

    /// Leaves out the statements that were taken in, once nothing waits to be recorded.
    pub(crate) fn leave_out_statements(&mut self) {
        assert!(self.pending.is_empty(), "what is sealed is recorded before it is left out");
        self.view.leave_out_statements();
    }

    /// Gives back the room that a long import leaves in the store, and before that the memory that it took.
    pub(crate) fn compact(self) -> Result<(), Failure> {
        let Session { home, .. } = self;
        home.into_ledger()?.compact();
        Ok(())
    }

    /// Lets another process have the ledger for a moment, and takes in what it recorded.
    pub(crate) fn let_go(self, output: &mut Output) -> Result<Self, Failure> {
        let Session { view, home, folder, global, clock: _, pending, ids, keys } = self;
        assert!(pending.is_empty(), "what is sealed is recorded before the ledger is let go");
        let unindexed = home.into_ledger()?.close();
        std::thread::sleep(LET_GO);
        let mut ledger = open_ledger(&folder, &global, (Access::Write, UNINDEXED_MAX_IN_BULK), output)?;
        ledger.know_unindexed(unindexed);
        let clock = Clock::read()?;
        let home = Home::Here(Box::new(ledger));
        let mut session = Session { view, home, folder, global, clock, pending, ids, keys };
        session.catch_up()?;
        Ok(session)
    }

    /// The ledger's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The clock, read when the ledger was opened.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Plans something against what the ledger says.
    pub(crate) fn plan(
        &mut self,
        options: Options,
        mut make: impl FnMut(Intake<'_>) -> Result<Plan, IntakeError>,
    ) -> Result<Plan, Failure> {
        loop {
            let source_bytes = |hash: &_| self.home.at_once()?.source(hash).map_err(|error| Box::new(error).into());
            let left_out = |prefix: &[u8]| Ids::candidates(self.ids.as_ref(), self.home.at_once(), prefix);
            let intake = Intake { view: &self.view, options, source_bytes: &source_bytes, left_out: Some(&left_out) };
            match make(intake) {
                // Each turn takes in statements, and there is an end of them.
                Err(IntakeError::LeftOut(seqs)) => self.include(&seqs)?,
                Err(IntakeError::Lookup(source) | IntakeError::SourceBytes { source, .. }) if source.is::<Away>() => {
                    self.home.back()?;
                }
                plan => return plan.map_err(|error| explain::intake(&self.view, &error)),
            }
        }
    }

    /// How many events are recorded, and the hash of the last.
    pub(crate) fn head(&self) -> Result<Head, Failure> {
        self.ledger()?.head().map_err(|error| Failure::of(&error))
    }

    /// The open ledger.
    pub(crate) fn ledger(&self) -> Result<&Ledger, Failure> {
        self.home.at_once().map_err(|error| Failure::of(&error))
    }

    /// The open ledger, to write in.
    pub(crate) fn ledger_to_write(&mut self) -> Result<&mut Ledger, Failure> {
        self.home.back()
    }

    /// Makes sure that the coder is there, so that plans made from now on follow it.
    pub(crate) fn coder(&mut self, output: &mut Output) -> Result<Seq, Failure> {
        let name = coder::name(self.global.coder.as_deref());
        let options = Options { add_unknown: false, unverified: false };
        let plan = self.plan(options, |intake| intake.coder(&name))?;
        let coder = plan.outcomes.first().map_or(Seq::FIRST, |outcome| outcome.seq());
        self.seal(&plan, coder)?;
        self.keys.warn_if_open(&self.view, coder, output)?;
        Ok(coder)
    }

    /// Seals a plan's drafts, signed if the coder has a key, and takes them in, all or none; `commit` records them. A
    /// draft that changes who signs stands alone in its plan.
    pub(crate) fn seal(&mut self, plan: &Plan, coder: Seq) -> Result<(), Failure> {
        let ledger = self.view.ledger().ok_or_else(|| Failure::new("the ledger has no first event"))?;
        let (mut head, mut last) = (self.view.head(), self.view.last_recorded_at());
        let mut sealed = Vec::new();
        for draft in &plan.drafts {
            let stamp = self.clock.stamp(last, coder, self.global.accept_clock)?;
            let key = self.keys.due(&self.view, coder, &draft.body)?;
            let sealed_one = seal_and_open(head, ledger, draft, &stamp, key);
            let (entry, event) = sealed_one.map_err(|error| Failure::of(&error))?;
            (head, last) = (event.head(), Some(stamp.recorded_at));
            sealed.push((entry, event));
        }
        for (entry, event) in sealed {
            self.ids.iter_mut().for_each(|ids| ids.take(&event));
            self.view.apply(event).map_err(|error| Failure::of(&error))?;
            self.pending.push(entry);
        }
        Ok(())
    }

    /// Records what was sealed, in one frame, and gives the head.
    pub(crate) fn commit(&mut self) -> Result<Head, Failure> {
        let ledger = self.home.back()?;
        if !self.pending.is_empty() {
            let expected = ledger.head().map_err(|error| Failure::of(&error))?;
            ledger.append(expected, &self.pending).map_err(|error| explain::append(&error))?;
            self.pending.clear();
        }
        Ok(self.view.head())
    }

    /// Has another thread record what was sealed, in one frame, while more is planned. How that went is heard by
    /// whatever needs the ledger next; `commit` at the latest.
    pub(crate) fn commit_meanwhile(&mut self) -> Result<(), Failure> {
        let batch = std::mem::take(&mut self.pending);
        if batch.is_empty() { Ok(()) } else { self.home.record_meanwhile(batch) }
    }

    /// Plans, seals and records one thing, and tells what was done on the way.
    pub(crate) fn record(
        &mut self,
        options: Options,
        output: &mut Output,
        mut make: impl FnMut(Intake<'_>) -> Result<Plan, IntakeError>,
    ) -> Result<Plan, Failure> {
        // The coder is added with the first thing recorded, and not for something that turns out to be recorded
        // already: then nothing is written at all.
        let coder = self.coder(output)?;
        let plan = self.plan(options, &mut make)?;
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

    /// The coder's public key, whose secret one is at hand.
    pub(crate) fn present_key(&mut self, coder: Seq) -> Result<VerifyingKey, Failure> {
        let signing = self.view.signing();
        let refused = match signing.standing(coder) {
            Standing::Key(key, _) => {
                self.keys.secret_of(&self.view, coder, key)?;
                return Ok(key);
            }
            Standing::NoKey => SigningError::NoKey { coder, kind: Kind::CoderKeyed },
            Standing::Closed(since) => SigningError::Closed { coder, since },
        };
        Err(explain::signing(&self.view, &refused))
    }

    /// Records something that has no words, and gives its number.
    pub(crate) fn record_as(&mut self, coder: Seq, body: Body) -> Result<Seq, Failure> {
        let seq = self.view.head().next_seq();
        let draft = Draft { body, words: Words::new() };
        self.seal(&Plan { drafts: vec![draft], ..Plan::default() }, coder)?;
        self.commit()?;
        Ok(seq)
    }

    /// Takes in what others recorded meanwhile, all but the statements.
    fn catch_up(&mut self) -> Result<(), Failure> {
        let head = self.head()?;
        let mut passed = None;
        for (seq, entry) in
            (self.view.head().size..).map(Seq::new).zip(self.home.back()?.scan(self.view.head().size..head.size))
        {
            let entry = entry.map_err(|error| Failure::of(&error))?;
            let event = Event::open(&entry).map_err(|error| explain::damaged(seq, &error))?;
            passed = Some(event.header.recorded_at);
            if event.body.kind() == Kind::StatementMade {
                self.ids.iter_mut().for_each(|ids| ids.take(&event));
            } else {
                self.view.admit(event).map_err(|error| explain::damaged(seq, &error))?;
            }
        }
        passed.into_iter().for_each(|recorded_at| self.view.pass(head, recorded_at));
        Ok(())
    }
}

fn open_ledger(
    folder: &Path,
    global: &Global,
    (access, unindexed_max): (Access, u64),
    output: &mut Output,
) -> Result<Ledger, Failure> {
    let options = OpenOptions { access, wait: Duration::from_secs(global.wait), holder: holder(), unindexed_max };
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
