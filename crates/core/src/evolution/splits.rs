//! Splits: one holder, about the same day, in two channels or by two speakers, far apart or one of them silent; and the
//! accounts that several holders give of one meeting, side by side.

use super::same_speaker::same_speaker;
use crate::body::StatementMade;
use crate::replay::{Course, Filter, HolderBy, Weight, courses};
use crate::seq::Seq;
use crate::stance::Stance;
use crate::view::{Statement, View};

/// Which splits are asked for.
#[derive(Clone, Copy, Debug)]
pub struct SplitQuestion {
    /// End days at most so many apart.
    pub days: u32,
    /// Scores at least so far apart.
    pub min: u16,
    /// Which statements count.
    pub filter: Filter,
}

/// Two statements of one holder that do not go together.
#[derive(Clone, Copy, Debug)]
pub struct Split<'v> {
    /// The holder.
    pub holder: Seq,
    /// The issue.
    pub issue: Seq,
    /// The earlier statement, with its score.
    pub first: (Statement<'v>, Option<i8>),
    /// The later one.
    pub second: (Statement<'v>, Option<i8>),
    /// Days between the ends of the two intervals.
    pub days_apart: u32,
}

/// All splits, by holder slug, issue slug and statements.
pub fn splits<'v>(view: &'v View, question: SplitQuestion) -> Vec<Split<'v>> {
    let mut found = Vec::new();
    for ((holder, issue, _), course) in courses(view, HolderBy::Principal, question.filter) {
        found.extend(splits_of(view, holder, issue, &course, question));
    }
    found.sort_by_cached_key(|split| {
        let seqs = (split.first.0.seq(), split.second.0.seq());
        (view.slug(split.holder).to_owned(), view.slug(split.issue).to_owned(), end_of(split.first.0.made), seqs)
    });
    found
}

fn splits_of<'v>(
    view: &'v View,
    holder: Seq,
    issue: Seq,
    course: &Course<Statement<'v>>,
    question: SplitQuestion,
) -> Vec<Split<'v>> {
    let mut own: Vec<&(Statement<'v>, Weight)> = course.own.iter().collect();
    own.sort_by_key(|(statement, weight)| (weight.end, weight.start, statement.seq()));
    let mut found = Vec::new();
    for (place, (first, a)) in own.iter().enumerate() {
        for (second, b) in &own[place + 1..] {
            let days = b.end.day().unix_days() - a.end.day().unix_days();
            let Ok(days_apart) = u32::try_from(days) else { continue };
            if days_apart > question.days {
                break;
            }
            let elsewhere = first.made.channel != second.made.channel || !same_speaker(view, first, second);
            if elsewhere && far_apart(first, second, a, b, question.min) {
                let (first, second) = ((*first, a.score), (*second, b.score));
                found.push(Split { holder, issue, first, second, days_apart });
            }
        }
    }
    found
}

/// Scores far enough apart, or one of the two silent about what the other speaks of on the same occasion or day.
fn far_apart(first: &Statement<'_>, second: &Statement<'_>, a: &Weight, b: &Weight, min: u16) -> bool {
    if let (Some(a), Some(b)) = (a.score, b.score) {
        return i16::from(a).abs_diff(i16::from(b)) >= min;
    }
    let silent = |statement: &Statement<'_>| statement.made.stance == Stance::Silent;
    let one_silent = silent(first) != silent(second);
    let one_speaks = a.score.is_some() || b.score.is_some();
    let same_occasion = first.made.occasion.is_some() && first.made.occasion == second.made.occasion;
    one_silent && one_speaks && (same_occasion || a.end.day() == b.end.day())
}

fn end_of(made: &StatementMade) -> i64 {
    made.stated_on.end().seconds()
}

/// What one holder says of one issue in connection with an occasion.
#[derive(Clone, Copy, Debug)]
pub struct AccountRow<'v> {
    /// The issue.
    pub issue: Seq,
    /// The holder.
    pub holder: Seq,
    /// The statement.
    pub statement: Statement<'v>,
    /// Whether it stands in the holder's own account of the occasion.
    pub in_account: bool,
}

/// The accounts of an occasion, issue by issue and side by side: by issue slug, holder slug and number.
pub fn accounts(view: &View, occasion: Seq, filter: Filter) -> Vec<AccountRow<'_>> {
    let mut rows = Vec::new();
    for ((holder, issue, _), course) in courses(view, HolderBy::Principal, filter) {
        let of_occasion = course.own.iter().filter(|(statement, _)| statement.made.occasion == Some(occasion));
        rows.extend(of_occasion.map(|(statement, _)| {
            let in_account = statement.made.in_account;
            AccountRow { issue, holder, statement: *statement, in_account }
        }));
    }
    rows.sort_by_cached_key(|row| {
        (view.slug(row.issue).to_owned(), view.slug(row.holder).to_owned(), row.statement.seq())
    });
    rows
}
