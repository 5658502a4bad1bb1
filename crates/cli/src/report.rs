//! The report: who held what on a day, with the evidence, what changed, what was left unsaid, and what it all rests on.
//!
//! Invariant: it follows from the view and the question alone, so that the same command on the same ledger gives the
//! same bytes; no clock is read for it.

mod beside;
mod changes;
mod document;
mod evidence;
mod html;
mod markdown;
mod unsaid;

use onrecord_core::body::Kind;
use onrecord_core::replay::{Position, Question, replay};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;
use onrecord_core::view::View;
use onrecord_core::vocabulary::Certainty;
use onrecord_core::words::SlotName;

use crate::matrix::{Cell, utterance};
use crate::score_words::{self, signed};
use document::{Document, Level, Line, Piece, Recorded, Section, Table};
use evidence::{Notes, actor_with_slug};

pub(crate) use html::write as html;
pub(crate) use markdown::write as markdown;

/// What a report is about.
#[derive(Clone, Debug)]
pub(crate) struct ReportQuestion {
    /// Whose positions, on what, when.
    pub(crate) question: Question,
    /// The day with which they are compared, if one is given.
    pub(crate) since: Option<Day>,
}

/// The report that answers a question.
pub(crate) fn report(view: &View, asked: &ReportQuestion) -> Document {
    let question = &asked.question;
    let at = question.at;
    let positions = replay(view, question);
    let said: Vec<Position> = positions.into_iter().filter(|position| Cell::of(view, position).is_some()).collect();
    let mut notes = Notes::new(view);
    let mut sections = vec![Section {
        heading: Line::ours("Positions"),
        short: None,
        level: Level::Part,
        table: None,
        text: if said.is_empty() { vec![Line::ours("Nothing was said by then.")] } else { Vec::new() },
    }];
    sections.extend(issues(view, &said, &mut notes));
    sections.extend(asked.since.map(|since| changes::section(view, question, since, &mut notes)));
    sections.extend(beside::sections(view, &said, &mut notes));
    sections.extend(unsaid::section(view, asked, &mut notes));
    let ledger =
        view.records(Kind::LedgerOpened).next().map_or_else(String::new, |r| r.text(SlotName::Name).to_owned());
    let title = Line::ours("Positions at the end of ").then(Line::day(at));
    let lead = Line::ours(format!("Who held what at the end of {at}, as far as "));
    let lead = if ledger.is_empty() {
        lead.and("the ledger")
    } else {
        lead.and("the ledger ").with(Piece::Quoted(Recorded { text: ledger, language: None }))
    };
    let known = view.head().size;
    Document {
        title,
        lead: vec![
            lead.and(format!(
                " knew from its first {known} events. Scores run from -100 (opposes) to +100 (supports)."
            )),
        ],
        sections,
        notes: notes.into_lines(),
        closing: closing(view, asked),
    }
}

/// A section for each issue: its wording, and a row for each holder of whom anything is known.
fn issues<'v>(view: &'v View, said: &[Position], notes: &mut Notes<'v>) -> Vec<Section> {
    let mut issues: Vec<Seq> = said.iter().map(|position| position.issue).collect();
    issues.sort_by_cached_key(|issue| (view.slug(*issue).to_owned(), *issue));
    issues.dedup();
    let section = |issue: Seq| {
        let mut rows: Vec<(Cell, &Position)> =
            said.iter().filter(|of| of.issue == issue).filter_map(|of| Some((Cell::of(view, of)?, of))).collect();
        // Supporters first; those without a score last. Rows of the same score stay in order of the holders' slugs.
        rows.sort_by_key(|(cell, _)| std::cmp::Reverse(cell.score().map(i16::from)));
        let (slug, wording) = (view.slug(issue), view.wording_now(issue));
        let heading = Line::recorded(if wording.is_empty() { slug } else { wording });
        let heading = if wording == slug { heading } else { heading.and(" (").and_recorded(slug).and(")") };
        let rows = rows.into_iter().map(|(cell, of)| row(view, cell, of, notes)).collect();
        let table = Table { columns: &["holder", "position", "condition", "since", "evidence"], rows };
        Section {
            heading,
            short: Some(Line::recorded(slug)),
            level: Level::Subpart,
            table: Some(table),
            text: Vec::new(),
        }
    };
    issues.into_iter().map(section).collect()
}

fn row<'v>(view: &'v View, cell: Cell, of: &Position, notes: &mut Notes<'v>) -> Vec<Line> {
    let shown = of.decided.as_ref().and_then(|decided| view.statement(decided.shown.seq));
    let condition = shown.and_then(|statement| statement.record.words.shown(SlotName::Condition));
    let since = of.since.and_then(|since| view.statement(since));
    let mut evidence = changes::numbers(of, notes);
    if of.decided.is_none() {
        let beside = of.silences.iter().chain(&of.possible).chain(&of.claims);
        evidence = beside.map(|seq| notes.number(*seq)).collect();
    }
    let scale = match cell {
        Cell::Held(score, _) => Line::default().with(Piece::Scale(score, (score, score))),
        Cell::Mixed(score, range, _) => Line::default().with(Piece::Scale(score, range)),
        Cell::Withdrawn(_) | Cell::Silence | Cell::Claim | Cell::Possible => Line::default(),
    };
    vec![
        holder(view, of),
        scale.then(position(Some(cell))),
        condition.map_or_else(Line::default, Line::recorded),
        since.map_or_else(Line::default, |since| Line::day(&since.made.stated_on)),
        Line::default().with_notes(evidence),
    ]
}

/// A holder; an anonymous one with the event that tells it from others.
fn holder(view: &View, of: &Position) -> Line {
    let line = actor_with_slug(view, of.holder);
    utterance(view, of).map_or_else(|| line.clone(), |first| line.clone().and(format!(", event {first}")))
}

/// A position in a number and words.
fn position(cell: Option<Cell>) -> Line {
    match cell {
        Some(Cell::Held(score, _)) => scored(score),
        Some(Cell::Mixed(score, (low, high), _)) => {
            scored(score).and(format!("; mixed, {} to {}", signed(low), signed(high)))
        }
        Some(Cell::Withdrawn(_)) => Line::ours("withdrawn"),
        Some(Cell::Silence) => Line::ours("none: silent or not committed"),
        Some(Cell::Claim) => Line::ours("none: only claimed by others"),
        Some(Cell::Possible) => Line::ours("none for sure: the date is vague"),
        None => Line::ours("none"),
    }
}

fn scored(score: i8) -> Line {
    Line::ours(format!("{} {}", signed(score), score_words::of(score)))
}

/// Both clocks, the options and the program.
fn closing(view: &View, asked: &ReportQuestion) -> Vec<Line> {
    let question = &asked.question;
    let since = asked.since.map_or_else(String::new, |since| format!(", compared with the end of {since}"));
    let head = view.head();
    let clocks = Line::ours(format!("At the end of {}{since}; known at size {}, head ", question.at, head.size))
        .with(Piece::Code(head.hash.to_string()))
        .and(".");
    let by = match question.by {
        onrecord_core::replay::HolderBy::Principal => "principal",
        onrecord_core::replay::HolderBy::Speaker => "speaker",
    };
    let filter = question.filter;
    let mut counted = vec![match filter.certainty_min {
        Certainty::Doubtful => "of any certainty",
        Certainty::Probable => "coded as probable or certain",
        Certainty::Certain => "coded as certain",
    }];
    counted.extend(filter.first_hand.then_some("first-hand only"));
    counted.extend(filter.named_only.then_some("named speakers only"));
    let names = |asked: &std::collections::BTreeSet<Seq>| {
        let mut slugs: Vec<&str> = asked.iter().map(|seq| view.slug(*seq)).collect();
        slugs.sort_unstable();
        if slugs.is_empty() { "all".to_owned() } else { slugs.join(", ") }
    };
    let options = Line::ours(format!("Holders by {by}: ")).and_recorded(&names(&question.holders));
    let options = options.and(". Issues: ").and_recorded(&names(&question.issues));
    let options = options.and(format!(". Statements: {}.", counted.join(", ")));
    vec![clocks, options.and(format!(" Made by onrecord {}.", env!("CARGO_PKG_VERSION")))]
}
