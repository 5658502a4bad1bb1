//! Lines become events, and the same line is known again.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test may stop at the first surprise")]

mod amending;
mod errors;
mod identity;
mod names;
mod redacting;

use super::*;
use crate::body::{Evidence, QuoteCheck, StatementMade};
use crate::line::StatementLine;
use crate::testing::{Bytes, Ledger, STRICT, causes, line, no_bytes};
use crate::view::Statement;
use crate::vocabulary::{ActorKind, CheckOutcome, RewordChange};
use crate::words::SlotName;

/// A statement that needs nothing but `ann` (2) and `road` (4), with further fields in front.
fn said(more: &str) -> StatementLine {
    line(&format!(
        r#"{more} "date": "2025-03-01", "speaker": "ann", "issue": "road", "stance": "support", "form": "paraphrase""#
    ))
}

/// Actors `ann` (2) and `ben` (3), issue `road` (4), a source with bytes, `letter` (5), one without, `book` (6).
fn ledger() -> Ledger {
    let mut ledger = Ledger::opened();
    ledger.actor("ann", ActorKind::Person);
    ledger.actor("ben", ActorKind::Person);
    ledger.issue("road");
    ledger.source("letter", Some(LETTER.as_bytes()));
    ledger.source("book", None);
    ledger
}

const LETTER: &str = "Dear sir, we shall build\n the “road”. Yours";

/// Bytes of `letter`, and of nothing else.
fn letter(hash: &SourceHash) -> Bytes {
    Ok((*hash == SourceHash::of(LETTER.as_bytes())).then(|| LETTER.as_bytes().to_vec()))
}

fn reading(ledger: &Ledger) -> Intake<'_> {
    Intake { view: &ledger.view, options: STRICT, source_bytes: &letter, left_out: None }
}

fn statement(line: StatementLine) -> Line {
    Line::Statement(Box::new(line))
}

/// Records a line and gives its event.
fn record(ledger: &mut Ledger, line: StatementLine) -> Seq {
    let plan = reading(ledger).line(&statement(line)).unwrap();
    match ledger.take(plan)[..] {
        [Outcome::New(seq)] => seq,
        ref other => panic!("{other:?}"),
    }
}

fn at(ledger: &Ledger, seq: Seq) -> Statement<'_> {
    ledger.view.statement(seq).unwrap()
}

fn made(ledger: &Ledger, seq: Seq) -> StatementMade {
    at(ledger, seq).made.clone()
}
