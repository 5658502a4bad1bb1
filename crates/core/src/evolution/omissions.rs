//! Omissions: what an account of a meeting leaves out although it was on the table.
//!
//! Invariant: accounts are judged one by one; what its giver said later, or elsewhere, never fills a gap in an account.

use std::collections::{BTreeMap, BTreeSet};

use super::splits::{side_of, sides};
use crate::body::{AccountGiven, Body, Kind, OccasionAdded};
use crate::replay::{Course, Filter, HolderBy, Together, courses};
use crate::seq::Seq;
use crate::stance::Stance;
use crate::stated_on::StatedOn;
use crate::view::{Roles, Statement, View};
use crate::vocabulary::Seen;

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
    /// When.
    pub on: StatedOn,
    /// The statements by which participants raised the issue.
    pub raised_by: Vec<Seq>,
    /// Statements by which the holder spoke to the issue later.
    pub addressed_later: Vec<Seq>,
    /// The statement that codes the silence, if somebody coded it.
    pub seq: Option<Seq>,
}

/// All omissions, or those of one occasion: by day, holder slug, issue slug.
pub fn omissions(view: &View, occasion: Option<Seq>, filter: Filter) -> Vec<Omission> {
    let courses = courses(view, HolderBy::Principal, filter);
    let roles = Roles::of(view);
    let survey = Survey { view, roles: &roles, courses: &courses };
    let mut found = Vec::new();
    let mut coded = BTreeSet::new();
    for record in view.records(Kind::AccountGiven) {
        if let Body::AccountGiven(account) = record.body
            && occasion.is_none_or(|wanted| wanted == account.occasion)
        {
            let omitted = survey.of_account(record.seq(), account);
            coded.extend(omitted.iter().filter_map(|omission| omission.seq.map(|seq| (omission.holder, seq))));
            found.extend(omitted);
        }
    }
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
    courses: &'a BTreeMap<Together, Course<'v>>,
}

impl<'v> Survey<'_, 'v> {
    /// What one account leaves out.
    fn of_account(&self, seq: Seq, account: &AccountGiven) -> Vec<Omission> {
        let Some(Body::OccasionAdded(occasion)) = self.view.record(account.occasion).map(|record| record.body) else {
            return Vec::new();
        };
        let holder = side_of(self.view, self.roles, account.by, account.occasion);
        let raised = self.raised(account.occasion, occasion);
        let mut found = Vec::new();
        for issue in self.issues(account.occasion, holder, &raised) {
            let said: Vec<&Statement<'v>> = self
                .own(holder, issue)
                .filter(|statement| statement.made.occasion == Some(account.occasion) && statement.made.in_account)
                .collect();
            let silence = said.iter().find(|statement| statement.made.stance == Stance::Silent);
            let spoken = said.iter().any(|statement| statement.made.stance != Stance::Silent);
            if spoken || (silence.is_none() && account.seen != Seen::Full) {
                continue;
            }
            found.push(Omission {
                holder,
                issue,
                occasion: Some(account.occasion),
                account: Some(seq),
                seen: Some(account.seen),
                on: occasion.on.clone(),
                raised_by: raised.get(&issue).cloned().unwrap_or_default(),
                addressed_later: self.addressed_after(holder, issue, &occasion.on),
                seq: silence.map(|statement| statement.seq()),
            });
        }
        found
    }

    /// The agenda: what was declared, and what participants raised there or claim to have raised, with the statements.
    fn raised(&self, occasion: Seq, added: &OccasionAdded) -> BTreeMap<Seq, Vec<Seq>> {
        let declared = added.agenda.iter().map(|issue| (self.view.issue_now(*issue), Vec::new()));
        let mut raised: BTreeMap<Seq, Vec<Seq>> = declared.collect();
        let sides = sides(self.view, self.roles, occasion);
        for ((holder, issue, _), course) in self.courses {
            if !sides.contains(holder) {
                continue;
            }
            let about_it = course.own.iter().filter(|(statement, _)| {
                statement.made.occasion == Some(occasion)
                    && !matches!(statement.made.stance, Stance::Silent | Stance::Absent)
            });
            for (statement, _) in about_it {
                raised.entry(*issue).or_default().push(statement.seq());
            }
        }
        raised.values_mut().for_each(|seqs| seqs.sort_unstable());
        raised
    }

    /// The agenda, and what the holder's account is coded to be silent about.
    fn issues(&self, occasion: Seq, holder: Seq, raised: &BTreeMap<Seq, Vec<Seq>>) -> BTreeSet<Seq> {
        let mut issues: BTreeSet<Seq> = raised.keys().copied().collect();
        for ((of, issue, _), course) in self.courses {
            let coded = course.own.iter().any(|(statement, _)| {
                let made = statement.made;
                made.occasion == Some(occasion) && made.in_account && made.stance == Stance::Silent
            });
            if *of == holder && coded {
                issues.insert(*issue);
            }
        }
        issues
    }

    /// Silences that were coded and belong to no account that was judged.
    fn coded_elsewhere(&self, wanted: Option<Seq>, coded: &BTreeSet<(Seq, Seq)>) -> Vec<Omission> {
        let mut found = Vec::new();
        for ((holder, issue, _), course) in self.courses {
            let silences = course.own.iter().filter(|(statement, _)| {
                statement.made.stance == Stance::Silent
                    && !coded.contains(&(*holder, statement.seq()))
                    && wanted.is_none_or(|wanted| statement.made.occasion == Some(wanted))
            });
            for (statement, _) in silences {
                let made = statement.made;
                let raised = made.occasion.and_then(|occasion| {
                    let record = self.view.record(occasion)?;
                    let Body::OccasionAdded(added) = record.body else { return None };
                    self.raised(occasion, added).remove(issue)
                });
                found.push(Omission {
                    holder: *holder,
                    issue: *issue,
                    occasion: made.occasion,
                    account: None,
                    seen: None,
                    on: made.stated_on.clone(),
                    raised_by: raised.unwrap_or_default(),
                    addressed_later: self.addressed_after(*holder, *issue, &made.stated_on),
                    seq: Some(statement.seq()),
                });
            }
        }
        found
    }

    /// Statements by which a holder took a position on an issue after an interval of days.
    fn addressed_after(&self, holder: Seq, issue: Seq, on: &StatedOn) -> Vec<Seq> {
        let later = self.own(holder, issue).filter(|statement| {
            statement.made.stated_on.start_day() > on.end_day() && !statement.made.stance.is_silence()
        });
        let mut seqs: Vec<Seq> = later.map(Statement::seq).collect();
        seqs.sort_unstable();
        seqs
    }

    fn own(&self, holder: Seq, issue: Seq) -> impl Iterator<Item = &Statement<'v>> {
        let courses = self.courses.iter().filter(move |((of, on, _), _)| *of == holder && *on == issue);
        courses.flat_map(|(_, course)| course.own.iter().map(|(statement, _)| statement))
    }
}
