//! Positions out of postings, without reading the statements themselves.
//!
//! Invariant: the same positions as from a view with all statements in it; only what they are shown with (words,
//! hashes) must be read afterwards.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::{PartError, Shelf, include_unnamed, prefixes};
use crate::body::{Body, BodyError, Kind, StatementMade};
use crate::index::PostingRef;
use crate::replay::{Position, Question, replay_of};
use crate::seq::Seq;
use crate::view::View;

/// A statement as it stands.
type Standing<'v> = (Seq, Cow<'v, StatementMade>);

/// What holders held on a day. The view is one without statements; the question names at least one holder.
pub fn positions<S: Shelf>(view: &View, shelf: &S, question: &Question) -> Result<Vec<Position>, PartError<S::Error>> {
    let issues = view.counting_as(Kind::IssueAdded, &question.issues);
    let size = view.head().size;
    let (mut made, mut unread, mut damaged) = (Vec::new(), BTreeSet::new(), None);
    let mut take = |posting: PostingRef<'_>| {
        let Some(seq) = posting.seq().filter(|seq| seq.get() < size && !view.is_retracted(*seq)) else { return };
        match standing(view, seq, posting) {
            Ok(Some(body)) => made.push((seq, body)),
            Ok(None) => drop(unread.insert(seq)),
            Err(source) => damaged = Some(PartError::Event { seq, source: source.into() }),
        }
    };
    for prefix in prefixes(&view.speaking_for(question.by, &question.holders), &issues) {
        shelf.postings(&prefix, &mut take).map_err(PartError::Shelf)?;
    }
    damaged.map_or(Ok(()), Err)?;
    in_order(&mut made);
    unread.retain(|seq| made.binary_search_by_key(seq, |(seq, _)| *seq).is_err());
    let unread: Vec<Seq> = unread.into_iter().collect();
    let mut read = View::new();
    include_unnamed(&mut read, shelf, &unread)?;
    made.extend(read.statements().map(|statement| (statement.seq(), Cow::Owned(statement.made.clone()))));
    in_order(&mut made);
    Ok(replay_of(view, made.iter().map(|(seq, made)| (*seq, &**made)), question))
}

/// What each of these holders held on a day, on as many cores as there are: the positions of the first one, then those
/// of the next, whatever holders the question names.
pub fn positions_of_each<S>(
    view: &View,
    shelf: &S,
    question: &Question,
    holders: &[Seq],
) -> Result<Vec<Position>, PartError<S::Error>>
where
    S: Shelf<Error: Send> + Sync,
{
    let of_each: Result<Vec<Vec<Position>>, PartError<S::Error>> = holders
        .par_iter()
        .map(|holder| positions(view, shelf, &Question { holders: [*holder].into(), ..question.clone() }))
        .collect();
    of_each.map(|of_each| of_each.into_iter().flatten().collect())
}

/// The body that stands for a statement, if it is in the view or the posting.
fn standing<'v>(
    view: &'v View,
    seq: Seq,
    posting: PostingRef<'_>,
) -> Result<Option<Cow<'v, StatementMade>>, BodyError> {
    if let Some(Body::StatementMade(corrected)) = view.corrected_body(seq) {
        return Ok(Some(Cow::Borrowed(corrected)));
    }
    posting.statement().map(|body| body.map(Cow::Owned))
}

/// Orders by number; a statement that was found in several ways reads the same in each.
fn in_order(made: &mut Vec<Standing<'_>>) {
    made.sort_unstable_by_key(|(seq, _)| *seq);
    made.dedup_by_key(|(seq, _)| *seq);
}
