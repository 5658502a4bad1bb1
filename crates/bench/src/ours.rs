//! A ledger open in this process, and the questions asked of it in the library.
//!
//! Invariant: what is kept between questions is what a program that keeps a ledger open has: the ledger, and the names
//! in it. Statements are read again for each question.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;
use std::time::Duration;

use onrecord_core::body::Kind;
use onrecord_core::evolution::timeline;
use onrecord_core::part;
use onrecord_core::replay::{Filter, HolderBy, Position, Question};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::{Name, View};
use onrecord_storage::access::Access;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::indexing::UNINDEXED_MAX;
use onrecord_storage::ledger::Ledger;
use onrecord_storage::open::OpenOptions;

/// An open ledger.
#[derive(Debug)]
pub(crate) struct Ours {
    ledger: Ledger,
    registry: View,
}

impl Ours {
    /// Opens a ledger to ask it.
    pub(crate) fn open(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let ledger = open_to_read(folder)?;
        let registry = part::registry(&ledger, ledger.head()?.size)?;
        Ok(Ours { ledger, registry })
    }

    /// All positions at the end of a day. What answers this question is named here and nowhere else.
    pub(crate) fn all_positions(&self, at: Day) -> Result<Vec<Position>, Box<dyn Error>> {
        let holders = self.registry.holders_by_slug(&BTreeSet::new());
        Ok(part::positions_of_each(&self.registry, &self.ledger, &question_at(at), &holders)?)
    }

    /// A holder's positions at the end of a day.
    pub(crate) fn positions_of(&self, holder: Seq, at: Day) -> Result<Vec<Position>, Box<dyn Error>> {
        let question = Question { holders: [holder].into(), ..question_at(at) };
        Ok(part::positions(&self.registry, &self.ledger, &question)?)
    }

    /// How many statements a holder's timeline on an issue has, and the sum of their scores.
    pub(crate) fn timeline(&mut self, holder: Seq, issue: Seq) -> Result<(usize, i64), Box<dyn Error>> {
        let by = HolderBy::Principal;
        let seqs = part::statements_of(&self.registry, &self.ledger, by, &[holder].into(), &[issue].into())?;
        part::include(&mut self.registry, &self.ledger, &seqs)?;
        let entries = timeline(&self.registry, holder, issue, by, Filter::ALL);
        let told = (entries.len(), entries.iter().filter_map(|entry| entry.score).map(i64::from).sum());
        self.registry.leave_out_statements();
        Ok(told)
    }

    /// The actor or issue with this slug.
    pub(crate) fn named(&self, kind: Kind, slug: &str) -> Result<Seq, Box<dyn Error>> {
        let found = self.registry.find(Name { kind, text: slug });
        found.map(|record| record.seq()).ok_or_else(|| format!("there is no {slug}").into())
    }
}

/// Opens a ledger, its index brought to the end.
pub(crate) fn open_to_read(folder: &Path) -> Result<Ledger, Box<dyn Error>> {
    let options = OpenOptions {
        access: Access::Read,
        wait: Duration::from_secs(10),
        holder: "bench".to_owned(),
        unindexed_max: UNINDEXED_MAX,
    };
    Ok(Ledger::open(folder, &options)?.ledger)
}

/// Of all holders, at the end of a day.
fn question_at(at: Day) -> Question {
    let (holders, issues) = (BTreeSet::new(), BTreeSet::new());
    Question { at, by: HolderBy::Principal, holders, issues, filter: Filter::ALL }
}
