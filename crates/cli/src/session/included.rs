//! Statements that a session takes in because something depends on them.

use std::collections::BTreeSet;

use onrecord_core::body::Body;
use onrecord_core::event::Event;
use onrecord_core::index;
use onrecord_core::part;
use onrecord_core::replay::HolderBy;
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_storage::entry_log::EntryLog;

use super::Session;
use crate::explain;
use crate::failure::Failure;

impl Session {
    /// Takes in the statements from which these holders' positions on these issues can follow; no names stand for all.
    pub(crate) fn include_statements_of(
        &mut self,
        by: HolderBy,
        holders: &BTreeSet<Seq>,
        issues: &BTreeSet<Seq>,
    ) -> Result<(), Failure> {
        let seqs = part::statements_of(&self.view, &*self.home.back()?, by, holders, issues).map_err(explain::part)?;
        self.include(&seqs)
    }

    /// Takes in an event that something is said about, and what it is about itself, down to the statement.
    pub(crate) fn include_target(&mut self, target: Seq) -> Result<(), Failure> {
        let mut next = Some(target);
        while let Some(seq) = next {
            self.include(&BTreeSet::from([seq]))?;
            let event = self.view.record(seq).map(|record| record.event);
            next = event.and_then(|event| match &event.body {
                Body::RecordCorrected(corrected) => Some(corrected.target),
                Body::RecordRetracted(retracted) => Some(retracted.target),
                Body::EvidenceAttached(attached) => Some(attached.statement),
                Body::LedgerOpened(_)
                | Body::CoderAdded(_)
                | Body::ActorAdded(_)
                | Body::RoleHeld(_)
                | Body::MembershipHeld(_)
                | Body::IssueAdded(_)
                | Body::IssueReworded(_)
                | Body::ChannelAdded(_)
                | Body::SourceAdded(_)
                | Body::SourceChecked(_)
                | Body::OccasionAdded(_)
                | Body::AccountGiven(_)
                | Body::StatementMade(_)
                | Body::ActorsMerged(_)
                | Body::IssuesMerged(_)
                | Body::WordsRedacted(_)
                | Body::CoderKeyed(_)
                | Body::SignaturesRequired(_) => None,
            });
        }
        Ok(())
    }

    /// Takes in the statements of the utterance that an event belongs to: there is no index by which they are found.
    pub(crate) fn include_utterance(&mut self, target: Seq) -> Result<(), Failure> {
        self.include_target(target)?;
        let utterance_of = |event: &Event| {
            let first = if let Body::StatementMade(made) = &event.body { Some(made.utterance) } else { None };
            first.map(|first| first.unwrap_or(event.seq()))
        };
        let wanted: BTreeSet<Seq> = self.view.events().filter_map(utterance_of).collect();
        let mut others = BTreeSet::new();
        let size = self.view.head().size;
        for (seq, entry) in (0..).map(Seq::new).zip(self.home.back()?.scan(0..size)) {
            let event = Event::open(&entry.map_err(|error| Failure::of(&error))?);
            let event = event.map_err(|error| explain::damaged(seq, &error))?;
            if utterance_of(&event).is_some_and(|first| wanted.contains(&first)) {
                others.insert(seq);
            }
        }
        self.include(&others)
    }

    /// Takes in the statements that refer to a record, so that whether it is used can be told.
    pub(crate) fn include_users(&mut self, record: Seq) -> Result<(), Failure> {
        for prefix in self.view.prefixes_of_users(record) {
            let seqs = part::below(&*self.home.back()?, &prefix, self.view.head().size).map_err(explain::part)?;
            self.include(&seqs.into_iter().collect())?;
        }
        Ok(())
    }

    /// Takes in statements.
    pub(crate) fn include(&mut self, seqs: &BTreeSet<Seq>) -> Result<(), Failure> {
        part::include(&mut self.view, &*self.home.back()?, seqs).map_err(explain::part)
    }

    /// The statement that was first recorded under an id, whether it is in the view or not.
    pub(crate) fn statement_with_id(&self, id: &str) -> Result<Option<Seq>, Failure> {
        let found = part::below(self.ledger()?, &index::of_id(id), self.head()?.size).map_err(explain::part)?;
        let mut view = View::new();
        part::include_unnamed(&mut view, self.ledger()?, &found).map_err(explain::part)?;
        Ok(view.statement_with_id(id))
    }
}
