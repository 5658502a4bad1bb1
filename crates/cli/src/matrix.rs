//! The matrix: all holders against all issues on a day, as data; commands print and draw it.
//!
//! Invariants: rows stand in order of the holders' slugs, columns in order of the issues'; a cell is empty only if
//! nothing was said by then. An anonymous holder has a row for each utterance, for it may be another one each time.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_core::replay::{Position, Question, Status, replay, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::vocabulary::ActorKind;

/// Holders against issues.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    /// The day at whose end the positions are held.
    pub(crate) at: Day,
    /// From how many events they are known.
    pub(crate) known_at: u64,
    /// The columns.
    pub(crate) issues: Vec<Seq>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
}

/// One holder.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Who.
    pub(crate) holder: Seq,
    /// The utterance, if the holder is anonymous.
    pub(crate) utterance: Option<Seq>,
    /// By issue; nothing if nothing was said.
    pub(crate) cells: BTreeMap<Seq, Cell>,
}

/// What a holder holds on an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A position: the score, and the statement that is shown for it.
    Held(i8, Seq),
    /// Statements of the same time differ: the score shown, the range, and the statement.
    Mixed(i8, (i8, i8), Seq),
    /// Taken back by this statement.
    Withdrawn(Seq),
    /// No position; chose to say none, or was silent.
    Silence,
    /// No position; somebody else says there is one.
    Claim,
    /// No position yet for sure: a statement with a vague date may have been made by then.
    Possible,
}

impl Cell {
    /// What a position shows; nothing if it rests on statements of a later day only.
    pub(crate) fn of(view: &View, position: &Position) -> Option<Cell> {
        let Some(decided) = &position.decided else {
            let said = [(&position.silences, Cell::Silence), (&position.possible, Cell::Possible)];
            let said = said.into_iter().chain([(&position.claims, Cell::Claim)]);
            return said.into_iter().find(|(seqs, _)| !seqs.is_empty()).map(|(_, cell)| cell);
        };
        let seq = decided.shown.seq;
        let score = view.statement(seq).and_then(|statement| score_now(view, &statement));
        Some(match (decided.status(), score, decided.range) {
            (Status::Held, Some(score), _) => Cell::Held(score, seq),
            (Status::Mixed, Some(score), Some(range)) => Cell::Mixed(score, range, seq),
            (Status::Held | Status::Mixed | Status::Withdrawn | Status::None, ..) => Cell::Withdrawn(seq),
        })
    }

    /// How the position stands.
    pub(crate) fn status(self) -> Status {
        match self {
            Cell::Held(..) => Status::Held,
            Cell::Mixed(..) => Status::Mixed,
            Cell::Withdrawn(_) => Status::Withdrawn,
            Cell::Silence | Cell::Claim | Cell::Possible => Status::None,
        }
    }

    /// The score, if there is a position.
    pub(crate) fn score(self) -> Option<i8> {
        match self {
            Cell::Held(score, _) | Cell::Mixed(score, ..) => Some(score),
            Cell::Withdrawn(_) | Cell::Silence | Cell::Claim | Cell::Possible => None,
        }
    }

    /// The statement that is shown.
    pub(crate) fn seq(self) -> Option<Seq> {
        match self {
            Cell::Held(_, seq) | Cell::Mixed(.., seq) | Cell::Withdrawn(seq) => Some(seq),
            Cell::Silence | Cell::Claim | Cell::Possible => None,
        }
    }
}

impl Row {
    /// How the row is called.
    pub(crate) fn label(&self, view: &View) -> String {
        let slug = view.slug(self.holder);
        self.utterance.map_or_else(|| slug.to_owned(), |first| format!("{slug} (event {first})"))
    }
}

/// The matrix that answers a question. Holders and issues that are asked for by name are there, said anything or not.
pub(crate) fn matrix(view: &View, question: &Question) -> Matrix {
    let mut issues: BTreeSet<Seq> = question.issues.clone();
    let mut rows: BTreeMap<(Seq, Option<Seq>), Row> = BTreeMap::new();
    let row = |holder: Seq, utterance: Option<Seq>| Row { holder, utterance, cells: BTreeMap::new() };
    for position in replay(view, question) {
        let Some(cell) = Cell::of(view, &position) else { continue };
        let key = (position.holder, utterance(view, &position));
        issues.insert(position.issue);
        rows.entry(key).or_insert_with(|| row(key.0, key.1)).cells.insert(position.issue, cell);
    }
    for holder in &question.holders {
        if rows.keys().all(|(there, _)| there != holder) {
            rows.insert((*holder, None), row(*holder, None));
        }
    }
    let mut issues: Vec<Seq> = issues.into_iter().collect();
    issues.sort_by_cached_key(|issue| (view.slug(*issue).to_owned(), *issue));
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by_cached_key(|row| (view.slug(row.holder).to_owned(), row.holder, row.utterance));
    Matrix { at: question.at, known_at: view.head().size, issues, rows }
}

/// The utterance by which an anonymous holder is told from others; none if the holder has a name.
pub(crate) fn utterance(view: &View, position: &Position) -> Option<Seq> {
    let anonymous = view.actor_kind(position.holder) == Some(ActorKind::Anonymous);
    let decided = position.decided.iter().flat_map(|decided| &decided.deciding);
    let mut said = decided.chain(&position.silences).chain(&position.possible).chain(&position.claims);
    let first = said.next().filter(|_| anonymous)?;
    view.statement(*first).map(|statement| statement.made.utterance.unwrap_or(*first))
}

/// Whether each holder asked for has a position on each issue asked for.
pub(crate) fn every_pair_has_a_position(question: &Question, matrix: &Matrix) -> bool {
    let has = |holder: Seq, issue: Seq| {
        let mut rows = matrix.rows.iter().filter(|row| row.holder == holder);
        rows.any(|row| row.cells.get(&issue).is_some_and(|cell| cell.status() != Status::None))
    };
    question.holders.iter().all(|holder| question.issues.iter().all(|issue| has(*holder, *issue)))
}
