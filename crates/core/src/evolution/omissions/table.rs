//! What was on the table at an occasion: its agenda, and what those who took part raised there or say that they raised.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::Account;
use super::said::{Said, Sayings};
use crate::body::Body;
use crate::seq::Seq;
use crate::stance::Stance;
use crate::view::{Roles, View};

/// By issue, the statements that raised it; none for one that was only declared.
pub(super) fn on_the_table(
    view: &View,
    roles: &Roles<'_>,
    sayings: &Sayings<'_>,
    occasion: Seq,
    accounts: &[Account],
) -> BTreeMap<Seq, Vec<Seq>> {
    let Some(Body::OccasionAdded(added)) = view.record(occasion).map(|record| record.body) else {
        return BTreeMap::new();
    };
    let took_part =
        added.participants.iter().flat_map(|actor| [view.actor_now(*actor), roles.side_of(*actor, &added.on)]);
    // An account is a participant's own report, so whoever gives one took part.
    let sides: BTreeSet<Seq> = took_part.chain(accounts.iter().flat_map(Account::givers)).collect();
    let declared = added.agenda.iter().map(|issue| (view.issue_now(*issue), Vec::new()));
    let mut table: BTreeMap<Seq, Vec<Seq>> = declared.collect();
    for said in sayings.at(occasion).filter(|said| said.counts && raises(said, &sides)) {
        table.entry(said.issue).or_default().push(said.statement.seq());
    }
    table
}

/// Whether one of these sides speaks of the issue, be it of what another one holds.
fn raises(said: &Said<'_>, sides: &BTreeSet<Seq>) -> bool {
    let speaks = !matches!(said.statement.made.stance, Stance::Silent | Stance::Absent);
    speaks && (sides.contains(&said.speaker) || said.principals.iter().any(|principal| sides.contains(principal)))
}
