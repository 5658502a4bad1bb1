//! Deciding sets: which of a holder's statements on an issue decide the position at the end of a day.
//!
//! Invariant: the order in which statements were recorded plays no part in who decides; between statements that are
//! alike in interval and score, the first recorded is the one that is shown.

use crate::seq::Seq;
use crate::stated_on::Point;

/// What the rule needs to know of a statement that has a score or withdraws one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The statement.
    pub seq: Seq,
    /// When the interval in which it was said starts.
    pub start: Point,
    /// When it ends.
    pub end: Point,
    /// The score; none if it withdraws.
    pub score: Option<i8>,
    /// Whether it was made for several.
    pub joint: bool,
}

/// Whether scores in a deciding set are far enough apart to say so.
const MIXED_FROM: i16 = 20;

/// How a position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// One position.
    Held,
    /// Scores of the same time that are at least 20 apart.
    Mixed,
    /// Taken back.
    Withdrawn,
    /// None known.
    None,
}

/// The position that follows from some statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Those that decide, by seq.
    pub deciding: Vec<Seq>,
    /// The one that is shown for them.
    pub shown: Weight,
    /// The lowest and highest score among them; none if they only withdraw.
    pub range: Option<(i8, i8)>,
    /// The greatest start among all that were weighed: the deciding day is its day.
    pub since_start: Point,
}

impl Status {
    /// How the status is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Held => "held",
            Status::Mixed => "mixed",
            Status::Withdrawn => "withdrawn",
            Status::None => "none",
        }
    }
}

impl Decided {
    /// How the position stands.
    pub fn status(&self) -> Status {
        match self.range {
            Some((low, high)) if i16::from(high) - i16::from(low) >= MIXED_FROM => Status::Mixed,
            Some(_) => Status::Held,
            None => Status::Withdrawn,
        }
    }
}

/// The position at `at`; none if nothing was said by then.
pub fn decide(weights: &[Weight], at: Point) -> Option<Decided> {
    let since_start = greatest_start(weights, at)?;
    let deciding = deciding(weights, at, since_start);
    let shown = *deciding.clone().min_by_key(|weight| precedence(weight))?;
    let scores = deciding.clone().filter_map(|weight| weight.score);
    let range = scores.clone().min().zip(scores.max());
    let mut deciding: Vec<Seq> = deciding.map(|weight| weight.seq).collect();
    deciding.sort_unstable();
    Some(Decided { deciding, shown, range, since_start })
}

/// The one that is shown for the position at `at`.
fn shown(weights: &[Weight], at: Point) -> Option<Weight> {
    let deciding = deciding(weights, at, greatest_start(weights, at)?);
    deciding.min_by_key(|weight| precedence(weight)).copied()
}

fn greatest_start(weights: &[Weight], at: Point) -> Option<Point> {
    weights.iter().filter(|weight| weight.end <= at).map(|weight| weight.start).max()
}

/// Those that decide. Positions are decided by the hundred thousand, so that nothing is collected on the way.
fn deciding(weights: &[Weight], at: Point, greatest_start: Point) -> impl Iterator<Item = &Weight> + Clone {
    let last = weights.iter().filter(move |weight| weight.end <= at && weight.end >= greatest_start);
    let own = last.clone().any(|weight| !weight.joint);
    last.filter(move |weight| !(own && weight.joint))
}

/// The first in this order is shown: a score before a withdrawal, the narrowest interval, the latest end, the score
/// nearest zero, the smaller score, the first recorded.
fn precedence(weight: &Weight) -> impl Ord + use<> {
    let score = weight.score.unwrap_or(0);
    let width = weight.end.seconds() - weight.start.seconds();
    (weight.score.is_none(), width, std::cmp::Reverse(weight.end), score.unsigned_abs(), score, weight.seq)
}

/// The first statement shown in the unbroken run of positions with the same score that reaches to `at`.
pub fn since(weights: &[Weight], at: Point) -> Option<Weight> {
    let mut ends: Vec<Point> = weights.iter().map(|weight| weight.end.day().end()).filter(|end| *end <= at).collect();
    ends.sort_unstable();
    ends.dedup();
    let now = shown(weights, at)?;
    let before = ends.into_iter().rev().map_while(|end| shown(weights, end));
    let run = before.take_while(|shown| shown.score == now.score);
    Some(run.last().unwrap_or(now))
}
