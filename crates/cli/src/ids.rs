//! The ids of all statements at hand, 16 to 40 bytes each: an import looks up one for every row.
//!
//! Invariant: what is not found here is in no event that was there, or was taken in since.

use std::collections::HashMap;
use std::error::Error;

use onrecord_core::body::Kind;
use onrecord_core::event::Event;
use onrecord_core::index::{self, PostingRef};
use onrecord_core::part::Shelf;
use onrecord_core::seq::Seq;
use onrecord_core::words::SlotName;
use onrecord_storage::ledger::Ledger;

use crate::failure::Failure;
use crate::home::Away;

/// Statements by the key that their id has in the index.
pub(crate) struct Ids {
    /// In order of the keys.
    known: Vec<(u64, Seq)>,
    since: HashMap<u64, Seq>,
    /// Those whose key another one had since.
    same_key: Vec<(u64, Seq)>,
}

impl Ids {
    /// The ids in a ledger.
    pub(crate) fn of(ledger: &Ledger) -> Result<Self, Failure> {
        let mut known = Vec::new();
        let mut take = |posting: PostingRef<'_>| known.extend(posting.id_hash().zip(posting.seq()));
        ledger.postings(&index::all_ids(), &mut take).map_err(|error| Failure::of(&error))?;
        Ok(Ids { known, since: HashMap::new(), same_key: Vec::new() })
    }

    /// Takes in the id of a new statement; other events have none.
    pub(crate) fn take(&mut self, event: &Event) {
        let Some(id) = event.words.text(SlotName::Id) else { return };
        // A correction carries the id of its target, which is known.
        if event.body.kind() == Kind::StatementMade {
            let hash = index::id_hash(id);
            let before = self.since.insert(hash, event.seq());
            self.same_key.extend(before.map(|before| (hash, before)));
        }
    }

    /// The statements under a prefix of an index, out of `ids` if they are at hand and it is one of theirs.
    pub(crate) fn candidates(
        ids: Option<&Ids>,
        ledger: Result<&Ledger, Away>,
        prefix: &[u8],
    ) -> Result<Vec<Seq>, Box<dyn Error + Send + Sync>> {
        if let Some((ids, hash)) = ids.zip(index::id_hash_of(prefix)) {
            return Ok(ids.with(hash));
        }
        let mut seqs = Vec::new();
        ledger?.postings(prefix, &mut |posting| seqs.extend(posting.seq()))?;
        Ok(seqs)
    }

    fn with(&self, hash: u64) -> Vec<Seq> {
        let first = self.known.partition_point(|(known, _)| *known < hash);
        let known = self.known[first..].iter().take_while(|(known, _)| *known == hash).map(|(_, seq)| *seq);
        let same_key = self.same_key.iter().filter(|(key, _)| *key == hash).map(|(_, seq)| *seq);
        known.chain(self.since.get(&hash).copied()).chain(same_key).collect()
    }
}
