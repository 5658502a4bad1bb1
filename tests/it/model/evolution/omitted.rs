//! Omissions: hand-coded silences, and what an account of a meeting leaves out of what was on the table there.

use serde_json::{Value, json};

use super::super::EventKind;
use super::super::interval::{self, Interval};
use super::super::known::Known;
use super::super::stated::{Stated, names};
use super::Ledger;

/// Every omission that is known, in no order.
pub(crate) fn omissions(ledger: Ledger) -> Vec<Value> {
    let known = ledger.known();
    let statements = known.statements();
    let (meetings, accounts) = (meetings(&known), accounts(&known));
    let mut rows = Vec::new();
    let mut told: Vec<(String, u64)> = Vec::new();
    for meeting in &meetings {
        let its: Vec<&Account> = accounts.iter().filter(|account| account.meeting == meeting.slug).collect();
        for account in &its {
            for (issue, silence) in left_out(meeting, account, &its, &statements) {
                told.extend(silence.map(|silence| (account.side.clone(), silence.seq)));
                let row = Row { holder: &account.side, issue: &issue, meeting: Some(meeting), account: Some(account) };
                rows.push(row.json(silence, &known, &statements, &its));
            }
        }
    }
    // "hand-coded silences": those that are in no row yet.
    for silence in statements.iter().filter(|statement| is_silence(statement)) {
        for holder in silence.principals.iter().filter(|holder| !told.contains(&((*holder).clone(), silence.seq))) {
            let meeting = meetings.iter().find(|meeting| silence.occasion.as_ref() == Some(&meeting.slug));
            let its: Vec<&Account> =
                accounts.iter().filter(|account| silence.occasion.as_ref() == Some(&account.meeting)).collect();
            let row = Row { holder, issue: &silence.issue, meeting, account: None };
            rows.push(row.json(Some(silence), &known, &statements, &its));
        }
    }
    rows
}

struct Meeting {
    slug: String,
    on: String,
    interval: Interval,
    /// The participants, and the sides for which they stood on that day.
    present: Vec<String>,
    declared: Vec<String>,
}

struct Account {
    seq: u64,
    meeting: String,
    by: String,
    side: String,
    source: String,
    seen: String,
}

fn meetings(known: &Known) -> Vec<Meeting> {
    let lines = known.lines(|kind| if let EventKind::Occasion(line) = kind { Some(line) } else { None });
    let meeting = |(_, line): (u64, &Value)| {
        let on = line["date"].as_str().unwrap().to_owned();
        let interval = interval::parse_or_panic(&on);
        let present = names(&line["participants"]);
        let sides = present.iter().flat_map(|name| [known.actor(name), known.side_of(name, interval)]);
        Meeting {
            slug: line["slug"].as_str().unwrap().to_owned(),
            present: sides.collect(),
            declared: names(&line["agenda"]).into_iter().map(|name| known.issue(name)).collect(),
            on,
            interval,
        }
    };
    lines.into_iter().map(meeting).collect()
}

fn accounts(known: &Known) -> Vec<Account> {
    let meetings = meetings(known);
    let lines = known.lines(|kind| if let EventKind::Account(line) = kind { Some(line) } else { None });
    let account = |(seq, line): (u64, &Value)| {
        let text = |field: &str| line[field].as_str().unwrap().to_owned();
        let meeting = meetings.iter().find(|meeting| meeting.slug == text("occasion")).unwrap();
        let (by, side) = (known.actor(&text("by")), known.side_of(&text("by"), meeting.interval));
        Account { seq, meeting: meeting.slug.clone(), by, side, source: text("source"), seen: text("seen") }
    };
    lines.into_iter().map(account).collect()
}

/// What one account leaves out, with the silences that are coded of it; each silence is an omission of its own.
fn left_out<'s>(
    meeting: &Meeting,
    account: &Account,
    all: &[&Account],
    statements: &'s [Stated],
) -> Vec<(String, Option<&'s Stated>)> {
    let mut left_out = Vec::new();
    for issue in issues(statements, meeting) {
        // "Only a statement found in that account [...] removes it."
        if statements.iter().any(|statement| statement.issue == issue && is_found(statement, account, all)) {
            continue;
        }
        let silences: Vec<&Stated> = statements
            .iter()
            .filter(|statement| statement.issue == issue && is_silence(statement))
            .filter(|silence| silence.occasion.as_ref() == Some(&account.meeting))
            .filter(|silence| silence.principals.contains(&account.side) && may_stand(silence, account, all))
            .collect();
        let on_the_table = meeting.declared.contains(&issue) || !raised_by(statements, meeting, all, &issue).is_empty();
        // "An account of it seen in full (or a report of its silence)".
        if silences.is_empty() && on_the_table && account.seen == "full" {
            left_out.push((issue, None));
        } else {
            left_out.extend(silences.into_iter().map(|silence| (issue.clone(), Some(silence))));
        }
    }
    left_out
}

/// Every issue that there is.
fn issues(statements: &[Stated], meeting: &Meeting) -> Vec<String> {
    let mut issues: Vec<String> = statements.iter().map(|statement| statement.issue.clone()).collect();
    issues.extend(meeting.declared.iter().cloned());
    issues.sort_unstable();
    issues.dedup();
    issues
}

/// "Every issue that a participant raised *there*, or claims to have raised", by the statements that do. An account is
/// "a participant's own report".
fn raised_by(statements: &[Stated], meeting: &Meeting, accounts: &[&Account], issue: &str) -> Vec<u64> {
    let took_part = |actor: &String| {
        meeting.present.contains(actor) || accounts.iter().any(|account| account.by == *actor || account.side == *actor)
    };
    let raises = |statement: &&Stated| {
        statement.occasion.as_ref() == Some(&meeting.slug)
            && statement.issue == issue
            && speaks(statement)
            && (took_part(&statement.speaker) || statement.principals.iter().any(took_part))
    };
    statements.iter().filter(raises).map(|statement| statement.seq).collect()
}

/// Coded as part of the account of the side that tells it: the side that relays it if that one gave an account too,
/// else the side that said it.
fn is_found(statement: &Stated, account: &Account, all: &[&Account]) -> bool {
    let gave = |actors: &[String], of: &Account| actors.contains(&of.by) || actors.contains(&of.side);
    let tells = if all.iter().any(|of| gave(&statement.relayed_by, of)) {
        gave(&statement.relayed_by, account)
    } else {
        statement.principals.contains(&account.side) || statement.speaker == account.by
    };
    let coded = statement.in_account && statement.occasion.as_ref() == Some(&account.meeting);
    coded && tells && speaks(statement) && may_stand(statement, account, all)
}

/// "A statement that rests on the source of one is not in the others."
fn may_stand(statement: &Stated, account: &Account, all: &[&Account]) -> bool {
    let rests_on = |of: &Account| statement.sources.contains(&of.source);
    let rests_on_another =
        all.iter().any(|other| (other.side == account.side || other.seen != "reported") && rests_on(other));
    rests_on(account) || !rests_on_another
}

fn speaks(statement: &Stated) -> bool {
    !matches!(statement.word.as_deref(), Some("silent" | "absent"))
}

fn is_silence(statement: &Stated) -> bool {
    statement.word.as_deref() == Some("silent") && statement.about.is_none()
}

struct Row<'a> {
    holder: &'a String,
    issue: &'a String,
    meeting: Option<&'a Meeting>,
    account: Option<&'a Account>,
}

impl Row<'_> {
    fn json(&self, silence: Option<&Stated>, known: &Known, statements: &[Stated], accounts: &[&Account]) -> Value {
        // Later than the meeting, if it is about an account of one, else than the silence.
        let after = match (self.account, self.meeting, silence) {
            (Some(_), Some(meeting), _) => meeting.interval.end,
            (_, _, Some(silence)) => silence.interval.end,
            _ => panic!("an omission is a silence or is about an account"),
        };
        let addressed_later = statements.iter().filter(|statement| {
            let own = statement.about.is_none() && statement.principals.contains(self.holder);
            let same_one = !known.is_anonymous(self.holder);
            own && same_one
                && statement.issue == *self.issue
                && !statement.stance.is_silence()
                && statement.interval.start > after
        });
        json!({
            "holder": self.holder,
            "issue": self.issue,
            "occasion": self.meeting.map(|meeting| &meeting.slug),
            "account": self.account.map(|account| account.seq),
            "seen": self.account.map(|account| &account.seen),
            "stated_on": silence.map(|silence| &silence.stated_on).or(self.meeting.map(|meeting| &meeting.on)),
            "raised_by": self.meeting.map_or_else(Vec::new, |meeting| raised_by(statements, meeting, accounts, self.issue)),
            "addressed_later": addressed_later.map(|statement| statement.seq).collect::<Vec<u64>>(),
            "seq": silence.map(|silence| silence.seq),
        })
    }
}
