//! Both homes of a ledger as `recover` finds them, gone through as often as it needs.
//!
//! Invariant: the store is looked at in a copy, the journal is only read; neither changes while this exists, because the
//! ledger's lock is held.

use std::io;
use std::path::{Path, PathBuf};

use fs_err as fs;
use onrecord_core::entry::{Entry, Head};
use onrecord_core::erasure::Erasures;
use onrecord_core::hash::LedgerId;
use onrecord_core::header::Header;

use crate::folder::{JOURNAL, STORE};
use crate::journal::walk::JournalWalk;
use crate::limits::Limits;
use crate::recover::mend::{Mend, Mended};
use crate::recover::mend_side::MendSide;
use crate::recover::recovery::{Problem, RecoverError};
use crate::store::copy::{StoreCopy, StoreCopyError};
use crate::store::error::StoreError;

/// Both homes.
pub(crate) struct Homes<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) ledger: LedgerId,
    /// In its own place, or else the last one that was kept as damaged.
    journal: Option<PathBuf>,
    journal_problem: Option<Problem>,
    store: StoreHome,
    words_whole: &'a dyn Fn(&Entry) -> bool,
    /// What the redactions in both homes take.
    pub(crate) erasures: Erasures,
}

/// What both homes come to.
pub(crate) struct Survey {
    pub(crate) head: Head,
    pub(crate) journal_is_sound: bool,
    pub(crate) store_is_sound: bool,
    pub(crate) problems: Vec<Problem>,
}

struct StoreHome {
    copy: Option<StoreCopy>,
    /// By its own record, which has a checksum.
    head: Option<Head>,
    problem: Option<StoreError>,
}

impl<'a> Homes<'a> {
    pub(crate) fn find(
        folder: &'a Path,
        words_whole: &'a dyn Fn(&Entry) -> bool,
        limits: &Limits,
    ) -> Result<Homes<'a>, RecoverError> {
        let in_place = folder.join(JOURNAL);
        let (journal, journal_problem) = if in_place.is_dir() {
            (Some(in_place), None)
        } else {
            (last_kept_journal(folder).map_err(unreadable("the ledger's folder"))?, Some(Problem::JournalMissing))
        };
        let store = StoreHome::find(&folder.join(STORE), limits)?;
        let by_journal = match &journal {
            Some(journal) => JournalWalk::through(journal, None).map_err(unreadable("the journal"))?.ledger(),
            None => None,
        };
        let ledger = by_journal.or_else(|| store.ledger());
        let ledger = ledger.ok_or_else(|| RecoverError::NothingReadable(folder.to_owned()))?;
        let erasures = Erasures::new();
        let mut homes = Homes { folder, ledger, journal, journal_problem, store, words_whole, erasures };
        let mut erasures = Erasures::new();
        for mended in homes.mend()? {
            // What cannot be read takes nothing, and is refused where the homes are surveyed.
            let _unread = erasures.take(&mended?.entry);
        }
        homes.erasures = erasures;
        Ok(homes)
    }

    /// Goes through both homes; what is left of them is the chain to keep.
    pub(crate) fn survey(&mut self) -> Result<Survey, RecoverError> {
        let mut in_journal = 0;
        let mut in_store = 0;
        let mut problems: Vec<_> = self.journal_problem.take().into_iter().collect();
        let journal_missing = !problems.is_empty();
        let store_head = self.store.head;
        let mut mend = self.mend()?;
        let mut first_lacking = [None, None];
        let mut not_erased = [None, None];
        while let Some(mended) = mend.next().transpose()? {
            let seq = mend.last_seq();
            in_journal += u64::from(mended.in_journal);
            in_store += u64::from(mended.in_store);
            for (first, _) in not_erased.iter_mut().zip(mended.not_erased).filter(|(_, found)| *found) {
                first.get_or_insert(seq);
            }
            if !mended.in_journal && !mended.not_erased[0] {
                first_lacking[0].get_or_insert(seq);
            }
            if !mended.in_store && !mended.not_erased[1] && store_head.is_none_or(|head| seq < head.next_seq()) {
                first_lacking[1].get_or_insert(seq);
            }
        }
        let end = mend.finish()?;
        let head = end.head;
        let held = end.journal.held.max(end.store.held);
        if held > head.size {
            return Err(RecoverError::BothDamaged { seq: head.next_seq(), held });
        }
        if head.size == 0 {
            return Err(RecoverError::NothingReadable(self.folder.to_owned()));
        }
        let journal_is_sound = !journal_missing && !end.journal.flawed && in_journal == head.size;
        let store_holds = store_head.is_some_and(|store| store.size > 0 && store.size == in_store);
        let store_is_sound = self.store.problem.is_none() && !end.store.flawed && store_holds;
        problems.extend(end.journal.problems);
        problems.extend(first_lacking[0].map(Problem::JournalLacks));
        problems.extend(not_erased[0].map(|seq| Problem::NotErased { home: JOURNAL, seq }));
        problems.extend(self.store.problem.take().map(Problem::Store));
        problems.extend(end.store.problems);
        problems.extend(first_lacking[1].filter(|_| !store_is_sound).map(Problem::StoreLacks));
        problems.extend(not_erased[1].map(|seq| Problem::NotErased { home: STORE, seq }));
        Ok(Survey { head, journal_is_sound, store_is_sound, problems })
    }

    /// The mended chain from its first event.
    pub(crate) fn mend(&self) -> Result<Mend<'_>, RecoverError> {
        let journal = match &self.journal {
            Some(journal) => {
                let walk = JournalWalk::through(journal, Some(self.ledger));
                MendSide::journal(walk.map_err(unreadable("the journal"))?)
            }
            None => MendSide::absent(),
        };
        let store = match &self.store.copy {
            Some(copy) => MendSide::store(copy, self.store.head.map_or(0, |head| head.size)),
            None => MendSide::absent(),
        };
        Ok(Mend::begin(self.ledger, journal, store, self.store.head, self.words_whole, &self.erasures))
    }

    /// The entries of the mended chain.
    pub(crate) fn mended_entries(&self) -> Result<impl Iterator<Item = Result<Entry, RecoverError>>, RecoverError> {
        Ok(self.mend()?.map(|mended| mended.map(|Mended { entry, .. }| entry)))
    }
}

impl StoreHome {
    fn find(store: &Path, limits: &Limits) -> Result<StoreHome, RecoverError> {
        let copy = match StoreCopy::of(store, limits.open_deadline) {
            Ok(copy) => copy,
            Err(StoreCopyError::Io(source)) => return Err(RecoverError::Io { doing: "copying the store", source }),
            Err(StoreCopyError::Store(error)) => {
                return Ok(StoreHome { copy: None, head: None, problem: Some(about_content(error)?) });
            }
        };
        let (head, problem) = match copy.check_end() {
            Ok(head) => (Some(head), None),
            Err(error) => (copy.head().ok(), Some(about_content(error)?)),
        };
        Ok(StoreHome { copy: Some(copy), head, problem })
    }

    fn ledger(&self) -> Option<LedgerId> {
        let first = self.copy.as_ref()?.entries().find_map(Result::ok)?;
        Header::read(&first.entry.event).ok().map(|header| header.ledger)
    }
}

/// The error again if it says something about what is stored; else a refusal.
fn about_content(error: StoreError) -> Result<StoreError, RecoverError> {
    if error.io().is_some() || error.is_busy() { Err(RecoverError::Store(error)) } else { Ok(error) }
}

fn last_kept_journal(folder: &Path) -> io::Result<Option<PathBuf>> {
    let mut last = None;
    for item in fs::read_dir(folder)? {
        let item = item?;
        let name = item.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("journal.damaged-")?.parse::<u32>().ok());
        if let Some(number) = number {
            last = last.max(Some((number, item.path())));
        }
    }
    Ok(last.map(|(_, path)| path))
}

fn unreadable(what: &str) -> impl Fn(io::Error) -> RecoverError {
    move |source| RecoverError::Unreadable { what: what.to_owned(), source }
}
