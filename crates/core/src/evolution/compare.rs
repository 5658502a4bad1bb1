//! Comparison: where two holders, or one at two times, stand to each other.

use std::collections::BTreeMap;

use crate::replay::Position;
use crate::seq::Seq;
use crate::view::View;

/// Two positions closer than this are aligned.
const APART_FROM: u16 = 50;
/// The greatest distance of two scores.
const GAP_MAX: f64 = 200.0;

/// How two positions on an issue stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Less than 50 apart.
    Aligned,
    /// At least 50 apart, on different sides of zero.
    Opposed,
    /// At least 50 apart, not on different sides.
    Apart,
    /// Only the first holds one.
    OnlyA,
    /// Only the second holds one.
    OnlyB,
}

impl Class {
    /// How it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Aligned => "aligned",
            Class::Opposed => "opposed",
            Class::Apart => "apart",
            Class::OnlyA => "only_a",
            Class::OnlyB => "only_b",
        }
    }
}

/// Two positions on one issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The issue.
    pub issue: Seq,
    /// The first score.
    pub a: Option<i8>,
    /// The second score.
    pub b: Option<i8>,
    /// How far they are apart, if there are both.
    pub gap: Option<u16>,
    /// What that means.
    pub class: Class,
    /// The statement that is shown for the first.
    pub a_seq: Option<Seq>,
    /// The statement that is shown for the second.
    pub b_seq: Option<Seq>,
}

/// How far two holders agree over the issues on which both hold a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// 1 minus the mean gap over the greatest possible one; none if there are no such issues.
    pub agreement: Option<f64>,
    /// How many such issues there are.
    pub shared: usize,
}

/// Two lists of positions issue by issue, in order of the issues' slugs.
pub fn compare(view: &View, a: &[Position], b: &[Position]) -> Vec<Comparison> {
    let held = |positions: &[Position]| -> BTreeMap<Seq, (i8, Seq)> {
        let with_score = positions.iter().filter_map(|position| {
            let shown = position.decided.as_ref()?.shown;
            Some((position.issue, (shown.score?, shown.seq)))
        });
        with_score.collect()
    };
    let (a, b) = (held(a), held(b));
    let mut issues: Vec<Seq> = a.keys().chain(b.keys()).copied().collect();
    issues.sort_by_cached_key(|issue| (view.slug(*issue).to_owned(), *issue));
    issues.dedup();
    issues.into_iter().map(|issue| comparison(issue, a.get(&issue).copied(), b.get(&issue).copied())).collect()
}

fn comparison(issue: Seq, a: Option<(i8, Seq)>, b: Option<(i8, Seq)>) -> Comparison {
    let scores = a.zip(b).map(|((a, _), (b, _))| (i16::from(a), i16::from(b)));
    let gap = scores.map(|(a, b)| a.abs_diff(b));
    let class = match (scores, gap) {
        (Some(_), Some(gap)) if gap < APART_FROM => Class::Aligned,
        (Some((a, b)), _) if a * b < 0 => Class::Opposed,
        (Some(_), _) => Class::Apart,
        (None, _) if a.is_some() => Class::OnlyA,
        (None, _) => Class::OnlyB,
    };
    let (a_seq, b_seq) = (a.map(|(_, seq)| seq), b.map(|(_, seq)| seq));
    Comparison { issue, a: a.map(|(score, _)| score), b: b.map(|(score, _)| score), gap, class, a_seq, b_seq }
}

/// The agreement over a comparison.
pub fn agreement(comparisons: &[Comparison]) -> Agreement {
    let gaps: Vec<u16> = comparisons.iter().filter_map(|comparison| comparison.gap).collect();
    let total: f64 = gaps.iter().map(|gap| f64::from(*gap)).sum();
    let shared = gaps.len();
    // One division of whole numbers, so that the result is the nearest there is: 0.025, not 0.025000000000000022.
    let greatest = GAP_MAX * shared as f64;
    let agreement = (shared > 0).then(|| (greatest - total) / greatest);
    Agreement { agreement, shared }
}
