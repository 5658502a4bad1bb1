//! Timelines: everything that a holder said on an issue, in order, with what each statement changed.

use super::change::{Change, Coded};
use crate::replay::{Course, Filter, HolderBy, courses};
use crate::seq::Seq;
use crate::stance::Stance;
use crate::stated_on::Point;
use crate::view::{Statement, View};

/// One statement of a timeline.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'v> {
    /// The statement.
    pub statement: Statement<'v>,
    /// Its score in the current wording, if it has one.
    pub score: Option<i8>,
    /// What it is in the course of the holder's position.
    pub moment: Moment,
}

/// What a statement is in the course of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A position, changed so against the scored statement before.
    Position(Change),
    /// One of the words that change no position.
    Word(Stance),
    /// What somebody else says that the holder holds.
    Claim,
}

impl Moment {
    /// How it is written.
    pub fn to_text(self) -> String {
        match self {
            Moment::Position(change) => change.as_str().to_owned(),
            Moment::Word(stance) => stance.to_string(),
            Moment::Claim => "claim".to_owned(),
        }
    }
}

/// The timeline of a holder on an issue, in order of the intervals' ends, then starts, then numbers. Utterances of an
/// anonymous holder change nothing against each other: nobody knows that one person made them.
pub fn timeline<'v>(view: &'v View, holder: Seq, issue: Seq, by: HolderBy, filter: Filter) -> Vec<Entry<'v>> {
    let all = courses(view, by, filter).into_iter().filter(|((of, on, _), _)| *of == holder && *on == issue);
    let mut entries: Vec<Entry<'v>> = all.flat_map(|(_, course)| entries_of(view, &course)).collect();
    entries.sort_by_key(|entry| in_order(&entry.statement));
    entries
}

fn entries_of<'v>(view: &'v View, course: &Course<Statement<'v>>) -> Vec<Entry<'v>> {
    let own = course.own.iter().map(|(statement, _)| (*statement, false));
    let mut all: Vec<(Statement<'v>, bool)> =
        own.chain(course.claims.iter().map(|statement| (*statement, true))).collect();
    all.sort_by_key(|(statement, _)| in_order(statement));
    let mut before: Option<Coded<'v>> = None;
    let entry = |(statement, claim): (Statement<'v>, bool)| {
        let coded = Coded::of(view, &statement);
        let moment = match (claim, coded) {
            (true, _) => Moment::Claim,
            (false, Some(coded)) => Moment::Position(Change::between(before.replace(coded), coded)),
            (false, None) if statement.made.stance == Stance::Withdrawn => Moment::Position(Change::Withdrawn),
            (false, None) => Moment::Word(statement.made.stance),
        };
        Entry { statement, score: coded.map(|coded| coded.score), moment }
    };
    all.into_iter().map(entry).collect()
}

fn in_order(statement: &Statement<'_>) -> (Point, Point, Seq) {
    let on = &statement.made.stated_on;
    (on.end(), on.start(), statement.seq())
}
