//! The longest chain that journal and store give together, event by event.
//!
//! Invariant: an event is taken only if it follows the chain so far and its bytes are vouched for: by the event after
//! it, by the store's head, or by its own checksum with nothing in its home against it. Words that a redaction took are
//! left out, whichever home still has them.

use onrecord_core::entry::{Entry, Head, follow};
use onrecord_core::erasure::{Erasures, erased_slots};
use onrecord_core::hash::LedgerId;
use onrecord_core::seq::Seq;

use crate::recover::mend_side::{Candidate, MendSide, NamedBefore, SideEnd};
use crate::recover::recovery::RecoverError;

/// A chain as it is put together.
pub(crate) struct Mend<'a> {
    ledger: LedgerId,
    head: Head,
    journal: MendSide<'a>,
    store: MendSide<'a>,
    store_head: Option<Head>,
    words_whole: &'a dyn Fn(&Entry) -> bool,
    erasures: &'a Erasures,
    ended: bool,
}

/// An event of the mended chain.
#[derive(Debug)]
pub(crate) struct Mended {
    pub(crate) entry: Entry,
    /// Whether the journal has it, whole.
    pub(crate) in_journal: bool,
    /// Whether the store has it, whole.
    pub(crate) in_store: bool,
    /// Whether journal and store hold words of it that a redaction took.
    pub(crate) not_erased: [bool; 2],
}

/// What the chain came to.
#[derive(Debug)]
pub(crate) struct MendEnd {
    pub(crate) head: Head,
    pub(crate) journal: SideEnd,
    pub(crate) store: SideEnd,
}

impl<'a> Mend<'a> {
    pub(crate) fn begin(
        ledger: LedgerId,
        journal: MendSide<'a>,
        store: MendSide<'a>,
        store_head: Option<Head>,
        words_whole: &'a dyn Fn(&Entry) -> bool,
        erasures: &'a Erasures,
    ) -> Self {
        Mend { ledger, head: Head::EMPTY, journal, store, store_head, words_whole, erasures, ended: false }
    }

    /// The event that was given last.
    pub(crate) fn last_seq(&self) -> Seq {
        Seq::new(self.head.size.saturating_sub(1))
    }

    /// Goes to the end of both homes.
    pub(crate) fn finish(self) -> Result<MendEnd, RecoverError> {
        Ok(MendEnd { head: self.head, journal: self.journal.finish()?, store: self.store.finish()? })
    }

    fn mend_next(&mut self) -> Result<Option<Mended>, RecoverError> {
        let seq = self.head.size;
        let (in_journal, in_store) = (self.journal.take(seq)?, self.store.take(seq)?);
        let next_in_journal = self.journal.previous_named_by(seq + 1)?;
        let next_in_store = self.store.previous_named_by(seq + 1)?;
        let vouchers = [next_in_journal, next_in_store];
        let mut accepted: Vec<(&Candidate, Head)> = Vec::new();
        for (candidates, own_next) in [(&in_journal, next_in_journal), (&in_store, next_in_store)] {
            for candidate in candidates {
                if let Some(after) = self.accept(candidate, own_next, &vouchers) {
                    accepted.push((candidate, after));
                }
            }
        }
        let Some((_, after)) = accepted.first().copied() else { return Ok(None) };
        if accepted.iter().any(|(_, other)| *other != after) {
            return Err(RecoverError::Forked { ledger: self.ledger, seq: self.head.next_seq() });
        }
        let whole = accepted.iter().map(|(candidate, _)| &candidate.entry).filter(|entry| (self.words_whole)(entry));
        // Words that only one home has are kept, unless a redaction took them.
        let Some(entry) = whole.min_by_key(|entry| erased_slots(entry).unwrap_or(0)).cloned() else { return Ok(None) };
        let left = self.erasures.erase(&entry).ok().flatten();
        let redacted = left.is_some();
        let entry = left.unwrap_or(entry);
        let holds_more = |side: &[Candidate]| {
            side.iter().any(|candidate| {
                candidate.entry.event == entry.event && matches!(self.erasures.erase(&candidate.entry), Ok(Some(_)))
            })
        };
        let not_erased = [redacted && holds_more(&in_journal), redacted && holds_more(&in_store)];
        let has = |side: &[Candidate]| side.iter().any(|candidate| candidate.sound && candidate.entry == entry);
        let (in_journal, in_store) = (has(&in_journal), has(&in_store));
        self.head = after;
        Ok(Some(Mended { entry, in_journal, in_store, not_erased }))
    }

    /// The head after a candidate that follows and is vouched for.
    fn accept(
        &self,
        candidate: &Candidate,
        own_next: Option<NamedBefore>,
        vouchers: &[Option<NamedBefore>],
    ) -> Option<Head> {
        let (_, after) = follow(self.head, self.ledger, &candidate.entry.event).ok()?;
        let by_next = vouchers.iter().flatten().any(|next| next.hash == after.hash);
        let vouched = by_next || self.store_head == Some(after);
        let contradicted = own_next.is_some_and(|next| next.sound && next.hash != after.hash);
        (vouched || candidate.sound && !contradicted).then_some(after)
    }
}

impl Iterator for Mend<'_> {
    type Item = Result<Mended, RecoverError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mended = self.mend_next().transpose();
        self.ended = !matches!(mended, Some(Ok(_)));
        mended
    }
}
