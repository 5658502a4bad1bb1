//! Positions out of postings, without reading the statements themselves.
//!
//! Invariant: the same positions as from a view with all statements in it; only what they are shown with (words,
//! hashes) must be read afterwards.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::{PartError, Shelf, include_unnamed, prefixes};
use crate::body::{Body, StatementMade};
use crate::replay::{Position, Question, replay_of};
use crate::seq::Seq;
use crate::view::View;

/// What holders held on a day. The view is one without statements; the question names at least one holder.
pub fn positions<S: Shelf>(view: &View, shelf: &S, question: &Question) -> Result<Vec<Position>, PartError<S::Error>> {
    let issues = view.counting_as(crate::body::Kind::IssueAdded, &question.issues);
    let size = view.head().size;
    let mut made: BTreeMap<Seq, Cow<'_, StatementMade>> = BTreeMap::new();
    let mut unread = BTreeSet::new();
    for prefix in prefixes(&view.speaking_for(question.by, &question.holders), &issues) {
        for posting in shelf.postings(&prefix) {
            let posting = posting.map_err(PartError::Shelf)?;
            let Some(seq) = posting.seq().filter(|seq| seq.get() < size) else { continue };
            if view.is_retracted(seq) || made.contains_key(&seq) {
                continue;
            }
            if let Some(Body::StatementMade(corrected)) = view.corrected_body(seq) {
                made.insert(seq, Cow::Borrowed(corrected));
                continue;
            }
            let body = posting.statement().map_err(|error| PartError::Event { seq, source: error.into() })?;
            match body {
                Some(body) => drop(made.insert(seq, Cow::Owned(body))),
                None => drop(unread.insert(seq)),
            }
        }
    }
    unread.retain(|seq| !made.contains_key(seq));
    let unread: Vec<Seq> = unread.into_iter().collect();
    let mut read = View::new();
    include_unnamed(&mut read, shelf, &unread)?;
    for statement in read.statements() {
        made.insert(statement.seq(), Cow::Owned(statement.made.clone()));
    }
    Ok(replay_of(view, made.iter().map(|(seq, made)| (*seq, &**made)), question))
}
