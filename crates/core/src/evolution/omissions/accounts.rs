//! Accounts of an occasion, and whether a statement is found in one.

use super::said::Said;
use crate::body::{Body, Kind};
use crate::seq::Seq;
use crate::stance::Stance;
use crate::view::{Roles, View};
use crate::vocabulary::Seen;

/// One side's account of an occasion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    /// The event that names it.
    pub(super) seq: Seq,
    pub(super) occasion: Seq,
    /// Who gave it.
    by: Seq,
    /// For whom that one stood on the day of the occasion.
    pub(super) side: Seq,
    /// The document.
    source: Seq,
    pub(super) seen: Seen,
}

impl Account {
    /// The accounts of an occasion that were not retracted, in the order of recording.
    pub(super) fn all_of(view: &View, roles: &Roles<'_>, occasion: Seq) -> Vec<Account> {
        let Some(Body::OccasionAdded(added)) = view.record(occasion).map(|record| record.body) else {
            return Vec::new();
        };
        let mut accounts = Vec::new();
        for record in view.records(Kind::AccountGiven) {
            if let Body::AccountGiven(given) = record.body
                && given.occasion == occasion
            {
                let (by, side) = (view.actor_now(given.by), roles.side_of(given.by, &added.on));
                accounts.push(Account {
                    seq: record.seq(),
                    occasion,
                    by,
                    side,
                    source: given.source,
                    seen: given.seen,
                });
            }
        }
        accounts
    }

    /// Who gave it, and for whom.
    pub(super) fn givers(&self) -> [Seq; 2] {
        [self.by, self.side]
    }

    /// Whether a statement is found in this account: coded as standing in the account of its side, or of the side that
    /// relays it. A silence is nothing that can be found.
    pub(super) fn holds(&self, said: &Said<'_>, all: &[Account]) -> bool {
        let made = said.statement.made;
        let coded = made.occasion == Some(self.occasion) && made.in_account;
        let speaks = !matches!(made.stance, Stance::Silent | Stance::Absent);
        coded && speaks && self.may_hold(said, all) && self.tells(said, all)
    }

    /// Whether a statement codes that this account is silent.
    pub(super) fn is_silence_of(&self, said: &Said<'_>, all: &[Account]) -> bool {
        let made = said.statement.made;
        let silent = made.stance == Stance::Silent && !said.is_claim() && made.occasion == Some(self.occasion);
        silent && said.principals.contains(&self.side) && self.may_hold(said, all)
    }

    /// Where there are several accounts, a statement that rests on the document of another one is not in this one. A page
    /// that only reports of another side's account may well report of this one too.
    fn may_hold(&self, said: &Said<'_>, all: &[Account]) -> bool {
        let others = all.iter().filter(|other| other.side == self.side || other.seen != Seen::Reported);
        let elsewhere = others.map(|other| other.source).any(|source| said.sources.contains(&source));
        said.sources.contains(&self.source) || !elsewhere
    }

    /// Whether it is this side that tells the words: those that another side's account relays are in that account.
    fn tells(&self, said: &Said<'_>, all: &[Account]) -> bool {
        let relayed_by = said.relayed_by.filter(|by| all.iter().any(|account| account.is_given_by(by)));
        relayed_by.map_or_else(|| self.is_own(said), |by| self.is_given_by(&by))
    }

    fn is_own(&self, said: &Said<'_>) -> bool {
        said.principals.contains(&self.side) || said.speaker == self.by
    }

    fn is_given_by(&self, actors: &[Seq]) -> bool {
        self.givers().iter().any(|giver| actors.contains(giver))
    }
}
