//! Omissions: what an account of a meeting leaves out although it was on the table.
//!
//! Invariant: accounts are judged one by one; what its giver said later, or elsewhere, never fills a gap in an account.

mod accounts;
mod said;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use accounts::Account;
use said::{Said, Sayings};
use table::on_the_table;

use crate::body::{Body, Kind};
use crate::replay::Filter;
use crate::seq::Seq;
use crate::stance::Stance;
use crate::stated_on::StatedOn;
use crate::view::{Roles, Statement, View};
use crate::vocabulary::{ActorKind, Seen};

/// Something that was left unsaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Omission {
    /// Who left it out.
    pub holder: Seq,
    /// What.
    pub issue: Seq,
    /// At or about which meeting.
    pub occasion: Option<Seq>,
    /// In which account: the event that names it.
    pub account: Option<Seq>,
    /// How much of the account was seen.
    pub seen: Option<Seen>,
    /// When: the day of the silence that was coded, else that of the meeting.
    pub on: StatedOn,
    /// The statements by which participants raised the issue.
    pub raised_by: Vec<Seq>,
    /// Statements by which the holder spoke to the issue later.
    pub addressed_later: Vec<Seq>,
    /// The statement that codes the silence, if somebody coded it.
    pub seq: Option<Seq>,
}

/// All omissions, or those of one occasion: by day, holder slug, issue slug. The filter is for what makes an omission
/// (a silence, somebody who raised the issue): what an account does say, it says however it was coded.
pub fn omissions(view: &View, occasion: Option<Seq>, filter: Filter) -> Vec<Omission> {
    let roles = Roles::of(view);
    let survey = Survey { view, roles: &roles, sayings: Sayings::of(view, &roles, filter) };
    let mut found = survey.in_accounts(occasion);
    let coded: BTreeSet<(Seq, Seq)> =
        found.iter().filter_map(|omission| omission.seq.map(|seq| (omission.holder, seq))).collect();
    found.extend(survey.coded_elsewhere(occasion, &coded));
    found.sort_by_cached_key(|omission| {
        let names = (view.slug(omission.holder).to_owned(), view.slug(omission.issue).to_owned());
        (omission.on.end(), names, omission.account, omission.seq)
    });
    found
}

struct Survey<'a, 'v> {
    view: &'v View,
    roles: &'a Roles<'v>,
    sayings: Sayings<'v>,
}

impl Survey<'_, '_> {
    /// What the accounts leave out.
    fn in_accounts(&self, wanted: Option<Seq>) -> Vec<Omission> {
        let mut found = Vec::new();
        for record in self.view.records(Kind::OccasionAdded) {
            let Body::OccasionAdded(occasion) = record.body else { continue };
            if wanted.is_some_and(|wanted| wanted != record.seq()) {
                continue;
            }
            let accounts = Account::all_of(self.view, self.roles, record.seq());
            let table = on_the_table(self.view, self.roles, &self.sayings, record.seq(), &accounts);
            for account in &accounts {
                found.extend(self.of_account(account, &occasion.on, &table, &accounts));
            }
        }
        found
    }

    /// What one account leaves out of what was on the table, and of what it is coded to be silent about.
    fn of_account(
        &self,
        account: &Account,
        on: &StatedOn,
        table: &BTreeMap<Seq, Vec<Seq>>,
        all: &[Account],
    ) -> Vec<Omission> {
        let sayings = &self.sayings;
        let silences: Vec<&Said<'_>> =
            sayings.at(account.occasion).filter(|said| said.counts && account.is_silence_of(said, all)).collect();
        let mentioned: BTreeSet<Seq> =
            sayings.at(account.occasion).filter(|said| account.holds(said, all)).map(|said| said.issue).collect();
        let issues: BTreeSet<Seq> = table.keys().copied().chain(silences.iter().map(|said| said.issue)).collect();
        let mut found = Vec::new();
        for issue in issues.difference(&mentioned) {
            let coded = silences.iter().filter(|said| said.issue == *issue).map(|said| Some(said.statement));
            let mut omitted: Vec<Option<Statement<'_>>> = coded.collect();
            if omitted.is_empty() && account.seen == Seen::Full {
                omitted.push(None);
            }
            found.extend(omitted.into_iter().map(|silence| Omission {
                holder: account.side,
                issue: *issue,
                occasion: Some(account.occasion),
                account: Some(account.seq),
                seen: Some(account.seen),
                on: silence.map_or(on, |statement| &statement.made.stated_on).clone(),
                raised_by: table.get(issue).cloned().unwrap_or_default(),
                addressed_later: self.addressed_after(account.side, *issue, on),
                seq: silence.map(|statement| statement.seq()),
            }));
        }
        found
    }

    /// Silences that were coded and are told of no account.
    fn coded_elsewhere(&self, wanted: Option<Seq>, coded: &BTreeSet<(Seq, Seq)>) -> Vec<Omission> {
        let mut tables: BTreeMap<Seq, BTreeMap<Seq, Vec<Seq>>> = BTreeMap::new();
        let mut found = Vec::new();
        for said in self.sayings.all().filter(|said| said.counts && !said.is_claim()) {
            let (made, seq) = (said.statement.made, said.statement.seq());
            if made.stance != Stance::Silent || wanted.is_some_and(|wanted| made.occasion != Some(wanted)) {
                continue;
            }
            for holder in said.principals.iter().filter(|holder| !coded.contains(&(**holder, seq))) {
                let table = made.occasion.map(|occasion| {
                    let table = || {
                        let accounts = Account::all_of(self.view, self.roles, occasion);
                        on_the_table(self.view, self.roles, &self.sayings, occasion, &accounts)
                    };
                    &*tables.entry(occasion).or_insert_with(table)
                });
                found.push(Omission {
                    holder: *holder,
                    issue: said.issue,
                    occasion: made.occasion,
                    account: None,
                    seen: None,
                    on: made.stated_on.clone(),
                    raised_by: table.and_then(|table| table.get(&said.issue)).cloned().unwrap_or_default(),
                    addressed_later: self.addressed_after(*holder, said.issue, &made.stated_on),
                    seq: Some(seq),
                });
            }
        }
        found
    }

    /// Statements by which a holder took a position on an issue, or took one back, after an interval of days. Nobody knows
    /// whether an anonymous one is the same later.
    fn addressed_after(&self, holder: Seq, issue: Seq, on: &StatedOn) -> Vec<Seq> {
        if self.view.actor_kind(holder) == Some(ActorKind::Anonymous) {
            return Vec::new();
        }
        let later = self.sayings.on(issue).filter(|said| {
            let made = said.statement.made;
            let own = !said.is_claim() && said.principals.contains(&holder);
            said.counts && own && made.stated_on.start() > on.end() && !made.stance.is_silence()
        });
        later.map(|said| said.statement.seq()).collect()
    }
}
