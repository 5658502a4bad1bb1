//! Which statements count: `--first-hand`, `--named-only`, `--min-certainty`.

use super::known::Known;
use super::stated::Stated;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Filter {
    pub(crate) first_hand: bool,
    pub(crate) named_only: bool,
    pub(crate) min_certainty: &'static str,
}

impl Filter {
    pub(crate) const ALL: Self = Self { first_hand: false, named_only: false, min_certainty: "doubtful" };

    pub(crate) fn lets_pass(self, known: &Known, statement: &Stated) -> bool {
        let anonymous = known.is_anonymous(&statement.speaker);
        rank(&statement.certainty) >= rank(self.min_certainty)
            && !(self.named_only && anonymous)
            && (!self.first_hand || is_first_hand(known, statement))
    }
}

/// "`certain` (default), `probable`, `doubtful`".
fn rank(certainty: &str) -> usize {
    ["doubtful", "probable", "certain"].iter().position(|word| *word == certainty).unwrap()
}

/// "a position is *first-hand* if it is no claim and nobody outside the principal's own side relayed it": on its side are
/// itself, the speaker, those who speak for it and its members, on that day.
fn is_first_hand(known: &Known, statement: &Stated) -> bool {
    let own_side = |reporter: &String| {
        let mut sides = known.roles_of(reporter, statement.interval);
        sides.extend(known.groups_of(reporter, statement.interval));
        sides.insert(reporter.clone());
        *reporter == statement.speaker || statement.principals.iter().any(|principal| sides.contains(principal))
    };
    statement.about.is_none() && statement.relayed_by.first().is_none_or(own_side)
}
