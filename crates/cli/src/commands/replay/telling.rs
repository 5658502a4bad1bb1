//! The answer of a replay, told as positions come.
//!
//! Invariant: JSON is told at once, so that no more is held than the positions at hand; a table needs all of its rows.

use std::collections::BTreeSet;

use onrecord_core::replay::{MemberPosition, Question};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;

use super::marks::{self, Marks};
use super::rows::{cells, row};
use crate::counted::counted;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::table::{
    self,
    Width::{Cut, UpTo, Whole},
};

/// What was asked for, and how far it is answered.
pub(super) struct Telling<'a> {
    question: &'a Question,
    members: bool,
    stale_after: Option<u32>,
    json: bool,
    table: Vec<Vec<String>>,
    /// Rows of which there is nothing to show on that day.
    later: u64,
    /// The holder of the row before.
    holder: Option<Seq>,
    /// Of the pairs of an actor and an issue that were asked for, those without a position.
    unanswered: BTreeSet<(Seq, Seq)>,
}

impl<'a> Telling<'a> {
    pub(super) fn of(question: &'a Question, members: bool, stale_after: Option<u32>, json: bool) -> Self {
        let pairs = question.holders.iter().flat_map(|holder| question.issues.iter().map(|issue| (*holder, *issue)));
        let unanswered = pairs.collect();
        Telling { question, members, stale_after, json, table: Vec::new(), later: 0, holder: None, unanswered }
    }

    /// Tells positions, whose statements are in the view.
    pub(super) fn tell(&mut self, view: &View, all: &[MemberPosition], output: &mut Output) -> Result<(), Failure> {
        let (at, stale_after) = (self.question.at, self.stale_after);
        let marks = Marks { view, checks: view.source_checks(), at, stale_after };
        for held in all {
            if held.own.decided.is_some() {
                self.unanswered.remove(&(held.own.holder, held.own.issue));
            }
            if !self.json {
                self.add_to_table(&marks, held);
                continue;
            }
            let mut fields = row(view, &held.own, at);
            marks.add(&mut fields, held.own.decided.as_ref());
            if self.members {
                let via = held.via.iter().map(|group| marks::via(view, group)).collect();
                fields.insert("via".to_owned(), via);
            }
            output.object(&fields)?;
        }
        Ok(())
    }

    /// Prints the table if there is one, and says whether each asked-for actor has a position on each asked-for issue;
    /// nothing is asked for if either is not named.
    pub(super) fn finish(self, view: &View, output: &mut Output) -> Result<Answer, Failure> {
        let answer = if self.unanswered.is_empty() { Answer::Yes } else { Answer::No };
        if self.json {
            return Ok(answer);
        }
        let columns =
            [("holder, issue", UpTo(28)), ("position", Whole), ("since", Whole), ("event", Whole), ("said", Cut)];
        table::print(output, &columns, self.table)?;
        let (at, known) = (self.question.at, view.head().size);
        output.note(format_args!("at the end of {at}, as known from the first {}", counted(known, "event")));
        if self.later > 0 {
            output.note(format_args!("not shown: {} with statements only after {at}", counted(self.later, "row")));
        }
        Ok(answer)
    }

    fn add_to_table(&mut self, marks: &Marks<'_>, row: &MemberPosition) {
        let lists = [&row.own.possible, &row.own.silences, &row.own.claims];
        let said = row.own.decided.is_some() || lists.iter().any(|list| !list.is_empty()) || !row.via.is_empty();
        if !said {
            self.later += 1;
            return;
        }
        if self.holder.replace(row.own.holder) != Some(row.own.holder) {
            self.table.push(vec![marks.view.slug(row.own.holder).to_owned()]);
        }
        self.table.push(cells(marks, row));
    }
}
