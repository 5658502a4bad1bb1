//! What events say together: names, references, roles, and what later events change of it.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test may stop at the first surprise")]

mod corrections;
mod merges;
mod names;
mod references;
mod retractions;

use super::*;
use crate::body::{
    AccountGiven, ActorAdded, CoderAdded, Condition, Evidence, EvidenceAttached, IssueAdded, IssueReworded,
    LedgerOpened, MembershipHeld, QuoteCheck, RedactedSlot, RoleHeld, SaidFor, SourceAdded, SourceChecked,
    StatementMade, WordsRedacted,
};
use crate::event::{Draft, Event, seal};
use crate::stance::Stance;
use crate::testing::{CODER, LEDGER, Ledger, REASON, causes, date, stamp, statement, statement_words, words};
use crate::vocabulary::{ActorKind, CheckOutcome, RewordChange, Seen};
use crate::words::Slot;

/// A ledger with an actor (2), an issue (3) and a statement on it (4).
fn small() -> Ledger {
    let mut ledger = Ledger::opened();
    let (actor, issue) = (ledger.actor("ann", ActorKind::Person), ledger.issue("road"));
    ledger.state(statement(actor, issue, "40", "2025-01-01"));
    ledger
}

const ACTOR: Seq = Seq::new(2);
const ISSUE: Seq = Seq::new(3);
const STATEMENT: Seq = Seq::new(4);

fn stance(ledger: &Ledger, seq: Seq) -> String {
    ledger.view.statement(seq).unwrap().made.stance.to_string()
}

fn correct_stance(ledger: &mut Ledger, stance: &str) -> Seq {
    let made = statement(ACTOR, ISSUE, stance, "2025-01-01");
    ledger.correct(STATEMENT, made.clone(), statement_words(&made, "s4"))
}

#[test]
fn rewording_an_issue_turns_scores_and_not_words() {
    let mut ledger = small();
    let reworded = ledger.reword(ISSUE, RewordChange::Reversed);
    let later = StatementMade { wording: reworded, ..statement(ACTOR, ISSUE, "support", "2025") };
    let later = ledger.state(later);
    let declined = ledger.state(statement(ACTOR, ISSUE, "declined", "2025"));
    let now = |ledger: &Ledger, seq| ledger.view.stance_now(&ledger.view.statement(seq).unwrap()).to_string();
    assert_eq!([STATEMENT, later, declined].map(|seq| now(&ledger, seq)), ["-40", "support", "declined"]);
    ledger.reword(ISSUE, RewordChange::Reversed);
    assert_eq!([STATEMENT, later, declined].map(|seq| now(&ledger, seq)), ["40", "-100", "declined"]);
    assert_eq!(ledger.view.wording_now(ISSUE), "New wording 8");
    assert_eq!(ledger.view.statement(STATEMENT).unwrap().made.stance, "40".parse::<Stance>().unwrap());
}

#[test]
fn principals_follow_from_roles_of_the_day() {
    let mut ledger = small();
    let [state, party] =
        [("state", ActorKind::State), ("party", ActorKind::Organisation)].map(|(s, k)| ledger.actor(s, k));
    let role = |of, from: Option<&str>, to: Option<&str>| RoleHeld {
        actor: ACTOR,
        of,
        from: from.map(date),
        to: to.map(date),
    };
    let title = [(SlotName::Title, "minister")];
    ledger.add(role(state, Some("2025-01-10"), Some("2025-01-20")), &title);
    ledger.add(role(party, Some("2025-01-20"), None), &title);
    let principals = |ledger: &Ledger, said_for: SaidFor, on: &str| {
        let made = StatementMade { said_for, ..statement(ACTOR, ISSUE, "0", on) };
        Roles::of(&ledger.view).principals(&made).to_vec()
    };
    let table = [
        ("2025-01-09", ACTOR),
        ("2025-01-10", state),
        ("2025-01-19", state),
        ("2025-01-20", ACTOR),
        ("2025-01-21", party),
        ("2025-01", ACTOR),
    ];
    for (on, expect) in table {
        assert_eq!(principals(&ledger, SaidFor::ByRole, on), [expect], "{on}");
        assert_eq!(principals(&ledger, SaidFor::OwnName, on), [ACTOR], "{on}");
        assert_eq!(principals(&ledger, SaidFor::Given(vec![state, party]), on), [state, party], "{on}");
    }
    ledger.merge_actors(party, state).unwrap();
    assert_eq!(principals(&ledger, SaidFor::ByRole, "2025-01-20"), [state], "two that are one");
    assert_eq!(principals(&ledger, SaidFor::Given(vec![state, party]), "2025"), [state]);
}

#[test]
fn a_record_in_use_has_a_user() {
    let mut ledger = small();
    let [old, new] = ["old", "new"].map(|slug| ledger.actor(slug, ActorKind::Person));
    assert_eq!(ledger.view.user_of(ACTOR), Some(STATEMENT));
    assert_eq!([old, new, STATEMENT].map(|seq| ledger.view.user_of(seq)), [None; 3]);
    let user = ledger.state(statement(old, ISSUE, "0", "2025"));
    ledger.merge_actors(old, new).unwrap();
    let merge = Seq::new(ledger.view.head().size - 1);
    assert_eq!([old, new].map(|seq| ledger.view.user_of(seq)), [Some(user); 2]);
    ledger.retract(user);
    assert_eq!([old, new].map(|seq| ledger.view.user_of(seq)), [Some(merge); 2], "a merge uses both");
    ledger.retract(merge);
    assert_eq!([old, new].map(|seq| ledger.view.user_of(seq)), [None; 2]);
}
